"""Organisations, the people in them, the families, and where everybody can be reached."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    Table,
    Text,
    UniqueConstraint,
)

from channels.base import ChannelKind
from orders.organisation import DepartmentLevel, OrganisationKind, Programme, Role
from storage.schema.shapes import coded, document, instant, key, metadata, number, part_of, words
from thresholds.table import Settlement

places = Table(
    "places",
    metadata,
    key("code"),
    words("name_kk"),
    words("name_ru"),
    Column("latitude", Float, nullable=False),
    Column("longitude", Float, nullable=False),
    Column("elevation_m", Integer),
    Column("metar_station", Text),
)

departments = Table(
    "departments",
    metadata,
    key("code"),
    coded("level", DepartmentLevel),
    words("name_kk"),
    words("name_ru"),
    words("region"),
    words("district"),
)

organisations = Table(
    "organisations",
    metadata,
    key("code"),
    coded("kind", OrganisationKind),
    document("programmes", frozenset[Programme]),
    words("name_kk"),
    words("name_ru"),
    words("department"),
    words("region"),
    words("district"),
    coded("settlement", Settlement),
    words("place"),
    words("table"),
    Column("days_per_week", SmallInteger, nullable=False),
    document("shifts", tuple[int, ...]),
    words("regime_kk"),
    words("regime_ru"),
    Index("organisations_by_district", "region", "district"),
)

persons = Table(
    "persons",
    metadata,
    key("id"),
    words("name"),
    words("locale"),
    words("phone"),
    Index("persons_by_phone", "phone"),
)

# A person may hold one role several times, with other days: a deputy on duty week by week.
appointments = Table(
    "appointments",
    metadata,
    number(),
    Column("person", ForeignKey("persons.id", ondelete="CASCADE"), nullable=False),
    words("body"),
    coded("role", Role),
    Column("since", Date),
    Column("until", Date),
    Index("appointments_by_body", "body", "role"),
    Index("appointments_by_person", "person"),
)

classes = Table(
    "classes",
    metadata,
    key("id"),
    Column("organisation", ForeignKey("organisations.code"), nullable=False),
    Column("grade", SmallInteger),
    Column("course", SmallInteger),
    words("letter"),
    Column("shift", SmallInteger, nullable=False),
    Column("homeroom_teacher", ForeignKey("persons.id", ondelete="SET NULL")),
    Index("classes_by_organisation", "organisation"),
)

pupils = Table(
    "pupils",
    metadata,
    key("id"),
    words("name"),
    Column("class_id", ForeignKey("classes.id"), nullable=False),
    Column("excused_until", Date),
    Index("pupils_by_class", "class_id"),
)

guardianships = Table(
    "guardianships",
    metadata,
    part_of("pupil", "pupils.id"),
    part_of("person", "persons.id"),
    Index("guardianships_by_person", "person"),
)

followers = Table(
    "followers",
    metadata,
    part_of("class_id", "classes.id"),
    part_of("person", "persons.id"),
    Index("followers_by_person", "person"),
)

contacts = Table(
    "contacts",
    metadata,
    part_of("person", "persons.id"),
    key("lane"),
    coded("channel", ChannelKind),
    words("address"),
    Column("blocked", Boolean, nullable=False),
    UniqueConstraint("lane", "address"),
)

invites = Table(
    "invites",
    metadata,
    key("code"),
    Column("class_id", ForeignKey("classes.id", ondelete="CASCADE"), unique=True),
    Column("person", ForeignKey("persons.id", ondelete="CASCADE"), unique=True),
    CheckConstraint("(class_id IS NULL) <> (person IS NULL)", name="for_one"),
)

sites = Table(
    "sites",
    metadata,
    part_of("organisation", "organisations.code"),
    words("url"),
    words("secret"),
)

# Editors and announcers who read the news out (п. 13 part 1); `body` is a department or an organisation.
outlets = Table(
    "outlets",
    metadata,
    key("id"),
    words("body"),
    words("name"),
    words("email"),
    words("locale"),
    Index("outlets_by_body", "body"),
)

# Telegram channels of schools and group chats of classes; `class_id` is empty for a channel of the whole school.
rooms = Table(
    "rooms",
    metadata,
    key("lane"),
    key("address"),
    words("title"),
    Column("organisation", ForeignKey("organisations.code", ondelete="CASCADE"), nullable=False),
    Column("class_id", ForeignKey("classes.id", ondelete="CASCADE")),
    words("locale"),
    Column("blocked", Boolean, nullable=False),
    Index("rooms_by_organisation", "organisation"),
)

# When somebody last wrote to one of our accounts, whoever they are.
conversations = Table("conversations", metadata, key("lane"), key("address"), instant("heard_at"))

# An empty organisation stands for a day off in the whole country.
days_off = Table("days_off", metadata, key("organisation"), Column("day", Date, primary_key=True))
