"""Mobizon: `/mobizon/service/message/sendSmsMessage` and `…/getSMSStatus` (github.com/mobizon/mobizon-api-docs)."""

import json
from hashlib import sha1
from itertools import count
from typing import Any

from aiohttp import web

from sandbox.callbacks import Callback
from sandbox.faults.book import Fault, FaultKind
from sandbox.sms.gateway import Call, Gateway, Means, number_in, whole
from sandbox.sms.network import PROVIDER, Sms, Stage, minutes, parts_of

NAME = "mobizon"
OK, INVALID, NOT_FOUND, LOGIN, WRONG, TROUBLE, TOO_FAST, FAILED = 0, 1, 2, 8, 12, 15, 30, 999
IDS_AT_ONCE = 100
_WORDS = {
    Stage.HELD: "NEW",
    Stage.NEW: "ENQUEUD",
    Stage.PASSED: "ACCEPTD",
    Stage.DELIVERED: "DELIVRD",
    Stage.EXPIRED: "EXPIRED",
    Stage.UNDELIVERABLE: "UNDELIV",
    Stage.REJECTED: "REJECTD",
}
_TIME = "%Y-%m-%d %H:%M:%S"


class Mobizon(Gateway):
    """One account. Any API key will do unless `account.secrets` names some."""

    def __init__(self, means: Means) -> None:
        super().__init__(NAME, means)
        self._ids = count(169275418)
        self._events = count(26)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/mobizon/service/message/{method:(?i:sendSmsMessage)}", self._send),
            web.post("/mobizon/service/message/{method:(?i:getSMSStatus)}", self._status),
        ]

    async def _send(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        to, text = number_in(str(form.get("recipient", ""))), str(form.get("text", ""))
        call = Call(request=request, method="sendSmsMessage", to=to or str(form.get("recipient", "")), text=text)

        async def accept(fault: Fault | None) -> web.Response:
            if wrong := self._wrong(request, to, text, form):
                self.note(call, refused=str(wrong["message"]), fault=fault)
                return web.json_response(wrong)
            return web.json_response(self._take(call, form, fault))

        return await self.serve(call, accept, _denied)

    def _wrong(self, request: web.Request, to: str, text: str, form: Any) -> dict[str, Any] | None:
        """Return the first objection, None when there is none."""
        if not self._knows(request):
            return _said(LOGIN, "wrong API key")
        if self.pace.exceeds(self.account.per_second, self.means.clock):
            return _said(TOO_FAST, "too many requests")
        validity = whole(form.get("params[validity]", "1440"), 60, 1440)
        wrong = {"recipient": not to, "text": not text, "params": validity is None}
        if any(wrong.values()):
            return _said(INVALID, "validation", {field: "wrong" for field, is_wrong in wrong.items() if is_wrong})
        return None if self.balance_covers(text) else _said(TROUBLE, "not enough money")

    def _take(self, call: Call, form: Any, fault: Fault | None) -> dict[str, Any]:
        now = self.means.clock.now()
        sms = Sms(
            id=str(next(self._ids)),
            account=self.name,
            sender=str(form.get("from") or self.account.default_sender),
            to=call.to,
            text=call.text or "",
            parts=parts_of(call.text or ""),
            expires_at=now + minutes(whole(form.get("params[validity]", "1440"), 60, 1440) or 1440),
            changed_at=now,
        )
        self.accept(call, sms, fault, self._report)
        status = 1 if self.account.moderated else 2
        return _said(OK, "", {"campaignId": int(sms.id) + 1_000_000, "messageId": int(sms.id), "status": status})

    async def _status(self, request: web.Request) -> web.StreamResponse:
        form = await request.post()
        ids = [one for one in str(form.get("ids", "")).split(",") if one]
        call = Call(request=request, method="getSMSStatus", to="")

        async def accept(_fault: Fault | None) -> web.Response:
            if not self._knows(request):
                return web.json_response(_said(LOGIN, "wrong API key"))
            if not ids:
                return web.json_response(_said(NOT_FOUND, "no ids"))
            if len(ids) > IDS_AT_ONCE:
                return web.json_response(_said(WRONG, "more than 100 ids"))
            return web.json_response(
                _said(OK, "", [self._told(self.messages[one]) for one in ids if one in self.messages])
            )

        return await self.serve(call, accept, _denied)

    def _told(self, sms: Sms) -> dict[str, Any]:
        at = sms.changed_at.strftime(_TIME)
        return {"id": int(sms.id), "status": _WORDS[sms.stage], "segNum": sms.parts, "statusUpdateTs": at}

    def _knows(self, request: web.Request) -> bool:
        key = request.query.get("apiKey", "")
        return bool(key) and (not self.account.secrets or key in self.account.secrets)

    def _report(self, sms: Sms) -> None:
        """Bring the final status, and only that, to the account's webhook."""
        if not sms.stage.is_final:
            return
        at = sms.changed_at.strftime(_TIME)
        event: dict[str, Any] = {
            "eventId": next(self._events),
            "eventType": "sms-delivery-report",
            "eventCreateTs": at,
            "webhookId": 1,
            "attempt": 1,
            "data": {
                "campaignId": int(sms.id) + 1_000_000,
                "messageId": int(sms.id),
                "segNum": sms.parts,
                "statusUpdateTs": at,
                "status": _WORDS[sms.stage],
                "to": sms.to.removeprefix("+"),
            },
        }
        signed = f"{event['eventId']}|{event['attempt']}|{at}|{self.account.report_secret}"
        event["sign"] = sha1(signed.encode()).hexdigest()  # noqa: S324 - theirs
        self.means.courier.bring(
            Callback(
                provider=PROVIDER,
                account=self.name,
                method="status",
                chat=sms.to,
                url=self.account.reports_to,
                body=json.dumps(event).encode(),
                headers={"Content-Type": "application/json"},
            )
        )


def _said(code: int, message: str, data: Any = None) -> dict[str, Any]:
    return {"code": code, "data": data, "message": message}


def _denied(fault: Fault) -> web.Response:
    """Answer as Mobizon does: always 200, the trouble is in the code."""
    code = {FaultKind.FLOOD: TOO_FAST, FaultKind.REFUSE: INVALID}.get(fault.kind, FAILED)
    return web.json_response(_said(code, fault.description or str(fault.kind), {}))
