"""Texts and deliveries, what people said about them, and the updates already seen."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from channels.base import Button, ChannelKind, Template
from channels.receipts import ReceiptKind
from dispatch.delivery import DeliveryState, Purpose
from dispatch.semantics import AWAITS_REPORT, SENT_AGAIN_WHEN_UNKNOWN
from storage.schema.shapes import coded, document, instant, key, listed, metadata, number, partial_index, words

# Spelled out in the queries too: an index over some rows serves only a query that says the same words.
WAITING_ROWS = text(f"state IN ({listed({DeliveryState.PLANNED, DeliveryState.DEFERRED})})")
CLAIMABLE_ROWS = text(
    f"({WAITING_ROWS} OR state = '{DeliveryState.UNKNOWN}' AND channel IN ({listed(SENT_AGAIN_WHEN_UNKNOWN)}))"
)
SENT_ROWS = text("provider_message_id <> ''")
UNMATCHED_ROWS = text("delivery IS NULL")
# Accepted, and the provider will say more: those may have to be asked for. Named are the channels that say nothing, so
# that one more that reports changes no index.
AWAITING_ROWS = text(
    f"state = '{DeliveryState.ACCEPTED}' AND channel NOT IN ({listed(set(ChannelKind) - AWAITS_REPORT)})"
)
# Of what another delivery may have to wait for (`Delivery.after`): it may still leave, or leave again.
HOLDING_ROWS = text(
    f"(earlier.state IN ({listed({DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED})})"
    f" OR earlier.state = '{DeliveryState.UNKNOWN}' AND earlier.channel IN ({listed(SENT_AGAIN_WHEN_UNKNOWN)})"
    " AND earlier.next_attempt_at < earlier.not_after)"
)
# What takes the place of something that was on its way to its provider. A mark follows its own news, nothing more.
FOLLOWING = f"\"after\" <> '' AND purpose <> '{Purpose.REPLACED_MARK}'"
FOLLOWING_ROWS = text(FOLLOWING)
CLAIMED_ROWS = text(f"state = '{DeliveryState.CLAIMED}'")
# What the next channel may have to make good: failed, in trouble, or accepted where that is not the last word.
CLIMBING_ROWS = text(
    f"(state IN ({listed({DeliveryState.REFUSED, DeliveryState.UNKNOWN, DeliveryState.DEFERRED})}) OR {AWAITING_ROWS})"
)
TROUBLED_ROWS = text(f"state IN ({listed({DeliveryState.REFUSED, DeliveryState.UNKNOWN, DeliveryState.DEFERRED})})")
LIMITED_ROWS = text(f"channel = '{ChannelKind.WHATSAPP}'")  # where an account may write to so many people in a day
COSTING_ROWS = text("price_tiyn > 0")

texts = Table(
    "texts",
    metadata,
    key("id"),
    words("order"),
    Column("revision", Integer, nullable=False),
    coded("purpose", Purpose),
    words("locale"),
    words("body"),
    document("buttons", tuple[tuple[Button, ...], ...]),
    Column("subject", Text, nullable=False, server_default=""),
    document("template", Template, nullable=True),
    Column("thread", Text, nullable=False, server_default=""),
    Index("texts_by_order", "order"),
    Index("texts_by_thread", "thread"),
)

# No foreign keys: what was released is frozen here, and half a million rows are written while a window is open.
# `number` is the order of planning, `turn` puts staff before families.
deliveries = Table(
    "deliveries",
    metadata,
    number(),
    Column("id", Text, nullable=False, unique=True),
    words("order"),
    Column("revision", Integer, nullable=False),
    coded("purpose", Purpose),
    Column("turn", SmallInteger, nullable=False),
    words("organisation"),
    words("person"),
    coded("channel", ChannelKind),
    words("lane"),
    words("address"),
    words("locale"),
    words("text"),
    instant("not_before"),
    instant("not_after"),
    words("table_row"),
    words("paragraph"),
    coded("state", DeliveryState),
    words("reason"),
    Column("attempts", Integer, nullable=False),
    instant("next_attempt_at"),
    words("provider_message_id"),
    instant("claimed_until", nullable=True),
    instant("updated_at"),
    instant("accepted_at", nullable=True),
    Column("rung", SmallInteger, nullable=False, server_default="0"),
    Column("parts", SmallInteger, nullable=False, server_default="0"),
    Column("price_tiyn", Integer, nullable=False, server_default="0"),
    Column("after", Text, nullable=False, server_default=""),
    Column("edits", Text, nullable=False, server_default=""),
    UniqueConstraint("order", "revision", "purpose", "person", "channel", name="deliveries_once"),
)

partial_index(
    "deliveries_to_claim",
    *(deliveries.c[name] for name in ("lane", "not_after", "turn", "number", "next_attempt_at")),
    where=CLAIMABLE_ROWS,
)
partial_index(
    "deliveries_due",
    *(deliveries.c[name] for name in ("lane", "next_attempt_at", "not_after", "state")),
    where=CLAIMABLE_ROWS,
)
partial_index("deliveries_late", deliveries.c.not_after, where=CLAIMABLE_ROWS)
partial_index("deliveries_claimed", deliveries.c.claimed_until, deliveries.c.lane, where=CLAIMED_ROWS)

partial_index("deliveries_following", deliveries.c.after, where=FOLLOWING_ROWS)
partial_index("deliveries_climbing", deliveries.c.order, deliveries.c.purpose, where=CLIMBING_ROWS)
partial_index("deliveries_troubled", deliveries.c.lane, deliveries.c.updated_at, where=TROUBLED_ROWS)
partial_index("deliveries_limited", deliveries.c.lane, deliveries.c.accepted_at, where=LIMITED_ROWS)
partial_index("deliveries_costing", deliveries.c.order, where=COSTING_ROWS)
partial_index("deliveries_by_message", deliveries.c.lane, deliveries.c.provider_message_id, where=SENT_ROWS)
partial_index("deliveries_awaiting", deliveries.c.lane, deliveries.c.accepted_at, where=AWAITING_ROWS)

# What providers said afterwards, each thing once, whether or not it could be matched yet.
receipts = Table(
    "receipts",
    metadata,
    number(),
    words("lane"),
    words("message_id"),
    coded("kind", ReceiptKind),
    words("key"),
    words("reason"),
    instant("at", nullable=True),
    instant("heard_at"),
    Column("delivery", Text),
    UniqueConstraint("lane", "message_id", "key", "kind", name="receipts_once"),
    Index("receipts_by_time", "heard_at", "lane", "kind"),
    Index("receipts_by_delivery", "delivery"),
)
partial_index("receipts_unmatched", receipts.c.heard_at, where=UNMATCHED_ROWS)

# One worker at a time sends on a lane: two would each keep the pace, and the provider would count both.
lane_leases = Table("lane_leases", metadata, key("lane"), words("owner"), instant("until"))

# The workers among which the lanes are shared out, those that own none included.
workers = Table("workers", metadata, key("worker"), instant("until"))

# Who keeps the roles alive: a heartbeat per process, and what the last audit found.
heartbeats = Table(
    "heartbeats", metadata, key("process"), words("role"), instant("at"), document("findings", tuple[str, ...])
)

# How well each account works, shared by all workers: `share` of its route's messages in percent.
lane_health = Table(
    "lane_health",
    metadata,
    key("lane"),
    Column("share", SmallInteger, nullable=False),
    instant("dead_until", nullable=True),
    instant("shifted_at", nullable=True),
)

# A restored copy finds that its database is not the one it was opened for, and stays silent until a person opens it.
instance = Table(
    "instance",
    metadata,
    Column("number", SmallInteger, primary_key=True, autoincrement=False),
    words("id"),
    words("place"),
    instant("seen_at"),
    Column("open", Boolean, nullable=False),
    words("opened_by"),
    instant("opened_at"),
)

# What a person has allowed the messages of an order to cost beyond the limit of the settings, in 1/100 tenge.
allowances = Table(
    "allowances", metadata, key("order"), Column("limit_tiyn", Integer, nullable=False), words("person"), instant("at")
)

# Evidence: no foreign keys to people, so that a family's data can be erased while the proof stays.
acknowledgements = Table(
    "acknowledgements",
    metadata,
    Column("order", ForeignKey("orders.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    key("person"),
    instant("at"),
    words("means"),
)

told = Table(
    "told",
    metadata,
    Column("order", ForeignKey("orders.id"), primary_key=True),
    key("pupil"),
    words("by"),
    instant("at"),
)

seen_updates = Table(
    "seen_updates",
    metadata,
    key("source"),
    Column("update_id", BigInteger, primary_key=True, autoincrement=False),
    instant("at"),
)
