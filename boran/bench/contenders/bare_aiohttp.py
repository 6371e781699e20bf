"""aiohttp as it comes: post and forget."""

import aiohttp
import orjson
import uvloop

from boran.bench.contenders import AT_ONCE, Task, crew
from boran.bench.stopwatch import Stopwatch
from boran.bench.words import LOCALES, TOKEN, WORDS, chat, locale_of


def send_all(task: Task, watch: Stopwatch) -> None:
    """Post and forget: the least that aiohttp costs. The texts are encoded once."""
    rest = {locale: orjson.dumps({"text": WORDS[locale]})[1:] for locale in LOCALES}
    url, headers = f"{task.provider}/bot{TOKEN}/sendMessage", {"Content-Type": "application/json"}

    async def run() -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=AT_ONCE)) as session:

            async def send(number: int) -> None:
                body = b'{"chat_id":%d,%b' % (chat(number), rest[locale_of(number)])
                async with session.post(url, data=body, headers=headers) as answer:
                    await answer.read()

            watch.start()
            await crew(task.messages, send)

    uvloop.run(run())
