"""A body is read whole, however it arrives: a form cut in two on its way is one form."""

import asyncio

import pytest
from aiohttp import StreamReader, web
from aiohttp.base_protocol import BaseProtocol
from aiohttp.test_utils import make_mocked_request

from web.bodies import whole


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
