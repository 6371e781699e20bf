"""An operator's SMPP 3.4 server on a port of its own: binds, throttles, joins parts, and sends receipts back.

Faults (`provider: sms`, `account: smpp`, `method: submit_sm`, `chat`: the number):

| kind | what happens |
|---|---|
| `flood` | ESME_RTHROTTLED |
| `error`, `bad_gateway` | ESME_RSYSERR |
| `refuse` | ESME_RINVDSTADR |
| `hang`, `hang_after` | silence; nothing is accepted, or everything was |
| `reset_before`, `reset_after` | the session is cut before or after accepting |
| `slow` | the answer comes after `seconds` |
| `lie: malformed`, `html` | accepted, and the answer is no SMPP |
| `lie: never_shown` | accepted, and shown to nobody |

Receipts (`method: status`): `slow`, and the lies `never_shown`, `twice` and `out_of_order` (a minute late).
"""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

from sandbox.faults.book import Fault, FaultKind, Lie, Target
from sandbox.journal import Line
from sandbox.smpp import pdu as pdus
from sandbox.smpp.pdu import ANSWER, Command, Pdu, Status, Submitted
from sandbox.sms.gateway import Means, Pace, number_in
from sandbox.sms.network import PROVIDER, Sms, Stage, parts_of

NAME = "smpp"
METHOD = "submit_sm"
_BINDS = frozenset({Command.BIND_RECEIVER, Command.BIND_TRANSMITTER, Command.BIND_TRANSCEIVER})
_DENIED = {
    FaultKind.FLOOD: Status.THROTTLED,
    FaultKind.REFUSE: Status.BAD_NUMBER,
    FaultKind.ERROR: Status.SYSTEM_ERROR,
    FaultKind.BAD_GATEWAY: Status.SYSTEM_ERROR,
}
# In a receipt: the word of Appendix B and the number of 5.2.28.
_STATES = {
    Stage.DELIVERED: ("DELIVRD", 2),
    Stage.EXPIRED: ("EXPIRED", 3),
    Stage.UNDELIVERABLE: ("UNDELIV", 5),
    Stage.REJECTED: ("REJECTD", 8),
}
_A_WHILE_S = 60.0
_DAY = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Operator:
    """What the operator agreed with its customers. passwords: by system id; any will do when empty."""

    passwords: dict[str, str] = field(default_factory=dict)
    per_second: int = 100


@dataclass(slots=True, kw_only=True)
class _Part:
    id: str
    said: Submitted


