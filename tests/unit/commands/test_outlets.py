"""`boran outlets`: a file of newsrooms, all of it or nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from boran.commands.outlets import outlets
from boran.commands.sites import sites
from storage import SqlStorage
from tests.unit.dispatch.samples import DISTRICT, World

GOOD = f"body,name,email,locale\n{DISTRICT},Қала радиосы,news@radio.example,kk\n{DISTRICT},Телеканал,air@tv.example,\n"


@pytest.fixture
def world(sqlite_storage: SqlStorage, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("BORAN_DATABASE_URL", sqlite_url)
    return World(sqlite_storage).furnish(families=0)


def imported(folder: Path, words: str, *options: str) -> Result:
    file = folder / "newsrooms.csv"
    file.write_text(words, encoding="utf-8")
    return CliRunner().invoke(outlets, ["import", str(file), *options])


def test_a_file_is_loaded_and_loading_it_again_changes_nothing(world: World, tmp_path: Path) -> None:
    for _ in range(2):
        done = imported(tmp_path, GOOD, "--json")
        assert (done.exit_code, json.loads(done.stdout)) == (0, {"imported": 2, "removed": 0})
    with world.storage.reading() as tx:
        found = {(one.name, one.email, one.locale) for one in tx.outlets.every()}
    assert found == {("Қала радиосы", "news@radio.example", "kk"), ("Телеканал", "air@tv.example", "kk")}


def test_excels_semicolons_and_mark_are_read(world: World, tmp_path: Path) -> None:
    assert imported(tmp_path, "\ufeff" + GOOD.replace(",", ";")).exit_code == 0


def test_a_newsroom_the_file_no_longer_names_goes_only_when_asked(world: World, tmp_path: Path) -> None:
    imported(tmp_path, GOOD)
    shorter = "".join(GOOD.splitlines(keepends=True)[:2])
    assert json.loads(imported(tmp_path, shorter, "--json").stdout)["removed"] == 0
    assert json.loads(imported(tmp_path, shorter, "--replace", "--json").stdout)["removed"] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("body,name\n", "the columns email, locale are missing"),
        ("", "the columns body, name, email, locale are missing"),
        (GOOD + "kst-99,Радио,a@b.kz,kk\n", "line 4: nobody knows `kst-99`"),
        (GOOD + f"{DISTRICT},Радио,not a mailbox,kk\n", "line 4: a newsroom needs a name and a mailbox"),
        (GOOD + f"{DISTRICT},Радио,a@b.kz,en\n", "line 4: the language is kk or ru, not `en`"),
    ],
)
def test_one_bad_row_loads_nothing_and_is_named(world: World, tmp_path: Path, words: str, said: str) -> None:
    done = imported(tmp_path, words)
    assert (done.exit_code, said in done.output) == (1, True)
    with world.storage.reading() as tx:
        assert tx.outlets.every() == []


def test_a_newsroom_is_listed_and_removed(world: World, tmp_path: Path) -> None:
    imported(tmp_path, GOOD)
    first, _ = json.loads(CliRunner().invoke(outlets, ["list", "--json"]).stdout)
    assert CliRunner().invoke(outlets, ["remove", first["id"]]).exit_code == 0
    assert CliRunner().invoke(outlets, ["remove", first["id"]]).exit_code == 1
    assert first["email"] not in CliRunner().invoke(outlets, ["list"]).output


def test_an_empty_list_says_how_it_is_filled(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BORAN_DATABASE_URL", sqlite_url)
    assert CliRunner().invoke(outlets, ["list", "--json"]).stdout == "[]\n"
    assert "boran outlets import" in CliRunner().invoke(outlets, ["list"]).stdout
    assert "boran roster import" in CliRunner().invoke(sites, ["list"]).stdout
