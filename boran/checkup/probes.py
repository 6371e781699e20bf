"""Asks every account that is on whether it is reachable and takes our key. Nothing is sent to anybody.

What providers answer stays here: a finding says which account, never an address with a token in it.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiosmtplib
import httpx

from boran.accounts import EmailSettings, SmppAccount
from boran.checkup.finding import Checked, Finding
from boran.settings import Settings
from channels.smpp_session import BindRefused, Ears, Peer, Rhythm, bound
from channels.trust import is_distrust

WITHIN_S = 10.0
CLOCK_MAY_DIFFER_S = 30.0
LOW_BALANCE = 1000.0  # tenge: less than one school's morning


class Refused(Exception):
    """The account does not take our key, or cannot send; the message says why in a few words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """One account. ask: returns when it is well, raises `Refused` or any error of the network otherwise."""

    name: str
    setting: str
    ask: Callable[[], Awaitable[None]]


async def probe_all(settings: Settings, client: httpx.AsyncClient) -> list[Checked]:
    """Ask all accounts at once."""
    return list(await asyncio.gather(*(_run(probe) for probe in _probes(settings, client))))


async def public_address(settings: Settings, client: httpx.AsyncClient) -> Checked:
    """Ask whether our own pages answer where people look for them."""
    probe = Probe(name="public address", setting="BORAN_PUBLIC_URL", ask=lambda: _healthz(settings, client))
    return await _run(probe)


async def clock(settings: Settings, client: httpx.AsyncClient, now: Callable[[], datetime]) -> Checked:
    """Compare this machine's clock with that of the Bot API server; quiet when that cannot be reached."""
    try:
        said = (await client.get(settings.telegram.base_url, timeout=WITHIN_S)).headers["Date"]
        skew = abs((parsedate_to_datetime(said).astimezone(UTC) - now()).total_seconds())
    except (httpx.HTTPError, KeyError, ValueError):
        return Checked(check="clock")
    if skew <= CLOCK_MAY_DIFFER_S:
        return Checked(check="clock")
    says = f"this machine's clock differs from the network's by {skew:.0f} s"
    return Checked(
        check="clock", findings=(Finding(check="clock", says=says, advice="switch time synchronisation on"),)
    )


async def _run(probe: Probe) -> Checked:
    try:
        async with asyncio.timeout(WITHIN_S):
            await probe.ask()
    except Refused as refused:
        return _found(probe, str(refused), f"look into the account, then mend {probe.setting}")
    except Exception as failure:  # noqa: BLE001 - whatever keeps us from an account is a finding
        if is_distrust(failure):
            return _found(probe, "its certificate is not to be trusted", f"mend it, or the host in {probe.setting}")
        advice = f"check the network and the address in {probe.setting}"
        return _found(probe, f"cannot be reached ({type(failure).__name__})", advice)
    return Checked(check=probe.name)


def _found(probe: Probe, says: str, advice: str) -> Checked:
    return Checked(check=probe.name, findings=(Finding(check=probe.name, says=says, advice=advice),))


def _probes(settings: Settings, client: httpx.AsyncClient) -> Iterator[Probe]:
    telegram, whatsapp, sms = settings.telegram, settings.whatsapp, settings.sms
    for name, bot in {"families": telegram.families, "staff": telegram.staff, **telegram.bots}.items():
        if bot.is_on:
            url = f"{telegram.base_url}/bot{bot.token.get_secret_value()}/getMe"
            ask = _asking(client, "GET", url, lambda said: said.get("ok") is True)
            yield Probe(name=f"telegram-{name}", setting="BORAN_TELEGRAM__…", ask=ask)
    if whatsapp.cloud.is_on:
        cloud = whatsapp.cloud
        headers = {"Authorization": f"Bearer {cloud.access_token.get_secret_value()}"}
        url = f"{cloud.base_url}/{cloud.phone_number_id}"
        ask = _asking(client, "GET", url, lambda said: "id" in said, headers=headers)
        yield Probe(name="whatsapp-cloud", setting="BORAN_WHATSAPP__CLOUD__…", ask=ask)
    if whatsapp.green.is_on:
        green = whatsapp.green
        url = f"{green.base_url}/waInstance{green.instance}/getStateInstance/{green.api_token.get_secret_value()}"
        ask = _asking(client, "GET", url, lambda said: said.get("stateInstance") == "authorized")
        yield Probe(name="whatsapp-green", setting="BORAN_WHATSAPP__GREEN__…", ask=ask)
    yield from _sms(settings, client)
    if sms.smpp.is_on:
        yield Probe(name="sms-smpp", setting="BORAN_SMS__SMPP__…", ask=lambda: _bind(sms.smpp))
    if settings.email.is_on:
        yield Probe(name="email", setting="BORAN_EMAIL__…", ask=lambda: _log_in(settings.email))


