"""Newsrooms, and which of their mails have left, in both databases."""

from dataclasses import replace
from datetime import timedelta

from channels.base import ChannelKind
from dispatch.delivery import Change, Delivery, DeliveryId, DeliveryState, LaneName, Purpose, Text, TextId
from dispatch.outlets import Outlet
from orders.order import OrderId
from orders.organisation import OrganisationCode
from storage import SqlStorage
from tests.unit.dispatch.samples import DISTRICT, REGION, at, delivery

RADIO = Outlet(id="1", body=DISTRICT, name="Радио", email="news@radio.example", locale="kk")
TELEVISION = Outlet(id="2", body=REGION, name="Арна", email="air@tv.example", locale="ru")
THREAD = "kst.2026-01-16.1"


def text(number: int, thread: str = THREAD) -> Text:
    return Text(
        id=TextId(f"t{number}"), order=OrderId("a"), revision=1, purpose=Purpose.BULLETIN, locale="kk", body="…",
        thread=thread,
    )  # fmt: skip


def mail(number: int) -> Delivery:
    return replace(
        delivery(channel=ChannelKind.EMAIL, lane=LaneName("email"), purpose=Purpose.BULLETIN, not_after=at("23:00")),
        id=DeliveryId(f"d{number}"),
        order=OrderId(f"o{number}"),
        text=TextId(f"t{number}"),
        state=DeliveryState.PLANNED,
    )


def state_of(storage: SqlStorage, number: int) -> DeliveryState:
    with storage.reading() as tx:
        [row] = tx.ledger.of_order(OrderId(f"o{number}"))
        return row.state


def test_newsrooms_are_kept_changed_found_by_body_and_removed(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        for outlet in (TELEVISION, RADIO):
            tx.outlets.put(outlet)
        tx.outlets.put(replace(RADIO, name="Қала радиосы"))
    with storage.transaction() as tx:
        assert tx.outlets.every() == [TELEVISION, replace(RADIO, name="Қала радиосы")]
        assert tx.outlets.of((REGION, OrganisationCode("kst-1"))) == [TELEVISION]
        assert tx.outlets.of(()) == []
        assert (tx.outlets.remove("2"), tx.outlets.remove("2")) == (True, False)
        assert [one.id for one in tx.outlets.every()] == ["1"]


def test_what_has_not_left_is_retired_with_its_thread_and_nothing_else(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([text(1), text(2, "kst.2026-01-16.2"), text(3, "")], [mail(1), mail(2), mail(3)])
    with storage.transaction() as tx:
        assert not tx.outlets.has_left(THREAD)
        assert tx.outlets.retire(THREAD, now=at("06:20")) == 1
        assert tx.outlets.retire(THREAD, now=at("06:21")) == 0
    assert [state_of(storage, number) for number in (1, 2, 3)] == [
        DeliveryState.SUPERSEDED,
        DeliveryState.PLANNED,
        DeliveryState.PLANNED,
    ]


def test_a_mail_that_may_have_arrived_has_left_and_stays(storage: SqlStorage) -> None:
    with storage.transaction() as tx:
        tx.ledger.add([text(1)], [mail(1)])
        tx.ledger.claim(LaneName("email"), now=at("06:45"), limit=9, lease=timedelta(minutes=5))
    with storage.transaction() as tx:
        assert tx.outlets.has_left(THREAD)
        tx.ledger.record([Change(delivery=DeliveryId("d1"), state=DeliveryState.ACCEPTED, at=at("06:46"))])
        assert tx.outlets.has_left(THREAD, since=at("06:46"))
        assert not tx.outlets.has_left(THREAD, since=at("06:47"))
        assert tx.outlets.retire(THREAD, now=at("06:50")) == 0
    assert state_of(storage, 1) is DeliveryState.ACCEPTED
