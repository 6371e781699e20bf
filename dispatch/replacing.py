"""What an earlier order has left with people, and how its successor follows it: never before it, everywhere it went.

Telegram tells nobody that a message was edited, so the old message is marked in place and a new one is sent besides.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from channels.base import ChannelKind
from dispatch.card import Card
from dispatch.delivery import Delivery, DeliveryState, Purpose, TextId
from dispatch.desk import Desk
from dispatch.parity import MAX_LENGTH
from dispatch.plan import Follows, Mailing, delivery_id
from dispatch.recipients import PERHAPS_TOLD, may_have_left, perhaps_told
from dispatch.semantics import EDITABLE
from locales.catalogue import LOCALES, text
from orders.order import Order
from orders.organisation import PersonId

AT_ONCE = 10_000  # people in one mailing
Item = TypeVar("Item")
_MARKED = (Purpose.STAFF_ORDER, Purpose.HEAD_NOTICE, Purpose.FAMILY_NOTICE, Purpose.ROOM_NOTICE)
_TRIED = (DeliveryState.DEFERRED, DeliveryState.UNKNOWN)  # of what may still be stopped: it may have left before
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What may have left of what is replaced or withdrawn, as it stands once nothing more of it can be claimed."""

    rows: tuple[Delivery, ...] = ()

    def follows(self, *purposes: Purpose) -> Follows:
        """Return what is on its way to the provider at this moment, by person and channel."""
        return {
            (row.person, row.channel): row.id
            for row in self.rows
            if row.purpose in purposes and row.state is DeliveryState.CLAIMED
        }

    def channels(self, *purposes: Purpose) -> dict[PersonId, frozenset[ChannelKind]]:
        """Return on which channels each person may have been told."""
        found: defaultdict[PersonId, set[ChannelKind]] = defaultdict(set)
        for row in self.rows:
            if row.purpose in purposes and may_have_left(row):
                found[row.person].add(row.channel)
        return {person: frozenset(channels) for person, channels in found.items()}

    def without(self, kept: frozenset[tuple[Purpose, PersonId]]) -> "Left":
        return Left(rows=tuple(row for row in self.rows if (row.purpose, row.person) not in kept))


def halt(desk: Desk, order: Order) -> Left:
    """Stop everything of an order that has not left, and return what may have left before and after.

    A worker may claim between the two looks: whatever either of them saw may have been told.
    """
    before = [row for row in desk.tx.ledger.of_order(order.id, states=_TRIED) if may_have_left(row)]
    desk.tx.ledger.supersede(order.id, before_revision=order.revision + 1, now=desk.now)
    after = desk.tx.ledger.of_order(order.id, states=tuple({*PERHAPS_TOLD, *_TRIED}))
    known = {row.id for row in after}
    return Left(rows=(*after, *(row for row in before if row.id not in known)))


def marks(desk: Desk, left: Left, key: str, successor: Callable[[Delivery], Purpose]) -> Iterator[Mailing]:
    """Yield the edits by which the old messages say that they no longer hold (`key` of the words before them).

    Each follows the new message to the same person: what is news to them goes first.
    """
    of_text: defaultdict[TextId, list[Delivery]] = defaultdict(list)
    for row in _to_mark(left.rows):
        of_text[row.text].append(row)
    bodies = desk.tx.ledger.texts(tuple(of_text))
    lanes = tuple(lane for lane in desk.lanes.every if lane.channel in EDITABLE)
    for old, rows in ((old, part) for old, whole in of_text.items() for part in in_parts(whole)):
        said = {locale: Card(text=_marked(text(locale, key), bodies[old].body)) for locale in LOCALES}
        to = perhaps_told(rows, _MARKED, desk.lanes)
        mailing = desk.mailing(Purpose.REPLACED_MARK, said, to, lanes=lanes, variant=old)
        yield replace(
            mailing,
            edits={row.person: row.provider_message_id for row in rows},
            follows={
                (row.person, row.channel): delivery_id(desk.order, successor(row), row.person, row.channel)
                for row in rows
            },
        )


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Cut what concerns a whole region so that one part at a time is planned."""
    return (items[start : start + AT_ONCE] for start in range(0, len(items), AT_ONCE))


def _to_mark(rows: Sequence[Delivery]) -> Iterable[Delivery]:
    """Return the messages that can be edited, one for each person: the staff's cards before the family notices."""
    found: dict[PersonId, Delivery] = {}
    for row in sorted(rows, key=lambda row: _MARKED.index(row.purpose) if row.purpose in _MARKED else len(_MARKED)):
        if row.purpose in _MARKED and row.channel in EDITABLE and row.provider_message_id and not row.edits:
            found.setdefault(row.person, row)
    return found.values()


def _marked(words: str, body: str) -> str:
    whole = f"{words}\n\n{body}"
    return whole if len(whole) <= MAX_LENGTH else whole[: MAX_LENGTH - 1] + _ELLIPSIS
