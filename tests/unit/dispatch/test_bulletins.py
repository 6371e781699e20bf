"""Bulletins to newsrooms: one text for a morning's schools, corrected in the same thread (№ 349 п. 13)."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from channels.base import ChannelKind
from dispatch import bulletins
from dispatch.bulletin_texts import Bulletin, Line, learners, spoken
from dispatch.delivery import Change, Delivery, DeliveryState, LaneName, Purpose, Text
from dispatch.lanes import LANES, Lane
from dispatch.outlets import Outlet
from dispatch.planner import plan_pending
from dispatch.roster import Contact
from locales.catalogue import Locale
from orders.order import Order, OrderId, OrderState, Scope, ScopeKind
from orders.organisation import PersonId
from orders.ports import EventKind
from tests.unit.dispatch.samples import (
    DAY,
    DISTRICT,
    EDITION,
    EDITIONS,
    OTHER_SCHOOL,
    REGION,
    SCHOOL,
    SECOND,
    World,
    at,
    departments,
    emergency,
    order,
    school,
    signed,
)

EDITORS = replace(LANES, editors=(Lane(name=LaneName("email"), channel=ChannelKind.EMAIL),))
RADIO = Outlet(id="radio", body=DISTRICT, name="Қала радиосы", email="news@radio.example", locale="kk")
TELEVISION = Outlet(id="tv", body=REGION, name="Облыстық арна", email="air@tv.example", locale="ru")

Mails = Sequence[tuple[Delivery, Text]]


@pytest.fixture
def morning(world: World) -> World:
    with world.storage.transaction() as tx:
        world.add_school(tx, OTHER_SCHOOL, classes=("1А",), families=0)
        tx.outlets.put(RADIO)
        tx.outlets.put(TELEVISION)
    return world


def plan(world: World, when: str, *, lanes: object = EDITORS) -> None:
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at(when), editions=EDITIONS, lanes=lanes, public_url="https://boran.example")  # type: ignore[arg-type]


def approve(world: World, when: str, **changed: object) -> Order:
    one = signed(order(**changed), when=when)
    world.put(one, EventKind.ORDER_APPROVED, now=at(when))
    plan(world, when)
    return one


def approve_other(world: World, when: str) -> Order:
    scope = Scope(kind=ScopeKind.ORGANISATION, names=(OTHER_SCHOOL,))
    return approve(
        world, when, id=OrderId("b" * 32), body=OTHER_SCHOOL, scope=scope, grades=(1, 2, 5), check_code="KST2ABCD"
    )


def revoke(world: World, one: Order, when: str) -> None:
    world.put(replace(one, state=OrderState.REVOKED, updated_at=at(when)), EventKind.ORDER_REVOKED, now=at(when))
    plan(world, when)


def waiting(world: World, *, outlet: Outlet = RADIO) -> Mails:
    """Return what would leave for a newsroom now, with its text."""
    found: list[tuple[Delivery, Text]] = []
    with world.storage.reading() as tx:
        for one in tx.orders.find():
            rows = [row for row in tx.ledger.of_order(one.id) if row.person == f"outlet:{outlet.id}"]
            texts = tx.ledger.texts([row.text for row in rows])
            found += [(row, texts[row.text]) for row in rows if row.state is DeliveryState.PLANNED]
    return found


def send(world: World, when: str) -> None:
    for outlet in (RADIO, TELEVISION):
        for row, _ in waiting(world, outlet=outlet):
            with world.storage.transaction() as tx:
                tx.ledger.claim(row.lane, now=at(when), limit=10, lease=at("23:00") - at(when))
                tx.ledger.record([Change(delivery=row.id, state=DeliveryState.ACCEPTED, at=at(when))])


def test_a_newsroom_gets_the_text_ten_minutes_before_it_may_be_read(morning: World) -> None:
    approve(morning, "06:10")
    [(row, text)] = waiting(morning)
    assert (row.purpose, row.channel, row.address) == (Purpose.BULLETIN, ChannelKind.EMAIL, RADIO.email)
    assert row.not_before == at("06:35")
    assert "Эфирге: 6 сағат 45 минуттан бастап, одан ерте емес." in text.body
    assert "В эфир с 6 часов 45 минут, не раньше." in text.body
    assert row.paragraph == "13"


def test_the_text_is_there_in_both_languages_and_the_newsrooms_own_comes_first(morning: World) -> None:
    approve(morning, "06:10")
    [(_, kazakh)] = waiting(morning)
    [(_, russian)] = waiting(morning, outlet=TELEVISION)
    assert kazakh.body.index("Үйде, қашықтан") < kazakh.body.index("Учатся дома")
    assert russian.body.index("Учатся дома") < russian.body.index("Үйде, қашықтан")
    assert kazakh.subject == (
        "Сабақтар туралы: 2026 жылғы 16 қаңтар, жұма, бірінші ауысым / "
        "О занятиях: 16 января 2026 года, пятница, первая смена"
    )


def test_the_schools_of_a_morning_leave_in_one_mail(morning: World) -> None:
    approve(morning, "06:10")
    approve_other(morning, "06:20")
    [(row, text)] = waiting(morning)
    assert row.not_before == at("06:35")
    assert "Ұйым: № 1 мектеп" in text.body
    assert "Ұйым: № 2 мектеп" in text.body
    assert "Нақтыланған" not in text.body
    assert not text.subject.startswith("Re:")


def test_a_school_that_comes_later_corrects_the_same_thread(morning: World) -> None:
    approve(morning, "06:10")
    [(_, first)] = waiting(morning)
    send(morning, "06:35")
    approve_other(morning, "06:50")
    [(row, text)] = waiting(morning)
    assert text.thread == first.thread == f"{DISTRICT}.2026-01-16.1"
    assert text.subject == f"Re: {first.subject}"
    assert row.not_before == at("06:55")
    assert {"№ 1 мектеп", "№ 2 мектеп"} <= set(
        text.body.replace(".", ";").replace(": ", ";").replace("; ", ";").split(";")
    )
    assert "Уточнённое сообщение" in text.body


def test_a_withdrawal_before_anything_left_leaves_no_trace(morning: World) -> None:
    revoke(morning, approve(morning, "06:10"), "06:20")
    assert waiting(morning) == []


def test_a_withdrawal_after_the_mail_left_is_corrected_at_once(morning: World) -> None:
    one = approve(morning, "06:10")
    send(morning, "06:35")
    revoke(morning, one, "07:00")
    [(row, text)] = waiting(morning)
    assert (row.purpose, row.not_before) == (Purpose.REVOCATION, at("07:00"))
    assert "Шешімнің күші жойылды, сабақтар әдеттегі кесте бойынша өтеді. Ұйым: № 1 мектеп." in text.body
    assert "Решение отменено, занятия идут по обычному расписанию. Организация: Школа № 1." in text.body
    assert text.subject.startswith("Re:")


def test_a_withdrawn_school_takes_no_other_schools_bulletin_with_it(morning: World) -> None:
    approve(morning, "06:10")
    revoke(morning, approve_other(morning, "06:15"), "06:20")
    [(row, text)] = waiting(morning)
    assert row.not_before == at("06:35")
    assert "№ 1 мектеп" in text.body
    assert "№ 2 мектеп" not in text.body


def test_an_emergency_goes_at_once_to_the_region_and_the_district(morning: World) -> None:
    morning.put(signed(emergency(), by=SECOND, when="05:00"), EventKind.ORDER_APPROVED, now=at("05:00"))
    plan(morning, "05:00")
    for outlet in (RADIO, TELEVISION):
        [(row, text)] = waiting(morning, outlet=outlet)
        assert row.not_before == at("05:00")
        assert "В эфир сразу." in text.body
        assert "авария в системе отопления" in text.body
        assert "Отдел образования города Костаная" in text.body


def test_without_a_mail_account_or_a_newsroom_nothing_is_planned(world: World) -> None:
    approve(world, "06:10")
    with world.storage.transaction() as tx:
        tx.outlets.put(RADIO)
    other = signed(order(id=OrderId("c" * 32), shift=2), when="06:10")
    world.put(other, EventKind.ORDER_APPROVED, now=at("06:10"))
    plan(world, "06:10", lanes=LANES)
    assert waiting(world) == []


def test_the_page_holds_what_is_in_force_and_says_when_nothing_is(morning: World) -> None:
    with morning.storage.reading() as tx:
        district = tx.registry.department(DISTRICT)
        assert district is not None
        quiet = bulletins.page(tx, district, now=at("06:00"), day=DAY, edition=EDITION)
    approve(morning, "06:10")
    with morning.storage.reading() as tx:
        said = bulletins.page(tx, district, now=at("06:50"), day=DAY, edition=EDITION)
    assert "Сабақтардың өзгеруі туралы шешім жоқ" in quiet
    assert "Решений об изменении занятий нет" in quiet
    assert "предшкольный класс, классы с 1-го по 4-й. Организация: Школа № 1." in said
    assert "В эфир сразу." in said


@pytest.mark.parametrize(
    ("locale", "grades", "courses", "said"),
    [
        ("ru", (0, 1, 2, 3, 4), (), "предшкольный класс, классы с 1-го по 4-й"),
        ("kk", (0, 1, 2, 3, 4), (), "мектепалды даярлық сыныбы, 1-сыныптан 4-сыныпқа дейін"),
        ("ru", (1, 2, 3, 9), (), "классы с 1-го по 3-й, 9-й класс"),
        ("kk", (), (1, 2, 3), "1-курстан 3-курсқа дейін"),
        ("kk", (), (1, 2), "1-курс, 2-курс"),
        ("ru", (1, 2), (), "1-й класс, 2-й класс"),
        ("ru", (), (1,), "1-й курс"),
    ],
)
def test_learners_are_written_as_they_are_spoken(
    locale: Locale, grades: tuple[int, ...], courses: tuple[int, ...], said: str
) -> None:
    assert learners(locale, order(grades=grades, college_courses=courses)) == said


def test_a_newsroom_is_no_persons_contact(morning: World) -> None:
    approve(morning, "06:10")
    with morning.storage.reading() as tx:
        assert tx.roster.staff([PersonId("outlet:radio")]) == []
        assert Contact not in map(type, tx.outlets.every())
        assert [outlet.id for outlet in tx.outlets.of((SCHOOL, DISTRICT))] == ["radio"]


def spoken_emergency(locale: Locale) -> str:
    one = signed(emergency(), by=SECOND, when="05:00")
    district = next(each for each in departments() if each.code == DISTRICT)
    line = Line(order=one, binds=(district,))
    return spoken(locale, Bulletin(body=district, about=one, now=at("05:00"), lines=(line,)))


def test_a_department_stands_for_all_its_organisations_and_is_not_one_itself() -> None:
    russian, kazakh = spoken_emergency("ru"), spoken_emergency("kk")
    assert "Все организации, которыми ведает Отдел образования города Костаная." in russian
    assert "Қостанай қаласының білім бөлімі жетекшілік ететін барлық ұйым." in kazakh
    assert "Организации:" not in russian


def test_several_days_are_spoken_and_not_joined_with_a_dash() -> None:
    assert "С 16 января 2026 года по 18 января 2026 года. Все смены." in spoken_emergency("ru")
    assert "2026 жылғы 16 қаңтар – 2026 жылғы 18 қаңтар аралығы. Барлық ауысым." in spoken_emergency("kk")


@pytest.mark.parametrize(
    ("when", "ru", "kk"),
    [
        ("07:00", "Сведения на 7 часов.", "Мәлімет 7 сағаттағы жағдай бойынша берілді."),
        ("07:01", "Сведения на 7 часов 1 минуту.", "Мәлімет 7 сағат 1 минуттағы жағдай бойынша берілді."),
        ("13:22", "Сведения на 13 часов 22 минуты.", "Мәлімет 13 сағат 22 минуттағы жағдай бойынша берілді."),
    ],
)
def test_a_full_hour_is_spoken_without_minutes(when: str, ru: str, kk: str) -> None:
    one = signed(order())
    bulletin = Bulletin(body=school(), about=one, now=at(when), lines=(Line(order=one, binds=(school(),)),))
    assert ru in spoken("ru", bulletin)
    assert kk in spoken("kk", bulletin)


def test_a_department_that_speaks_does_not_name_itself_above_its_schools(morning: World) -> None:
    approve(morning, "06:10")
    [(_, its_own)] = waiting(morning)
    [(_, regions)] = waiting(morning, outlet=TELEVISION)
    assert its_own.body.count("Отдел образования города Костаная") == 1
    assert "Отдел образования города Костаная." in regions.body


def test_only_a_department_speaks_of_the_other_organisations_and_only_of_the_weather(morning: World) -> None:
    approve(morning, "06:10")
    [(_, text)] = waiting(morning)
    assert "По остальным организациям решений из-за погоды нет." in text.body
    assert "Қалған ұйымдар бойынша ауа райына байланысты шешім жоқ." in text.body
    one = signed(order())
    its_own = Bulletin(body=school(), about=one, now=at("06:20"), lines=(Line(order=one, binds=(school(),)),))
    assert "остальны" not in spoken("ru", its_own)
    assert "Қалған" not in spoken("kk", its_own)
