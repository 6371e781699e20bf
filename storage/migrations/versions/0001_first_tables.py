"""The first tables.

A migration is frozen: it names plain types and not those of `storage.columns`, which may change after it.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.BigInteger().with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITING = "state IN ('deferred', 'planned')"
CLAIMABLE = f"({WAITING} OR state = 'unknown' AND channel IN ('telegram', 'webhook'))"
OPEN_WEATHER = "ground = 'weather' AND state IN ('draft', 'returned')"

# In the order of their creation; they go in the reverse one.
TABLES = (
    "places departments organisations persons appointments classes pupils guardianships followers contacts invites sites"
    " days_off evidence readings orders order_revisions outbox journal texts deliveries acknowledgements told seen_updates"
).split()


def upgrade() -> None:
    organisations()
    people()
    families()
    readings()
    orders()
    events()
    deliveries()
    answers()
    seal_the_journal()


def downgrade() -> None:
    unseal_the_journal()
    for table in reversed(TABLES):
        op.drop_table(table)


def text(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def optional(*names: str, kind: Any = sa.Text) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=True) for name in names]


def required(*names: str, kind: Any) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def number() -> sa.Column[Any]:
    return sa.Column("number", NUMBER, primary_key=True, autoincrement=True)


def key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"{table}_key")


def known(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=f"{table}_{column}_known", ondelete=ondelete)


def index(name: str, table: str, *columns: Any, where: str | None = None, unique: bool = False) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(name, table, list(columns), unique=unique, sqlite_where=condition, postgresql_where=condition)


def organisations() -> None:
    op.create_table(
        "places",
        *text("code", "name_kk", "name_ru"),
        *required("latitude", "longitude", kind=sa.Float),
        *optional("elevation_m", kind=sa.Integer),
        *optional("metar_station"),
        key("places", "code"),
    )
    op.create_table(
        "departments",
        *text("code", "level", "name_kk", "name_ru", "region", "district"),
        key("departments", "code"),
    )
    op.create_table(
        "organisations",
        *text("code", "kind"),
        *required("programmes", kind=sa.JSON),
        *text("name_kk", "name_ru", "department", "region", "district", "settlement", "place", "table"),
        *required("days_per_week", kind=sa.SmallInteger),
        *required("shifts", kind=sa.JSON),
        *text("regime_kk", "regime_ru"),
        key("organisations", "code"),
    )
    index("organisations_by_district", "organisations", "region", "district")


def people() -> None:
    op.create_table("persons", *text("id", "name", "locale", "phone"), key("persons", "id"))
    index("persons_by_phone", "persons", "phone")
    op.create_table(
        "appointments",
        number(),
        *text("person", "body", "role"),
        *optional("since", "until", kind=sa.Date),
        known("appointments", "person", "persons.id", "CASCADE"),
        key("appointments", "number"),
    )
    index("appointments_by_body", "appointments", "body", "role")
    index("appointments_by_person", "appointments", "person")
    op.create_table(
        "classes",
        *text("id", "organisation"),
        *optional("grade", "course", kind=sa.SmallInteger),
        *text("letter"),
        *required("shift", kind=sa.SmallInteger),
        *optional("homeroom_teacher"),
        known("classes", "organisation", "organisations.code"),
        known("classes", "homeroom_teacher", "persons.id", "SET NULL"),
        key("classes", "id"),
    )
    index("classes_by_organisation", "classes", "organisation")


def families() -> None:
    op.create_table(
        "pupils",
        *text("id", "name", "class_id"),
        *optional("excused_until", kind=sa.Date),
        known("pupils", "class_id", "classes.id"),
        key("pupils", "id"),
    )
    index("pupils_by_class", "pupils", "class_id")
    for table, other, target in (("guardianships", "pupil", "pupils.id"), ("followers", "class_id", "classes.id")):
        op.create_table(
            table,
            *text(other, "person"),
            known(table, other, target, "CASCADE"),
            known(table, "person", "persons.id", "CASCADE"),
            key(table, other, "person"),
        )
        index(f"{table}_by_person", table, "person")
    op.create_table(
        "contacts",
        *text("person", "lane", "channel", "address"),
        *required("blocked", kind=sa.Boolean),
        known("contacts", "person", "persons.id", "CASCADE"),
        sa.UniqueConstraint("lane", "address", name="contacts_lane_address_once"),
        key("contacts", "person", "lane"),
    )
    op.create_table(
        "invites",
        *text("code"),
        *optional("class_id", "person"),
        known("invites", "class_id", "classes.id", "CASCADE"),
        known("invites", "person", "persons.id", "CASCADE"),
        sa.UniqueConstraint("class_id", name="invites_class_id_once"),
        sa.UniqueConstraint("person", name="invites_person_once"),
        sa.CheckConstraint("(class_id IS NULL) <> (person IS NULL)", name="invites_for_one"),
        key("invites", "code"),
    )


def readings() -> None:
    op.create_table(
        "sites",
        *text("organisation", "url", "secret"),
        known("sites", "organisation", "organisations.code", "CASCADE"),
        key("sites", "organisation"),
    )
    op.create_table(
        "days_off", *text("organisation"), *required("day", kind=sa.Date), key("days_off", "organisation", "day")
    )
    op.create_table("evidence", *text("id"), *required("evidence", kind=sa.JSON), key("evidence", "id"))
    op.create_table(
        "readings",
        number(),
        *text("place", "source"),
        *required("valid_at", "fetched_at", kind=INSTANT),
        *required("reading", kind=sa.JSON),
        *text("evidence"),
        known("readings", "evidence", "evidence.id"),
        key("readings", "number"),
    )
    index("readings_by_place", "readings", "place", "valid_at")


def orders() -> None:
    op.create_table(
        "orders",
        *text("id"),
        *required("revision", kind=sa.Integer),
        *text("state", "ground", "body"),
        *required("scope", kind=sa.JSON),
        *optional("shift", kind=sa.SmallInteger),
        *required("first_day", "last_day", kind=sa.Date),
        *required("grades", "college_courses", kind=sa.JSON),
        *text("outcome"),
        *required("parts", kind=sa.JSON),
        *optional("basis", kind=sa.JSON),
        *text("cause", "note_kk", "note_ru", "number", "check_code"),
        *optional("prepared_by"),
        *required("prepared_at", "updated_at", kind=INSTANT),
        *optional("edited_by"),
        *text("change_reason"),
        *optional("approval", kind=sa.JSON),
        *required("late", kind=sa.Boolean),
        *optional("reported_at", kind=INSTANT),
        *optional("on_time", kind=sa.Boolean),
        *optional("amends"),
        key("orders", "id"),
    )
    index("orders_by_days", "orders", "first_day", "last_day")
    index("orders_by_body", "orders", "body", "first_day")
    index("orders_by_check_code", "orders", "check_code")
    shift = sa.text("coalesce(shift, 0)")
    index("orders_open_once", "orders", "body", shift, "first_day", where=OPEN_WEATHER, unique=True)
    op.create_table(
        "order_revisions",
        *text("id"),
        *required("revision", kind=sa.Integer),
        *required("document", kind=sa.JSON),
        known("order_revisions", "id", "orders.id"),
        key("order_revisions", "id", "revision"),
    )


def events() -> None:
    op.create_table(
        "outbox",
        number(),
        *text("kind", "order"),
        *required("revision", "step", kind=sa.Integer),
        *required("at", kind=INSTANT),
        *optional("finished_at", kind=INSTANT),
        known("outbox", "order", "orders.id"),
        sa.UniqueConstraint("order", "revision", "kind", "step", name="outbox_order_revision_kind_step_once"),
        key("outbox", "number"),
    )
    index("outbox_waiting", "outbox", "number", where="finished_at IS NULL")
    op.create_table(
        "journal",
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        *required("at", kind=INSTANT),
        *text("action"),
        *optional("order"),
        *optional("revision", kind=sa.Integer),
        *optional("person"),
        *required("details", kind=sa.JSON),
        *text("previous", "seal"),
        key("journal", "number"),
    )
    index("journal_by_order", "journal", "order")


def deliveries() -> None:
    op.create_table(
        "texts",
        *text("id", "order"),
        *required("revision", kind=sa.Integer),
        *text("purpose", "locale", "body"),
        *required("buttons", kind=sa.JSON),
        key("texts", "id"),
    )
    index("texts_by_order", "texts", "order")
    op.create_table(
        "deliveries",
        number(),
        *text("id", "order"),
        *required("revision", kind=sa.Integer),
        *text("purpose"),
        *required("turn", kind=sa.SmallInteger),
        *text("organisation", "person", "channel", "lane", "address", "locale", "text"),
        *required("not_before", "not_after", kind=INSTANT),
        *text("table_row", "paragraph", "state", "reason"),
        *required("attempts", kind=sa.Integer),
        *required("next_attempt_at", kind=INSTANT),
        *text("provider_message_id"),
        *optional("claimed_until", kind=INSTANT),
        *required("updated_at", kind=INSTANT),
        *optional("accepted_at", kind=INSTANT),
        sa.UniqueConstraint("id", name="deliveries_id_once"),
        sa.UniqueConstraint("order", "revision", "purpose", "person", "channel", name="deliveries_once"),
        key("deliveries", "number"),
    )
    best_first = ("lane", "not_after", "turn", "number", "next_attempt_at")
    index("deliveries_to_claim", "deliveries", *best_first, where=CLAIMABLE)
    index("deliveries_due", "deliveries", "lane", "next_attempt_at", "not_after", "state", where=CLAIMABLE)
    index("deliveries_late", "deliveries", "not_after", where=CLAIMABLE)
    index("deliveries_claimed", "deliveries", "claimed_until", "lane", where="state = 'claimed'")


def answers() -> None:
    op.create_table(
        "acknowledgements",
        *text("order"),
        *required("revision", kind=sa.Integer),
        *text("person"),
        *required("at", kind=INSTANT),
        *text("means"),
        known("acknowledgements", "order", "orders.id"),
        key("acknowledgements", "order", "revision", "person"),
    )
    op.create_table(
        "told",
        *text("order", "pupil", "by"),
        *required("at", kind=INSTANT),
        known("told", "order", "orders.id"),
        key("told", "order", "pupil"),
    )
    op.create_table(
        "seen_updates",
        *text("source"),
        sa.Column("update_id", sa.BigInteger, autoincrement=False, nullable=False),
        *required("at", kind=INSTANT),
        key("seen_updates", "source", "update_id"),
    )


def seal_the_journal() -> None:
    """Let the database itself refuse to change or delete a line of the journal."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON journal "
                "BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the journal is append-only'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change()"
    )


def unseal_the_journal() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_update")
        op.execute("DROP TRIGGER journal_no_delete")
        return
    op.execute("DROP TRIGGER journal_append_only ON journal")
    op.execute("DROP FUNCTION refuse_journal_change")
