"""The few PDUs of SMPP 3.4 an operator needs: read from the wire, built for it."""

import asyncio
import struct
from dataclasses import dataclass
from enum import IntEnum

HEADER = struct.Struct("!IIII")
ANSWER = 0x80000000
_LONGEST = 70_000
_MESSAGE_PAYLOAD = 0x0424
_RECEIPTED_MESSAGE_ID, _MESSAGE_STATE = 0x001E, 0x0427
_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_ESCAPED = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
_ESCAPE = 0x1B


class Command(IntEnum):
    GENERIC_NACK = 0x80000000
    BIND_RECEIVER = 0x01
    BIND_TRANSMITTER = 0x02
    SUBMIT_SM = 0x04
    DELIVER_SM = 0x05
    UNBIND = 0x06
    BIND_TRANSCEIVER = 0x09
    ENQUIRE_LINK = 0x15


class Status(IntEnum):
    OK = 0x00
    BAD_COMMAND = 0x03
    NOT_BOUND = 0x04
    SYSTEM_ERROR = 0x08
    BAD_SENDER = 0x0A
    BAD_NUMBER = 0x0B
    BAD_PASSWORD = 0x0E
    BAD_SYSTEM_ID = 0x0F
    THROTTLED = 0x58
    BAD_VALIDITY = 0x62


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdu:
    command: int
    status: int
    sequence: int
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What a `submit_sm` says. part, of, reference: 1, 1 and 0 for a whole message. validity: as it stands there."""

    sender: str
    to: str
    text: str
    validity: str
    wants_success: bool
    wants_failure: bool
    reference: int = 0
    part: int = 1
    of: int = 1


async def read(reader: asyncio.StreamReader) -> Pdu:
    """Read one. Raises EOFError at the end and ValueError for what is no PDU."""
    length, command, status, sequence = HEADER.unpack(await reader.readexactly(HEADER.size))
    if not HEADER.size <= length <= _LONGEST:
        raise ValueError("a PDU of an impossible length")
    return Pdu(command=command, status=status, sequence=sequence, body=await reader.readexactly(length - HEADER.size))


def build(command: int, sequence: int, *, status: int = 0, body: bytes = b"") -> bytes:
    return HEADER.pack(HEADER.size + len(body), command, status, sequence) + body


def read_bind(pdu: Pdu) -> tuple[str, str]:
    """Return system id and password."""
    system_id, password, *_rest = pdu.body.split(b"\0")
    return system_id.decode("ascii", "replace"), password.decode("ascii", "replace")


def read_submit(pdu: Pdu) -> Submitted:
    """Read a `submit_sm` (4.4.1). Raises ValueError."""
    fields = _Fields(pdu.body)
    fields.text()  # service_type
    sender = fields.address()
    to = fields.address()
    esm_class = fields.byte()
    fields.skip(2)
    fields.text()  # schedule_delivery_time
    validity = fields.text()
    registered = fields.byte() & 3
    fields.skip(1)
    coding = fields.byte()
    fields.skip(1)
    octets = fields.take(fields.byte())
    octets = fields.options().get(_MESSAGE_PAYLOAD, octets)
    reference, of, part = 0, 1, 1
    if esm_class & 0x40:
        head, octets = octets[1 : 1 + octets[0]], octets[1 + octets[0] :]
        reference, of, part = _concatenation(head)
    return Submitted(
        sender=sender,
        to=f"+{to}",
        text=octets.decode("utf-16-be") if coding == 8 else _gsm(octets),
        validity=validity,
        wants_success=registered == 1,
        wants_failure=registered in {1, 2},
        reference=reference,
        part=part,
        of=of,
    )


def receipt(*, sequence: int, sender: str, to: str, message_id: str, state: str, number: int, at: str) -> bytes:
    """Build the `deliver_sm` of a delivery receipt (Appendix B), with its optional parameters. at: `yymmddhhmm`."""
    delivered = "001" if state == "DELIVRD" else "000"
    said = f"id:{message_id} sub:001 dlvrd:{delivered} submit date:{at} done date:{at} stat:{state} err:000 text:"
    body = b"\0"  # service_type
    body += b"\x01\x01" + to.removeprefix("+").encode() + b"\0"
    body += b"\x05\x00" + sender.encode("ascii", "replace") + b"\0"
    body += bytes((0x04, 0, 0)) + b"\0\0" + bytes((0, 0, 0, 0, len(said))) + said.encode()
    body += _option(_RECEIPTED_MESSAGE_ID, message_id.encode() + b"\0") + _option(_MESSAGE_STATE, bytes((number,)))
    return build(Command.DELIVER_SM, sequence, body=body)


def _option(tag: int, value: bytes) -> bytes:
    return struct.pack("!HH", tag, len(value)) + value


def _concatenation(head: bytes) -> tuple[int, int, int]:
    """Return reference, number of parts and the number of this one from a user data header."""
    at = 0
    while at + 2 <= len(head):
        kind, length = head[at], head[at + 1]
        value = head[at + 2 : at + 2 + length]
        if kind == 0 and length == 3:
            return value[0], value[1], value[2]
        at += 2 + length
    return 0, 1, 1


def _gsm(octets: bytes) -> str:
    """Read text of one octet per letter in the GSM alphabet (3GPP TS 23.038)."""
    said, escaped = "", False
    for octet in octets:
        if octet == _ESCAPE and not escaped:
            escaped = True
            continue
        said += _GSM_ESCAPED.get(octet, " ") if escaped else _GSM[octet & 0x7F]
        escaped = False
    return said


class _Fields:
    """Reads a body field by field."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0

    def text(self) -> str:
        end = self._body.index(b"\0", self._at)
        found, self._at = self._body[self._at : end], end + 1
        return found.decode("ascii", "replace")

    def address(self) -> str:
        self.skip(2)
        return self.text()

    def byte(self) -> int:
        if self._at >= len(self._body):
            raise ValueError("the PDU ends too early")
        self._at += 1
        return self._body[self._at - 1]

    def skip(self, count: int) -> None:
        self._at += count

    def take(self, count: int) -> bytes:
        self._at += count
        return self._body[self._at - count : self._at]

    def options(self) -> dict[int, bytes]:
        found: dict[int, bytes] = {}
        while self._at + 4 <= len(self._body):
            tag, length = struct.unpack("!HH", self.take(4))
            found[tag] = self.take(length)
        return found
