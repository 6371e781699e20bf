"""Who is to be told: pupils, the adults responsible for them, and where each can be reached."""

from dataclasses import dataclass
from datetime import date

from channels.base import ChannelKind
from dispatch.delivery import LaneName
from locales.catalogue import Locale
from orders.organisation import ClassId, OrganisationCode, PersonId, PupilId


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One address of one person on one lane. `blocked`: the provider said it can no longer be reached."""

    person: PersonId
    channel: ChannelKind
    lane: LaneName
    address: str
    blocked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pupil:
    """A pupil. `excused_until`: studies at home anyway (№ 349 п. 3, grounds 3-5): told, but not expected in class."""

    id: PupilId
    name: str
    class_id: ClassId
    excused_until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyMember:
    """An adult (or pupil) who follows classes. `pupils` is empty for somebody who came by a class link only."""

    person: PersonId
    name: str
    locale: Locale
    phone: str
    pupils: tuple[PupilId, ...]
    classes: tuple[ClassId, ...]
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffMember:
    person: PersonId
    name: str
    locale: Locale
    contacts: tuple[Contact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A web site that takes signed webhooks. `secret` is a `whsec_…` value; it is never logged."""

    organisation: OrganisationCode
    url: str
    secret: str
