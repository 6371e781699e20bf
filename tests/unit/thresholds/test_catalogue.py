"""Which tables bind a place on a day."""

from dataclasses import replace
from datetime import date

import pytest

from thresholds.catalogue import load_all, tables_for

TABLES = load_all()


@pytest.mark.parametrize(
    ("region", "place", "day", "binding"),
    [
        ("kostanay", "rudny", date(2026, 1, 16), ["kostanay-oblast"]),
        ("kostanay", "kostanay", date(2026, 1, 26), ["kostanay-oblast", "kostanay-colleges-2026"]),
        ("west-kazakhstan", "uralsk", date(2026, 1, 5), ["zko-2019"]),
        ("west-kazakhstan", "uralsk", date(2026, 1, 6), ["zko-2026"]),
        ("north-kazakhstan", "petropavl", date(2026, 1, 14), ["sko-2026"]),
        ("east-kazakhstan", "ust-kamenogorsk", date(2026, 2, 3), ["vko"]),
        ("east-kazakhstan", "ust-kamenogorsk", date(2026, 2, 4), ["vko", "ust-kamenogorsk-nmu-2026"]),
        ("east-kazakhstan", "ridder", date(2026, 2, 4), ["vko"]),
        ("astana", "astana", date(2018, 1, 1), ["astana-2016"]),
        ("zhambyl", "taraz", date(2026, 1, 16), []),
        ("mangystau", "aktau", date(2026, 1, 16), []),
    ],
)
def test_the_tables_of_a_place_and_a_day(region: str, place: str, day: date, binding: list[str]) -> None:
    assert [table.id for table in tables_for(TABLES, region=region, place=place, day=day)] == binding


def test_a_table_of_the_place_replaces_the_region_s() -> None:
    region = TABLES["kostanay-oblast"]
    own = replace(region, id="rudny", scope=replace(region.scope, place="rudny"))
    tables = {**TABLES, "rudny": own}
    day = date(2026, 1, 16)
    assert tables_for(tables, region="kostanay", place="rudny", day=day) == (own,)
    assert tables_for(tables, region="kostanay", place="arkalyk", day=day) == (region,)
