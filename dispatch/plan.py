"""Who gets which message, when, and who gets none and why. Pure: values in, ledger rows out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from itertools import islice, repeat
from typing import NamedTuple

from channels.base import ChannelKind
from dispatch import costs
from dispatch.card import Card, Cards, Forms
from dispatch.delivery import Delivery, DeliveryId, DeliveryState, LaneName, Purpose, Suppression, Text, TextId
from dispatch.in_bulk import made
from dispatch.lanes import Lane, rungs
from dispatch.places import Ladder, Place, each_place
from dispatch.roster import Contact
from locales.catalogue import Locale
from orders.order import Order
from orders.organisation import OrganisationCode, PersonId
from orders.windows import Window

PIECE = 250  # rows
Personal = Mapping[ChannelKind, Callable[["Recipient"], Card]]  # forms that differ from person to person
Follows = Mapping[tuple[PersonId, ChannelKind], str]  # the delivery each person's new message must not overtake


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

    cards: for every channel that has no form of its own in `forms` or `personal`.
    variant: tells texts of one purpose and language apart (the staff orders of two schools).
    lanes: the accounts that carry it, best channel first: a person is written to on the first that reaches them.
    everywhere: on every channel instead, because what it takes back has gone there. also: further channels per person,
        for the same reason. rung: the number of this attempt.
    room: how many more people an account with a daily limit may write to; who comes after them is written to on their
        next channel, and only who has none on the full account.
    budget_tiyn: what its messages may cost together, None for no limit; who is beyond it gets none, and a reason.
    follows: what each message must not overtake. edits: the provider's id of the message it replaces in place.
    """

    purpose: Purpose
    cards: Cards
    recipients: Sequence[Recipient]
    span: Window
    lanes: tuple[Lane, ...]
    paragraph: str = ""
    variant: str = ""
    forms: Forms = field(default_factory=dict)
    personal: Personal = field(default_factory=dict)
    everywhere: bool = False
    also: Mapping[PersonId, frozenset[ChannelKind]] = field(default_factory=dict)
    rung: int = 0
    room: Mapping[LaneName, int] = field(default_factory=dict)
    budget_tiyn: int | None = None
    follows: Follows = field(default_factory=dict)
    edits: Mapping[PersonId, str] = field(default_factory=dict)

    def says(self, channel: ChannelKind, recipient: Recipient) -> Card:
        if own := self.personal.get(channel):
            return own(recipient)
        return self.forms.get(channel, self.cards)[recipient.locale]


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
        for piece in in_pieces(order, mailing, now=now):
            texts.update((text.id, text) for text in piece.texts)
            for row in piece.deliveries:
                deliveries.setdefault(row.id, row)
    return Plan(texts=tuple(texts.values()), deliveries=tuple(deliveries.values()))


def in_pieces(order: Order, mailing: Mailing, *, now: datetime, size: int = PIECE) -> Iterator[Plan]:
    """Yield the rows of one mailing, some hundred at a time, each text with the first row that needs it.

    A database takes in one piece while the next is written.
    """
    return _Writer(order, mailing, now).pieces(size)


def text_id(
    order: Order, purpose: Purpose, *, locale: Locale, variant: str, channel: ChannelKind, person: str = ""
) -> TextId:
    """Return the id of what everybody with this purpose, language and channel reads; `person` for one's own text."""
    own = (person,) if person else ()
    return TextId(_digest(_joined(order.id, order.revision, purpose, locale, variant, channel, *own)))


@dataclass(frozen=True, slots=True)
class _Form:
    """A text as one row needs it: its id, and the parts it is sent in."""

    text: TextId
    parts: int


class _Own(NamedTuple):
    """What the rows of one mailing do not have in common: fields of `Delivery`."""

    id: DeliveryId
    organisation: OrganisationCode
    person: PersonId
    channel: ChannelKind
    lane: LaneName
    address: str
    locale: Locale
    text: TextId
    state: DeliveryState = DeliveryState.PLANNED
    reason: str = ""
    rung: int = 0
    parts: int = 0
    price_tiyn: int = 0
    after: str = ""
    edits: str = ""


