"""What planning works with while it composes the mailings of one order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from dispatch import parity
from dispatch.card import Cards
from dispatch.delivery import Purpose
from dispatch.lanes import Lane, Lanes
from dispatch.particulars import Particulars, gather
from dispatch.plan import Mailing, Recipient
from dispatch.ports import Transaction
from dispatch.spans import paragraph, span
from orders.edition import Edition
from orders.order import Order


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """An order on the desk, with the transaction, the instant and the rule it is handled by."""

    tx: Transaction
    order: Order
    now: datetime
    edition: Edition
    lanes: Lanes
    public_url: str = ""

    def about(self) -> Particulars:
        """Return the order with its names. Raises `ReleaseRefused` when one of them is unknown."""
        return gather(self.tx, self.order, edition=self.edition, public_url=self.public_url)

    def mailing(
        self,
        purpose: Purpose,
        cards: Cards,
        to: Iterable[Recipient],
        *,
        lanes: tuple[Lane, ...],
        variant: str = "",
    ) -> Mailing:
        """Return a mailing in the span its purpose has now."""
        return Mailing(
            purpose=purpose,
            cards=cards,
            recipients=tuple(to),
            span=span(purpose, self.order, now=self.now, edition=self.edition),
            lanes=lanes,
            variant=variant,
            paragraph=paragraph(purpose, self.order),
        )

    def checked(self, cards: Cards) -> Cards:
        """Return cards that may go out. Raises `ReleaseRefused` or `NotCitable` for one that must not."""
        for card in cards.values():
            parity.check_length(card.text)
            self.edition.check_citations(card.text)
        return cards
