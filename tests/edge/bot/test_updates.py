"""Updates themselves: redelivered ones, failures, groups, the webhook's secret, people the bot does not know."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.app import build_bot, build_dispatcher, close, set_commands
from bot.context import BotContext, BotName
from orders.order import OrderState
from sandbox.faults.book import Fault, FaultKind
from sandbox.server import running
from sandbox.world import World
from storage import SqlStorage
from tests.edge.bot import school
from tests.edge.bot.conftest import TOKENS, URL, Town
from tests.edge.bot.school import DEPUTY, HEAD, STRANGER, StoppedClock, at, person_of
from web.app import create_app
from web.telegram import MissingSecret, WebhookBot

STAFF = BotName.STAFF
SECRET = "a-secret_42"
Client = TestClient[Request, Application]
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def tap_update(update_id: int, who: int, data: str) -> dict[str, Any]:
    person = {"id": who, "is_bot": False, "first_name": "Somebody", "language_code": "ru"}
    chat = {"id": who, "type": "private", "first_name": "Somebody"}
    message = {"message_id": 1, "date": 1768525500, "chat": chat, "text": "card"}
    query = {"id": str(update_id), "from": person, "chat_instance": "1", "data": data, "message": message}
    return {"update_id": update_id, "callback_query": query}


@pytest.fixture
async def webhook(sqlite_storage: SqlStorage, clock: StoppedClock) -> AsyncIterator[Client]:
    """The web server with both bots mounted, and a Telegram for their answers."""
    school.furnish(sqlite_storage)
    world = World(limits=False)
    context = BotContext(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, public_url=URL)
    async with running(world) as base_url:
        doors = {
            str(name): WebhookBot(
                bot=build_bot(token, base_url=f"{base_url}/telegram"),
                dispatcher=build_dispatcher(name, context),
                secret=SECRET,
            )
            for name, token in TOKENS.items()
        }
        app = create_app(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, bots=doors)
        async with TestClient(TestServer(app)) as client:
            yield client
        await asyncio.gather(*(close(door.bot, door.dispatcher) for door in doors.values()))


async def test_an_update_with_the_secret_is_handled_before_the_answer(
    webhook: Client, sqlite_storage: SqlStorage
) -> None:
    order = school.draft(sqlite_storage, at("06:05"))
    update = tap_update(1, HEAD, f"ap:{order.id}:1:")
    async with webhook.post("/telegram/staff", json=update, headers={HEADER: SECRET}) as response:
        assert response.status == 200
    assert school.stored(sqlite_storage, order.id).state is OrderState.APPROVED


@pytest.mark.parametrize("secret", [None, "", "a-secret_43", "a-secret", "құпия"])
async def test_an_update_without_the_secret_is_refused(
    webhook: Client, sqlite_storage: SqlStorage, secret: str | None
) -> None:
    order = school.draft(sqlite_storage, at("06:05"))
    update = tap_update(1, HEAD, f"ap:{order.id}:1:")
    headers = {} if secret is None else {HEADER: secret}
    async with webhook.post("/telegram/staff", json=update, headers=headers) as response:
        assert response.status == 401
    assert school.stored(sqlite_storage, order.id) == order


async def test_a_redelivered_update_does_nothing(webhook: Client, sqlite_storage: SqlStorage) -> None:
    first = tap_update(7, HEAD, "garbage")
    order = school.draft(sqlite_storage, at("06:05"))
    again = tap_update(7, HEAD, f"ap:{order.id}:1:")  # the same id: Telegram would never change what it redelivers
    for update in (first, again):
        async with webhook.post("/telegram/staff", json=update, headers={HEADER: SECRET}) as response:
            assert response.status == 200
    assert school.stored(sqlite_storage, order.id) == order


async def test_the_same_id_at_the_other_bot_is_another_update(webhook: Client, sqlite_storage: SqlStorage) -> None:
    order = school.draft(sqlite_storage, at("06:05"))
    update = tap_update(7, HEAD, f"ap:{order.id}:1:")
    for name in ("families", "staff"):
        async with webhook.post(f"/telegram/{name}", json=update, headers={HEADER: SECRET}) as response:
            assert response.status == 200
    assert school.stored(sqlite_storage, order.id).state is OrderState.APPROVED


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"update_id": "x"}'])
async def test_what_is_no_update_is_refused(webhook: Client, body: bytes) -> None:
    async with webhook.post("/telegram/staff", data=body, headers={HEADER: SECRET}) as response:
        assert response.status == 400


async def test_a_bot_nobody_mounted_is_not_found(webhook: Client) -> None:
    async with webhook.post("/telegram/other", json={}, headers={HEADER: SECRET}) as response:
        assert response.status == 404


async def test_a_webhook_without_a_secret_is_not_mounted(sqlite_storage: SqlStorage, clock: StoppedClock) -> None:
    context = BotContext(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, public_url=URL)
    bot, dispatcher = build_bot(TOKENS[STAFF]), build_dispatcher(STAFF, context)
    door = WebhookBot(bot=bot, dispatcher=dispatcher, secret="")
    with pytest.raises(MissingSecret, match="staff"):
        create_app(storage=sqlite_storage, clock=clock, editions=school.EDITIONS, bots={"staff": door})
    await close(bot, dispatcher)


async def test_a_failure_is_apologised_for_and_logged_without_words_or_numbers(town: Town) -> None:
    with town.storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE appointments RENAME TO gone")
    with structlog.testing.capture_logs() as logs:
        town.say(HEAD, "секретные слова +77010000101")
        await town.seen(HEAD, STAFF, "Не получилось")
    (failure,) = [entry for entry in logs if entry["event"] == "update.failed"]
    assert failure["bot"] == "telegram-staff"
    assert failure["error"]
    assert failure["where"]
    for private in ("секретные", "77010000101", TOKENS[STAFF]):
        assert private not in repr(logs)


async def test_nothing_is_answered_in_groups(town: Town) -> None:
    group = town.world.add_group(-500, "Чат 4А", bots=[STAFF])
    bot = town.world.bot(STAFF)
    person = town.world.person(HEAD)
    chat = {"id": group.id, "type": "supergroup", "title": "Чат 4А"}
    body = {"message_id": 77, "date": 1768525500, "chat": chat, "from": person.as_user, "text": "/inbox"}
    bot.updates.put("message", body, lane=group.id, now=town.world.clock.now())
    town.say(HEAD, "/help")
    await town.seen(HEAD, STAFF, "/language")
    await town.until(lambda: not bot.updates.pending())
    assert sum(message.outgoing for message in town.world.messages(HEAD, STAFF)) == 1


async def test_a_stranger_is_refused_politely_and_learns_nothing(town: Town) -> None:
    town.say(STRANGER, "/inbox")
    await town.seen(STRANGER, STAFF, "для сотрудников")
    town.world.share_contact(STRANGER, STAFF)
    await town.seen(STRANGER, STAFF, "не узнали")
    assert town.person_at(STRANGER, STAFF) is None


async def test_an_invitation_works_once(town: Town) -> None:
    town.world.press_start(DEPUTY, STAFF, "invite-deputy")
    await town.seen(DEPUTY, STAFF, "Сәлеметсіз бе", "орынбасары")
    assert town.person_at(DEPUTY, STAFF) == person_of(DEPUTY)
    town.world.press_start(STRANGER, STAFF, "invite-deputy")
    await town.seen(STRANGER, STAFF, "не узнали")
    assert town.person_at(STRANGER, STAFF) is None


async def test_the_own_number_recognises_a_member_of_staff_but_not_somebody_elses(town: Town) -> None:
    town.world.press_start(DEPUTY, STAFF)
    await town.seen(DEPUTY, STAFF, "для сотрудников")
    town.world.share_contact(DEPUTY, STAFF, of=town.world.person(HEAD))
    await town.seen(DEPUTY, STAFF, "номер другого человека")
    assert town.person_at(DEPUTY, STAFF) is None
    town.world.press_key(DEPUTY, "Поделиться своим номером", bot=STAFF)
    await town.seen(DEPUTY, STAFF, "Сәлеметсіз бе")
    assert town.person_at(DEPUTY, STAFF) == person_of(DEPUTY)


async def test_a_parent_is_no_member_of_staff(town: Town) -> None:
    town.world.press_start(school.MOTHER, STAFF)
    await town.seen(school.MOTHER, STAFF, "қызметкерлеріне арналған")
    town.world.share_contact(school.MOTHER, STAFF)
    await town.seen(school.MOTHER, STAFF, "танымадық")


async def test_staff_choose_their_language_too(town: Town) -> None:
    town.say(HEAD, "/language")
    await town.tap(HEAD, "Қазақша")
    await town.seen(HEAD, STAFF, "қазақша жазамын")
    town.say(HEAD, "/help")
    await town.seen(HEAD, STAFF, "өздері келеді")


async def test_the_menu_of_commands_is_in_both_languages(town: Town) -> None:
    for name, token in TOKENS.items():
        bot = build_bot(token, base_url=town.base_url)
        await set_commands(bot, name)
        kazakh, russian, other = [await bot.get_my_commands(language_code=code) for code in ("kk", "ru", None)]
        await bot.session.close()
        assert [one.command for one in kazakh] == [one.command for one in russian]
        assert kazakh != russian
        assert other == russian


async def test_a_flood_or_a_broken_telegram_does_not_stop_the_polling(town: Town) -> None:
    for kind in (FaultKind.BAD_GATEWAY, FaultKind.RESET_BEFORE, FaultKind.ERROR):
        town.world.faults.arm(Fault(kind=kind, times=1, method="getUpdates"))
        town.say(HEAD, "/help")
    await town.until(lambda: sum(message.outgoing for message in town.world.messages(HEAD, STAFF)) == 3)


async def test_a_short_flood_is_waited_out(town: Town) -> None:
    town.world.faults.arm(Fault(kind=FaultKind.FLOOD, seconds=1, times=1, method="sendMessage"))
    town.say(HEAD, "/help")
    await town.seen(HEAD, STAFF, "/language")


async def test_an_approval_whose_answer_is_lost_stands_and_is_not_called_a_failure(town: Town) -> None:
    order = school.draft(town.storage, town.clock.now())
    await town.dispatch()
    await town.seen(HEAD, STAFF, "Школа № 1")
    town.world.faults.arm(Fault(kind=FaultKind.REFUSE, status=403, method="answerCallbackQuery"))
    town.world.tap(HEAD, f"ap:{order.id}:1:", bot=STAFF)
    await town.until(lambda: school.stored(town.storage, order.id).state is OrderState.APPROVED)
    town.say(HEAD, "/help")
    await town.seen(HEAD, STAFF, "/language")
    assert not any("Не получилось" in message.text for message in town.world.messages(HEAD, STAFF))
