"""Who may open a channel or a group to our news: heads for the whole organisation, teachers for their class."""

from dataclasses import dataclass
from datetime import date

from dispatch.delivery import LaneName
from dispatch.ports import Transaction
from dispatch.rooms import Room
from locales.catalogue import Locale
from orders.authority import HEAD_ROLES
from orders.organisation import Organisation, Person, SchoolClass


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """Whose news a room may get: those of a class, or of the whole organisation."""

    organisation: Organisation
    school_class: SchoolClass | None = None


def offered(tx: Transaction, person: Person, *, today: date) -> tuple[News, ...]:
    """Return what this person may publish: heads and deputies the whole organisation, homeroom teachers their classes.

    The whole organisation comes first; empty for everybody else.
    """
    held = [one for one in tx.registry.appointments(person=person.id) if one.holds_on(today)]
    bodies = (tx.registry.organisation(code) for code in dict.fromkeys(one.body for one in held))
    found: list[News] = []
    for organisation in bodies:
        if organisation is None:
            continue
        if any(one.body == organisation.code and one.role in HEAD_ROLES for one in held):
            found.append(News(organisation=organisation))
        classes = tx.registry.classes(organisation.code)
        found += [News(organisation=organisation, school_class=one) for one in classes if _leads(person, one)]
    return tuple(found)


def invited(tx: Transaction, person: Person, invite: str, *, today: date) -> News | None:
    """Return the class of a printed link, for a group its own homeroom teacher or head opens to it; else None."""
    class_id = tx.roster.class_by_invite(invite)
    found = tx.registry.school_class(class_id) if class_id else None
    organisation = tx.registry.organisation(found.organisation) if found else None
    if found is None or organisation is None:
        return None
    may = any(
        one.organisation.code == organisation.code and one.school_class in {None, found}
        for one in offered(tx, person, today=today)
    )
    return News(organisation=organisation, school_class=found) if may else None


def open_room(tx: Transaction, news: News, *, lane: LaneName, address: str, title: str, locale: Locale) -> Room:
    """Let a room have these news from now on."""
    room = Room(
        lane=lane,
        address=address,
        title=title,
        organisation=news.organisation.code,
        class_id=news.school_class.id if news.school_class else None,
        locale=locale,
    )
    tx.rooms.put(room)
    return room


def _leads(person: Person, school_class: SchoolClass) -> bool:
    return school_class.homeroom_teacher == person.id
