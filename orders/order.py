"""The order: what is decided, for whom, on what basis, and every state it can be in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NewType

from orders.organisation import OrganisationCode, PersonId
from thresholds.outcome import Outcome
from weather.reading import Reading, Worry

OrderId = NewType("OrderId", str)  # 32 hexadecimal digits


class Ground(StrEnum):
    """№ 349 п. 3: 1) weather; 2) emergency, restrictive measures, quarantine."""

    WEATHER = "weather"
    EMERGENCY = "emergency"
    RESTRICTION = "restriction"
    QUARANTINE = "quarantine"


class OrderState(StrEnum):
    """What has happened to the order. The table of moves is `orders.states.TRANSITIONS`."""

    DRAFT = "draft"  # proposed; nobody outside the signers knows of it
    RETURNED = "returned"  # the head sent it back; it waits for an edit
    APPROVED = "approved"  # signed by an authorised named person; the outbox event is written
    RELEASED = "released"  # its deliveries are in the ledger
    COMPLETED = "completed"  # its last day is over
    REJECTED = "rejected"  # the head decided that school is open
    EXPIRED = "expired"  # the window closed before anybody decided
    REVOKED = "revoked"  # withdrawn after approval
    AMENDED = "amended"  # replaced by a linked order


class ScopeKind(StrEnum):
    ORGANISATION = "organisation"
    ORGANISATIONS = "organisations"
    DISTRICT = "district"
    REGION = "region"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Whom the order binds. Never empty: an empty or unknown scope is refused, it never widens.

    names: organisation codes for ORGANISATION(S), district codes for DISTRICT, the region code for REGION.
    """

    kind: ScopeKind
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The required parts of п. 16 besides classes and shift. An order lacking one cannot be approved."""

    regime_kk: str = ""
    regime_ru: str = ""
    responsible: tuple[PersonId, ...] = ()
    duty_teachers: tuple[PersonId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NearRow:
    """A table row that fails by one condition only and narrowly, and what it would send home.

    missing: the condition, `wind`, `wind unknown` …; `forecast`: the row holds in the forecast of the next hours only.
    """

    row: str
    missing: str
    grades: tuple[int, ...]
    courses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """What a weather draft rests on: frozen with the order, so that it can be shown years later.

    ambiguous: what the table's print leaves open here, as kind and id of each declared gap: `hole:between-bands`.
    """

    table: str
    edition: str
    reading: Reading | None
    rows: tuple[str, ...]  # ids of the rows that fired
    raw: tuple[str, ...]  # their published text
    near: tuple[NearRow, ...] = ()
    ambiguous: tuple[str, ...] = ()
    worries: tuple[Worry, ...] = ()
    proposed_grades: tuple[int, ...] = ()
    proposed_courses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who signed what, when. `reason` is set when the grades differ from the proposal or the act is late."""

    person: PersonId
    at: datetime
    revision: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One order, as it stands after its last change. `revision` grows with every change of substance.

    body: the organisation whose day it is, or the department that issues it for its scope. Who signs for an
        organisation is regulation (`orders.authority.mandate`): the head, or for a university the department.
    shift: 1, 2, 3, or None for every shift. first_day..last_day: both included.
    grades / college_courses: who studies at home. Empty grades and courses cannot be approved.
    cause: for grounds other than weather, a key of the `cause-*` texts (`heating_failure`); notes in both languages.
    late: approved after the window, "for safety" (п. 11), with a reason; shown everywhere.
    reported_at / on_time: when the department got it, and whether п. 15 was met (None: п. 15 does not bind it).
    check_code: printed in every text, verifiable by anyone.
    """

    id: OrderId
    revision: int
    state: OrderState
    ground: Ground
    body: OrganisationCode
    scope: Scope
    shift: int | None
    first_day: date
    last_day: date
    grades: tuple[int, ...]
    college_courses: tuple[int, ...] = ()
    outcome: Outcome = Outcome.DISTANCE
    parts: Parts = field(default_factory=Parts)
    basis: Basis | None = None
    cause: str = ""
    note_kk: str = ""
    note_ru: str = ""
    number: str = ""
    check_code: str
    prepared_by: PersonId | None = None  # None: drafted by the automation
    prepared_at: datetime
    updated_at: datetime
    edited_by: PersonId | None = None  # who made the last edit; None after an automatic update
    change_reason: str = ""  # why the grades differ from the proposal, or why it was returned, rejected, revoked
    approval: Signature | None = None
    late: bool = False
    reported_at: datetime | None = None
    on_time: bool | None = None
    amends: OrderId | None = None
