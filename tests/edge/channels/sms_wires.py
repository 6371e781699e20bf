"""The two gateways for SMS as the contract suite needs to know them."""

from datetime import timedelta
from urllib.parse import parse_qs

from channels.base import Accepted, Channel, Deferred, Message, Reason, Refused, Unknown
from channels.mobizon import MobizonChannel
from channels.smsc import SmscChannel
from tests.edge.channels.wires import Behaviour, Kit, Seen, answer, now

API_KEY = "kz0123456789abcdef-very-secret"
LOGIN, PASSWORD = "school-17", "very-secret-password"
NUMBER = "+77010009988"
SMS_TEXT = "Қашықтан оқыту: 0–4-сынып"


def message(_url: str, key: str) -> Message:
    return Message(key=key, address=NUMBER, text=SMS_TEXT, locale="kk", expires_at=now() + timedelta(hours=2))


def mobizon(url: str, timeout: timedelta) -> Channel:
    return MobizonChannel(API_KEY, now, base_url=url, sender="MEKTEP", timeout=timeout)


def smsc(url: str, timeout: timedelta) -> Channel:
    return SmscChannel(LOGIN, PASSWORD, now, base_url=url, sender="MEKTEP", timeout=timeout)


def form(seen: Seen) -> dict[str, list[str]]:
    return parse_qs(seen.body.decode())


def _code(code: int, data: object = None, message: str = "") -> Behaviour:
    return answer(200, {"code": code, "data": data, "message": message})


def _error(code: int, words: str = "error") -> Behaviour:
    return answer(200, {"error": words, "error_code": code})


OF_HTTP = (
    ("429", answer(429, ""), Deferred(reason=Reason.RATE_LIMITED)),
    (
        "503 with a wait",
        answer(503, "", headers={"Retry-After": "30"}),
        Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(seconds=30)),
    ),
    ("500", answer(500, "boom"), Unknown(reason=Reason.SERVER_ERROR)),
    ("502 in HTML", answer(502, "<html>502</html>"), Unknown(reason=Reason.SERVER_ERROR)),
    ("403", answer(403, ""), Refused(reason=Reason.UNAUTHORISED)),
    ("redirect", answer(302, "", headers={"Location": "/elsewhere"}), Deferred(reason=Reason.SERVER_ERROR)),
    ("200 in HTML", answer(200, "<html>portal</html>"), Unknown(reason=Reason.UNREADABLE_ANSWER)),
    ("200 with a list", answer(200, [1]), Unknown(reason=Reason.UNREADABLE_ANSWER)),
)

_SENT = {"campaignId": 245455096, "messageId": 169275418, "status": 2}

MOBIZON = Kit(
    name="mobizon",
    secrets=(API_KEY, NUMBER, NUMBER.removeprefix("+"), SMS_TEXT),
    build=mobizon,
    message=message,
    names_recipient=lambda seen: form(seen)["recipient"] == [NUMBER.removeprefix("+")],
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", _code(0, _SENT), Accepted(message_id="169275418")),
        ("held for moderation", _code(0, _SENT | {"status": 1}), Accepted(message_id="169275418")),
        ("in the background", _code(100, 4711), Accepted()),
        ("accepted without an id", _code(0, {}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("wrong number", _code(1, {"recipient": "wrong"}), Refused(reason=Reason.BAD_ADDRESS)),
        ("wrong sender", _code(1, {"from": "wrong"}), Refused(reason=Reason.BAD_CONTENT)),
        ("wrong key", _code(8), Refused(reason=Reason.UNAUTHORISED)),
        ("not saved", _code(10), Deferred(reason=Reason.SERVER_ERROR)),
        ("another domain", _code(13), Refused(reason=Reason.UNAUTHORISED)),
        ("blocked", _code(14), Refused(reason=Reason.UNAUTHORISED)),
        ("too fast", _code(30), Deferred(reason=Reason.RATE_LIMITED)),
        ("in part, and ours is in it", _code(98, _SENT), Accepted(message_id="169275418")),
        ("in part, without ours", _code(98, []), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("nothing done", _code(99, {"recipient": "wrong"}), Refused(reason=Reason.BAD_ADDRESS)),
        ("general error", _code(999), Unknown(reason=Reason.SERVER_ERROR)),
        ("a code nobody published", _code(777), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("no code", answer(200, {"ok": True}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        *OF_HTTP,
    ),
)

SMSC = Kit(
    name="smsc",
    secrets=(PASSWORD, NUMBER, NUMBER.removeprefix("+"), SMS_TEXT),
    build=smsc,
    message=message,
    names_recipient=lambda seen: form(seen)["phones"] == [NUMBER],
    dripped=Unknown(reason=Reason.TIMEOUT),
    outcomes=(
        ("accepted", answer(200, {"id": "d1.abcdefg", "cnt": 1}), Accepted(message_id="d1.abcdefg")),
        ("accepted under a number", answer(200, {"id": 17, "cnt": 2}), Accepted(message_id="17")),
        ("accepted without an id", answer(200, {"cnt": 2}), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        ("wrong parameters", _error(1), Refused(reason=Reason.BAD_CONTENT)),
        ("wrong password", _error(2), Refused(reason=Reason.UNAUTHORISED)),
        ("no money", _error(3), Refused(reason=Reason.UNAUTHORISED)),
        (
            "our address is blocked",
            _error(4),
            Deferred(reason=Reason.RATE_LIMITED, retry_after=timedelta(minutes=1)),
        ),
        ("wrong date", _error(5), Refused(reason=Reason.BAD_CONTENT)),
        ("forbidden text", _error(6), Refused(reason=Reason.BAD_CONTENT)),
        ("wrong number", _error(7), Refused(reason=Reason.BAD_ADDRESS)),
        ("cannot be delivered there", _error(8), Refused(reason=Reason.BAD_ADDRESS)),
        (
            "the same request again",
            _error(9, "duplicate request, wait a minute"),
            Deferred(reason=Reason.SERVER_ERROR, retry_after=timedelta(minutes=1)),
        ),
        ("too many at once", _error(9, "too many concurrent requests"), Deferred(reason=Reason.RATE_LIMITED)),
        ("an error nobody published", _error(77), Unknown(reason=Reason.UNREADABLE_ANSWER)),
        *OF_HTTP,
    ),
)
