"""The gateway over telephones' own sessions: `/green-api/waInstance<instance>/<method>/<token>`."""

import re
from collections.abc import Callable
from dataclasses import replace

from aiohttp import web

from sandbox.faults.book import Fault, FaultBook, FaultKind, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.handsets import written
from sandbox.journal import Journal, Line
from sandbox.whatsapp.accounts import Telephone
from sandbox.whatsapp.answers import Json, respond
from sandbox.whatsapp.network import WhatsApp
from sandbox.whatsapp.webhooks import PROVIDER

_CHAT = re.compile(r"[1-9]\d{6,14}@c\.us")
_LONGEST = 20_000
_QUOTA = 466


class Gateway:
    """Answers for all telephones."""

    def __init__(self, network: WhatsApp, journal: Journal, faults: FaultBook) -> None:
        self._network = network
        self._journal = journal
        self._faults = faults
        self._asked: dict[str, Callable[[Telephone], Json | list[Json]]] = {
            "getStateInstance": lambda telephone: {"stateInstance": telephone.state},
            "showMessagesQueue": _queue,
            "clearMessagesQueue": _clear,
        }

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        path = r"/green-api/waInstance{instance:\d+}"
        return [
            web.post(f"{path}/sendMessage/{{token}}", self._send),
            web.get(f"{path}/{{method}}/{{token}}", self._ask),
        ]

    async def _ask(self, request: web.Request) -> web.Response:
        telephone = self._telephone(request)
        asked = self._asked.get(request.match_info["method"])
        if telephone is None:
            return respond(401, {"message": "Unauthorized"})
        return respond(404, {"message": "Not Found"}) if asked is None else respond(200, asked(telephone))

    def _telephone(self, request: web.Request) -> Telephone | None:
        known = self._network.telephones.get(request.match_info["instance"])
        return known if known is not None and known.token == request.match_info["token"] else None

    async def _send(self, request: web.Request) -> web.StreamResponse:
        line = Line(provider=PROVIDER, account=request.match_info["instance"], method="sendMessage")
        telephone = self._telephone(request)
        if telephone is None:
            return self._refused(401, {"message": "Unauthorized"}, line)
        wanted = await _wanted(request)
        if isinstance(wanted, str):
            return self._refused(400, {"message": f"Validation failed. Details: {wanted}"}, line)
        to, text = wanted
        line = replace(line, to=to, text=text)

        def note(reason: str, fault: Fault) -> None:
            self._journal.write(replace(line, refused=reason, fault=fault.name))

        def deny(fault: Fault) -> web.Response:
            said = fault.description or ("Too Many Requests" if fault.kind is FaultKind.FLOOD else "error")
            return self._refused(fault.error_status, {"message": said}, line, fault)

        async def accept(fault: Fault | None) -> web.Response:
            return self._take(telephone, line, fault)

        target = Target(provider=PROVIDER, accounts=(telephone.instance,), method="sendMessage", chat=to)
        exchange = Exchange(request=request, note=note, deny=deny, accept=accept)
        return await serve(exchange, self._faults.strike(target, self._network.clock.now()))

    def _take(self, telephone: Telephone, line: Line, fault: Fault | None) -> web.Response:
        to, text = line.to or "", line.text or ""
        telephone.written_to.add(to)
        if telephone.chats and len(telephone.written_to) > telephone.chats:
            telephone.written_to.discard(to)
            status = {"method": "correspondents", "total": str(telephone.chats), "status": "QUOTE_EXCEEDED"}
            return self._refused(_QUOTA, {"correspondentsStatus": status}, line, fault)
        message_id = self._network.queue(telephone, to, text)
        self._journal.write(replace(line, id=message_id, fault=fault.name if fault else None))
        return respond(200, {"idMessage": message_id})

    def _refused(self, status: int, body: Json, line: Line, fault: Fault | None = None) -> web.Response:
        why = str(body.get("message") or "quota exceeded")
        self._journal.write(replace(line, refused=f"{status}: {why}", fault=fault.name if fault else None))
        return respond(status, body)


async def _wanted(request: web.Request) -> tuple[str, str] | str:
    """Return number and text, or what is wrong with the request."""
    try:
        body = await request.json()
    except ValueError:
        return "Unexpected token in JSON"
    chat, text = (body.get("chatId"), body.get("message")) if isinstance(body, dict) else (None, None)
    if not isinstance(chat, str) or not _CHAT.fullmatch(chat):
        return "'chatId' is invalid"
    if not isinstance(text, str) or not 1 <= len(text) <= _LONGEST:
        return "'message' length must be between 1 and 20000"
    return written(chat), text


def _queue(telephone: Telephone) -> list[Json]:
    return [
        {"messageID": one.id, "type": "sendMessage", "body": {"chatId": f"{one.to[1:]}@c.us", "message": one.text}}
        for one in telephone.queue
    ]


def _clear(telephone: Telephone) -> Json:
    telephone.queue.clear()
    return {"isCleared": True}
