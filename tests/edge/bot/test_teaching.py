"""The homeroom teacher's morning: acquainted, the text for the class chat, the families to phone."""

from bot.context import BotName
from orders import approval
from orders.answers import Done
from orders.order import Order
from sandbox.telegram.conversations import Message
from tests.edge.bot import school
from tests.edge.bot.conftest import Town
from tests.edge.bot.school import FATHER, HEAD, OTHER_TEACHER, TEACHER, at, person_of

STAFF = BotName.STAFF


async def released(town: Town) -> tuple[Order, Message]:
    """Approve the first shift's order and bring it to the teacher of 4А."""
    draft = school.draft(town.storage, town.clock.now())
    with town.storage.transaction() as tx:
        answer = approval.approve(
            tx, order_id=draft.id, revision=1, by=person_of(HEAD), now=town.clock.now(), edition=school.edition()
        )
    assert isinstance(answer, Done)
    await town.dispatch()
    return answer.order, await town.seen(TEACHER, STAFF, draft.check_code)


async def test_acquainted_is_recorded_once_and_the_card_says_when(town: Town) -> None:
    order, message = await released(town)
    town.clock.instant = at("06:20")
    first = await town.tap(TEACHER, "Таныстым")
    again = await town.forge(TEACHER, f"aq:{order.id}:1:", message)
    assert (first.text, again.text) == ("Жазылды. Рақмет!", "Бұл жазылып қойған. Рақмет!")
    with town.storage.transaction() as tx:
        said = tx.acknowledgements.of_order(order.id)
    assert [(one.person, one.at, one.means) for one in said] == [(person_of(TEACHER), at("06:20"), "telegram")]
    shown = await town.seen(TEACHER, STAFF, "06:20")
    assert shown.message_id == message.message_id
    assert "Таныстым" not in shown.labels


async def test_the_text_for_the_chat_is_a_message_of_its_own_in_both_languages_with_the_code(town: Town) -> None:
    order, message = await released(town)
    await town.tap(TEACHER, "Чатқа мәтін")
    text = await town.seen(TEACHER, STAFF, order.check_code, after=message.message_id)
    for part in ("4А", "2026 жылғы 16 қаңтар", "16 января 2026 года", order.check_code, f"/v/{order.check_code}"):
        assert part in text.text


async def test_only_the_own_class_is_listed_with_its_telephones(town: Town) -> None:
    _, message = await released(town)
    town.clock.instant = at("06:46")
    await town.dispatch()
    await town.tap(TEACHER, "Кім растамады")
    unreached = await town.seen(TEACHER, STAFF, "Жалғыз оқушы", after=message.message_id)
    assert "4А оқушысы" in unreached.text
    assert school.PHONES[school.MOTHER] in unreached.text
    assert "9А" not in unreached.text
    assert school.PHONES[FATHER] not in unreached.text


async def test_a_family_told_by_phone_leaves_the_list(town: Town) -> None:
    order, message = await released(town)
    await town.tap(TEACHER, "Кім растамады")
    unreached = await town.seen(TEACHER, STAFF, "Жалғыз оқушы", after=message.message_id)
    answer = await town.tap(TEACHER, f"td:{order.id}:1:p-lone")
    assert answer.text == "Жазылды. Рақмет!"
    shown = await town.seen(TEACHER, STAFF, "4А оқушысы")
    assert shown.message_id == unreached.message_id
    await town.until(lambda: "Жалғыз оқушы" not in shown.text)


async def test_another_teacher_sees_no_names_and_marks_nobody(town: Town) -> None:
    order, message = await released(town)
    answer = await town.forge(OTHER_TEACHER, f"td:{order.id}:1:p-lone", message)
    assert answer.text == "Это может отметить только классный руководитель этого ученика."
    await town.forge(OTHER_TEACHER, f"un:{order.id}:1:", message)
    await town.until(lambda: bool(town.world.messages(OTHER_TEACHER, STAFF)))
    assert not any("Жалғыз" in shown.text for shown in town.world.messages(OTHER_TEACHER, STAFF))
    pasted = await town.forge(OTHER_TEACHER, f"ps:{order.id}:1:", message)
    assert pasted.text == "Этот приказ не касается ваших классов."


async def test_a_draft_is_nothing_to_acknowledge_or_to_paste(town: Town) -> None:
    order, message = await released(town)
    draft = school.draft(town.storage, town.clock.now(), school.Sky(place="fyodorovka"), code=school.RURAL)
    for verb in ("aq", "ps", "un", "td"):
        answer = await town.forge(TEACHER, f"{verb}:{draft.id}:1:pupil-4", message)
        assert answer.text == "Мұндай бұйрық жоқ."
    assert order.id != draft.id


async def test_a_withdrawn_order_is_not_acknowledged_any_more(town: Town) -> None:
    order, message = await released(town)
    with town.storage.transaction() as tx:
        answer = approval.revoke(
            tx,
            order_id=order.id,
            revision=1,
            by=person_of(HEAD),
            reason="Потеплело",
            now=town.clock.now(),
            edition=school.edition(),
        )
    assert isinstance(answer, Done)
    for verb in ("aq", "ps", "un"):
        tapped = await town.forge(TEACHER, f"{verb}:{order.id}:1:", message)
        assert tapped.text == "Бұл бұйрықтың енді күші жоқ."
