"""The head and the card: one tap, twice, too late, by the wrong person, with forged data; grades, reasons, return."""

import pytest

from bot.context import BotName
from orders import duties
from orders.order import Order, OrderState
from sandbox.telegram.conversations import Message
from tests.edge.bot import school
from tests.edge.bot.conftest import Town
from tests.edge.bot.school import DEPUTY, HEAD, RURAL_HEAD, STRANGER, TEACHER, Sky, at, person_of

STAFF = BotName.STAFF
APPROVE = "Утвердить: 0–1, 4 классы"


async def card(town: Town, sky: Sky | None = None) -> tuple[Order, Message]:
    """Draft the first shift and bring its card to the head."""
    order = school.draft(town.storage, town.clock.now(), sky)
    await town.dispatch()
    return order, await town.seen(HEAD, STAFF, "Школа № 1", "редакция 1")


def now(town: Town, order: Order) -> Order:
    return school.stored(town.storage, order.id)


async def test_one_tap_approves_and_the_card_says_who_and_when(town: Town) -> None:
    order, message = await card(town)
    answer = await town.tap(HEAD, APPROVE)
    assert answer.text == "Утверждено. Рассылка начнётся сама."
    signed = now(town, order)
    assert signed.state is OrderState.APPROVED
    assert signed.approval is not None
    assert signed.approval.person == person_of(HEAD)
    shown = await town.seen(HEAD, STAFF, "Утверждён: Директор школы № 1, 06:05")
    assert shown.message_id == message.message_id
    assert shown.edits == 1
    assert not shown.buttons


async def test_the_second_tap_of_the_same_head_changes_nothing(town: Town) -> None:
    order, message = await card(town)
    data = next(button["callback_data"] for button in message.buttons if button["text"] == APPROVE)
    await town.forge(HEAD, data, message)
    first = now(town, order)
    answer = await town.forge(HEAD, data, message)
    assert answer.text == "Это уже сделано. Ничего не изменилось."
    assert now(town, order) == first


async def test_of_two_heads_tapping_at_once_one_signs_and_the_other_hears_that_it_is_done(town: Town) -> None:
    order, message = await card(town)
    town.world.press_start(DEPUTY, STAFF, "invite-deputy")
    await town.seen(DEPUTY, STAFF, "Сәлеметсіз бе")
    data = f"ap:{order.id}:1:"
    answers = [await town.forge(who, data, message) for who in (HEAD, DEPUTY)]
    assert [answer.text for answer in answers] == [
        "Утверждено. Рассылка начнётся сама.",
        "Бұл жасалып қойған. Ештеңе өзгерген жоқ.",
    ]
    signed = now(town, order)
    assert signed.approval is not None
    assert signed.approval.person == person_of(HEAD)
    with town.storage.transaction() as tx:
        assert len(tx.orders.revisions(order.id)) == 1


async def test_a_stale_button_shows_the_new_revision_and_approves_nothing(town: Town) -> None:
    order, message = await card(town)
    school.draft(town.storage, at("06:06"), Sky(temp_c=-31.0, wind_ms=9.0))
    answer = await town.tap(HEAD, APPROVE)
    assert answer.alert
    assert "редакция 2" in answer.text
    assert now(town, order).approval is None
    shown = await town.seen(HEAD, STAFF, "редакция 2")
    assert shown.message_id == message.message_id
    fresh = next(button for button in shown.buttons if button["text"].startswith("Утвердить"))
    await town.tap(HEAD, fresh["callback_data"])
    assert now(town, order).state is OrderState.APPROVED


@pytest.mark.parametrize(
    "data",
    [
        "",
        "garbage",
        "ap:zz:1:",
        "ap:{id}:one:",
        "xx:{id}:1:",
        "ap:{id}:1",
        "dg:nothing:1",
        "lang:en:",
        "sr:{id}:1:0-4~nonsense",
        "sr:{id}:1:wrong~wind",
        "ar:{id}:1:5",
        "cg:{id}:99:",
    ],
)
async def test_forged_data_changes_nothing_and_is_answered(town: Town, data: str) -> None:
    order, message = await card(town)
    answer = await town.forge(HEAD, data.format(id=order.id), message)
    assert answer.alert
    assert now(town, order) == order


