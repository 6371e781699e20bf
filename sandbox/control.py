"""The control API: whoever holds the sandbox says who there is, what they do and what goes wrong. All bodies are JSON.

| call | body or query | what it does |
|---|---|---|
| `POST /control/scene` | a scene (`sandbox/scene.py`) | puts everything in it into the world |
| `POST /control/bots`, `users`, `groups`, `sites`, `weather`, `behaviours` | one or a list | the same for one part |
| `GET /control/bots`, `users`, `groups`, `sites` | | what there is |
| `DELETE /control/weather` | | an empty weather script |
| `POST /control/faults` | a fault, a list, or `{seed, faults}` | arms faults |
| `GET /control/faults`, `DELETE …` | | armed faults with the calls they struck; disarm all |
| `POST /control/users/<id>/start` | `{bot, payload?}` | open the bot and press Start |
| `POST /control/users/<id>/send` | `{bot, text}` | send a text |
| `POST /control/users/<id>/contact` | `{bot, of?}` | share one's own contact, or that of person `of` |
| `POST /control/users/<id>/tap` | `{button, bot?, message_id?}` | tap an inline button by callback data or label |
| `POST /control/users/<id>/press` | `{button, bot?}` | press a key of the keyboard at the bottom |
| `POST /control/users/<id>/block`, `unblock` | `{bot}` | block, unblock a bot |
| `POST /control/users/<id>/deactivate` | `{}` | delete the account |
| `GET /control/users/<id>/messages` | `?bot=` | what stands on the phone, oldest first |
| `GET /control/journal` | `?since=N` | journal entries after the first N |
| `GET /control/clock` | | `{now, rate}` |

What the owners of phones with a number do stands in `sandbox/handset_control.py`.
A mistake is answered 400 `{"ok": false, "error": …}`.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from pydantic import BaseModel, ConfigDict, ValidationError

from sandbox.errors import SandboxError
from sandbox.faults.book import parse_faults
from sandbox.handset_control import HandsetControl
from sandbox.scene import SECTIONS, play, read_scene
from sandbox.telegram.conversations import Message
from sandbox.world import World

Json = dict[str, Any]
Handler = Callable[[web.Request], Awaitable[Json]]


class _Act(BaseModel):
    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    bot: str | None = None
    payload: str = ""
    text: str = ""
    of: int | None = None
    button: str = ""
    message_id: int | None = None

    @property
    def chosen_bot(self) -> str:
        """The bot, which most acts need."""
        if not self.bot:
            raise SandboxError("say which bot: {bot: <id or username>}")
        return self.bot


class ControlApi:
    """The control API of one world."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        routes = [web.post("/control/scene", _answering(self._scene))]
        routes += [
            web.post(f"/control/{section}", _answering(self._section(section)))
            for section in SECTIONS
            if section != "faults"
        ]
        phones = HandsetControl(self._world)
        return [
            *routes,
            web.get("/control/bots", _answering(self._bots)),
            web.get("/control/users", _answering(self._users)),
            web.get("/control/groups", _answering(self._groups)),
            web.get("/control/sites", _answering(self._sites)),
            web.delete("/control/weather", _answering(self._clear_weather)),
            web.post("/control/faults", _answering(self._arm)),
            web.get("/control/faults", _answering(self._armed)),
            web.delete("/control/faults", _answering(self._disarm)),
            web.post(r"/control/users/{id:\d+}/{act:[a-z]+}", _answering(self._act)),
            web.get(r"/control/users/{id:\d+}/messages", _answering(self._messages)),
            web.get("/control/handsets", _answering(phones.handsets)),
            web.get("/control/handsets/{number}/messages", _answering(phones.messages)),
            web.post("/control/handsets/{number}/{act:[a-z]+}", _answering(phones.act)),
            web.post(r"/control/telephones/{instance:\d+}/state", _answering(phones.state)),
            web.get("/control/journal", _answering(self._journal)),
            web.get("/control/clock", _answering(self._clock)),
        ]

    async def _scene(self, request: web.Request) -> Json:
        return {"users": play(read_scene(await request.json()), self._world)}

    def _section(self, section: str) -> Handler:
        async def post(request: web.Request) -> Json:
            body = await request.json()
            scene = read_scene({section: body if isinstance(body, list) else [body]})
            return {"users": play(scene, self._world)}

        return post

    async def _bots(self, _request: web.Request) -> Json:
        return {"bots": [bot.as_user for bot in self._world.telegram.bots.values()]}

    async def _users(self, _request: web.Request) -> Json:
        people = self._world.telegram.people.values()
        return {
            "users": [
                person.as_user
                | {"phone": person.phone, "title": person.title, "pinned": person.pinned, "stranger": person.stranger}
                for person in people
            ]
        }

    async def _groups(self, _request: web.Request) -> Json:
        return {"groups": [group.as_chat for group in self._world.telegram.groups.values()]}

    async def _sites(self, _request: web.Request) -> Json:
        return {
            "sites": [
                {"name": site.name, "title": site.title, "latest": site.latest.body if site.latest else None}
                for site in self._world.sites.by_name.values()
            ]
        }

    async def _clear_weather(self, _request: web.Request) -> Json:
        self._world.weather.clear()
        return {}

    async def _arm(self, request: web.Request) -> Json:
        document = parse_faults(await request.json())
        self._world.faults.arm_document(document)
        return {"armed": len(document.faults)}

    async def _armed(self, _request: web.Request) -> Json:
        counts = self._world.faults.counts()
        return {
            "faults": [
                {"struck": struck, **fault.model_dump(mode="json", exclude_defaults=True)} for fault, struck in counts
            ]
        }

    async def _disarm(self, _request: web.Request) -> Json:
        self._world.faults.clear()
        return {}

    async def _act(self, request: web.Request) -> Json:
        person_id = int(request.match_info["id"])
        act = _Act.model_validate(await request.json() if request.can_read_body else {})
        world = self._world
        match request.match_info["act"]:
            case "start":
                return _told(world.press_start(person_id, act.chosen_bot, act.payload))
            case "send":
                return _told(world.send_text(person_id, act.chosen_bot, act.text))
            case "contact":
                of = world.person(act.of) if act.of is not None else None
                return _told(world.share_contact(person_id, act.chosen_bot, of=of))
            case "tap":
                return {
                    "callback_query_id": world.tap(person_id, act.button, bot=act.bot, message_id=act.message_id).id
                }
            case "press":
                return _told(world.press_key(person_id, act.button, bot=act.bot))
            case "block":
                world.block(person_id, act.chosen_bot)
            case "unblock":
                world.unblock(person_id, act.chosen_bot)
            case "deactivate":
                world.deactivate(person_id)
            case unknown:
                raise SandboxError(
                    f"nobody can {unknown}: start, send, contact, tap, press, block, unblock or deactivate"
                )
        return {}

    async def _messages(self, request: web.Request) -> Json:
        person_id, bot = int(request.match_info["id"]), request.query.get("bot")
        self._world.person(person_id)
        messages = self._world.messages(person_id, bot)
        return {"messages": [message.body | {"bot": str(message.bot_id)} for message in messages]}

    async def _journal(self, request: web.Request) -> Json:
        journal = self._world.journal
        since = request.query.get("since", "0")
        return {"written": journal.written, "entries": journal.entries(int(since) if since.isdigit() else 0)}

    async def _clock(self, _request: web.Request) -> Json:
        world = self._world
        return {"now": world.clock.now().astimezone(world.zone).isoformat(), "rate": world.clock.rate}


def _told(message: Message) -> Json:
    return {"message_id": message.message_id}


def _answering(handler: Handler) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            body = await handler(request)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(map(str, first["loc"])) or "body"
            return web.json_response({"ok": False, "error": f"{where}: {first['msg']}"}, status=400)
        except (SandboxError, ValueError) as error:
            return web.json_response({"ok": False, "error": str(error)}, status=400)
        return web.json_response({"ok": True, **body})

    return answer
