"""The sending accounts of the morning, as the program's settings name them and as the pretend world knows them."""

import socket
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from boran.accounts import (
    BotAccount,
    CloudApiAccount,
    EmailSettings,
    MobizonAccount,
    SmscAccount,
    SmsSettings,
    WhatsAppSettings,
)
from boran.commands.whatsapp import library
from boran.demo.roster_rows import secret_of
from boran.demo.scenario import Contract, Scenario
from boran.demo.world import FAMILIES_TOKEN, STAFF_TOKEN
from boran.settings import (
    LinkSettings,
    Settings,
    SiteSettings,
    TelegramSettings,
    WeatherSettings,
    WebSettings,
)
from channels.whatsapp_templates import TemplateAccount
from dispatch.outlets import Outlet
from orders.organisation import OrganisationCode
from sandbox.sms.gateway import Account, Gateway
from sandbox.whatsapp.accounts import Number
from sandbox.world import World

NUMBER_ID, ACCESS, APP_SECRET = "1001", "access-of-the-demo", "app-secret-of-the-demo"
VERIFY, API_KEY, REPORTS = "verify-of-the-demo", "key-of-the-demo", "reports-of-the-demo"
LOGIN, PASSWORD = "login-of-the-demo", "password-of-the-demo"
LINKS = "links-of-the-demo-are-signed-with-this"
PART_TENGE = 15.0  # for the sum on the card; what a contract really costs stands in the contract


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where the pretend world is, where its post office listens, and where the program will listen."""

    world: str
    mail: tuple[str, int]
    program_port: int

    @property
    def program(self) -> str:
        return f"http://127.0.0.1:{self.program_port}"


def free_port() -> int:
    """Return a port nobody listens on now: the pretend providers must know it before the program opens it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_for(folder: Path, doors: Doors, scenario: Scenario) -> Settings:
    """Return settings that point at the pretend world and at nothing else."""
    return Settings(
        home=folder,
        database_url=f"sqlite:///{folder / 'boran.db'}",
        public_url=doors.program,
        telegram=TelegramSettings(
            base_url=f"{doors.world}/telegram",
            families=BotAccount(token=SecretStr(FAMILIES_TOKEN)),
            staff=BotAccount(token=SecretStr(STAFF_TOKEN)),
        ),
        whatsapp=WhatsAppSettings(cloud=_cloud(doors)),
        sms=_sms(doors, scenario.contracts),
        email=EmailSettings(host=doors.mail[0], port=doors.mail[1], security="none", sender="boran@kst.example.kz"),
        weather=WeatherSettings(
            open_meteo_url=f"{doors.world}/open-meteo", aviation_weather_url=f"{doors.world}/aviationweather"
        ),
        site=SiteSettings(allow_private=True),
        links=LinkSettings(secret=SecretStr(LINKS)),
        web=WebSettings(port=doors.program_port),
    )


def _cloud(doors: Doors) -> CloudApiAccount:
    return CloudApiAccount(
        base_url=f"{doors.world}/whatsapp/v23.0",
        phone_number_id=NUMBER_ID,
        business_account_id=NUMBER_ID,
        access_token=SecretStr(ACCESS),
        app_secret=SecretStr(APP_SECRET),
        verify_token=SecretStr(VERIFY),
    )


def _sms(doors: Doors, contracts: Collection[Contract]) -> SmsSettings:
    mobizon = MobizonAccount(
        base_url=f"{doors.world}/mobizon",
        api_key=SecretStr(API_KEY),
        callback_secret=SecretStr(REPORTS),
        part_tenge=PART_TENGE,
    )
    smsc = SmscAccount(
        base_url=f"{doors.world}/smsc",
        login=LOGIN,
        password=SecretStr(PASSWORD),
        callback_secret=SecretStr(REPORTS),
        part_tenge=PART_TENGE,
    )
    return SmsSettings(
        mobizon=mobizon if Contract.MOBIZON in contracts else MobizonAccount(),
        smsc=smsc if Contract.SMSC in contracts else SmscAccount(),
    )


async def furnish(world: World, settings: Settings, scenario: Scenario) -> None:
    """Let the pretend providers and school sites know the program, and submit the texts that need approval."""
    for school in scenario.schools:
        world.sites.add(school.code, secret_of(school.code), banner=f"{settings.public_url}/banner.js")
    _open_contract(world.sms.mobizon, settings, secret=API_KEY)
    _open_contract(world.sms.smsc, settings, secret=f"{LOGIN}:{PASSWORD}")
    _open_number(world, settings)
    await _submit_texts(settings)


def _open_contract(gateway: Gateway, settings: Settings, *, secret: str) -> None:
    reports_to = f"{settings.public_url}/receipts/{gateway.name}?secret={REPORTS}"
    gateway.account = Account(secrets=(secret,), reports_to=reports_to, report_secret=REPORTS)


def _open_number(world: World, settings: Settings) -> None:
    number = Number(
        id=NUMBER_ID,
        token=ACCESS,
        business_account=NUMBER_ID,
        app_secret=APP_SECRET,
        verify_token=VERIFY,
        callback_url=f"{settings.public_url}/receipts/whatsapp",
        title="Boran",
        read_s=30.0,
    )
    world.whatsapp.add_number(number)


async def _submit_texts(settings: Settings) -> None:
    templates = TemplateAccount(ACCESS, NUMBER_ID, base_url=settings.whatsapp.cloud.base_url)
    try:
        for template in library(settings):
            await templates.submit(template)
    finally:
        await templates.aclose()


def outlet(scenario: Scenario) -> Outlet:
    """Return the newsroom that reads the region's news out."""
    return Outlet(
        id="kst-radio",
        body=OrganisationCode(scenario.region_department.code),
        name="Шартты редакция · Условная редакция",
        email="news@radio.example.kz",
        locale="kk",
    )
