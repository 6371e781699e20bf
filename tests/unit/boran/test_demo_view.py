"""The live view of the demo fits the screens people have."""

from datetime import time
from io import StringIO

import pytest
from rich.console import Console

from boran.demo.scenario import load_scenario
from boran.demo.snapshot import Counts, SchoolLine, Snapshot
from boran.demo.view import View

SCENARIO = load_scenario("kostanay-2026-01-16")
AT = SCENARIO.instant(time(7, 37))


def drawn(width: int, height: int) -> list[str]:
    view = View(SCENARIO)
    counts = Counts(families=144, told=144, teachers=12, acknowledged=12)
    lines = tuple(
        SchoolLine(school=school, district=SCENARIO.district(school.district), order=None, counts=counts)
        for school in SCENARIO.schools
    )
    view.show(Snapshot(now=AT, lines=lines))
    for number in range(20):
        view.say(AT, f"event {number}: " + "the duty officer prepares an emergency order for the whole district " * 2)
    console = Console(file=StringIO(), width=width, height=height, force_terminal=True, color_system=None)
    with console.capture() as captured:
        console.print(view)
    return captured.get().splitlines()


@pytest.mark.parametrize(("width", "height", "events"), [(80, 24, 4), (120, 40, 12)])
def test_every_line_of_the_morning_fits_the_screen(width: int, height: int, events: int) -> None:
    lines = drawn(width, height)
    assert len(lines) < height
    assert max(map(len, lines)) <= width
    assert sum("event " in line for line in lines) == events
    assert "event 19" in lines[-2]
