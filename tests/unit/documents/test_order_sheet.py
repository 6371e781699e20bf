"""What the printable order says, before any layout."""

from dataclasses import replace
from datetime import date

import pytest

from documents.order_sheet import Sheet, sheet, sheets
from locales.catalogue import LOCALES, Locale
from orders.order import Order, OrderState, Parts, Signature
from orders.organisation import OrganisationKind, Role
from tests.unit.documents.files import (
    HEAD,
    NAMES,
    at,
    basis,
    department_file,
    emergency_order,
    order,
    particulars,
    reading,
    school,
    school_file,
)
from thresholds.outcome import Outcome
from weather.reading import Concern, Worry


def words(found: Sheet) -> str:
    """Everything the sheet says, with plain spaces."""
    facts = (f"{fact.label}: {fact.value}" for fact in found.facts)
    signed = (f"{one.role} {one.name} {one.note}" for one in found.signatures)
    lines = (
        found.issuer,
        found.subject,
        *found.marks,
        found.legal_basis,
        found.preamble,
        *found.items,
        *facts,
        *signed,
    )
    return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")


def said(locale: Locale, the_order: Order) -> str:
    return words(sheet(school_file(the_order), locale))


class TestThePartsOfParagraph16:
    def test_both_languages_name_the_same_day_shift_grades_and_code(self) -> None:
        kk, ru = sheets(school_file())
        assert "2026 жылғы 16 қаңтар" in kk.items[0]
        assert "16 января 2026 года" in ru.items[0]
        assert "бірінші ауысым" in kk.items[0]
        assert "первой смены" in ru.items[0]
        assert all("0–4" in one.items[0] and "0А, 1А, 1Ә, 2А, 3А, 4А" in one.items[0] for one in (kk, ru))
        assert all("7KQ2MXAP" in one.code for one in (kk, ru))

    def test_the_preschool_class_is_explained_and_other_grades_are_not(self) -> None:
        assert "0–4 классов (0 – предшкольный класс)" in said("ru", order())
        assert "предшкольный" not in said("ru", order(grades=(1, 2)))

    def test_the_regime_stands_in_its_language_and_its_full_stop_is_not_doubled(self) -> None:
        assert "школа открыта с 08:00 до 19:00. Педагоги" in said("ru", order())
        assert "мектеп сағат 08:00-ден 19:00-ге дейін жұмыс істейді" in said("kk", order())

    @pytest.mark.parametrize("locale", LOCALES)
    def test_whoever_controls_and_whoever_receives_pupils_is_named(self, locale: Locale) -> None:
        assert "Завуч школы № 3" in said(locale, order())
        assert "Дежурный педагог школы № 3" in said(locale, order())

    def test_families_are_told_inside_their_window(self) -> None:
        assert "06:45–08:00" in said("ru", order())
        assert "06:45–08:00" in said("kk", order())

    def test_pupils_who_come_anyway_get_lessons_and_a_hot_meal(self) -> None:
        """№ 349 п. 18."""
        assert "пришедших на занятия" in said("ru", order())
        assert "горячим питанием" in said("ru", order())
        assert "ыстық тамақпен" in said("kk", order())

    def test_a_boarding_school_takes_living_conditions_into_account(self) -> None:
        boarding = school_file(issuer=school(kind=OrganisationKind.BOARDING_SCHOOL))
        assert "условий для проживания" in words(sheet(boarding, "ru"))
        assert "проживания" not in said("ru", order())

    def test_college_courses_stand_beside_grades(self) -> None:
        assert "9 класса и 1–2 курсов" in said("ru", order(grades=(9,), college_courses=(1, 2)))
        assert "1-курстың білім алушылары" in said("kk", order(grades=(), college_courses=(1,)))

    @pytest.mark.parametrize(
        ("outcome", "ru", "kk"),
        [
            (Outcome.CANCELLED, "Отменить", "тоқтатылсын"),
            (Outcome.SHORTENED, "по сокращённому расписанию", "қысқартылған кесте"),
            (Outcome.EARLY_RELEASE, "досрочно", "мерзімінен бұрын"),
        ],
    )
    def test_every_outcome_is_its_own_sentence(self, outcome: Outcome, ru: str, kk: str) -> None:
        assert ru in said("ru", order(outcome=outcome))
        assert kk in said("kk", order(outcome=outcome))


