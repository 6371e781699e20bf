"""Channels and groups: opened by whoever may, told inside the window, left alone when the bot is thrown out."""

from dataclasses import replace

import pytest

from bot.context import BotName
from dispatch.delivery import Delivery, DeliveryState, Purpose
from dispatch.rooms import Room
from orders.order import Order
from orders.organisation import PersonId
from sandbox.telegram.conversations import Message
from tests.edge.bot import school
from tests.edge.bot.conftest import URL, Town
from tests.edge.bot.school import DAY, FAMILIES, HEAD, MOTHER, OTHER_TEACHER, SCHOOL, TEACHER, at, class_of, person_of
from tests.edge.web.test_pages import approved, revoked

BOT = BotName.FAMILIES
GROUP, SUPERGROUP, CHANNEL = -4001, -1001, -1002
CLASS = class_of(SCHOOL, 4)


@pytest.fixture
def rooms(town: Town) -> Town:
    """The town with a class's group and the school's channel, in which the bot is not yet."""
    town.world.add_group(GROUP, "4А ата-аналары", kind="group")
    town.world.add_group(CHANNEL, "Школа № 1", kind="channel", username="school_1")
    return town


def room(town: Town, address: int) -> Room | None:
    with town.storage.reading() as tx:
        return tx.rooms.at(FAMILIES, str(address))


def notices(town: Town, order: Order, *purposes: Purpose) -> list[Delivery]:
    with town.storage.reading() as tx:
        rows = tx.ledger.of_order(order.id, purposes=purposes or (Purpose.ROOM_NOTICE,))
    return [row for row in rows if row.person.startswith("room:")]


async def told(town: Town, where: int, *parts: str, after: int = 0) -> Message:
    return await town.world.wait_for_message(
        BOT, where, lambda message: all(part in message.text for part in parts), after=after
    )


def signed(town: Town) -> Order:
    town.clock.instant = at("06:10")
    return approved(town.storage, at("06:10"))


async def opened(town: Town) -> None:
    town.world.bring(TEACHER, BOT, GROUP)
    await told(town, GROUP, "4А сыныбы")
    town.world.bring(HEAD, BOT, CHANNEL)
    await told(town, CHANNEL, "Школа № 1")


async def test_a_group_belongs_to_the_class_of_the_teacher_who_brings_the_bot(rooms: Town) -> None:
    rooms.world.bring(TEACHER, BOT, GROUP)
    await told(rooms, GROUP, "№ 1 мектеп, 4А сыныбы")
    found = room(rooms, GROUP)
    assert found is not None
    assert (found.organisation, found.class_id, found.locale, found.blocked) == (SCHOOL, CLASS, "kk", False)
    assert found.title == "4А ата-аналары"


async def test_a_channel_belongs_to_the_school_of_the_head_who_brings_the_bot(rooms: Town) -> None:
    rooms.world.bring(HEAD, BOT, CHANNEL)
    await told(rooms, CHANNEL, "Школа № 1")
    found = room(rooms, CHANNEL)
    assert found is not None
    assert (found.organisation, found.class_id, found.locale) == (SCHOOL, None, "ru")


async def test_a_stranger_opens_nothing_and_hears_in_a_group_who_may(rooms: Town) -> None:
    rooms.world.bring(MOTHER, BOT, GROUP)
    await told(rooms, GROUP, "сынып жетекшісі")
    rooms.world.bring(MOTHER, BOT, CHANNEL)
    rooms.world.bring(HEAD, BOT, GROUP)
    await told(rooms, GROUP, "Школа № 1")
    assert room(rooms, CHANNEL) is None
    assert rooms.world.messages(CHANNEL, BOT) == []


async def test_who_may_open_it_to_several_classes_is_asked_and_nobody_else_may_answer(rooms: Town) -> None:
    with rooms.storage.transaction() as tx:
        (fifth,) = [one for one in tx.registry.classes(SCHOOL) if one.grade == 5]
        tx.registry_writer.add_class(replace(fifth, homeroom_teacher=person_of(TEACHER)))
    rooms.world.bring(TEACHER, BOT, GROUP)
    question = await told(rooms, GROUP, "Таңдаңыз")
    assert question.labels == ["№ 1 мектеп, 4А сыныбы", "№ 1 мектеп, 5А сыныбы"]
    for stranger in (MOTHER, OTHER_TEACHER):
        answer = await rooms.world.wait_for_answer(
            rooms.world.tap_in(GROUP, stranger, "№ 1 мектеп, 5А сыныбы", bot=BOT)
        )
        assert answer.alert
        assert room(rooms, GROUP) is None
    await rooms.world.wait_for_answer(rooms.world.tap_in(GROUP, TEACHER, "№ 1 мектеп, 5А сыныбы", bot=BOT))
    await rooms.until(lambda: room(rooms, GROUP) is not None)
    found = room(rooms, GROUP)
    assert found is not None
    assert found.class_id == class_of(SCHOOL, 5)


async def test_a_class_link_opens_a_group_for_its_teacher_and_for_nobody_else(rooms: Town) -> None:
    rooms.world.bring(OTHER_TEACHER, BOT, GROUP)
    await told(rooms, GROUP, "9А класс")
    rooms.world.say_in(GROUP, OTHER_TEACHER, BOT, f"/start@{BOT} class-4a")
    await told(rooms, GROUP, "классный руководитель")
    found = room(rooms, GROUP)
    assert found is not None
    assert found.class_id == class_of(SCHOOL, 9)
    rooms.world.say_in(GROUP, TEACHER, BOT, f"/start@{BOT} class-4a")
    await told(rooms, GROUP, "№ 1 мектеп, 4А сыныбы")
    found = room(rooms, GROUP)
    assert found is not None
    assert found.class_id == CLASS


