"""Turns outbox events into rows of the ledger, in the very transaction that finishes the event."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from dispatch import asking, bulletins, climbing, release
from dispatch.audience import bound
from dispatch.delivery import Purpose
from dispatch.desk import NO_LINKS, Desk, Queues
from dispatch.errors import Finding, ReleaseRefused
from dispatch.lanes import LANES, Lanes
from dispatch.links import TeacherLinks
from dispatch.plan import Mailing, in_pieces
from dispatch.ports import Transaction
from dispatch.putting_off import put_off
from dispatch.reminding import due
from dispatch.replacing import halt
from locales.catalogue import MissingText
from orders.duties import mark_released
from orders.edition import Edition
from orders.errors import NotCitable
from orders.learners import of_order
from orders.order import Order, OrderState
from orders.organisation import PersonId
from orders.ports import Event, EventKind, JournalEntry
from orders.regulation import edition_on
from orders.states import OPEN_STATES

AT_ONCE = 100  # events in one transaction

# An event whose order has moved on since is outdated: another event tells what is true now.
_STANDS_IN: Mapping[EventKind, frozenset[OrderState]] = {
    EventKind.DRAFT_READY: frozenset({OrderState.DRAFT}),
    EventKind.COUNTERSIGN_NEEDED: frozenset({OrderState.DRAFT}),
    EventKind.ESCALATE: OPEN_STATES,
    EventKind.DRAFT_EXPIRED: frozenset({OrderState.EXPIRED}),
    EventKind.ORDER_APPROVED: frozenset({OrderState.APPROVED}),
    EventKind.ORDER_REVOKED: frozenset({OrderState.REVOKED}),
    EventKind.REMIND: frozenset({OrderState.RELEASED}),
    EventKind.NEXT_RUNG: frozenset(climbing.CLIMBS),
}

_ASKS_TO_SIGN = frozenset({EventKind.DRAFT_READY, EventKind.COUNTERSIGN_NEEDED})


def plan_pending(
    tx: Transaction,
    *,
    now: datetime,
    editions: Sequence[Edition],
    lanes: Lanes = LANES,
    public_url: str = "",
    links: TeacherLinks = NO_LINKS,
    limit: int = AT_ONCE,
) -> int:
    """Consume waiting events, oldest first, and return how many; 0 means that nothing is due any more.

    Rows, state of the order, journal and the end of the event are one transaction: all of it happens, or nothing and
    the event waits on. An order that must not go out is not released: the journal and its signer are told why. An event
    that cannot be planned is undone alone, put off and journaled (`dispatch.put_off`).
    """
    queued = tx.events.take(limit, now=now)
    queues = Queues()
    for waiting in queued:
        try:
            with tx.attempt():
                order = tx.orders.get(waiting.event.order, lock=True)
                if order is not None and _stands(waiting.event, order):
                    edition = edition_on(editions, order.first_day)
                    desk = Desk(
                        tx=tx,
                        order=order,
                        now=now,
                        edition=edition,
                        lanes=lanes,
                        public_url=public_url,
                        links=links,
                        queues=queues,
                    )
                    _consume(desk, waiting.event)
                tx.events.finish(waiting.id, now)
        except Exception as trouble:  # noqa: BLE001 - one order's trouble must not stop the others
            put_off(tx, waiting, trouble, now=now)
    return len(queued)


def _stands(event: Event, order: Order) -> bool:
    return order.revision == event.revision and order.state in _STANDS_IN[event.kind]


def _consume(desk: Desk, event: Event) -> None:
    try:
        match event.kind:
            case EventKind.ORDER_APPROVED:
                _release(desk)
            case EventKind.ORDER_REVOKED:
                _withdraw(desk)
            case EventKind.NEXT_RUNG:
                _climb(desk)
            case _:
                _send(desk, event)
    except ReleaseRefused as refused:
        _refuse(desk, event, refused.finding, refused.detail)
    except NotCitable as refused:
        _refuse(desk, event, Finding.REPEALED_ACT, str(refused))
    except MissingText as refused:
        _refuse(desk, event, Finding.INCOMPLETE_TEXT, str(refused))


def _send(desk: Desk, event: Event) -> None:
    """Plan what goes around a decision. The unsent rows of what it replaces are superseded first."""
    mailings = list(_mailings(desk, event))
    if event.kind is EventKind.DRAFT_EXPIRED:
        _supersede(desk, desk.order)
    else:
        desk.tx.ledger.supersede(desk.order.id, before_revision=event.revision, now=desk.now)
    _journal(desk, "dispatch.planned", {**_counts(_add(desk, mailings)), **_shown(desk, event)})


def _shown(desk: Desk, event: Event) -> dict[str, str]:
    """Return how many families a card named: audits hold the audience against what was signed (R-07)."""
    if event.kind not in _ASKS_TO_SIGN or not of_order(desk.order):
        return {}
    reached = bound(desk.tx, desk.order, edition=desk.edition)
    classes = tuple(class_id for each in reached for class_id in each.class_ids)
    return {"families": str(desk.tx.roster.family_count(classes))}


def _mailings(desk: Desk, event: Event) -> Iterator[Mailing]:
    match event.kind:
        case EventKind.DRAFT_READY:
            yield from asking.draft(desk)
        case EventKind.COUNTERSIGN_NEEDED:
            yield from asking.countersignature(desk)
        case EventKind.ESCALATE:
            yield from asking.escalation(desk, event.step)
        case EventKind.DRAFT_EXPIRED:
            yield from asking.expiry(desk)
        case EventKind.REMIND:
            waiting = due(desk.tx, desk.order, step=event.step, now=desk.now, edition=desk.edition)
            yield from asking.reminders(desk, waiting)
        case EventKind.ORDER_APPROVED | EventKind.ORDER_REVOKED | EventKind.NEXT_RUNG:
            raise AssertionError("these are planned by functions of their own")
        case _:
            assert_never(event.kind)


def _release(desk: Desk) -> None:
    """Plan an approved order. Whatever can be refused is refused before the first row is written."""
    tx, order = desk.tx, desk.order
    parcels = release.parcels(desk)
    _supersede(desk, order)
    former = tx.orders.get(order.amends) if order.amends else None
    left = halt(desk, former) if former else release.NOTHING
    planned: Counter[Purpose] = Counter()
    for parcel in parcels:
        planned += _add(desk, release.mailings(desk, parcel, left))
    if former:
        planned += _add(desk, release.narrowing(desk, left, _written_to(desk)))
    planned += _add(desk, bulletins.mailings(desk))
    mark_released(tx, order_id=order.id, now=desk.now)
    _journal(desk, "dispatch.planned", _counts(planned))
    released = replace(desk, order=replace(order, state=OrderState.RELEASED))
    _ask_for_money(released)
    climbing.begin(released)


def _withdraw(desk: Desk) -> None:
    """Plan the all-clear of a revoked order. What had not left is stopped first."""
    planned = _add(desk, release.withdrawal(desk, halt(desk, desk.order)))
    planned += _add(desk, bulletins.withdrawal(desk))
    _journal(desk, "dispatch.planned", _counts(planned))
    climbing.begin(desk)


def _climb(desk: Desk) -> None:
    """Write to whoever the rungs so far have not reached, and look again while somebody may still need it."""
    withdrawn = climbing.withdraw(desk)
    planned = _add(desk, climbing.mailings(desk))
    if planned or withdrawn:
        _journal(desk, "dispatch.climbed", {**_counts(planned), **withdrawn})
    _ask_for_money(desk)
    climbing.go_on(desk)


def _ask_for_money(desk: Desk) -> None:
    if desk.order.state is not OrderState.REVOKED and (people := climbing.held_back(desk)):
        _add(desk, asking.cost_question(desk, people))


def _supersede(desk: Desk, order: Order) -> None:
    """Stop everything about an order that has not left yet."""
    desk.tx.ledger.supersede(order.id, before_revision=order.revision + 1, now=desk.now)


def _written_to(desk: Desk) -> frozenset[tuple[Purpose, PersonId]]:
    return desk.tx.audit.written(desk.order.id, desk.order.revision, tuple(Purpose))


def _add(desk: Desk, mailings: Iterable[Mailing]) -> Counter[Purpose]:
    """Write the rows of each mailing and return how many were new. One mailing at a time is held in memory."""
    planned: Counter[Purpose] = Counter()
    for mailing in mailings:
        planned[mailing.purpose] += desk.tx.ledger.add_pieces(in_pieces(desk.order, mailing, now=desk.now))
    return planned


def _refuse(desk: Desk, event: Event, finding: Finding, detail: str) -> None:
    """Record that nothing of this event goes out; the signer of an approved order is told at once."""
    _journal(desk, "dispatch.refused", {"event": event.kind, "finding": finding, "detail": detail})
    if event.kind is EventKind.ORDER_APPROVED:
        _add(desk, asking.refused_release(desk, finding))


def _journal(desk: Desk, action: str, details: dict[str, str]) -> None:
    order = desk.order
    desk.tx.journal.append(
        JournalEntry(at=desk.now, action=action, order=order.id, revision=order.revision, details=details)
    )


def _counts(planned: Counter[Purpose]) -> dict[str, str]:
    return {purpose.value: str(count) for purpose, count in planned.items()}
