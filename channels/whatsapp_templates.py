"""The approved texts of a WhatsApp business account: what it has, how that differs from ours, and submitting.

`/{business account}/message_templates` of the Graph API. A text is looked at by Meta for up to 24 hours, and a changed
one again, so a text that differs is not overwritten: it takes a new name.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import aiohttp
from yarl import URL

from channels.whatsapp import OFFICIAL, as_object, user_agent
from channels.wire import Answer, Line, get, post

CATEGORY = "UTILITY"
APPROVED = "APPROVED"
SHORTEST_LIFE, LONGEST_LIFE = timedelta(seconds=30), timedelta(hours=12)  # of a utility text on its way
_PAGE = 100
_MOST_PAGES = 50
_FIELDS = "name,language,status,category,components,rejected_reason,message_send_ttl_seconds"
_ANSWER_BYTES = 4 * 1024 * 1024


class TemplatesNotHad(Exception):
    """The account could not be asked, or said no; the message says what it said and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateButton:
    """A button of a text. url: the address it opens, ending in `{{1}}`; empty for one that answers.

    example: a whole address, for the approver.
    """

    label: str
    url: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateText:
    """A text for approval. body: with places `{{1}}`; examples: what the approver sees in them.

    lives: how long the provider tries to deliver it, whole seconds between half a minute and twelve hours.
    """

    name: str
    language: str
    body: str
    examples: tuple[str, ...] = ()
    buttons: tuple[TemplateButton, ...] = ()
    lives: timedelta = LONGEST_LIFE

    def request(self) -> dict[str, Any]:
        """Return what is submitted."""
        body: dict[str, Any] = {"type": "BODY", "text": self.body}
        if self.examples:
            body["example"] = {"body_text": [list(self.examples)]}
        buttons = [_submitted(button) for button in self.buttons]
        return {
            "name": self.name,
            "language": self.language,
            "category": CATEGORY,
            "message_send_ttl_seconds": int(self.lives.total_seconds()),
            "components": [body, {"type": "BUTTONS", "buttons": buttons}] if buttons else [body],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTemplate:
    """A text as the account has it. buttons: labels and addresses in their order."""

    name: str
    language: str
    status: str
    category: str
    body: str
    buttons: tuple[tuple[str, str], ...]
    rejected: str = ""
    lives_s: int | None = None


class Finding(StrEnum):
    """How a text of ours stands in the account."""

    SAME = "same"
    MISSING = "missing"  # submit it
    PENDING = "pending"  # Meta has not decided
    REFUSED = "refused"  # rejected, paused or stopped: it cannot be sent
    CATEGORY = "category"  # Meta put it into a dearer category
    DIFFERS = "differs"  # other words or buttons: give ours a new name
    STRAY = "stray"  # in the account and not in ours, under a name of ours


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """One text in one language. detail: the account's status, category or reason; empty for nothing to add."""

    name: str
    language: str
    finding: Finding
    detail: str = ""


def compare(ours: Sequence[TemplateText], theirs: Sequence[KnownTemplate], *, prefix: str) -> tuple[Comparison, ...]:
    """Return how each text stands, ours in their order, then strays whose names begin with `prefix`."""
    known = {(one.name, one.language): one for one in theirs}
    wanted = {(one.name, one.language) for one in ours}
    found = [_standing(one, known.get((one.name, one.language))) for one in ours]
    strays = (
        Comparison(name=name, language=language, finding=Finding.STRAY, detail=known[name, language].status)
        for name, language in sorted(known.keys() - wanted)
        if name.startswith(prefix)
    )
    return (*found, *strays)


def _standing(ours: TemplateText, theirs: KnownTemplate | None) -> Comparison:
    finding, detail = _finding(ours, theirs) if theirs else (Finding.MISSING, "")
    return Comparison(name=ours.name, language=ours.language, finding=finding, detail=detail)


def _finding(ours: TemplateText, theirs: KnownTemplate) -> tuple[Finding, str]:
    if theirs.body != ours.body:
        return Finding.DIFFERS, "body"
    if theirs.buttons != tuple((button.label, button.url) for button in ours.buttons):
        return Finding.DIFFERS, "buttons"
    if theirs.lives_s not in {None, int(ours.lives.total_seconds())}:
        return Finding.DIFFERS, "message_send_ttl_seconds"
    if theirs.category != CATEGORY:
        return Finding.CATEGORY, theirs.category
    if theirs.status == APPROVED:
        return Finding.SAME, ""
    pending = theirs.status in {"PENDING", "IN_APPEAL"}
    return (Finding.PENDING if pending else Finding.REFUSED), " ".join(filter(None, (theirs.status, theirs.rejected)))


class TemplateAccount:
    """The texts of one business account. Every method raises `TemplatesNotHad`."""

    def __init__(
        self,
        access_token: str,
        business_account_id: str,
        *,
        base_url: str = OFFICIAL,
        timeout: timedelta = timedelta(seconds=20),
    ) -> None:
        self._url = URL(f"{base_url.rstrip('/')}/{business_account_id}/message_templates", encoded=True)
        self._headers = {
            "Authorization": f"Bearer {access_token}",
            "Content-Type": "application/json",
            "User-Agent": user_agent(),
        }
        self._line = Line(aiohttp.TCPConnector, timeout=timeout)

    async def known(self) -> tuple[KnownTemplate, ...]:
        """Return every text of the account, page after page."""
        found: list[KnownTemplate] = []
        after = ""
        for _ in range(_MOST_PAGES):
            query = {"fields": _FIELDS, "limit": str(_PAGE)} | ({"after": after} if after else {})
            answer = await get(
                self._line.session(), self._url.with_query(query), headers=self._headers, read=_ANSWER_BYTES
            )
            page = _said(answer)
            found += map(_known, _objects(page.get("data")))
            after = _next_page(page)
            if not after:
                return tuple(found)
        raise TemplatesNotHad(f"the account has more than {_MOST_PAGES * _PAGE} texts: delete those it no longer needs")

    async def submit(self, template: TemplateText) -> str:
        """Submit one text for approval and return its status (`PENDING`, often `APPROVED` at once)."""
        body = json.dumps(template.request(), ensure_ascii=False).encode()
        answer = await post(self._line.session(), self._url, body=body, headers=self._headers, read=_ANSWER_BYTES)
        return str(_said(answer).get("status", "PENDING"))

    async def aclose(self) -> None:
        await self._line.aclose()


def _submitted(button: TemplateButton) -> dict[str, Any]:
    if button.url:
        return {"type": "URL", "text": button.label, "url": button.url, "example": [button.example]}
    return {"type": "QUICK_REPLY", "text": button.label}


def _said(answer: object) -> Mapping[str, Any]:
    """Return what the account said. Raises `TemplatesNotHad` with its own words when that was no."""
    if not isinstance(answer, Answer):
        raise TemplatesNotHad("nobody answers: look at BORAN_WHATSAPP__CLOUD__BASE_URL and the network, and try again")
    said = as_object(answer.body)
    if answer.status == 200 and said:  # noqa: PLR2004 - success of the Graph API
        return said
    error = said.get("error")
    found = error if isinstance(error, dict) else {}
    why = next((str(found[key]) for key in ("error_user_msg", "message") if found.get(key)), "no reason given")
    raise TemplatesNotHad(f"the account answered {answer.status} ({found.get('code', 'no code')}): {why}")


def _next_page(page: Mapping[str, Any]) -> str:
    """Return the cursor of the next page. The address in `next` is not followed: it could lead anywhere."""
    paging = page.get("paging")
    if not isinstance(paging, dict) or "next" not in paging:
        return ""
    cursors = paging.get("cursors")
    return str(cursors.get("after", "")) if isinstance(cursors, dict) else ""


def _objects(found: object) -> Iterator[Mapping[str, Any]]:
    return (one for one in found if isinstance(one, dict)) if isinstance(found, list) else iter(())


def _known(said: Mapping[str, Any]) -> KnownTemplate:
    components = {str(one.get("type", "")).upper(): one for one in _objects(said.get("components"))}
    lives = said.get("message_send_ttl_seconds")
    rejected = str(said.get("rejected_reason") or "")
    return KnownTemplate(
        name=str(said.get("name", "")),
        language=str(said.get("language", "")),
        status=str(said.get("status", "")).upper(),
        category=str(said.get("category", "")).upper(),
        body=str(components.get("BODY", {}).get("text", "")),
        buttons=tuple(
            (str(one.get("text", "")), str(one.get("url", "")))
            for one in _objects(components.get("BUTTONS", {}).get("buttons"))
        ),
        rejected="" if rejected == "NONE" else rejected,
        lives_s=lives if isinstance(lives, int) else None,
    )
