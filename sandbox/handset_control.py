"""The part of the control API that lets the owners of phones act, on WhatsApp and by SMS.

| call | body or query | what it does |
|---|---|---|
| `POST /control/handsets` | one or a list (`sandbox/scene.py`) | gives somebody a phone |
| `POST /control/whatsapp`, `telephones` | one or a list | registers a number of the Cloud API, a telephone |
| `GET /control/handsets` | | what there is |
| `GET /control/handsets/<number>/messages` | `?provider=` | what stands on the phone, oldest first |
| `POST /control/handsets/<number>/tap` | `{button, message_id?}` | tap a button by its data or label |
| `POST /control/handsets/<number>/write` | `{provider, account, text}` | write to a sender |
| `POST /control/handsets/<number>/open` | `{provider, account}` | look at a chat: its messages are read |
| `POST /control/handsets/<number>/block`, `unblock` | `{provider, account}` | block a sender, or let them write again |
| `POST /control/handsets/<number>/on`, `off` | `{}` | switch the phone on, off |
| `POST /control/telephones/<instance>/state` | `{state}` | change what a telephone behind the gateway can do |
"""

from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict

from sandbox.errors import SandboxError
from sandbox.handsets import Handset, Shown
from sandbox.world import World

Json = dict[str, Any]


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    provider: str = ""
    account: str = ""
    text: str = ""
    button: str = ""
    message_id: str | None = None
    state: str = ""


class HandsetControl:
    """The control API of the phones of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def handsets(self, _request: web.Request) -> Json:
        """Return every phone."""
        return {"handsets": [_handset(one) for one in self._world.handsets.by_number.values()]}

    async def messages(self, request: web.Request) -> Json:
        """Return what stands on a phone."""
        handset = self._world.handsets.find(request.match_info["number"])
        return {"messages": [_shown(one) for one in handset.messages(request.query.get("provider"))]}

    async def state(self, request: web.Request) -> Json:
        """Change the state of a telephone behind the gateway."""
        self._world.whatsapp.switch(request.match_info["instance"], (await _read(request)).state)
        return {}

    async def act(self, request: web.Request) -> Json:
        """Let the owner of a phone do something."""
        number, act = request.match_info["number"], await _read(request)
        handsets = self._world.handsets
        match request.match_info["act"]:
            case "tap":
                return {"id": handsets.tap(number, act.button, message_id=act.message_id).id}
            case "write":
                return {"id": handsets.write(number, act.text, provider=act.provider, account=act.account).id}
            case "open":
                handsets.open(number, handsets.thread(act.provider, act.account, handsets.find(number).number))
            case "block" | "unblock" as done:
                handsets.block(number, provider=act.provider, account=act.account, blocked=done == "block")
            case "on" | "off" as done:
                handsets.switch(number, on=done == "on")
            case unknown:
                raise SandboxError(f"nobody can {unknown}: tap, write, open, block, unblock, on or off")
        return {}


async def _read(request: web.Request) -> _Act:
    return _Act.model_validate(await request.json() if request.can_read_body else {})


def _handset(one: Handset) -> Json:
    return {
        "number": one.number,
        "name": one.name,
        "whatsapp": one.whatsapp,
        "reachable": one.reachable,
        "stranger": one.stranger,
    }


def _shown(one: Shown) -> Json:
    buttons = [{"label": key.label, "data": key.data, "url": key.url} for key in one.buttons]
    return {"id": one.id, "text": one.text, "at": one.at.timestamp(), "read": one.read, "buttons": buttons}
