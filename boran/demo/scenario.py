"""A scenario file: what is real about the morning, what is synthetic, and who does what when."""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from orders.windows import ZONE


class BadScenario(ValueError):
    """A scenario is unknown or broken; the message says which."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ScenarioPlace(_Part):
    code: str
    name_kk: str
    name_ru: str
    latitude: float
    longitude: float
    elevation_m: int | None = None
    metar_station: str | None = None


Source = Literal["metar", "open-meteo", "officer"]


class ReportedReading(_Part):
    """What was reported that morning; `sources` is who tells the program about it."""

    temp_c: float
    wind_ms: float | None
    sources: tuple[Source, ...]


class Decided(_Part):
    """What the authority really decided: first and last grade, and the number of the decision."""

    grades: tuple[int, int]
    decision: int


class Body(_Part):
    code: str
    name_kk: str
    name_ru: str


class District(Body):
    place: ScenarioPlace
    reading: ReportedReading | None
    decided: Decided | None


class Act(StrEnum):
    """What a head does with the card."""

    APPROVE = "approve"
    APPROVE_TWICE = "approve_twice"
    WIDEN = "widen"
    REJECT = "reject"
    NOTHING = "nothing"


class HeadAct(_Part):
    at: time | None
    does: Act
    grades: tuple[int, int] | None = None


class School(_Part):
    code: str
    district: str
    settlement: Literal["urban", "rural"]
    locale: Literal["kk", "ru"]
    head: HeadAct


class EmergencyAct(_Part):
    """`steps`: what the officer types, or taps (`tap <pattern of a button's data>`), in the staff bot."""

    district: str
    cause: str
    proposed: time
    confirmed: time
    steps: tuple[str, ...]


class Revocation(_Part):
    """The signer of a school takes its order back, on the command line."""

    school: str
    at: time
    reason: str


class ClassOf(_Part):
    school: str
    grade: int


class Reach(StrEnum):
    """How a family can be written to; a telephone's number may be on several channels."""

    TELEGRAM = "telegram"
    WHATSAPP = "whatsapp"
    SMS = "sms"
    WHATSAPP_AND_SMS = "whatsapp_and_sms"
    NOTHING = "nothing"

    @property
    def on_whatsapp(self) -> bool:
        return self in {Reach.WHATSAPP, Reach.WHATSAPP_AND_SMS}


class Contract(StrEnum):
    """A gateway for SMS with which the region has a contract."""

    MOBIZON = "mobizon"
    SMSC = "smsc"


class MixedClass(ClassOf):
    """A class whose first families are reached in these ways; everybody else of the morning is on Telegram."""

    families: tuple[Reach, ...]


class Scenario(_Part):
    name: str
    title_kk: str
    title_ru: str
    day: date
    starts: time
    ends: time
    region: str
    table: str
    seed: int
    families_per_class: int
    officers_type_at: time
    grades: Mapping[int, tuple[int, ...]]
    region_department: Body
    districts: tuple[District, ...]
    schools: tuple[School, ...]
    emergency: EmergencyAct | None = None
    revocations: tuple[Revocation, ...] = ()
    silent_teacher: ClassOf
    blocked_family: ClassOf
    mixed_class: MixedClass
    contracts: tuple[Contract, ...] = (Contract.MOBIZON,)

    def instant(self, at: time) -> datetime:
        """Return the instant of the scenario's day at a wall-clock time."""
        return datetime.combine(self.day, at, tzinfo=ZONE)

    def district(self, code: str) -> District:
        return next(district for district in self.districts if district.code == code)


def load_scenario(name: str) -> Scenario:
    """Return the scenario `name`. Raises `BadScenario` with the names there are."""
    folder = files("boran.demo") / "scenarios"
    known = sorted(entry.name.removesuffix(".yaml") for entry in folder.iterdir() if entry.name.endswith(".yaml"))
    if name not in known:
        raise BadScenario(f"no scenario `{name}`; there is {', '.join(known)}")
    try:
        return Scenario.model_validate(yaml.safe_load((folder / f"{name}.yaml").read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise BadScenario(f"{name}: {'.'.join(map(str, first['loc']))}: {first['msg']}") from error
