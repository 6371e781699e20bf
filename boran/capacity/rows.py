"""A ledger in memory: rows as light as they can be, claimed in the order of the real one."""

from collections import deque
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from heapq import heappop, heappush
from itertools import islice

from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Purpose, TextId
from dispatch.lanes import Lane
from orders.order import OrderId
from orders.organisation import OrganisationCode, PersonId
from orders.windows import Window


@dataclass(slots=True, eq=False)
class Row:
    """One delivery of one family. `number` is the order of planning."""

    number: int
    family: int
    lane: Lane
    due: datetime
    state: DeliveryState = DeliveryState.PLANNED
    attempts: int = 0
    accepted_at: datetime | None = None

    @property
    def delivery_id(self) -> DeliveryId:
        return DeliveryId(str(self.number))

    def is_behind(self, cuts: Mapping[LaneName, int]) -> bool:
        """Say whether it still waits where its account does not get to in time. cuts: the first number there."""
        cut = cuts.get(self.lane.name)
        return cut is not None and self.number >= cut and self.state is DeliveryState.PLANNED

    def delivery(self, span: Window) -> Delivery:
        """Return it as the rules of retry and ladder read it."""
        return Delivery(
            id=self.delivery_id,
            order=_ORDER,
            revision=1,
            purpose=Purpose.FAMILY_NOTICE,
            organisation=_SCHOOL,
            person=PersonId(str(self.family)),
            channel=self.lane.channel,
            lane=self.lane.name,
            address=str(self.family),
            locale="kk",
            text=_TEXT,
            not_before=span.opens,
            not_after=span.closes,
            state=self.state,
            attempts=self.attempts,
            next_attempt_at=self.due,
            updated_at=self.due,
            accepted_at=self.accepted_at,
        )


_ORDER, _SCHOOL, _TEXT = OrderId("simulated"), OrganisationCode("simulated"), TextId("simulated")


@dataclass(slots=True)
class Queue:
    """What one lane still has to send. All rows here share their deadline, so the order of planning decides."""

    fresh: deque[Row] = field(default_factory=deque)
    again: list[tuple[int, Row]] = field(default_factory=list)  # due once more
    later: list[tuple[datetime, int, Row]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.fresh) + len(self.again) + len(self.later)

    def add(self, row: Row) -> None:
        self.fresh.append(row)

    def put_off(self, row: Row) -> None:
        """Keep a row until it is due again."""
        heappush(self.later, (row.due, row.number, row))

    def claim(self, now: datetime) -> Row | None:
        """Return the row that was planned first among those that are due."""
        while self.later and self.later[0][0] <= now:
            _, number, row = heappop(self.later)
            heappush(self.again, (number, row))
        if self.again and (not self.fresh or self.again[0][0] < self.fresh[0].number):
            return heappop(self.again)[1]
        return self.fresh.popleft() if self.fresh else None

    def behind(self, place: int) -> Iterator[Row]:
        """Yield the rows that have not been tried yet and stand behind so many others."""
        return islice(self.fresh, max(place - len(self.again) - len(self.later), 0), None)

    def withdraw(self, families: Container[int]) -> None:
        """Take out what waits for these families and has not been tried yet."""
        self.fresh = deque(row for row in self.fresh if row.family not in families)

    def next_due(self) -> datetime | None:
        """Return when something that was put off is due; None when nothing was."""
        return self.later[0][0] if self.later else None

    def left(self) -> Iterator[Row]:
        yield from self.fresh
        yield from (row for _, row in self.again)
        yield from (row for _, _, row in self.later)
