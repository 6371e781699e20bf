"""Many channels and many machines: rungs, prices and order of deliveries, receipts, leases, rooms and editors.

Only adds (the program before it works on these tables): new columns have a default in the database.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = "state IN ('deferred', 'planned')"
CLAIMABLE_BEFORE = f"({WAITING} OR state = 'unknown' AND channel IN ('telegram', 'webhook'))"
CLAIMABLE = f"({WAITING} OR state = 'unknown' AND channel IN ('email', 'telegram', 'webhook'))"
TROUBLED = "state IN ('deferred', 'refused', 'unknown')"
AWAITING = "state = 'accepted' AND channel NOT IN ('email', 'telegram', 'webhook')"
CLIMBING = f"({TROUBLED} OR {AWAITING})"
CLAIM_INDEXES = {
    "deliveries_to_claim": ("lane", "not_after", "turn", "number", "next_attempt_at"),
    "deliveries_due": ("lane", "next_attempt_at", "not_after", "state"),
    "deliveries_late": ("not_after",),
}
ADDED_INDEXES = (
    "deliveries_by_message",
    "deliveries_awaiting",
    "deliveries_following",
    "deliveries_climbing",
    "deliveries_troubled",
    "deliveries_limited",
    "deliveries_costing",
)
TABLES = (
    "receipts",
    "lane_leases",
    "workers",
    "heartbeats",
    "lane_health",
    "instance",
    "outlets",
    "rooms",
    "conversations",
    "allowances",
)


def upgrade() -> None:
    events()
    deliveries()
    receipts()
    machines()
    people()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name in ADDED_INDEXES:
        op.drop_index(name, "deliveries")
    claim_indexes(CLAIMABLE_BEFORE)
    for name in ("edits", "after", "price_tiyn", "parts", "rung"):
        op.drop_column("deliveries", name)
    op.drop_index("texts_by_thread", "texts")
    for name in ("thread", "template", "subject"):
        op.drop_column("texts", name)
    for name in ("trouble", "again_at", "attempts"):
        op.drop_column("outbox", name)


def text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def instants(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, INSTANT, nullable=nullable) for name in names]


def key(table: str, *names: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*names, name=f"{table}_key")


def part_of(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [target], name=f"{table}_{name}_known", ondelete="CASCADE")


def index(name: str, table: str, *columns: str, where: str | None = None) -> None:
    only = sa.text(where) if where else None
    op.create_index(name, table, list(columns), sqlite_where=only, postgresql_where=only)


def claim_indexes(where: str) -> None:
    for name, columns in CLAIM_INDEXES.items():
        op.drop_index(name, "deliveries")
        index(name, "deliveries", *columns, where=where)


def deliveries() -> None:
    op.add_column("texts", sa.Column("subject", sa.Text(), nullable=False, server_default=""))
    op.add_column("texts", sa.Column("template", sa.JSON(), nullable=True))
    op.add_column("texts", sa.Column("thread", sa.Text(), nullable=False, server_default=""))
    index("texts_by_thread", "texts", "thread")
    for name, kind in (("rung", sa.SmallInteger()), ("parts", sa.SmallInteger()), ("price_tiyn", sa.Integer())):
        op.add_column("deliveries", sa.Column(name, kind, nullable=False, server_default="0"))
    for name in ("after", "edits"):
        op.add_column("deliveries", sa.Column(name, sa.Text(), nullable=False, server_default=""))
    index("deliveries_following", "deliveries", "after", where="\"after\" <> '' AND purpose <> 'replaced_mark'")
    index("deliveries_climbing", "deliveries", "order", "purpose", where=CLIMBING)
    index("deliveries_troubled", "deliveries", "lane", "updated_at", where=TROUBLED)
    index("deliveries_limited", "deliveries", "lane", "accepted_at", where="channel = 'whatsapp'")
    index("deliveries_costing", "deliveries", "order", where="price_tiyn > 0")
    index("deliveries_by_message", "deliveries", "lane", "provider_message_id", where="provider_message_id <> ''")
    index("deliveries_awaiting", "deliveries", "lane", "accepted_at", where=AWAITING)
    claim_indexes(CLAIMABLE)


def events() -> None:
    op.add_column("outbox", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("outbox", sa.Column("again_at", INSTANT, nullable=True))
    op.add_column("outbox", sa.Column("trouble", sa.Text(), nullable=False, server_default=""))


def receipts() -> None:
    op.create_table(
        "receipts",
        sa.Column("number", NUMBER, autoincrement=True, nullable=False),
        *text("lane", "message_id", "kind", "key", "reason"),
        *instants("at", nullable=True),
        *instants("heard_at"),
        sa.Column("delivery", sa.Text(), nullable=True),
        sa.UniqueConstraint("lane", "message_id", "key", "kind", name="receipts_once"),
        key("receipts", "number"),
    )
    index("receipts_unmatched", "receipts", "heard_at", where="delivery IS NULL")
    index("receipts_by_time", "receipts", "heard_at", "lane", "kind")
    index("receipts_by_delivery", "receipts", "delivery")


def machines() -> None:
    op.create_table("lane_leases", *text("lane", "owner"), *instants("until"), key("lane_leases", "lane"))
    op.create_table("workers", *text("worker"), *instants("until"), key("workers", "worker"))
    op.create_table(
        "heartbeats",
        *text("process", "role"),
        *instants("at"),
        sa.Column("findings", sa.JSON(), nullable=False),
        key("heartbeats", "process"),
    )
    op.create_table(
        "lane_health",
        *text("lane"),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        *instants("dead_until", "shifted_at", nullable=True),
        key("lane_health", "lane"),
    )
    op.create_table(
        "instance",
        sa.Column("number", sa.SmallInteger(), autoincrement=False, nullable=False),
        *text("id", "place"),
        *instants("seen_at"),
        sa.Column("open", sa.Boolean(), nullable=False),
        *text("opened_by"),
        *instants("opened_at"),
        key("instance", "number"),
    )
    op.create_table(
        "allowances",
        *text("order"),
        sa.Column("limit_tiyn", sa.Integer(), nullable=False),
        *text("person"),
        *instants("at"),
        key("allowances", "order"),
    )


def people() -> None:
    op.create_table("outlets", *text("id", "body", "name", "email", "locale"), key("outlets", "id"))
    index("outlets_by_body", "outlets", "body")
    op.create_table(
        "rooms",
        *text("lane", "address", "title", "organisation"),
        sa.Column("class_id", sa.Text(), nullable=True),
        *text("locale"),
        sa.Column("blocked", sa.Boolean(), nullable=False),
        part_of("rooms", "organisation", "organisations.code"),
        part_of("rooms", "class_id", "classes.id"),
        key("rooms", "lane", "address"),
    )
    index("rooms_by_organisation", "rooms", "organisation")
    op.create_table(
        "conversations", *text("lane", "address"), *instants("heard_at"), key("conversations", "lane", "address")
    )
