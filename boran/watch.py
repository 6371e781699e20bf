"""The watch: asks the feeds, keeps every answer, and drafts for each organisation and shift whose hour has come."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from boran.wiring import Services
from dispatch.ports import Transaction
from orders.drafting import Drafted, DraftOutcome, draft_weather_day
from orders.organisation import Organisation
from orders.regulation import Edition, edition_on
from orders.windows import ZONE
from weather.feed import Feed
from weather.place import Place
from weather.plausibility import examine
from weather.reading import Failure, Kind, Reading
from weather.reconcile import reconcile

LOOK_BACK = timedelta(hours=3)  # older readings are only evidence; freshness itself is judged in `weather`
log = structlog.get_logger()


def _examine(tx: Transaction, reading: Reading, now: datetime) -> Reading | Failure:
    known = tx.readings.latest(reading.place, since=now - LOOK_BACK)
    observed = [other for other in known if other.kind is reading.kind is Kind.OBSERVATION]
    return examine(
        reading,
        previous=next((other for other in observed if other.source == reading.source), None),
        witnesses=[other for other in observed if other.source != reading.source],
    )


class Watch:
    """Remembers the failures of the last round: they belong on the draft as much as the readings do."""

    def __init__(self, services: Services, feeds: Sequence[Feed]) -> None:
        self._services = services
        self._feeds = feeds
        self._failures: dict[str, list[Failure]] = {}

    async def poll(self) -> None:
        """Ask every feed about every place, keep what came, then draft."""
        now = self._services.clock.now()
        places = await asyncio.to_thread(self._places)
        answers = await asyncio.gather(*(feed.fetch(places, now=now) for feed in self._feeds))
        found = [answer for answers_of_feed in answers for answer in answers_of_feed]
        examined = await asyncio.to_thread(self._keep, found, now)
        self._failures = {place.code: [] for place in places}
        for failure in (answer for answer in examined if isinstance(answer, Failure)):
            self._failures.setdefault(failure.place, []).append(failure)
            log.warning("weather.failed", source=failure.source, place=failure.place, concern=failure.concern)
        await self.draft()

    async def draft(self) -> None:
        """Hold what is known against the tables, one organisation and shift at a time."""
        await asyncio.to_thread(self._draft, self._services.clock.now())

    def _places(self) -> Sequence[Place]:
        with self._services.storage.transaction() as tx:
            return tx.registry.places()

    def _keep(self, found: Sequence[Reading | Failure], now: datetime) -> list[Reading | Failure]:
        """Examine what came, keep what may be true, and return everything with its verdict."""
        with self._services.storage.transaction() as tx:
            examined = [_examine(tx, answer, now) if isinstance(answer, Reading) else answer for answer in found]
            tx.readings.add(*(answer for answer in examined if isinstance(answer, Reading)))
        return examined

    def _draft(self, now: datetime) -> None:
        edition = edition_on(self._services.editions, now.astimezone(ZONE).date())
        with self._services.storage.transaction() as tx:
            organisations = tx.registry.organisations()
        for organisation in organisations:
            for shift in organisation.shifts:
                with self._services.storage.transaction() as tx:
                    self._draft_one(tx, organisation, shift, now=now, edition=edition)

    def _draft_one(
        self, tx: Transaction, organisation: Organisation, shift: int, *, now: datetime, edition: Edition
    ) -> Drafted:
        readings = tx.readings.latest(organisation.place, since=now - LOOK_BACK)
        drafted = draft_weather_day(
            tx,
            organisation=organisation,
            shift=shift,
            day=now.astimezone(ZONE).date(),
            reconciled=reconcile(organisation.place, readings, self._failures.get(organisation.place, ()), now=now),
            table=self._services.tables[organisation.table],
            now=now,
            edition=edition,
        )
        if drafted.outcome in {DraftOutcome.CREATED, DraftOutcome.UPDATED}:
            log.info("draft", outcome=drafted.outcome, organisation=organisation.code, shift=shift)
        return drafted