class TestWhatItRestsOn:
    def test_the_paragraph_that_lets_a_head_order_is_cited(self) -> None:
        assert "пункт 15 Правил" in said("ru", order())
        assert "№ 349" in said("kk", order())

    def test_the_reading_its_source_its_hour_and_the_row_are_shown(self) -> None:
        text = said("ru", order())
        assert "−25,4 °C, ветер 6 м/с" in text
        assert "на 05:50" in text
        assert "Дежурный отдела образования" in text
        assert "kostanay-oblast" in text
        assert "−25 °C и ниже при ветре 5 м/с и более" in text

    def test_an_unknown_wind_is_said(self) -> None:
        assert "ветер неизвестен" in said("ru", order(basis=basis(reading=reading(wind_ms=None))))
        assert "жел белгісіз" in said("kk", order(basis=basis(reading=reading(wind_ms=None))))

    def test_every_worry_about_the_data_is_printed(self) -> None:
        worried = basis(worries=(Worry(concern=Concern.SOURCES_DIFFER, source="open-meteo"),))
        assert "источники расходятся (open-meteo)" in said("ru", order(basis=worried))

    def test_a_head_who_widens_the_grades_has_proposal_and_reason_printed(self) -> None:
        signature = Signature(person=HEAD, at=at("06:14"), revision=2, reason="Автобусы не ходят.")
        text = said("ru", order(grades=tuple(range(10)), approval=signature))
        assert "По таблице: учатся дома: 0–4 классы" in text
        assert "Обоснование решения: Автобусы не ходят" in text

    def test_a_head_who_follows_the_table_needs_no_explanation(self) -> None:
        assert "По таблице" not in said("ru", order())

    def test_the_reason_of_a_revocation_is_not_taken_for_the_reason_of_the_grades(self) -> None:
        revoked = order(grades=(1,), state=OrderState.REVOKED, late=True, change_reason="ошибка")
        assert "Обоснование решения" not in said("ru", revoked)

    def test_an_order_without_a_reading_says_so(self) -> None:
        assert "надёжных показаний нет" in said("ru", order(basis=basis(reading=None)))

    def test_the_report_to_the_department_is_on_time_or_late(self) -> None:
        assert "позже установленного срока" not in said("ru", order())
        assert "07:20, позже установленного срока" in said("ru", order(reported_at=at("07:20"), on_time=False))


class TestMarks:
    @pytest.mark.parametrize(
        ("state", "mark"),
        [
            (OrderState.DRAFT, "ПРОЕКТ"),
            (OrderState.RETURNED, "ПРОЕКТ"),
            (OrderState.REJECTED, "НЕ УТВЕРЖДЁН"),
            (OrderState.EXPIRED, "НЕ УТВЕРЖДЁН в установленный срок"),
            (OrderState.REVOKED, "ОТМЕНЁН 16 января 2026 года в 06:14"),
            (OrderState.AMENDED, "заменён другим приказом"),
        ],
    )
    def test_an_order_that_does_not_hold_cannot_be_mistaken_for_one_that_does(
        self, state: OrderState, mark: str
    ) -> None:
        marks = sheet(school_file(order(state=state)), "ru").marks
        assert len(marks) == 1
        assert mark in marks[0]

    @pytest.mark.parametrize("state", [OrderState.APPROVED, OrderState.RELEASED, OrderState.COMPLETED])
    def test_an_order_in_force_carries_no_mark(self, state: OrderState) -> None:
        assert sheet(school_file(order(state=state)), "kk").marks == ()

    def test_a_late_order_is_marked_late_with_its_reason(self) -> None:
        late = order(late=True, approval=Signature(person=HEAD, at=at("08:19"), revision=1, reason="метель усилилась"))
        found = sheet(school_file(late), "ru")
        assert "С ОПОЗДАНИЕМ" in found.marks[0]
        assert "метель усилилась" in found.marks[0]
        assert any("незамедлительно известить" in item for item in found.items)

    def test_a_replaced_order_names_the_code_of_its_successor(self) -> None:
        successor = replace(order(), check_code="NEWCODE2")
        file = school_file(order(state=OrderState.AMENDED), replaced_by=successor)
        assert "NEWCODE2" in sheet(file, "kk").marks[0]

    def test_an_order_that_replaces_another_says_so(self) -> None:
        file = school_file(replaced=replace(order(), check_code="QLDCODE2"))
        assert any("QLDCODE2" in item for item in sheet(file, "ru").items)

    def test_a_draft_without_grades_asks_and_orders_nothing(self) -> None:
        assert "не определены" in said("ru", order(state=OrderState.DRAFT, grades=(), approval=None))


