"""What a person sees in a chat about an order: cards to decide or acknowledge on, and texts to pass on."""

from collections.abc import Iterator
from datetime import datetime

from channels.base import Button, ChannelKind
from dispatch import costs, deciding, family_texts, forms, staff_texts, wording
from dispatch.acknowledging import UnreachedPupil, acquainted, class_coverage
from dispatch.audience import Bound, bound
from dispatch.card import Buttons, Card, button
from dispatch.choices import choices_of
from dispatch.crowds import Crowd
from dispatch.delivery import LaneName
from dispatch.errors import UnknownOrder
from dispatch.forecast import Forecast, Traffic, of_ladder
from dispatch.health import weighted
from dispatch.lanes import LANES, Lanes, rungs
from dispatch.particulars import Particulars, gather
from dispatch.ports import Transaction
from dispatch.spans import family_span
from dispatch.taps import TapVerb
from locales import phrases
from locales.catalogue import Locale, text
from orders.authority import mandate
from orders.edition import Edition
from orders.learners import of_order
from orders.order import Ground, Order, OrderState
from orders.organisation import ClassId, PersonId
from orders.parts import missing_part
from orders.windows import ZONE, Window


def head_card(
    tx: Transaction,
    order: Order,
    *,
    locale: Locale,
    now: datetime,
    edition: Edition,
    lanes: Lanes = LANES,
) -> Card:
    """Return the card of a weather draft, or the question when nobody is in it; in every state of the order.

    Raises `ReleaseRefused` when nobody knows its body, its scope or its window.
    """
    return deciding.draft_card(locale, decide(tx, order, now=now, edition=edition, lanes=lanes))


def countersign_card(
    tx: Transaction,
    order: Order,
    *,
    locale: Locale,
    now: datetime,
    edition: Edition,
    lanes: Lanes = LANES,
) -> Card:
    """Return the card of a department's order for its second person (п. 22). Raises `ReleaseRefused` as `head_card`."""
    return deciding.countersign_card(locale, decide(tx, order, now=now, edition=edition, lanes=lanes))


def teacher_card(
    tx: Transaction, order: Order, *, person: PersonId, locale: Locale, edition: Edition, public_url: str = ""
) -> Card:
    """Return the order as this member of staff has it: acknowledged or not, and how far their classes are reached."""
    about = gather(tx, order, edition=edition, public_url=public_url)
    mine = _bound_of(bound(tx, order, edition=edition), person)
    lines = [_acknowledged(tx, order, person, locale), *_reach(tx, order, mine, person, locale)]
    said = family_texts.paragraphs([staff_texts.order_for_staff(locale, about, mine)], lines)
    return Card(text=said, buttons=staff_buttons(locale, order, acknowledged=person in acquainted(tx, order)))


def unreached_card(order: Order, pupils: tuple[UnreachedPupil, ...], *, locale: Locale) -> Card:
    """Return the list of families to phone, with one button each to say that they know."""
    if not pupils:
        return Card(text=text(locale, "staff-unreached-none"))
    lines = [
        text(
            locale,
            "staff-unreached-pupil",
            name=one.name,
            **{"class": wording.school_class(locale, one.school_class)},
            why=text(locale, f"staff-unreached-{one.why}"),
        )
        for one in pupils
    ]
    title = text(locale, "staff-unreached-title", count=len(pupils))
    return Card(text="\n".join((title, *lines)), buttons=tuple((_told(locale, order, one),) for one in pupils))


def family_text(tx: Transaction, order: Order, *, locale: Locale, edition: Edition, public_url: str = "") -> str:
    """Return what families read about the order."""
    return family_texts.notice(locale, gather(tx, order, edition=edition, public_url=public_url))


def paste_text(
    tx: Transaction, order: Order, class_id: ClassId, *, locale: Locale, edition: Edition, public_url: str = ""
) -> str:
    """Return the text for the class chat: both languages, the class by name, date, time and check code.

    Raises `UnknownOrder` when the order has nothing to do with this class.
    """
    classes = {one.id: one for each in bound(tx, order, edition=edition) for one in each.classes}
    if class_id not in classes:
        raise UnknownOrder(f"order {order.id} does not concern the class {class_id}")
    return family_texts.paste(locale, gather(tx, order, edition=edition, public_url=public_url), classes[class_id])


def staff_buttons(locale: Locale, order: Order, *, acknowledged: bool = False) -> Buttons:
    """Return what a homeroom teacher may tap under an order."""
    own = (TapVerb.PASTE, "staff-button-paste"), (TapVerb.UNREACHED, "staff-button-unreached")
    row = tuple(button(order, verb, text(locale, key)) for verb, key in own)
    return (row,) if acknowledged else (acquainted_row(locale, order, "staff-button-acquainted"), row)


def acquainted_row(locale: Locale, order: Order, key: str) -> tuple[Button, ...]:
    """Return the one-button row by which a person says that they have read the order."""
    return (button(order, TapVerb.ACQUAINTED, text(locale, key)),)


