"""How people come to be reachable: by a class's printed link, by a phone number the roster knows, by an invitation.

An address belongs to one person per lane. Whoever follows a class by its link and is recognised by phone later becomes
one person: what was followed moves along, nobody is counted twice.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from dispatch.lanes import Lane
from dispatch.ports import Transaction
from dispatch.roster import Contact
from locales.catalogue import Locale
from orders.organisation import Person, PersonId, SchoolClass


class Outcome(StrEnum):
    FOLLOWING = "following"  # the class has one more follower
    ALREADY = "already"  # nothing changed
    RECOGNISED = "recognised"  # the roster knows this phone or this invitation
    UNKNOWN_INVITE = "unknown_invite"
    UNKNOWN_PHONE = "unknown_phone"
    SPENT = "spent"  # the invitation was used by another account
    STOPPED = "stopped"
    NOT_SUBSCRIBED = "not_subscribed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What came of it. classes: everything this person hears of now."""

    outcome: Outcome
    person: Person | None = None
    classes: tuple[SchoolClass, ...] = ()


def follow_class(tx: Transaction, *, invite: str, lane: Lane, address: str, locale: Locale) -> Subscription:
    """Let whoever opened a class's link follow the class. Somebody new is kept without a name or a number."""
    class_id = tx.roster.class_by_invite(invite)
    if class_id is None:
        return Subscription(outcome=Outcome.UNKNOWN_INVITE)
    person = tx.roster.person_at(lane.name, address) or _newcomer(tx, lane, address, locale)
    known = class_id in tx.roster.followed(person.id)
    if not known:
        tx.roster.follow(person.id, class_id)
    _link(tx, person, lane, address)
    return _subscribed(tx, Outcome.ALREADY if known else Outcome.FOLLOWING, person)


def recognise_family(tx: Transaction, *, phone: str, lane: Lane, address: str) -> Subscription:
    """Link this address to the guardian the roster knows by this number.

    The caller has checked that the number is the sender's own: Telegram's `contact.user_id` equals the sender's id.
    """
    known = [one for one in tx.roster.persons_with_phone(e164(phone)) if tx.roster.followed(one.id)]
    return _recognised(tx, known, lane, address)


def recognise_staff(tx: Transaction, *, phone: str, lane: Lane, address: str) -> Subscription:
    """Link this address to the member of staff the roster knows by this number; checked as for families."""
    known = [one for one in tx.roster.persons_with_phone(e164(phone)) if tx.registry.appointments(person=one.id)]
    return _recognised(tx, known, lane, address)


def accept_invitation(tx: Transaction, *, invite: str, lane: Lane, address: str) -> Subscription:
    """Link this address to the member of staff an invitation belongs to.

    An invitation works once: while the person is reached at another address of the lane, a forwarded link is SPENT.
    """
    person = tx.roster.person_by_invite(invite)
    if person is None:
        return Subscription(outcome=Outcome.UNKNOWN_INVITE)
    addresses = {one.address for one in _contacts(tx, person.id) if one.lane == lane.name and not one.blocked}
    if addresses - {address}:
        return Subscription(outcome=Outcome.SPENT)
    _link(tx, person, lane, address)
    return _subscribed(tx, Outcome.RECOGNISED, person)


def choose_language(tx: Transaction, *, person: PersonId, locale: Locale) -> None:
    """Write to this person in this language from now on."""
    tx.roster.set_locale(person, locale)


def stop(tx: Transaction, *, lane: Lane, address: str) -> Subscription:
    """Send nothing more to this address. Guardians stay on the teacher's list as people to phone."""
    person = tx.roster.person_at(lane.name, address)
    if person is None:
        return Subscription(outcome=Outcome.NOT_SUBSCRIBED)
    tx.roster.unfollow_all(person.id)
    tx.roster.set_blocked(lane.name, address, blocked=True)
    return Subscription(outcome=Outcome.STOPPED, person=person)


def classes_of(tx: Transaction, person: PersonId) -> tuple[SchoolClass, ...]:
    """Return the classes whose news this person gets, youngest first."""
    found = (tx.registry.school_class(class_id) for class_id in tx.roster.followed(person))
    return tuple(
        sorted((one for one in found if one is not None), key=lambda one: (one.grade or 0, one.letter, one.id))
    )


def e164(phone: str) -> str:
    """Return the number as the roster keeps it: `+77011234567` from `7701…`, `8 (701) …` or `+7 701 …`."""
    digits = re.sub(r"[^0-9]", "", phone).lstrip("0")
    if re.fullmatch(r"8\d{10}", digits):  # the national prefix of Kazakhstan
        digits = f"7{digits[1:]}"
    return f"+{digits}" if digits else ""


def _recognised(tx: Transaction, known: Sequence[Person], lane: Lane, address: str) -> Subscription:
    """Link the first of several: one number in one family covers the same children."""
    if not known:
        return Subscription(outcome=Outcome.UNKNOWN_PHONE)
    _link(tx, known[0], lane, address)
    return _subscribed(tx, Outcome.RECOGNISED, known[0])


def _link(tx: Transaction, person: Person, lane: Lane, address: str) -> None:
    former = tx.roster.person_at(lane.name, address)
    if former is not None and former.id != person.id:
        own = set(tx.roster.followed(person.id))
        for class_id in tx.roster.followed(former.id):
            if class_id not in own:
                tx.roster.follow(person.id, class_id)
        tx.roster.unfollow_all(former.id)
    tx.roster.put_contact(Contact(person=person.id, channel=lane.channel, lane=lane.name, address=address))


def _newcomer(tx: Transaction, lane: Lane, address: str, locale: Locale) -> Person:
    digest = blake2b(f"{lane.name}:{address}".encode(), digest_size=8).hexdigest()
    person = Person(id=PersonId(f"f-{digest}"), name="", locale=locale)
    tx.roster.add_person(person)
    return person


def _subscribed(tx: Transaction, outcome: Outcome, person: Person) -> Subscription:
    return Subscription(outcome=outcome, person=person, classes=classes_of(tx, person.id))


def _contacts(tx: Transaction, person: PersonId) -> tuple[Contact, ...]:
    return tuple(contact for member in tx.roster.staff((person,)) for contact in member.contacts)