async def test_somebody_elses_tap_changes_nothing_and_learns_nothing(town: Town) -> None:
    order, message = await card(town)
    for who in (TEACHER, RURAL_HEAD):
        answer = await town.forge(who, f"ap:{order.id}:1:", message)
        assert answer.text == "Бұл бұйрық бойынша шешім қабылдауға құқығыңыз жоқ. Ештеңе өзгерген жоқ."
    assert now(town, order) == order
    for who in (TEACHER, RURAL_HEAD):
        assert not town.world.messages(who, STAFF)


async def test_a_stranger_hears_the_same_whether_or_not_there_is_such_an_order(town: Town) -> None:
    order, message = await card(town)
    answers = [await town.forge(STRANGER, f"ap:{some}:1:", message) for some in (order.id, "f" * 32)]
    assert answers[0].text == answers[1].text
    assert now(town, order) == order


async def test_a_tap_from_somebody_elses_chat_is_no_tap(town: Town) -> None:
    order, message = await card(town)
    answer = await town.forge(HEAD, f"ap:{order.id}:1:", message, chat=STRANGER)
    assert answer.text == "Эта кнопка устарела или создана не нами. Ничего не изменилось. Откройте последнее сообщение."
    assert now(town, order) == order


async def test_an_order_that_does_not_exist_is_not_found(town: Town) -> None:
    _, message = await card(town)
    answer = await town.forge(HEAD, f"ap:{'f' * 32}:1:", message)
    assert answer.text == "Такого приказа нет. Ничего не изменилось."


async def test_before_its_window_a_card_cannot_be_approved(town: Town) -> None:
    order, message = await card(town)
    town.clock.instant = at("05:59")
    answer = await town.forge(HEAD, f"ap:{order.id}:1:", message)
    assert answer.text == "Ещё рано: утвердить можно с 06:00."
    assert now(town, order) == order


async def test_at_eight_the_window_is_closed_and_only_the_late_act_with_a_reason_is_left(town: Town) -> None:
    order, _ = await card(town)
    town.clock.instant = at("08:00")
    answer = await town.tap(HEAD, APPROVE)
    assert "08:00" in answer.text
    assert now(town, order).approval is None
    with town.storage.transaction() as tx:
        duties.expire_drafts(tx, now=town.clock.now(), edition=school.edition())
    await town.dispatch()
    await town.tap(HEAD, "Утвердить с опозданием")
    await town.tap(HEAD, "Детям опасно выходить из дома")
    late = now(town, order)
    assert (late.state, late.late) == (OrderState.APPROVED, True)
    assert late.approval is not None
    assert late.approval.reason == "Детям опасно выходить из дома"


async def test_the_head_widens_the_grades_with_a_ready_reason_and_then_approves(town: Town) -> None:
    order, _ = await card(town)
    await town.tap(HEAD, "Выбрать классы")
    choice = await town.seen(HEAD, STAFF, "Кто учится дома")
    assert any(button["callback_data"].startswith("sg:") for button in choice.buttons)
    await town.tap(HEAD, f"sg:{order.id}:1:0-9")
    await town.seen(HEAD, STAFF, "отличается от предложенного")
    await town.tap(HEAD, "Ветер усиливается")
    edited = now(town, order)
    assert (edited.revision, edited.grades, edited.change_reason) == (2, (0, 1, 4, 5, 9), "Ветер усиливается")
    await town.tap(HEAD, f"ap:{order.id}:2:")
    assert now(town, order).state is OrderState.APPROVED


async def test_any_first_and_last_grade_can_be_tapped(town: Town) -> None:
    order, _ = await card(town)
    await town.tap(HEAD, "Выбрать классы")
    await town.tap(HEAD, "Другие классы")
    await town.tap(HEAD, f"sg:{order.id}:1:1-")
    await town.tap(HEAD, f"sg:{order.id}:1:1-5")
    await town.tap(HEAD, "Своими словами")
    await town.seen(HEAD, STAFF, "Напишите причину")
    town.say(HEAD, "У школы метель, дорогу не видно")
    await town.seen(HEAD, STAFF, "редакция 2")
    edited = now(town, order)
    assert (edited.grades, edited.change_reason) == ((1, 4, 5), "У школы метель, дорогу не видно")