async def test_what_people_say_in_a_group_is_not_answered(rooms: Town) -> None:
    await opened(rooms)
    before = len(rooms.world.messages(GROUP, BOT))
    rooms.world.say_in(GROUP, MOTHER, BOT, "/stop")
    rooms.world.say_in(GROUP, MOTHER, BOT, f"/status@{BOT}")
    rooms.world.throw_out(TEACHER, BOT, GROUP)
    await rooms.until(lambda: (found := room(rooms, GROUP)) is not None and found.blocked)
    assert len(rooms.world.messages(GROUP, BOT)) == before + 2  # what was said, and nothing of the bot's


async def test_rooms_hear_inside_the_window_once_in_both_languages_without_personal_buttons(rooms: Town) -> None:
    await opened(rooms)
    order = signed(rooms)
    await rooms.dispatch()
    rows = notices(rooms, order)
    window = school.edition().family_window(1, DAY)
    assert [(row.address, row.state, row.not_before, row.not_after) for row in rows] == [
        (str(CHANNEL), DeliveryState.PLANNED, window.opens, window.closes),
        (str(GROUP), DeliveryState.PLANNED, window.opens, window.closes),
    ]
    rooms.clock.instant = window.opens
    await rooms.dispatch()
    for where, first, second in ((CHANNEL, "Школа № 1", "№ 1 мектеп"), (GROUP, "4А сыныбы", "4А класс")):
        message = await told(rooms, where, order.check_code)
        assert message.text.index(first) < message.text.index(second)
        assert [button.get("url") for button in message.buttons] == [f"{URL}/v/{order.check_code}"]
    assert {row.state for row in notices(rooms, order)} == {DeliveryState.ACCEPTED}


async def test_a_group_of_a_class_that_learns_at_school_hears_nothing(rooms: Town) -> None:
    rooms.world.bring(OTHER_TEACHER, BOT, GROUP)
    await told(rooms, GROUP, "9А класс")
    order = signed(rooms)
    await rooms.dispatch()
    assert notices(rooms, order) == []


async def test_rooms_that_were_told_hear_that_the_order_is_withdrawn(rooms: Town) -> None:
    await opened(rooms)
    order = signed(rooms)
    await rooms.dispatch()
    rooms.clock.instant = school.edition().family_window(1, DAY).opens
    await rooms.dispatch()
    seen = {where: (await told(rooms, where, order.check_code)).message_id for where in (GROUP, CHANNEL)}
    revoked(rooms.storage, school.stored(rooms.storage, order.id), rooms.clock.now())
    await rooms.dispatch()
    for where, message_id in seen.items():
        said = await told(rooms, where, "әдеттегі", "обычному", after=message_id)
        assert said.buttons == []
    assert {row.state for row in notices(rooms, order, Purpose.REVOCATION)} == {DeliveryState.ACCEPTED}


async def test_a_room_the_bot_was_thrown_out_of_is_recorded_as_silent_and_not_called(rooms: Town) -> None:
    await opened(rooms)
    rooms.world.throw_out(HEAD, BOT, CHANNEL)
    await rooms.until(lambda: (found := room(rooms, CHANNEL)) is not None and found.blocked)
    order = signed(rooms)
    await rooms.dispatch()
    states = {row.person: (row.state, row.reason) for row in notices(rooms, order)}
    assert states[PersonId(f"room:{FAMILIES}:{CHANNEL}")] == (DeliveryState.SUPPRESSED, "blocked")
    rooms.world.bring(HEAD, BOT, CHANNEL)
    await rooms.until(lambda: (found := room(rooms, CHANNEL)) is not None and not found.blocked)


async def test_a_room_that_refuses_a_message_is_remembered_as_closed(rooms: Town) -> None:
    await opened(rooms)
    rooms.world.telegram.groups[GROUP].members.clear()  # thrown out while nobody listened
    order = signed(rooms)
    await rooms.dispatch()
    rooms.clock.instant = school.edition().family_window(1, DAY).opens
    await rooms.dispatch()
    (row,) = [row for row in notices(rooms, order) if row.address == str(GROUP)]
    assert (row.state, row.reason) == (DeliveryState.REFUSED, "blocked")
    found = room(rooms, GROUP)
    assert found is not None
    assert found.blocked


async def test_a_group_that_becomes_a_supergroup_is_followed(rooms: Town) -> None:
    await opened(rooms)
    rooms.world.upgrade_group(GROUP, TEACHER, SUPERGROUP)
    await rooms.until(lambda: room(rooms, SUPERGROUP) is not None)
    assert room(rooms, GROUP) is None


async def test_a_group_that_moved_while_nobody_listened_gets_its_message_all_the_same(rooms: Town) -> None:
    await opened(rooms)
    order = signed(rooms)
    await rooms.dispatch()
    network = rooms.world.telegram
    rooms.world.add_group(SUPERGROUP, "4А ата-аналары", bots=[BOT])
    network.groups[GROUP].moved_to = SUPERGROUP
    rooms.clock.instant = school.edition().family_window(1, DAY).opens
    await rooms.dispatch()
    await told(rooms, SUPERGROUP, order.check_code)
    assert room(rooms, GROUP) is None
    moved = room(rooms, SUPERGROUP)
    assert moved is not None
    assert moved.class_id == CLASS
    states = {row.address: (row.state, row.reason) for row in notices(rooms, order)}
    assert states[str(GROUP)] == (DeliveryState.REFUSED, "moved")
    assert states[str(SUPERGROUP)] == (DeliveryState.ACCEPTED, "")
