"""`boran roster`: what it prints, how it ends, and what is in the database afterwards."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from boran.commands.database import database
from boran.commands.roster import roster
from boran.roster.saving import save
from storage import open_storage
from storage.journal import Intact
from tests.unit.roster.samples import FAMILY, SOUND, changed

BAD_PHONE = (
    "«family» парағы, 2-жол: «телефон» бағанындағы «8 701 12» – телефон нөмірі емес. "
    "Бір нөмірді толық жазыңыз, мысалы +7 701 234 56 78."
)
Run = Callable[..., Result]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("BORAN_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("BORAN_DATABASE_URL", raising=False)
    return tmp_path / "home"


@pytest.fixture
def run(home: Path) -> Run:
    return lambda *arguments: CliRunner().invoke(roster, [str(one) for one in arguments])


@pytest.fixture
def sound_file(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    save(path, SOUND)
    return path


@pytest.fixture
def spoiled_file(tmp_path: Path) -> Path:
    path = tmp_path / "spoiled.xlsx"
    save(path, [*SOUND[:-3], changed(FAMILY, phone="8 701 12"), changed(FAMILY, locale="", pupil="Оқушы 2")])
    return path


def test_a_sound_file_is_loaded_and_summed_up(run: Run, sound_file: Path, home: Path) -> None:
    result = run("import", sound_file)
    assert result.exit_code == 0
    assert result.stdout == "Загружено. Организации: 1, классы: 2, учащиеся: 1, люди: 3, адреса: 2.\n"
    assert result.stderr == ""
    storage = open_storage(f"sqlite:///{home / 'boran.db'}")
    with storage.reading() as tx:
        assert len(tx.registry.organisations()) == 1
    assert isinstance(verdict := storage.verify_journal(), Intact)
    assert verdict.lines == 1
    storage.close()


def test_a_spoiled_file_loads_nothing_and_names_every_row(run: Run, spoiled_file: Path, home: Path) -> None:
    result = run("import", spoiled_file, "--locale", "kk")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        BAD_PHONE,
        "«family» парағы, 3-жол: «тілі» бағаны бос. Мәнін жазыңыз.",
        "Ештеңе жүктелген жоқ. 2 қате табылды.",
    ]
    storage = open_storage(f"sqlite:///{home / 'boran.db'}")
    with storage.reading() as tx:
        assert tx.registry.organisations() == []
    assert storage.verify_journal() == Intact(lines=0, seal="")
    storage.close()


def test_both_outcomes_are_there_as_json(run: Run, sound_file: Path, spoiled_file: Path) -> None:
    refused = run("import", spoiled_file, "--json")
    assert refused.exit_code == 1
    document = json.loads(refused.stdout)
    assert document["imported"] is False
    assert [(one["sheet"], one["row"], one["problem"]) for one in document["errors"]] == [
        ("family", 2, "bad-phone"),
        ("family", 3, "missing"),
    ]
    loaded = json.loads(run("import", sound_file, "--json").stdout)
    assert loaded == {
        "imported": True,
        "organisations": 1,
        "classes": 2,
        "pupils": 1,
        "persons": 3,
        "contacts": 2,
        "left_over": {"pupils": 0, "appointments": 0},
        "errors": [],
        "remarks": [],
    }


def test_remarks_do_not_stand_in_the_way(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    save(path, [*SOUND[:-3], changed(FAMILY, sms="8 7142 54 32 10")])
    result = run("import", path)
    assert result.exit_code == 0
    assert result.stderr.startswith("Строка 9: «8 7142 54 32 10» – городской телефон")


@pytest.mark.parametrize(
    ("absent", "words", "left"),
    [("keep", "Они оставлены", 1), ("remove", "Удалено", 0)],
)
def test_what_the_file_no_longer_names_is_told(
    run: Run, sound_file: Path, *, absent: str, words: str, left: int
) -> None:
    run("import", sound_file)
    save(sound_file, [changed(FAMILY, pupil="Оқушы 2")])
    result = run("import", sound_file, "--absent", absent)
    assert result.exit_code == 0
    assert words in result.stdout.splitlines()[1]
    assert json.loads(run("import", sound_file, "--json").stdout)["left_over"]["pupils"] == left


@pytest.mark.parametrize("name", ["roster.pdf", "roster.csv", "missing.csv"])
def test_a_file_that_is_no_roster_is_wrong_usage(run: Run, tmp_path: Path, name: str) -> None:
    if name != "missing.csv":
        (tmp_path / name).write_bytes("запись".encode("cp1251"))
    result = run("import", tmp_path / name)
    assert result.exit_code == 2
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_generated_roster_is_importable_as_it_is(run: Run, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"trial.{suffix}"
    made = run("generate", "--schools", 2, "--families", 60, "--out", path, "--json")
    assert json.loads(made.stdout) == {"file": str(path), "records": 137, "schools": 2, "families": 60}
    loaded = json.loads(run("import", path, "--json").stdout)
    assert (loaded["organisations"], loaded["pupils"], loaded["remarks"]) == (2, 72, [])


@pytest.mark.parametrize(
    "arguments",
    [
        ("--schools", 0, "--families", 5, "--out", "x.csv"),
        ("--schools", 1, "--families", 5, "--out", "x.txt"),
        ("--schools", 1, "--out", "x.csv"),
    ],
)
def test_what_cannot_be_generated_is_wrong_usage(run: Run, arguments: tuple[object, ...]) -> None:
    assert run("generate", *arguments).exit_code == 2


def test_a_place_that_cannot_be_written_is_one_clear_line(run: Run, tmp_path: Path) -> None:
    result = run("generate", "--schools", 1, "--families", 5, "--out", tmp_path / "none" / "x.csv")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: cannot write")


def test_every_command_shows_an_example() -> None:
    for group, commands in ((roster, ("import", "generate")), (database, ("upgrade",))):
        for command in commands:
            shown = CliRunner().invoke(group, [command, "--help"])
            assert shown.exit_code == 0
            assert "Example:" in shown.stdout


def test_the_tables_are_made_once(home: Path) -> None:
    home.mkdir()
    first, again = (CliRunner().invoke(database, ["upgrade", "--json"]) for _ in range(2))
    assert json.loads(first.stdout) == {"before": None, "after": "0002"}
    assert json.loads(again.stdout) == {"before": "0002", "after": "0002"}
    assert CliRunner().invoke(database, ["upgrade"]).stdout == "The tables are up to date (0002).\n"


@pytest.mark.parametrize(("url", "status"), [("mysql://localhost/x", 2), ("postgresql://x:y@127.0.0.1:1/x", 1)])
def test_a_database_that_cannot_be_used_is_one_clear_line(
    monkeypatch: pytest.MonkeyPatch, url: str, status: int
) -> None:
    monkeypatch.setenv("BORAN_DATABASE_URL", url)
    result = CliRunner().invoke(database, ["upgrade"])
    assert result.exit_code == status
    assert result.stderr.strip().splitlines()[-1].startswith("Error: ")
    assert "x:y" not in result.stderr
