"""`/schemas/<name>.json`: the published forms of what we send and show (JSON Schema 2020-12)."""

from functools import cache
from importlib.resources import files

from aiohttp import web

NAMES = ("webhook-event", "status")
_HEADERS = {"Access-Control-Allow-Origin": "*", "Cache-Control": "public, max-age=3600"}


async def schema(request: web.Request) -> web.Response:
    name = request.match_info["name"]
    if name not in NAMES:
        raise web.HTTPNotFound(text=f"there are {', '.join(NAMES)}\n")
    return web.Response(body=written(name), content_type="application/schema+json", headers=_HEADERS)


@cache
def written(name: str) -> bytes:
    return files("web").joinpath(f"schemas/{name}.json").read_bytes()
