"""What a signer and a teacher see: the whole truth, every doubt aloud, buttons that mean what was shown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from channels.base import ChannelKind
from dispatch.acknowledging import unreached
from dispatch.card import Card
from dispatch.cards import countersign_card, family_text, head_card, paste_text, teacher_card, unreached_card
from dispatch.delivery import Purpose
from dispatch.errors import UnknownOrder
from dispatch.lanes import LANES
from dispatch.parity import MAX_LENGTH
from dispatch.plan import Mailing, Recipient, plan
from dispatch.planner import plan_pending
from dispatch.ports import Acknowledgement
from dispatch.roster import Contact
from dispatch.spans import span
from dispatch.taps import MAX_BYTES, Tap, TapVerb, unpack
from locales.catalogue import LOCALES, Locale, text
from orders.order import NearRow, Order, OrderId, OrderState, Parts, Scope, ScopeKind
from orders.organisation import ClassId, OrganisationCode, OrganisationKind, PersonId, SchoolClass
from orders.ports import EventKind
from tests.unit.dispatch.samples import (
    DAY,
    EDITION,
    EDITIONS,
    FAMILIES,
    HEAD,
    OTHER_SCHOOL,
    SCHOOL,
    SECOND,
    World,
    at,
    basis,
    class_id,
    emergency,
    guardian,
    order,
    reading,
    school,
    signed,
    teacher,
)
from weather.reading import Concern, Flag, Kind, Phenomenon, Worry


def shown(world: World, one: Order, *, locale: Locale = "ru", now: str = "05:42") -> Card:
    with world.storage.transaction() as tx:
        return head_card(tx, one, locale=locale, now=at(now), edition=EDITION)


def taps(card: Card) -> list[Tap]:
    return [unpack(button.data) for row in card.buttons for button in row]


def verbs(card: Card) -> list[TapVerb]:
    return [tap.verb for tap in taps(card)]


def test_a_draft_tells_the_head_everything_on_one_card(world: World) -> None:
    card = shown(world, order())
    assert card.text == (
        "Проект приказа, редакция 1\n"
        "\n"
        "Школа № 1\n"
        "Отдел образования города Костаная\n"
        "16 января 2026 года, пятница. Первая смена.\n"
        "\n"
        "Предлагается:\n"
        "Учащиеся 0–4 классов учатся дома, дистанционно. 0 – предшкольный класс.\n"
        "\n"
        "Погода: −27,4 °C, ветер 6 м/с\n"
        "METAR аэродрома UAUU, наблюдение, на 05:30, 12 минут назад\n"
        "Таблица: «−25 °C и ниже при ветре 5 м/с и более: 0–4 классы»\n"
        "\n"
        "Охват: 2 класса, 4 человека в семьях.\n"
        "Семьям: 06:45–08:00, до конца 2 ч 18 мин.\n"
        "Рассылка закончится около 06:45.\n"
        "Отделу образования: 06:00–07:00, сообщим сами.\n"
        "\n"
        "Режим работы: Школа работает с 08:00 до 18:00\n"
        "Ознакомление с приказом контролируют: Завуч школы № 1.\n"
        "Принимают детей и провожают домой: Дежурный учитель школы № 1."
    )
    assert [button.label for row in card.buttons for button in row] == [
        "Утвердить: 0–4 классы",
        "Выбрать классы",
        "Вернуть на доработку",
        "Уроки по расписанию",
    ]


def test_the_same_card_in_kazakh(world: World) -> None:
    card = shown(world, order(), locale="kk", now="06:20")
    assert card.text.startswith("Бұйрық жобасы, 1-редакция\n\n№ 1 мектеп")
    assert "Ұсыныс:\n0–4-сынып оқушылары үйде, қашықтан оқиды." in card.text
    assert "Отбасыларға: 06:45–08:00, аяқталуына 1 сағ 40 мин қалды." in card.text
    assert [button.label for row in card.buttons for button in row] == [
        "Бекіту: 0–4-сыныптар",
        "Сыныптарды таңдау",
        "Түзетуге қайтару",
        "Сабақ кесте бойынша",
    ]


def test_a_button_names_the_order_and_the_revision_that_was_shown(world: World) -> None:
    for tap in taps(shown(world, order(revision=7))):
        assert (tap.order, tap.revision) == (OrderId("a" * 32), 7)


def test_every_doubt_is_said_aloud(world: World) -> None:
    doubtful = basis(
        reading=reading(wind_ms=None, flags=(Flag.STEP_LARGE,)),
        near=(NearRow(row="r2", missing="wind unknown", grades=tuple(range(10))),),
        ambiguous=("hole:between-bands",),
        worries=(
            Worry(concern=Concern.WIND_UNKNOWN, source="metar:UAUU"),
            Worry(concern=Concern.SOURCE_FAILED, source="open-meteo", detail="HTML"),
        ),
    )
    text = shown(world, order(basis=doubtful)).text
    assert "ветер неизвестен" in text
    assert "ВНИМАНИЕ" in text
    for point in (
        "– скорость ветра неизвестна – это не значит, что ветра нет",
        "– источник не ответил (open-meteo)",
        "– проверьте: резкий скачок после прошлого показания",
        "– неизвестно: ветер; если условие выполнено, дома – 0–9 классы",
        "– таблица неоднозначна: для такой погоды в таблице нет строки",
    ):
        assert point in text
    assert "HTML" not in text  # technical details are for the journal


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("concern", list(Concern))
def test_every_concern_can_be_said(world: World, locale: Locale, concern: Concern) -> None:
    worried = order(basis=basis(worries=(Worry(concern=concern, source="metar:UAUU"),)))
    assert "\n– " in shown(world, worried, locale=locale).text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("flag", [flag for flag in Flag if flag is not Flag.GUST_NOT_REPORTED])
def test_every_flag_can_be_said(world: World, locale: Locale, flag: Flag) -> None:
    assert "\n– " in shown(world, order(basis=basis(reading=reading(flags=(flag,)))), locale=locale).text


MISSING = [
    *("temperature", "wind", "gust", "nmu degree", "nmu days", "danger", "settlement", "shift"),
    *("forecast", "agreement of sources", "wind unknown", "danger unknown"),
    *Phenomenon,
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("missing", MISSING)
def test_every_missing_condition_can_be_said(world: World, locale: Locale, missing: str) -> None:
    near = (NearRow(row="r2", missing=missing, grades=(5, 6)),)
    assert "5–6" in shown(world, order(basis=basis(near=near)), locale=locale).text


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("source", ["metar:UAUU", "open-meteo", "officer:officer", ""])
def test_every_kind_and_source_of_a_reading_can_be_said(world: World, locale: Locale, kind: Kind, source: str) -> None:
    said = shown(world, order(basis=basis(reading=reading(kind=kind, source=source))), locale=locale).text
    assert "05:30" in said
    assert "officer:" not in said


def test_a_forecast_of_a_later_hour_has_no_age(world: World) -> None:
    later = reading(kind=Kind.FORECAST, source="open-meteo", valid_at=at("07:00"))
    assert "open-meteo, прогноз, на 07:00\n" in shown(world, order(basis=basis(reading=later))).text


def test_without_any_reading_the_card_says_so(world: World) -> None:
    assert "Погода: надёжных показаний нет" in shown(world, order(basis=basis(reading=None, raw=()))).text


def test_everything_a_reading_can_hold_is_shown(world: World) -> None:
    full = reading(
        gust_ms=12.0,
        visibility_m=400,
        phenomena=frozenset(Phenomenon),
        nmu_degree=2,
        nmu_days=3,
        temp_c=None,
    )
    text = shown(world, order(basis=basis(reading=full))).text
    for part in ("температура неизвестна", "порывы 12 м/с", "видимость 400 м", "метель", "гололёд", "НМУ 2-й степени"):
        assert part in text


def test_a_question_has_no_button_to_approve_and_offers_what_near_rows_would_do(world: World) -> None:
    near = (
        NearRow(row="r1", missing="wind", grades=(0, 4)),
        NearRow(row="r2", missing="temperature", grades=(0, 4, 5)),
        NearRow(row="r3", missing="wind", grades=(0, 5)),
    )
    question = order(grades=(), basis=basis(proposed_grades=(), rows=(), raw=(), near=near))
    card = shown(world, question)
    assert card.text.startswith("Нужно ваше решение (редакция 1): в таблице ответа нет")
    assert "Охват" not in card.text
    assert "Предлагается" not in card.text
    assert [(tap.verb, tap.argument) for tap in taps(card)] == [
        (TapVerb.SET_GRADES, "0-5"),
        (TapVerb.SET_GRADES, "0-4"),
        (TapVerb.CHOOSE_GRADES, ""),
        (TapVerb.REJECT, ""),
    ]
    assert [row[0].label for row in card.buttons[:2]] == ["0, 4–5 классы", "0, 4 классы"]


def test_a_question_to_a_college_offers_the_courses_of_near_rows(world: World) -> None:
    college = OrganisationCode("kst-college")
    with world.storage.transaction() as tx:
        tx.registry_writer.add_organisation(school(college, kind=OrganisationKind.COLLEGE))
        for course in (1, 2):
            tx.registry_writer.add_class(
                SchoolClass(
                    id=ClassId(f"group-{course}"),
                    organisation=college,
                    grade=None,
                    course=course,
                    letter="А",
                    shift=1,
                    homeroom_teacher=None,
                )
            )
    near = (NearRow(row="r1", missing="wind", grades=(), courses=(1, 2)),)
    scope = Scope(kind=ScopeKind.ORGANISATION, names=(college,))
    question = order(body=college, scope=scope, grades=(), basis=basis(proposed_grades=(), rows=(), raw=(), near=near))
    card = shown(world, question)
    assert (taps(card)[0].argument, card.buttons[0][0].label) == ("1-2", "1–2 курсы")


def test_a_changed_draft_shows_the_choice_the_table_and_the_reason(world: World) -> None:
    changed = order(revision=2, grades=tuple(range(12)), edited_by=HEAD, change_reason="метель усиливается")
    text = shown(world, changed).text
    assert "В приказе:\nУчащиеся 0–11 классов учатся дома, дистанционно." in text
    assert "По таблице: 0–4 классы." in text
    assert "Почему изменено: «метель усиливается»" in text


def test_a_draft_against_a_silent_table_says_that_the_table_sends_nobody_home(world: World) -> None:
    changed = order(revision=2, basis=basis(proposed_grades=(), raw=()), change_reason="гололёд")
    assert "По таблице: занятия по расписанию." in shown(world, changed).text


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        (Parts(), "не указан режим работы"),
        (Parts(regime_kk="…", regime_ru="…"), "не указаны ответственные за ознакомление"),
        (Parts(regime_kk="…", regime_ru="…", responsible=(HEAD,)), "не указаны дежурные педагоги"),
    ],
)
def test_a_missing_part_is_named_before_the_tap(world: World, parts: Parts, words: str) -> None:
    assert words in shown(world, order(parts=parts)).text


def test_the_time_left_is_told_in_minutes_and_after_the_close_that_it_is_over(world: World) -> None:
    assert "до конца 21 минута" in shown(world, order(), now="07:39").text
    assert "Время оповещения семей (06:45–08:00) прошло." in shown(world, order(), now="08:00").text


def test_a_finish_after_the_close_is_told_with_what_to_do(world: World) -> None:
    crowd = [
        Recipient(
            person=PersonId(f"p{number}"),
            organisation=SCHOOL,
            locale="kk",
            contacts=(
                Contact(
                    person=PersonId(f"p{number}"),
                    channel=ChannelKind.TELEGRAM,
                    lane=FAMILIES.name,
                    address=str(number),
                ),
            ),
        )
        for number in range(40)
    ]
    before = signed(order(id=OrderId("c" * 32), shift=2, check_code="QUEUE"))
    with world.storage.transaction() as tx:
        mailing = Mailing(
            purpose=Purpose.FAMILY_NOTICE,
            cards={"kk": Card(text="…"), "ru": Card(text="…")},
            recipients=crowd,
            span=span(Purpose.FAMILY_NOTICE, before, now=at("06:00"), edition=EDITION),
            lanes=LANES.families,
        )
        rows = plan(before, [mailing], now=at("06:00"))
        tx.ledger.add(rows.texts, rows.deliveries)
        card = head_card(tx, order(), locale="ru", now=at("07:59") + timedelta(seconds=59), edition=EDITION)
    assert "вовремя дойдёт не до всех" in card.text


@pytest.mark.parametrize(
    ("changed", "words", "expected"),
    [
        ({"state": OrderState.RETURNED, "change_reason": "уточнить"}, "Возвращён на доработку: «уточнить»", 2),
        ({"state": OrderState.REJECTED}, "Не утверждён: занятия по расписанию.", 0),
        ({"state": OrderState.EXPIRED}, "Не утверждён в срок, силы не имеет.", 1),
        ({"state": OrderState.REVOKED, "change_reason": "ошибка"}, "Отменён: «ошибка»", 0),
        ({"state": OrderState.AMENDED}, "Заменён другим приказом.", 0),
    ],
)
def test_a_decided_card_says_what_became_of_it_and_keeps_no_dead_button(
    world: World, changed: dict[str, Any], words: str, expected: int
) -> None:
    card = shown(world, order(**changed))
    assert words in card.text
    assert len(taps(card)) == expected


def test_an_approved_card_says_who_signed_and_when(world: World) -> None:
    card = shown(world, signed(order()))
    assert "Утверждён: Директор школы № 1, 06:10." in card.text
    assert card.buttons == ()


def test_an_expired_draft_can_only_be_approved_late(world: World) -> None:
    assert verbs(shown(world, order(state=OrderState.EXPIRED))) == [TapVerb.APPROVE_LATE]
    assert verbs(shown(world, order(state=OrderState.EXPIRED, grades=()))) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_second_person_sees_scope_cause_days_and_size(world: World, locale: Locale) -> None:
    with world.storage.transaction() as tx:
        world.add_school(tx, OTHER_SCHOOL, classes=["1А"], families=1)
        card = countersign_card(tx, emergency(), locale=locale, now=at("07:38"), edition=EDITION)
    expected = {
        "ru": (
            "Приказ управления ждёт вашей подписи, редакция 1",
            "Где действует: во всех организациях (Отдел образования города Костаная)",
            "16 января 2026 года – 18 января 2026 года. Все смены.",
            "Причина: авария в системе отопления. Идёт ремонт.",
            "Подготовил(а): Дежурный специалист управления, 07:37.",
            "Охват: 2 организации, 5 классов, 9 человек в семьях.",
            "Семьям – сразу после вашей подписи.",
        ),
        "kk": (
            "Басқарма бұйрығына қол қоюыңыз қажет, 1-редакция",
            "Қайда қолданылады: барлық ұйымда (Қостанай қаласының білім бөлімі)",
            "Себебі: жылу жүйесіндегі апат. Жөндеу жүріп жатыр.",
            "Қамтылады: 2 ұйым, 5 сынып, 9 отбасы мүшесі.",
            "Отбасыларға – сіз қол қойған бойда.",
        ),
    }
    for words in expected[locale]:
        assert words in card.text
    assert verbs(card) == [TapVerb.APPROVE, TapVerb.CHOOSE_GRADES, TapVerb.RETURN, TapVerb.REJECT]


def released(world: World) -> Order:
    one = world.put(signed(order()), EventKind.ORDER_APPROVED, now=at("06:10"))
    with world.storage.transaction() as tx:
        plan_pending(tx, now=at("06:10"), editions=EDITIONS)
    return one


def test_a_teacher_sees_the_order_what_to_do_and_how_far_the_class_is(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        card = teacher_card(tx, one, person=teacher("4А"), locale="ru", edition=EDITION)
    for words in (
        "Классы, группы: 0А, 4А.",
        "Режим работы: Школа работает с 08:00 до 18:00",
        "Ознакомление с приказом контролируют: Завуч школы № 1.",
        "Принимают детей и провожают домой: Дежурный учитель школы № 1.",
        "Для пришедших детей – все занятия и горячее питание в полном объёме.",
        "Семьям сообщаем с 06:45 до 08:00, не раньше.",
        "1. Нажмите «Ознакомлен(а)».",
        "Основание: пункт 15 Правил",
        "Утвердил(а): Директор школы № 1, 16 января 2026 года в 06:10.",
        "Код проверки: KST7Q2MD",
        "Вы ещё не подтвердили, что ознакомлены.",
        "4А класс: подтвердили семьи 0 из 2 учащихся.",
    ):
        assert words in card.text
    assert verbs(card) == [TapVerb.ACQUAINTED, TapVerb.PASTE, TapVerb.UNREACHED]
    assert len(card.text) <= MAX_LENGTH


def test_a_teacher_who_has_acknowledged_sees_when_and_no_button_for_it(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        for person in (teacher("4А"), guardian("4А", 0)):
            said = Acknowledgement(order=one.id, revision=1, person=person, at=at("06:20"), means="telegram")
            tx.acknowledgements.add(said)
        card = teacher_card(tx, one, person=teacher("4А"), locale="kk", edition=EDITION)
    assert "Сіз таныстыңыз: 2026 жылғы 16 қаңтар, сағат 06:20." in card.text
    assert "4А сыныбы: отбасы растаған оқушылар – 1, барлығы – 2." in card.text
    assert verbs(card) == [TapVerb.PASTE, TapVerb.UNREACHED]


def test_staff_without_a_class_see_the_order_of_their_school(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        card = teacher_card(tx, one, person=PersonId("duty"), locale="ru", edition=EDITION)
    assert "Классы, группы: 0А, 4А." in card.text
    assert "семьи подтвердили" not in card.text


@pytest.mark.parametrize("locale", LOCALES)
def test_the_list_of_families_to_phone_has_a_button_for_each(world: World, locale: Locale) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        pupils = unreached(tx, order_id=one.id, teacher=teacher("4А"))
        card = unreached_card(one, pupils, locale=locale)
    assert "Ученик 4А-0" in card.text
    assert [(tap.verb, tap.argument) for tap in taps(card)] == [(TapVerb.TOLD, pupil.pupil) for pupil in pupils]
    assert unreached_card(one, (), locale=locale).buttons == ()


def test_no_button_exceeds_what_telegram_carries(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        pupils = unreached(tx, order_id=one.id, teacher=teacher("4А"))
        cards = [
            head_card(tx, order(revision=999_999), locale="kk", now=at("06:00"), edition=EDITION),
            unreached_card(one, pupils, locale="kk"),
        ]
    sizes = [len(button.data.encode()) for card in cards for row in card.buttons for button in row]
    assert max(sizes) <= MAX_BYTES


def test_families_text_and_class_text_can_be_asked_for(world: World) -> None:
    one = released(world)
    with world.storage.transaction() as tx:
        assert "KST7Q2MD" in family_text(tx, one, locale="kk", edition=EDITION)
        said = paste_text(tx, one, class_id("4А"), locale="kk", edition=EDITION, public_url="https://boran.example")
        assert said.startswith("4А сыныбы үйде")
        assert "https://boran.example/v/KST7Q2MD" in said
        with pytest.raises(UnknownOrder, match="does not concern the class"):
            paste_text(tx, one, class_id("5А"), locale="kk", edition=EDITION)


def test_a_scope_of_named_organisations_names_them(world: World) -> None:
    scope = Scope(kind=ScopeKind.ORGANISATIONS, names=(SCHOOL,))
    one = signed(emergency(scope=scope, last_day=DAY), by=SECOND)
    with world.storage.transaction() as tx:
        assert "Где действует: Школа № 1" in family_text(tx, one, locale="ru", edition=EDITION)


def test_a_region_is_named_by_its_department(world: World) -> None:
    one = signed(emergency(scope=Scope(kind=ScopeKind.REGION, names=("kostanay",))), by=SECOND)
    with world.storage.transaction() as tx:
        said = family_text(tx, replace(one, ground=one.ground), locale="kk", edition=EDITION)
    assert "Қайда қолданылады: барлық ұйымда (Қостанай облысы әкімдігінің білім басқармасы)" in said


@pytest.mark.parametrize(
    ("people", "ru"), [(1, "1 человек,"), (3, "3 человека,"), (21, "21 человек,"), (340, "340 человек,")]
)
def test_whom_nothing_reaches_is_counted_as_people_are_counted(people: int, ru: str) -> None:
    assert ru in text("ru", "card-unreachable", people=people)
    assert f"{people} адам," in text("kk", "card-unreachable", people=people)


def test_until_when_a_channel_is_done_is_said_in_kazakh_without_an_ending_that_depends_on_the_figure() -> None:
    assert text("kk", "card-stage", channel="sms", people=3, time="06:52") == "SMS – 3 адам, 06:52 болғанша"
