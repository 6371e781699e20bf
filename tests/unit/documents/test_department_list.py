"""The department's list of a morning."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from documents.department_list import DepartmentList, Standing, department_list, standing
from documents.department_list_pdf import department_list_pdf
from locales.catalogue import LOCALES, Locale
from orders.inbox import InboxLine
from orders.order import Order, OrderState
from orders.organisation import DepartmentLevel, OrganisationCode
from tests.unit.documents.files import DAY, at, basis, department, emergency_order, order, reading, school
from thresholds.outcome import Outcome


def line(number: int, the_order: Order | None, *, shift: int = 1, district: str = "kst-rudny") -> InboxLine:
    organisation = school(
        code=OrganisationCode(f"kst-{number}"),
        district=district,
        name_kk=f"№ {number} мектеп",
        name_ru=f"Школа № {number}",
    )
    return InboxLine(organisation=organisation, district=district, shift=shift, order=the_order)


def undecided(state: OrderState) -> Order:
    return order(state=state, approval=None, reported_at=None, on_time=None)


MORNING = (
    line(44, order()),
    line(5, order(reported_at=at("07:20"), on_time=False)),
    line(6, order(grades=tuple(range(12)))),
    line(7, undecided(OrderState.DRAFT)),
    line(8, undecided(OrderState.EXPIRED)),
    line(9, undecided(OrderState.REJECTED)),
    line(10, None),
    line(11, None, shift=2),
    line(12, emergency_order(), district="kst-fyodorov"),
)


def listed(lines: Sequence[InboxLine], locale: Locale = "ru", *, clock: str = "2026-01-16T08:05") -> DepartmentList:
    return department_list(
        lines,
        locale,
        department=department(DepartmentLevel.REGION),
        districts={"kst-rudny": department()},
        day=DAY,
        now=datetime.fromisoformat(f"{clock}:00+05:00").astimezone(UTC),
    )


def titles(found: DepartmentList) -> list[str]:
    return [group.title for district in found.districts for group in district.groups]


def totals(found: DepartmentList) -> dict[str, int]:
    return {total.label: total.count for total in found.totals}


def text_of(pdf: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


@pytest.mark.parametrize(
    ("the_order", "expected"),
    [
        (None, Standing.USUAL),
        (order(), Standing.ON_TIME),
        (order(state=OrderState.COMPLETED), Standing.ON_TIME),
        (order(on_time=False), Standing.LATE),
        (emergency_order(), Standing.DEPARTMENT),
        (undecided(OrderState.DRAFT), Standing.WAITING),
        (undecided(OrderState.RETURNED), Standing.WAITING),
        (undecided(OrderState.EXPIRED), Standing.EXPIRED),
        (undecided(OrderState.REJECTED), Standing.OPEN),
        (order(state=OrderState.REVOKED), Standing.REVOKED),
    ],
)
def test_every_order_stands_somewhere(the_order: Order | None, expected: Standing) -> None:
    assert standing(line(1, the_order)) is expected


def test_schools_are_grouped_by_district_shift_and_grades_the_widest_first() -> None:
    found = listed(MORNING)
    assert [district.name for district in found.districts] == ["kst-fyodorov", "Отдел образования города Рудного"]
    assert titles(found)[1:] == [
        "Первая смена. 0–11 классы учатся дома – 1 организация",
        "Первая смена. 0–4 классы учатся дома – 2 организации",
        "Первая смена. Решение не принято – 1 организация",
        "Первая смена. Срок истёк, решения нет – 1 организация",
        "Первая смена. Решено учиться в школе – 1 организация",
        "Первая смена. Приказа нет, обычный режим – 1 организация",
        "Вторая смена. Приказа нет, обычный режим – 1 организация",
    ]


def test_schools_are_named_in_the_order_people_count_with_reading_and_time() -> None:
    group = listed(MORNING).districts[1].groups[1]
    assert [(row.school, row.reading, row.received, row.standing, row.late) for row in group.rows] == [
        ("Школа № 5", "−25,4 °C, ветер 6 м/с", "07:20", "с опозданием", True),
        ("Школа № 44", "−25,4 °C, ветер 6 м/с", "06:14", "вовремя", False),
    ]


def test_an_undecided_draft_never_claims_that_anybody_stays_at_home() -> None:
    draft = listed(MORNING).districts[1].groups[2]
    assert "дома" not in draft.title
    assert draft.rows[0].standing == "в проекте: 0–4 классы"
    assert draft.rows[0].code == ""


def test_schools_without_an_order_are_named_too() -> None:
    usual = listed([line(number, None) for number in range(1, 30)]).districts[0].groups[0]
    assert len(usual.usual) == 3
    assert "; ".join(usual.usual).split("; ") == [f"Школа № {number}" for number in range(1, 30)]


def test_the_totals_count_each_shift_of_each_organisation_once() -> None:
    assert totals(listed(MORNING)) == {
        "Всего (организация × смена)": 9,
        "Учатся дома": 4,
        "вовремя": 2,
        "с опозданием": 1,
        "приказ управления образования": 1,
        "решение не принято": 1,
        "срок истёк, решения нет": 1,
        "решено учиться в школе": 1,
        "приказа нет, обычный режим": 2,
    }


def test_both_languages_carry_the_same_figures() -> None:
    kk, ru = (listed(MORNING, locale) for locale in LOCALES)
    assert [total.count for total in kk.totals] == [total.count for total in ru.totals]
    assert [[row.received for row in group.rows] for district in kk.districts for group in district.groups] == [
        [row.received for row in group.rows] for district in ru.districts for group in district.groups
    ]
    assert "Бірінші ауысым. 0–4-сыныптар үйде оқиды – 2 ұйым" in titles(kk)


def test_a_shortened_day_is_not_called_a_day_at_home() -> None:
    assert "сокращённое расписание" in titles(listed([line(1, order(outcome=Outcome.SHORTENED))]))[0]


def test_no_trustworthy_reading_is_said() -> None:
    (row,) = listed([line(1, order(basis=basis(reading=None)))]).districts[0].groups[0].rows
    assert row.reading == "надёжных показаний нет"


def test_an_unknown_wind_is_said() -> None:
    (row,) = listed([line(1, order(basis=basis(reading=reading(wind_ms=None))))], "kk").districts[0].groups[0].rows
    assert "жел белгісіз" in row.reading


def test_a_list_printed_on_a_later_day_says_when() -> None:
    assert listed(MORNING).as_of == "16 января 2026 года, по состоянию на 08:05"
    assert "17 января 2026 года в 09:00" in listed(MORNING, clock="2026-01-17T09:00").as_of


def test_the_pdf_holds_both_languages_and_every_school() -> None:
    found = " ".join(text_of(department_list_pdf([listed(MORNING, locale) for locale in LOCALES])))
    assert all(name in found for name in ("Школа № 5", "Школа № 44", "Школа № 12", "с опозданием", "07:20"))
    assert all(name in found for name in ("№ 5 мектеп", "№ 44 мектеп", "№ 12 мектеп", "кешігіп"))


def test_a_long_list_repeats_its_heading_on_every_page() -> None:
    lines = [line(number, order()) for number in range(1, 80)]
    found = text_of(department_list_pdf([listed(lines)]))
    assert len(found) > 2
    assert all("Организация образования" in page for page in found)


def test_the_same_list_gives_the_same_bytes() -> None:
    assert department_list_pdf([listed(MORNING)]) == department_list_pdf([listed(MORNING)])


def test_a_holiday_has_an_empty_list_that_says_so() -> None:
    assert "ни в одной организации нет занятий" in text_of(department_list_pdf([listed([])]))[0]


def test_an_order_of_every_shift_stands_in_each_line_of_its_own() -> None:
    both = [line(12, emergency_order(), shift=shift) for shift in (1, 2)]
    assert [title.split(".")[0] for title in titles(listed(both))] == ["Первая смена", "Вторая смена"]


def test_two_decisions_with_the_same_grades_but_another_outcome_are_told_apart() -> None:
    lines = [line(1, order()), line(2, replace(order(), outcome=Outcome.CANCELLED))]
    assert len(titles(listed(lines))) == 2
