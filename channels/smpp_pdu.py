"""PDUs of SMPP 3.4 (smpp.org, Short Message Peer to Peer Protocol Specification v3.4, chapters 4 and 5).

What we say is built by aiosmpplib. What we hear is read here, because the library drops a session over things that
operators do send: a status of their own (0x0400 …), seconds in the dates of a receipt, an `err:` that is no number.
"""

import asyncio
import re
import struct
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from aiosmpplib import protocol  # type: ignore[import-untyped]
from aiosmpplib.state import NPI, TON, PhoneNumber  # type: ignore[import-untyped]

HEADER = struct.Struct("!IIII")
LONGEST_PDU = 70_000  # message_payload holds 64 kB
IS_ANSWER = 0x80000000
CONCATENATED = 0x40  # esm_class: the text begins with a user data header
ON_FINAL_OUTCOME, ON_FAILURE = 1, 2  # registered_delivery, 5.2.17
MAX_VALIDITY = timedelta(weeks=1)


class Command(IntEnum):
    """What matters to us of 5.1.2.1; an answer is its request with the highest bit."""

    GENERIC_NACK = 0x80000000
    SUBMIT_SM = 0x00000004
    DELIVER_SM = 0x00000005
    UNBIND = 0x00000006
    BIND_TRANSCEIVER = 0x00000009
    ENQUIRE_LINK = 0x00000015


class Broken(ConnectionError):
    """What came is no SMPP: nothing after it can be read either."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pdu:
    """One as it came. command, status: may be numbers nobody published."""

    command: int
    status: int
    sequence: int
    body: bytes = b""

    @property
    def is_answer(self) -> bool:
        return bool(self.command & IS_ANSWER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A delivery receipt. state: as in Appendix B, `DELIVRD`; empty when it names none."""

    message_id: str
    state: str


# 5.2.28 message_state, in the words of Appendix B.
_STATES = {
    1: "ENROUTE",
    2: "DELIVRD",
    3: "EXPIRED",
    4: "DELETED",
    5: "UNDELIV",
    6: "ACCEPTD",
    7: "UNKNOWN",
    8: "REJECTD",
}
_RECEIPTED_MESSAGE_ID, _MESSAGE_STATE, _MESSAGE_PAYLOAD = 0x001E, 0x0427, 0x0424
_IS_RECEIPT = 0x04  # esm_class, 5.2.12
_TYPE_OF_MESSAGE = 0x3C
_ID = re.compile(rb"\bid:\s*([^\s]{1,65})", re.IGNORECASE)
_STAT = re.compile(rb"\bstat:\s*([A-Z]{3,10})", re.IGNORECASE)


async def read_pdu(reader: asyncio.StreamReader) -> Pdu:
    """Read one. Raises `Broken`, or `IncompleteReadError` at the end."""
    length, command, status, sequence = HEADER.unpack(await reader.readexactly(HEADER.size))
    if not HEADER.size <= length <= LONGEST_PDU:
        raise Broken("a PDU of an impossible length")
    body = await reader.readexactly(length - HEADER.size)
    return Pdu(command=command, status=status, sequence=sequence, body=body)


def bare(command: int, sequence: int, *, body: bytes = b"") -> bytes:
    """Build a PDU without a body of its own: `enquire_link`, `unbind`, and the answers to what we are asked."""
    return HEADER.pack(HEADER.size + len(body), command, 0, sequence) + body


def bind(system_id: str, password: str, sequence: int) -> bytes:
    """Build `bind_transceiver`: one session to send and to be told what became of it."""
    request = protocol.BindTransceiver(
        sequence_num=sequence,
        system_id=system_id,
        password=password,
        interface_version=protocol.SMPP_VERSION_3_4,
        addr_ton=TON.UNKNOWN,
        addr_npi=NPI.UNKNOWN,
    )
    return bytes(request.pdu())


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One part of a text to one number, `+7701…`, ready but for its number in the session.

    octets: with the user data header when it is one of several. validity: counted by the operator from when it gets it.
    """

    sender: str
    address: str
    octets: bytes
    wide: bool
    concatenated: bool
    validity: timedelta | None
    registered_delivery: int

    @property
    def is_last(self) -> bool:
        """Whether the message is known by this part's id."""
        return self.registered_delivery == ON_FINAL_OUTCOME

    def pdu(self, sequence: int) -> bytes:
        """Build `submit_sm`."""
        request = protocol.SubmitSm(
            sequence_num=sequence,
            short_message=" ",  # the library wants one; what goes out is set below
            source=_sender(self.sender),
            destination=PhoneNumber(self.address.removeprefix("+"), TON.INTERNATIONAL, NPI.ISDN),
            esm_class=CONCATENATED if self.concatenated else 0,
            validity_period=self.validity,
            registered_delivery=self.registered_delivery,
            encoding="ucs2" if self.wide else None,
            auto_message_payload=False,
        )
        request.set_encoded_message(self.octets)
        return bytes(request.pdu())


def header(reference: int, total: int, number: int) -> bytes:
    """Return the user data header of one part of several (3GPP TS 23.040, 9.2.3.24.1). number: from 1."""
    return bytes((5, 0, 3, reference & 0xFF, total, number))


def message_id_of(pdu: Pdu) -> str:
    """Return the id in an answer to `submit_sm`; empty when there is none."""
    return pdu.body.split(b"\0", 1)[0].decode("ascii", "replace")


def report_of(pdu: Pdu) -> Report | None:
    """Return the receipt in a `deliver_sm`; None for what somebody wrote, or for what names no message."""
    try:
        esm_class, text, options = _delivered(pdu.body)
    except (ValueError, IndexError, struct.error):
        return None
    if esm_class & _TYPE_OF_MESSAGE != _IS_RECEIPT:
        return None
    text = options.get(_MESSAGE_PAYLOAD, text).replace(b"\0", b"")  # a receipt in UCS-2 is ASCII between zeros
    named, said = _ID.search(text), _STAT.search(text)
    given = options.get(_RECEIPTED_MESSAGE_ID, b"").rstrip(b"\0") or (named.group(1) if named else b"")
    state = _STATES.get(options[_MESSAGE_STATE][0], "") if options.get(_MESSAGE_STATE) else ""
    if not given:
        return None
    state = said.group(1).decode().upper() if said else state
    return Report(message_id=given.decode("ascii", "replace"), state=state)


def _delivered(body: bytes) -> tuple[int, bytes, dict[int, bytes]]:
    """Return esm_class, short_message and the optional parameters of a `deliver_sm` (4.6.1)."""
    at = body.index(b"\0") + 1  # service_type
    for _address in ("source", "destination"):
        at = body.index(b"\0", at + 2) + 1
    esm_class = body[at]
    at += 3
    for _time in ("schedule_delivery_time", "validity_period"):
        at = body.index(b"\0", at) + 1
    length = body[at + 4]
    at += 5
    return esm_class, body[at : at + length], _options(body, at + length)


def _options(body: bytes, at: int) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    while at + 4 <= len(body):
        tag, length = struct.unpack_from("!HH", body, at)
        found[tag] = body[at + 4 : at + 4 + length]
        at += 4 + length
    return found


def _sender(name: str) -> PhoneNumber:
    if name.isdecimal() or not name:
        return PhoneNumber(name, TON.UNKNOWN, NPI.ISDN if name else NPI.UNKNOWN)
    return PhoneNumber(name, TON.ALPHANUMERIC, NPI.UNKNOWN)