class TestSignatures:
    def test_the_head_signs_with_name_role_and_minute(self) -> None:
        (signature,) = sheet(school_file(), "ru").signatures
        assert signature.role == "Руководитель"
        assert signature.name == NAMES[HEAD]
        assert "06:14" in signature.note

    def test_an_unsigned_order_has_an_empty_place_for_the_head(self) -> None:
        file = school_file(order(state=OrderState.DRAFT, approval=None), signed_by=None)
        (signature,) = sheet(file, "kk").signatures
        assert (signature.role, signature.name, signature.note) == ("Басшы", "", "Бекітілмеген")

    def test_an_order_written_and_signed_by_the_same_head_has_one_signature(self) -> None:
        file = school_file(order(prepared_by=HEAD))
        assert len(sheet(replace(file, prepared_by=file.signed_by), "ru").signatures) == 1


class TestADepartmentsOrder:
    """№ 349 п. 22."""

    def test_it_is_signed_by_the_department_and_names_both_persons(self) -> None:
        found = sheet(department_file(), "ru")
        assert found.issuer == "Управление образования акимата Костанайской области"
        assert [one.role for one in found.signatures] == [
            "Руководитель управления образования",
            "Дежурный специалист органа управления образованием",
        ]
        assert "07:40" in found.signatures[0].note
        assert "07:37" in found.signatures[1].note

    def test_it_cites_paragraph_22_and_names_scope_days_and_cause(self) -> None:
        text = words(sheet(department_file(), "ru"))
        assert "пункт 22 Правил" in text
        assert "Отдел образования города Рудного" in text
        assert "с 16 января 2026 года по 17 января 2026 года" in text
        assert "авария в системе отопления. Повреждена тепломагистраль." in text
        assert "всех смен" in text

    def test_a_list_of_organisations_is_named_one_by_one(self) -> None:
        file = department_file()
        listed = replace(file, about=particulars(emergency_order(), places=(school(), school(name_ru="Лицей № 4"))))
        assert "Общеобразовательная школа № 3; Лицей № 4." in words(sheet(listed, "ru"))

    def test_it_needs_no_parts_of_paragraph_16_and_prints_those_it_has(self) -> None:
        assert "Режим работы" not in words(sheet(department_file(), "ru"))
        with_regime = department_file(emergency_order(parts=Parts(regime_kk="жабық", regime_ru="закрыто")))
        assert "Режим работы организации образования: закрыто" in words(sheet(with_regime, "ru"))


def test_the_paper_bears_the_day_of_the_signature_not_of_the_lessons() -> None:
    assert sheet(school_file(order(first_day=date(2026, 1, 17), last_day=date(2026, 1, 17))), "ru").day.startswith("16")


def test_a_number_that_is_not_given_yet_leaves_room_for_one() -> None:
    assert sheet(school_file(), "ru").number == "№ ___________"
    assert sheet(school_file(order(number="12-д")), "ru").number == "№ 12-д"


def test_the_head_of_a_district_department_is_told_from_that_of_the_region() -> None:
    file = department_file()
    assert file.signed_by is not None
    deputy = replace(file, signed_by=replace(file.signed_by, role=Role.DEPUTY, level=None))
    assert sheet(deputy, "ru").signatures[0].role == "Лицо, заменяющее руководителя"
