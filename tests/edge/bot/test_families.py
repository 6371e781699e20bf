"""Families on their phones: joining, language, questions, acknowledging, leaving."""

import pytest

from bot.context import BotName
from orders import approval
from orders.answers import Done
from orders.order import Order
from sandbox.telegram.conversations import Message
from tests.edge.bot import school
from tests.edge.bot.conftest import Town
from tests.edge.bot.school import FATHER, MOTHER, at, person_of

FAMILIES = BotName.FAMILIES


def approve(town: Town, order: Order) -> None:
    with town.storage.transaction() as tx:
        answer = approval.approve(
            tx,
            order_id=order.id,
            revision=order.revision,
            by=person_of(school.HEAD),
            now=town.clock.now(),
            edition=school.edition(),
        )
    assert isinstance(answer, Done)


async def join(town: Town, who: int, language: str) -> Message:
    town.world.press_start(who, FAMILIES, "class-4a")
    await town.seen(who, FAMILIES, "Тілді таңдаңыз")
    await town.tap(who, language, FAMILIES)
    return await town.seen(who, FAMILIES, "4А")


async def test_a_mother_subscribes_by_the_class_link_in_kazakh(town: Town) -> None:
    welcome = await join(town, MOTHER, "Қазақша")
    assert "№ 1 мектеп, 4А сыныбы" in welcome.text
    assert "06:45–08:00" in welcome.text
    assert "11:15–13:00" in welcome.text
    with town.storage.transaction() as tx:
        person = tx.roster.person_at(FAMILIES.lane.name, str(MOTHER))
        assert person is not None
        assert person.locale == "kk"
        assert list(tx.roster.followed(person.id)) == [school.class_of(school.SCHOOL, 4)]


async def test_a_father_subscribes_by_the_class_link_in_russian(town: Town) -> None:
    welcome = await join(town, FATHER, "Русский")
    assert "Школа № 1, 4А класс" in welcome.text
    question = next(
        message for message in town.world.messages(FATHER, FAMILIES) if "пишу вам по-русски" in message.text
    )
    assert question.buttons == []


async def test_who_never_chooses_a_language_is_subscribed_all_the_same(town: Town) -> None:
    town.world.press_start(MOTHER, FAMILIES, "class-4a")
    await town.seen(MOTHER, FAMILIES, "Тілді таңдаңыз")
    assert town.person_at(MOTHER, FAMILIES) is not None


async def test_a_link_nobody_printed_is_refused_kindly(town: Town) -> None:
    town.world.press_start(MOTHER, FAMILIES, "class-of-last-year")
    await town.seen(MOTHER, FAMILIES, "сілтеме")
    assert town.person_at(MOTHER, FAMILIES) is None


async def test_the_own_number_recognises_the_child(town: Town) -> None:
    town.world.press_start(MOTHER, FAMILIES)
    await town.seen(MOTHER, FAMILIES, "Тілді таңдаңыз")
    await town.tap(MOTHER, "Русский", FAMILIES)
    await town.seen(MOTHER, FAMILIES, "Чтобы подписаться")
    town.world.press_key(MOTHER, "Поделиться своим номером", bot=FAMILIES)
    answer = await town.seen(MOTHER, FAMILIES, "Школа № 1, 4А класс")
    assert "06:45–08:00" in answer.text
    assert town.person_at(MOTHER, FAMILIES) == person_of(MOTHER)
    with town.storage.transaction() as tx:
        person = tx.registry.person(person_of(MOTHER))
    assert person is not None
    assert person.locale == "ru"  # chosen before we knew who it was


async def test_who_came_by_the_link_first_becomes_one_person_with_the_guardian(town: Town) -> None:
    await join(town, FATHER, "Русский")
    town.world.share_contact(FATHER, FAMILIES)
    answer = await town.seen(FATHER, FAMILIES, "9А класс")
    assert "4А класс" in answer.text
    assert town.person_at(FATHER, FAMILIES) == person_of(FATHER)


async def test_somebody_elses_contact_is_refused_and_links_nobody(town: Town) -> None:
    town.world.press_start(FATHER, FAMILIES)
    await town.seen(FATHER, FAMILIES, "Выберите язык")
    town.world.share_contact(FATHER, FAMILIES, of=town.world.person(MOTHER))
    await town.seen(FATHER, FAMILIES, "номер другого человека")
    assert town.person_at(FATHER, FAMILIES) is None


async def test_a_number_the_roster_does_not_know_is_sent_to_the_teacher(town: Town) -> None:
    town.world.press_start(301, FAMILIES)
    await town.seen(301, FAMILIES, "Выберите язык")
    town.world.share_contact(301, FAMILIES)
    await town.seen(301, FAMILIES, "нет в списках школ")
    assert town.person_at(301, FAMILIES) is None


