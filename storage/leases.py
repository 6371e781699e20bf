"""The table of lane leases, and who is alive to share the lanes."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select, update

from dispatch.delivery import LaneName
from dispatch.leases import NOBODY, Lease, WorkerName
from storage.rows import fetch, insert_new, put, select_values
from storage.schema.ledger import CLAIMED_ROWS, deliveries, lane_leases, workers


class SqlLeases:
    """Implements `dispatch.leases.Leases`. Every change is one statement that looks at the row it changes."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def attend(self, worker: WorkerName, *, now: datetime, until: datetime) -> None:
        self._connection.execute(delete(workers).where(workers.c.until <= now))
        put(self._connection, workers, [{"worker": worker, "until": until}])

    def leave(self, worker: WorkerName) -> None:
        self._connection.execute(delete(workers).where(workers.c.worker == worker))

    def workers(self, *, now: datetime) -> Sequence[WorkerName]:
        query = select(workers.c.worker).where(workers.c.until > now).order_by(workers.c.worker)
        return self._connection.execute(query).scalars().all()

    def of(self, lanes: Collection[LaneName], *, now: datetime) -> Sequence[Lease]:
        insert_new(self._connection, lane_leases, [{"lane": lane, "owner": NOBODY, "until": now} for lane in lanes])
        query = select_values(lane_leases, Lease).where(lane_leases.c.lane.in_(lanes)).order_by(lane_leases.c.lane)
        return fetch(self._connection, Lease, query)

    def owned(self, owner: WorkerName, *, now: datetime) -> Sequence[LaneName]:
        mine = (lane_leases.c.owner == owner, lane_leases.c.until > now)
        return self._connection.execute(select(lane_leases.c.lane).where(*mine).order_by("lane")).scalars().all()

    def acquire(self, lane: LaneName, *, owner: WorkerName, now: datetime, until: datetime) -> bool:
        insert_new(self._connection, lane_leases, [{"lane": lane, "owner": NOBODY, "until": now}])
        free_or_mine = (lane_leases.c.until <= now) | (lane_leases.c.owner.in_((owner, NOBODY)))
        return self._give(lane, owner, until, free_or_mine)

    def seize(self, lane: LaneName, *, former: WorkerName, owner: WorkerName, until: datetime) -> bool:
        return self._give(lane, owner, until, lane_leases.c.owner == former)

    def release(self, lane: LaneName, *, owner: WorkerName, now: datetime) -> None:
        mine = (lane_leases.c.lane == lane, lane_leases.c.owner == owner)
        self._connection.execute(update(lane_leases).where(*mine).values(owner=NOBODY, until=now))

    def orphan(self, lane: LaneName, *, by: datetime) -> int:
        later = (CLAIMED_ROWS, deliveries.c.lane == lane, deliveries.c.claimed_until > by)
        return self._connection.execute(update(deliveries).where(*later).values(claimed_until=by)).rowcount

    def _give(self, lane: LaneName, owner: WorkerName, until: datetime, may: ColumnElement[bool]) -> bool:
        statement = update(lane_leases).where(lane_leases.c.lane == lane, may)
        return self._connection.execute(statement.values(owner=owner, until=until)).rowcount == 1
