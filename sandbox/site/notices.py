"""What a school's site was told, and what it shows.

The body of a notice is `{"type", "timestamp", "data"}`; `data` holds the words by language, either way round:
`{"kk": {"title", "text"}, "ru": {…}}` or `{"title": {"kk", "ru"}, "text": {…}}`. Optional: `expires_at` (ISO 8601; the
banner goes away then) and `url` (https; more about it).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

LANGUAGES = ("kk", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A banner in one language."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One accepted message. `words`: by language, empty when the body held none that can be shown."""

    id: str
    kind: str
    at: datetime
    words: dict[str, Words]
    expires_at: datetime | None
    url: str
    body: dict[str, Any]

    def stands(self, now: datetime) -> bool:
        """Whether the banner is still up."""
        return self.expires_at is None or now < self.expires_at

    @property
    def text(self) -> str:
        """All words, one language after the other."""
        return "\n\n".join(f"{words.title}\n{words.text}".strip() for words in self.words.values())


@dataclass(slots=True, kw_only=True)
class SchoolSite:
    """One school's site. `secrets`: those it accepts, several while they are being changed.

    banner: address of a banner's script that the page carries besides; code: the organisation it asks for.
    """

    name: str
    title: dict[str, str]
    secrets: tuple[str, ...]
    banner: str = ""
    code: str = ""
    notices: dict[str, Notice] = field(default_factory=dict)

    @property
    def latest(self) -> Notice | None:
        """What was shown last."""
        return next(reversed(self.notices.values()), None)


def read_notice(message_id: str, body: Any, at: datetime) -> Notice:
    """Read the body of a verified message. Raises ValueError when it is not an object with `type` and `data`."""
    match body:
        case {"type": str(kind), "data": dict(data)}:
            pass
        case _:
            raise ValueError('the body must be an object {"type", "timestamp", "data"}')
    words = {language: found for language in LANGUAGES if (found := _words(data, language)) is not None}
    url = str(data.get("url") or "")
    return Notice(
        id=message_id,
        kind=kind,
        at=at,
        words=words,
        expires_at=_instant(data.get("expires_at")),
        url=url if url.startswith(("https://", "http://")) else "",
        body=body,
    )


def _words(data: dict[str, Any], language: str) -> Words | None:
    own = data.get(language)
    if isinstance(own, dict):
        title, text = own.get("title"), own.get("text")
    elif isinstance(own, str):
        title, text = "", own
    else:
        title, text = (_in_language(data.get(name), language) for name in ("title", "text"))
    if not title and not text:
        return None
    return Words(title=str(title or ""), text=str(text or ""))


def _in_language(value: Any, language: str) -> Any:
    return value.get(language) if isinstance(value, dict) else value


def _instant(value: Any) -> datetime | None:
    if value is None:
        return None
    instant = datetime.fromisoformat(str(value))
    if instant.tzinfo is None:
        raise ValueError("expires_at needs an offset, such as +05:00")
    return instant
