"""The roster audit: whoever should be told has a row, and nobody else (R-05, R-07).

A row can be missing because somebody deleted it, because a backup was older than the order, or because a family was
brought in after the release. The ledger's key makes planning again harmless: only what is missing is new.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from dispatch import recipients, release
from dispatch.audience import Bound, bound
from dispatch.audit import Lapse, LapseKind, Limits, audience_lapse
from dispatch.delivery import DeliveryId, Purpose
from dispatch.desk import NO_LINKS, Desk
from dispatch.errors import ReleaseRefused
from dispatch.lanes import Lanes
from dispatch.links import TeacherLinks
from dispatch.plan import Mailing, in_pieces
from dispatch.ports import Storage, Transaction
from dispatch.spans import family_span
from locales.catalogue import MissingText
from orders.edition import Edition
from orders.errors import OrdersError
from orders.order import Order, OrderState
from orders.organisation import PersonId
from orders.ports import JournalEntry
from orders.regulation import edition_on

BEYOND_ROSTER = "beyond_roster"  # the reason of a withdrawn row
_COUNTED = (Purpose.SITE_NOTICE, Purpose.STAFF_ORDER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """How the ledger differs from the roster. expected: families that should have a row; missing includes staff."""

    expected: int
    missing: int
    beyond: tuple[DeliveryId, ...]

    def __bool__(self) -> bool:
        return bool(self.missing or self.beyond)


def audited(tx: Transaction, *, now: datetime, editions: Sequence[Edition]) -> list[Order]:
    """Return the released orders that families may still be told of."""
    released = tx.orders.find(
        states=(OrderState.RELEASED,)
    )  # of tomorrow, too: an emergency is told the evening before
    return [order for order in released if now < _closes(order, now, editions)]


def audit_roster(
    storage: Storage,
    order: Order,
    *,
    now: datetime,
    editions: Sequence[Edition],
    lanes: Lanes,
    limits: Limits,
    public_url: str = "",
    links: TeacherLinks = NO_LINKS,
) -> list[Lapse]:
    """Compare one order with the roster and repair the difference, as the release would; return what was found.

    Looking takes no lock. Only a difference is looked at again and mended, in one transaction with its journal line.
    """
    edition = edition_on(editions, order.first_day)
    try:
        with storage.reading() as tx:
            gaps = find_gaps(tx, order, edition=edition)
            found = list(audience_lapse(order.id, expected=gaps.expected, shown=_shown(tx, order), limits=limits))
        if not gaps:
            return found
        with storage.transaction() as tx:
            locked = tx.orders.get(order.id, lock=True)
            if locked is None or locked.state is not OrderState.RELEASED:
                return found
            desk = Desk(tx=tx, order=locked, now=now, edition=edition, lanes=lanes, public_url=public_url, links=links)
            return [*_mend(desk), *found]
    except (ReleaseRefused, OrdersError, MissingText):
        return [Lapse(kind=LapseKind.ORDER_UNREADABLE, where=order.id)]


def find_gaps(tx: Transaction, order: Order, *, edition: Edition) -> Gaps:
    """Hold the rows of an order's present revision against the roster as it is now. Raises `ReleaseRefused`."""
    reached = bound(tx, order, edition=edition)
    untold = {person for each in reached for person in _untold(tx, order, each)}
    written = tx.audit.written(order.id, order.revision, _COUNTED)
    classes = tuple(class_id for each in reached for class_id in each.class_ids)
    others = {pair for each in reached for pair in _expected(tx, order, each)} - written
    return Gaps(
        expected=tx.roster.family_count(classes),
        missing=len(untold) + len(others),
        beyond=tuple(tx.audit.beyond(order.id, order.revision, classes)),
    )


def _untold(tx: Transaction, order: Order, each: Bound) -> Sequence[PersonId]:
    return tx.audit.untold(order.id, order.revision, each.class_ids)


def _expected(tx: Transaction, order: Order, each: Bound) -> Iterator[tuple[Purpose, PersonId]]:
    yield Purpose.SITE_NOTICE, PersonId(f"site:{each.organisation.code}")
    for person in recipients.staff_of(tx, order, each):
        yield Purpose.STAFF_ORDER, person


def _mend(desk: Desk) -> Iterator[Lapse]:
    tx, order = desk.tx, desk.order
    gaps = find_gaps(tx, order, edition=desk.edition)
    planned = _plan_missing(desk) if gaps.missing else 0
    withdrawn = tx.audit.withdraw(gaps.beyond, reason=BEYOND_ROSTER, now=desk.now)
    details = {"planned": str(planned), "withdrawn": str(withdrawn)}
    tx.journal.append(
        JournalEntry(at=desk.now, action="audit.repaired", order=order.id, revision=order.revision, details=details)
    )
    if gaps.missing:
        yield Lapse(kind=LapseKind.ROWS_MISSING, where=order.id, count=gaps.missing)
    if gaps.beyond:
        yield Lapse(kind=LapseKind.ROWS_BEYOND_ROSTER, where=order.id, count=len(gaps.beyond))


def _plan_missing(desk: Desk) -> int:
    """Write the rows that are not there; return how many were new."""
    planned = 0
    for parcel in release.parcels(desk):
        untold = frozenset(_untold(desk.tx, desk.order, parcel.bound))
        for mailing in release.mailings(desk, parcel):
            planned += desk.tx.ledger.add_pieces(in_pieces(desk.order, _only(mailing, untold), now=desk.now))
    return planned


def _only(mailing: Mailing, untold: frozenset[PersonId]) -> Mailing:
    """Return the family notice for the untold alone: who has a row is not planned again on another channel."""
    if mailing.purpose is not Purpose.FAMILY_NOTICE:
        return mailing
    return replace(mailing, recipients=tuple(to for to in mailing.recipients if to.person in untold))


def _shown(tx: Transaction, order: Order) -> int | None:
    return tx.audit.shown(order.id, order.revision)


def _closes(order: Order, now: datetime, editions: Sequence[Edition]) -> datetime:
    return family_span(order, now=now, edition=edition_on(editions, order.first_day)).closes
