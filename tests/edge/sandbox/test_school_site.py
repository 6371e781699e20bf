"""A school's site: signed notices in, a banner out."""

import json
from base64 import b64encode
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from sandbox.faults.book import Fault, FaultKind, Lie
from sandbox.world import World
from tests.edge.sandbox.conftest import Answer, Caller, read_journal
from tests.hand_clock import HandClock

SECRET = "whsec_" + b64encode(b"0123456789abcdef01234567").decode()
NOTICE = {
    "type": "order.released",
    "timestamp": "2026-01-16T06:45:00+05:00",
    "data": {
        "kk": {"title": "1-ауысым: қашықтан оқыту", "text": "МАД және 1–9 сыныптар\n<үйде>"},
        "ru": {"title": "1 смена: дистанционное обучение", "text": "КПП и 1–9 классы"},
        "expires_at": "2026-01-16T20:00:00+05:00",
        "url": "https://example.org/v/7K3",
    },
}


@pytest.fixture(autouse=True)
def site(world: World) -> None:
    world.sites.add("kst-12", SECRET, title={"kk": "№ 12 мектеп", "ru": "Школа № 12"})


async def _post(call: Caller, world: World, body: Any = NOTICE, name: str = "kst-12", **headers: str) -> Answer:
    """Post as the reference package signs."""
    text, now = json.dumps(body, ensure_ascii=False), world.clock.now()
    signed = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(SECRET).sign("msg_1", now, text),
        **headers,
    }
    async with call.session.post(f"{call.base_url}/site/{name}/hook", data=text.encode(), headers=signed) as answer:
        return Answer(status=answer.status, body=await answer.json(), headers=dict(answer.headers))


async def test_a_signed_notice_becomes_a_banner_in_both_languages(call: Caller, world: World) -> None:
    assert (await call.get("/site/kst-12")).body.count('role="alert"') == 0
    answer = await _post(call, world)
    assert (answer.status, answer.body) == (200, {"ok": True, "repeated": False})
    page = (await call.get("/site/kst-12")).body
    assert "1-ауысым: қашықтан оқыту" in page
    assert "1 смена: дистанционное обучение" in page
    assert "МАД және 1–9 сыныптар<br>&lt;үйде&gt;" in page
    assert 'href="https://example.org/v/7K3"' in page


async def test_the_banner_goes_when_it_expires(call: Caller, world: World, clock: HandClock) -> None:
    await _post(call, world)
    clock.advance(14 * 3600)
    assert 'role="alert"' not in (await call.get("/site/kst-12")).body


async def test_the_same_notice_twice_is_shown_once(call: Caller, world: World, journal_path: Path) -> None:
    await _post(call, world)
    assert (await _post(call, world)).body == {"ok": True, "repeated": True}
    lines = read_journal(journal_path)
    assert [(line["provider"], line["account"], line["to"], line["id"]) for line in lines] == [
        ("webhook", "kst-12", "kst-12", "msg_1")
    ] * 2
    assert [line.get("refused", "")[:11] for line in lines] == ["", "seen before"]
    assert lines[0]["text"].startswith("1-ауысым: қашықтан оқыту\nМАД")


@pytest.mark.parametrize(
    ("headers", "status", "reason"),
    [
        ({"webhook-signature": "v1,AAAA"}, 401, "no matching signature found"),
        ({"webhook-timestamp": "1768500000"}, 401, "message timestamp too old"),
        ({"webhook-id": ""}, 401, "missing required headers: webhook-id, webhook-timestamp, webhook-signature"),
    ],
)
async def test_an_untrusted_notice_is_refused_and_journalled(
    call: Caller, world: World, headers: dict[str, str], status: int, reason: str
) -> None:
    answer = await _post(call, world, **headers)
    assert (answer.status, answer.body) == (status, {"ok": False, "error": reason})
    assert world.journal.entries()[-1]["refused"] == reason
    assert world.sites.by_name["kst-12"].latest is None


async def test_a_notice_of_another_shape_is_refused(call: Caller, world: World) -> None:
    assert (await _post(call, world, ["hello"])).status == 400
    assert (await _post(call, world, name="kst-99")).status == 404
    assert (await call.get("/site/kst-99")).status == 404
    assert (await _post(call, world, {"type": "x", "data": {"ru": "ә" * 300_000}})).status == 413


async def test_a_site_may_fail_like_any_other_provider(call: Caller, world: World) -> None:
    world.faults.arm(
        Fault(kind=FaultKind.FLOOD, provider="webhook", times=1, seconds=9),
        Fault(kind=FaultKind.ERROR, provider="webhook", times=1),
        Fault(kind=FaultKind.REFUSE, provider="webhook", times=1, status=410),
        Fault(kind=FaultKind.LIE, provider="webhook", times=1, lie=Lie.NEVER_SHOWN),
    )
    answers = [await _post(call, world) for _ in range(4)]
    assert [answer.status for answer in answers] == [429, 500, 410, 200]
    assert answers[0].headers["Retry-After"] == "9"
    assert world.sites.by_name["kst-12"].latest is None
    assert (await _post(call, world)).body["repeated"] is False


async def test_a_site_accepts_both_secrets_while_they_change(call: Caller, world: World) -> None:
    other = "whsec_" + b64encode(b"another-secret-of-24-byte").decode()
    world.sites.add("kst-12", other, SECRET)
    assert (await _post(call, world)).status == 200