class _Writer:
    """Writes the rows of one mailing, in the order of its recipients, as far as its budget goes."""

    def __init__(self, order: Order, mailing: Mailing, now: datetime) -> None:
        self._order = order
        self._mailing = mailing
        self._now = now
        self._ladder = rungs(mailing.lanes)
        self._room = dict(mailing.room)
        self._open = self._with_room()
        self._over = now >= mailing.span.closes
        self._left = mailing.budget_tiyn
        self._forms: dict[tuple[ChannelKind, Locale], _Form] = {}
        self._stem = _stem(order, mailing.purpose)

    def pieces(self, size: int) -> Iterator[Plan]:
        texts: dict[TextId, Text] = {}
        rows = self._own(texts)
        while own := list(islice(rows, size)):
            columns = zip(_Own._fields, zip(*own, strict=True), strict=False)
            deliveries = made(Delivery, len(own), {**self._shared(), **dict(columns)})
            yield Plan(texts=tuple(texts.values()), deliveries=tuple(deliveries))
            texts.clear()

    def _shared(self) -> Mapping[str, Iterable[object]]:
        """Return what all rows of the mailing say, for every field of `Delivery` that is not their own."""
        order, mailing = self._order, self._mailing
        shared = {
            "order": order.id,
            "revision": order.revision,
            "purpose": mailing.purpose,
            "not_before": mailing.span.opens,
            "not_after": mailing.span.closes,
            "table_row": ", ".join(order.basis.rows) if order.basis else "",
            "paragraph": mailing.paragraph,
            "attempts": 0,
            "next_attempt_at": max(self._now, mailing.span.opens),
            "provider_message_id": "",
            "claimed_until": None,
            "updated_at": self._now,
            "accepted_at": None,
        }
        return {name: repeat(value) for name, value in shared.items()}

    def _own(self, texts: dict[TextId, Text]) -> Iterator[_Own]:
        for recipient in _once_each(self._mailing.recipients):
            reached = self._reached(recipient)
            if self._over or not reached:
                yield self._suppressed(recipient, reached, self._why(recipient), texts)
                continue
            for place in reached if len(reached) == 1 else self._due(recipient, reached):
                form = self._form(place.lane.channel, recipient, texts)
                price = costs.price(place.lane, form.parts)
                if self._left is not None and price > self._left:
                    yield self._suppressed(recipient, (), Suppression.COST_LIMIT, texts)
                    continue
                self._left = None if self._left is None else self._left - price
                self._take_room(place.lane.name)
                yield self._planned(recipient, place, form, price)

    def _reached(self, recipient: Recipient) -> Sequence[Place]:
        person, contacts = recipient.person, recipient.contacts
        if self._mailing.everywhere or person in self._mailing.also:
            return tuple(each_place(person, contacts, self._ladder))
        first = next(each_place(person, contacts, self._open), None)
        if first is None and self._room:
            first = next(each_place(person, contacts, self._ladder), None)
        return (first,) if first else ()

    def _with_room(self) -> Ladder:
        return rungs(lane for lane in self._mailing.lanes if self._room.get(lane.name, 1))

    def _take_room(self, lane: LaneName) -> None:
        if left := self._room.get(lane):
            self._room[lane] = left - 1
            self._open = self._with_room()

    def _due(self, recipient: Recipient, reached: Sequence[Place]) -> Iterator[Place]:
        """Yield where a recipient is written to now."""
        also = self._mailing.also.get(recipient.person, frozenset())
        for number, place in enumerate(reached):
            if number == 0 or self._mailing.everywhere or place.lane.channel in also:
                yield place

    def _why(self, recipient: Recipient) -> Suppression:
        """Return why somebody gets nothing: the span is over, or there is no way to them."""
        if self._over:
            return Suppression.WINDOW_CLOSED
        lanes = {lane.serves for lane in self._mailing.lanes}
        known = any(contact.lane in lanes for contact in recipient.contacts)
        return Suppression.BLOCKED if known else Suppression.NO_CONTACT

    def _form(self, channel: ChannelKind, recipient: Recipient, texts: dict[TextId, Text]) -> _Form:
        """Return the text for a recipient, made once for everybody who reads the same."""
        if channel in self._mailing.personal:
            return self._made(channel, recipient, texts, person=recipient.person)
        key = (channel, recipient.locale)
        if key not in self._forms:
            self._forms[key] = self._made(channel, recipient, texts)
        return self._forms[key]

    def _made(
        self, channel: ChannelKind, recipient: Recipient, texts: dict[TextId, Text], *, person: str = ""
    ) -> _Form:
        said, mailing = self._mailing.says(channel, recipient), self._mailing
        made = Text(
            id=text_id(
                self._order,
                mailing.purpose,
                locale=recipient.locale,
                variant=mailing.variant,
                channel=channel,
                person=person,
            ),
            order=self._order.id,
            revision=self._order.revision,
            purpose=mailing.purpose,
            locale=recipient.locale,
            body=said.text,
            buttons=said.buttons,
            subject=said.subject,
            template=said.template,
            thread=said.thread,
        )
        texts[made.id] = made
        return _Form(made.id, costs.parts(channel, made.body))

    def _suppressed(
        self, recipient: Recipient, reached: Sequence[Place], why: Suppression, texts: dict[TextId, Text]
    ) -> _Own:
        """Return the row of somebody who gets nothing: on the lane where they should have been."""
        place = reached[0] if reached else Place(lane=self._free_lane(why), address="")
        channel = place.lane.channel
        form = self._form(channel, recipient, texts)
        if why is Suppression.COST_LIMIT and place.lane.part_price_tiyn:
            channel = ChannelKind.TELEGRAM  # the key of the message that costs stays free: it may be allowed later
        return self._row(recipient, place, channel, form)._replace(state=DeliveryState.SUPPRESSED, reason=why, parts=0)

    def _free_lane(self, why: Suppression) -> Lane:
        free = (lane for lane in self._mailing.lanes if not lane.part_price_tiyn)
        first = self._mailing.lanes[0]
        return next(free, first) if why is Suppression.COST_LIMIT else first

    def _planned(self, recipient: Recipient, place: Place, form: _Form, price: int) -> _Own:
        person, channel, mailing = recipient.person, place.lane.channel, self._mailing
        row = self._row(recipient, place, channel, form)
        if price or mailing.rung or mailing.follows or mailing.edits:
            return row._replace(
                rung=mailing.rung,
                price_tiyn=price,
                after=mailing.follows.get((person, channel), ""),
                edits=mailing.edits.get(person, ""),
            )
        return row

    def _row(self, recipient: Recipient, place: Place, channel: ChannelKind, form: _Form) -> _Own:
        return _Own(
            _of_person(self._stem, recipient.person, channel),
            recipient.organisation,
            recipient.person,
            channel,
            place.lane.name,
            place.address,
            recipient.locale,
            form.text,
            parts=form.parts,
        )


def delivery_id(order: Order, purpose: Purpose, person: PersonId, channel: ChannelKind) -> DeliveryId:
    return _of_person(_stem(order, purpose), person, channel)


def _stem(order: Order, purpose: Purpose) -> str:
    return _joined(order.id, order.revision, purpose)


def _of_person(stem: str, person: PersonId, channel: ChannelKind) -> DeliveryId:
    return DeliveryId(_digest(_joined(stem, person, channel)))


def _once_each(recipients: Iterable[Recipient]) -> Iterable[Recipient]:
    found: dict[PersonId, Recipient] = {}
    for recipient in recipients:
        found.setdefault(recipient.person, recipient)
    return found.values()


def _joined(*parts: object) -> str:
    return "\x1f".join(map(str, parts))


def _digest(named: str) -> str:
    """Return an id that follows from what it names: planning twice inserts once."""
    return blake2b(named.encode(), digest_size=16).hexdigest()
