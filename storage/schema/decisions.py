"""Readings, orders with all their revisions, the outbox and the journal: what was decided, on what basis, by whom."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
    func,
    text,
)

from orders.order import Basis, Ground, Order, OrderState, Parts, Scope, Signature
from orders.ports import EventKind
from orders.states import OPEN_STATES
from storage.schema.shapes import coded, document, instant, key, listed, metadata, number, partial_index, words
from thresholds.outcome import Outcome
from weather.reading import Evidence, Reading

# One answer of a feed carries many readings: its raw body is kept once.
evidence = Table("evidence", metadata, key("id"), document("evidence", Evidence))

readings = Table(
    "readings",
    metadata,
    number(),
    words("place"),
    words("source"),
    instant("valid_at"),
    instant("fetched_at"),
    document("reading", Reading),
    Column("evidence", Text, ForeignKey("evidence.id"), nullable=False),
    Index("readings_by_place", "place", "valid_at"),
)

orders = Table(
    "orders",
    metadata,
    key("id"),
    Column("revision", Integer, nullable=False),
    coded("state", OrderState),
    coded("ground", Ground),
    words("body"),
    document("scope", Scope),
    Column("shift", SmallInteger),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    document("grades", tuple[int, ...]),
    document("college_courses", tuple[int, ...]),
    coded("outcome", Outcome),
    document("parts", Parts),
    document("basis", Basis, nullable=True),
    words("cause"),
    words("note_kk"),
    words("note_ru"),
    words("number"),
    words("check_code"),
    Column("prepared_by", Text),
    instant("prepared_at"),
    instant("updated_at"),
    Column("edited_by", Text),
    words("change_reason"),
    document("approval", Signature, nullable=True),
    Column("late", Boolean, nullable=False),
    instant("reported_at", nullable=True),
    Column("on_time", Boolean),
    Column("amends", Text),
    Index("orders_by_days", "first_day", "last_day"),
    Index("orders_by_body", "body", "first_day"),
    Index("orders_by_check_code", "check_code"),
)

OPEN_ONCE = "orders_open_once"
OPEN_ROWS = text(f"state IN ({listed(OPEN_STATES)})")
WEATHER_ROWS = text(f"ground = '{Ground.WEATHER}'")
# However many readings, workers and taps there are: one open weather order per body, shift and day.
partial_index(
    OPEN_ONCE,
    orders.c.body,
    func.coalesce(orders.c.shift, text("0")),
    orders.c.first_day,
    where=text(f"{WEATHER_ROWS} AND {OPEN_ROWS}"),
    unique=True,
)

order_revisions = Table(
    "order_revisions",
    metadata,
    Column("id", ForeignKey("orders.id"), primary_key=True),
    Column("revision", Integer, primary_key=True),
    document("document", Order),
)

outbox = Table(
    "outbox",
    metadata,
    number(),
    coded("kind", EventKind),
    Column("order", ForeignKey("orders.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    instant("at"),
    instant("finished_at", nullable=True),
    Column("attempts", Integer, nullable=False, server_default="0"),
    instant("again_at", nullable=True),
    Column("trouble", Text, nullable=False, server_default=""),
    UniqueConstraint("order", "revision", "kind", "step"),
)
partial_index("outbox_waiting", outbox.c.number, where=text("finished_at IS NULL"))

# No foreign keys: the journal outlives whatever it speaks of. Triggers in the migration refuse changes to its lines.
journal = Table(
    "journal",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    instant("at"),
    words("action"),
    Column("order", Text),
    Column("revision", Integer),
    Column("person", Text),
    document("details", dict[str, str]),
    words("previous"),
    words("seal"),
    Index("journal_by_order", "order"),
)
