"""A scene: who and what there is, as one document in YAML or JSON (`--scene FILE`, `POST /control/scene`).

    bots:       [{token: "1001:secret", username: families_bot, first_name: Мектеп хабары}]
    users:      [{id: 501, first_name: Айгүл, language_code: kk, phone: "+77010000001", started: [families_bot],
                  title: {kk: Отбасы, ru: Семья}, pinned: true}]
    groups:     [{id: -1001, title: 5 «А», kind: channel, bots: [families_bot]}]
    handsets:   [{number: "+77010000002", name: Ольга, language: ru, title: …, pinned: true, whatsapp: true}]
    whatsapp:   [{id: "1001", token: …, business_account: "2001", app_secret: …, title: Мектеп, daily: 250}]
    telephones: [{instance: "1101", token: …, callback_url: …, webhook_token: …, title: Мектеп}]
    sms:        [{gateway: mobizon, secrets: [API key], reports_to: "https://…/receipts/mobizon?secret=…",
                  report_secret: …, balance: 1000, moderated: false}, {gateway: smsc, secrets: ["login:password"]}]
    operator:   [{passwords: {boran: sesame}, per_second: 100}]
    sites:      [{name: kst-12, secret: whsec_…, title: {kk: …, ru: …}, banner: http://127.0.0.1:8080/banner.js}]
    mailboxes:  [{address: news@radio.example, name: …, state: open, greylist_s: 60}]
    weather:    [{name: Қостанай, latitude: 53.21, longitude: 63.62, station: UAUU, between: linear,
                  samples: [{at: 2026-01-16T06:00:00+05:00, temp_c: -28, wind_ms: 6}],
                  reports: ["UAUU 160030Z 24006MPS 9999 NSC M28/M31 Q1034 NOSIG"]}]
    faults:     […]   # see sandbox/faults/book.py
    behaviours: [{chat: 501, text: "Приказ", does: tap, what: ack:.*, after_s: 20}]

Every part can also be posted alone: `POST /control/users` takes what stands under `users`, one object or a list.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from sandbox.behaviours import Behaviour
from sandbox.errors import SandboxError
from sandbox.faults.book import Fault
from sandbox.mail.boxes import BoxState
from sandbox.smpp.server import Operator
from sandbox.sms.gateway import Account
from sandbox.weather.metar import reported_at
from sandbox.weather.script import Between, Place, RawReport, Sample
from sandbox.whatsapp.accounts import Limits, Number, Telephone
from sandbox.world import World


def _both_languages(value: object) -> object:
    return {"kk": value, "ru": value} if isinstance(value, str) else value


Caption = Annotated[dict[str, str], BeforeValidator(_both_languages)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid")


class BotPart(_Part):
    """A bot."""

    token: str
    username: str = ""
    first_name: str = ""


class UserPart(_Part):
    """A person; see `World.add_person`."""

    id: int | None = None
    first_name: str = Field(min_length=1)
    last_name: str = ""
    username: str = ""
    language_code: str = "ru"
    phone: str = ""
    title: Caption = {}
    pinned: bool = False
    started: list[str | int] = []


class GroupPart(_Part):
    """A group or channel; see `World.add_group`."""

    id: int
    title: str
    kind: str = "supergroup"
    username: str = ""
    bots: list[str | int] = []
    pinned: bool = False


class HandsetPart(_Part):
    """A phone with a number; see `sandbox.handsets.Handset`."""

    number: str
    name: str = ""
    language: str = "ru"
    title: Caption = {}
    pinned: bool = False
    whatsapp: bool = True
    reachable: bool = True


class NumberPart(_Part):
    """A number of the Cloud API; see `sandbox.whatsapp.accounts.Number`. daily: 0 for no limit of people."""

    id: str
    token: str
    business_account: str = ""
    app_secret: str = ""
    verify_token: str = ""
    callback_url: str = ""
    title: str = ""
    reviews: Literal["APPROVED", "PENDING", "REJECTED"] = "APPROVED"
    sent_s: float = 0.2
    delivered_s: float = 1.0
    read_s: float | None = None
    per_second: float = 80.0
    pair_s: float = 5.5
    daily: int = 250


class TelephonePart(_Part):
    """A telephone behind the gateway; see `sandbox.whatsapp.accounts.Telephone`."""

    instance: str
    token: str
    callback_url: str = ""
    webhook_token: str = ""
    title: str = ""
    state: str = "authorized"
    interval_s: float = 0.5
    delivered_s: float = 0.5
    read_s: float | None = None
    chats: int = 0


class SmsPart(_Part):
    """An account at a gateway for SMS; see `sandbox.sms.gateway.Account`. secrets: API keys, or `login:password`."""

    gateway: Literal["mobizon", "smsc"]
    secrets: tuple[str, ...] = ()
    default_sender: str = "SMS"
    balance: float | None = None
    part_price: float = 15.0
    per_second: int = 60
    moderated: bool = False
    reports_to: str = ""
    report_secret: str = ""


class OperatorPart(_Part):
    """The operator's SMPP server; see `sandbox.smpp.server.Operator`."""

    passwords: dict[str, str] = {}
    per_second: int = 100


