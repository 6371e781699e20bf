"""Apprise with its own Telegram plug-in."""

from boran.bench.contenders import Task
from boran.bench.stopwatch import Stopwatch
from boran.bench.tools import tool
from boran.bench.words import WORDS, chat


def send_all(task: Task, watch: Stopwatch) -> None:
    """Its own Telegram plug-in, pointed at the provider and without its pause; eight services in its own threads."""
    plugin = tool("apprise.plugins.telegram").NotifyTelegram
    plugin.notify_url, plugin.request_rate_per_sec = f"{task.provider}/bot", 0.0
    services = tool("apprise").Apprise()
    places = 8
    for place in range(places):
        chats = [str(chat(number)) for number in range(place, task.messages, places)]
        if chats:
            services.add(plugin(bot_token="1:" + "b" * 35, targets=chats))
    watch.start()
    if not services.notify(body=WORDS["kk"]):
        raise RuntimeError("Apprise could not send everything")
