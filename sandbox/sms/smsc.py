"""SMSC.kz: `/smsc/sys/send.php` and `/smsc/sys/status.php` with `fmt=3` (smsc.kz/api/http)."""

import re
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from sandbox.callbacks import Callback
from sandbox.faults.book import Fault, FaultKind
from sandbox.sms.gateway import Call, Gateway, Means, number_in
from sandbox.sms.network import PROVIDER, Sms, Stage, parts_of

NAME = "smsc"
AT_ONCE = 15
WRONG, LOGIN, MONEY, FORBIDDEN, NUMBER, TOO_MANY = 1, 2, 3, 6, 7, 9
_STATUS = {
    Stage.HELD: -1,
    Stage.NEW: -1,
    Stage.PASSED: 0,
    Stage.DELIVERED: 1,
    Stage.EXPIRED: 3,
    Stage.UNDELIVERABLE: 20,
    Stage.REJECTED: 23,
}
_NOT_FOUND = -3
_VALID = re.compile(r"([0-9]{1,2})(?::([0-5][0-9]))?")
_ID = re.compile(r"[A-Za-z0-9._-]{1,40}")


class Smsc(Gateway):
    """One account. Any login and password will do unless `account.secrets` names `login:password`."""

    def __init__(self, means: Means) -> None:
        super().__init__(NAME, means)
        self._ids = count(1)
        self._on_their_way = 0
        self._lately: dict[tuple[str, str], datetime] = {}

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/smsc/sys/send.php", self._send), web.post("/smsc/sys/status.php", self._status)]

    async def _send(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        to, text = number_in(str(form.get("phones", ""))), str(form.get("mes", ""))
        call = Call(request=request, method="send", to=to or str(form.get("phones", "")), text=text)
        self._on_their_way += 1

        async def accept(fault: Fault | None) -> web.Response:
            if wrong := self._wrong(form, to, text):
                self.note(call, refused=wrong["error"], fault=fault)
                return web.json_response(wrong)
            return web.json_response(self._take(call, form, fault))

        try:
            return await self.serve(call, accept, _denied)
        finally:
            self._on_their_way -= 1

    def _wrong(self, form: Any, to: str, text: str) -> dict[str, Any] | None:
        """Return the first objection, None when there is none."""
        well_formed = form.get("fmt") == "3" and bool(text) and _validity(str(form.get("valid", "24"))) is not None
        rules = (
            (LOGIN, "authorise error", self._knows(form)),
            (TOO_MANY, "too many concurrent requests", self._on_their_way <= AT_ONCE),
            (WRONG, "parameters error", well_formed and _ID.fullmatch(str(form.get("id") or "1")) is not None),
            (NUMBER, "invalid number", bool(to)),
            (MONEY, "no money", self.balance_covers(text)),
        )
        for code, words, kept in rules:
            if not kept:
                return _error(code, words)
        return _error(TOO_MANY, "duplicate request, wait a minute") if self._said_lately(to, text) else None

    def _said_lately(self, to: str, text: str) -> bool:
        now = self.means.clock.now()
        before = self._lately.get((to, text))
        self._lately[to, text] = now
        return before is not None and now - before < timedelta(minutes=1)

    def _take(self, call: Call, form: Any, fault: Fault | None) -> dict[str, Any]:
        now = self.means.clock.now()
        sms = Sms(
            id=str(form.get("id") or next(self._ids)),
            account=self.name,
            sender=str(form.get("sender") or self.account.default_sender),
            to=call.to,
            text=call.text or "",
            parts=parts_of(call.text or ""),
            expires_at=now + (_validity(str(form.get("valid", "24"))) or timedelta(days=1)),
            changed_at=now,
        )
        self.accept(call, sms, fault, self._report)
        return {"id": sms.id, "cnt": sms.parts}

    async def _status(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        call = Call(request=request, method="status", to="")

        async def accept(_fault: Fault | None) -> web.Response:
            if not self._knows(form):
                return web.json_response(_error(LOGIN, "authorise error"))
            phones, ids = (str(form.get(name, "")).rstrip(",").split(",") for name in ("phone", "id"))
            if len(phones) != len(ids):
                return web.json_response(_error(WRONG, "parameters error"))
            told = [self._told(phone, one) for phone, one in zip(phones, ids, strict=True)]
            return web.json_response(told if "," in str(form.get("id", "")) else told[0])

        return await self.serve(call, accept, _denied)

    def _told(self, phone: str, message_id: str) -> dict[str, Any]:
        sms = self.messages.get(message_id)
        if sms is None or sms.to != number_in(phone):
            return {"status": _NOT_FOUND, "id": message_id, "phone": phone}
        at = sms.changed_at
        return {
            "status": _STATUS[sms.stage],
            "last_date": at.strftime("%d.%m.%Y %H:%M:%S"),
            "last_timestamp": int(at.timestamp()),
            "id": message_id,
            "phone": phone,
        }

    def _knows(self, form: Any) -> bool:
        login, password = str(form.get("login", "")), str(form.get("psw", ""))
        shown = f"{login}:{password}"
        return bool(login and password) and (not self.account.secrets or shown in self.account.secrets)

    def _report(self, sms: Sms) -> None:
        """Bring every status from the operator on to the account's handler."""
        if sms.stage in {Stage.HELD, Stage.NEW}:
            return
        fields = {
            "id": sms.id,
            "phone": sms.to.removeprefix("+"),
            "status": str(_STATUS[sms.stage]),
            "time": sms.changed_at.strftime("%d.%m.%Y %H:%M:%S"),
            "ts": str(int(sms.changed_at.timestamp())),
            "err": "0" if sms.stage in {Stage.PASSED, Stage.DELIVERED} else "1",
            "cnt": str(sms.parts),
            "type": "0",
        }
        self.means.courier.bring(
            Callback(
                provider=PROVIDER,
                account=self.name,
                method="status",
                chat=sms.to,
                url=self.account.reports_to,
                body=urlencode(fields).encode(),
                headers={"Content-Type": "application/x-www-form-urlencoded"},
            )
        )


def _validity(value: str) -> timedelta | None:
    """Return `valid`: hours from 1 to 24, or hh:mm from 00:01 to 24:00; None for anything else."""
    found = _VALID.fullmatch(value)
    if found is None:
        return None
    span = timedelta(hours=int(found[1]), minutes=int(found[2] or 0))
    return span if timedelta(minutes=1) <= span <= timedelta(hours=24) else None


def _error(code: int, words: str) -> dict[str, Any]:
    return {"error": words, "error_code": code}


def _denied(fault: Fault) -> web.Response:
    if fault.kind is FaultKind.ERROR:
        return web.Response(status=fault.error_status, text=fault.description or "error")
    flood = fault.kind is FaultKind.FLOOD
    words = "too many concurrent requests" if flood else fault.description or "message is denied"
    return web.json_response(_error(TOO_MANY if flood else FORBIDDEN, words))
