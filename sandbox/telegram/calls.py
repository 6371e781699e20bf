"""One call of the Bot API, and what it comes to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sandbox.telegram.accounts import Bot, Group
from sandbox.telegram.conversations import Conversation, Message
from sandbox.telegram.entities import detect, parse_html, trimmed
from sandbox.telegram.errors import bad_request, flood
from sandbox.telegram.markdown import parse_markdown
from sandbox.telegram.network import Network
from sandbox.telegram.parameters import Parameters

Json = dict[str, Any]

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What an accepted call answers, and what the journal tells of it. `silent`: nothing worth a line happened."""

    result: Any
    description: str | None = None
    silent: bool = False
    to: str | None = None
    text: str | None = None
    id: str | None = None
    reply_markup: Json | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A method called by a bot. `hidden`: a fault will keep what it sends from ever being shown."""

    network: Network
    bot: Bot
    method: str
    parameters: Parameters
    now: datetime
    hidden: bool = False

    def conversation(self) -> Conversation:
        """Return the chat the call writes to. Raises ApiError."""
        return self.network.reach(self.bot, self.parameters.values.get("chat_id"))

    def named(self, name: str) -> Conversation:
        """Return the chat a parameter names, whether the bot may write there or not. Raises ApiError."""
        return self.network.look_up(self.bot, self.parameters.values.get(name))

    def own_message(self, conversation: Conversation, purpose: str) -> Message:
        """Return the message named by `message_id`. Raises ApiError 400 `message to <purpose> not found`."""
        number = self.parameters.whole("message_id")
        if number is None:
            raise bad_request("message identifier is not specified")
        message = conversation.messages.get(number)
        if message is None or message.deleted:
            raise bad_request(f"message to {purpose} not found")
        return message

    def formatted(self, name: str, *, longest: int = LONGEST_TEXT) -> tuple[str, list[Json]]:
        """Return a text parameter as it will be shown, with its entities. Raises ApiError 400."""
        source = self.parameters.text(name) or ""
        entities_name = "entities" if name == "text" else "caption_entities"
        mode = (self.parameters.text("parse_mode") or "").lower()
        match mode:
            case "":
                given = self.parameters.sequence(entities_name)
                text, entities = source, given if given is not None else detect(source)
            case "html":
                text, entities = parse_html(source)
            case "markdownv2":
                text, entities = parse_markdown(source)
            case _:
                raise bad_request("unsupported parse_mode")
        text, entities = trimmed(text, entities)
        if len(text) > longest:
            raise bad_request("message is too long" if name == "text" else "message caption is too long")
        return text, entities

    def admit(self, conversation: Conversation, count: int = 1) -> None:
        """Count messages against the flood limits. Raises ApiError 429."""
        for _ in range(count):
            if wait := self.bot.guard.admit(conversation.chat_id, self.now.timestamp()):
                raise flood(wait)

    def deliver(self, conversation: Conversation, content: Json, markup: Json | None = None) -> Outcome:
        """Put a message with this content into the chat, after counting it."""
        reply = self._reply(conversation)
        self.admit(conversation)
        body: Json = {"message_id": self.bot.next_message_id()}
        if isinstance(conversation.partner, Group) and conversation.partner.kind == "channel":
            body["sender_chat"] = conversation.partner.as_chat
        else:
            body["from"] = self.bot.as_user
        body |= {"chat": conversation.partner.as_chat, "date": int(self.now.timestamp())}
        if reply is not None:
            body["reply_to_message"] = reply
        body |= content
        if self.parameters.flag("protect_content"):
            body["has_protected_content"] = True
        if markup is not None and "inline_keyboard" in markup:
            body["reply_markup"] = markup
        message = Message(
            bot_id=self.bot.id,
            chat_id=conversation.chat_id,
            body=body,
            outgoing=True,
            markup=markup,
            silent=self.parameters.flag("disable_notification"),
            shown=not self.hidden,
        )
        self.network.show(conversation, message)
        return self.told(message)

    def told(self, message: Message) -> Outcome:
        """Return the outcome of a call that answers with a message."""
        return Outcome(
            result=message.body,
            to=str(message.chat_id),
            text=message.text,
            id=str(message.message_id),
            reply_markup=message.markup,
        )

    def _reply(self, conversation: Conversation) -> Json | None:
        wanted = self.parameters.mapping("reply_parameters") or {}
        number = wanted.get("message_id") or self.parameters.whole("reply_to_message_id")
        if number is None:
            return None
        found = conversation.messages.get(int(number))
        if found is not None and not found.deleted:
            return {name: value for name, value in found.body.items() if name != "reply_to_message"}
        if wanted.get("allow_sending_without_reply") or self.parameters.flag("allow_sending_without_reply"):
            return None
        raise bad_request("message to be replied not found")
