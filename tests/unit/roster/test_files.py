"""Roster files as schools save them: CSV of several kinds, workbooks, headings in three languages."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from boran.roster import Column, Problem, RecordKind, Row, UnreadableRoster, check, read_rows
from boran.roster.fields import HEADINGS, OPTIONAL, OTHER_HEADINGS, OTHER_RECORDS, RECORDS, REQUIRED
from boran.roster.saving import save
from boran.roster.wording import said
from locales.catalogue import LOCALES
from tests.unit.roster.samples import SOUND, TABLES, file_of

FAMILIES = "record,organisation,class,pupil,locale,phone\nfamily,kst-1,4А,Оқушы 1,kk,87010000003\n"
CELLS = {
    Column.ORGANISATION: "kst-1",
    Column.CLASS: "4А",
    Column.PUPIL: "Оқушы 1",
    Column.LOCALE: "kk",
    Column.PHONE: "87010000003",
}


def csv_file(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)
    return path


def workbook(tmp_path: Path, sheets: dict[str, list[list[Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "roster.xlsx"
    book.save(path)
    return path


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_csv_file_is_read_as_spreadsheets_save_it(tmp_path: Path, encoding: str, separator: str, ending: str) -> None:
    content = FAMILIES.replace(",", separator).replace("\n", ending).encode(encoding)
    file = read_rows(csv_file(tmp_path, content))
    assert file.rows == (Row(kind=RecordKind.FAMILY, number=2, cells=CELLS),)
    assert file.findings == ()


@pytest.mark.parametrize(
    "heading",
    [
        "запись;школа;класс;ученик;язык;номер телефона\nсемья",
        "Жазба;Мектеп;Сынып;Оқушы;Тілі;Телефон\nОтбасы",
        "RECORD; Организация ;КЛАСС;Учащийся;Язык;phone\nFAMILY",
    ],
)
def test_headings_and_records_are_understood_in_three_languages(tmp_path: Path, heading: str) -> None:
    file = read_rows(csv_file(tmp_path, f"{heading};kst-1;4А;Оқушы 1;kk;87010000003\n".encode()))
    assert [row.cells for row in file.rows] == [CELLS]
    assert file.rows[0].kind is RecordKind.FAMILY


def test_every_word_for_a_heading_or_a_record_means_one_thing() -> None:
    for words, found in ((OTHER_HEADINGS, HEADINGS), (OTHER_RECORDS, RECORDS)):
        assert len(found) == len({word.casefold().replace("ё", "е").replace("_", " ") for word in _all(words)})
    assert {column for kind in RecordKind for column in (*REQUIRED[kind], *OPTIONAL[kind])} == {
        column for column in Column if column is not Column.RECORD
    }


def _all(words: Any) -> list[str]:
    return [word for key, known in words.items() for word in {key, *known.kk, *known.ru}]


def test_empty_rows_and_cells_are_passed_over_and_rows_keep_their_number(tmp_path: Path) -> None:
    content = "record,organisation,day\n,,\n\nday_off,,2026-03-21\nday_off, kst-1 ,2026-03-22,,extra\n"
    file = read_rows(csv_file(tmp_path, content.encode()))
    assert [(row.number, dict(row.cells)) for row in file.rows] == [
        (4, {Column.DAY: "2026-03-21"}),
        (5, {Column.ORGANISATION: "kst-1", Column.DAY: "2026-03-22"}),
    ]


def test_a_workbook_has_a_sheet_for_each_kind_of_record(tmp_path: Path) -> None:
    path = workbook(
        tmp_path,
        {
            "Семьи": [
                ["Школа", "Класс", "Ученик", "Язык", "Телефон", "Telegram"],
                ["kst-1", "4А", "Оқушы 1", "kk", 87010000003, 601.0],
            ],
            "Демалыс күндері": [["Күні", "дейін"], [datetime(2026, 3, 21), date(2026, 3, 23)]],  # noqa: DTZ001 - Excel's
            "Лист3": [],
        },
    )
    file = read_rows(path)
    assert file.findings == ()
    assert [(row.kind, row.sheet, row.number) for row in file.rows] == [
        (RecordKind.FAMILY, "Семьи", 2),
        (RecordKind.DAY_OFF, "Демалыс күндері", 2),
    ]
    assert file.rows[0].cells == {**CELLS, Column.TELEGRAM_CHAT_ID: "601"}
    assert file.rows[1].cells == {Column.DAY: "2026-03-21", Column.UNTIL: "2026-03-23"}


def test_a_sheet_with_any_name_may_say_row_by_row_what_it_holds(tmp_path: Path) -> None:
    path = workbook(tmp_path, {"Лист1": [["record", "day"], ["выходной", "21.03.2026"]]})
    assert [row.kind for row in read_rows(path).rows] == [RecordKind.DAY_OFF]


@pytest.mark.parametrize(
    ("content", "problem", "number"),
    [
        ("organisation,class\nkst-1,4А\n", Problem.NO_HEADING, 0),
        ("record,day\nholiday,2026-03-21\n", Problem.UNKNOWN_RECORD, 2),
        ("record,day\n,2026-03-21\n", Problem.UNKNOWN_RECORD, 2),
        ("record,organisation\nclass,kst-1\nclass,kst-2\n", Problem.NO_COLUMN, 1),
        ("record,day,cabinet\nday_off,2026-03-21,12\n", Problem.UNKNOWN_COLUMN, 1),
    ],
)
def test_what_is_wrong_with_the_headings_is_told(tmp_path: Path, content: str, problem: Problem, number: int) -> None:
    findings = read_rows(csv_file(tmp_path, content.encode())).findings
    assert {(finding.problem, finding.number) for finding in findings} == {(problem, number)}
    assert all(said(finding, locale) for finding in findings for locale in LOCALES)


def test_a_missing_column_is_told_once_and_not_row_by_row(tmp_path: Path) -> None:
    content = "record,organisation,class\n" + "class,kst-1,4А\n" * 100
    file = read_rows(csv_file(tmp_path, content.encode()))
    assert file.rows == ()
    assert [said(finding, "ru") for finding in file.findings] == [
        "Строка 1: для записей «класс» нужен столбец «смена». Добавьте его."
    ]


def test_a_sheet_nobody_can_place_is_named(tmp_path: Path) -> None:
    (finding,) = read_rows(workbook(tmp_path, {"Лист1": [["Школа"], ["kst-1"]]})).findings
    assert finding.problem is Problem.UNKNOWN_SHEET
    assert said(finding, "kk").startswith("«Лист1» парағы: ")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("roster.pdf", b"%PDF", "roster-file-kind"),
        ("roster.xlsx", b"record,day\n", "roster-file-damaged"),
        ("roster.xlsx", b"PK\x03\x04broken", "roster-file-damaged"),
        ("roster.csv", "запись;день\n".encode("cp1251"), "roster-file-encoding"),
        ("roster.csv", b"", "roster-file-empty"),
        ("roster.csv", b"\n\n,,\n", "roster-file-empty"),
        ("roster.csv", b"record,day\n", "roster-file-empty"),
        ("roster.csv", b"record\n" + b"x" * 200_000, "roster-file-damaged"),
    ],
)
def test_a_file_that_is_no_roster_says_what_to_do(tmp_path: Path, name: str, content: bytes, problem: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableRoster) as refused:
        read_rows(path)
    assert refused.value.problem == problem


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_is_saved_is_read_back(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"roster{suffix}"
    assert save(path, SOUND) == len(SOUND)
    read = read_rows(path)
    assert [(row.kind, row.cells) for row in read.rows] == list(SOUND)
    assert check(read, known=TABLES).__class__ is check(file_of(*SOUND), known=TABLES).__class__


def test_only_the_two_formats_are_saved(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRoster):
        save(tmp_path / "roster.ods", SOUND)


def test_the_recipe_names_every_column() -> None:
    recipe = (Path(__file__).parents[3] / "docs" / "recipes" / "roster.md").read_text(encoding="utf-8")
    lines = {line.split("`")[1]: line for line in recipe.splitlines() if line.startswith("| `")}
    for kind in RecordKind:
        required, optional = lines[kind].split("|")[2:4]
        assert [column for column in REQUIRED[kind] if f"`{column}`" not in required] == []
        assert [column for column in OPTIONAL[kind] if f"`{column}`" not in optional] == []
