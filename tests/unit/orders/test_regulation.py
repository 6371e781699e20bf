from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from orders.errors import BadRegulation, NoEdition, NotCitable
from orders.order import Ground
from orders.organisation import OrganisationKind
from orders.regulation import DIRECTORY, edition_on, load_editions

FIRST = DIRECTORY / "349-2025.yaml"


def content() -> dict[str, Any]:
    loaded = yaml.safe_load(FIRST.read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def write(folder: Path, name: str = "edition", **changed: Any) -> Path:
    text = yaml.safe_dump({**content(), **changed}, allow_unicode=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_written_copy_of_the_edition_is_the_edition(tmp_path: Path) -> None:
    assert load_editions(write(tmp_path)) == load_editions()


def test_a_newer_edition_is_one_more_file_and_binds_from_its_day(tmp_path: Path) -> None:
    write(tmp_path, "a-newer", id="349-2026", in_force_from=date(2026, 9, 1))
    older, newer = load_editions(write(tmp_path))
    assert edition_on((newer, older), date(2026, 8, 31)) is older
    assert edition_on((older, newer), date(2026, 9, 1)) is newer


def test_before_the_first_edition_there_is_no_rule(tmp_path: Path) -> None:
    with pytest.raises(NoEdition, match="2025-05-12"):
        edition_on(load_editions(), date(2025, 5, 12))


def test_a_folder_without_editions_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadRegulation, match="add at least one"):
        load_editions(tmp_path)


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"id": "349-again"}, "in force from 2025-05-13"), ({"in_force_from": date(2026, 9, 1)}, "called 349-2025")],
)
def test_two_editions_are_never_mistaken_for_each_other(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    write(tmp_path, "other", **changed)
    with pytest.raises(BadRegulation, match=message):
        load_editions(write(tmp_path))


def windows(families: list[dict[str, Any]]) -> dict[str, Any]:
    return {"windows": {**content()["windows"], "families": families}}


def span(**changed: Any) -> dict[str, Any]:
    return {"shifts": [1, 2, 3], "opens": "06:45", "closes": "08:00", **changed}


def signing(*dropped: int, **changed: Any) -> dict[str, Any]:
    rules = [rule for number, rule in enumerate(content()["signing"]) if number not in dropped]
    return {"signing": [{**rules[0], **changed}, *rules[1:]]}


def acts(number: str, /, **changed: Any) -> dict[str, Any]:
    return {"acts": [{**act, **(changed if act["number"] == number else {})} for act in content()["acts"]]}


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"in_force_from": "soon"}, "in_force_from"),
        ({"windws": {}}, "windws: Extra inputs"),
        (windows([span(opens=405)]), "quotes, like '06:45'"),
        (windows([span(opens="08:00")]), "must open before it closes"),
        (windows([span(opens="6.45 am")]), "opens"),
        (windows([span(shifts=[1, 2])]), "each of the shifts"),
        (windows([span(), span(shifts=[3])]), "each of the shifts"),
        (windows([span(until="08:00")]), "until"),
        (signing(0), "who signs for"),
        (signing(kinds=["school", "boarding_school", "college", "kindergarten"]), "who signs for kindergarten"),
        (signing(grounds=["weather", "quarantine"]), "two rules say who signs"),
        (signing(signer="parents"), "signer"),
        (signing(act="42"), "№ 42 п. 15 cannot be cited"),
        (signing(paragraph=29), "№ 349 п. 29 cannot be cited"),
        (signing(paragraph=0), "№ 349 п. 0 cannot be cited"),
        ({"act": "42"}, "rests on № 42"),
        (acts("42", repealed_by="999"), "№ 999 repeals an act but is not in the register"),
        (acts("42", repealed_by=""), "belongs to a repealed act"),
        (acts("42", number="103"), "№ 103 stands twice"),
        (acts("42", citation_ru="пункт {paragraph}", citation_kk="{paragraph}-тармақ"), "only an act in force"),
        (acts("349", title_kk=""), "title in both languages"),
        (acts("349", citation_kk="{paragraph}-тармақ, {act}"), "once, and no other"),
        (acts("349", citation_ru="пункт"), "once, and no other"),
        (acts("349", number=349), "number"),
    ],
)
def test_a_broken_edition_names_the_file_and_what_is_wrong(
    tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    write(tmp_path, "broken", **changed)
    with pytest.raises(BadRegulation, match=rf"broken\.yaml: .*{message}"):
        load_editions(tmp_path)


@pytest.mark.parametrize("text", ["id: [", "id: 1\nid: 2\n", "- not a mapping\n"])
def test_a_file_that_is_no_edition_at_all_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "torn.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(BadRegulation, match=r"torn\.yaml"):
        load_editions(tmp_path)


def test_a_file_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.yaml").write_bytes("id: Қ".encode("utf-16"))
    with pytest.raises(BadRegulation, match=r"old\.yaml cannot be read"):
        load_editions(tmp_path)


def test_a_shift_the_rule_does_not_know_is_an_error() -> None:
    (edition,) = load_editions()
    with pytest.raises(BadRegulation, match="shift 4"):
        edition.family_window(4, date(2026, 1, 16))


def test_nobody_signs_for_a_kindergarten() -> None:
    (edition,) = load_editions()
    with pytest.raises(BadRegulation, match="nobody signs for kindergarten"):
        edition.signing_rule(OrganisationKind.KINDERGARTEN, Ground.WEATHER)


def test_a_paragraph_that_does_not_exist_cannot_be_cited() -> None:
    (edition,) = load_editions()
    for paragraph in ("0", "29", "-1", "16.3", "", "п. 16"):
        with pytest.raises(NotCitable, match="1 to 28"):
            edition.citation("ru", paragraph)
