"""Pupils, families and staff with their contacts, as dispatch and the bots read and change them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, null, select, union, update

from dispatch.delivery import LaneName
from dispatch.roster import Contact, FamilyMember, Pupil, Site, StaffMember
from locales.catalogue import Locale
from orders.organisation import ClassId, OrganisationCode, Person, PersonId, PupilId
from storage.errors import NotStored
from storage.rows import chunks, fetch, fetch_one, insert_new, put, select_values, values_of
from storage.schema.people import contacts, followers, guardianships, invites, persons, pupils, sites


class SqlRoster:
    """Implements `dispatch.ports.Roster`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def pupils(self, classes: Sequence[ClassId]) -> Sequence[Pupil]:
        found: list[Pupil] = []
        for chunk in chunks(classes):
            query = select_values(pupils, Pupil).where(pupils.c.class_id.in_(chunk))
            found += fetch(self._connection, Pupil, query.order_by(pupils.c.class_id, pupils.c.name, pupils.c.id))
        return found

    def families(self, classes: Sequence[ClassId]) -> Sequence[FamilyMember]:
        return self._members(_family_links(classes))

    def family_count(self, classes: Sequence[ClassId]) -> int:
        return len({person for query in _family_links(classes) for person, *_ in self._connection.execute(query)})

    def families_of_pupil(self, pupil: PupilId) -> Sequence[FamilyMember]:
        return self._members([_guardians().where(pupils.c.id == pupil)])

    def staff(self, persons: Sequence[PersonId]) -> Sequence[StaffMember]:
        reached = self._contacts(persons)
        return [
            StaffMember(person=person.id, name=person.name, locale=person.locale, contacts=tuple(reached[person.id]))
            for person in self._persons(persons)
        ]

    def sites(self, organisations: Sequence[OrganisationCode]) -> Sequence[Site]:
        found: list[Site] = []
        for chunk in chunks(organisations):
            query = select_values(sites, Site).where(sites.c.organisation.in_(chunk))
            found += fetch(self._connection, Site, query.order_by(sites.c.organisation))
        return found

    def site_at(self, url: str) -> Site | None:
        return fetch_one(self._connection, Site, select_values(sites, Site).where(sites.c.url == url))

    def person_at(self, contact_lane: LaneName, address: str) -> Person | None:
        query = select_values(persons, Person).join(contacts, contacts.c.person == persons.c.id)
        query = query.where(contacts.c.lane == contact_lane, contacts.c.address == address)
        return fetch_one(self._connection, Person, query)

    def persons_with_phone(self, phone: str) -> Sequence[Person]:
        if not phone:
            return ()
        query = select_values(persons, Person).where(persons.c.phone == phone).order_by(persons.c.id)
        return fetch(self._connection, Person, query)

    def class_by_invite(self, code: str) -> ClassId | None:
        return self._connection.execute(select(invites.c.class_id).where(invites.c.code == code)).scalar()

    def person_by_invite(self, code: str) -> Person | None:
        query = select_values(persons, Person).join(invites, invites.c.person == persons.c.id)
        return fetch_one(self._connection, Person, query.where(invites.c.code == code))

    def invite_of_class(self, class_id: ClassId) -> str:
        found = self._connection.execute(select(invites.c.code).where(invites.c.class_id == class_id)).scalar()
        if found is None:
            raise NotStored(f"class {class_id} has no invitation: import the roster it belongs to")
        return str(found)

    def add_person(self, person: Person) -> None:
        put(self._connection, persons, [values_of(person)])

    def set_locale(self, person: PersonId, locale: Locale) -> None:
        self._connection.execute(update(persons).where(persons.c.id == person).values(locale=locale))

    def put_contact(self, contact: Contact) -> None:
        others = (contacts.c.lane == contact.lane, contacts.c.address == contact.address)
        self._connection.execute(delete(contacts).where(*others, contacts.c.person != contact.person))
        put(self._connection, contacts, [values_of(contact)])

    def set_blocked(self, lane: LaneName, address: str, *, blocked: bool) -> None:
        at = (contacts.c.lane == lane, contacts.c.address == address)
        self._connection.execute(update(contacts).where(*at).values(blocked=blocked))

    def follow(self, person: PersonId, class_id: ClassId) -> None:
        insert_new(self._connection, followers, [{"person": person, "class_id": class_id}])

    def followed(self, person: PersonId) -> Sequence[ClassId]:
        of_pupils = select(pupils.c.class_id).join(guardianships, guardianships.c.pupil == pupils.c.id)
        by_link = select(followers.c.class_id).where(followers.c.person == person)
        both = union(of_pupils.where(guardianships.c.person == person), by_link)
        return sorted(self._connection.execute(both).scalars())

    def unfollow_all(self, person: PersonId) -> None:
        self._connection.execute(delete(followers).where(followers.c.person == person))

    def _members(self, links: Iterable[Select[Any]]) -> list[FamilyMember]:
        pupils_of: defaultdict[PersonId, set[PupilId]] = defaultdict(set)
        classes_of: defaultdict[PersonId, set[ClassId]] = defaultdict(set)
        for query in links:
            for person, pupil, class_id in self._connection.execute(query):
                pupils_of[person].update([] if pupil is None else [pupil])
                classes_of[person].add(class_id)
        reached = self._contacts(list(classes_of))
        return [
            FamilyMember(
                person=person.id,
                name=person.name,
                locale=person.locale,
                phone=person.phone,
                pupils=tuple(sorted(pupils_of[person.id])),
                classes=tuple(sorted(classes_of[person.id])),
                contacts=tuple(reached[person.id]),
            )
            for person in self._persons(list(classes_of))
        ]

    def _persons(self, ids: Sequence[PersonId]) -> list[Person]:
        found: list[Person] = []
        for chunk in chunks(sorted(set(ids))):
            query = select_values(persons, Person).where(persons.c.id.in_(chunk))
            found += fetch(self._connection, Person, query.order_by(persons.c.id))
        return found

    def _contacts(self, ids: Sequence[PersonId]) -> defaultdict[PersonId, list[Contact]]:
        found: defaultdict[PersonId, list[Contact]] = defaultdict(list)
        for chunk in chunks(sorted(set(ids))):
            query = select_values(contacts, Contact).where(contacts.c.person.in_(chunk)).order_by(contacts.c.lane)
            for contact in fetch(self._connection, Contact, query):
                found[contact.person].append(contact)
        return found


def _family_links(classes: Sequence[ClassId]) -> Iterator[Select[Any]]:
    for chunk in chunks(classes):
        yield _guardians().where(pupils.c.class_id.in_(chunk))
        yield _followers(chunk)


def _guardians() -> Select[Any]:
    query = select(guardianships.c.person, guardianships.c.pupil, pupils.c.class_id)
    return query.join(pupils, pupils.c.id == guardianships.c.pupil)


def _followers(classes: Sequence[ClassId]) -> Select[Any]:
    query = select(followers.c.person, null().label("pupil"), followers.c.class_id)
    return query.where(followers.c.class_id.in_(classes))
