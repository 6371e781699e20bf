"""What providers call back, over real HTTP: believed only when genuine, answered only when kept."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO

import pytest
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from structlog.testing import capture_logs

from channels.base import ChannelKind
from channels.receipts import CallbackRequest, Heard, NotGenuine, Receipt, ReceiptKind, Reply, Unreadable
from dispatch.delivery import DeliveryState, LaneName
from dispatch.lanes import LANES, Lane
from storage import SqlStorage
from tests.contract.storage_samples import ORDER, delivery
from tests.edge.bot import school
from tests.edge.bot.school import StoppedClock, at
from web import receipts
from web.app import create_app
from web.receipts import BODY_BYTES

Client = TestClient[Request, Application]
FIRST, SECOND = LaneName("sms-first"), LaneName("sms-second")
LANES_HERE = replace(
    LANES, families=tuple(Lane(name=name, channel=ChannelKind.SMS, route=LaneName("sms")) for name in (FIRST, SECOND))
)
PHONE = "+77010000001"


class SignedReader:
    """Reads JSON signed with the account's own secret."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def hear(self, request: CallbackRequest) -> Heard:
        if request.method == "GET":
            return Heard(answer=request.query["challenge"])
        if not hmac.compare_digest(request.headers.get("x-signature", ""), signature(self._secret, request.body)):
            raise NotGenuine
        try:
            said = json.loads(request.body)
            heard = [Receipt(message_id=one["id"], kind=ReceiptKind(one["kind"])) for one in said["receipts"]]
        except (ValueError, KeyError, TypeError) as error:
            raise Unreadable from error
        replies = [Reply(message_id="r1", address=PHONE, text=words) for words in said.get("replies", ())]
        return Heard(receipts=heard, replies=replies, answer="taken")


def signature(secret: bytes, body: bytes) -> str:
    return hmac.new(secret, body, hashlib.sha256).hexdigest()


@pytest.fixture
def storage(sqlite_storage: SqlStorage) -> SqlStorage:
    with sqlite_storage.transaction() as tx:
        rows = [
            delivery(
                number,
                channel=ChannelKind.SMS,
                lane=lane,
                state=DeliveryState.ACCEPTED,
                provider_message_id="m1",
                address=PHONE,
            )
            for number, lane in enumerate((FIRST, SECOND))
        ]
        tx.ledger.add([], rows)
    return sqlite_storage


@pytest.fixture
async def client(storage: SqlStorage) -> AsyncIterator[Client]:
    app = create_app(
        storage=storage,
        clock=StoppedClock(at("07:10")),
        editions=school.EDITIONS,
        lanes=LANES_HERE,
        readers={"pretend": [(FIRST, SignedReader(b"one")), (SECOND, SignedReader(b"two"))]},
    )
    async with TestClient(TestServer(app)) as client:
        yield client


async def call(client: Client, body: bytes, *, secret: bytes = b"one") -> tuple[int, str]:
    headers = {"X-Signature": signature(secret, body)}
    async with client.post("/receipts/pretend", data=body, headers=headers) as response:
        return response.status, await response.text()


def body_of(kind: str = "delivered", **more: object) -> bytes:
    return json.dumps({"receipts": [{"id": "m1", "kind": kind}], **more}).encode()


def states(storage: SqlStorage) -> list[DeliveryState]:
    with storage.reading() as tx:
        return [row.state for row in tx.ledger.of_order(ORDER)]


@pytest.mark.parametrize(("secret", "moved"), [(b"one", 0), (b"two", 1)])
async def test_of_several_accounts_the_one_whose_signature_fits_is_meant(
    client: Client, storage: SqlStorage, secret: bytes, moved: int
) -> None:
    assert await call(client, body_of(), secret=secret) == (200, "taken")
    expected = [DeliveryState.ACCEPTED, DeliveryState.ACCEPTED]
    expected[moved] = DeliveryState.DELIVERED
    assert states(storage) == expected


async def test_a_hundred_repeats_at_once_are_all_answered_and_kept_once(client: Client, storage: SqlStorage) -> None:
    answers = await asyncio.gather(*(call(client, body_of()) for _ in range(100)))
    assert set(answers) == {(200, "taken")}
    with storage.reading() as tx:
        assert len(tx.receipts.of_order(ORDER)) == 1


async def test_what_nobody_signed_is_believed_by_nobody(client: Client, storage: SqlStorage) -> None:
    assert (await call(client, body_of(), secret=b"forged"))[0] == 401
    assert states(storage) == [DeliveryState.ACCEPTED] * 2


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"receipts": [{"id": "m1", "kind": "lost"}]}', b"\xff\xfe"])
async def test_what_is_signed_and_makes_no_sense_is_kept_by_nobody(client: Client, body: bytes) -> None:
    assert (await call(client, body))[0] == 400


async def test_the_owner_of_an_address_is_proved_by_a_get(client: Client) -> None:
    async with client.get("/receipts/pretend", params={"challenge": "42"}) as response:
        assert (response.status, await response.text()) == (200, "42")


async def test_other_methods_and_other_providers_are_refused(client: Client) -> None:
    async with client.put("/receipts/pretend") as response:
        assert response.status == 405
    async with client.post("/receipts/nobody") as response:
        assert response.status == 404


async def test_a_body_without_end_is_cut_short(client: Client) -> None:
    async with client.post("/receipts/pretend", data=BytesIO(b"x" * (BODY_BYTES + 1))) as response:
        assert response.status == 413


async def test_when_it_cannot_be_kept_the_provider_is_asked_to_bring_it_again(
    client: Client, storage: SqlStorage
) -> None:
    with storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE receipts RENAME TO elsewhere")
    assert (await call(client, body_of()))[0] == 503
    with storage._engines.writer.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO receipts")
    assert (await call(client, body_of()))[0] == 200
    assert states(storage)[0] is DeliveryState.DELIVERED


async def test_a_database_that_takes_its_time_is_not_waited_for_and_loses_nothing(
    client: Client, storage: SqlStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "ANSWER_WITHIN_S", 0.05)
    with storage.transaction():  # somebody else's turn to write
        assert (await call(client, body_of()))[0] == 503
    monkeypatch.undo()
    assert (await call(client, body_of()))[0] == 200
    assert states(storage)[0] is DeliveryState.DELIVERED


async def test_no_phone_number_and_no_words_of_a_person_get_into_the_log(client: Client) -> None:
    with capture_logs() as lines:
        await call(client, body_of(replies=["тайна"]))
        await call(client, b"\x00", secret=b"forged")
    said = json.dumps(lines, ensure_ascii=False, default=str)
    assert "receipts.heard" in said
    assert "receipts.refused" in said
    assert PHONE not in said
    assert "тайна" not in said
