"""Who is in the morning: a chat for every head, officer, teacher and family. Synthetic, named by their role."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import assert_never

from boran.demo.scenario import Reach, Scenario, School
from locales.catalogue import Locale

Chat = int
ClassKey = tuple[str, int]  # school and grade; every grade has one class, `А`
FIRST_CHAT = 10_001
LETTER = "А"
KAZAKH_IN_TEN = 7  # of ten pupils, seven learn in Kazakh


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of the cast. role: `head`, `officer`, `teacher`, `family` … body: school, district or department."""

    chat: Chat
    role: str
    body: str
    name: str
    locale: Locale
    school_class: ClassKey | None = None
    reach: Reach = Reach.TELEGRAM

    @property
    def phone(self) -> str:
        """A mobile number of the form that Kazakhstan uses; nobody is called on it."""
        return f"+7701000{self.chat - FIRST_CHAT:04d}"

    @property
    def address(self) -> str:
        """Where the outside world sees what is written to them: a chat or a number; nowhere for who has nothing."""
        match self.reach:
            case Reach.TELEGRAM:
                return str(self.chat)
            case Reach.WHATSAPP | Reach.SMS | Reach.WHATSAPP_AND_SMS:
                return self.phone
            case Reach.NOTHING:
                return ""
            case _:
                assert_never(self.reach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everybody, and the chats the players look for."""

    members: tuple[Member, ...]
    second_person: Chat
    heads: Mapping[str, Chat] = field(default_factory=dict)
    officers: Mapping[str, Chat] = field(default_factory=dict)
    teachers: Mapping[ClassKey, Chat] = field(default_factory=dict)
    families: Mapping[ClassKey, tuple[Member, ...]] = field(default_factory=dict)


def assemble(scenario: Scenario) -> Cast:
    """Return the cast of a scenario; the same scenario has the same cast."""
    members = tuple(
        Member(chat=chat, role=role, body=body, name=name, locale=locale, school_class=key, reach=reach)
        for chat, (role, body, name, locale, key, reach) in enumerate(_everybody(scenario), start=FIRST_CHAT)
    )
    families: dict[ClassKey, tuple[Member, ...]] = {}
    for member in members:
        if member.role == "family" and member.school_class:
            families[member.school_class] = (*families.get(member.school_class, ()), member)
    return Cast(
        members=members,
        second_person=next(member.chat for member in members if member.role == "department_head"),
        heads={member.body: member.chat for member in members if member.role == "head"},
        officers={member.body: member.chat for member in members if member.role == "officer"},
        teachers={
            member.school_class: member.chat
            for member in members
            if member.role == "homeroom_teacher" and member.school_class
        },
        families=families,
    )


_Line = tuple[str, str, str, Locale, ClassKey | None, Reach]


def _everybody(scenario: Scenario) -> Iterator[_Line]:
    department = scenario.region_department
    yield ("department_head", department.code, "Руководитель управления образования", "ru", None, Reach.TELEGRAM)
    for district in scenario.districts:
        yield ("officer", district.code, f"Дежурный: {district.name_ru}", "ru", None, Reach.TELEGRAM)
    for school in scenario.schools:
        yield from _staff(school)
        for grade in sorted(grade for grades in scenario.grades.values() for grade in grades):
            yield from _class(scenario, school, grade)


def _staff(school: School) -> Iterator[_Line]:
    titles = {
        "kk": {
            "head": "Директор",
            "deputy": "Директордың орынбасары",
            "responsible": "Жауапты",
            "duty_teacher": "Кезекші мұғалім",
        },
        "ru": {
            "head": "Директор",
            "deputy": "Заместитель директора",
            "responsible": "Ответственный",
            "duty_teacher": "Дежурный учитель",
        },
    }[school.locale]
    for role, title in titles.items():
        yield (role, school.code, f"{title}, {school.code}", school.locale, None, Reach.TELEGRAM)


def _class(scenario: Scenario, school: School, grade: int) -> Iterator[_Line]:
    key = (school.code, grade)
    teacher = {"kk": "сынып жетекшісі", "ru": "классный руководитель"}[school.locale]
    teacher_name = f"{grade}{LETTER} {teacher}, {school.code}"
    yield ("homeroom_teacher", school.code, teacher_name, school.locale, key, Reach.TELEGRAM)
    for number in range(1, scenario.families_per_class + 1):
        locale: Locale = "kk" if (number + grade) % 10 < KAZAKH_IN_TEN else "ru"
        family = {"kk": "отбасы", "ru": "семья"}[locale]
        yield (
            "family",
            school.code,
            f"{grade}{LETTER}, {number}-{family}" if locale == "kk" else f"{grade}{LETTER}, {family} {number}",
            locale,
            key,
            _reach(scenario, key, number),
        )


def _reach(scenario: Scenario, key: ClassKey, number: int) -> Reach:
    mixed = scenario.mixed_class
    if key == (mixed.school, mixed.grade) and number <= len(mixed.families):
        return mixed.families[number - 1]
    return Reach.TELEGRAM
