"""python-telegram-bot's `send_message`."""

import uvloop

from boran.bench.contenders import AT_ONCE, Task, crew
from boran.bench.stopwatch import Stopwatch
from boran.bench.tools import tool
from boran.bench.words import TOKEN, WORDS, chat, locale_of


def send_all(task: Task, watch: Stopwatch) -> None:
    telegram, request = tool("telegram"), tool("telegram.request")

    async def run() -> None:
        line = request.HTTPXRequest(connection_pool_size=AT_ONCE, pool_timeout=60.0)
        async with telegram.Bot(TOKEN, base_url=f"{task.provider}/bot", request=line) as bot:
            watch.start()
            await crew(task.messages, lambda number: bot.send_message(chat(number), WORDS[locale_of(number)]))

    uvloop.run(run())
