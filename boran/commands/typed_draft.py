"""A draft typed on the command line: the weather as the person knows it, held against the table, and their choice."""

from dataclasses import dataclass
from datetime import date, datetime

import click

from boran.commands.values import TypedReading
from boran.wiring import Services
from dispatch.ports import Transaction
from orders.answers import Answer, Refusal, Refused
from orders.basis import assess
from orders.drafting import compose
from orders.learners import taught
from orders.order import Basis
from orders.organisation import Organisation, OrganisationCode, PersonId, Role
from orders.regulation import edition_on
from thresholds.table import Table
from weather.plausibility import impossible
from weather.reading import Evidence, Kind, Reading
from weather.reconcile import reconcile


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedDraft:
    """What was typed. `by` is None when the draft is for whoever signs for the organisation first."""

    organisation: OrganisationCode
    day: date
    shift: int
    grades: tuple[int, ...]
    courses: tuple[int, ...]
    reading: TypedReading | None
    by: PersonId | None
    reason: str


def compose_typed(parts: Services, typed: TypedDraft) -> Answer:
    """Keep the reading and make the draft, in one transaction."""
    now = parts.clock.now()
    with parts.storage.transaction() as tx:
        organisation = tx.registry.organisation(typed.organisation)
        if organisation is None:
            return Refused(refusal=Refusal.UNKNOWN_SCOPE, detail=typed.organisation)
        by = typed.by or _first_signer(tx, organisation, typed.day)
        reading = _reading(typed.reading, place=organisation.place, by=by, now=now) if typed.reading else None
        table = parts.tables[organisation.table]
        return compose(
            tx,
            organisation=organisation,
            shift=typed.shift,
            day=typed.day,
            grades=typed.grades,
            college_courses=typed.courses,
            reason=typed.reason,
            basis=_basis(tx, organisation, reading, shift=typed.shift, table=table, now=now) if reading else None,
            by=by,
            now=now,
            edition=edition_on(parts.editions, typed.day),
        )


def _first_signer(tx: Transaction, organisation: Organisation, day: date) -> PersonId:
    for role in (Role.HEAD, Role.DEPUTY):
        for held in tx.registry.appointments(body=organisation.code, role=role):
            if held.holds_on(day):
                return held.person
    raise click.ClickException(f"{organisation.code} has no head and no deputy on {day}: name the person with --by")


def _basis(
    tx: Transaction, organisation: Organisation, reading: Reading, *, shift: int, table: Table, now: datetime
) -> Basis:
    tx.readings.add(reading)
    return assess(
        organisation,
        shift=shift,
        taught=taught(tx.registry.classes(organisation.code), shift),
        reconciled=reconcile(organisation.place, [reading], [], now=now),
        table=table,
    ).basis


def _reading(typed: TypedReading, *, place: str, by: PersonId, now: datetime) -> Reading:
    """Return the person's word as a reading of this minute. What cannot be true is wrong usage."""
    visibility = typed.figures.get("visibility_m")
    reading = Reading(
        place=place,
        source=f"officer:{by}",
        kind=Kind.OBSERVATION,
        valid_at=now,
        fetched_at=now,
        temp_c=typed.figures.get("temp_c"),
        wind_ms=typed.figures.get("wind_ms"),
        gust_ms=typed.figures.get("gust_ms"),
        visibility_m=None if visibility is None else round(visibility),
        phenomena=typed.phenomena,
        evidence=Evidence(body=typed.words),
    )
    if wrong := impossible(reading):
        raise click.UsageError(f"--reading {typed.words}: {', '.join(wrong)} cannot be true anywhere in Kazakhstan")
    return reading
