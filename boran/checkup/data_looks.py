"""The database and what is in it: journal, tables in force, who can be reached."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from boran.checkup.finding import Finding
from dispatch.instance import Instance
from dispatch.lanes import Lane, Lanes
from dispatch.ports import Transaction
from dispatch.roster import Contact
from orders.authority import HEAD_ROLES
from orders.organisation import Organisation, PersonId
from storage.journal import Broken, Intact
from thresholds.table import Status, Table

NAMED = 5  # codes in one finding; the rest is counted
NEW_TABLE = "ask the department for the new one and add it (docs/recipes/table.md)"


def journal(found: Intact | Broken) -> Iterator[Finding]:
    if isinstance(found, Broken):
        yield Finding(
            check="journal",
            says=f"line {found.line} is not as it was written",
            advice="keep this database as it is, restore a backup beside it and compare from this line on",
        )


def instance(present: Instance | None, place: str) -> Iterator[Finding]:
    if present is not None and (not present.open or present.place != place):
        says = "this database is a copy, or was closed: nothing is sent from it"
        yield Finding(
            check="instance", says=says, advice="when it is the one to work with: `boran db open --by PERSON`"
        )


def tables_in_force(
    organisations: Sequence[Organisation], tables: Mapping[str, Table], today: date
) -> Iterator[Finding]:
    """Yield each table that organisations name and that nobody has or that no longer binds."""
    users: dict[str, list[str]] = {}
    for one in organisations:
        users.setdefault(one.table, []).append(one.code)
    for name, codes in sorted(users.items()):
        more = len(codes) - NAMED
        who = f"{', '.join(codes[:NAMED])}{f' and {more} more' if more > 0 else ''}"
        table = tables.get(name)
        if table is None:
            says, advice = f"nobody has the table `{name}` of {who}", "name one of `boran tables list` in the roster"
        elif table.validity.end is not None and table.validity.end <= today:
            says = f"the table `{name}` of {who} was in force until {table.validity.end}"
            advice = NEW_TABLE
        elif table.status is Status.HISTORIC:
            says, advice = f"the table `{name}` of {who} is known to be an old one", NEW_TABLE
        else:
            continue
        yield Finding(check="tables", says=says, advice=advice)


def reach(tx: Transaction, organisation: Organisation, lanes: Lanes) -> Iterator[Finding]:
    """Yield who of an organisation nobody can write to: pupils' families, homeroom teachers, those who sign."""
    for says, advice in (*_families(tx, organisation, lanes), *_staff(tx, organisation, lanes)):
        yield Finding(check=f"contacts of {organisation.code}", says=says, advice=advice)


def _families(tx: Transaction, organisation: Organisation, lanes: Lanes) -> Iterator[tuple[str, str]]:
    class_ids = [one.id for one in tx.registry.classes(organisation.code)]
    routes, pupils = _routes(lanes.families), tx.roster.pupils(class_ids)
    reachable = (member for member in tx.roster.families(class_ids) if _reachable(member.contacts, routes))
    known = {pupil for member in reachable for pupil in member.pupils}
    if silent := sum(pupil.id not in known for pupil in pupils):
        advice = "hand out the links of `boran roster links`, or import phone numbers; until then teachers must phone"
        yield f"{silent} of {len(pupils)} pupils have no family we can write to", advice


def _staff(tx: Transaction, organisation: Organisation, lanes: Lanes) -> Iterator[tuple[str, str]]:
    classes = tx.registry.classes(organisation.code)
    teachers = {one.homeroom_teacher for one in classes if one.homeroom_teacher}
    if leaderless := sum(one.homeroom_teacher is None for one in classes):
        yield f"{leaderless} of {len(classes)} classes have no homeroom teacher", "name them in the roster"
    if silent := _silent(tx, teachers, lanes):
        advice = "send them the invitations of the roster, or import their numbers"
        yield f"{silent} of {len(teachers)} homeroom teachers cannot be written to", advice
    posts = (tx.registry.appointments(body=organisation.code, role=role) for role in HEAD_ROLES)
    signers = {one.person for held in posts for one in held}
    if _silent(tx, signers, lanes) == len(signers):
        yield "nobody who may sign can be written to", "invite the head and a deputy: without them every draft expires"


def _silent(tx: Transaction, persons: set[PersonId], lanes: Lanes) -> int:
    routes = _routes(lanes.staff)
    reached = {one.person for one in tx.roster.staff(tuple(persons)) if _reachable(one.contacts, routes)}
    return len(persons - reached)


def _routes(lanes: Sequence[Lane]) -> frozenset[str]:
    return frozenset(lane.serves for lane in lanes)


def _reachable(contacts: Sequence[Contact], routes: frozenset[str]) -> bool:
    return any(contact.lane in routes and not contact.blocked for contact in contacts)
