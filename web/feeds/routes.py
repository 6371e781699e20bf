"""`/feeds/<code>.json`, `.atom`, `.ics`, `.cap.xml`, and `/bulletin/<code>.txt`: open to everybody, on every site."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from dispatch import bulletins
from locales.catalogue import LOCALES, text
from orders.organisation import OrganisationCode
from web.context import View, WebContext
from web.feeds import atom, calendar, cap, status
from web.feeds.board import Board, board
from web.feeds.cap import CapMessage, Status
from web.feeds.keep import FRESH_FOR, Document, Held, Keep
from web.feeds.seal import Seal
from web.feeds.xml import written

MAX_AGE_S = 60
_CODE = "{code:[a-z0-9-]{1,40}}"
_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Age, Date, ETag, Warning",
    "Cache-Control": f"public, max-age={MAX_AGE_S}, stale-if-error=3600",
    "X-Content-Type-Options": "nosniff",
}
_PLAIN = "text/plain"
_log = structlog.get_logger("web")


@dataclass(frozen=True, slots=True, kw_only=True)
class CapOptions:
    """How CAP messages leave: whether anybody has to act on them, and signed with what."""

    status: Status = Status.ACTUAL
    seal: Seal | None = None


class Feeds:
    """All feeds of one server."""

    def __init__(self, context: WebContext, options: CapOptions | None = None) -> None:
        self._context = context
        self._options = options or CapOptions()
        self._keep = Keep(now=context.clock.now)
        self._sender = urlsplit(context.public_url).hostname or "localhost"
        self._forms: Mapping[str, tuple[str, Callable[[Board], bytes]]] = {
            "json": (status.MEDIA_TYPE, status.render),
            "atom": (atom.MEDIA_TYPE, lambda found: atom.render(found, sender=self._sender)),
            "ics": (calendar.MEDIA_TYPE, lambda found: calendar.render(found, sender=self._sender)),
        }

    def routes(self) -> list[web.RouteDef]:
        """Where they are. GET also answers HEAD."""
        return [
            web.get(f"/feeds/{_CODE}.{{form:json|atom|ics}}", self._feed),
            web.get(f"/feeds/{_CODE}.cap.xml", self._newest_cap),
            web.get(rf"/feeds/{_CODE}/{{message:[A-Za-z0-9.-]{{1,100}}}}.cap.xml", self._cap),
            web.get(f"/bulletin/{_CODE}.txt", self._bulletin),
        ]

    async def _feed(self, request: web.Request) -> web.Response:
        media_type, render = self._forms[request.match_info["form"]]

        def make(view: View, code: OrganisationCode) -> Document:
            found = board(view, code)
            return _unknown() if found is None else Document(body=render(found), media_type=media_type)

        return await self._answer(request, make, request.match_info["form"])

    async def _newest_cap(self, request: web.Request) -> web.Response:
        return await self._answer(request, lambda view, code: self._cap_document(view, code, ""), "cap")

    async def _cap(self, request: web.Request) -> web.Response:
        wanted = request.match_info["message"]
        return await self._answer(request, lambda view, code: self._cap_document(view, code, wanted), "cap", wanted)

    async def _bulletin(self, request: web.Request) -> web.Response:
        return await self._answer(request, self._spoken, "bulletin")

    async def _answer(
        self, request: web.Request, make: Callable[[View, OrganisationCode], Document], *key: str
    ) -> web.Response:
        code = OrganisationCode(request.match_info["code"])
        try:
            held = await self._keep.get((code, *key), lambda: self._context.look(lambda view: make(view, code)))
        except Exception as failure:  # noqa: BLE001 - whatever is wrong with the database, nothing is known yet
            _log.warning("feed.nothing_known", error=type(failure).__name__)
            return web.Response(status=503, headers={**_HEADERS, "Cache-Control": "no-store", "Retry-After": "5"})
        return answer(request, held, now=self._context.clock.now())

    def _cap_document(self, view: View, code: OrganisationCode, wanted: str) -> Document:
        """Return the newest message while anything holds (or was just taken back), or the one asked for."""
        found = board(view, code)
        if found is None:
            return _unknown()
        messages = {one.identifier: one for one in cap.chain(found, sender=self._sender)}
        message = messages.get(wanted) if wanted else _newest(messages, found)
        if message is None:
            return _said("feed-nothing", status=404)
        body = written(cap.document(message, found, sender=self._sender, status=self._options.status))
        sealed = self._options.seal.sign(body) if self._options.seal else body
        return Document(body=sealed, media_type=cap.MEDIA_TYPE)

    def _spoken(self, view: View, code: OrganisationCode) -> Document:
        body = view.tx.registry.organisation(code) or view.tx.registry.department(code)
        if body is None:
            return _unknown()
        edition = view.edition(view.today)
        said = bulletins.page(view.tx, body, now=view.now, day=view.today, edition=edition)
        return Document(body=said.encode(), media_type=_PLAIN)


def answer(request: web.Request, held: Held, *, now: datetime) -> web.Response:
    """Return the document, or 304 for a reader who has it; what is older than it should be says so (RFC 9111).

    The date is that of our clock: what expires, expires by it.
    """
    document, age = held.document, now - held.at
    headers = {**_HEADERS, "ETag": document.etag, "Date": format_datetime(now, usegmt=True)}
    if age > FRESH_FOR:
        headers |= {"Age": str(int(age.total_seconds())), "Warning": '110 - "Response is Stale"'}
    known = document.is_known(request.headers.get("If-None-Match", ""))
    if document.status == web.HTTPOk.status_code and known:
        return web.Response(status=304, headers=headers)
    return web.Response(
        body=document.body,
        status=document.status,
        content_type=document.media_type,
        charset="utf-8" if document.media_type.startswith("text/") else None,
        headers=headers,
    )


def _newest(messages: Mapping[str, CapMessage], found: Board) -> CapMessage | None:
    """Return the last message of today or of an order that still holds; what is over is no warning any more."""
    if not messages:
        return None
    last = list(messages.values())[-1]
    return last if last.expires > found.now or last.sent.date() == found.day else None


def _unknown() -> Document:
    return _said("feed-unknown", status=404)


def _said(key: str, *, status: int) -> Document:
    said = "\n".join(text(locale, key) for locale in LOCALES)
    return Document(body=f"{said}\n".encode(), media_type=_PLAIN, status=status)
