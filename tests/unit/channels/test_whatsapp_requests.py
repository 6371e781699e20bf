"""What leaves for WhatsApp: templates outside a conversation, messages inside it, and what never leaves."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from channels.base import Accepted, Button, Deferred, Message, Reason, Refused, SendOutcome, Template
from channels.whatsapp import CONVERSATION, LastHeard, WhatsAppChannel, approved, spoken
from sandbox.whatsapp.requests import SendRequest
from tests.edge.channels.whatsapp_wires import ACCESS_TOKEN, NOW, NUMBER, TEXT, WAMID, graph_error, green, notice
from tests.edge.channels.wires import PATIENT, Seen, answer, serving

TAP = f"aq:{'a' * 32}:1:"
PLAIN: dict[str, Any] = {"buttons": ()}


def heard(ago: timedelta | None) -> LastHeard:
    async def last_heard(_address: str) -> datetime | None:
        return None if ago is None else NOW - ago

    return last_heard


async def exchanged(message: Message, ago: timedelta | None = None) -> tuple[SendOutcome, list[Seen]]:
    """Return what came of a message, and the requests it made."""
    async with serving() as wire:
        wire.behave = answer(200, {"messages": [{"id": WAMID}]})
        channel = WhatsAppChannel(
            ACCESS_TOKEN, "1001", now=lambda: NOW, last_heard=heard(ago), base_url=f"{wire.url}/v23.0", timeout=PATIENT
        )
        outcome = await channel.send(message)
        await channel.aclose()
        return outcome, wire.seen


async def requested(message: Message, ago: timedelta | None = None) -> Any:
    _, [seen] = await exchanged(message, ago)
    return seen.json


async def test_outside_a_conversation_the_approved_text_goes_with_its_places_and_buttons() -> None:
    assert await requested(notice()) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": NUMBER,
        "biz_opaque_callback_data": "d1",
        "type": "template",
        "template": {
            "name": "boran_notice_1",
            "language": {"policy": "deterministic", "code": "kk"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "text": "0–4-сынып оқушылары үйде"},
                        {"type": "text", "text": "KST7Q2MD"},
                    ],
                },
                {
                    "type": "button",
                    "sub_type": "quick_reply",
                    "index": "0",
                    "parameters": [{"type": "payload", "payload": TAP}],
                },
                {
                    "type": "button",
                    "sub_type": "url",
                    "index": "1",
                    "parameters": [{"type": "text", "text": "t/abc?s=1"}],
                },
            ],
        },
    }


async def test_inside_a_conversation_the_same_words_go_with_reply_buttons_and_the_link_written_out() -> None:
    body = await requested(notice(), timedelta(hours=3))
    assert body["interactive"] == {
        "type": "button",
        "body": {"text": f"{TEXT}\n\nАшу: https://boran.example/t/abc?s=1"},
        "action": {"buttons": [{"type": "reply", "reply": {"id": TAP, "title": "Таныстым"}}]},
    }


async def test_inside_a_conversation_a_text_without_buttons_is_a_text() -> None:
    body = await requested(notice(**PLAIN), timedelta(hours=3))
    assert (body["type"], body["text"]) == ("text", {"preview_url": False, "body": TEXT})


@pytest.mark.parametrize("locale", ["kk", "ru"])
async def test_the_language_is_the_readers(locale: str) -> None:
    body = await requested(notice(locale=locale))
    assert body["template"]["language"]["code"] == locale


@pytest.mark.parametrize(
    ("ago", "kind"),
    [
        (timedelta(0), "interactive"),
        (CONVERSATION - timedelta(minutes=6), "interactive"),
        (CONVERSATION - timedelta(minutes=4), "template"),
        (CONVERSATION, "template"),
        (None, "template"),
    ],
)
async def test_a_conversation_lasts_24_hours_and_a_little_less_to_be_sure(ago: timedelta | None, kind: str) -> None:
    assert (await requested(notice(), ago))["type"] == kind


async def test_where_a_template_is_needed_and_there_is_none_nothing_leaves() -> None:
    outcome, seen = await exchanged(notice(template=None))
    assert (outcome, seen) == (Refused(reason=Reason.CONVERSATION_CLOSED), [])
    outcome, seen = await exchanged(notice(template=None), timedelta(hours=1))
    assert (outcome, len(seen)) == (Accepted(message_id=WAMID), 1)


async def test_a_conversation_that_was_over_sooner_than_we_knew_is_tried_again_with_a_template() -> None:
    last = NOW - timedelta(hours=3)

    async def last_heard(_address: str) -> datetime | None:
        return last

    async with serving() as wire:
        channel = WhatsAppChannel(
            ACCESS_TOKEN, "1001", now=lambda: NOW, last_heard=last_heard, base_url=wire.url, timeout=PATIENT
        )
        wire.behave = graph_error(131047)
        assert await channel.send(notice()) == Deferred(reason=Reason.CONVERSATION_CLOSED)
        assert await channel.send(notice(template=None)) == Refused(reason=Reason.CONVERSATION_CLOSED)
        wire.behave = answer(200, {"messages": [{"id": WAMID}]})
        assert await channel.send(notice()) == Accepted(message_id=WAMID)
        last = NOW + timedelta(seconds=1)
        await channel.send(notice())
        await channel.aclose()
        assert [seen.json["type"] for seen in wire.seen] == ["interactive", "template", "interactive"]


@pytest.mark.parametrize(
    "address", ["", "77010009988", "+7701", "+7701000998812345", "+7701000998a", "501", "+٧٧٠١٠٠٠٩"]
)
async def test_an_address_that_is_no_number_never_leaves(address: str) -> None:
    assert await exchanged(notice(address)) == (Refused(reason=Reason.BAD_ADDRESS), [])


@pytest.mark.parametrize("ago", [None, timedelta(hours=1)], ids=["template", "message"])
async def test_a_text_that_is_too_long_never_leaves(ago: timedelta | None) -> None:
    assert await exchanged(notice(text="ұ" * 1025), ago) == (Refused(reason=Reason.BAD_CONTENT), [])
    fits = notice(text="ұ" * 1024, buttons=notice().buttons[:1])
    assert (await exchanged(fits, ago))[0] == Accepted(message_id=WAMID)


@pytest.mark.parametrize(
    "buttons",
    [
        ((Button(label="ұ" * 21, data="a"),),),
        ((Button(label="a", data="a" * 257),),),
        (tuple(Button(label=str(number), data=str(number)) for number in range(4)),),
    ],
    ids=["label", "data", "four"],
)
async def test_buttons_that_whatsapp_would_refuse_never_leave(buttons: tuple[tuple[Button, ...], ...]) -> None:
    assert await exchanged(notice(buttons=buttons), timedelta(0)) == (Refused(reason=Reason.BAD_CONTENT), [])


async def test_a_long_plain_text_may_go_inside_a_conversation() -> None:
    outcome, _ = await exchanged(notice(text="ұ" * 4096, **PLAIN), timedelta(0))
    assert outcome == Accepted(message_id=WAMID)
    assert await exchanged(notice(text="ұ" * 4097, **PLAIN), timedelta(0)) == (Refused(reason=Reason.BAD_CONTENT), [])


async def test_who_asks_is_named_in_the_form_meta_demands() -> None:
    _, [seen] = await exchanged(notice())
    assert seen.headers["Authorization"] == f"Bearer {ACCESS_TOKEN}"
    assert seen.headers["User-Agent"].startswith("boran/")
    assert seen.path == "/v23.0/1001/messages"
    name, _, number = seen.headers["User-Agent"].partition("/")
    assert (name, len(number.split("."))) == ("boran", 3)


async def test_the_gateway_gets_number_text_and_links() -> None:
    async with serving() as wire:
        wire.behave = answer(200, {"idMessage": "3EB0"})
        channel = green(wire.url, PATIENT)
        await channel.send(notice())
        assert await channel.send(notice(text="ұ" * 4097)) == Refused(reason=Reason.BAD_CONTENT)
        assert await channel.send(notice("501")) == Refused(reason=Reason.BAD_ADDRESS)
        await channel.aclose()
        [seen] = wire.seen
    assert seen.path.startswith("/waInstance1101/sendMessage/")
    assert seen.json == {
        "chatId": "77010009988@c.us",
        "message": f"{TEXT}\n\nАшу: https://boran.example/t/abc?s=1",
        "linkPreview": False,
    }


REQUESTS: Mapping[str, Message] = {
    "template with buttons": notice(),
    "template without places": notice(template=Template(name="plain"), **PLAIN),
    "in Russian": notice(locale="ru"),
}
SPOKEN: Mapping[str, Message] = {"reply buttons": notice(), "plain text": notice(**PLAIN)}


async def every_request() -> dict[str, Any]:
    written = {name: await requested(message) for name, message in REQUESTS.items()}
    return written | {name: await requested(message, timedelta(0)) for name, message in SPOKEN.items()}


async def test_every_request_is_what_the_pretend_cloud_api_takes() -> None:
    for name, body in (await every_request()).items():
        assert SendRequest.model_validate_json(json.dumps(body)).type == body["type"], name


def test_a_message_without_buttons_has_no_place_for_one() -> None:
    template = approved(notice(**PLAIN), Template(name="a"))
    assert isinstance(template, dict)
    assert template["template"]["components"] == []
    assert isinstance(spoken(notice(**PLAIN)), dict)
