"""The duty officer types the weather, reads the inbox, and orders an emergency that a second person signs."""

from bot.context import BotName
from orders import approval
from orders.answers import Done
from orders.order import Ground, Order, OrderState, ScopeKind
from sandbox.telegram.conversations import Message
from tests.edge.bot import school
from tests.edge.bot.conftest import Town
from tests.edge.bot.school import (
    CITY_OFFICER,
    DISTRICT_OFFICER,
    HEAD,
    REGION_HEAD,
    REGION_OFFICER,
    TEACHER,
    at,
    person_of,
)
from weather.reading import Reading

STAFF = BotName.STAFF


def readings(town: Town, place: str = "kostanay") -> list[Reading]:
    with town.storage.transaction() as tx:
        return list(tx.readings.latest(place, since=at("00:00")))


async def test_a_typed_reading_is_echoed_and_kept_once_confirmed(town: Town) -> None:
    town.say(CITY_OFFICER, "-27 ветер 6 м/с метель")
    echo = await town.seen(CITY_OFFICER, STAFF, "Костанай", "−27 °C", "ветер 6 м/с", "метель", "Верно?")
    assert not readings(town)
    await town.tap(CITY_OFFICER, "Верно, записать")
    saved = await town.seen(CITY_OFFICER, STAFF, "Записано. Костанай")
    assert saved.message_id == echo.message_id
    (reading,) = readings(town)
    assert (reading.temp_c, reading.wind_ms, reading.source) == (-27.0, 6.0, f"officer:{person_of(CITY_OFFICER)}")
    assert reading.evidence.body == "-27 ветер 6 м/с метель"


async def test_a_reading_nobody_confirms_is_not_kept(town: Town) -> None:
    town.say(CITY_OFFICER, "-27 6")
    await town.seen(CITY_OFFICER, STAFF, "Верно?")
    await town.tap(CITY_OFFICER, "Отменить")
    await town.seen(CITY_OFFICER, STAFF, "Ничего не изменилось")
    assert not readings(town)


async def test_mistakes_are_named_and_one_new_message_mends_them(town: Town) -> None:
    town.say(CITY_OFFICER, "27 ветер 20 км/ч примерно")
    misread = await town.seen(CITY_OFFICER, STAFF, "Не записано")
    for part in ("мороз или тепло", "метрах в секунду", "«примерно»"):
        assert part in misread.text
    town.say(CITY_OFFICER, "-27 ветер 5,5 м/с")
    await town.seen(CITY_OFFICER, STAFF, "ветер 5,5 м/с", "Верно?")
    town.say(CITY_OFFICER, "-28 ветер 5,5 м/с")  # not the button: a correction
    await town.seen(CITY_OFFICER, STAFF, "−28 °C", "Верно?")
    await town.tap(CITY_OFFICER, "Верно, записать")
    await town.seen(CITY_OFFICER, STAFF, "Записано")
    assert [reading.temp_c for reading in readings(town)] == [-28.0]


async def test_a_wind_that_was_not_named_is_said_to_be_unknown(town: Town) -> None:
    town.say(DISTRICT_OFFICER, "/reading -31")
    await town.seen(DISTRICT_OFFICER, STAFF, "Федоровка", "жел белгісіз")
    await town.tap(DISTRICT_OFFICER, "Дұрыс, жазу")
    await town.seen(DISTRICT_OFFICER, STAFF, "Жазылды")
    (reading,) = readings(town, "fyodorovka")
    assert reading.wind_ms is None


async def test_an_officer_of_several_places_chooses_one_or_names_it(town: Town) -> None:
    town.say(REGION_OFFICER, "-27 6")
    await town.seen(REGION_OFFICER, STAFF, "О каком месте речь?")
    await town.tap(REGION_OFFICER, "Фёдоровка")
    await town.seen(REGION_OFFICER, STAFF, "Фёдоровка, 06:05")
    town.say(REGION_OFFICER, "/reading Костанай -27 ветер 6 м/с")
    await town.seen(REGION_OFFICER, STAFF, "Костанай, 06:05")


async def test_a_teacher_cannot_type_weather(town: Town) -> None:
    town.say(TEACHER, "/reading -40 20")
    await town.seen(TEACHER, STAFF, "кезекшілері")
    town.say(TEACHER, "-40 20")
    await town.seen(TEACHER, STAFF, "өздері келеді")
    assert not readings(town)


async def test_a_button_of_a_forgotten_dialogue_does_nothing(town: Town) -> None:
    town.say(CITY_OFFICER, "-27 6")
    echo = await town.seen(CITY_OFFICER, STAFF, "Верно?")
    town.say(CITY_OFFICER, "/cancel")
    await town.seen(CITY_OFFICER, STAFF, "Отменено")
    answer = await town.forge(CITY_OFFICER, "dg:reading-check:save", echo)
    assert answer.text == "Этот диалог уже закончен. Начните, пожалуйста, заново."
    assert not readings(town)


async def test_the_inbox_tells_in_time_from_late_and_waiting(town: Town) -> None:
    draft = school.draft(town.storage, town.clock.now())
    town.say(CITY_OFFICER, "/inbox")
    await town.seen(CITY_OFFICER, STAFF, "Школа № 1", "ждёт решения", "Без приказа")
    with town.storage.transaction() as tx:
        answer = approval.approve(
            tx, order_id=draft.id, revision=1, by=person_of(HEAD), now=at("07:20"), edition=school.edition()
        )
    assert isinstance(answer, Done)
    town.say(REGION_OFFICER, "/inbox")
    await town.seen(
        REGION_OFFICER, STAFF, "Школа № 1", "получен в 07:20, с опозданием", "расписанию: 1", "расписанию: 2"
    )


