"""What phones received on WhatsApp and by SMS, by number, and what their owners answer.

A provider's world puts a message before somebody with `show`, and hears of taps and texts through `listen`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.wakeup import Wakeup

_NUMBER = re.compile(r"\+?[0-9]{5,15}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A button under a message: `data` goes back to the sender, `url` opens."""

    label: str
    data: str = ""
    url: str = ""


@dataclass(slots=True, kw_only=True)
class Shown:
    """One message on a phone. id: the provider's. mine: the owner of the phone wrote it."""

    id: str
    text: str
    at: datetime
    buttons: tuple[Key, ...] = ()
    mine: bool = False
    read: bool = False


@dataclass(slots=True, kw_only=True)
class Thread:
    """What one sender and one phone wrote to each other. title: how the phone calls the sender."""

    provider: str
    account: str
    title: str
    messages: list[Shown] = field(default_factory=list)
    blocked: bool = False

    @property
    def last_written_at(self) -> datetime | None:
        """When the owner of the phone last wrote or tapped here."""
        return next((one.at for one in reversed(self.messages) if one.mine), None)


@dataclass(slots=True, kw_only=True)
class Handset:
    """A phone with a number (`+77010000001`). title: its caption on the page, by language.

    whatsapp: it has the app. reachable: False for one that is switched off: what is sent waits or is lost.
    barred: the operator brings it no SMS, and says so.
    stranger: nobody created it; somebody wrote to its number.
    """

    number: str
    name: str = ""
    language: str = "ru"
    title: dict[str, str] = field(default_factory=dict)
    pinned: bool = False
    whatsapp: bool = True
    reachable: bool = True
    barred: bool = False
    stranger: bool = False
    threads: dict[tuple[str, str], Thread] = field(default_factory=dict)
    version: int = 0
    changed: Wakeup = field(default_factory=Wakeup)

    def messages(self, provider: str | None = None) -> list[Shown]:
        """Return what others wrote to it, oldest first."""
        threads = (thread for thread in self.threads.values() if provider in {None, thread.provider})
        received = (one for thread in threads for one in thread.messages if not one.mine)
        return sorted(received, key=lambda one: one.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What the owner of a phone did: tapped `button` of the message `of`, or wrote `text`."""

    handset: Handset
    thread: Thread
    id: str
    text: str
    button: Key | None = None
    of: Shown | None = None


Listener = Callable[[Said], None]
Reader = Callable[[Handset, Thread, Shown], None]


class Handsets:
    """All phones by number. changed: rung whenever something can be seen anew."""

    def __init__(self, clock: Clock, changed: Wakeup) -> None:
        self._clock = clock
        self._changed = changed
        self._listeners: dict[str, Listener] = {}
        self._readers: dict[str, Reader] = {}
        self._said = 0
        self.by_number: dict[str, Handset] = {}

    def add(
        self,
        number: str,
        *,
        name: str = "",
        language: str = "ru",
        title: Mapping[str, str] | None = None,
        pinned: bool = False,
        whatsapp: bool = True,
        reachable: bool = True,
    ) -> Handset:
        """Give somebody a phone, or say more of one that was written to already."""
        handset = self._at(written(number))
        handset.name, handset.language, handset.title = name, language, dict(title or {})
        handset.pinned, handset.whatsapp, handset.reachable = pinned, whatsapp, reachable
        handset.stranger = False
        self._touch(handset)
        return handset

    def knows(self, number: str) -> bool:
        """Say whether somebody was given a phone with this number."""
        handset = self.by_number.get(written(number))
        return handset is not None and not handset.stranger

    def find(self, number: str) -> Handset:
        """Return a phone. Raises SandboxError."""
        handset = self.by_number.get(written(number))
        if handset is None:
            raise SandboxError(f"no phone has the number {number}: add one with POST /control/handsets")
        return handset

    def thread(self, provider: str, account: str, to: str, *, title: str = "") -> Thread:
        """Return what a sender and a phone wrote to each other, begun when it is not there yet."""
        handset = self._at(written(to))
        known = handset.threads.get((provider, account))
        if known is None:
            known = handset.threads[provider, account] = Thread(provider=provider, account=account, title=account)
        known.title = title or known.title
        return known

    def show(
        self,
        *,
        provider: str,
        account: str,
        to: str,
        text: str,
        id: str,  # noqa: A002 - it is what every provider calls it
        buttons: tuple[Key, ...] = (),
        title: str = "",
    ) -> Shown:
        """Put a message before the owner of a number; nobody's number becomes a stranger's phone."""
        thread = self.thread(provider, account, to, title=title)
        shown = Shown(id=id, text=text, at=self._clock.now(), buttons=buttons)
        thread.messages.append(shown)
        self._touch(self.find(to))
        return shown

    def listen(self, provider: str, listener: Listener, *, reader: Reader | None = None) -> None:
        """Tell `listener` what people answer to this provider's messages, `reader` which of them they have read."""
        self._listeners[provider] = listener
        if reader is not None:
            self._readers[provider] = reader

    def switch(self, number: str, *, on: bool) -> None:
        """Switch a phone on or off; what is sent to one that is off waits or is lost."""
        handset = self.find(number)
        handset.reachable = on
        self._touch(handset)

    def block(self, number: str, *, provider: str, account: str, blocked: bool = True) -> None:
        """Let somebody block a sender, or let them write again."""
        self.thread(provider, account, self.find(number).number).blocked = blocked
        self._touch(self.find(number))

    def write(self, number: str, text: str, *, provider: str, account: str) -> Said:
        """Let somebody write to a sender. Raises SandboxError for a sender nobody can answer."""
        if not text.strip():
            raise SandboxError("an empty message cannot be sent")
        thread = self.thread(provider, account, self.find(number).number)
        return self._say(self.find(number), thread, text)

    def tap(self, number: str, button: str, *, message_id: str | None = None) -> Said:
        """Let somebody tap a button by its data or label; the newest that fits. Raises SandboxError."""
        handset = self.find(number)
        for thread, shown, key in _keys(handset):
            if message_id in {None, shown.id} and button in {key.data, key.label}:
                if not key.data:
                    raise SandboxError(f"«{key.label}» opens a page and tells the sender nothing")
                return self._say(handset, thread, key.label, button=key, of=shown)
        raise SandboxError(f"{handset.number} sees no button {button!r}")

    def open(self, number: str, thread: Thread) -> None:
        """Let somebody look at a chat: its messages are read."""
        handset, reader = self.find(number), self._readers.get(thread.provider)
        for shown in thread.messages:
            if not shown.read and not shown.mine and reader is not None:
                reader(handset, thread, shown)
            shown.read = True
        self._touch(handset)

    async def wait_for(
        self,
        number: str,
        predicate: Callable[[Shown], bool] | None = None,
        *,
        provider: str | None = None,
        timeout_s: float = 10.0,
    ) -> Shown:
        """Return the newest message to this number that satisfies `predicate`, as soon as there is one.

        timeout_s: real seconds; raises TimeoutError after them.
        """
        handset = self._at(written(number))

        def look() -> Shown | None:
            received = reversed(handset.messages(provider))
            return next((one for one in received if predicate is None or predicate(one)), None)

        return await handset.changed.until(look, timeout_s)

    def _say(
        self, handset: Handset, thread: Thread, text: str, *, button: Key | None = None, of: Shown | None = None
    ) -> Said:
        listener = self._listeners.get(thread.provider)
        if listener is None:
            raise SandboxError(f"nobody can answer on {thread.provider}")
        self.open(handset.number, thread)
        self._said += 1
        said = Said(handset=handset, thread=thread, id=f"said-{self._said}", text=text, button=button, of=of)
        thread.messages.append(Shown(id=said.id, text=text, at=self._clock.now(), mine=True, read=True))
        self._touch(handset)
        listener(said)
        return said

    def _at(self, number: str) -> Handset:
        if number not in self.by_number:
            self.by_number[number] = Handset(number=number, stranger=True)
        return self.by_number[number]

    def _touch(self, handset: Handset) -> None:
        handset.version += 1
        handset.changed.ring()
        self._changed.ring()


def written(number: str) -> str:
    """Return a number as it is written here: `+7701…` for `7701…`, `8701…` and `7701…@c.us`. Raises SandboxError."""
    bare = number.partition("@")[0].strip()
    if not _NUMBER.fullmatch(bare):
        raise SandboxError("a phone number is written as +77010000001")
    digits = bare.removeprefix("+")
    national = len(digits) == len("87010000001") and digits.startswith("8") and not bare.startswith("+")
    return f"+7{digits[1:]}" if national else f"+{digits}"


def _keys(handset: Handset) -> Iterator[tuple[Thread, Shown, Key]]:
    """Yield every button on a phone, that of the newest message first."""
    found = [(thread, shown) for thread in handset.threads.values() for shown in thread.messages if shown.buttons]
    for thread, shown in sorted(found, key=lambda pair: pair[1].at, reverse=True):
        for key in shown.buttons:
            yield thread, shown, key
