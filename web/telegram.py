"""Where Telegram brings updates: `POST /telegram/<bot>`, behind a secret, answered after the update was handled."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web


class MissingSecret(ValueError):
    """A webhook without a secret would take anybody's updates: set one, or use polling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookBot:
    """A bot whose updates come by webhook. secret: 1-256 of A-Z a-z 0-9 _ -, the same that `setWebhook` was given."""

    bot: Bot
    dispatcher: Dispatcher
    secret: str


def mount(app: web.Application, bots: Mapping[str, WebhookBot]) -> None:
    """Serve each bot under its name. Raises `MissingSecret`.

    The secret is compared in constant time (401 otherwise). Handling happens in the foreground: Telegram hears 200 only
    when the update has been dealt with, and brings it again when this process died before.
    """
    for name, webhook in bots.items():
        if not webhook.secret:
            raise MissingSecret(f"the webhook of the bot `{name}` has no secret: set one, or use polling")
        handler = _Handler(webhook.dispatcher, webhook.bot, handle_in_background=False, secret_token=webhook.secret)
        app.router.add_post(f"/telegram/{name}", handler.handle)


class _Handler(SimpleRequestHandler):
    def verify_secret(self, telegram_secret_token: str, bot: Bot) -> bool:  # noqa: ARG002 - aiogram's signature
        # As bytes: comparing texts raises on anything but ASCII, and a header may hold anything.
        sent = telegram_secret_token.encode(errors="surrogateescape")
        return secrets.compare_digest(sent, (self.secret_token or "").encode())

    async def handle(self, request: web.Request) -> web.Response:
        try:
            return await super().handle(request)
        except ValueError:  # not JSON, or not an update; failures of our own are caught inside the dispatcher
            return web.json_response({"error": "not an update of the Bot API"}, status=400)
