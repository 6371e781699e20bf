from datetime import datetime
from pathlib import Path

import pytest
import yaml

from sandbox import scene as scene_module
from sandbox.errors import SandboxError
from sandbox.scene import load_scene, play, read_scene
from sandbox.world import World
from tests.hand_clock import HandClock

START = datetime.fromisoformat("2026-01-16T06:45:00+05:00")


def _world() -> World:
    return World(clock=HandClock(START))


def test_the_example_in_the_documentation_can_be_played() -> None:
    documentation = scene_module.__doc__ or ""
    example = "\n".join(line for line in documentation.splitlines() if line.startswith("    "))
    example = example.replace("whsec_…", "whsec_" + "QUFB" * 8).replace("[…]", "[]").replace("…", "x")
    world = _world()
    assert play(read_scene(yaml.safe_load(example)), world) == [501]
    assert world.person(501).pinned
    assert world.telegram.groups[-1001].kind == "channel"
    assert world.sites.by_name["kst-12"].title == {"kk": "x", "ru": "x"}
    [place] = world.weather.places()
    assert place.reports[0].at == datetime.fromisoformat("2026-01-16T05:30:00+05:00")


def test_a_person_gets_a_number_of_their_own_when_none_is_given() -> None:
    world = _world()
    first = play(read_scene({"users": [{"first_name": "Айгүл"}, {"first_name": "Пётр"}]}), world)
    assert first == [700000001, 700000002]


def test_a_caption_may_be_the_same_in_both_languages() -> None:
    world = _world()
    play(read_scene({"users": [{"id": 5, "first_name": "a", "title": "Директор"}]}), world)
    assert world.person(5).title == {"kk": "Директор", "ru": "Директор"}


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"users": [{"id": 5}]}, "users.0.first_name"),
        ({"people": []}, "people"),
        ({"weather": [{"name": "a", "samples": [{"at": "2026-01-16T06:00:00"}]}]}, "weather.0.samples.0.at"),
        ({"sites": [{"name": "a b", "secret": "x"}]}, "sites.0.name"),
    ],
)
def test_a_mistake_in_a_scene_is_named(document: object, complaint: str) -> None:
    with pytest.raises(SandboxError, match=complaint):
        read_scene(document)


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"bots": [{"token": "hello"}]}, "looks like"),
        ({"users": [{"id": 5, "first_name": "a"}, {"id": 5, "first_name": "b"}]}, "taken"),
        ({"users": [{"id": 5, "first_name": "a", "started": ["nobody_bot"]}]}, "no bot"),
        ({"groups": [{"id": 5, "title": "a"}]}, "negative id"),
        ({"sites": [{"name": "a", "secret": "whsec_AAAA"}]}, "24 to 64 bytes"),
        ({"weather": [{"name": "a", "station": "UAUU", "reports": ["UAUU 24006MPS"]}]}, "ddhhmmZ"),
    ],
)
def test_a_scene_that_cannot_be_played_says_why(document: object, complaint: str) -> None:
    with pytest.raises(SandboxError, match=complaint):
        play(read_scene(document), _world())


def test_a_scene_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "scene.yaml"
    path.write_text("users: [{id: 5, first_name: a}]", encoding="utf-8")
    assert load_scene(path).users[0].id == 5
    path.write_text("users: [", encoding="utf-8")
    with pytest.raises(SandboxError, match="cannot be read as YAML"):
        load_scene(path)
