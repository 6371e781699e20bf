"""What a request brings: its body, whole and no larger than it may be, and its headers as words."""

import asyncio

from aiohttp import web

WITHIN_S = 10.0  # a form is small; whoever needs longer keeps a connection and sends nothing


async def whole(request: web.Request, *, most: int, within_s: float = WITHIN_S) -> bytes:
    """Return the body, at most `most` bytes.

    Raises `HTTPRequestEntityTooLarge` as soon as it is longer, `HTTPRequestTimeout` when it does not end in time.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(within_s):
            async for piece in request.content.iter_any():
                body += piece
                if len(body) > most:
                    raise web.HTTPRequestEntityTooLarge(max_size=most, actual_size=len(body))
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    return bytes(body)


def headers_of(request: web.Request) -> dict[str, str]:
    """Return the headers by their small names. Bytes that are no letters become `?`: they fit to no signature."""
    return {name.lower(): value.encode(errors="replace").decode() for name, value in request.headers.items()}
