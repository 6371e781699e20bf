"""The watch: asks the feeds, keeps every answer, and drafts for each organisation and shift whose hour has come."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog

from boran.wiring import Services
from dispatch.ports import Transaction
from orders.drafting import LEAD, Drafted, DraftOutcome, draft_weather_day, note_wider_verdict
from orders.edition import Edition
from orders.organisation import Organisation
from orders.regulation import edition_on
from orders.windows import ZONE
from weather.feed import Feed
from weather.place import Place
from weather.plausibility import examine
from weather.reading import Failure, Kind, Reading
from weather.survey import ask, conclude

LOOK_BACK = timedelta(hours=3)  # older readings are only evidence; freshness itself is judged in `weather`
ON_THE_WAY = timedelta(
    hours=2
)  # after the window closes children still walk, and the day's minimum falls about sunrise
log = structlog.get_logger()


def _examine(tx: Transaction, reading: Reading, now: datetime) -> Reading | Failure:
    if reading.kind is not Kind.OBSERVATION:
        return examine(reading)
    known = tx.readings.latest(reading.place, since=now - LOOK_BACK)
    earlier = [other for other in known if other.kind is Kind.OBSERVATION and other.valid_at < reading.valid_at]
    return examine(
        reading,
        previous=next((other for other in earlier if other.source == reading.source), None),
        witnesses=[other for other in known if other.source != reading.source],
    )


def _due_shifts(organisation: Organisation, now: datetime, edition: Edition) -> list[int]:
    """Return the shifts whose drafts may begin or change now: the others need no look at the database."""
    day = now.astimezone(ZONE).date()
    return [
        shift
        for shift in organisation.shifts
        if edition.department_window(shift, day).opens - LEAD <= now < edition.family_window(shift, day).closes
    ]


class Watch:
    """Remembers the failures of the last round: they belong on the draft as much as the readings do."""

    def __init__(self, services: Services, feeds: Sequence[Feed]) -> None:
        self._services = services
        self._feeds = feeds
        self._failures: list[Failure] = []
        self._wider_told: set[tuple[str, str]] = set()

    async def poll(self) -> None:
        """Ask every feed about every place, keep what came, then draft."""
        now = self._services.clock.now()
        answers = await ask(self._feeds, list((await asyncio.to_thread(self._places)).values()), now=now)
        examined = await asyncio.to_thread(self._keep, answers, now)
        self._failures = [answer for answer in examined if isinstance(answer, Failure)]
        for failure in self._failures:
            log.warning("weather.failed", source=failure.source, place=failure.place, concern=failure.concern)
        await self.draft()

    async def draft(self) -> None:
        """Hold what is known against the tables, one organisation and shift at a time."""
        await asyncio.to_thread(self._draft, self._services.clock.now())

    def _places(self) -> Mapping[str, Place]:
        with self._services.storage.reading() as tx:
            return {place.code: place for place in tx.registry.places()}

    def _keep(self, answers: Sequence[Reading | Failure], now: datetime) -> list[Reading | Failure]:
        """Keep what may be true. A refused reading stays out: the next one would be measured against it."""
        with self._services.storage.transaction() as tx:
            examined = [_examine(tx, answer, now) if isinstance(answer, Reading) else answer for answer in answers]
            tx.readings.add(*(answer for answer in examined if isinstance(answer, Reading)))
        return examined

    def _draft(self, now: datetime) -> None:
        edition = edition_on(self._services.editions, now.astimezone(ZONE).date())
        places = self._places()
        with self._services.storage.reading() as tx:
            organisations = tx.registry.organisations()
        for organisation in organisations:
            for shift in _due_shifts(organisation, now, edition):
                try:
                    with self._services.storage.transaction() as tx:
                        self._draft_one(tx, organisation, shift, places[organisation.place], now=now, edition=edition)
                except Exception:
                    log.exception("draft.failed", organisation=organisation.code, shift=shift)

    def _draft_one(
        self, tx: Transaction, organisation: Organisation, shift: int, place: Place, *, now: datetime, edition: Edition
    ) -> None:
        day = now.astimezone(ZONE).date()
        known = tx.readings.latest(place.code, since=now - LOOK_BACK)
        walking = (now, max(edition.family_window(shift, day).closes + ON_THE_WAY, now))
        drafted = draft_weather_day(
            tx,
            organisation=organisation,
            shift=shift,
            day=day,
            reconciled=conclude(place, [*known, *self._failures], now=now, previous=known, walking=walking),
            table=self._services.tables[organisation.table],
            now=now,
            edition=edition,
        )
        if drafted.outcome in {DraftOutcome.CREATED, DraftOutcome.UPDATED}:
            log.info("draft", outcome=drafted.outcome, organisation=organisation.code, shift=shift)
        self._note_wider(tx, drafted, now)

    def _note_wider(self, tx: Transaction, drafted: Drafted, now: datetime) -> None:
        """Journal, once, that the weather now goes beyond what was decided; amending is the head's own act."""
        if drafted.outcome is not DraftOutcome.ALREADY_DECIDED or drafted.order is None or not drafted.detail:
            return
        news = (drafted.order.id, drafted.detail)
        if news not in self._wider_told:
            self._wider_told.add(news)
            note_wider_verdict(tx, drafted, now=now)
            log.warning("draft.wider", order=drafted.order.id, learners=drafted.detail)
