"""Meta's Cloud API over HTTP: `/whatsapp/<version>/<number>/messages` and `/<business account>/message_templates`."""

from dataclasses import replace

from aiohttp import web

from sandbox.faults.book import Fault, FaultBook, FaultKind, Lie, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.handsets import written
from sandbox.journal import Journal, Line
from sandbox.whatsapp.accounts import Number
from sandbox.whatsapp.answers import UNKNOWN_OBJECT, GraphError, Json, checked, respond, trouble
from sandbox.whatsapp.composing import composed
from sandbox.whatsapp.network import Outgoing, WhatsApp
from sandbox.whatsapp.requests import SendRequest
from sandbox.whatsapp.templates import TemplateApi
from sandbox.whatsapp.webhooks import PROVIDER

_NARROWEST_REAL_WINDOW_S = 0.25


class CloudApi:
    """Answers for all numbers."""

    def __init__(self, network: WhatsApp, journal: Journal, faults: FaultBook) -> None:
        self._network = network
        self._journal = journal
        self._faults = faults
        self._templates = TemplateApi(network, journal)

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        return [
            web.post(r"/whatsapp/v{version:\d+\.\d+}/{number}/messages", self._send),
            *self._templates.routes(),
        ]

    async def _send(self, request: web.Request) -> web.StreamResponse:
        line = Line(provider=PROVIDER, account=request.match_info["number"], method="messages")
        try:
            number = self._number(request)
            wanted = checked(SendRequest, await request.read())
        except GraphError as error:
            return self._refused(error, line)
        line = replace(line, to=written(wanted.to))

        def note(reason: str, fault: Fault) -> None:
            self._journal.write(replace(line, refused=reason, fault=fault.name))

        def deny(fault: Fault) -> web.Response:
            if fault.kind is FaultKind.FLOOD:
                number.banned_until = self._network.clock.now().timestamp() + fault.retry_after_s
            return self._refused(trouble(fault), line, fault)

        async def accept(fault: Fault | None) -> web.Response:
            return self._perform(number, wanted, line, fault)

        target = Target(provider=PROVIDER, accounts=(number.id, number.title), method="messages", chat=line.to or "")
        exchange = Exchange(request=request, note=note, deny=deny, accept=accept)
        return await serve(exchange, self._faults.strike(target, self._network.clock.now()))

    def _number(self, request: web.Request) -> Number:
        number = self._network.numbers.get(request.match_info["number"])
        if number is None:
            raise GraphError(100, "Object does not exist or cannot be loaded", subcode=UNKNOWN_OBJECT)
        if request.headers.get("Authorization") != f"Bearer {number.token}":
            raise GraphError(190)
        return number

    def _perform(self, number: Number, wanted: SendRequest, line: Line, fault: Fault | None) -> web.Response:
        try:
            self._admit(number, wanted)
            message = composed(number, wanted, hidden=fault is not None and fault.lie is Lie.NEVER_SHOWN)
        except GraphError as error:
            return self._refused(error, line, fault)
        number.count(written(wanted.to), self._network.clock.now().timestamp())
        message_id = self._network.take(message)
        self._journal.write(_accepted(line, message, message_id, fault))
        wa_id = written(wanted.to).removeprefix("+")
        answer: Json = {
            "messaging_product": "whatsapp",
            "contacts": [{"input": wanted.to, "wa_id": wa_id}],
            "messages": [{"id": message_id} | ({"message_status": "accepted"} if message.template else {})],
        }
        return respond(200, answer)

    def _admit(self, number: Number, wanted: SendRequest) -> None:
        """Raise the error of the limit that is reached, or of the 24 hours that are over."""
        to, now = written(wanted.to), self._network.clock.now()
        narrowest = _NARROWEST_REAL_WINDOW_S * self._network.clock.rate
        if code := number.wait(now.timestamp(), narrowest) or number.pair_wait(to, now.timestamp()):
            raise GraphError(code)
        if self._network.talking(number, to):
            return
        if wanted.template is None:
            raise GraphError(131047, "more than 24 hours have passed since the customer last replied")
        if not number.may_open(to, now):
            raise GraphError(131048, "the number has written first to as many people as it may in 24 hours")

    def _refused(self, error: GraphError, line: Line, fault: Fault | None = None) -> web.Response:
        self._journal.write(replace(line, refused=str(error), fault=fault.name if fault else None))
        return respond(error.status, error.body())


def _accepted(line: Line, message: Outgoing, message_id: str, fault: Fault | None) -> Line:
    buttons = [{"text": key.label} | ({"url": key.url} if key.url else {"id": key.data}) for key in message.buttons]
    return replace(
        line,
        text=message.text,
        id=message_id,
        reply_markup={"buttons": buttons} if buttons else None,
        fault=fault.name if fault else None,
    )
