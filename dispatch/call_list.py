"""Whom only the homeroom teacher can still tell: everybody at the end of their ladder, and why no message got there.

Who waits in a queue that will not get to them before the window closes stands at the end, too: a teacher who hears of
them when it has closed can only be late.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from channels.base import ChannelKind
from dispatch import costs, ladder
from dispatch.audience import concerned_pupils
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Purpose
from dispatch.lanes import Lanes, rungs
from dispatch.places import Ladder, places
from dispatch.ports import Transaction
from dispatch.reach import reach
from dispatch.roster import FamilyMember
from dispatch.spending import budget
from dispatch.unsettled import Look
from orders.order import Order
from orders.organisation import OrganisationCode, PersonId, PupilId

_WAITING = frozenset({DeliveryState.PLANNED, DeliveryState.DEFERRED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """why: what became of each attempt, in the order of the ladder: `telegram: blocked`."""

    person: PersonId
    organisation: OrganisationCode
    why: tuple[str, ...]


def call_list(
    tx: Transaction, order: Order, rows: Sequence[Delivery], lanes: Lanes, *, now: datetime
) -> tuple[Call, ...]:
    """Return who of the families is at the end of the ladder, and whose children nobody else covers."""
    silent = frozenset(lane.name for lane in lanes.families if not lane.reports)
    begun = order.approval.at if order.approval else order.updated_at
    kin: Sequence[FamilyMember] = ()
    notices: defaultdict[PersonId, list[Delivery]] = defaultdict(list)
    for row in rows:
        if row.purpose is Purpose.FAMILY_NOTICE and row.revision == order.revision:
            notices[row.person].append(row)
    stuck = [person for person, own in notices.items() if not any(_settles(row, silent) for row in own)]
    beyond: frozenset[DeliveryId] = frozenset()
    if stuck:
        kin = tx.unsettled.kin(stuck)
        beyond = _beyond(tx, order, [row for person in stuck for row in notices[person]], lanes, now=now)
    timing = ladder.Timing(begun=begun, latest={}, silent=silent, beyond=beyond)
    left = _rungs_left(tx, order, lanes)
    codes = {row.organisation for own in notices.values() for row in own}
    concerned = concerned_pupils(tx, order, kin, codes)
    climbers = [
        _climber(member, tuple(notices[member.person]), left, concerned) for member in kin if member.person in notices
    ]
    heard = ladder.Heard(
        acquainted=tx.unsettled.acquainted(order.id, order.revision, [one.person for one in climbers]),
        told=tx.unsettled.told(order.id, sorted({pupil for one in climbers for pupil in one.pupils})),
    )
    return tuple(_call(one) for one in ladder.unreached(climbers, heard, timing, now=now))


def _settles(row: Delivery, silent: frozenset[LaneName]) -> bool:
    return ladder.standing(row, reports=row.lane not in silent) is ladder.Standing.SETTLED


def _beyond(
    tx: Transaction, order: Order, rows: Sequence[Delivery], lanes: Lanes, *, now: datetime
) -> frozenset[DeliveryId]:
    """Return which of these notices wait where their account does not get to before their span is over."""
    closes = {row.lane: row.not_after for row in rows if row.state in _WAITING and row.not_after > now}
    cuts = []
    for lane in (lane for lane in lanes.families if lane.name in closes):
        left = reach(lane, closes[lane.name] - max(now, min(row.not_before for row in rows)))
        if left is not None and tx.ledger.waiting(lane.name) > left:
            cuts.append(tx.unsettled.cut(lane.name, left, now=now))
    look = Look(
        order=order.id,
        revision=order.revision,
        purpose=Purpose.FAMILY_NOTICE,
        routes=(),
        cuts=tuple(cut for cut in cuts if cut),
    )
    return tx.unsettled.beyond(look, sorted({row.person for row in rows}))


def _rungs_left(tx: Transaction, order: Order, lanes: Lanes) -> Ladder:
    left = budget(tx.spending, order.id, lanes)
    return rungs(lane for lane in lanes.families if left is None or costs.in_reach(lane, left))


def _climber(
    member: FamilyMember, rows: tuple[Delivery, ...], left: Ladder, concerned: frozenset[PupilId]
) -> ladder.Climber:
    return ladder.Climber(
        person=member.person,
        places=places(member.person, member.contacts, left),
        rows=rows,
        pupils=concerned.intersection(member.pupils),
    )


def _call(climber: ladder.Climber) -> Call:
    ordered = sorted(climber.rows, key=lambda row: row.rung)
    return Call(
        person=climber.person,
        organisation=ordered[0].organisation,
        why=tuple(f"{_channel(row)}{row.reason or row.state}" for row in ordered),
    )


def _channel(row: Delivery) -> str:
    return f"{ChannelKind(row.channel)}: " if row.address else ""
