"""The page with the phones: `/`, and what it fetches."""

from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from sandbox.phones.state import found, state, tag
from sandbox.world import World

_STATIC = Path(__file__).parent / "static"
_LONGEST_WAIT_S = 25.0
_JOURNAL_ROWS = 300


class Phones:
    """Serves the page and tells it of changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._closing = False

    def routes(self) -> list[web.RouteDef | web.StaticDef]:
        """Where it listens."""
        return [
            web.get("/", self._page),
            web.get("/phones/state", self._state),
            web.get("/phones/people", self._people),
            web.get("/phones/journal", self._journal),
            web.get("/phones/files/{id}", self._file),
            web.static("/phones/static", _STATIC),
        ]

    def close(self) -> None:
        """Answer whoever waits."""
        self._closing = True
        self._world.telegram.changed.ring()
        self._world.journal.changed.ring()

    async def _page(self, _request: web.Request) -> web.FileResponse:
        return web.FileResponse(_STATIC / "index.html", headers={"Cache-Control": "no-store"})

    async def _state(self, request: web.Request) -> web.Response:
        """Return the state, at once or as soon as it differs from `?tag=`."""
        ids = [text for text in request.query.get("chats", "").split(",") if text.lstrip("-+").isdigit()]
        seen = request.query.get("tag")

        def look() -> bool | None:
            return True if self._closing or tag(self._world, ids) != seen else None

        with suppress(TimeoutError):
            await self._world.telegram.changed.until(look, _LONGEST_WAIT_S)
        return web.json_response(state(self._world, ids))

    async def _journal(self, request: web.Request) -> web.Response:
        """Return the latest entries, at once or as soon as there are more than `?since=`."""
        journal = self._world.journal
        since = int(request.query.get("since", "0"))

        def look() -> bool | None:
            return True if self._closing or journal.written > since else None

        with suppress(TimeoutError):
            await journal.changed.until(look, _LONGEST_WAIT_S)
        return web.json_response({"written": journal.written, "entries": journal.entries(since)[-_JOURNAL_ROWS:]})

    async def _people(self, request: web.Request) -> web.Response:
        return web.json_response({"people": found(self._world, request.query.get("q", ""))})

    async def _file(self, request: web.Request) -> web.Response:
        stored = self._world.telegram.files.get(request.match_info["id"])
        if stored is None:
            return web.Response(status=404, text="there is no such file")
        upload, _ = stored
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(upload.name)}",
            "X-Content-Type-Options": "nosniff",
        }
        return web.Response(body=upload.content, content_type="application/octet-stream", headers=headers)