async def test_a_family_may_go_on_without_a_number(town: Town) -> None:
    await join(town, MOTHER, "Қазақша")
    town.world.press_key(MOTHER, "Нөмірсіз", bot=FAMILIES)
    await town.seen(MOTHER, FAMILIES, "Жақсы")


async def test_status_says_lessons_as_usual_until_somebody_decides(town: Town) -> None:
    await join(town, FATHER, "Русский")
    town.say(FATHER, "/status", FAMILIES)
    await town.seen(FATHER, FAMILIES, "занятия по обычному расписанию", "до 08:00")
    approve(town, school.draft(town.storage, town.clock.now()))
    town.say(FATHER, "/status", FAMILIES)
    await town.seen(FATHER, FAMILIES, "учатся дома", "Код проверки")


async def test_status_of_nobodys_parent_says_how_to_begin(town: Town) -> None:
    town.world.press_start(301, FAMILIES)
    town.say(301, "/status", FAMILIES)
    await town.seen(301, FAMILIES, "не подписаны")


async def test_a_code_from_a_chat_can_be_checked(town: Town) -> None:
    order = school.draft(town.storage, town.clock.now())
    town.world.press_start(FATHER, FAMILIES)
    town.say(FATHER, f"/check {order.check_code}", FAMILIES)
    await town.seen(FATHER, FAMILIES, "Такого кода нет")
    approve(town, order)
    town.say(FATHER, f"/check {order.check_code.lower()}", FAMILIES)
    await town.seen(FATHER, FAMILIES, "настоящее и действует сегодня", f"https://boran.example/v/{order.check_code}")
    town.say(FATHER, "/check", FAMILIES)
    await town.seen(FATHER, FAMILIES, "Пришлите код")


async def test_the_family_acknowledges_once_however_often_it_taps(town: Town) -> None:
    await join(town, FATHER, "Русский")
    order = school.draft(town.storage, town.clock.now())
    approve(town, order)
    town.clock.instant = at("06:46")
    await town.dispatch()
    notice = await town.seen(FATHER, FAMILIES, order.check_code)
    data = notice.buttons[0]["callback_data"]
    first = await town.forge(FATHER, data, notice, FAMILIES)
    second = await town.forge(FATHER, data, notice, FAMILIES)
    assert (first.text, second.text) == ("Записано. Спасибо!", "Это уже записано. Спасибо!")
    with town.storage.transaction() as tx:
        said = [one.person for one in tx.acknowledgements.of_order(order.id)]
    assert said == [town.person_at(FATHER, FAMILIES)]
    assert not any(message.buttons for message in town.world.messages(FATHER, FAMILIES) if message.text == notice.text)


async def test_a_family_cannot_approve_anything(town: Town) -> None:
    await join(town, FATHER, "Русский")
    order = school.draft(town.storage, town.clock.now())
    message = await town.seen(FATHER, FAMILIES, "4А")
    answer = await town.forge(FATHER, f"ap:{order.id}:1:", message, FAMILIES)
    assert answer.alert
    assert school.stored(town.storage, order.id).approval is None


@pytest.mark.parametrize(("language", "said"), [("Қазақша", "қазақша жазамын"), ("Русский", "пишу вам по-русски")])
async def test_the_language_can_be_changed_later(town: Town, language: str, said: str) -> None:
    await join(town, MOTHER, "Русский")
    town.say(MOTHER, "/language", FAMILIES)
    await town.tap(MOTHER, language, FAMILIES)
    await town.seen(MOTHER, FAMILIES, said)


async def test_stop_ends_the_messages(town: Town) -> None:
    await join(town, FATHER, "Русский")
    person = town.person_at(FATHER, FAMILIES)
    assert person is not None
    town.say(FATHER, "/stop", FAMILIES)
    await town.seen(FATHER, FAMILIES, "Больше сообщений не будет")
    with town.storage.transaction() as tx:
        assert not tx.roster.followed(person)
        assert [contact.blocked for member in tx.roster.staff((person,)) for contact in member.contacts] == [True]


async def test_blocking_the_bot_is_noted_and_coming_back_too(town: Town) -> None:
    await join(town, FATHER, "Русский")
    person = town.person_at(FATHER, FAMILIES)
    assert person is not None

    def blocked() -> list[bool]:
        with town.storage.transaction() as tx:
            return [contact.blocked for member in tx.roster.staff((person,)) for contact in member.contacts]

    town.world.block(FATHER, FAMILIES)
    await town.until(lambda: blocked() == [True])
    town.world.unblock(FATHER, FAMILIES)
    await town.until(lambda: blocked() == [False])


async def test_words_out_of_the_blue_get_a_short_help(town: Town) -> None:
    town.world.press_start(FATHER, FAMILIES)
    town.say(FATHER, "А завтра учимся?", FAMILIES)
    await town.seen(FATHER, FAMILIES, "/status", "/check", "/stop")