class _Session:
    """One connection of one customer."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self.writer = writer
        self.system_id = ""
        self.sequence = count(1)

    def say(self, command: int, sequence: int, *, status: int = 0, body: bytes = b"") -> None:
        if not self.writer.is_closing():
            self.writer.write(pdus.build(command, sequence, status=status, body=body))

    def cut(self) -> None:
        self.writer.transport.abort()


class SmppServer:
    """The operator. port: 0 takes a free one; `address` is where it listens once it has started."""

    def __init__(self, means: Means) -> None:
        self.operator = Operator()
        self.port = 0
        self.address = ("", 0)
        self.messages: dict[str, Sms] = {}
        self._means = means
        self._ids = count(0xB0000001)
        self._server: asyncio.Server | None = None
        self._sessions: list[_Session] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._parts: dict[tuple[str, str, int], dict[int, _Part]] = {}
        self._pace = Pace()

    async def start(self, host: str = "127.0.0.1") -> None:
        self._server = await asyncio.start_server(self._serve, host, self.port)
        bound = self._server.sockets[0].getsockname()
        self.address = (bound[0], bound[1])

    async def close(self) -> None:
        """Cut every session and stop."""
        if self._server is not None:
            self._server.close()
        for session in self._sessions:
            session.cut()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._server is not None:
            await self._server.wait_closed()

    def cut(self) -> None:
        """Cut every session, as a line that breaks does."""
        for session in self._sessions:
            session.cut()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        session = _Session(writer)
        self._sessions.append(session)
        try:
            while True:
                self._hear(session, await pdus.read(reader))
        except (EOFError, OSError, ValueError):
            pass
        finally:
            self._sessions.remove(session)
            session.cut()

    def _hear(self, session: _Session, pdu: Pdu) -> None:
        match pdu.command:
            case command if command in _BINDS:
                self._bind(session, pdu)
            case Command.ENQUIRE_LINK:
                session.say(pdu.command | ANSWER, pdu.sequence)
            case Command.UNBIND:
                session.say(pdu.command | ANSWER, pdu.sequence)
                session.writer.close()
            case Command.SUBMIT_SM:
                self._start(self._submit(session, pdu))
            case command if command & ANSWER:
                pass  # the answer to a receipt
            case _:
                session.say(Command.GENERIC_NACK, pdu.sequence, status=Status.BAD_COMMAND)

    def _bind(self, session: _Session, pdu: Pdu) -> None:
        system_id, password = pdus.read_bind(pdu)
        expected = self.operator.passwords.get(system_id)
        if self.operator.passwords and expected is None:
            status = Status.BAD_SYSTEM_ID
        elif expected is not None and expected != password:
            status = Status.BAD_PASSWORD
        else:
            status, session.system_id = Status.OK, system_id
        session.say(pdu.command | ANSWER, pdu.sequence, status=status, body=b"sandbox\0")

    async def _submit(self, session: _Session, pdu: Pdu) -> None:
        try:
            said = pdus.read_submit(pdu)
        except (ValueError, IndexError):
            session.say(pdu.command | ANSWER, pdu.sequence, status=Status.SYSTEM_ERROR)
            return
        target = Target(provider=PROVIDER, accounts=(NAME, session.system_id), method=METHOD, chat=said.to)
        fault = self._means.faults.strike(target, self._means.clock.now())
        if fault is not None and fault.kind is FaultKind.SLOW:
            await asyncio.sleep(fault.seconds)
            fault = None
        if fault is not None and fault.kind not in {FaultKind.RESET_AFTER, FaultKind.HANG_AFTER, FaultKind.LIE}:
            await self._turn_away(session, pdu, said, fault)
            return
        if refused := self._wrong(session, said):
            self._note(said, refused=refused.name)
            session.say(pdu.command | ANSWER, pdu.sequence, status=refused)
            return
        self._answer(session, pdu, self._take(session, said, fault), fault)

    async def _turn_away(self, session: _Session, pdu: Pdu, said: Submitted, fault: Fault) -> None:
        self._note(said, refused=fault.description or str(fault.kind), fault=fault)
        status = _DENIED.get(fault.kind)
        if status is not None:
            session.say(pdu.command | ANSWER, pdu.sequence, status=status)
            return
        if fault.kind is FaultKind.HANG:
            await asyncio.sleep(fault.seconds)
        session.cut()

    def _answer(self, session: _Session, pdu: Pdu, message_id: str, fault: Fault | None) -> None:
        if fault is None or fault.lie is Lie.NEVER_SHOWN:
            session.say(pdu.command | ANSWER, pdu.sequence, body=message_id.encode() + b"\0")
        elif fault.kind is FaultKind.RESET_AFTER:
            session.cut()
        elif fault.kind is FaultKind.LIE:
            session.writer.write(b"<html>" + bytes(16))

    def _wrong(self, session: _Session, said: Submitted) -> Status | None:
        if not session.system_id:
            return Status.NOT_BOUND
        if self._pace.exceeds(self.operator.per_second, self._means.clock):
            return Status.THROTTLED
        if not number_in(said.to):
            return Status.BAD_NUMBER
        return Status.BAD_VALIDITY if said.validity and _span(said.validity) is None else None

    def _take(self, session: _Session, said: Submitted, fault: Fault | None) -> str:
        """Keep a part; when all are there the message begins its way. Return the id of this part."""
        message_id = f"{next(self._ids):x}"
        about = (session.system_id, said.to, said.reference)
        parts = self._parts.setdefault(about, {}) if said.of > 1 else {}
        parts[said.part] = _Part(id=message_id, said=said)
        if len(parts) < said.of:
            self._note(said, refused=f"part {said.part} of {said.of}: it waits for the others", message_id=message_id)
            return message_id
        self._parts.pop(about, None)
        whole = [parts[number] for number in sorted(parts)]
        self._send_off(session.system_id, whole, fault)
        return message_id

    def _send_off(self, system_id: str, whole: list[_Part], fault: Fault | None) -> None:
        now, last = self._means.clock.now(), whole[-1]
        text = "".join(part.said.text for part in whole)
        sms = Sms(
            id=last.id,
            account=NAME,
            sender=last.said.sender,
            to=last.said.to,
            text=text,
            parts=parts_of(text),
            expires_at=now + (_span(last.said.validity) or _DAY),
            changed_at=now,
            hidden=fault is not None and fault.lie is Lie.NEVER_SHOWN,
        )
        self.messages[sms.id] = sms
        self._note(last.said, text=text, message_id=sms.id, fault=fault)

        def report(carried: Sms) -> None:
            for part in whole:
                self._start(self._report(system_id, part, carried))

        self._means.network.take(sms, report)

    async def _report(self, system_id: str, part: _Part, sms: Sms) -> None:
        """Send the receipt of one part over whatever session its customer has, as soon as there is one."""
        wanted = part.said.wants_success if sms.stage is Stage.DELIVERED else part.said.wants_failure
        if sms.stage not in _STATES or not wanted:
            return
        state, number = _STATES[sms.stage]
        at = sms.changed_at.strftime("%y%m%d%H%M")
        times = await self._times(sms)
        for _ in range(times):
            session = await self._session_of(system_id)
            session.writer.write(
                pdus.receipt(
                    sequence=next(session.sequence),
                    sender=part.said.sender,
                    to=sms.to,
                    message_id=part.id,
                    state=state,
                    number=number,
                    at=at,
                )
            )

    async def _times(self, sms: Sms) -> int:
        """Return how often a receipt is sent, after waiting as long as a fault demands."""
        target = Target(provider=PROVIDER, accounts=(NAME,), method="status", chat=sms.to)
        fault = self._means.faults.strike(target, self._means.clock.now())
        if fault is None:
            return 1
        if fault.kind is FaultKind.SLOW:
            await self._means.clock.sleep(fault.seconds)
        if fault.lie is Lie.OUT_OF_ORDER:
            await self._means.clock.sleep(_A_WHILE_S)
        return {Lie.NEVER_SHOWN: 0, Lie.TWICE: 2}.get(fault.lie, 1) if fault.lie else 1

    async def _session_of(self, system_id: str) -> _Session:
        while True:
            for session in reversed(self._sessions):
                if session.system_id == system_id and not session.writer.is_closing():
                    return session
            await self._means.clock.sleep(1.0)

    def _note(
        self,
        said: Submitted,
        *,
        refused: str | None = None,
        text: str | None = None,
        message_id: str | None = None,
        fault: Fault | None = None,
    ) -> None:
        self._means.journal.write(
            Line(
                provider=PROVIDER,
                account=NAME,
                method=METHOD,
                to=said.to,
                text=text or said.text,
                id=message_id,
                refused=refused,
                fault=fault.name if fault else None,
            )
        )

    def _start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _span(validity: str) -> timedelta | None:
    """Return a relative `validity_period` (7.1.1.2, `YYMMDDhhmmss000R`); None for anything else."""
    if len(validity) != 16 or not validity.endswith("000R") or not validity[:12].isdecimal():
        return None
    years, months, days, hours, minutes, seconds = (int(validity[at : at + 2]) for at in range(0, 12, 2))
    return timedelta(days=365 * years + 30 * months + days, hours=hours, minutes=minutes, seconds=seconds)
