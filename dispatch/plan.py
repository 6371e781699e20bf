"""Who gets which message, when, and who gets none and why. Pure: values in, ledger rows out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b

from channels.base import ChannelKind
from dispatch.card import Card, Cards, Forms
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, Purpose, Suppression, Text, TextId
from dispatch.lanes import Lane
from dispatch.roster import Contact
from locales.catalogue import Locale
from orders.order import Order
from orders.organisation import OrganisationCode, PersonId
from orders.windows import Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One person (or `site:<organisation>`) and where they can be reached."""

    person: PersonId
    organisation: OrganisationCode
    locale: Locale
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailing:
    """One purpose: what is said in each language, to whom, and in which span of time.

    cards: for every channel that has no form of its own in `forms`.
    variant: tells texts of one purpose and language apart (the staff orders of two schools).
    lanes: the accounts that carry it, best first.
    """

    purpose: Purpose
    cards: Cards
    recipients: Sequence[Recipient]
    span: Window
    lanes: tuple[Lane, ...]
    paragraph: str = ""
    variant: str = ""
    forms: Forms = field(default_factory=dict)

    def says(self, channel: ChannelKind, locale: Locale) -> Card:
        return self.forms.get(channel, self.cards)[locale]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What goes into the ledger. Every recipient is there: with deliveries, or one suppressed row that says why."""

    texts: tuple[Text, ...]
    deliveries: tuple[Delivery, ...]


def plan(order: Order, mailings: Iterable[Mailing], *, now: datetime) -> Plan:
    """Return the rows of these mailings. Planning the same again gives the same rows with the same ids.

    A person is written to once per channel, however many children or duties they have. A span that is over by `now`
    suppresses its mailing; no row ever leaves its span.
    """
    texts: dict[TextId, Text] = {}
    deliveries: dict[DeliveryId, Delivery] = {}
    for mailing in mailings:
        frozen: dict[tuple[ChannelKind, Locale], Text] = {}
        for recipient in _once_each(mailing.recipients):
            for found in _found(recipient, mailing, now=now):
                form = (found.lane.channel, recipient.locale)
                text = frozen[form] if form in frozen else frozen.setdefault(form, _text(order, mailing, *form))
                texts[text.id] = text
                delivery = _row(order, mailing, recipient, found, text.id, now=now)
                deliveries.setdefault(delivery.id, delivery)
    return Plan(texts=tuple(texts.values()), deliveries=tuple(deliveries.values()))


def _once_each(recipients: Iterable[Recipient]) -> Iterable[Recipient]:
    found: dict[PersonId, Recipient] = {}
    for recipient in recipients:
        found.setdefault(recipient.person, recipient)
    return found.values()


def _text(order: Order, mailing: Mailing, channel: ChannelKind, locale: Locale) -> Text:
    said = mailing.says(channel, locale)
    return Text(
        id=TextId(_digest(order.id, order.revision, mailing.purpose, locale, mailing.variant, channel)),
        order=order.id,
        revision=order.revision,
        purpose=mailing.purpose,
        locale=locale,
        body=said.text,
        buttons=said.buttons,
        subject=said.subject,
        template=said.template,
        thread=said.thread,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """Where a recipient is written to; or on which lane they should have been, and why they are not."""

    lane: Lane
    address: str = ""
    why: Suppression | None = None


def _found(recipient: Recipient, mailing: Mailing, *, now: datetime) -> Iterator[_Found]:
    usable = tuple(usable_contacts(recipient.contacts, mailing.lanes))
    if why := _suppression(recipient, mailing, usable, now):
        lane, address = (usable[0][0], usable[0][1].address) if usable else (mailing.lanes[0], "")
        yield _Found(lane=lane, address=address, why=why)
        return
    for lane, contact in usable:
        yield _Found(lane=lane, address=contact.address)


def usable_contacts(contacts: Sequence[Contact], lanes: Iterable[Lane]) -> Iterator[tuple[Lane, Contact]]:
    """Yield lane and contact to use on each channel of these lanes: the first where the person is not blocked."""
    used: set[ChannelKind] = set()
    for lane in lanes:
        for contact in contacts:
            if contact.lane == lane.serves and not contact.blocked and lane.channel not in used:
                used.add(lane.channel)
                yield lane, contact


def _suppression(recipient: Recipient, mailing: Mailing, usable: Sequence[object], now: datetime) -> Suppression | None:
    if now >= mailing.span.closes:
        return Suppression.WINDOW_CLOSED
    if usable:
        return None
    lanes = {lane.serves for lane in mailing.lanes}
    known = any(contact.lane in lanes for contact in recipient.contacts)
    return Suppression.BLOCKED if known else Suppression.NO_CONTACT


def _row(
    order: Order, mailing: Mailing, recipient: Recipient, found: _Found, text: TextId, *, now: datetime
) -> Delivery:
    span, channel = mailing.span, found.lane.channel
    return Delivery(
        id=DeliveryId(_digest(order.id, order.revision, mailing.purpose, recipient.person, channel)),
        order=order.id,
        revision=order.revision,
        purpose=mailing.purpose,
        organisation=recipient.organisation,
        person=recipient.person,
        channel=channel,
        lane=found.lane.name,
        address=found.address,
        locale=recipient.locale,
        text=text,
        not_before=span.opens,
        not_after=span.closes,
        table_row=", ".join(order.basis.rows) if order.basis else "",
        paragraph=mailing.paragraph,
        state=DeliveryState.SUPPRESSED if found.why else DeliveryState.PLANNED,
        reason=found.why or "",
        next_attempt_at=max(now, span.opens),
        updated_at=now,
    )


def _digest(*parts: object) -> str:
    """Return an id that follows from what it names: planning twice inserts once."""
    return blake2b("\x1f".join(map(str, parts)).encode(), digest_size=16).hexdigest()
