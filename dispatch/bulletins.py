"""Bulletins to newsrooms (№ 349 п. 13 part 1): one text for all schools of a body, day and shift (ADR 0014).

An order's bulletin takes the place of the unsent ones of its thread, so that the schools of a morning leave in one mail
shortly before the window opens; what comes later corrects it in the same thread.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby

from channels.base import ChannelKind
from dispatch import bulletin_texts
from dispatch.bulletin_texts import BETWEEN_LANGUAGES, Bulletin, Line
from dispatch.delivery import Purpose
from dispatch.desk import Desk
from dispatch.outlets import Outlet
from dispatch.particulars import family_window
from dispatch.plan import Mailing, Recipient
from dispatch.ports import Transaction
from dispatch.roster import Contact
from locales.catalogue import LOCALES
from orders.deadline import end_of_last_day
from orders.edition import Edition
from orders.order import Ground, Order, ScopeKind
from orders.organisation import Department, DepartmentLevel, Organisation, OrganisationCode, PersonId
from orders.ports import OrdersTransaction
from orders.scope import covers, reach
from orders.states import IN_FORCE_STATES
from orders.windows import Window

# An announcer prepares before the window of п. 14 opens: the text says from when on it may be read.
LEAD = timedelta(minutes=10)
# Schools approved within these minutes come in one correction.
BATCH = timedelta(minutes=5)

Body = Organisation | Department


def mailings(desk: Desk) -> Iterator[Mailing]:
    """Yield the bulletins an approved order changes; none without a mail account or a newsroom."""
    yield from _bulletins(desk, Purpose.BULLETIN)


def withdrawal(desk: Desk) -> Iterator[Mailing]:
    """Yield the corrections, or the bulletins of the other schools, after an order was revoked."""
    yield from _bulletins(desk, Purpose.REVOCATION)


def page(tx: Transaction, body: Body, *, now: datetime, day: date, edition: Edition, url: str = "") -> str:
    """Return everything to be read out about a day as one text; what is in force, whether or not a mail has left."""
    found = _today(tx, body, day)
    bulletins = [
        Bulletin(body=body, about=orders[0], now=now, lines=lines, window=family_window(orders[0], edition), url=url)
        for orders in found
        if (lines := _lines(tx, body, orders))
    ]
    said = [bulletin_texts.spoken(locale, one) for one in bulletins for locale in LOCALES]
    return BETWEEN_LANGUAGES.join(said or [bulletin_texts.nothing(locale, body, day) for locale in LOCALES]) + "\n"


def _bulletins(desk: Desk, purpose: Purpose) -> Iterator[Mailing]:
    if not desk.lanes.editors:
        return
    outlets = desk.tx.outlets.of(_listeners(desk))
    for code, newsrooms in groupby(outlets, key=lambda outlet: outlet.body):
        body = desk.tx.registry.organisation(code) or desk.tx.registry.department(code)
        if body is not None and (mailing := _mailing(desk, purpose, body, tuple(newsrooms))):
            yield mailing


def _listeners(desk: Desk) -> tuple[OrganisationCode, ...]:
    """Return the issuer and the departments in charge of what the order binds."""
    bound = reach(desk.tx.registry, desk.order.scope, desk.edition).bound
    territories = {(one.region, district) for one in bound for district in ("", one.district)}
    above = (one.code for one in desk.tx.registry.departments() if (one.region, one.district) in territories)
    return tuple(dict.fromkeys((desk.order.body, *above)))


def _mailing(desk: Desk, purpose: Purpose, body: Body, newsrooms: Sequence[Outlet]) -> Mailing | None:
    tx, order = desk.tx, desk.order
    about = _thread(tx, body.code, order)
    left = tx.outlets.has_left(about)
    tx.outlets.retire(about, now=desk.now)
    bulletin = _bulletin(desk, purpose, body, about, left=left)
    if not (bulletin.lines or bulletin.withdrawn):
        return None
    cards = {locale: bulletin_texts.card(locale, bulletin, thread=about) for locale in LOCALES}
    for card in cards.values():
        desk.edition.check_citations(card.text)
    to = [_recipient(desk, newsroom) for newsroom in newsrooms]
    mailing = desk.mailing(purpose, cards, to, lanes=desk.lanes.editors, variant=f"editors:{body.code}")
    at_once = bool(bulletin.withdrawn)
    return replace(mailing, span=leaves(order, bulletin.window, now=desk.now, corrects=left, at_once=at_once))


def _bulletin(desk: Desk, purpose: Purpose, body: Body, thread: str, *, left: bool) -> Bulletin:
    tx, order = desk.tx, desk.order
    revoked = purpose is Purpose.REVOCATION
    said = revoked and order.approval is not None and tx.outlets.has_left(thread, since=order.approval.at)
    return Bulletin(
        body=body,
        about=order,
        now=desk.now,
        lines=_lines(tx, body, _in_force_with(tx, body, order)),
        window=family_window(order, desk.edition),
        corrects=left,
        withdrawn=_lines(tx, body, (order,)) if said else (),
        url=f"{desk.public_url.rstrip('/')}/bulletin/{body.code}.txt" if desk.public_url else "",
    )


def leaves(order: Order, window: Window | None, *, now: datetime, corrects: bool, at_once: bool) -> Window:
    """Return the span of a bulletin: shortly before the window opens, or at once; corrections gather for `BATCH`.

    An all-clear never waits, nor does an order that no window binds (п. 11, п. 22).
    """
    opens = now
    if window is not None and not at_once:
        gathered = min(now + BATCH, max(now, window.closes - BATCH))
        opens = gathered if corrects else max(now, window.opens - LEAD)
    return Window(opens=opens, closes=end_of_last_day(order))


def _recipient(desk: Desk, outlet: Outlet) -> Recipient:
    person, lane = PersonId(f"outlet:{outlet.id}"), desk.lanes.editors[0].serves
    contact = Contact(person=person, channel=ChannelKind.EMAIL, lane=lane, address=outlet.email)
    return Recipient(person=person, organisation=desk.order.body, locale=outlet.locale, contacts=(contact,))


def _thread(tx: OrdersTransaction, body: OrganisationCode, order: Order) -> str:
    """Return what belongs together: a body's day and shift, or an emergency with all that amended it."""
    if order.ground is Ground.WEATHER:
        return f"{body}.{order.first_day}.{order.shift or 0}"
    first: Order | None = order
    while first is not None and first.amends:
        order, first = first, tx.orders.get(first.amends)
    return f"{body}.{(first or order).id}"