def decide(
    tx: Transaction, order: Order, *, now: datetime, edition: Edition, lanes: Lanes = LANES
) -> deciding.Decision:
    """Gather everything a signer needs about a draft."""
    asks = order.state is OrderState.DRAFT and not of_order(order)
    reached = bound(tx, order, edition=edition) if of_order(order) else ()
    classes = tuple(class_id for each in reached for class_id in each.class_ids)
    families = tx.roster.family_count(classes)
    about = gather(tx, order, edition=edition)
    crowd = tx.crowds.of_classes(classes, _routes(lanes)) if families else Crowd()
    finish = _finish(tx, order, crowd, now=now, edition=edition, lanes=lanes) if families else None
    return deciding.Decision(
        about=about,
        now=now,
        organisations=len(reached),
        classes=len(classes),
        families=families,
        finish=finish,
        unreachable=crowd.unreachable,
        cost=_cost(about, crowd, finish, lanes) if finish else None,
        short=tuple(_short_of(crowd, lanes)),
        department_window=_department_window(tx, order, edition),
        lacks=missing_part(tx.registry, order, edition),
        choices=choices_of(tx.registry, order, edition) if asks else None,
    )


def _routes(lanes: Lanes) -> dict[ChannelKind, tuple[LaneName, ...]]:
    """Return under which names contacts are known on each channel for families, best channel first."""
    return {rung[0].channel: tuple(lane.serves for lane in rung) for rung in rungs(lanes.families)}


def _finish(tx: Transaction, order: Order, crowd: Crowd, *, now: datetime, edition: Edition, lanes: Lanes) -> Forecast:
    """Forecast from the lanes as they are now: their queues, their shares, and who is laid up."""
    states = tx.health.states()
    held = {state.lane: state.dead_until for state in states.values() if state.dead_until and state.is_dead(now)}
    return of_ladder(
        crowd,
        weighted(lanes.families, states, now=now),
        Traffic(waiting=tx.ledger.waiting, held=held),
        span=family_span(order, now=now, edition=edition),
        now=now,
    )


def _cost(about: Particulars, crowd: Crowd, finish: Forecast, lanes: Lanes) -> costs.Estimate | None:
    """Return what telling the families may cost; None where nothing costs."""
    if not any(lane.part_price_tiyn for lane in lanes.families):
        return None
    said = forms.notice(about, {}, lanes.families).forms
    parts = {
        channel: max(costs.parts(channel, card.text) for card in cards.values()) for channel, cards in said.items()
    }
    messages = {stage.channel: stage.messages for stage in finish.stages}
    return costs.of_ladder(crowd, lanes.families, parts, messages=messages, limit=lanes.limit_tiyn)


def _short_of(crowd: Crowd, lanes: Lanes) -> Iterator[deciding.Shortage]:
    """Yield the channels that may not write to as many people in a day as they are the first for."""
    for rung in rungs(lanes.families):
        limits = [lane.daily_limit for lane in rung]
        people = crowd.first_on(rung[0].channel)
        if all(limits) and people > sum(limits):
            yield deciding.Shortage(channel=rung[0].channel, people=people, limit=sum(limits))


def _department_window(tx: Transaction, order: Order, edition: Edition) -> Window | None:
    if order.ground is not Ground.WEATHER or order.shift is None:
        return None
    if mandate(tx.registry, order, edition).body != order.body:
        return None  # a department that signs for an organisation reports to nobody
    return edition.department_window(order.shift, order.first_day)


def _bound_of(reached: tuple[Bound, ...], person: PersonId) -> Bound:
    """Return the organisation where this person leads a class; the first one for other staff."""
    return next((each for each in reached if each.classes_of(person)), reached[0])


def _acknowledged(tx: Transaction, order: Order, person: PersonId, locale: Locale) -> str:
    said = [one for one in tx.acknowledgements.of_order(order.id) if one.revision == order.revision]
    at = next((one.at for one in said if one.person == person), None)
    if at is None:
        return text(locale, "staff-not-acquainted")
    day = phrases.day(locale, at.astimezone(ZONE).date())
    return text(locale, "staff-acquainted-at", day=day, time=phrases.clock_time(at))


def _reach(tx: Transaction, order: Order, mine: Bound, person: PersonId, locale: Locale) -> list[str]:
    lines = []
    for school_class in mine.classes_of(person):
        found = class_coverage(tx, order, school_class)
        named = wording.school_class(locale, school_class)
        counts = {"reached": found.reached, "pupils": found.pupils}
        lines.append(text(locale, "staff-class-reached", **{"class": named}, **counts))
    return lines


def _told(locale: Locale, order: Order, pupil: UnreachedPupil) -> Button:
    return button(order, TapVerb.TOLD, text(locale, "staff-button-told", name=pupil.name), argument=pupil.pupil)
