"""Pushing updates to a bot's webhook: in order within a chat, chats side by side, again until it answers 2xx."""

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from sandbox.telegram.accounts import Bot, Webhook
from sandbox.telegram.network import Network
from sandbox.telegram.parameters import Parameters, read_multipart
from sandbox.telegram.updates import KEPT_FOR, Update

_LONGEST_BACKOFF_S = 64
_LONGEST_RETRY_AFTER_S = 3600
_ANSWER_WITHIN = ClientTimeout(total=60)

Reply = Callable[[Bot, str, Parameters], Awaitable[None]]


class Pusher:
    """Pushes the updates of one bot to one webhook until it is stopped.

    reply: performs a method that the webhook put into the body of its answer.
    Delays between attempts are 1, 2, 4 … 64 seconds of the sandbox's clock, or what `Retry-After` asks for.
    """

    def __init__(self, network: Network, bot: Bot, webhook: Webhook, *, session: ClientSession, reply: Reply) -> None:
        self._network = network
        self._bot = bot
        self.webhook = webhook
        self._session = session
        self._reply = reply
        self._lanes: dict[int, deque[Update]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._connections = asyncio.Semaphore(webhook.max_connections)

    def start(self) -> None:
        """Take over whatever is waiting, and everything to come."""
        for update in self._bot.updates.pending():
            self._feed(update)
        self._bot.updates.on_put = self._feed

    async def stop(self) -> None:
        """Stop pushing; what was not accepted stays pending."""
        self._bot.updates.on_put = None
        others = self._tasks - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _feed(self, update: Update) -> None:
        lane = self._lanes.get(update.lane)
        if lane is not None:
            lane.append(update)
            return
        self._lanes[update.lane] = deque([update])
        task = asyncio.get_running_loop().create_task(self._drain(update.lane))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _drain(self, lane: int) -> None:
        waiting = self._lanes[lane]
        while waiting:
            await self._push_until_accepted(waiting[0])
            waiting.popleft()
        del self._lanes[lane]

    async def _push_until_accepted(self, update: Update) -> None:
        backoff = 1.0
        while self._network.now() - update.at <= KEPT_FOR:
            async with self._connections:
                retry_after = await self._push(update)
            if retry_after is None:
                break
            await self._network.clock.sleep(retry_after or backoff)
            backoff = min(backoff * 2, _LONGEST_BACKOFF_S)
        self._bot.updates.remove(update.update_id)

    async def _push(self, update: Update) -> float | None:
        """Return None when it was accepted, else the seconds asked for (0 when the answer names none)."""
        webhook = self.webhook
        headers = {"Content-Type": "application/json"}
        if webhook.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
        body = json.dumps(update.body(), ensure_ascii=False).encode()
        try:
            async with self._session.post(
                webhook.url, data=body, headers=headers, timeout=_ANSWER_WITHIN, allow_redirects=False
            ) as answer:
                if answer.ok and answer.status < 300:
                    await self._perform_reply(answer)
                    return None
                self._note_error(f"Wrong response from the webhook: {answer.status} {answer.reason}")
                return _retry_after(answer)
        except (ClientError, TimeoutError, OSError) as error:
            self._note_error(f"Connection failed: {type(error).__name__}")
            return 0

    def _note_error(self, what: str) -> None:
        self.webhook.last_error_at = int(self._network.now().timestamp())
        self.webhook.last_error = what

    async def _perform_reply(self, answer: ClientResponse) -> None:
        if answer.content_type == "multipart/form-data":
            parameters = await read_multipart(MultipartReader.from_response(answer), {})
        else:
            parameters = Parameters(_object(await answer.text()))
        method = parameters.values.pop("method", None)
        if method:
            await self._reply(self._bot, str(method), parameters)


def _object(text: str) -> dict[str, object]:
    try:
        body = json.loads(text)
    except json.JSONDecodeError:
        return {}
    return body if isinstance(body, dict) else {}


def _retry_after(answer: ClientResponse) -> float:
    value = answer.headers.get("Retry-After", "")
    return min(float(value), _LONGEST_RETRY_AFTER_S) if value.isdigit() else 0