def _in_force_with(tx: OrdersTransaction, body: Body, order: Order) -> tuple[Order, ...]:
    """Return the orders of the same bulletin that hold now: those of the shift, or this emergency alone."""
    if order.ground is not Ground.WEATHER:
        return (order,) if order.state in IN_FORCE_STATES else ()
    return tuple(
        found
        for found in _orders_of(tx, body, order.first_day)
        if found.ground is Ground.WEATHER and found.shift == order.shift
    )


def _today(tx: OrdersTransaction, body: Body, day: date) -> list[tuple[Order, ...]]:
    """Return the orders that hold for the body on a day: weather by shift, then each other order alone."""
    found = _orders_of(tx, body, day)
    weather = sorted((one for one in found if one.ground is Ground.WEATHER), key=lambda one: one.shift or 0)
    shifts = [tuple(same) for _, same in groupby(weather, key=lambda one: one.shift)]
    return [*shifts, *((one,) for one in found if one.ground is not Ground.WEATHER)]


def _orders_of(tx: OrdersTransaction, body: Body, day: date) -> tuple[Order, ...]:
    organisations = organisations_of(tx, body)
    above = (one.code for one in tx.registry.departments() if one.region == body.region)
    bodies = tuple({body.code, *(one.code for one in organisations), *above})
    found = tx.orders.find(day=day, bodies=bodies, states=tuple(IN_FORCE_STATES))
    return tuple(order for order in found if any(covers(order.scope, one) for one in organisations))


def _lines(tx: OrdersTransaction, body: Body, orders: Iterable[Order]) -> tuple[Line, ...]:
    organisations = organisations_of(tx, body)
    districts = {one.district: one for one in tx.registry.departments() if one.region == body.region and one.district}
    lines = (_line(order, organisations, districts) for order in orders)
    return tuple(sorted((line for line in lines if line.binds), key=_by_name))


def _line(order: Order, organisations: Sequence[Organisation], districts: dict[str, Department]) -> Line:
    if order.scope.kind in {ScopeKind.DISTRICT, ScopeKind.REGION}:
        inside = {one.district for one in organisations if covers(order.scope, one)}
        return Line(order=order, binds=tuple(districts[name] for name in sorted(inside) if name in districts))
    bound = tuple(one for one in organisations if covers(order.scope, one))
    place = districts.get(bound[0].district) if bound else None
    return Line(order=order, binds=bound, place=place)


def _by_name(line: Line) -> tuple[str, ...]:
    return tuple(one.name_kk for one in line.binds)


def organisations_of(tx: OrdersTransaction, body: Body) -> Sequence[Organisation]:
    """Return the organisations a body speaks for: itself, or those of its district or region."""
    if isinstance(body, Organisation):
        return (body,)
    district = body.district if body.level is DepartmentLevel.DISTRICT else ""
    return tx.registry.organisations(region=body.region, district=district)
