"""What the contract suite needs to know of the two ways to WhatsApp: Meta's Cloud API and the gateway."""

from datetime import UTC, datetime, timedelta
from typing import Any

from channels.base import Accepted, Button, Channel, Deferred, Message, Reason, Refused, Template, Unknown
from channels.green_api import GreenApiChannel
from channels.whatsapp import WhatsAppChannel
from channels.whatsapp_errors import REASONS
from tests.edge.channels.wires import Behaviour, Kit, answer

ACCESS_TOKEN = "EAAG-very-secret-token"
API_TOKEN = "d75b3a66374942c5b3c019c698abc2067e151558acbd412345"
NUMBER = "+77010009988"
TEXT = "Оқу туралы хабар. 0–4-сынып оқушылары үйде, қашықтан оқиды."
NOW = datetime(2026, 1, 16, 1, 45, tzinfo=UTC)
WAMID = "wamid.HBgLNzcwMTAwMDk5ODgVAgARGBI5"


def notice(address: str = NUMBER, key: str = "d1", **changed: Any) -> Message:
    """Return a notice with a button that answers and one that opens a page."""
    values: dict[str, Any] = {
        "key": key,
        "address": address,
        "text": TEXT,
        "locale": "kk",
        "template": Template(name="boran_notice_1", parameters=("0–4-сынып оқушылары үйде", "KST7Q2MD")),
        "buttons": (
            (Button(label="Таныстым", data=f"aq:{'a' * 32}:1:"),),
            (Button(label="Ашу", url="https://boran.example/t/abc?s=1"),),
        ),
    }
    return Message(**{**values, **changed})


def cloud(url: str, timeout: timedelta) -> Channel:
    """Return the Cloud API channel of one number."""
    return WhatsAppChannel(ACCESS_TOKEN, "1001", now=lambda: NOW, base_url=f"{url}/v23.0", timeout=timeout)


def green(url: str, timeout: timedelta) -> Channel:
    """Return the gateway's channel of one telephone."""
    return GreenApiChannel("1101", API_TOKEN, now=lambda: NOW, base_url=url, timeout=timeout)


def graph_error(code: int, *, status: int = 400, subcode: int = 0, retry_after: str = "") -> Behaviour:
    """Answer as the Graph API refuses."""
    error: dict[str, Any] = {"message": f"(#{code}) No", "type": "OAuthException", "code": code, "fbtrace_id": "x"}
    if subcode:
        error["error_subcode"] = subcode
    return answer(status, {"error": error}, headers={"Retry-After": retry_after} if retry_after else None)


_PASSING = {Reason.RATE_LIMITED, Reason.SERVER_ERROR}
_EVERY_CODE = tuple(
    (f"code {code}", graph_error(code), Deferred(reason=reason) if reason in _PASSING else Refused(reason=reason))
    for code, reason in REASONS.items()
    if reason not in {Reason.ADDRESS_LIMITED, Reason.CONVERSATION_CLOSED}
)

