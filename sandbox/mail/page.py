"""`/mail`: every mailbox with its threads, as a newsroom would see them."""

from collections.abc import Iterable
from html import escape
from importlib.resources import files
from string import Template

from aiohttp import web

from sandbox.mail.boxes import Box, Mail
from sandbox.mail.post import PostOffice

_NOTHING = "<p>Хат жоқ · Писем нет</p>"


class MailPage:
    """Shows the boxes of one post office."""

    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def routes(self) -> list[web.RouteDef]:
        """Where it listens."""
        return [web.get("/mail", self._page), web.get("/control/mail", self._mails)]

    async def _page(self, _request: web.Request) -> web.Response:
        template = Template(files("sandbox.mail").joinpath("page.html").read_text(encoding="utf-8"))
        boxes = "".join(map(self._box, self._office.boxes.values()))
        page = template.substitute(boxes=boxes or _NOTHING)
        return web.Response(text=page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def _mails(self, _request: web.Request) -> web.Response:
        boxes = self._office.boxes.values()
        return web.json_response({"ok": True, "boxes": [_described(box) for box in boxes]})

    def _box(self, box: Box) -> str:
        threads = "".join(self._thread(mails) for mails in reversed(box.threads()))
        name = f"{escape(box.name)} " if box.name else ""
        return f"<section><h2>{name}<small>{escape(box.address)}</small></h2>{threads or _NOTHING}</section>"

    def _thread(self, mails: Iterable[Mail]) -> str:
        return f'<div class="thread">{"".join(map(self._mail, mails))}</div>'

    def _mail(self, mail: Mail) -> str:
        at = mail.at.astimezone(self._office.zone).strftime("%d.%m.%Y, %H:%M:%S")
        head = f"<h3>{escape(mail.subject)}</h3><p class='from'>{escape(mail.sender)} · {at}</p>"
        return f"<article>{head}<pre>{escape(mail.text)}</pre></article>"


def _described(box: Box) -> dict[str, object]:
    threads = [
        [{"id": mail.id, "subject": mail.subject, "text": mail.text, "at": mail.at.isoformat()} for mail in mails]
        for mails in box.threads()
    ]
    return {"address": box.address, "name": box.name, "state": box.state, "threads": threads}
