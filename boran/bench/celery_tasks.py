"""The contender with a queue: one task per message, as Celery's own guide has it."""

import os
from typing import Any

import requests
from celery import Celery  # type: ignore[import-untyped]

from boran.bench.words import TOKEN, WORDS, chat, locale_of

app = Celery("bench", broker=os.environ.get("BORAN_BENCH_BROKER", "memory://"))
app.conf.task_ignore_result = True
app.conf.worker_hijack_root_logger = False
_session = requests.Session()


@app.task  # type: ignore[untyped-decorator, unused-ignore]
def send(number: int) -> None:
    message: dict[str, Any] = {"chat_id": chat(number), "text": WORDS[locale_of(number)]}
    url = f"{os.environ['BORAN_BENCH_PROVIDER']}/bot{TOKEN}/sendMessage"
    _session.post(url, json=message, timeout=20).raise_for_status()
