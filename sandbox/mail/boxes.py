"""What arrived in which mailbox, and the threads a mail program would show."""

from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from enum import StrEnum


class BoxState(StrEnum):
    """What a mailbox does with mail."""

    OPEN = "open"
    UNKNOWN = "unknown"  # 550: nobody has it
    FULL = "full"  # 452: not now


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail as it lies in a box."""

    id: str
    at: datetime
    sender: str
    subject: str
    text: str
    answers: tuple[str, ...]  # In-Reply-To and References

    @property
    def said(self) -> str:
        return f"{self.subject}\n\n{self.text}".strip()


@dataclass(slots=True, kw_only=True)
class Box:
    """One mailbox. greylist_s: how long a sender who writes for the first time is sent away with 451."""

    address: str
    name: str = ""
    state: BoxState = BoxState.OPEN
    greylist_s: float = 0.0
    mails: dict[str, Mail] = field(default_factory=dict)
    first_seen: dict[str, datetime] = field(default_factory=dict)

    def threads(self) -> list[list[Mail]]:
        """Return the mails by conversation: those that name each other, or a common ancestor. Oldest first."""
        found: list[tuple[set[str], list[Mail]]] = []
        for mail in self.mails.values():
            names = {mail.id, *mail.answers}
            joined = [thread for thread in found if thread[0] & names]
            rest = [thread for thread in found if not thread[0] & names]
            ids = names.union(*(thread[0] for thread in joined))
            mails = [one for thread in joined for one in thread[1]]
            found = [*rest, (ids, [*mails, mail])]
        return [mails for _, mails in found]


def read_mail(message: EmailMessage, at: datetime) -> Mail:
    """Return what a mail program shows of a message."""
    body = message.get_body(("plain",))
    text = body.get_content() if body is not None else ""
    return Mail(
        id=str(message["Message-ID"] or "").strip(),
        at=at,
        sender=str(message["From"] or ""),
        subject=str(message["Subject"] or ""),
        text=str(text).replace("\r\n", "\n").strip(),
        answers=tuple(_ids(message, "In-Reply-To") + _ids(message, "References")),
    )


def _ids(message: EmailMessage, name: str) -> list[str]:
    return str(message[name] or "").split()
