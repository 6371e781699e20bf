"""The families' bot in channels and groups: opened by a head or a homeroom teacher, closed when it is thrown out.

Who opened a room is known by their own account, which the staff's bot knows: a name or a link proves nothing. Besides
that the bot says nothing there, and hears nothing that is not for it.
"""

from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from aiogram import F, Router
from aiogram.enums import ChatMemberStatus, ChatType
from aiogram.filters import CommandObject, CommandStart
from aiogram.types import CallbackQuery, Chat, ChatMemberRestricted, ChatMemberUpdated, Message, User

from bot.context import BotContext, BotName, Turn
from bot.keyboards import inline
from bot.replies import rows_of
from bot.showing import note, replace_card
from channels.base import Button
from dispatch import wording
from dispatch.card import Card
from dispatch.lanes import Lane
from dispatch.opening_rooms import News, invited, offered, open_room
from locales.catalogue import Locale, text
from orders.organisation import Person

ROOMS = frozenset({ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL})
PRESENT = frozenset({ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR})
_DATA = "room:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A room as one bot meets it. public: a channel, where whatever is said is said to everybody."""

    lane: Lane
    address: str
    title: str
    public: bool


def rooms_router() -> Router:
    """Return the handlers for channels and groups."""
    router = Router(name="rooms")
    router.my_chat_member.register(note_room, F.chat.type.in_(ROOMS))
    router.message.register(note_move, F.migrate_to_chat_id)
    router.message.register(open_by_link, F.chat.type.in_(ROOMS), CommandStart(deep_link=True))
    router.callback_query.register(choose, room_choice)
    return router


async def note_room(event: ChatMemberUpdated, context: BotContext, lane: Lane, locale: Locale) -> None:
    """Open a room for whoever may, when they bring the bot in; close it when the bot is out or may not speak."""
    place = _place(event.chat, lane)
    if not _may_speak(event):
        await context.perform(lambda turn: turn.tx.rooms.set_blocked(lane.name, place.address, blocked=True))
        return
    card = await context.perform(lambda turn: _enter(turn, place, event.from_user, locale))
    if card:
        await event.answer(card.text, reply_markup=inline(card.buttons))


async def note_move(message: Message, context: BotContext, lane: Lane) -> None:
    """Follow a group that has become a supergroup."""
    old, new = str(message.chat.id), str(message.migrate_to_chat_id)
    await context.perform(lambda turn: turn.tx.rooms.move(lane.name, old, new))


async def open_by_link(
    message: Message, *, command: CommandObject, context: BotContext, lane: Lane, locale: Locale
) -> None:
    """Open a group to the class of its printed link, when its homeroom teacher or the head says so."""
    place, invite, user = _place(message.chat, lane), command.args or "", message.from_user
    card = await context.perform(lambda turn: _open_invited(turn, place, user, invite, locale))
    if card:
        await message.answer(card.text)


async def choose(callback: CallbackQuery, choice: str, context: BotContext, lane: Lane, locale: Locale) -> None:
    """Open the room to what one of several offers on its card says, for whoever it was offered to."""
    if callback.message is None:
        return
    place, user = _place(callback.message.chat, lane), callback.from_user
    card = await context.perform(lambda turn: _choose(turn, place, user, choice))
    if card is None:
        await note(callback, text(locale, "room-not-yours"), alert=True)
        return
    await note(callback)
    await replace_card(callback, card)


async def room_choice(callback: CallbackQuery) -> dict[str, Any] | bool:
    """Hand over `choice` when the button opens a room."""
    data = callback.data or ""
    return {"choice": data.removeprefix(_DATA)} if data.startswith(_DATA) else False


def _enter(turn: Turn, place: Place, user: User, locale: Locale) -> Card | None:
    """Open the room if there is one thing it can be for, ask if there are several; None when nothing is to be said."""
    known = turn.tx.rooms.at(place.lane.name, place.address)
    if known is not None and not known.blocked:
        return None  # promoted, or restricted in something else
    person = _staff(turn, user)
    news = offered(turn.tx, person, today=turn.today) if person else ()
    match (person, news):
        case (Person(), (only,)):
            return _opened(turn, place, only, person.locale)
        case (Person(), (_, _, *_)):
            return _question(person.locale, news)
        case _:
            return None if place.public else Card(text=text(locale, "room-stranger"))


def _open_invited(turn: Turn, place: Place, user: User | None, invite: str, locale: Locale) -> Card | None:
    person = _staff(turn, user) if user else None
    news = invited(turn.tx, person, invite, today=turn.today) if person else None
    if person is None or news is None or news.school_class is None:
        return Card(text=text(locale, "room-stranger"))
    known = turn.tx.rooms.at(place.lane.name, place.address)
    if known is not None and not known.blocked and known.class_id == news.school_class.id:
        return None
    return _opened(turn, place, news, person.locale)


def _choose(turn: Turn, place: Place, user: User, choice: str) -> Card | None:
    person = _staff(turn, user)
    news = offered(turn.tx, person, today=turn.today) if person else ()
    chosen = next((one for one in news if _mark(one) == choice), None)
    return _opened(turn, place, chosen, person.locale) if person and chosen else None


def _opened(turn: Turn, place: Place, news: News, locale: Locale) -> Card:
    open_room(turn.tx, news, lane=place.lane.name, address=place.address, title=place.title, locale=locale)
    return Card(text=text(locale, "room-opened", whose=_named(locale, news)))


def _question(locale: Locale, news: tuple[News, ...]) -> Card:
    buttons = [Button(label=_named(locale, one), data=f"{_DATA}{_mark(one)}") for one in news]
    return Card(text=text(locale, "room-which"), buttons=rows_of(buttons, 1))


def _named(locale: Locale, news: News) -> str:
    """Return `Школа № 1`, or `Школа № 1, 4А класс`."""
    school = news.organisation.name(locale)
    return f"{school}, {wording.school_class(locale, news.school_class)}" if news.school_class else school


def _mark(news: News) -> str:
    """Return what stands for an offer on its button: ids may be longer than a button's 64 bytes."""
    said = f"{news.organisation.code}\x1f{news.school_class.id if news.school_class else ''}"
    return blake2b(said.encode(), digest_size=12).hexdigest()


def _staff(turn: Turn, user: User) -> Person | None:
    return turn.tx.roster.person_at(BotName.STAFF.lane.name, str(user.id))


def _place(chat: Chat, lane: Lane) -> Place:
    public = chat.type == ChatType.CHANNEL
    return Place(lane=lane, address=str(chat.id), title=chat.title or "", public=public)


def _may_speak(event: ChatMemberUpdated) -> bool:
    member = event.new_chat_member
    if isinstance(member, ChatMemberRestricted):
        return member.is_member and member.can_send_messages
    return member.status in PRESENT
