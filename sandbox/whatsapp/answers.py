"""The Graph API's answers, good and bad, and what the journal tells of a call."""

import json
from typing import Any, TypeVar

from aiohttp import web
from pydantic import BaseModel, ValidationError

from sandbox.faults.book import Fault, FaultKind

Json = dict[str, Any]
Model = TypeVar("Model", bound=BaseModel)

UNKNOWN_OBJECT = 33  # a subcode of 100
_STATUSES = {190: 401, 130429: 429, 1: 500, 2: 503, 131000: 500, 368: 403, 131031: 403, 10: 403}
_TITLES = {
    100: "Invalid parameter",
    190: "Invalid OAuth access token",
    130429: "Rate limit hit",
    131000: "Something went wrong",
    131026: "Message undeliverable",
    131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    132000: "Number of parameters does not match the expected number of params",
    132001: "Template name does not exist in the translation",
    132005: "Translated text too long",
    132015: "Template is paused",
}


class GraphError(Exception):
    """The call is refused."""

    def __init__(self, code: int, details: str = "", *, subcode: int = 0, status: int = 0) -> None:
        super().__init__(f"{code}: {details or _TITLES.get(code, '')}".strip())
        self.code = code
        self.status = status or _STATUSES.get(code, 400)
        self.details = details
        self.subcode = subcode

    def body(self) -> Json:
        """Return the answer's body."""
        error: Json = {
            "message": f"(#{self.code}) {_TITLES.get(self.code, 'Error')}",
            "type": "OAuthException",
            "code": self.code,
            "error_data": {"messaging_product": "whatsapp", "details": self.details},
            "fbtrace_id": "A1b2C3d4",
        }
        return {"error": error | ({"error_subcode": self.subcode} if self.subcode else {})}


def trouble(fault: Fault) -> GraphError:
    """Return the error a fault stands for. Its description may be another code, such as `131049`."""
    default = {FaultKind.FLOOD: 130429, FaultKind.ERROR: 131000}.get(fault.kind, 100)
    described = fault.description or ""
    code = int(described) if described.isdecimal() else default
    return GraphError(code, "" if described.isdecimal() else described, status=fault.status or 0)


def respond(status: int, body: Json | list[Json]) -> web.Response:
    """Return a JSON answer."""
    content = json.dumps(body, ensure_ascii=False).encode()
    return web.Response(body=content, status=status, content_type="application/json")


def checked(kind: type[Model], body: bytes) -> Model:
    """Return what a body says. Raises `GraphError` that names the field."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "body"
        raise GraphError(100, f"{where}: {first['msg']}") from error
