"""The pretend outside world of the morning: its weather, its phones, its school sites."""

from datetime import timedelta
from pathlib import Path

from boran.clock import MovedClock
from boran.demo.cast import Cast, Member
from boran.demo.players import FAMILIES, STAFF
from boran.demo.scenario import District, Reach, Scenario
from sandbox.clock import RunningClock
from sandbox.weather.script import Place, Sample
from sandbox.world import World

FAMILIES_TOKEN, STAFF_TOKEN = "7100000001:families-of-the-demo", "7100000002:staff-of-the-demo"
# What the phones page shows first: a head, a homeroom teacher, a family.
PINNED = {
    "head": {"kk": "Директор", "ru": "Директор"},
    "homeroom_teacher": {"kk": "Сынып жетекшісі", "ru": "Классный руководитель"},
    "family": {"kk": "Отбасы", "ru": "Семья"},
}


def build_world(scenario: Scenario, cast: Cast, clock: MovedClock, journal: Path) -> World:
    """Return a world in which everybody pressed Start long ago, and one family has blocked the bot since."""
    shared = RunningClock(start=clock.start, rate=clock.rate, origin=clock.origin)
    world = World(clock=shared, journal=journal, seed=scenario.seed)
    world.add_bot(FAMILIES_TOKEN, username=FAMILIES, first_name="Boran · отбасы")
    world.add_bot(STAFF_TOKEN, username=STAFF, first_name="Boran · мектеп")
    shown: set[str] = set()
    for member in cast.members:
        if member.reach is Reach.TELEGRAM:
            _add_phone(world, member, pinned=member.role in PINNED and member.role not in shown)
            shown.add(member.role)
        elif member.address:
            _add_handset(world, member)
    blocked = scenario.blocked_family
    world.block(cast.families[blocked.school, blocked.grade][0].chat, FAMILIES)
    world.weather.add(*(_script(scenario, district) for district in scenario.districts))
    return world


def _add_phone(world: World, member: Member, *, pinned: bool) -> None:
    world.add_person(
        member.chat,
        first_name=member.name,
        language_code=member.locale,
        phone=member.phone,
        title=PINNED.get(member.role),
        pinned=pinned,
        started=[FAMILIES if member.role == "family" else STAFF],
    )


def _add_handset(world: World, member: Member) -> None:
    """Give a family without Telegram a telephone with a number."""
    world.handsets.add(
        member.phone,
        name=member.name,
        language=member.locale,
        title=PINNED["family"],
        pinned=True,
        whatsapp=member.reach.on_whatsapp,
    )


def _script(scenario: Scenario, district: District) -> Place:
    """Let the weather services say the reported reading from before dawn on; where none was reported, nothing."""
    reported, place = district.reading, district.place
    start = scenario.instant(scenario.starts) - timedelta(hours=5)
    half_hours = [start + timedelta(minutes=30) * step for step in range(24)]
    told = reported is not None and "open-meteo" in reported.sources
    samples = (
        tuple(Sample(at=at, temp_c=reported.temp_c, wind_ms=reported.wind_ms) for at in half_hours)
        if told and reported
        else ()
    )
    return Place(
        name=place.code,
        latitude=place.latitude,
        longitude=place.longitude,
        station=place.metar_station or "",
        samples=samples,
    )
