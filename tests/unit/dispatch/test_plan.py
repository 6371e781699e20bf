"""The plan: everybody in it once, nobody outside the window, the same again when planned again."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from channels.base import ChannelKind
from dispatch.card import Card, Cards
from dispatch.delivery import Delivery, DeliveryState, LaneName, Purpose, Suppression, TextId
from dispatch.lanes import Lane
from dispatch.plan import Mailing, Plan, Recipient, in_pieces, plan
from dispatch.roster import Contact
from dispatch.spans import LATE_SPAN, paragraph, span
from locales.catalogue import Locale
from orders.order import Order
from orders.organisation import PersonId
from storage import SqlStorage
from tests.unit.dispatch.samples import DAY, EDITION, SCHOOL, at, emergency, order, signed

LANES = (
    Lane(name=LaneName("telegram-families"), channel=ChannelKind.TELEGRAM),
    Lane(name=LaneName("telegram-families-2"), channel=ChannelKind.TELEGRAM),
    Lane(name=LaneName("sms"), channel=ChannelKind.SMS),
)
CARDS: Cards = {"kk": Card(text="Қашықтан оқыту"), "ru": Card(text="Дистанционное обучение")}

names = st.sampled_from([PersonId(f"person-{number}") for number in range(8)])
contacts = st.lists(
    st.tuples(
        st.sampled_from([*LANES, Lane(name=LaneName("telegram-staff"), channel=ChannelKind.TELEGRAM)]), st.booleans()
    ),
    max_size=4,
    unique_by=lambda pair: pair[0].name,
)


@st.composite
def recipients(draw: st.DrawFn) -> Recipient:
    person = draw(names)
    reached = tuple(
        Contact(person=person, channel=lane.channel, lane=lane.name, address=f"{lane.name}:{person}", blocked=blocked)
        for lane, blocked in draw(contacts)
    )
    locale: Locale = draw(st.sampled_from(["kk", "ru"]))
    return Recipient(person=person, organisation=SCHOOL, locale=locale, contacts=reached)


people = st.lists(recipients(), max_size=12)
instants = st.datetimes(min_value=datetime(2026, 1, 15), max_value=datetime(2026, 1, 18)).map(  # noqa: DTZ001 - made aware
    lambda found: found.replace(tzinfo=at("06:00").tzinfo)
)


def family_mailing(one: Order, to: Sequence[Recipient], *, now: datetime) -> Mailing:
    return Mailing(
        purpose=Purpose.FAMILY_NOTICE,
        cards=CARDS,
        recipients=to,
        span=span(Purpose.FAMILY_NOTICE, one, now=now, edition=EDITION),
        lanes=LANES,
    )


def planned(one: Order, to: Sequence[Recipient], *, now: datetime) -> Plan:
    return plan(one, [family_mailing(one, to, now=now)], now=now)


def usable(recipient: Recipient) -> set[ChannelKind]:
    lanes = {lane.name for lane in LANES}
    return {contact.channel for contact in recipient.contacts if contact.lane in lanes and not contact.blocked}


@given(to=people, now=instants, shift=st.sampled_from([1, 2, 3]))
def test_no_family_is_told_of_a_weather_day_outside_its_window(to: list[Recipient], now: datetime, shift: int) -> None:
    window = EDITION.family_window(shift, DAY)
    for row in planned(signed(order(shift=shift)), to, now=now).deliveries:
        assert (row.not_before, row.not_after) == (window.opens, window.closes)
        if row.state is DeliveryState.PLANNED:
            assert now < window.closes
            assert max(now, window.opens) == row.next_attempt_at
            assert window.contains(row.next_attempt_at)


@given(to=people, now=instants)
def test_everybody_is_in_the_plan_with_deliveries_or_with_one_reason(to: list[Recipient], now: datetime) -> None:
    rows = planned(signed(order()), to, now=now).deliveries
    by_person: dict[PersonId, list[Delivery]] = {}
    for row in rows:
        by_person.setdefault(row.person, []).append(row)
    assert by_person.keys() == {recipient.person for recipient in to}
    for of_one in by_person.values():
        states = {row.state for row in of_one}
        assert states == {DeliveryState.PLANNED} or (states == {DeliveryState.SUPPRESSED} and len(of_one) == 1)
        assert all(bool(row.reason) == (row.state is DeliveryState.SUPPRESSED) for row in of_one)


@given(to=people, now=instants)
def test_nobody_is_written_to_twice_on_one_channel(to: list[Recipient], now: datetime) -> None:
    rows = planned(signed(order()), to, now=now).deliveries
    assert max(Counter((row.person, row.channel) for row in rows).values(), default=1) == 1
    assert max(Counter(row.id for row in rows).values(), default=1) == 1


@given(recipient=recipients())
def test_a_person_is_first_written_to_on_their_best_channel_alone(recipient: Recipient) -> None:
    rows = planned(signed(order()), [recipient], now=at("06:10")).deliveries
    sent = [row.channel for row in rows if row.state is DeliveryState.PLANNED]
    ladder = [lane.channel for lane in LANES]
    assert sent == sorted(usable(recipient), key=ladder.index)[:1]
    if not sent:
        lanes = {lane.name for lane in LANES}
        known = any(contact.lane in lanes for contact in recipient.contacts)
        assert [row.reason for row in rows] == [Suppression.BLOCKED if known else Suppression.NO_CONTACT]


@given(to=people, first=instants, later=instants)
@settings(max_examples=50)
def test_planning_again_adds_nothing(to: list[Recipient], first: datetime, later: datetime) -> None:
    first, later = sorted((first, later))
    once, again = (planned(signed(order()), to, now=now) for now in (first, later))
    assert {row.id for row in again.deliveries} <= {row.id for row in once.deliveries}
    said = {text.id: text.body for text in once.texts}
    assert {text.id: text.body for text in again.texts}.items() <= said.items()


def test_the_ledger_keeps_a_repeated_plan_once(sqlite_storage: SqlStorage) -> None:
    to = [
        Recipient(person=PersonId(f"p{number}"), organisation=SCHOOL, locale="kk", contacts=()) for number in range(3)
    ]
    rows = planned(signed(order()), to, now=at("06:10"))
    with sqlite_storage.transaction() as tx:
        assert tx.ledger.add(rows.texts, rows.deliveries) == 3
        assert tx.ledger.add(rows.texts, rows.deliveries) == 0


@given(to=people)
def test_half_a_million_deliveries_would_share_a_handful_of_texts(to: list[Recipient]) -> None:
    rows = planned(signed(order()), to, now=at("06:10"))
    assert len(rows.texts) <= 2 * len({lane.channel for lane in LANES})  # two languages, a form for each channel
    assert {row.text for row in rows.deliveries} == {text.id for text in rows.texts}


@given(to=people, size=st.integers(min_value=1, max_value=5))
def test_the_pieces_of_a_mailing_are_its_plan_and_no_row_comes_before_its_text(to: list[Recipient], size: int) -> None:
    one, now = signed(order()), at("06:10")
    pieces = list(in_pieces(one, family_mailing(one, to, now=now), now=now, size=size))
    assert all(1 <= len(piece.deliveries) <= size for piece in pieces)
    known: set[TextId] = set()
    for piece in pieces:
        known.update(text.id for text in piece.texts)
        assert known.issuperset(row.text for row in piece.deliveries)
    whole = planned(one, to, now=now)
    assert tuple(row for piece in pieces for row in piece.deliveries) == whole.deliveries
    assert tuple(text for piece in pieces for text in piece.texts) == whole.texts


def test_the_first_lane_with_an_open_contact_carries_a_channel() -> None:
    both = tuple(
        Contact(person=PersonId("p"), channel=lane.channel, lane=lane.name, address=lane.name, blocked=number == 0)
        for number, lane in enumerate(LANES[:2])
    )
    to = [Recipient(person=PersonId("p"), organisation=SCHOOL, locale="kk", contacts=both)]
    [row] = planned(signed(order()), to, now=at("06:10")).deliveries
    assert row.lane == "telegram-families-2"


@pytest.mark.parametrize("clock", ["08:00", "08:01", "23:00"])
def test_a_plan_made_after_the_window_sends_nothing_and_says_why(clock: str) -> None:
    reached = (Contact(person=PersonId("p"), channel=ChannelKind.TELEGRAM, lane=LANES[0].name, address="501"),)
    to = [Recipient(person=PersonId("p"), organisation=SCHOOL, locale="kk", contacts=reached)]
    [row] = planned(signed(order()), to, now=at(clock)).deliveries
    assert (row.state, row.reason, row.address) == (DeliveryState.SUPPRESSED, Suppression.WINDOW_CLOSED, "501")


def test_a_row_keeps_what_it_rests_on() -> None:
    to = [Recipient(person=PersonId("p"), organisation=SCHOOL, locale="kk", contacts=())]
    [row] = planned(signed(order()), to, now=at("06:10")).deliveries
    assert row.table_row == "r-25-wind-5"


def test_an_order_approved_early_waits_for_the_window() -> None:
    window = span(Purpose.FAMILY_NOTICE, signed(order()), now=at("06:10"), edition=EDITION)
    assert (window.opens, window.closes) == (at("06:45"), at("08:00"))


@pytest.mark.parametrize("purpose", [Purpose.STAFF_ORDER, Purpose.SITE_NOTICE, Purpose.HEAD_NOTICE, Purpose.REVOCATION])
def test_staff_site_and_heads_are_told_at_once_until_the_day_is_over(purpose: Purpose) -> None:
    told = span(purpose, signed(order()), now=at("06:10"), edition=EDITION)
    assert (told.opens, told.closes) == (at("06:10"), at("00:00", day=DAY + timedelta(days=1)))


def test_families_hear_of_an_emergency_at_once_until_its_last_day_is_over() -> None:
    told = span(Purpose.FAMILY_NOTICE, signed(emergency()), now=at("23:30"), edition=EDITION)
    assert (told.opens, told.closes) == (at("23:30"), at("00:00", day=DAY + timedelta(days=3)))


def test_a_late_order_is_told_at_once_and_not_for_ever() -> None:
    late = signed(order(), when="08:20", late=True)
    told = span(Purpose.FAMILY_NOTICE, late, now=at("08:21"), edition=EDITION)
    assert (told.opens, told.closes) == (at("08:21"), at("08:20") + LATE_SPAN)


@pytest.mark.parametrize("purpose", [Purpose.DRAFT_CARD, Purpose.ESCALATION])
def test_a_card_holds_as_long_as_there_is_something_to_decide(purpose: Purpose) -> None:
    assert span(purpose, order(), now=at("05:40"), edition=EDITION).closes == at("08:00")
    assert span(Purpose.COUNTERSIGN_CARD, emergency(), now=at("07:37"), edition=EDITION).closes > at("23:59")


def test_every_purpose_has_a_span_and_a_paragraph() -> None:
    for purpose in Purpose:
        for one in (signed(order()), signed(emergency())):
            told = span(purpose, one, now=at("06:10"), edition=EDITION)
            assert told.opens < told.closes
            assert paragraph(purpose, one).isdecimal()
    assert paragraph(Purpose.FAMILY_NOTICE, signed(order())) == "14"
    assert paragraph(Purpose.FAMILY_NOTICE, signed(emergency())) == "22"
    assert paragraph(Purpose.FAMILY_NOTICE, signed(order(), late=True)) == "11"
    assert paragraph(Purpose.SITE_NOTICE, signed(order())) == "16"
