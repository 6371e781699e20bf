"""Which worker sends on which lane. Pure: what stands in the table and who is alive decide; time is an argument."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType, Protocol

from dispatch.delivery import LaneName

WorkerName = NewType("WorkerName", str)

NOBODY = WorkerName("")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a lease holds, how often it is renewed, and how long before its end its owner lays the lane down.

    last_call: how long a call may still be on its way after its worker died: no channel waits longer for an answer.
    """

    lease: timedelta = timedelta(seconds=15)
    renew_every: timedelta = timedelta(seconds=5)
    margin: timedelta = timedelta(seconds=3)
    last_call: timedelta = timedelta(seconds=30)

    def at_rate(self, rate: float) -> "Terms":
        """Return the same terms in real seconds for a clock that runs `rate` times as fast."""
        return Terms(
            lease=self.lease * rate,
            renew_every=self.renew_every * rate,
            margin=self.margin * rate,
            last_call=self.last_call * rate,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """A lane is `owner`'s before `until`; afterwards, or without an owner, it is free since then."""

    lane: LaneName
    owner: WorkerName
    until: datetime


class Leases(Protocol):
    """The table of leases, and of the workers among which lanes are shared out. Two never own one lane."""

    def attend(self, worker: WorkerName, *, now: datetime, until: datetime) -> None:
        """Say that this worker is alive before `until`; forget those whose time is over."""

    def leave(self, worker: WorkerName) -> None:
        """Say that this worker is gone."""

    def workers(self, *, now: datetime) -> Sequence[WorkerName]:
        """Return who is alive."""

    def of(self, lanes: Collection[LaneName], *, now: datetime) -> Sequence[Lease]:
        """Return the lease of each of these lanes; one that was never leased becomes free `now`."""

    def owned(self, owner: WorkerName, *, now: datetime) -> Sequence[LaneName]:
        """Return the lanes this worker owns."""

    def acquire(self, lane: LaneName, *, owner: WorkerName, now: datetime, until: datetime) -> bool:
        """Take a lane that is free, or renew one's own; return whether it is the owner's now."""

    def seize(self, lane: LaneName, *, former: WorkerName, owner: WorkerName, until: datetime) -> bool:
        """Take a lane from a worker that is known to be dead; return whether it was still theirs."""

    def release(self, lane: LaneName, *, owner: WorkerName, now: datetime) -> None:
        """Give a lane back. Somebody else's is left alone."""

    def orphan(self, lane: LaneName, *, by: datetime) -> int:
        """Let every claim on a lane run out at `by` at the latest: its worker is dead. Return how many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What a worker does next: lanes to take (with the lease as it stands) and lanes to give back."""

    take: tuple[Lease, ...]
    give: tuple[LaneName, ...]


def share(
    leases: Sequence[Lease],
    workers: Collection[WorkerName],
    *,
    me: WorkerName,
    now: datetime,
    patience: timedelta,
    dead: Collection[WorkerName] = (),
    leaving: Collection[LaneName] = (),
) -> Share:
    """Return what `me` takes and gives, so that nobody has more than ceil(lanes / workers) and nobody goes empty.

    Who has more than floor(lanes / workers) gives while somebody has less. A lane that nobody took for `patience` is
    taken whatever the shares: a worker that cannot serve it must not leave it lying. leaving: what `me` is giving.
    """
    alive = {*workers, me} - set(dead)
    owners = {lease.lane: _owner(lease, now, dead) for lease in leases}
    counts = Counter(dict.fromkeys(alive, 0)) + Counter(owner for owner in owners.values() if owner in alive)
    mine = [lane for lane, owner in owners.items() if owner == me]
    limit = _limit(counts, alive, me=me, lanes=len(leases))
    free = sorted((lease for lease in leases if owners[lease.lane] == NOBODY), key=lambda lease: lease.lane)
    lying = [lease for lease in free if lease.until + patience <= now]
    fair = [lease for lease in free if lease not in lying][: max(0, limit - len(mine) - len(lying))]
    return Share(take=(*lying, *fair), give=tuple(sorted(set(mine) - set(leaving))[limit:]))


def _owner(lease: Lease, now: datetime, dead: Collection[WorkerName]) -> WorkerName:
    return lease.owner if now < lease.until and lease.owner not in dead else NOBODY


def _limit(counts: Mapping[WorkerName, int], alive: Collection[WorkerName], *, me: WorkerName, lanes: int) -> int:
    least = lanes // len(alive)
    others_starve = any(counts.get(worker, 0) < least for worker in alive if worker != me)
    return least if others_starve else -(-lanes // len(alive))
