"""`/banner.js`: the script a school puts on its own site. It brings today's order there and nothing else."""

from functools import cache
from importlib.resources import files

from aiohttp import web

from web.feeds.keep import Document

_HEADERS = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": "public, max-age=3600",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


async def banner(request: web.Request) -> web.Response:
    document = _script()
    headers = {**_HEADERS, "ETag": document.etag}
    if document.is_known(request.headers.get("If-None-Match", "")):
        return web.Response(status=304, headers=headers)
    return web.Response(body=document.body, content_type=document.media_type, charset="utf-8", headers=headers)


@cache
def _script() -> Document:
    return Document(body=files("web").joinpath("static/banner.js").read_bytes(), media_type="text/javascript")
