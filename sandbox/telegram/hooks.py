"""Methods that choose how updates reach the bot: `setWebhook`, `deleteWebhook`, `getWebhookInfo`, `getUpdates`."""

import re
from typing import Any
from urllib.parse import urlsplit

from sandbox.telegram.accounts import Bot, Webhook
from sandbox.telegram.calls import Call, Outcome
from sandbox.telegram.errors import bad_request, conflict

_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


def set_webhook(call: Call) -> Outcome:
    """`setWebhook`. Plain HTTP is allowed to any host, as on a Bot API server started with `--local`."""
    url = call.parameters.text("url") or ""
    if not url:
        return delete_webhook(call)
    if urlsplit(url).scheme not in {"http", "https"} or not urlsplit(url).hostname:
        raise bad_request("bad webhook: invalid webhook URL specified")
    secret = call.parameters.text("secret_token") or ""
    if secret and not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    connections = call.parameters.whole("max_connections")
    _read_wishes(call)
    call.bot.webhook = Webhook(url=url, secret_token=secret, max_connections=min(max(connections or 40, 1), 100))
    call.bot.updates.interrupt()
    return Outcome(result=True, description="Webhook was set", to=url)


def delete_webhook(call: Call) -> Outcome:
    """`deleteWebhook`. What was not pushed yet waits for `getUpdates`."""
    if call.parameters.flag("drop_pending_updates"):
        call.bot.updates.clear()
    was_set, call.bot.webhook = call.bot.webhook is not None, None
    description = "Webhook was deleted" if was_set else "Webhook is already deleted"
    return Outcome(result=True, description=description, silent=not was_set)


def get_webhook_info(call: Call) -> Outcome:
    """`getWebhookInfo`."""
    bot = call.bot
    info: dict[str, Any] = {
        "url": bot.webhook.url if bot.webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(bot.updates),
    }
    if bot.webhook is not None:
        info |= {"max_connections": bot.webhook.max_connections, "ip_address": "127.0.0.1"}
        if bot.webhook.last_error_at is not None:
            info |= {"last_error_date": bot.webhook.last_error_at, "last_error_message": bot.webhook.last_error}
    if bot.updates.allowed:
        info["allowed_updates"] = sorted(bot.updates.allowed)
    return Outcome(result=info, silent=True)


async def get_updates(call: Call) -> Outcome:
    """`getUpdates`. Raises ApiError 409 while a webhook is set, and when another poll takes over."""
    bot = call.bot
    if bot.webhook is not None:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    _read_wishes(call)
    bot.updates.confirm(call.parameters.whole("offset") or 0)
    limit = call.parameters.whole("limit") or 100
    updates = await bot.updates.poll(
        limit=min(max(limit, 1), 100),
        timeout_s=max(call.parameters.whole("timeout") or 0, 0),
        stopped=lambda: _has_webhook(bot),
    )
    return Outcome(result=[update.body() for update in updates], silent=True)


def _has_webhook(bot: Bot) -> bool:
    return bot.webhook is not None


def _read_wishes(call: Call) -> None:
    if call.parameters.flag("drop_pending_updates"):
        call.bot.updates.clear()
    allowed = call.parameters.sequence("allowed_updates")
    if allowed is not None:
        call.bot.updates.allowed = frozenset(map(str, allowed)) or None
