"""Everybody a file names: each person once, however many rows name them, with one address per lane."""

from dataclasses import dataclass, field

from boran.roster.cells import Cells
from boran.roster.fields import LOCALE_WORDS, Column, lookup, normalised
from boran.roster.rows import Problem, Row
from boran.roster.values import fingerprint, parse_person_id
from channels.base import ChannelKind
from dispatch.delivery import LaneName
from dispatch.roster import Contact
from orders.organisation import Person, PersonId

WHATSAPP = LaneName("whatsapp")
SMS = LaneName("sms")
_LOCALES = lookup(LOCALE_WORDS)


@dataclass(slots=True, kw_only=True)
class People:
    """Gathers persons and contacts while rows are checked."""

    persons: dict[PersonId, Person] = field(default_factory=dict)
    contacts: dict[tuple[PersonId, LaneName], Contact] = field(default_factory=dict)
    _owners: dict[tuple[LaneName, str], tuple[PersonId, Row]] = field(default_factory=dict)

    def add(self, cells: Cells, *, name: str, lane: LaneName, fallback: tuple[str, ...]) -> PersonId:
        """Add the person a row names, with the contacts in it; return who it is.

        lane: that of the row's Telegram chat. fallback: tells the person apart when there is no id, number or chat.
        """
        own, whatsapp = cells.phone(Column.PHONE), cells.phone(Column.WHATSAPP)
        sms, chat = cells.sms_number(), cells.chat()
        phone = own.number if own else sms or (whatsapp.number if whatsapp else "")
        given = cells.parsed(Column.PERSON_ID, parse_person_id, Problem.BAD_CODE, "")
        person = PersonId(given or _identity(phone, chat, fallback))
        locale = cells.choice(Column.LOCALE, _LOCALES, "kk")
        if not cells.sound:  # what is wrong with the row comes first; it would only be mistaken for somebody else
            return person
        self._name(cells, Person(id=person, name=name, locale=locale, phone=phone))
        self._reach(cells, person, ChannelKind.TELEGRAM, lane, chat)
        self._reach(cells, person, ChannelKind.WHATSAPP, WHATSAPP, whatsapp.number if whatsapp else "")
        self._reach(cells, person, ChannelKind.SMS, SMS, sms)
        return person

    def _name(self, cells: Cells, person: Person) -> None:
        first = self.persons.setdefault(person.id, person)
        if normalised(first.name) != normalised(person.name):
            cells.remark(Problem.OTHER_NAME, name=first.name, other=person.name)

    def _reach(self, cells: Cells, person: PersonId, channel: ChannelKind, lane: LaneName, address: str) -> None:
        if not address:
            return
        owner, row = self._owners.setdefault((lane, address), (person, cells.row))
        if owner != person:
            cells.error(Problem.SAME_ADDRESS, value=address, number=row.number)
            return
        contact = Contact(person=person, channel=channel, lane=lane, address=address)
        first = self.contacts.setdefault((person, lane), contact)
        if first.address != address:
            cells.error(Problem.TWO_ADDRESSES, value=address, other=first.address)


def _identity(phone: str, chat: str, fallback: tuple[str, ...]) -> str:
    if phone:
        return fingerprint("phone", phone)
    if chat:
        return fingerprint("telegram", chat)
    return fingerprint("person", *fallback)
