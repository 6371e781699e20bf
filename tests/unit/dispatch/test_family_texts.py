"""What families read carries everything it must (R-24), the same in both languages (R-25), and fits everywhere."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from dispatch import family_texts, parity
from dispatch.errors import Finding, ReleaseRefused
from dispatch.particulars import Particulars, gather
from locales.catalogue import LOCALES, Locale
from orders.order import Order
from orders.organisation import OrganisationKind, SchoolClass
from tests.unit.dispatch.samples import DAY, EDITION, SCHOOL, World, class_id, emergency, order, school, signed
from thresholds.outcome import Outcome

HOME_GRADES = tuple(range(12))
BUDGET = 900  # characters: a longer text is not read on a phone at 06:45


def about(world: World, one: Order) -> Particulars:
    with world.storage.transaction() as tx:
        return gather(tx, one, edition=EDITION, public_url="https://boran.example")


def notices(world: World, one: Order) -> dict[Locale, str]:
    particulars = about(world, one)
    return {locale: family_texts.notice(locale, particulars) for locale in LOCALES}


def test_a_weather_day_says_who_when_why_and_until_when(world: World) -> None:
    said = notices(world, signed(order()))["ru"]
    assert said == (
        "Учащиеся 0–4 классов учатся дома, дистанционно. 0 – предшкольный класс.\n"
        "\n"
        "Школа № 1\n"
        "Отдел образования города Костаная\n"
        "16 января 2026 года, пятница. Первая смена.\n"
        "\n"
        "Причина: неблагоприятные погодные условия (−27,4 °C, ветер 6 м/с).\n"
        "\n"
        "Если ребёнок всё же придёт, мы его примем: все уроки, кружки и горячее питание – в полном объёме."
        " Домой отпускаем только со взрослыми.\n"
        "Кто не смог подключиться, выполняет задания самостоятельно и отправляет их педагогу.\n"
        "\n"
        "Действует только 16 января 2026 года.\n"
        "Если что-то изменится, сообщим отдельно.\n"
        "\n"
        "Код проверки: KST7Q2MD, https://boran.example/v/KST7Q2MD"
    )


def test_the_same_day_in_kazakh(world: World) -> None:
    said = notices(world, signed(order()))["kk"]
    assert said == (
        "0–4-сынып оқушылары үйде, қашықтан оқиды. 0 – мектепалды даярлық сыныбы.\n"
        "\n"
        "№ 1 мектеп\n"
        "Қостанай қаласының білім бөлімі\n"
        "2026 жылғы 16 қаңтар, жұма. Бірінші ауысым.\n"
        "\n"
        "Себебі: ауа райының қолайсыздығы (−27,4 °C, жел 6 м/с).\n"
        "\n"
        "Бала сабаққа келсе, оны қабылдаймыз: барлық сабақ, үйірме және ыстық тамақ толық көлемде болады."
        " Үйге тек ересектермен бірге жібереміз.\n"
        "Сабаққа қосыла алмағандар тапсырманы өздігінен орындап, педагогке жібереді.\n"
        "\n"
        "Тек 2026 жылғы 16 қаңтар күні қолданылады.\n"
        "Өзгеріс болса, қосымша хабарлаймыз.\n"
        "\n"
        "Тексеру коды: KST7Q2MD, https://boran.example/v/KST7Q2MD"
    )


def test_an_emergency_names_its_department_territory_and_cause(world: World) -> None:
    said = notices(world, emergency())
    assert "Управление образования акимата Костанайской области" in said["ru"]
    assert "Где действует: во всех организациях (Отдел образования города Костаная)" in said["ru"]
    assert "Причина: авария в системе отопления. Идёт ремонт." in said["ru"]
    assert "Действует с 16 января 2026 года по 18 января 2026 года включительно." in said["ru"]
    assert "Себебі: жылу жүйесіндегі апат. Жөндеу жүріп жатыр." in said["kk"]


def test_an_emergency_promises_no_lessons_in_a_school_without_heating(world: World) -> None:
    said = notices(world, emergency())["ru"]
    assert "горячее питание" not in said
    assert "дежурный педагог встретит его и передаст взрослым" in said


def test_a_late_order_says_so(world: World) -> None:
    late = signed(order(), when="08:20", late=True, reason="буран усилился")
    said = notices(world, late)
    assert "позже установленного времени – ради безопасности детей" in said["ru"]
    assert "белгіленген уақыттан кеш жіберілді" in said["kk"]


def test_a_replacing_order_says_so(world: World) -> None:
    assert "заменяет предыдущее" in notices(world, signed(order(amends="b" * 32)))["ru"]


def test_boarding_schools_and_universities_have_their_own_line(world: World) -> None:
    particulars = about(world, signed(order()))
    boarding = replace(particulars, organisations=(school(kind=OrganisationKind.BOARDING_SCHOOL),))
    assert "с учётом условий проживания" in family_texts.notice("ru", boarding)
    university = replace(particulars, organisations=(school(kind=OrganisationKind.UNIVERSITY),))
    assert "лабораторные занятия" in family_texts.notice("ru", university)
    assert "с учётом условий проживания" not in family_texts.notice("ru", particulars)


@pytest.mark.parametrize("outcome", list(Outcome))
@pytest.mark.parametrize("make", [order, emergency], ids=["weather", "emergency"])
@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"grades": (7,)},
        {"grades": HOME_GRADES, "shift": 2},
        {"grades": (), "college_courses": (1, 2)},
        {"grades": (10, 11), "college_courses": (1,), "number": "12-ө"},
        {"last_day": DAY + timedelta(days=4)},
    ],
)
def test_every_family_text_carries_all_it_must_in_both_languages(
    world: World, outcome: Outcome, make: object, changed: dict[str, object]
) -> None:
    one = signed(make(**changed), outcome=outcome)  # type: ignore[operator]  # one of the two builders above
    particulars = about(world, one)
    said = {locale: family_texts.notice(locale, particulars) for locale in LOCALES}
    parity.check(said, particulars)
    assert figures(said["kk"]) == figures(said["ru"])
    assert all(len(text) <= BUDGET for text in said.values())


def figures(text: str) -> list[str]:
    """Return every number of a text, sorted: languages order their words differently, not their facts."""
    return sorted(re.findall(r"\d+", text))


@pytest.mark.parametrize(
    "fact", ["source", "place", "first day", "shift", "grades", "action", "validity", "check code"]
)
@pytest.mark.parametrize("locale", LOCALES)
def test_a_text_that_lost_a_fact_is_not_released(world: World, locale: Locale, fact: str) -> None:
    particulars = about(world, signed(order()))
    said = {one: family_texts.notice(one, particulars) for one in LOCALES}
    words = parity.facts(locale, particulars)[fact]
    with pytest.raises(ReleaseRefused, match=f"the text in `{locale}` lacks the") as refused:
        parity.check({**said, locale: said[locale].replace(words, "…")}, particulars)
    assert refused.value.finding is Finding.INCOMPLETE_TEXT


def test_a_text_in_one_language_only_is_not_released(world: World) -> None:
    particulars = about(world, signed(order()))
    with pytest.raises(ReleaseRefused, match="no text in `kk`"):
        parity.check({"ru": family_texts.notice("ru", particulars)}, particulars)


def test_a_text_that_fits_into_no_message_is_not_released(world: World) -> None:
    particulars = about(world, emergency(note_ru="слово " * 900))
    said = {locale: family_texts.notice(locale, particulars) for locale in LOCALES}
    with pytest.raises(ReleaseRefused) as refused:
        parity.check(said, particulars)
    assert refused.value.finding is Finding.TOO_LONG


def test_a_revocation_is_an_all_clear(world: World) -> None:
    particulars = about(world, signed(order()))
    said = {locale: family_texts.revocation(locale, particulars) for locale in LOCALES}
    assert "Приказ отменён." in said["ru"]
    assert "Учащиеся 0–4 классов: занятия проходят по обычному расписанию." in said["ru"]
    assert "Бұйрықтың күші жойылды." in said["kk"]
    assert "0–4-сынып оқушылары үшін сабақтар әдеттегі кесте бойынша өтеді." in said["kk"]
    for locale in LOCALES:
        expected = parity.facts(locale, particulars)
        for fact in ("source", "place", "first day", "shift", "grades", "check code"):
            assert expected[fact] in said[locale]


def test_the_text_for_the_class_chat_speaks_both_languages_and_names_class_time_and_code(world: World) -> None:
    one = SchoolClass(id=class_id("4А"), organisation=SCHOOL, grade=4, letter="А", shift=1, homeroom_teacher=None)
    said = family_texts.paste("ru", about(world, signed(order())), one)
    russian, kazakh = said.split("\n\n———\n\n")
    assert "4А класс учится дома, дистанционно." in russian
    assert "Утверждено 16 января 2026 года в 06:10." in russian
    assert "Проверьте дату и код" in russian
    assert "4А сыныбы үйде, қашықтан оқиды." in kazakh
    assert "2026 жылғы 16 қаңтар күні бекітілді (сағат 06:10)." in kazakh
    assert said.count("KST7Q2MD") == 4  # the code and its address, in each language
    assert "горячее питание" in russian
    assert "ыстық тамақ" in kazakh


def test_the_readers_own_language_comes_first_in_the_class_chat(world: World) -> None:
    group = SchoolClass(
        id=class_id("1Б"), organisation=SCHOOL, grade=None, course=1, letter="Б", shift=1, homeroom_teacher=None
    )
    said = family_texts.paste("kk", about(world, signed(order())), group)
    assert said.startswith("1Б тобы үйде")
    assert "Группа 1Б учится дома" in said


def test_a_long_list_of_organisations_is_counted_and_not_spelt_out(world: World) -> None:
    particulars = about(world, emergency())
    many = tuple(school(f"kst-{number}") for number in range(1, 30))  # type: ignore[arg-type]  # codes are strings
    said = family_texts.notice("ru", replace(particulars, places=many))
    assert "Школа № 12 и ещё 17" in said
    assert "Школа № 13" not in said


def test_a_cancelled_day_promises_no_lessons_to_who_comes_anyway(world: World) -> None:
    said = notices(world, signed(order(outcome=Outcome.CANCELLED)))["ru"]
    assert "занятия отменяются" in said
    assert "все уроки" not in said
    assert "дежурный педагог" in said


@pytest.mark.parametrize("make", [order, emergency])
def test_students_of_a_college_are_not_called_children(world: World, make: Callable[..., Order]) -> None:
    said = notices(world, signed(make(grades=(), college_courses=(1, 2))))
    assert "ребён" not in said["ru"]
    assert "студент" in said["ru"]
    assert "Бала " not in said["kk"]
    assert "ересектер" in said["kk"]
    children = notices(world, signed(make(grades=(1,), college_courses=(1,))))
    assert "ребёнок" in children["ru"]