WHATSAPP = Kit(
    name="whatsapp",
    secrets=(ACCESS_TOKEN, NUMBER, NUMBER.removeprefix("+"), TEXT),
    build=cloud,
    message=lambda _url, key: notice(key=key),
    names_recipient=lambda seen: seen.json["to"] == NUMBER and seen.json["recipient_type"] == "individual",
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", answer(200, {"messages": [{"id": WAMID}], "contacts": []}), Accepted(message_id=WAMID)),
        (
            "accepted and held for a look at its quality",
            answer(200, {"messages": [{"id": WAMID, "message_status": "held_for_quality_assessment"}]}),
            Accepted(message_id=WAMID),
        ),
        ("200 in HTML", answer(200, "<html>portal</html>"), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("200 without a message", answer(200, {"messages": []}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("200 with a strange message", answer(200, {"messages": [7]}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("200 with a strange id", answer(200, {"messages": [{"id": 7}]}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        (
            "too many in a second, with a wait",
            graph_error(130429, status=429, retry_after="5"),
            Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(seconds=5)),
        ),
        (
            "too many to one person",
            graph_error(131056),
            Deferred(reason=Reason.ADDRESS_LIMITED, retry_after=timedelta(seconds=6)),
        ),
        (
            "the conversation is over",
            graph_error(131047),
            Deferred(reason=Reason.CONVERSATION_CLOSED),
        ),
        ("the number's id is wrong", graph_error(100, subcode=33), Refused(reason=Reason.UNAUTHORISED)),
        ("a permission is missing", graph_error(200, status=403), Refused(reason=Reason.UNAUTHORISED)),
        ("a new code of templates", graph_error(132999), Refused(reason=Reason.TEMPLATE)),
        ("a new code of registration", graph_error(133999), Refused(reason=Reason.UNAUTHORISED)),
        ("a code nobody knows", graph_error(999999), Refused(reason=Reason.BAD_CONTENT)),
        ("a code nobody knows, of a server", graph_error(999999, status=503), Deferred(reason=Reason.SERVER_ERROR)),
        ("401 without a code", answer(401, ""), Refused(reason=Reason.UNAUTHORISED)),
        ("429 without a code", answer(429, ""), Deferred(reason=Reason.RATE_LIMITED)),
        ("404 in HTML", answer(404, "<html></html>"), Refused(reason=Reason.BAD_CONTENT)),
        ("bad gateway in HTML", answer(502, "<html>502</html>"), Deferred(reason=Reason.SERVER_ERROR)),
        ("an error that is no object", answer(400, {"error": "no"}), Refused(reason=Reason.BAD_CONTENT)),
        ("a code in letters", answer(400, {"error": {"code": "190"}}), Refused(reason=Reason.BAD_CONTENT)),
        ("redirect", answer(302, "", headers={"Location": "/elsewhere"}), Deferred(reason=Reason.SERVER_ERROR)),
        *_EVERY_CODE,
    ),
)


def _said(message: str) -> dict[str, Any]:
    return {"statusCode": 400, "message": message}


GREEN_API = Kit(
    name="green-api",
    secrets=(API_TOKEN, NUMBER, NUMBER.removeprefix("+"), TEXT),
    build=green,
    message=lambda _url, key: notice(key=key),
    names_recipient=lambda seen: seen.json["chatId"] == f"{NUMBER.removeprefix('+')}@c.us",
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", answer(200, {"idMessage": "3EB0C767D097B7C7C030"}), Accepted(message_id="3EB0C767D097B7C7C030")),
        ("200 in HTML", answer(200, "<html>portal</html>"), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("200 without an id", answer(200, {"idMessage": ""}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("429", answer(429, _said("Too Many Requests")), Deferred(reason=Reason.RATE_LIMITED)),
        ("the plan is used up", answer(466, {"invokeStatus": {}}), Refused(reason=Reason.UNAUTHORISED)),
        ("wrong token", answer(401, _said("Unauthorized")), Refused(reason=Reason.UNAUTHORISED)),
        ("wrong instance", answer(403, _said("Forbidden")), Refused(reason=Reason.UNAUTHORISED)),
        (
            "it is starting",
            answer(400, _said("instance in starting process try later")),
            Deferred(reason=Reason.SERVER_ERROR),
        ),
        (
            "the telephone is not logged in",
            answer(400, _said("instance is starting or not authorized")),
            Refused(reason=Reason.UNAUTHORISED),
        ),
        (
            "it is not paid for",
            answer(400, _said("Instance account is expired. Renew your instance")),
            Refused(reason=Reason.UNAUTHORISED),
        ),
        (
            "no such chat",
            answer(400, _said("Validation failed. Details: 'chatId' is invalid")),
            Refused(reason=Reason.BAD_ADDRESS),
        ),
        (
            "no such text",
            answer(400, _said("Validation failed. Details: 'message' length must be …")),
            Refused(reason=Reason.BAD_CONTENT),
        ),
        ("bad gateway in HTML", answer(502, "<html>502</html>"), Deferred(reason=Reason.SERVER_ERROR)),
        ("redirect", answer(302, "", headers={"Location": "/elsewhere"}), Deferred(reason=Reason.SERVER_ERROR)),
    ),
)