async def test_grades_and_reason_may_be_typed_in_one_message(town: Town) -> None:
    order, _ = await card(town)
    await town.tap(HEAD, "Выбрать классы")
    await town.seen(HEAD, STAFF, "Кто учится дома")
    town.say(HEAD, "только маленькие")
    await town.seen(HEAD, STAFF, "Не удалось разобрать")
    town.say(HEAD, "0-4, 9 сильный ветер")
    await town.seen(HEAD, STAFF, "редакция 2")
    assert (now(town, order).grades, now(town, order).change_reason) == ((0, 1, 4, 9), "сильный ветер")


async def test_a_grade_nobody_learns_in_is_refused(town: Town) -> None:
    order, _ = await card(town)
    await town.tap(HEAD, "Выбрать классы")
    await town.seen(HEAD, STAFF, "Кто учится дома")
    town.say(HEAD, "3 сильный ветер")
    await town.seen(HEAD, STAFF, "Таких классов в этой смене нет")
    assert now(town, order) == order


async def test_going_back_shows_the_card_as_it_was(town: Town) -> None:
    order, message = await card(town)
    await town.tap(HEAD, "Выбрать классы")
    await town.seen(HEAD, STAFF, "Кто учится дома")
    await town.tap(HEAD, "← Назад")
    shown = await town.seen(HEAD, STAFF, "редакция 1")
    assert shown.text == message.text
    assert now(town, order) == order


async def test_a_returned_draft_cannot_be_approved_until_somebody_has_chosen(town: Town) -> None:
    order, message = await card(town)
    await town.tap(HEAD, "Вернуть на доработку")
    await town.tap(HEAD, "Нужно проверить данные о погоде")
    assert now(town, order).state is OrderState.RETURNED
    answer = await town.forge(HEAD, f"ap:{order.id}:1:", message)
    assert answer.text == "Так сделать уже нельзя. Приказ сейчас: возвращён на доработку."


async def test_the_head_keeps_the_school_open_with_a_reason(town: Town) -> None:
    order, _ = await card(town)
    await town.tap(HEAD, "Уроки по расписанию")
    await town.tap(HEAD, "Ветер стих")
    rejected = now(town, order)
    assert (rejected.state, rejected.change_reason) == (OrderState.REJECTED, "Ветер стих")


async def test_a_question_is_answered_with_one_tap(town: Town) -> None:
    order = school.draft(town.storage, town.clock.now(), Sky(temp_c=-26, wind_ms=None))
    await town.dispatch()
    await town.seen(HEAD, STAFF, "Школа № 1")
    assert order.grades == ()
    await town.tap(HEAD, "Уроки по расписанию")
    assert now(town, order).state is OrderState.REJECTED


async def test_an_order_without_its_responsible_persons_says_what_is_missing(town: Town) -> None:
    with town.storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("DELETE FROM appointments WHERE role = 'duty_teacher'")
    order, _ = await card(town)
    answer = await town.tap(HEAD, APPROVE)
    assert "дежурные педагоги" in answer.text
    assert now(town, order).approval is None


async def test_a_head_whose_card_could_not_come_finds_it_when_they_open_the_bot(town: Town) -> None:
    order = school.draft(town.storage, town.clock.now())
    town.say(HEAD, "/start")
    await town.seen(HEAD, STAFF, "Школа № 1", "редакция 1")
    await town.tap(HEAD, APPROVE)
    assert now(town, order).state is OrderState.APPROVED


async def test_a_deputy_who_joins_late_sees_what_waits_for_a_signature(town: Town) -> None:
    school.draft(town.storage, town.clock.now())
    town.world.press_start(DEPUTY, STAFF, "invite-deputy")
    card = await town.seen(DEPUTY, STAFF, "1-редакция")
    assert any(str(button.get("callback_data", "")).startswith("ap:") for button in card.buttons)


async def test_nobody_else_sees_what_waits(town: Town) -> None:
    school.draft(town.storage, town.clock.now())
    town.say(TEACHER, "/start")
    shown = await town.seen(TEACHER, STAFF)
    assert not shown.buttons
