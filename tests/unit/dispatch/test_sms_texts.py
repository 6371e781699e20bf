"""No SMS takes more than two parts, whatever the order; and what two parts hold, they say (R-24)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.sms_parts import Alphabet, count_parts, split
from dispatch import sms_texts
from dispatch.particulars import Particulars
from locales.catalogue import LOCALES, Locale
from orders.order import Ground, Order, OrderId
from orders.organisation import Department, Organisation
from tests.unit.dispatch.samples import basis, departments, emergency, order, reading, school
from thresholds.outcome import Outcome

URL = "https://boran.example"
CAUSES = (
    "heating_failure",
    "power_failure",
    "water_failure",
    "gas_failure",
    "flood",
    "quarantine",
    "restriction",
    "other",
)
LONG_SCHOOL = school(
    name_kk="Қостанай қаласы білім бөлімінің «Абай Құнанбайұлы атындағы № 17 жалпы білім беретін мектебі» КММ",
    name_ru="КГУ «Общеобразовательная школа № 17 имени Абая Кунанбаева отдела образования города Костаная»",
)


def about(
    one: Order, *, issuer: Organisation | Department | None = None, public_url: str = URL, places: int = 1
) -> Particulars:
    return Particulars(
        order=one,
        issuer=issuer or school(),
        organisations=(school(),),
        places=(departments()[1],) * places,
        window=None,
        citation_kk="349",
        citation_ru="349",
        people={},
        public_url=public_url,
    )


def said(particulars: Particulars) -> dict[Locale, str]:
    return {locale: sms_texts.notice(locale, particulars) for locale in LOCALES}


def every_text(locale: Locale, particulars: Particulars) -> Iterable[str]:
    yield sms_texts.notice(locale, particulars)
    yield sms_texts.revocation(locale, particulars)
    yield sms_texts.narrowed(locale, particulars)


@st.composite
def orders(draw: st.DrawFn) -> Order:
    """Any order that can be approved: somebody studies at home, on one day or on several."""
    first = draw(st.dates(date(2026, 9, 1), date(2027, 5, 25)))
    grades = draw(st.frozensets(st.integers(0, 12), max_size=13))
    courses = draw(st.frozensets(st.integers(1, 6), min_size=0 if grades else 1, max_size=6))
    ground = draw(st.sampled_from(Ground))
    weather = basis(reading=reading(temp_c=draw(st.floats(-55, 5).map(lambda value: round(value, 1)))))
    return order(
        ground=ground,
        shift=draw(st.sampled_from([1, 2, 3, None])),
        first_day=first,
        last_day=first + timedelta(days=draw(st.integers(0, 120))),
        grades=tuple(sorted(grades)),
        college_courses=tuple(sorted(courses)),
        outcome=draw(st.sampled_from(Outcome)),
        basis=weather if ground is Ground.WEATHER else None,
        cause="" if ground is Ground.WEATHER else draw(st.sampled_from(CAUSES)),
        amends=draw(st.sampled_from([None, OrderId("b" * 32)])),
    )


ISSUERS = st.sampled_from([school(), LONG_SCHOOL, *departments()])
URLS = st.sampled_from(["", URL, "http://127.0.0.1:8080", "https://mektep-khabary.kostanay-bilim-basqarmasy.edu.kz"])


@pytest.mark.parametrize("locale", LOCALES)
@settings(deadline=None, max_examples=50)
@given(one=orders(), issuer=ISSUERS, url=URLS, places=st.integers(1, 40))
def test_no_text_to_a_family_takes_more_than_two_parts(
    locale: Locale, one: Order, issuer: Organisation | Department, url: str, places: int
) -> None:
    for text in every_text(locale, about(one, issuer=issuer, public_url=url, places=places)):
        assert 1 <= count_parts(text) <= sms_texts.MOST_PARTS, text


@pytest.mark.parametrize("locale", LOCALES)
@settings(deadline=None, max_examples=50)
@given(one=orders(), issuer=ISSUERS)
def test_a_text_to_staff_takes_two_parts_as_long_as_its_link_leaves_room(
    locale: Locale, one: Order, issuer: Organisation | Department
) -> None:
    link = f"{URL}/t/" + "a" * 50
    text = sms_texts.staff_order(locale, about(one, issuer=issuer), link)
    assert text.endswith(link)
    assert count_parts(text) <= sms_texts.MOST_PARTS, text


@pytest.mark.parametrize("locale", LOCALES)
@settings(deadline=None, max_examples=50)
@given(one=orders(), issuer=ISSUERS, url=URLS)
def test_days_people_action_and_check_code_are_never_given_up(
    locale: Locale, one: Order, issuer: Organisation | Department, url: str
) -> None:
    text = sms_texts.notice(locale, about(one, issuer=issuer, public_url=url))
    assert one.check_code in text
    assert str(one.first_day.day) in text
    assert str(one.last_day.day) in text
    for number in (*_ends(one.grades), *_ends(one.college_courses)):
        assert str(number) in text
    assert one.shift is None or f"{one.shift}-" in text


def _ends(numbers: tuple[int, ...]) -> tuple[int, ...]:
    return (min(numbers), max(numbers)) if numbers else ()


def test_a_weather_day_says_it_all_in_two_parts() -> None:
    texts = said(about(order()))
    assert texts["ru"] == (
        "Школа № 1. 16 января (пт), 1-я смена. 0–4 классы: занятия дома, дистанционно. Причина: погода."
        " Проверка: boran.example/v/KST7Q2MD"
    )
    assert texts["kk"] == (
        "№ 1 мектеп. 16 қаңтар (жм), 1-ауысым. 0–4-сыныптар үйде, қашықтан оқиды. Себебі: ауа райы."
        " Тексеру: boran.example/v/KST7Q2MD"
    )


def test_the_figures_of_the_weather_are_said_where_there_is_room() -> None:
    assert "Погода: −27,4 °C, ветер 6 м/с." in said(about(order(), public_url=""))["ru"]


def test_a_department_is_named_as_far_as_there_is_room() -> None:
    texts = said(about(emergency(), issuer=departments()[0]))
    assert texts["ru"].startswith("Управление образования акимата… 16–18 января, все смены. 0–11 классы: занятия дома")
    assert texts["kk"].startswith("Қостанай облысы әкімдігінің білім… 16–18 қаңтар, барлық ауысым.")


def test_a_cause_outlives_the_end_of_the_issuers_name() -> None:
    texts = said(about(emergency(cause="quarantine"), issuer=departments()[0], public_url=""))
    assert texts["ru"].startswith("Управление образования акимата… 16–18 января")
    assert "Причина: карантин." in texts["ru"]
    assert "Себебі: карантин." in texts["kk"]


@pytest.mark.parametrize(
    ("outcome", "ru", "kk"),
    [
        (Outcome.DISTANCE, "занятия дома, дистанционно", "үйде, қашықтан оқиды"),
        (Outcome.CANCELLED, "занятий не будет", "сабақ болмайды"),
        (Outcome.SHORTENED, "сокращённые занятия", "сабақ қысқартылады"),
        (Outcome.EARLY_RELEASE, "закончатся раньше, заберите", "ертерек аяқталады, балаңызды алып кетіңіз"),
    ],
)
def test_every_outcome_has_its_own_words(outcome: Outcome, ru: str, kk: str) -> None:
    texts = said(about(emergency(outcome=outcome)))
    assert ru in texts["ru"]
    assert kk in texts["kk"]


def test_days_of_two_months_are_named_with_both() -> None:
    one = order(first_day=date(2026, 11, 30), last_day=date(2026, 12, 2))
    assert "30 ноября – 2 декабря" in said(about(one))["ru"]
    assert "30 қараша – 2 желтоқсан" in said(about(one))["kk"]


def test_one_grade_is_one_grade() -> None:
    assert "7 класс: занятия" in said(about(order(grades=(7,))))["ru"]


def test_a_replacing_order_says_so() -> None:
    texts = said(about(order(amends=OrderId("b" * 32))))
    assert "Это вместо прежнего сообщения." in texts["ru"]
    assert "Бұл – алдыңғы хабарламаның орнына." in texts["kk"]


def test_an_all_clear_names_the_order_that_no_longer_holds() -> None:
    assert sms_texts.revocation("ru", about(order())) == (
        "Школа № 1. 16 января (пт), 1-я смена: приказ отменён. 0–4 классы: занятия по расписанию."
        " Проверка: boran.example/v/KST7Q2MD"
    )
    assert "сіздің сыныпқа қатысы жоқ" in sms_texts.narrowed("kk", about(order()))


def test_a_link_without_tls_keeps_its_scheme() -> None:
    assert "http://127.0.0.1:8080/v/KST7Q2MD" in said(about(order(), public_url="http://127.0.0.1:8080"))["ru"]


def test_every_text_is_ucs2_and_carries_no_mark_nobody_sees() -> None:
    for text in said(about(order())).values():
        assert split(text).alphabet is Alphabet.UCS2
        assert text.isprintable()


@pytest.mark.parametrize(
    ("name", "longest", "short"),
    [
        ("Школа № 1", 40, "Школа № 1"),
        (LONG_SCHOOL.name_ru, 40, "Общеобразовательная школа № 17"),
        (LONG_SCHOOL.name_ru, 25, "Общеобразовательная… № 17"),
        (LONG_SCHOOL.name_ru, 10, "№ 17"),
        ("КГУ «Школа-лицей № 2»", 16, "Школа-лицей № 2"),
        ("№ 17 жалпы білім беретін мектебі", 25, "№ 17 жалпы білім беретін…"),
        ("Управление образования Костанайской области", 25, "Управление образования…"),
    ],
)
def test_a_long_name_keeps_what_people_know_it_by(name: str, longest: int, short: str) -> None:
    assert sms_texts.short_name(name, longest) == short


@given(name=st.text(min_size=1, max_size=150), longest=st.integers(10, 60))
def test_a_shortened_name_is_never_longer_than_asked(name: str, longest: int) -> None:
    short = sms_texts.short_name(name, longest)
    assert len(short) <= longest or short.startswith("№")


def test_late_orders_and_orders_in_time_read_alike() -> None:
    assert said(about(replace(order(), late=True))) == said(about(order()))


@pytest.mark.parametrize(("locale", "action"), [("ru", "дистанционно"), ("kk", "қашықтан оқиды")])
@pytest.mark.parametrize("one", [order(), order(shift=2, grades=tuple(range(12))), emergency(), order(grades=(5, 9))])
@pytest.mark.parametrize("issuer", [school(), LONG_SCHOOL, departments()[1]])
def test_staff_read_beside_a_link_of_ordinary_length_who_studies_how(
    locale: Locale, action: str, one: Order, issuer: Organisation | Department
) -> None:
    link = f"https://boran.kostanay.edu.kz/t/{one.check_code}.{'0a' * 8}.{'a' * 20}"
    text = sms_texts.staff_order(locale, about(one, issuer=issuer), link)
    assert text.endswith(link)
    assert action in text
    assert count_parts(text) == 2


@pytest.mark.parametrize(("url", "last"), [(URL, "boran.example/v/KST7Q2MD"), ("", "Код: KST7Q2MD")])
def test_staff_without_links_of_their_own_read_how_to_check_the_order(url: str, last: str) -> None:
    text = sms_texts.staff_order("ru", about(order(), public_url=url), "")
    assert text.endswith(last)
    assert "Ознакомьтесь" not in text


def test_a_name_of_long_words_is_cut_inside_a_word_before_it_says_nothing() -> None:
    name = "Костанайский политехнический высший колледж"
    assert sms_texts.short_name(name, 25) == "Костанайский политехниче…"