class SitePart(_Part):
    """A school site. `secret` may be a list while it is being changed."""

    name: str = Field(pattern=r"^[A-Za-z0-9._-]+$")
    secret: str | list[str]
    title: Caption = {}
    banner: str = ""
    code: str = ""


class MailboxPart(_Part):
    """A newsroom's mailbox; see `sandbox.mail.boxes.Box`."""

    address: str = Field(pattern=r"^[^@\s<>]+@[^@\s<>]+$")
    name: str = ""
    state: BoxState = BoxState.OPEN
    greylist_s: float = Field(default=0.0, ge=0)


class SamplePart(_Part):
    """The weather at one instant; see `sandbox.weather.script.Sample`."""

    at: AwareDatetime
    temp_c: float | None = None
    dew_point_c: float | None = None
    wind_ms: float | None = None
    gust_ms: float | None = None
    wind_from_deg: float | None = None
    visibility_m: float | None = None
    pressure_hpa: float | None = None
    precipitation_mm: float | None = None
    snowfall_cm: float | None = None
    snow_depth_m: float | None = None
    weather_code: int | None = None
    phenomena: tuple[str, ...] = ()


class PlacePart(_Part):
    """A place of the weather script; see `sandbox.weather.script.Place`."""

    name: str
    latitude: float | None = None
    longitude: float | None = None
    elevation_m: float = 0.0
    station: str = ""
    samples: list[SamplePart] = []
    reports: list[str] = []
    between: Between = Between.STEP


class Scene(_Part):
    """A whole scene."""

    bots: list[BotPart] = []
    users: list[UserPart] = []
    groups: list[GroupPart] = []
    handsets: list[HandsetPart] = []
    whatsapp: list[NumberPart] = []
    telephones: list[TelephonePart] = []
    sms: list[SmsPart] = []
    operator: list[OperatorPart] = []
    sites: list[SitePart] = []
    mailboxes: list[MailboxPart] = []
    weather: list[PlacePart] = []
    faults: list[Fault] = []
    behaviours: list[Behaviour] = []


SECTIONS = tuple(Scene.model_fields)


def read_scene(document: Any) -> Scene:
    """Check a document. Raises SandboxError that names the place of the mistake."""
    try:
        return Scene.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "scene"
        raise SandboxError(f"{where}: {first['msg']}") from error


def load_scene(path: Path) -> Scene:
    """Read a scene from a file."""
    try:
        return read_scene(yaml.safe_load(path.read_text(encoding="utf-8")) or {})
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise SandboxError(f"{path} cannot be read as YAML: {error}") from error


def play(scene: Scene, world: World) -> list[int]:
    """Put a scene into the world. Returns the ids of the people created. Raises SandboxError."""
    for bot in scene.bots:
        world.add_bot(bot.token, username=bot.username, first_name=bot.first_name)
    people = [world.add_person(**dict(user)).id for user in scene.users]
    for group in scene.groups:
        world.add_group(**dict(group))
    for handset in scene.handsets:
        world.handsets.add(**dict(handset))
    for number in scene.whatsapp:
        world.whatsapp.add_number(_number(number))
    for telephone in scene.telephones:
        world.whatsapp.add_telephone(Telephone(**dict(telephone)))
    for account in scene.sms:
        gateway = {"mobizon": world.sms.mobizon, "smsc": world.sms.smsc}[account.gateway]
        gateway.account = Account(**account.model_dump(exclude={"gateway"}))
    for operator in scene.operator:
        world.smpp.operator = Operator(**dict(operator))
    for site in scene.sites:
        secrets = [site.secret] if isinstance(site.secret, str) else site.secret
        world.sites.add(site.name, *secrets, title=site.title, banner=site.banner, code=site.code)
    for box in scene.mailboxes:
        world.mail.add(box.address, name=box.name, state=box.state, greylist_s=box.greylist_s)
    world.weather.add(*(_place(part, world.clock.now()) for part in scene.weather))
    world.faults.arm(*scene.faults)
    world.behaviours.add(*scene.behaviours)
    return people


def _number(part: NumberPart) -> Number:
    fields = dict(part)
    limits = Limits(per_second=fields.pop("per_second"), pair_s=fields.pop("pair_s"), daily=fields.pop("daily"))
    return Number(**fields, limits=limits)


def _place(part: PlacePart, now: datetime) -> Place:
    fields: Mapping[str, Any] = dict(part) | {
        "samples": tuple(Sample(**dict(sample)) for sample in part.samples),
        "reports": tuple(_report(raw, now) for raw in part.reports),
    }
    return Place(**fields)


def _report(raw: str, now: datetime) -> RawReport:
    try:
        return RawReport(at=reported_at(raw, now), raw=raw)
    except ValueError as error:
        raise SandboxError(f"weather: {error}") from error
