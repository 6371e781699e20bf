"""Golden rows of № 349 in the wording of № 103: every figure of the law the first edition carries."""

from datetime import date, datetime

import pytest

from orders.edition import ActStatus
from orders.errors import NotCitable
from orders.order import Ground
from orders.organisation import OrganisationKind, Programme
from orders.regulation import Edition, edition_on, load_editions
from tests.legal.rows import label, rows_of
from tests.unit.orders.world import organisation

DAY = date(2026, 1, 16)


@pytest.fixture(scope="module")
def edition() -> Edition:
    return edition_on(load_editions(), DAY)


def test_the_edition_of_this_day_is_349_as_amended_by_103(edition: Edition) -> None:
    assert (edition.id, edition.act, edition.in_force_from) == ("349-2025", "349", date(2025, 5, 13))
    assert any("182-НҚ" in note and "not at hand" in note for note in edition.notes)


@pytest.mark.parametrize("row", rows_of("windows"), ids=label)
def test_l14_p14_and_l15_p15_windows_at_every_boundary_second(edition: Edition, row: dict[str, str]) -> None:
    window_of = {"families": edition.family_window, "department": edition.department_window}[row["audience"]]
    instant = datetime.fromisoformat(f"{DAY}T{row['time']}+05:00")
    assert window_of(int(row["shift"]), DAY).contains(instant) is (row["inside"] == "yes")


def test_l14_p14_windows_are_wall_clock_times_of_kazakhstan_also_before_it_moved_to_one_zone(edition: Edition) -> None:
    assert edition.family_window(1, DAY).opens.isoformat() == "2026-01-16T06:45:00+05:00"
    assert edition.family_window(1, date(2024, 2, 1)).opens.isoformat() == "2024-02-01T06:45:00+06:00"


@pytest.mark.parametrize("row", rows_of("signers"), ids=label)
def test_l15_p15_l16_p16_l22_p22_and_l97a_who_signs_and_what_the_order_names(
    edition: Edition, row: dict[str, str]
) -> None:
    kind, ground = OrganisationKind(row["kind"]), Ground(row["ground"])
    rule = edition.signing_rule(kind, ground)
    assert rule.signer == row["signer"]
    assert "+".join(rule.parts) == row["parts"]
    assert (rule.act, rule.paragraph) == (row["act"], int(row["paragraph"]))


def test_every_kind_and_ground_that_gets_orders_has_a_golden_row() -> None:
    named = {(row["kind"], row["ground"]) for row in rows_of("signers")}
    kinds = set(OrganisationKind) - {OrganisationKind.KINDERGARTEN}
    assert named == {(kind.value, ground.value) for kind in kinds for ground in Ground}


@pytest.mark.parametrize("row", rows_of("exclusions"), ids=label)
def test_l3_p3_which_organisations_get_no_distance_learning(edition: Edition, row: dict[str, str]) -> None:
    programmes = frozenset(Programme(name) for name in row["programmes"].split("+"))
    found = edition.exclusion(organisation(kind=OrganisationKind(row["kind"]), programmes=programmes))
    assert (found is not None) is (row["excluded"] == "yes")
    if found is not None:
        assert (found.act, found.paragraph) == ("349", int(row["paragraph"]))


@pytest.mark.parametrize("row", rows_of("acts"), ids=label)
def test_lx_appendix_4_the_register_of_acts(edition: Edition, row: dict[str, str]) -> None:
    act = edition.act_numbered(row["number"])
    assert act.date == date.fromisoformat(row["date"])
    assert act.registered == (int(row["registered"]) if row["registered"] else None)
    assert (act.status, act.repealed_by) == (row["status"], row["repealed_by"])


def test_lx_the_register_holds_no_act_without_a_golden_row(edition: Edition) -> None:
    assert {act.number for act in edition.acts} == {row["number"] for row in rows_of("acts")}


@pytest.mark.parametrize("row", [row for row in rows_of("acts") if row["status"] != "in_force"], ids=label)
def test_lx_appendix_4_an_act_not_in_force_cannot_be_cited(edition: Edition, row: dict[str, str]) -> None:
    for locale in ("kk", "ru"):
        with pytest.raises(NotCitable, match=f"№ {row['number']} is"):
            edition.citation(locale, "1", act=row["number"])
    with pytest.raises(NotCitable, match=f"№ {row['number']}"):
        edition.check_citations(f"На основании приказа от {row['date']} № {row['number']}.")
    with pytest.raises(NotCitable, match=f"№ {row['number']}"):
        edition.check_citations(f"{row['date'][:4]} жылғы № {row['number']} бұйрықтың негізінде")


def test_lx_an_act_nobody_registered_cannot_be_cited(edition: Edition) -> None:
    with pytest.raises(NotCitable, match="№ 999 is not in the register"):
        edition.citation("ru", "1", act="999")


@pytest.mark.parametrize(
    "text",
    [
        "Школа № 42 работает с 2016 года",
        "№ 42 мектеп. 2016 жылғы 1 қыркүйектегі бұйрық",
        "Приказ директора школы № 42 от 16 января 2026 года",
        "Приказ Министра просвещения от 27 ноября 2023 года № 349",
        "Приказ от 3 марта 2016 года № 421",
    ],
)
def test_lx_a_school_with_the_number_of_a_repealed_act_is_no_citation(edition: Edition, text: str) -> None:
    edition.check_citations(text)


@pytest.mark.parametrize(
    ("locale", "act", "words"),
    [
        ("ru", "349", ("пункт 14 ", "от 27 ноября 2023 года № 349", "от 2 мая 2025 года № 103")),
        ("kk", "349", ("2023 жылғы 27 қарашадағы № 349", "2025 жылғы 2 мамырдағы № 103", "14-тармағы")),
        ("ru", "137", ("пункт 14 ", "от 20 марта 2015 года № 137", "от 6 октября 2022 года № 97")),
        ("kk", "137", ("2015 жылғы 20 наурыздағы № 137", "2022 жылғы 6 қазандағы № 97", "14-тармағы")),
    ],
)
def test_the_acts_in_force_are_cited_in_both_languages(
    edition: Edition, locale: str, act: str, words: tuple[str, ...]
) -> None:
    citation = edition.citation("kk" if locale == "kk" else "ru", "14", act=act)
    assert all(word in citation for word in words)
    edition.check_citations(citation)


def test_what_the_edition_rests_on_is_in_force_and_has_its_title_in_both_languages(edition: Edition) -> None:
    for number in {edition.act, *(rule.act for rule in edition.signing)}:
        act = edition.act_numbered(number)
        assert act.status is ActStatus.IN_FORCE
        assert act.title_kk.endswith("бекіту туралы")
        assert act.title_ru.startswith("Об утверждении")
