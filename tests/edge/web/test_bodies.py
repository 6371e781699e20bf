"""A body is read whole, however it arrives: a form cut in two on its way is one form."""

import asyncio

import pytest
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import TestServer, make_mocked_request

from channels.whatsapp_callbacks import WhatsAppCallbacks
from dispatch.delivery import LaneName
from storage import SqlStorage
from tests.edge.bot.school import StoppedClock, at
from web.app import create_app
from web.bodies import whole

LANE = LaneName("whatsapp")
READER = WhatsAppCallbacks(app_secret="secret", verify_token="token", phone_number_id="1")


def arriving(first: bytes) -> tuple[web.Request, StreamReader]:
    loop = asyncio.get_running_loop()
    connection = BaseProtocol(loop=loop)
    connection.connection_made(asyncio.Transport())
    content = StreamReader(connection, limit=2**16, loop=loop)
    content.feed_data(first)
    return make_mocked_request("POST", "/t/x", payload=content), content


async def test_a_body_in_two_pieces_is_read_to_its_end() -> None:
    request, content = arriving(b"pupil=p-")

    def rest() -> None:
        content.feed_data(b"lone")
        content.feed_eof()

    asyncio.get_running_loop().call_soon(rest)
    assert await whole(request, most=100) == b"pupil=p-lone"


async def test_a_body_that_is_too_large_is_refused_before_its_end() -> None:
    request, _ = arriving(b"x" * 101)
    with pytest.raises(web.HTTPRequestEntityTooLarge):
        await whole(request, most=100)


async def test_a_body_that_never_ends_is_given_up() -> None:
    request, _ = arriving(b"pupil=")
    with pytest.raises(web.HTTPRequestTimeout):
        await whole(request, most=100, within_s=0)


async def test_a_header_of_bytes_that_are_no_letters_fits_to_no_signature_and_breaks_nothing(
    sqlite_storage: SqlStorage,
) -> None:
    app = create_app(
        storage=sqlite_storage, clock=StoppedClock(at("06:20")), editions=(), readers={"wa": [(LANE, READER)]}
    )
    async with TestServer(app) as server:
        reader, writer = await asyncio.open_connection(server.host, server.port)
        lines = (
            b"POST /receipts/wa HTTP/1.1",
            b"Host: x",
            b"X-Hub-Signature-256: sha256=\xff\xfe",
            b"Content-Length: 0",
        )
        writer.write(b"\r\n".join((*lines, b"", b"")))
        assert (await reader.readline()).startswith(b"HTTP/1.1 401 ")
        writer.close()
        await writer.wait_closed()
