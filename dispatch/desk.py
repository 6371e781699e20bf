"""What planning works with while it composes the mailings of one order."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from channels.base import ChannelKind
from dispatch import parity
from dispatch.card import Card, Cards
from dispatch.delivery import LaneName, Purpose
from dispatch.forms import Said
from dispatch.health import weighted
from dispatch.lanes import Lane, Lanes
from dispatch.links import TeacherLinks
from dispatch.particulars import Particulars, gather
from dispatch.plan import Mailing, Recipient
from dispatch.ports import Transaction
from dispatch.spans import paragraph, span
from dispatch.spending import WHATEVER_IT_COSTS, budget
from dispatch.unsettled import Cut
from orders.edition import Edition
from orders.order import Order

NO_LINKS = TeacherLinks()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queues:
    """What the queues of the lanes are like, each counted once for all orders on the desk.

    cuts: by how far the lane reaches.
    """

    waiting: dict[LaneName, int] = field(default_factory=dict)
    cuts: dict[tuple[LaneName, int], Cut | None] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """An order on the desk, with the transaction, the instant and the rule it is handled by."""

    tx: Transaction
    order: Order
    now: datetime
    edition: Edition
    lanes: Lanes
    public_url: str = ""
    links: TeacherLinks = NO_LINKS
    queues: Queues = field(default_factory=Queues)

    @cached_property
    def about(self) -> Particulars:
        """The order with its names. Raises `ReleaseRefused` when one of them is unknown."""
        return gather(self.tx, self.order, edition=self.edition, public_url=self.public_url)

    def mailing(
        self,
        purpose: Purpose,
        said: Cards | Said,
        to: Iterable[Recipient],
        *,
        lanes: tuple[Lane, ...],
        variant: str = "",
    ) -> Mailing:
        """Return a mailing in the span its purpose has now, carried by the accounts as healthy as they are."""
        whole = said if isinstance(said, Said) else Said(cards=said)
        return Mailing(
            purpose=purpose,
            cards=whole.cards,
            forms=whole.forms,
            personal=whole.personal,
            recipients=tuple(to),
            span=span(purpose, self.order, now=self.now, edition=self.edition),
            lanes=weighted(lanes, self.tx.health.states(), now=self.now) if len(lanes) > 1 else lanes,
            variant=variant,
            paragraph=paragraph(purpose, self.order),
            room=self.room(lanes),
            budget_tiyn=self.budget(lanes, purpose),
        )

    def checked(self, cards: Cards) -> Cards:
        """Return cards that may go out. Raises `ReleaseRefused` or `NotCitable` for one that must not."""
        for card in cards.values():
            self._check(card, ChannelKind.TELEGRAM)
        return cards

    def checked_forms(self, said: Said) -> Said:
        """Return a message that may go out in each of its forms. Raises as `checked`."""
        self.checked(said.cards)
        for channel, cards in said.forms.items():
            for card in cards.values():
                self._check(card, channel)
        return said

    def _check(self, card: Card, channel: ChannelKind) -> None:
        parity.check_length(card.text, channel)
        self.edition.check_citations(card.text)

    def budget(self, lanes: tuple[Lane, ...], purpose: Purpose) -> int | None:
        """Return what a message may still cost, in 1/100 tenge; None where nothing limits it or nothing costs."""
        costs = any(lane.part_price_tiyn for lane in lanes) and purpose not in WHATEVER_IT_COSTS
        return budget(self.tx.spending, self.order.id, self.lanes) if costs else None

    def room(self, lanes: Iterable[Lane]) -> dict[LaneName, int]:
        """Return how many more people each account with a daily limit may write to now."""
        day_ago = self.now - timedelta(days=1)
        limited = (lane for lane in lanes if lane.daily_limit)
        return {
            lane.name: max(lane.daily_limit - self.tx.health.written_to(lane.name, since=day_ago), 0)
            for lane in limited
        }

    def waiting(self, lane: LaneName) -> int:
        """Return how many messages wait on a lane."""
        counted = self.queues.waiting
        if lane not in counted:
            counted[lane] = self.tx.ledger.waiting(lane)
        return counted[lane]

    def cut(self, lane: LaneName, reach: int) -> Cut | None:
        """Return behind which place a lane's rows are not reached; None when it reaches everybody in its queue."""
        if self.waiting(lane) <= reach:
            return None
        known = self.queues.cuts
        if (lane, reach) not in known:
            known[lane, reach] = self.tx.unsettled.cut(lane, reach, now=self.now)
        return known[lane, reach]
