"""Everything the feeds of one public code are made from, read in one look; what follows is pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, cast

from dispatch.bulletins import organisations_of
from dispatch.particulars import Particulars, gather
from dispatch.ports import Transaction
from orders.order import Order, OrderId, OrderState
from orders.organisation import Department, DepartmentLevel, Organisation, OrganisationCode
from orders.scope import covers
from orders.standing import Standing, standing
from orders.states import IN_FORCE_STATES
from orders.windows import ZONE
from web.context import View

REMEMBERED = timedelta(days=30)  # how long an order stays in the feeds after its day
AHEAD = timedelta(days=60)
MOST = 1_000  # orders in one feed, the newest
PUBLIC_STATES = (*IN_FORCE_STATES, OrderState.COMPLETED, OrderState.REVOKED, OrderState.AMENDED)


class SubjectKind(StrEnum):
    ORGANISATION = "organisation"
    DISTRICT = "district"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """One order the public was told of. ended: when it was revoked or replaced; None while it stands (or stood)."""

    order: Order
    about: Particulars
    approved_at: datetime
    ended: datetime | None = None

    @property
    def changed_at(self) -> datetime:
        return self.ended or self.approved_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A school, a district or a region on one day. published: the order that changed last first.

    standing: of an organisation; None for a department. edges: when a shift can no longer change, one per shift.
    """

    subject: Organisation | Department
    now: datetime
    day: date
    published: tuple[Published, ...]
    standing: Standing | None
    edges: Sequence[datetime]
    public_url: str

    @property
    def kind(self) -> SubjectKind:
        if isinstance(self.subject, Organisation):
            return SubjectKind.ORGANISATION
        return SubjectKind.REGION if self.subject.level is DepartmentLevel.REGION else SubjectKind.DISTRICT

    @property
    def today(self) -> tuple[Published, ...]:
        """What is in force today."""
        return tuple(
            one
            for one in self.published
            if one.order.state in IN_FORCE_STATES and one.order.first_day <= self.day <= one.order.last_day
        )

    def url(self, path: str) -> str:
        return f"{self.public_url}{path}"


def board(view: View, code: OrganisationCode) -> Board | None:
    """Return the board behind a public code; None when nobody has it."""
    subject = view.tx.registry.organisation(code) or view.tx.registry.department(code)
    if subject is None:
        return None
    edition = view.edition(view.today)
    return Board(
        subject=subject,
        now=view.now,
        day=view.today,
        published=_published(view, subject),
        standing=standing(view.tx, subject, day=view.today, edition=edition)
        if isinstance(subject, Organisation)
        else None,
        edges=tuple(edition.family_window(shift, view.today).closes for shift in getattr(subject, "shifts", ())),
        public_url=view.public_url,
    )


def _published(view: View, subject: Organisation | Department) -> tuple[Published, ...]:
    found = _orders(view, subject)
    successors = {one.amends: one for one in found if one.amends}
    shown = sorted((one for one in found if one.approval), key=_changed_at, reverse=True)[:MOST]
    tx = cast("Transaction", _Remembering(view.tx))
    return tuple(_publish(view, tx, order, successors) for order in shown)


def _orders(view: View, subject: Organisation | Department) -> list[Order]:
    tx = view.tx
    organisations = organisations_of(tx, subject)
    above = [one.code for one in tx.registry.departments() if one.region == subject.region]
    bodies = tuple(dict.fromkeys((subject.code, *(one.code for one in organisations), *above)))
    found = tx.orders.find(day=view.today - REMEMBERED, until=view.today + AHEAD, bodies=bodies, states=PUBLIC_STATES)
    bound = [one for one in organisations if view.edition(view.today).exclusion(one) is None]
    return [order for order in found if any(covers(order.scope, one) for one in bound)]


def _publish(view: View, tx: Transaction, order: Order, successors: Mapping[OrderId, Order]) -> Published:
    assert order.approval is not None
    ended = None
    if order.state is OrderState.REVOKED:
        ended = order.updated_at
    elif order.state is OrderState.AMENDED:
        after = successors.get(order.id)
        ended = after.approval.at if after is not None and after.approval else order.updated_at
    about = gather(tx, order, edition=view.edition(order.first_day), public_url=view.public_url)
    return Published(order=order, about=about, approved_at=order.approval.at, ended=ended)


def _changed_at(order: Order) -> datetime:
    if order.state in {OrderState.REVOKED, OrderState.AMENDED} or order.approval is None:
        return order.updated_at
    return order.approval.at


def local(instant: datetime) -> datetime:
    """Return an instant on the clocks of Kazakhstan, to the second."""
    return instant.astimezone(ZONE).replace(microsecond=0)


class _Remembering:
    """A transaction whose registry answers the same question once: hundreds of orders name the same departments."""

    def __init__(self, tx: Transaction) -> None:
        self.orders = tx.orders
        self.registry = _Remembered(tx.registry)


class _Remembered:
    def __init__(self, registry: object) -> None:
        self._registry = registry
        self._answers: dict[Any, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def ask(*args: Any, **kwargs: Any) -> Any:
            question = (name, args, tuple(sorted(kwargs.items())))
            if question not in self._answers:
                self._answers[question] = getattr(self._registry, name)(*args, **kwargs)
            return self._answers[question]

        return ask
