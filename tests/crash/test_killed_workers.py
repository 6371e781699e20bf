"""R-02, R-34: `kill -9` wherever it hurts. Nobody is missing, and a repeat is only what was in flight at a kill."""

import os
from collections import Counter
from pathlib import Path

import pytest

from dispatch.delivery import DeliveryState, Purpose
from storage import open_storage
from storage.journal import Intact
from tests.crash.life import Story, play
from tests.crash.points import points
from tests.crash.village import furnish

FAMILIES = 5_000
SEED = int(os.environ.get("BORAN_CRASH_SEED", "349"))  # set it to replay what another seed has found


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


def village(database_url: str, families: int = FAMILIES) -> range:
    storage = open_storage(database_url)
    chats = furnish(storage, families)
    storage.close()
    return chats


def hold_to_promises(story: Story, chats: range, database_url: str) -> None:
    sent = Counter(chat for chat in story.taken if chat in chats)
    assert set(sent) == set(chats), f"{len(set(chats) - set(sent))} families heard nothing"
    assert all(sent[chat] <= 1 + story.claimed[chat] for chat in sent)
    assert story.repeats <= story.in_flight
    families = [row for row in story.rows if row.purpose is Purpose.FAMILY_NOTICE]
    assert Counter(row.state for row in families) == {DeliveryState.ACCEPTED: len(chats)}
    assert len({row.person for row in families}) == len(chats)
    storage = open_storage(database_url)
    assert isinstance(storage.verify_journal(), Intact)
    storage.close()


def test_a_worker_killed_a_few_times_leaves_nobody_out(database_url: str, tmp_path: Path) -> None:
    chats = village(database_url)
    story = play(database_url, points(SEED, 8, longest=900), home=tmp_path)
    hold_to_promises(story, chats, database_url)
    assert story.kills >= 5


@pytest.mark.long
@pytest.mark.timeout(600)
def test_a_worker_killed_at_a_hundred_points_leaves_nobody_out(database_url: str, tmp_path: Path) -> None:
    chats = village(database_url)
    story = play(database_url, points(SEED, 100, longest=60), home=tmp_path)
    hold_to_promises(story, chats, database_url)
    assert story.kills == 100


def test_the_same_seed_gives_the_same_points() -> None:
    assert points(7, 100, longest=60) == points(7, 100, longest=60)
    assert points(7, 100, longest=60) != points(8, 100, longest=60)
