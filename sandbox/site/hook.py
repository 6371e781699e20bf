"""`POST /site/<name>/hook`: take a signed notice; `GET /site/<name>`: the page with the banner."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Any

from aiohttp import web

from sandbox.clock import Clock
from sandbox.errors import SandboxError
from sandbox.faults.book import Fault, FaultBook, FaultKind, Lie, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.journal import Journal, Line
from sandbox.site.notices import Notice, SchoolSite, read_notice
from sandbox.site.page import policy, render
from sandbox.site.signature import SignatureError, secret_key, verify
from sandbox.wakeup import Wakeup

PROVIDER = "webhook"
_LARGEST_BODY = 256 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the site answers, and what the journal tells."""

    status: int
    body: dict[str, Any]
    line: Line


class SchoolSites:
    """All school sites."""

    def __init__(self, clock: Clock, zone: tzinfo, *, journal: Journal, faults: FaultBook, changed: Wakeup) -> None:
        self._clock = clock
        self._zone = zone
        self._journal = journal
        self._faults = faults
        self._changed = changed
        self.by_name: dict[str, SchoolSite] = {}

    def add(
        self, name: str, *secrets: str, title: Mapping[str, str] | None = None, banner: str = "", code: str = ""
    ) -> SchoolSite:
        """Open a site that accepts these `whsec_…` secrets; one with the same name is replaced.

        banner: the address of a script its page carries, for the organisation `code` (its own name when left out).
        """
        if not secrets:
            raise SandboxError(f"site {name} needs a secret: `whsec_` and base64 of 24 to 64 bytes")
        for secret in secrets:
            secret_key(secret)
        site = SchoolSite(name=name, title=dict(title or {}), secrets=secrets, banner=banner, code=code or name)
        self.by_name[name] = site
        self._changed.ring()
        return site

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        return [web.post("/site/{name}/hook", self._hook), web.get("/site/{name}", self._page)]

    async def _page(self, request: web.Request) -> web.Response:
        site = self.by_name.get(request.match_info["name"])
        if site is None:
            return web.Response(status=404, text="there is no such site; open one with POST /control/sites")
        language = "ru" if request.query.get("lang") == "ru" else "kk"
        page = render(site, self._clock.now(), self._zone, language=language)
        headers = {"Cache-Control": "no-store", "Content-Security-Policy": policy(site)}
        return web.Response(text=page, content_type="text/html", headers=headers)

    async def _hook(self, request: web.Request) -> web.StreamResponse:
        name, body = request.match_info["name"], await request.read()
        line = Line(provider=PROVIDER, account=name, method="hook", to=name, id=request.headers.get("webhook-id"))

        def note(reason: str, fault: Fault) -> None:
            self._journal.write(replace(line, refused=reason, fault=fault.name))

        def deny(fault: Fault) -> web.Response:
            note(fault.description or str(fault.kind), fault)
            return _denied(fault)

        async def accept(fault: Fault | None) -> web.Response:
            answer = self._take(name, request.headers, body, line=line, fault=fault)
            self._journal.write(answer.line)
            return web.json_response(answer.body, status=answer.status)

        target = Target(provider=PROVIDER, accounts=(name,), method="hook", chat=name)
        exchange = Exchange(request=request, note=note, deny=deny, accept=accept)
        return await serve(exchange, self._faults.strike(target, self._clock.now()))

    def _take(self, name: str, headers: Mapping[str, str], body: bytes, *, line: Line, fault: Fault | None) -> Answer:
        line = replace(line, fault=fault.name if fault else None)
        site = self.by_name.get(name)
        if site is None:
            return _refused(404, "there is no such site", line)
        if len(body) > _LARGEST_BODY:
            return _refused(413, "the notice is too long", line)
        try:
            message_id = verify(site.secrets, headers, body, self._clock.now())
            notice = read_notice(message_id, json.loads(body), self._clock.now())
        except SignatureError as error:
            return _refused(401, str(error), line)
        except ValueError as error:
            return _refused(400, f"the notice cannot be read: {error}", line)
        line = replace(line, text=notice.text)
        if message_id in site.notices:
            seen = replace(line, refused="seen before: this webhook-id is shown already")
            return Answer(status=200, body={"ok": True, "repeated": True}, line=seen)
        return self._show(site, notice, line, fault)

    def _show(self, site: SchoolSite, notice: Notice, line: Line, fault: Fault | None) -> Answer:
        if fault is None or fault.lie is not Lie.NEVER_SHOWN:
            site.notices[notice.id] = notice
            self._changed.ring()
        return Answer(status=200, body={"ok": True, "repeated": False}, line=line)


def _refused(status: int, reason: str, line: Line) -> Answer:
    return Answer(status=status, body={"ok": False, "error": reason}, line=replace(line, refused=reason))


def _denied(fault: Fault) -> web.Response:
    headers = {"Retry-After": str(fault.retry_after_s)} if fault.kind is FaultKind.FLOOD else {}
    body = {"ok": False, "error": fault.description or str(fault.kind)}
    return web.json_response(body, status=fault.error_status, headers=headers)