def _sms(settings: Settings, client: httpx.AsyncClient) -> Iterator[Probe]:
    mobizon, smsc = settings.sms.mobizon, settings.sms.smsc
    if mobizon.is_on:
        query = {"output": "json", "api": "v1", "apiKey": mobizon.api_key.get_secret_value()}
        url = f"{mobizon.base_url}/service/user/getownbalance"
        ask = _asking(client, "GET", url, lambda said: said.get("code") == 0 and _enough(said.get("data")), query=query)
        yield Probe(name="sms-mobizon", setting="BORAN_SMS__MOBIZON__…", ask=ask)
    if smsc.is_on:
        query = {"login": smsc.login, "psw": smsc.password.get_secret_value(), "fmt": "3"}
        ask = _asking(client, "GET", f"{smsc.base_url}/sys/balance.php", _enough, query=query)
        yield Probe(name="sms-smsc", setting="BORAN_SMS__SMSC__…", ask=ask)


def _asking(
    client: httpx.AsyncClient,
    method: str,
    url: str,
    is_well: Callable[[Any], bool],
    *,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Callable[[], Awaitable[None]]:
    async def ask() -> None:
        answer = await client.request(method, url, params=query, headers=headers, timeout=WITHIN_S)
        try:
            said = answer.json()
        except ValueError:
            said = None
        if answer.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
            raise Refused(f"is out of order (status {answer.status_code})")
        if answer.is_error or not isinstance(said, dict) or not is_well(said):
            raise Refused(f"does not take our key, or cannot send (status {answer.status_code})")

    return ask


def _enough(said: Any) -> bool:
    """Return whether a balance is there and covers a morning. Raises `Refused` when it is too small."""
    try:
        balance = float(said["balance"])
    except (KeyError, TypeError, ValueError):
        return False
    if balance < LOW_BALANCE:
        raise Refused(f"has only {balance:.0f} tenge left: top it up")
    return True


async def _healthz(settings: Settings, client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{settings.public_url}/healthz", timeout=WITHIN_S)
    if answer.status_code != httpx.codes.OK:
        raise Refused(f"answers with status {answer.status_code}, not with our pages")


async def _bind(account: SmppAccount) -> None:
    peer = Peer(
        host=account.host,
        port=account.port,
        system_id=account.system_id,
        password=account.password.get_secret_value(),
        tls=ssl.create_default_context() if account.tls else None,
    )
    ears = Ears(delivered=lambda _pdu: None, late=lambda _key, _pdu: None)
    try:
        session = await bound(peer, ears, rhythm=Rhythm())
    except BindRefused as refused:
        raise Refused(f"refuses to bind (status {refused.status:#x})") from None
    await session.close()


async def _log_in(settings: EmailSettings) -> None:
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.security == "tls",
        start_tls=settings.security == "starttls",
        timeout=WITHIN_S,
    )
    try:
        await client.connect()
        if settings.user:
            await client.login(settings.user, settings.password.get_secret_value())
        await client.quit()
    except aiosmtplib.SMTPResponseException as refused:
        raise Refused(f"does not let us in (code {refused.code})") from None
    finally:
        client.close()
