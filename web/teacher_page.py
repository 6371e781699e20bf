"""How the homeroom teacher's page looks: one language at a time, made for a phone held in one hand.

The copy buttons appear only where JavaScript runs; without it the text is in a field and is copied by hand.
"""

import hashlib
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from dispatch import wording
from dispatch.acknowledging import AckOutcome, UnreachedPupil
from locales.catalogue import LOCALES, Locale, text
from locales.phrases import clock_time
from orders.organisation import SchoolClass

# Nobody else may keep the page, show it inside another one, or learn its address.
PRIVATE = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}
PASTE_ROWS = 8  # the whole text is behind the button; the families to phone stay within reach of a thumb
HARMLESS = frozenset({AckOutcome.RECORDED, AckOutcome.REPEATED})


CALLS = "calls"  # where the page is opened again after a family was marked


class Closed(StrEnum):
    """Why a link opens nothing; each is the key of a `teacher-…` text."""

    UNKNOWN = "unknown"
    OVER = "over"
    WITHDRAWN = "withdrawn"
    STRANGE_FORM = "strange-form"


_STATUS = {Closed.UNKNOWN: 404, Closed.OVER: 410, Closed.WITHDRAWN: 410, Closed.STRANGE_FORM: 403}
_ADVICE = {
    Closed.UNKNOWN: "teacher-unknown-advice",
    Closed.OVER: "teacher-over-advice",
    Closed.WITHDRAWN: "staff-revoked",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    school_class: SchoolClass
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A family to phone. numbers: (whose, E.164)."""

    pupil: UnreachedPupil
    numbers: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Everything on the page; plain text, escaped here and nowhere else. calls: None for staff without a class."""

    locale: Locale
    order: str
    revision: int
    acknowledged: bool
    pastes: Sequence[Paste]
    calls: Sequence[Call] | None
    said: AckOutcome | None
    now: datetime


def sheet(found: Sheet) -> web.Response:
    """Return the page of an open link."""
    locale = found.locale
    parts = [
        *_notice(found),
        _section("home", [*_order(found.order), *_acquaint(found)]),
        *(_paste(locale, one, number) for number, one in enumerate(found.pastes)),
        *([_calls(found, found.calls)] if found.calls is not None else []),
        _quiet(text(locale, "web-status-as-of", time=clock_time(found.now)), text(locale, "teacher-personal")),
    ]
    return _document(locale, text(locale, "teacher-title"), parts)


def closed(locale: Locale, why: Closed) -> web.Response:
    """Return the page of a link that opens nothing, in both languages: nobody knows who reads it."""
    parts = [
        _section("stop", [f"<h1>{escape(text(one, f'teacher-{why}'))}</h1>", *_advice(one, why)], one)
        for one in sorted(LOCALES, key=lambda one: one != locale)
    ]
    return _document(locale, text(locale, f"teacher-{why}"), parts, status=_STATUS[why], switch=False)


def _advice(locale: Locale, why: Closed) -> list[str]:
    return [_paragraph(text(locale, _ADVICE[why]))] if why in _ADVICE else []


def _notice(found: Sheet) -> list[str]:
    if found.said is None:
        return []
    tone = "good" if found.said in HARMLESS else "stop"
    return [f'<p role="status" class="notice {tone}">{escape(text(found.locale, f"bot-ack-{found.said}"))}</p>']


def _order(said: str) -> Iterator[str]:
    first, *blocks = said.split("\n\n")
    heading, *lines = first.splitlines()
    yield f"<h1>{escape(heading)}</h1>"
    if lines:
        yield _paragraph("\n".join(lines))
    yield from map(_paragraph, blocks)


def _acquaint(found: Sheet) -> Iterator[str]:
    if not found.acknowledged:
        label = text(found.locale, "staff-button-acquainted")
        yield _form(found.locale, {"revision": str(found.revision)}, label, label, "main")


def _paste(locale: Locale, paste: Paste, number: int) -> str:
    title = text(locale, "teacher-paste", **{"class": wording.school_class(locale, paste.school_class)})
    copy, copied = escape(text(locale, "teacher-copy")), escape(text(locale, "teacher-copied"))
    target = f'data-copies="paste-{number}" data-done="{copied}"'
    return _section(
        "plain",
        [
            f'<h2><label for="paste-{number}">{escape(title)}</label></h2>',
            _paragraph(text(locale, "teacher-paste-hint"), "quiet"),
            f'<textarea id="paste-{number}" readonly rows="{PASTE_ROWS}">\n{escape(paste.text)}</textarea>',
            f'<button type="button" class="copy" hidden {target}>{copy}</button>',
        ],
    )


def _calls(found: Sheet, calls: Sequence[Call]) -> str:
    locale = found.locale
    if not calls:
        return _section("good", [f"<h2>{escape(text(locale, 'staff-unreached-none'))}</h2>"], name=CALLS)
    title = text(locale, "staff-unreached-title", count=len(calls))
    inside = [f"<h2>{escape(text(locale, 'teacher-call'))}</h2>", _paragraph(title)]
    return _section("wait", [*inside, "<ul>", *(_call(locale, call) for call in calls), "</ul>"], name=CALLS)


def _call(locale: Locale, call: Call) -> str:
    pupil = call.pupil
    why = text(locale, f"staff-unreached-{pupil.why}")
    told = text(locale, "teacher-told-of", name=pupil.name)
    return "\n".join(
        [
            f"<li><strong>{escape(pupil.name)}</strong>",
            f'<span class="quiet">{escape(wording.school_class(locale, pupil.school_class))} · {escape(why)}</span>',
            *(_number(locale, name, number) for name, number in call.numbers),
            *([] if call.numbers else [_paragraph(text(locale, "teacher-no-phone"), "quiet")]),
            _form(locale, {"pupil": pupil.pupil}, text(locale, "teacher-told"), told, "told"),
            "</li>",
        ]
    )


def _number(locale: Locale, name: str, number: str) -> str:
    spoken = escape(text(locale, "teacher-call-of", name=name, number=number))
    whose = f" <span>{escape(name)}</span>" if name else ""
    return f'<a class="tel" href="tel:{escape(number)}" aria-label="{spoken}">{escape(number)}{whose}</a>'


def _form(locale: Locale, fields: dict[str, str], label: str, spoken: str, style: str) -> str:
    hidden = "".join(f'<input type="hidden" name="{name}" value="{escape(value)}">' for name, value in fields.items())
    button = f'<button class="{style}" aria-label="{escape(spoken)}">{escape(label)}</button>'
    return f'<form method="post" action="?lang={locale}">{hidden}{button}</form>'


def _section(tone: str, inside: Sequence[str], locale: Locale | None = None, *, name: str = "") -> str:
    language = f' lang="{locale}"' if locale else ""
    target = f' id="{name}"' if name else ""
    return f'<section class="{tone}"{language}{target}>\n' + "\n".join(inside) + "\n</section>"


def _paragraph(lines: str, style: str = "") -> str:
    said = escape(lines).replace("\n", "<br>\n")
    return f'<p class="{style}">{said}</p>' if style else f"<p>{said}</p>"


def _quiet(*lines: str) -> str:
    return "\n".join(_paragraph(line, "quiet") for line in lines)


def _switch(locale: Locale) -> str:
    others = (one for one in LOCALES if one != locale)
    links = (f'<a href="?lang={one}" lang="{one}">{escape(text(one, "bot-language-name"))}</a>' for one in others)
    return f"<nav>{''.join(links)}</nav>"


def _document(
    locale: Locale, title: str, parts: Sequence[str], *, status: int = 200, switch: bool = True
) -> web.Response:
    body = "\n".join([*([_switch(locale)] if switch else []), *parts])
    style, script = _asset("teacher.css"), _asset("teacher.js")
    said = _template().substitute(lang=locale, title=escape(title), body=body, style=style, script=script)
    return web.Response(text=said, status=status, content_type="text/html", headers={**PRIVATE, **_policy()})


@cache
def _policy() -> dict[str, str]:
    """Return the policy: our own style and script by their digests, forms to ourselves, and nothing else at all."""
    rules = (
        "default-src 'none'",
        f"style-src {_digest('teacher.css')}",
        f"script-src {_digest('teacher.js')}",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
    return {"Content-Security-Policy": "; ".join(rules)}


def _digest(name: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(_asset(name).encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    return files("web").joinpath("templates", name).read_text(encoding="utf-8")


@cache
def _template() -> Template:
    return Template(_asset("teacher.html"))
