"""The Bot API over HTTP: `/telegram/bot<token>/<method>`, and the file server beside it."""

import json
from dataclasses import replace
from typing import Any

from aiohttp import ClientSession, web

from sandbox.faults.book import Fault, FaultBook, FaultKind, Lie, Target
from sandbox.faults.wire import Exchange, serve
from sandbox.journal import Journal, Line
from sandbox.telegram import hooks
from sandbox.telegram.accounts import Bot, Webhook
from sandbox.telegram.calls import Call, Outcome
from sandbox.telegram.errors import ApiError, flood
from sandbox.telegram.methods import GET_UPDATES, run, spelled
from sandbox.telegram.network import Network
from sandbox.telegram.parameters import Parameters, read_parameters
from sandbox.telegram.webhooks import Pusher

PROVIDER = "telegram"


class BotApi:
    """Answers the calls of all bots, and pushes updates to those that set a webhook."""

    def __init__(self, network: Network, journal: Journal, faults: FaultBook) -> None:
        self._network = network
        self._journal = journal
        self._faults = faults
        self._pushers: dict[int, Pusher] = {}
        self._session: ClientSession | None = None

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        return [
            web.route("*", "/telegram/bot{token}/{method}", self._handle),
            web.get("/telegram/file/bot{token}/{path:.+}", self._download),
        ]

    async def close(self) -> None:
        """Answer waiting polls, stop pushing."""
        for bot in self._network.bots.values():
            bot.updates.close()
        for pusher in self._pushers.values():
            await pusher.stop()
        if self._session is not None:
            await self._session.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        token, method = request.match_info["token"], request.match_info["method"]
        parameters = Parameters({})
        try:
            bot = self._network.bot_of_token(token)
            parameters = await read_parameters(request)
        except ApiError as error:
            number = token.partition(":")[0]
            account = number if number.isdigit() else "unknown"
            return self._refused(error, _line(account, method, parameters))
        name = spelled(method)
        if not self._faults:
            return await self._perform(bot, name, parameters, None)
        return await self._perform_with_faults(request, bot, name, parameters)

    async def _perform_with_faults(
        self, request: web.Request, bot: Bot, name: str, parameters: Parameters
    ) -> web.StreamResponse:
        target = Target(
            provider=PROVIDER,
            accounts=(bot.account, bot.username),
            method=name,
            chat=parameters.text("chat_id") or "",
        )
        line = _line(bot.account, name, parameters)

        def note(reason: str, fault: Fault) -> None:
            self._journal.write(_refusal(line, reason, fault))

        def deny(fault: Fault) -> web.Response:
            return self._refused(self._trouble(bot, fault), line, fault)

        async def accept(fault: Fault | None) -> web.Response:
            return await self._perform(bot, name, parameters, fault)

        exchange = Exchange(request=request, note=note, deny=deny, accept=accept)
        return await serve(exchange, self._faults.strike(target, self._network.now()))

    def _trouble(self, bot: Bot, fault: Fault) -> ApiError:
        if fault.kind is FaultKind.FLOOD:
            bot.guard.ban(fault.retry_after_s, self._network.now().timestamp())
            return flood(fault.retry_after_s)
        default = "Bad Request" if fault.kind is FaultKind.REFUSE else "Internal Server Error"
        return ApiError(fault.error_status, fault.description or default)

    async def _perform(self, bot: Bot, name: str, parameters: Parameters, fault: Fault | None) -> web.Response:
        hidden = fault is not None and fault.lie is Lie.NEVER_SHOWN
        call = Call(
            network=self._network,
            bot=bot,
            method=name,
            parameters=parameters,
            now=self._network.now(),
            hidden=hidden,
        )
        try:
            outcome = await hooks.get_updates(call) if name == GET_UPDATES else run(call)
        except ApiError as error:
            return self._refused(error, _line(bot.account, name, parameters), fault)
        if not outcome.silent:
            self._journal.write(_accepted(bot.account, name, outcome, fault))
        await self._follow_webhook(bot)
        return _respond(200, _success(outcome))

    def _refused(self, error: ApiError, line: Line, fault: Fault | None = None) -> web.Response:
        self._journal.write(_refusal(line, error.description, fault))
        headers = {} if error.retry_after is None else {"Retry-After": str(error.retry_after)}
        return _respond(error.status, error.body(), headers)

    async def _follow_webhook(self, bot: Bot) -> None:
        """Push to the webhook that is set now, and to no other."""
        old = self._pushers.get(bot.id)
        if bot.webhook is (old.webhook if old else None):
            return
        new = None if bot.webhook is None else self._pusher(bot, bot.webhook)
        if new is None:
            del self._pushers[bot.id]
        else:
            self._pushers[bot.id] = new
        if old is not None:
            await old.stop()
        if new is not None and self._pushers.get(bot.id) is new:
            new.start()

    def _pusher(self, bot: Bot, webhook: Webhook) -> Pusher:
        if self._session is None:
            self._session = ClientSession()
        return Pusher(self._network, bot, webhook, session=self._session, reply=self._reply)

    async def _reply(self, bot: Bot, method: str, parameters: Parameters) -> None:
        await self._perform(bot, spelled(method), parameters, None)

    async def _download(self, request: web.Request) -> web.Response:
        try:
            self._network.bot_of_token(request.match_info["token"])
        except ApiError as error:
            return _respond(error.status, error.body())
        found = self._network.files.get(request.match_info["path"].removeprefix("documents/"))
        if found is None:
            return _respond(404, ApiError(404, "Not Found").body())
        return web.Response(body=found[0].content, content_type="application/octet-stream")


def _line(account: str, method: str, parameters: Parameters) -> Line:
    return Line(
        provider=PROVIDER,
        account=account,
        method=method,
        to=parameters.text("chat_id"),
        text=parameters.text("text") or parameters.text("caption"),
    )


def _refusal(line: Line, reason: str, fault: Fault | None) -> Line:
    return replace(line, refused=reason, fault=fault.name if fault else None)


def _accepted(account: str, method: str, outcome: Outcome, fault: Fault | None) -> Line:
    return Line(
        provider=PROVIDER,
        account=account,
        method=method,
        to=outcome.to,
        text=outcome.text,
        id=outcome.id,
        reply_markup=outcome.reply_markup,
        fault=fault.name if fault else None,
    )


def _success(outcome: Outcome) -> dict[str, Any]:
    body = {"ok": True, "result": outcome.result}
    return body if outcome.description is None else body | {"description": outcome.description}


def _respond(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> web.Response:
    content = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=content, status=status, headers=headers, content_type="application/json")
