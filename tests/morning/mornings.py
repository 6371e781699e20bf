"""The mornings that the tests play: variations of the demo's scenario, and how a test sees how they ended."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path
from typing import Any

from boran.demo.cast import Member, assemble
from boran.demo.checks import Seen, read_journal
from boran.demo.scenario import ClassOf, MixedClass, Reach, Scenario, load_scenario
from boran.demo.stage import JOURNAL, Audience, Outcome, perform
from boran.demo.world import FAMILIES_TOKEN
from sandbox.faults.book import Fault
from sandbox.world import World

RATE = 40.0  # slow enough for a busy machine: every promise here is about the morning's time
BOT = FAMILIES_TOKEN.partition(":")[0]
DEMO = load_scenario("kostanay-2026-01-16")
ONE = "kst-8"  # the school of the mixed class
Arm = Callable[[World], None]


def at_times(scenario: Scenario, *, starts: time, signs: time, ends: time) -> dict[str, Any]:
    """Return a scenario's morning between two times, every head who acts at all acting at `signs`."""
    schools = tuple(
        school.model_copy(update={"head": school.head.model_copy(update={"at": school.head.at and signs})})
        for school in scenario.schools
    )
    return {"starts": starts, "officers_type_at": starts, "ends": ends, "schools": schools}


def short(**changes: Any) -> Scenario:
    """Return the demo's morning from 06:40 to 06:59, with three families in a class."""
    times = at_times(DEMO, starts=time(6, 40), signs=time(6, 43), ends=time(6, 59))
    assert DEMO.emergency is not None
    emergency = DEMO.emergency.model_copy(update={"proposed": time(6, 48), "confirmed": time(6, 50)})
    return DEMO.model_copy(update={"families_per_class": 3, **times, "emergency": emergency, **changes})


def one_school(*reaches: Reach, starts: time, signs: time, ends: time, **changes: Any) -> Scenario:
    """Return the morning of one school alone. reaches: how the first families of its mixed class are reached."""
    (school,) = (one for one in DEMO.schools if one.code == ONE)
    village = DEMO.model_copy(update={"schools": (school,), "districts": (DEMO.district(school.district),)})
    of_the_class = {
        "families_per_class": max(len(reaches), 2),
        "mixed_class": MixedClass(school=ONE, grade=DEMO.mixed_class.grade, families=reaches),
        "emergency": None,
        "silent_teacher": ClassOf(school=ONE, grade=1),
        "blocked_family": ClassOf(school=ONE, grade=0),
    }
    times = at_times(village, starts=starts, signs=signs, ends=ends)
    return village.model_copy(update={**times, **of_the_class, **changes})


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """How a morning ended. world: as it was when the curtain fell. seen: the outside world's journal."""

    scenario: Scenario
    outcome: Outcome
    world: World
    seen: tuple[Seen, ...]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """How many messages were outside the window, came twice, are missing, or were not expected."""
        found = self.outcome.findings
        return found.outside_window, found.duplicates, found.missing, found.unexpected

    @property
    def families(self) -> tuple[Member, ...]:
        """The families of the mixed class that the scenario names."""
        return mixed(self.scenario)

    @property
    def told(self) -> list[dict[str, Any]]:
        """What the summary says of each of them."""
        told: list[dict[str, Any]] = self.outcome.report["mixed_class"]
        return told

    def heard(self, family: Member) -> dict[str, list[Seen]]:
        """Return what a family's telephone showed, by channel."""
        found: defaultdict[str, list[Seen]] = defaultdict(list)
        for one in self.seen:
            if one.to == family.address and not one.refused:
                found[one.provider].append(one)
        return dict(found)

    def instant(self, hour: int, minute: int) -> datetime:
        return self.scenario.instant(time(hour, minute))


def mixed(scenario: Scenario) -> tuple[Member, ...]:
    """Return the families of the mixed class that a scenario names."""
    wanted = scenario.mixed_class
    return assemble(scenario).families[wanted.school, wanted.grade][: len(wanted.families)]


async def play(scenario: Scenario, folder: Path, arm: Arm = lambda _world: None, *, rate: float = RATE) -> Morning:
    worlds: list[World] = []

    def opened(world: World, _address: str) -> None:
        worlds.append(world)
        arm(world)

    outcome = await perform(scenario, folder, rate=rate, audience=Audience(opened=opened))
    return Morning(scenario=scenario, outcome=outcome, world=worlds[0], seen=tuple(read_journal(folder / JOURNAL)))


def armed(*faults: dict[str, Any]) -> Arm:
    def arm(world: World) -> None:
        for fault in faults:
            world.faults.arm(Fault(**fault))

    return arm


def about(families: Iterable[Member], **fault: Any) -> list[dict[str, Any]]:
    """Return one fault for each of these families alone."""
    return [{**fault, "chat": family.phone} for family in families]
