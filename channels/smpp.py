"""SMPP 3.4 to an operator: one session that stays bound, parts cut by us, receipts as they come.

The session is our own and not aiosmpplib's `ESME` (0.7.4): that one knows no TLS, takes messages into a queue of its
own where nobody can say whether they were written, and ends over a status outside the specification.
A message in several parts is sent part by part. What an operator throttles in the middle is taken up at that part when
the message is tried again: the parts carry a reference made of the message's key, so a phone joins them all the same.
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta
from hashlib import blake2b
from typing import Any

from channels import smpp_pdu
from channels.base import (
    Accepted,
    Capabilities,
    ChannelClosed,
    ChannelKind,
    Deferred,
    Message,
    Reason,
    Refused,
    SendOutcome,
    Unknown,
)
from channels.gateway import Now
from channels.phone_numbers import gets_sms
from channels.receipts import Receipt, ReceiptKind
from channels.smpp_pdu import MAX_VALIDITY, ON_FAILURE, ON_FINAL_OUTCOME, Pdu, Segment
from channels.smpp_session import OK, BindRefused, Ears, Lost, Peer, Rhythm, Session, bound
from channels.sms_parts import MAX_PARTS, Alphabet, split

CAPABILITIES = Capabilities(max_length=67 * MAX_PARTS, reports_delivered=True)
TIMEOUT = timedelta(seconds=20)
SHORTEST_VALIDITY = timedelta(minutes=1)
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1.0, 60.0
WINDOW = 10  # requests without an answer; what operators commonly allow
KEPT_RECEIPTS, KEPT_BEGUN, KEPT_PARTS = 100_000, 10_000, 50_000

# 5.1.3 command_status. Absent ones below 0x0400 find fault with the request itself; those above are the operator's own.
_BY_STATUS: Mapping[int, SendOutcome] = {
    0x04: Deferred(reason=Reason.CONNECTION),  # RINVBNDSTS: not bound any more
    0x08: Deferred(reason=Reason.SERVER_ERROR),  # RSYSERR
    0x0B: Refused(reason=Reason.BAD_ADDRESS),  # RINVDSTADR
    0x14: Deferred(reason=Reason.RATE_LIMITED),  # RMSGQFUL
    0x45: Deferred(reason=Reason.SERVER_ERROR),  # RSUBMITFAIL
    0x50: Refused(reason=Reason.BAD_ADDRESS),  # RINVDSTTON
    0x51: Refused(reason=Reason.BAD_ADDRESS),  # RINVDSTNPI
    0x58: Deferred(reason=Reason.RATE_LIMITED),  # RTHROTTLED
    0x64: Deferred(reason=Reason.SERVER_ERROR),  # RX_T_APPN
    0xFF: Deferred(reason=Reason.SERVER_ERROR),  # RUNKNOWNERR
}
_OPERATORS_OWN = 0x0400
_WRONG_ACCOUNT = frozenset({0x0E, 0x0F})  # RINVPASWD, RINVSYSID

# Appendix B. Absent: ENROUTE, UNKNOWN (still on the way).
_BY_STATE: Mapping[str, tuple[ReceiptKind, Reason | None]] = {
    "ACCEPTD": (ReceiptKind.ACCEPTED, None),
    "DELIVRD": (ReceiptKind.DELIVERED, None),
    "EXPIRED": (ReceiptKind.FAILED, Reason.TIMEOUT),
    "DELETED": (ReceiptKind.FAILED, Reason.BAD_CONTENT),
    "UNDELIV": (ReceiptKind.FAILED, Reason.SERVER_ERROR),
    "REJECTD": (ReceiptKind.FAILED, Reason.BAD_CONTENT),
}


class SmppChannel:
    """One account with an operator. sender: a registered sender ID or a short number. window: requests on their way.

    now: aware UTC; the validity of a message is counted from it. abroad: numbers of other countries too.
    A message is known by the id of its last part, which alone is asked to report that it arrived; the parts before it
    report failure only, and then the whole message failed.
    """

    kind = ChannelKind.SMS
    capabilities = CAPABILITIES

    def __init__(
        self,
        peer: Peer,
        now: Now,
        *,
        sender: str = "",
        abroad: bool = False,
        window: int = WINDOW,
        timeout: timedelta = TIMEOUT,
        rhythm: Rhythm | None = None,
    ) -> None:
        self._peer = peer
        self._now = now
        self._sender = sender
        self._abroad = abroad
        self._timeout_s = timeout.total_seconds()
        self._rhythm = rhythm or Rhythm()
        self._slots = asyncio.Semaphore(window)
        self._session: Session | None = None
        self._opening: asyncio.Task[Session | Deferred | Refused] | None = None
        self._keeper: asyncio.Task[None] | None = None
        self._closed = False
        self._receipts: deque[Receipt] = deque(maxlen=KEPT_RECEIPTS)
        self._begun: dict[str, list[str]] = {}  # ids of the parts that were accepted, of messages not yet complete
        self._whole: dict[str, str] = {}  # the id of an earlier part: the message's

    async def send(self, message: Message) -> SendOutcome:
        """Send one text to one number, in as many parts as it takes; refuse one for more parts than can be counted."""
        if self._closed:
            raise ChannelClosed("this channel is closed: build a new one")
        if not gets_sms(message.address, abroad=self._abroad):
            return Refused(reason=Reason.BAD_ADDRESS)
        try:
            segments = self._segments(message)
        except ValueError:
            segments = ()
        if not segments:
            return Refused(reason=Reason.BAD_CONTENT)
        end = asyncio.get_running_loop().time() + self._timeout_s
        try:
            async with asyncio.timeout(self._timeout_s / 2):  # all of it before anything is written
                session = await self._bound()
                await self._slots.acquire()
        except TimeoutError:
            return Deferred(reason=Reason.CONNECTION)
        try:
            if isinstance(session, Session):
                return await self._submit(session, segments, message.key, end)
            return session
        finally:
            self._slots.release()

    async def poll(self, _message_ids: Sequence[str]) -> Sequence[Receipt]:
        """Hand over what the operator has said since the last call, whatever is asked for; it is said once.

        Keeps the session bound: receipts come also when nothing is sent.
        """
        if self._closed:
            raise ChannelClosed("this channel is closed: build a new one")
        self._keep()
        said = tuple(self._receipts)
        self._receipts.clear()
        return said

    async def aclose(self) -> None:
        self._closed = True
        tasks = [task for task in (self._keeper, self._opening) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    def _segments(self, message: Message) -> tuple[Segment, ...]:
        cut = split(message.text)
        octets = cut.octets()
        reference = blake2b(message.key.encode(), digest_size=1).digest()[0]
        several = len(octets) > 1
        return tuple(
            Segment(
                sender=self._sender,
                address=message.address,
                octets=(smpp_pdu.header(reference, len(octets), number) if several else b"") + part,
                wide=cut.alphabet is Alphabet.UCS2,
                concatenated=several,
                validity=self._validity(message),
                registered_delivery=ON_FINAL_OUTCOME if number == len(octets) else ON_FAILURE,
            )
            for number, part in enumerate(octets, start=1)
        )

    def _validity(self, message: Message) -> timedelta | None:
        """Return the time left, relative: an operator whose clock or zone is wrong cannot get it wrong."""
        if message.expires_at is None:
            return None
        return max(SHORTEST_VALIDITY, min(MAX_VALIDITY, message.expires_at - self._now()))

    async def _submit(self, session: Session, segments: Sequence[Segment], key: str, end: float) -> SendOutcome:
        """Send the parts that have not been accepted before, one after the other; stop at the first that is not."""
        done = self._begun.pop(key, [])
        for segment in segments[len(done) :]:
            outcome = await self._submit_one(session, segment, key, end)
            if not isinstance(outcome, Accepted):
                self._remember(key, done, outcome)
                return outcome
            done.append(outcome.message_id)
        *earlier, last = done
        self._whole |= dict.fromkeys((one for one in earlier if one), last)
        _forget(self._whole, KEPT_PARTS)
        return Accepted(message_id=last)

    async def _submit_one(self, session: Session, segment: Segment, key: str, end: float) -> SendOutcome:
        try:
            async with asyncio.timeout_at(end):
                answer = await session.submit(segment, key if segment.is_last else "")
        except TimeoutError:
            return Unknown(reason=Reason.TIMEOUT)
        except Lost as lost:
            return Unknown(reason=Reason.CONNECTION_LOST) if lost.written else Deferred(reason=Reason.CONNECTION)
        return _outcome(answer)

    def _remember(self, key: str, done: list[str], outcome: SendOutcome) -> None:
        """Keep what was accepted of a message that will be tried again."""
        if done and isinstance(outcome, Deferred):
            self._begun[key] = done
            _forget(self._begun, KEPT_BEGUN)

    async def _bound(self) -> Session | Deferred | Refused:
        """Return the session, bound anew when it is over. Callers at the same time share one attempt."""
        if self._session is not None and not self._session.ended.is_set():
            return self._session
        if self._opening is None or self._opening.done():
            self._opening = asyncio.create_task(self._open())
        opening = self._opening
        try:
            return await asyncio.shield(opening)
        except asyncio.CancelledError:
            if opening.cancelled() and self._closed:
                raise ChannelClosed("this channel was closed meanwhile") from None
            raise

    async def _open(self) -> Session | Deferred | Refused:
        ears = Ears(delivered=self._delivered, late=self._late)
        if self._session is not None:
            await self._session.close()
        try:
            async with asyncio.timeout(self._timeout_s):
                session = await bound(self._peer, ears, rhythm=self._rhythm)
        except BindRefused as refusal:
            wrong = refusal.status in _WRONG_ACCOUNT
            return Refused(reason=Reason.UNAUTHORISED) if wrong else Deferred(reason=Reason.CONNECTION)
        except (OSError, EOFError):
            return Deferred(reason=Reason.CONNECTION)
        self._session = session
        self._keep()
        return session

    def _keep(self) -> None:
        if self._keeper is None or self._keeper.done():
            self._keeper = asyncio.create_task(self._keep_bound())

    async def _keep_bound(self) -> None:
        """Bind again whenever the session is over, at once and then ever more slowly."""
        pause = FIRST_PAUSE_S
        while not self._closed:
            session = await self._bound()
            if isinstance(session, Session):
                pause = FIRST_PAUSE_S
                await session.ended.wait()
            else:
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_S)

    def _delivered(self, pdu: Pdu) -> None:
        report = smpp_pdu.report_of(pdu)
        if report is None or report.state not in _BY_STATE:
            return
        kind, reason = _BY_STATE[report.state]
        whole = self._whole.get(report.message_id)
        if whole is not None and kind is not ReceiptKind.FAILED:
            return  # an earlier part arrived: the last one says when the message did
        self._receipts.append(Receipt(message_id=whole or report.message_id, kind=kind, reason=reason))

    def _late(self, key: str, pdu: Pdu) -> None:
        """Note an answer nobody waited for any more: what was unknown is known."""
        outcome = _outcome(pdu)
        if key and isinstance(outcome, Accepted):
            self._receipts.append(Receipt(message_id=outcome.message_id, kind=ReceiptKind.ACCEPTED, key=key))


def _outcome(answer: Pdu) -> SendOutcome:
    if answer.status == OK:
        return Accepted(message_id=smpp_pdu.message_id_of(answer))
    if answer.status >= _OPERATORS_OWN:
        return Deferred(reason=Reason.SERVER_ERROR)
    return _BY_STATUS.get(answer.status, Refused(reason=Reason.BAD_CONTENT))


def _forget(kept: dict[str, Any], most: int) -> None:
    """Drop the oldest above so many."""
    while len(kept) > most:
        del kept[next(iter(kept))]
