"""The texts of a business account: listed page by page, and submitted for a review that ends at once."""

from dataclasses import replace

from aiohttp import web

from sandbox.journal import Journal, Line
from sandbox.whatsapp.accounts import Number, StoredTemplate
from sandbox.whatsapp.answers import UNKNOWN_OBJECT, GraphError, Json, checked, respond
from sandbox.whatsapp.network import WhatsApp
from sandbox.whatsapp.requests import SubmitRequest
from sandbox.whatsapp.webhooks import PROVIDER

_SUBCODE_EXISTS = 2388024
_MOST_PER_PAGE = 100


class TemplateApi:
    """`/whatsapp/<version>/<business account>/message_templates`."""

    def __init__(self, network: WhatsApp, journal: Journal) -> None:
        self._network = network
        self._journal = journal

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        path = r"/whatsapp/v{version:\d+\.\d+}/{account}/message_templates"
        return [web.get(path, self._list), web.post(path, self._submit)]

    async def _list(self, request: web.Request) -> web.Response:
        try:
            number = self._owner(request)
        except GraphError as error:
            return respond(error.status, error.body())
        asked = request.query.get("limit", "")
        size = min(int(asked) if asked.isdecimal() else 25, _MOST_PER_PAGE)
        after = request.query.get("after", "0")
        start = int(after) if after.isdecimal() else 0
        every = list(number.templates.values())
        answer: Json = {"data": [one.as_json() for one in every[start : start + size]]}
        if every:
            answer["paging"] = {"cursors": {"before": str(start), "after": str(start + size)}}
        if start + size < len(every):
            answer["paging"]["next"] = "https://graph.example/next"
        return respond(200, answer)

    async def _submit(self, request: web.Request) -> web.Response:
        account = request.match_info["account"]
        line = Line(provider=PROVIDER, account=account, method="message_templates")
        try:
            number = self._owner(request)
            stored = self._store(number, checked(SubmitRequest, await request.read()))
        except GraphError as error:
            self._journal.write(replace(line, refused=str(error)))
            return respond(error.status, error.body())
        self._journal.write(replace(line, text=f"{stored.name} ({stored.language})", id=stored.id))
        return respond(200, {"id": stored.id, "status": stored.status, "category": stored.category})

    def _store(self, number: Number, wanted: SubmitRequest) -> StoredTemplate:
        if (wanted.name, wanted.language) in number.templates:
            raise GraphError(100, "There is already content in this language", subcode=_SUBCODE_EXISTS)
        stored = StoredTemplate(
            id=str(len(number.templates) + 1),
            name=wanted.name,
            language=wanted.language,
            category=wanted.category,
            components=wanted.components,
            status=number.reviews,
            ttl_s=wanted.message_send_ttl_seconds,
        )
        number.templates[stored.name, stored.language] = stored
        return stored

    def _owner(self, request: web.Request) -> Number:
        account = request.match_info["account"]
        for number in self._network.numbers.values():
            if number.business_account == account:
                if request.headers.get("Authorization") != f"Bearer {number.token}":
                    raise GraphError(190)
                return number
        raise GraphError(100, "Object does not exist or cannot be loaded", subcode=UNKNOWN_OBJECT)
