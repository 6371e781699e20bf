"""Settings that are missing or will not do outside this machine. Pure."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from boran.accounts import SmsSettings, WhatsAppSettings
from boran.checkup.finding import Finding
from boran.settings import Settings, WeatherSettings
from boran.wiring import LOOPBACK

CHECK = "settings"


def look(settings: Settings) -> Iterator[Finding]:
    """Yield what a deployment that people rely on should not be without."""
    if urlsplit(settings.public_url).hostname in LOOPBACK:
        yield _missing("families cannot open links to this machine", "BORAN_PUBLIC_URL", "the address they can reach")
    if not settings.links.secret.get_secret_value():
        yield _missing("homeroom teachers get no links", "BORAN_LINKS__SECRET", "a long random word")
    if not settings.watchdog.heartbeat_url:
        yield _missing("nobody outside hears when this stops", "BORAN_WATCHDOG__HEARTBEAT_URL", "a watchdog's address")
    if settings.weather.user_agent == WeatherSettings().user_agent:
        yield _missing("weather services cannot reach you", "BORAN_WEATHER__USER_AGENT", "a name and a contact")
    yield from _accounts(settings)
    yield from _callbacks(settings.whatsapp, settings.sms)


def _accounts(settings: Settings) -> Iterator[Finding]:
    telegram, sms, whatsapp = settings.telegram, settings.sms, settings.whatsapp
    bots = any(bot.is_on for bot in (telegram.families, *telegram.bots.values()))
    by_whatsapp = whatsapp.cloud.is_on or whatsapp.green.is_on
    by_sms = sms.mobizon.is_on or sms.smsc.is_on or sms.smpp.is_on
    if not (bots or by_whatsapp or by_sms):
        yield _missing("no account can write to families", "BORAN_TELEGRAM__FAMILIES__TOKEN", "a bot's token")
    if not telegram.staff.is_on:
        yield _missing("heads cannot decide in Telegram", "BORAN_TELEGRAM__STAFF__TOKEN", "a bot's token")


def _callbacks(whatsapp: WhatsAppSettings, sms: SmsSettings) -> Iterator[Finding]:
    """Yield each account whose receipts would be believed by nobody."""
    secrets = (
        (whatsapp.cloud.is_on, whatsapp.cloud.app_secret, "BORAN_WHATSAPP__CLOUD__APP_SECRET"),
        (whatsapp.cloud.is_on, whatsapp.cloud.verify_token, "BORAN_WHATSAPP__CLOUD__VERIFY_TOKEN"),
        (whatsapp.green.is_on, whatsapp.green.webhook_token, "BORAN_WHATSAPP__GREEN__WEBHOOK_TOKEN"),
        (sms.mobizon.is_on, sms.mobizon.callback_secret, "BORAN_SMS__MOBIZON__CALLBACK_SECRET"),
        (sms.smsc.is_on, sms.smsc.callback_secret, "BORAN_SMS__SMSC__CALLBACK_SECRET"),
    )
    for is_on, secret, name in secrets:
        if is_on and not secret.get_secret_value():
            yield _missing("receipts of this account are believed by nobody", name, "what the provider signs with")


def _missing(says: str, variable: str, what: str) -> Finding:
    return Finding(check=CHECK, says=says, advice=f"set {variable} to {what}")