async def test_a_teacher_has_no_inbox(town: Town) -> None:
    town.say(TEACHER, "/inbox")
    await town.seen(TEACHER, STAFF, "қызметкерлері көреді")


async def proposed(town: Town) -> tuple[Order, Message]:
    """Let the district's officer propose a heating failure and bring the card to the region's two signers."""
    officer = DISTRICT_OFFICER
    town.say(officer, "/emergency")
    await town.tap(officer, "Барлық ұйым: Федоров ауданының білім бөлімі")
    await town.tap(officer, "dg:cause:heating_failure")
    await town.seen(officer, STAFF, "қазақ тілінде")
    town.say(officer, "Қазандықта апат болды.")
    await town.seen(officer, STAFF, "орыс тіліндегі")
    town.say(officer, "Авария в котельной.")
    await town.tap(officer, "Барлығы")
    await town.tap(officer, "Бүгін")
    await town.tap(officer, "Барлық ауысым")
    preview = await town.seen(officer, STAFF, "Қазандықта апат болды.", "Авария в котельной.")
    assert "1 ұйымға қатысты" in preview.text
    await town.tap(officer, "Қол қоюға жіберу")
    await town.seen(officer, STAFF, "Қол қоюға жіберілді")
    with town.storage.transaction() as tx:
        (order,) = tx.orders.find(bodies=(school.REGION,))
    await town.dispatch()
    return order, await town.seen(REGION_HEAD, STAFF, "Қазандықта апат болды.")


async def test_an_emergency_takes_two_persons_and_goes_out_at_once(town: Town) -> None:
    order, _ = await proposed(town)
    assert (order.ground, order.scope.kind, order.scope.names) == (Ground.EMERGENCY, ScopeKind.DISTRICT, ("fyodorov",))
    assert (order.grades, order.shift, order.prepared_by) == (
        (0, 1, 2, 4, 5, 7, 9, 11),
        None,
        person_of(DISTRICT_OFFICER),
    )
    assert order.approval is None
    answer = await town.tap(REGION_HEAD, f"ap:{order.id}:1:")
    assert answer.text == "Бекітілді. Тарату өздігінен басталады."
    assert school.stored(town.storage, order.id).state is OrderState.APPROVED
    await town.dispatch()
    await town.seen(school.RURAL_HEAD, STAFF, order.check_code)


async def test_who_prepared_it_cannot_confirm_it(town: Town) -> None:
    town.say(REGION_OFFICER, "/emergency")
    await town.tap(REGION_OFFICER, "Перечислить организации")
    await town.seen(REGION_OFFICER, STAFF, "Напишите коды")
    town.say(REGION_OFFICER, "kst-1, nowhere")
    await town.seen(REGION_OFFICER, STAFF, "незнакомые")
    town.say(REGION_OFFICER, "KST-1 kst-10")
    await town.tap(REGION_OFFICER, "dg:cause:quarantine")
    await town.tap(REGION_OFFICER, "Пропустить")
    await town.seen(REGION_OFFICER, STAFF, "Кто учится дома")
    town.say(REGION_OFFICER, "3")
    await town.seen(REGION_OFFICER, STAFF, "Таких классов там нет")
    town.say(REGION_OFFICER, "0-4")
    await town.seen(REGION_OFFICER, STAFF, "В какие дни")
    town.say(REGION_OFFICER, "15.01")
    await town.seen(REGION_OFFICER, STAFF, "уже прошли")
    town.say(REGION_OFFICER, "16.01-18.01")
    await town.tap(REGION_OFFICER, "dg:shift:3")
    await town.seen(REGION_OFFICER, STAFF, "Какая смена")
    await town.tap(REGION_OFFICER, "dg:shift:1")
    await town.tap(REGION_OFFICER, "Отправить на подпись")
    await town.seen(REGION_OFFICER, STAFF, "Отправлено на подпись")
    with town.storage.transaction() as tx:
        (order,) = tx.orders.find(bodies=(school.REGION,))
    assert order.ground is Ground.QUARANTINE
    assert order.scope.names == ("kst-1", "kst-10")
    await town.dispatch()
    message = await town.seen(REGION_HEAD, STAFF, "карантин")
    refused = await town.forge(REGION_OFFICER, f"ap:{order.id}:1:", message)
    assert refused.text == "Подписать должен другой человек: этот приказ подготовили вы."
    assert school.stored(town.storage, order.id).approval is None
    district = await town.forge(DISTRICT_OFFICER, f"ap:{order.id}:1:", message)
    assert "құқығыңыз жоқ" in district.text


async def test_several_districts_are_ticked_one_by_one(town: Town) -> None:
    town.say(REGION_OFFICER, "/emergency")
    await town.tap(REGION_OFFICER, "Выбрать районы")
    await town.tap(REGION_OFFICER, "Отдел образования города")
    await town.tap(REGION_OFFICER, "Отдел Федоровского района")
    await town.tap(REGION_OFFICER, "✓ Отдел образования города")
    await town.tap(REGION_OFFICER, "Дальше →")
    await town.seen(REGION_OFFICER, STAFF, "Что случилось?")


async def test_a_head_cannot_order_an_emergency(town: Town) -> None:
    town.say(HEAD, "/emergency")
    await town.seen(HEAD, STAFF, "сотрудники органов управления")
