"""aiogram's `send_message`."""

import uvloop
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from boran.bench.contenders import AT_ONCE, Task, crew
from boran.bench.stopwatch import Stopwatch
from boran.bench.words import TOKEN, WORDS, chat, locale_of


def send_all(task: Task, watch: Stopwatch) -> None:
    async def run() -> None:
        session = AiohttpSession(api=TelegramAPIServer.from_base(task.provider), limit=AT_ONCE)
        async with Bot(TOKEN, session=session) as bot:
            watch.start()
            await crew(task.messages, lambda number: bot.send_message(chat(number), WORDS[locale_of(number)]))

    uvloop.run(run())
