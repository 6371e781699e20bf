"""`/replay/<organisation>`: whoever operates a site sees what it was sent, and takes what it lost.

A program signs its question as we sign events, with the site's own secret; a person types the secret into the page.
See docs/recipes/webhook.md.
"""

import hmac
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qs

import orjson
from aiohttp import web

from channels.signing import is_genuine
from dispatch.ports import Transaction
from dispatch.site_events import SiteEvent, last_events
from locales.catalogue import LOCALES, text
from orders.organisation import Organisation, OrganisationCode
from web.bodies import headers_of, whole
from web.context import View, WebContext
from web.feeds.board import local

LARGEST_BODY = 4_096
_FORM = "application/x-www-form-urlencoded"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One question, read before the database is opened. typed: the secret of a person; empty for a program."""

    code: OrganisationCode
    headers: dict[str, str]
    body: bytes
    typed: str = ""


class Replay:
    def __init__(self, context: WebContext) -> None:
        self._context = context

    def routes(self) -> list[web.RouteDef]:
        path = "/replay/{code:[a-z0-9-]{1,40}}"
        return [web.get(path, self._form), web.post(path, self._answer)]

    async def _form(self, request: web.Request) -> web.Response:
        return _page(request.match_info["code"], "")

    async def _answer(self, request: web.Request) -> web.Response:
        body = await whole(request, most=LARGEST_BODY)
        code = OrganisationCode(request.match_info["code"])
        by_hand = request.content_type == _FORM
        asked = Asked(code=code, headers=headers_of(request), body=body, typed=_typed(body) if by_hand else "")
        found = await self._context.look(lambda view: _events(view, asked))
        if by_hand:
            return _page(code, _refusal() if found is None else _rows(found), status=401 if found is None else 200)
        if found is None:
            return web.json_response({"error": "sign the request with the site's secret"}, status=401)
        document = {"organisation": code, "events": [_described(event) for event in found]}
        return web.Response(body=orjson.dumps(document), content_type="application/json", headers=_HEADERS)


def _typed(body: bytes) -> str:
    return parse_qs(body.decode(errors="replace")).get("secret", [""])[0].strip()


def _events(view: View, asked: Asked) -> list[SiteEvent] | None:
    """Return the site's events; None for whoever does not hold its secret. A code without a site answers the same."""
    organisation = view.tx.registry.organisation(asked.code)
    if organisation is None or not _may_see(view, organisation, asked):
        return None
    return last_events(view.tx, organisation, today=view.today)


def _may_see(view: View, organisation: Organisation, asked: Asked) -> bool:
    secrets = _secrets(view.tx, organisation)
    if asked.typed:
        typed = asked.typed.encode()
        return any(hmac.compare_digest(secret.encode(), typed) for secret in secrets)
    return is_genuine(asked.headers, asked.body, secrets, now=view.now)


def _secrets(tx: Transaction, organisation: Organisation) -> tuple[str, ...]:
    return tuple(secret for site in tx.roster.sites((organisation.code,)) for secret in site.secret.split())


def _described(event: SiteEvent) -> dict[str, object]:
    return {
        "id": event.id,
        "planned_at": local(event.planned_at).isoformat(),
        "state": event.state,
        "reason": event.reason,
        "body": event.body,
    }


def _rows(events: list[SiteEvent]) -> str:
    if not events:
        return "".join(f'<p lang="{locale}">{escape(text(locale, "replay-nothing"))}</p>' for locale in LOCALES)
    return "".join(_row(event) for event in events)


def _row(event: SiteEvent) -> str:
    head = f"{local(event.planned_at):%d.%m.%Y %H:%M:%S} · {event.state} {event.reason}".strip()
    return f"<article><h2>{escape(head)}</h2><p>{escape(event.id)}</p><pre>{escape(event.body)}</pre></article>"


def _refusal() -> str:
    return "".join(
        f'<p class="stop" role="alert" lang="{locale}">{escape(text(locale, "replay-refused"))}</p>'
        for locale in LOCALES
    )


def _page(code: str, rows: str, *, status: int = 200) -> web.Response:
    words = {
        f"{name}_{locale}": escape(text(locale, f"replay-{name}"))
        for name in ("title", "how", "secret", "show")
        for locale in LOCALES
    }
    said = _template().substitute(words, code=escape(code), rows=rows)
    return web.Response(text=said, status=status, content_type="text/html", headers=_HEADERS)


@cache
def _template() -> Template:
    return Template(files("web").joinpath("templates/replay.html").read_text(encoding="utf-8"))
