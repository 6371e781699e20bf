"""Who there is on the pretend Telegram: bots, people, groups and channels."""

from dataclasses import dataclass, field
from typing import Any

from sandbox.telegram.limits import FloodGuard
from sandbox.telegram.updates import UpdateQueue

Json = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a phone. `title`: how their phone is captioned on the page, by language (`kk`, `ru`).

    stranger: nobody created them; a bot wrote to their id, and they are taken to have pressed Start once.
    """

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    title: dict[str, str] = field(default_factory=dict)
    pinned: bool = False
    deactivated: bool = False
    stranger: bool = False

    @property
    def as_user(self) -> Json:
        """The `User` object."""
        return _filled(
            id=self.id,
            is_bot=False,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            language_code=self.language_code,
        )

    @property
    def as_chat(self) -> Json:
        """The `Chat` object of a private chat with them."""
        return _filled(
            id=self.id,
            first_name=self.first_name,
            last_name=self.last_name,
            username=self.username,
            type="private",
        )

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(slots=True, kw_only=True)
class Group:
    """A group, supergroup or channel (`kind`); its id is negative. `members`: ids of the bots that belong to it."""

    id: int
    title: str
    kind: str = "supergroup"
    username: str = ""
    members: set[int] = field(default_factory=set)
    kicked: set[int] = field(default_factory=set)
    pinned: bool = False
    moved_to: int = 0  # a group that became a supergroup has another id

    @property
    def as_chat(self) -> Json:
        """The `Chat` object."""
        return _filled(id=self.id, title=self.title, username=self.username, type=self.kind)


@dataclass(slots=True, kw_only=True)
class Webhook:
    """Where a bot wants its updates pushed, and how that went last time."""

    url: str
    secret_token: str = ""
    max_connections: int = 40
    last_error_at: int | None = None
    last_error: str = ""


@dataclass(slots=True, kw_only=True)
class Bot:
    """A bot: who it is, what waits for it, and what it told Telegram about itself."""

    token: str
    username: str
    first_name: str
    updates: UpdateQueue
    guard: FloodGuard
    revoked: bool = False
    webhook: Webhook | None = None
    last_message_id: int = 0
    commands: dict[str, list[Json]] = field(default_factory=dict)
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    menu_buttons: dict[int, Json] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The number before the colon of the token."""
        return int(self.token.partition(":")[0])

    @property
    def account(self) -> str:
        """How the journal calls it."""
        return str(self.id)

    @property
    def as_user(self) -> Json:
        """The `User` object as it stands in messages."""
        return {"id": self.id, "is_bot": True, "first_name": self.first_name, "username": self.username}

    def next_message_id(self) -> int:
        """Give the next message of its chats its number."""
        self.last_message_id += 1
        return self.last_message_id


def _filled(**fields: Any) -> Json:
    return {name: value for name, value in fields.items() if value != ""}
