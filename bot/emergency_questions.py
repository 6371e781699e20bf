"""The questions an emergency order is made of: where, why, who, when. Each answer leads to the next question."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot import grades
from bot.context import Turn
from bot.days import typed_days
from bot.emergency_draft import ALL, chosen_of, joined, listed, present_in
from bot.offices import departments_of, organisations_of
from bot.replies import CANCEL, Answers, Awaited, Step, choice, rows_of
from channels.base import Button
from dispatch import wording
from dispatch.card import Card
from dispatch.choices import Span
from locales.catalogue import LOCALES, Locale, keys, text
from orders.learners import Learners
from orders.order import ScopeKind
from orders.organisation import Department, DepartmentLevel, OrganisationCode, Person
from thresholds.table import HIGHEST_GRADE

NEXT = "next"
SKIP = "skip"
BANDS = (Span(0, 4), Span(0, 9), Span(0, 11))
SHIFTS = ("1", "2", "3")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """ask: the question as a card. take: the next step with all answers so far, None when it was not understood."""

    ask: Callable[[Turn, Person, Answers], Card]
    take: Callable[[Turn, Person, Answers, str], Awaited | None]


def question_card(locale: Locale, step: Step, *rows: tuple[Button, ...], **values: str | int) -> Card:
    cancel = choice(text(locale, "bot-cancel"), step, CANCEL)
    return Card(text=text(locale, f"bot-emergency-{step}", **values), buttons=(*rows, (cancel,)))


def _with(answers: Answers, step: Step, **more: str) -> Awaited:
    return Awaited(step=step, answers={**answers, **more})


def _ask_scope(turn: Turn, speaker: Person, _answers: Answers) -> Card:
    rows = [row for department in departments_of(turn, speaker.id) for row in _scopes(speaker.locale, department)]
    return question_card(speaker.locale, Step.SCOPE, *rows)


def _scopes(locale: Locale, department: Department) -> list[tuple[Button, ...]]:
    kinds = [ScopeKind.DISTRICT, ScopeKind.ORGANISATIONS]
    if department.level is DepartmentLevel.REGION:
        kinds.insert(0, ScopeKind.REGION)
    return [
        (
            choice(
                text(locale, f"bot-scope-{department.level}-{kind}", department=department.name(locale)),
                Step.SCOPE,
                f"{kind}:{department.code}",
            ),
        )
        for kind in kinds
    ]


def _take_scope(turn: Turn, speaker: Person, answers: Answers, given: str) -> Awaited | None:
    kind, _, code = given.partition(":")
    department = next((found for found in departments_of(turn, speaker.id) if found.code == code), None)
    if department is None:
        return None
    chosen = {"department": department.code, "kind": kind}
    match kind:
        case ScopeKind.REGION if department.level is DepartmentLevel.REGION:
            return _with(answers, Step.CAUSE, **chosen, names=department.region)
        case ScopeKind.DISTRICT if department.level is DepartmentLevel.DISTRICT:
            return _with(answers, Step.CAUSE, **chosen, names=department.district)
        case ScopeKind.DISTRICT:
            return _with(answers, Step.DISTRICTS, **chosen, names="")
        case ScopeKind.ORGANISATIONS:
            return _with(answers, Step.SCHOOLS, **chosen)
        case _:
            return None


def _districts(turn: Turn, answers: Answers) -> Mapping[str, Department]:
    own = turn.tx.registry.department(OrganisationCode(answers["department"]))
    found = (each for each in turn.tx.registry.departments() if own and each.region == own.region and each.district)
    return {each.district: each for each in found}


def _ask_districts(turn: Turn, speaker: Person, answers: Answers) -> Card:
    chosen = set(listed(answers["names"]))
    marked = [
        choice(f"{'✓ ' if code in chosen else ''}{department.name(speaker.locale)}", Step.DISTRICTS, code)
        for code, department in _districts(turn, answers).items()
    ]
    go_on = choice(text(speaker.locale, "bot-next"), Step.DISTRICTS, NEXT)
    return question_card(speaker.locale, Step.DISTRICTS, *rows_of(marked, 1), *([(go_on,)] if chosen else []))


def _take_district(turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    chosen = listed(answers["names"])
    if given == NEXT and chosen:
        return _with(answers, Step.CAUSE)
    if given not in _districts(turn, answers):
        return None
    toggled = [code for code in chosen if code != given] if given in chosen else [*chosen, given]
    return _with(answers, Step.DISTRICTS, names=",".join(toggled))


def _ask_schools(_turn: Turn, speaker: Person, _answers: Answers) -> Card:
    return question_card(speaker.locale, Step.SCHOOLS)


def _take_schools(turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    department = turn.tx.registry.department(OrganisationCode(answers["department"]))
    own = {organisation.code for organisation in organisations_of(turn, department)} if department else set()
    codes = list(dict.fromkeys(given.lower().replace(",", " ").split()))
    return _with(answers, Step.CAUSE, names=",".join(codes)) if codes and own.issuperset(codes) else None


def _causes() -> list[str]:
    return [key.removeprefix("cause-") for key in keys(LOCALES[0]) if key.startswith("cause-")]


def _ask_cause(_turn: Turn, speaker: Person, _answers: Answers) -> Card:
    causes = [choice(text(speaker.locale, f"cause-{cause}"), Step.CAUSE, cause) for cause in _causes()]
    return question_card(speaker.locale, Step.CAUSE, *rows_of(causes, 1))


def _take_cause(_turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    return _with(answers, Step.NOTE_KK, cause=given) if given in _causes() else None


def _ask_note_kk(_turn: Turn, speaker: Person, _answers: Answers) -> Card:
    skip = choice(text(speaker.locale, "bot-skip"), Step.NOTE_KK, SKIP)
    return question_card(speaker.locale, Step.NOTE_KK, (skip,))


def _take_note_kk(_turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited:
    return _with(answers, Step.GRADES_HOME) if given == SKIP else _with(answers, Step.NOTE_RU, note_kk=given)


def _ask_note_ru(_turn: Turn, speaker: Person, _answers: Answers) -> Card:
    return question_card(speaker.locale, Step.NOTE_RU)


def _take_note_ru(_turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited:
    return _with(answers, Step.GRADES_HOME, note_ru=given)


def _ask_grades(turn: Turn, speaker: Person, answers: Answers) -> Card:
    present = present_in(turn, answers)
    bands = [band for band in BANDS if band.among(present.grades)]
    buttons = [
        choice(text(speaker.locale, "bot-grades-all"), Step.GRADES_HOME, ALL),
        *(
            choice(wording.grades(speaker.locale, band.among(range(HIGHEST_GRADE + 1))), Step.GRADES_HOME, str(band))
            for band in bands
        ),
    ]
    return question_card(speaker.locale, Step.GRADES_HOME, *rows_of(buttons, 2))


def _take_grades(turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    present = present_in(turn, answers)
    if given == ALL:
        return _learners(answers, present)
    read = grades.typed(given)
    if read is None or read.words:
        return None
    chosen = Learners.of(read.grades(present.grades))
    return _learners(answers, chosen) if chosen.among(present) else None


def _learners(answers: Answers, chosen: Learners) -> Awaited:
    return _with(answers, Step.DAYS, grades=joined(chosen.grades), courses=joined(chosen.courses))


def _ask_days(turn: Turn, speaker: Person, _answers: Answers) -> Card:
    today, tomorrow = turn.today, turn.today + timedelta(days=1)
    buttons = tuple(
        choice(text(speaker.locale, f"bot-{name}"), Step.DAYS, f"{day:%d.%m.%Y}")
        for name, day in (("today", today), ("tomorrow", tomorrow))
    )
    return question_card(speaker.locale, Step.DAYS, buttons)


def _take_days(turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    days = typed_days(given, today=turn.today)
    return _with(answers, Step.SHIFT, first=f"{days.first}", last=f"{days.last}") if days else None


def _ask_shift(_turn: Turn, speaker: Person, _answers: Answers) -> Card:
    locale = speaker.locale
    every = choice(wording.shift(locale, None), Step.SHIFT, ALL)
    single = [choice(wording.shift(locale, int(shift)), Step.SHIFT, shift) for shift in SHIFTS]
    return question_card(locale, Step.SHIFT, (every,), *rows_of(single, 3))


def _take_shift(turn: Turn, _speaker: Person, answers: Answers, given: str) -> Awaited | None:
    """Take a shift in which somebody who is to stay at home really learns."""
    if given not in {ALL, *SHIFTS}:
        return None
    taken = _with(answers, Step.PREVIEW, shift=given)
    return taken if chosen_of(taken.answers).among(present_in(turn, taken.answers)) else None


QUESTIONS: Mapping[Step, Question] = {
    Step.SCOPE: Question(ask=_ask_scope, take=_take_scope),
    Step.DISTRICTS: Question(ask=_ask_districts, take=_take_district),
    Step.SCHOOLS: Question(ask=_ask_schools, take=_take_schools),
    Step.CAUSE: Question(ask=_ask_cause, take=_take_cause),
    Step.NOTE_KK: Question(ask=_ask_note_kk, take=_take_note_kk),
    Step.NOTE_RU: Question(ask=_ask_note_ru, take=_take_note_ru),
    Step.GRADES_HOME: Question(ask=_ask_grades, take=_take_grades),
    Step.DAYS: Question(ask=_ask_days, take=_take_days),
    Step.SHIFT: Question(ask=_ask_shift, take=_take_shift),
}
