"""What rooms are told: one message for a whole class or school, in both languages, without anybody's own buttons.

The words are those of families, which the release has checked: nothing here can stop one that has begun.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from channels.base import Button, ChannelKind
from dispatch import family_texts, recipients, wording
from dispatch.audience import Bound
from dispatch.card import Card
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Purpose
from dispatch.desk import Desk
from dispatch.parity import MAX_LENGTH
from dispatch.particulars import Particulars
from dispatch.plan import Mailing, Recipient
from dispatch.ports import Transaction
from dispatch.replacing import Left
from dispatch.rooms import Room
from dispatch.roster import Contact
from locales.catalogue import LOCALES, Locale, text
from orders.order import OrderState
from orders.organisation import ClassId, PersonId, SchoolClass

BETWEEN_LANGUAGES = "\n\n———\n\n"
ROOM = "room:"  # a room in the place of a person: `room:<lane>:<chat id>`


def notices(desk: Desk, about: Particulars, bound: Bound) -> Iterator[Mailing]:
    """Yield a mailing for the rooms of the whole organisation, and one for those of each class the order names."""
    rooms = desk.tx.rooms.of_organisation(bound.organisation.code)
    classes: dict[ClassId | None, SchoolClass | None] = {None: None, **{one.id: one for one in bound.classes}}
    for class_id, school_class in classes.items():
        mine = [room for room in rooms if room.class_id == class_id]
        if mine:
            cards = {locale: _notice(locale, about, school_class) for locale in LOCALES}
            yield desk.mailing(
                Purpose.ROOM_NOTICE,
                cards,
                [_recipient(room) for room in mine],
                lanes=desk.lanes.rooms,
                variant=f"{bound.organisation.code}:{class_id or ''}",
            )


def takeback(desk: Desk, about: Particulars, left: Left) -> Iterator[Mailing]:
    """Yield the all-clear to the rooms that may have been told."""
    revoked = desk.order.state is OrderState.REVOKED
    said = family_texts.revocation if revoked else family_texts.narrowed
    to = recipients.perhaps_told(left.rows, (Purpose.ROOM_NOTICE,), desk.lanes)
    if to:
        cards = {locale: Card(text=_in_both(locale, lambda one: said(one, about))) for locale in LOCALES}
        mailing = desk.mailing(Purpose.REVOCATION, cards, to, lanes=desk.lanes.rooms, variant="rooms")
        yield replace(mailing, follows=left.follows(Purpose.ROOM_NOTICE))


def is_room(person: PersonId) -> bool:
    return person.startswith(ROOM)


def lost(tx: Transaction, delivery: Delivery) -> None:
    """Remember that a room is closed to us: thrown out, or not allowed to write."""
    tx.rooms.set_blocked(delivery.lane, delivery.address, blocked=True)


def moved(tx: Transaction, delivery: Delivery, new_address: str, *, now: datetime) -> None:
    """Remember where a group went that became a supergroup, and send it there what it has not got."""
    tx.rooms.move(delivery.lane, delivery.address, new_address)
    person = _person(delivery.lane, new_address)
    again = replace(
        delivery,
        id=DeliveryId(f"{delivery.id}-{new_address}"),
        person=person,
        address=new_address,
        state=DeliveryState.PLANNED,
        reason="",
        attempts=0,
        claimed_until=None,
        next_attempt_at=now,
        updated_at=now,
    )
    tx.ledger.add([], [again])


def _notice(locale: Locale, about: Particulars, school_class: SchoolClass | None) -> Card:
    """Return the text of a class, or of the whole organisation, with a button that proves it where there is a page."""
    if school_class:
        both = family_texts.paste(locale, about, school_class)
        said = both if len(both) <= MAX_LENGTH else family_texts.notice(locale, about)
    else:
        said = _in_both(locale, lambda one: family_texts.notice(one, about))
    url = wording.verify_url(about)
    buttons = ((Button(label=text(locale, "room-button-check"), url=url),),) if url else ()
    return Card(text=said, buttons=buttons)


def _in_both(locale: Locale, said: Callable[[Locale], str]) -> str:
    """Return the text in both languages, the room's own first; in its own alone when both are too long together."""
    others = (other for other in LOCALES if other != locale)
    both = BETWEEN_LANGUAGES.join(said(one) for one in (locale, *others))
    return both if len(both) <= MAX_LENGTH else said(locale)


def _recipient(room: Room) -> Recipient:
    person = _person(room.lane, room.address)
    at = Contact(
        person=person, channel=ChannelKind.TELEGRAM, lane=room.lane, address=room.address, blocked=room.blocked
    )
    return Recipient(person=person, organisation=room.organisation, locale=room.locale, contacts=(at,))


def _person(lane: LaneName, address: str) -> PersonId:
    return PersonId(f"{ROOM}{lane}:{address}")
