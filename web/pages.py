"""The pages people open: one small document, both languages one under the other, nothing fetched from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from locales.catalogue import Locale

# Nothing may be loaded, embedded or sent anywhere; the style sheet stands in the page itself.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


class Tone(StrEnum):
    """What the colour of a section says; the words say it too."""

    GOOD = "good"
    HOME = "home"
    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A headed group of facts inside a section. facts: (name, value)."""

    heading: str = ""
    facts: Sequence[tuple[str, str]] = ()
    lines: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """What the page says in one language. Everything is plain text; it is escaped here and nowhere else."""

    locale: Locale
    tone: Tone
    heading: str
    lines: Sequence[str] = ()
    parts: Sequence[Part] = ()
    small: Sequence[str] = ()


def page(title: str, sections: Sequence[Section], *, status: int = 200) -> web.Response:
    """Return the whole document. It may be kept for some seconds only: what it says can change at any time."""
    body = "\n".join(_section(section) for section in sections)
    return web.Response(
        text=_template().substitute(title=escape(title), body=body),
        status=status,
        content_type="text/html",
        headers={
            "Cache-Control": "public, max-age=15",
            "Content-Security-Policy": _POLICY,
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        },
    )


@cache
def _template() -> Template:
    return Template(files("web").joinpath("templates/page.html").read_text(encoding="utf-8"))


def _section(section: Section) -> str:
    inside = [
        f"<h1>{escape(section.heading)}</h1>",
        *map(_paragraph, section.lines),
        *map(_part, section.parts),
        *(_paragraph(line, "quiet") for line in section.small),
    ]
    return f'<section lang="{section.locale}" class="{section.tone}">\n' + "\n".join(inside) + "\n</section>"


def _part(part: Part) -> str:
    inside = [f"<h2>{escape(part.heading)}</h2>"] if part.heading else []
    if part.facts:
        inside += ["<dl>", *(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in part.facts), "</dl>"]
    return "\n".join([*inside, *map(_paragraph, part.lines)])


def _paragraph(line: str, style: str = "") -> str:
    return f'<p class="{style}">{escape(line)}</p>' if style else f"<p>{escape(line)}</p>"
