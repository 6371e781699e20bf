"""What stands in the chat between one bot and one person or group, as the person sees it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sandbox.telegram.accounts import Bot, Group, Person
from sandbox.wakeup import Wakeup

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Message:
    """One message.

    body: the `Message` object of the Bot API.
    markup: the keyboard it was sent with, of any kind (the Bot API returns inline ones only).
    shown: False when a fault swallowed it between Telegram and the phone.
    """

    bot_id: int
    chat_id: int
    body: Json
    outgoing: bool
    markup: Json | None = None
    silent: bool = False
    shown: bool = True
    deleted: bool = False
    edits: int = 0

    @property
    def message_id(self) -> int:
        """Its number in the chat."""
        return int(self.body["message_id"])

    @property
    def text(self) -> str:
        """The text, or the caption of a document."""
        return str(self.body.get("text") or self.body.get("caption") or "")

    @property
    def buttons(self) -> list[Json]:
        """The inline buttons, row after row."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return [button for row in rows for button in row]

    @property
    def labels(self) -> list[str]:
        """What stands on its inline buttons."""
        return [str(button["text"]) for button in self.buttons]

    def button(self, wanted: str) -> Json | None:
        """Return the inline button with this callback data or, failing that, this label."""
        by_data = (button for button in self.buttons if button.get("callback_data") == wanted)
        by_label = (button for button in self.buttons if button["text"] == wanted)
        return next(by_data, None) or next(by_label, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CallbackAnswer:
    """What `answerCallbackQuery` put on the screen: a toast, or a dialog when `alert`."""

    query_id: str
    text: str
    alert: bool
    at: datetime


@dataclass(slots=True, kw_only=True)
class CallbackQuery:
    """A tap that waits for its answer."""

    id: str
    bot_id: int
    chat_id: int
    message_id: int
    data: str
    at: datetime
    answer: CallbackAnswer | None = None


@dataclass(slots=True, kw_only=True)
class Conversation:
    """The chat of one bot with one partner. `started`: the person pressed Start; `blocked`: later blocked the bot."""

    bot: Bot
    partner: Person | Group
    started: bool = False
    blocked: bool = False
    messages: dict[int, Message] = field(default_factory=dict)
    reply_keyboard: Json | None = None
    last_answer: CallbackAnswer | None = None
    version: int = 0
    changed: Wakeup = field(default_factory=Wakeup)

    @property
    def chat_id(self) -> int:
        """Id of the chat: the person's or the group's."""
        return self.partner.id

    def visible(self) -> Iterator[Message]:
        """Return what stands on the phone, newest first."""
        return (message for message in reversed(self.messages.values()) if message.shown and not message.deleted)

    def find_button(self, wanted: str, message_id: int | None = None) -> tuple[Message, Json] | None:
        """Return the newest visible message with a button that carries this data or label."""
        for message in self.visible():
            if message_id in {None, message.message_id} and (button := message.button(wanted)) is not None:
                return message, button
        return None

    @property
    def keys(self) -> list[Json]:
        """The keys of the keyboard at the bottom, row after row."""
        return [key for row in (self.reply_keyboard or {}).get("keyboard", []) for key in row]
