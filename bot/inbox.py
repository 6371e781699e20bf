"""The department's inbox in a chat: every shift of every school, its order, and whether it came in time (п. 15)."""

from collections.abc import Iterable
from itertools import groupby

from bot.context import Turn
from bot.offices import departments_of
from bot.replies import Reply
from dispatch import wording
from dispatch.card import Card
from locales.catalogue import Locale, text
from locales.phrases import clock_time, day
from orders.inbox import InboxLine, inbox
from orders.organisation import Department, Person
from orders.states import HELD_STATES


def show_inbox(turn: Turn, speaker: Person) -> Reply:
    """Send today's list of each department the person works for."""
    departments = departments_of(turn, speaker.id)
    if not departments:
        return Reply(note=text(speaker.locale, "bot-inbox-not-yours"))
    return Reply(further=tuple(_list(turn, speaker.locale, department) for department in departments))


def _list(turn: Turn, locale: Locale, department: Department) -> Card:
    lines = inbox(turn.tx, department=department.code, day=turn.today, edition=turn.edition)
    title = text(
        locale,
        "bot-inbox-title",
        department=department.name(locale),
        day=day(locale, turn.today),
        time=clock_time(turn.now),
    )
    by_shift = groupby(sorted(lines, key=lambda line: line.shift), key=lambda line: line.shift)
    parts = [_shift(locale, shift, list(found)) for shift, found in by_shift]
    return Card(text="\n\n".join((title, *parts)) if parts else f"{title}\n\n{text(locale, 'bot-inbox-empty')}")


def _shift(locale: Locale, shift: int, lines: list[InboxLine]) -> str:
    told = [_line(locale, line) for line in lines if line.order]
    silent = sum(line.order is None for line in lines)
    rest = [text(locale, "bot-inbox-silent", count=silent)] if silent else []
    return "\n".join((wording.shift(locale, shift), *told, *rest))


def _line(locale: Locale, line: InboxLine) -> str:
    return text(
        locale,
        "bot-inbox-line",
        school=line.organisation.name(locale),
        what=", ".join(_facts(locale, line)),
    )


def _facts(locale: Locale, line: InboxLine) -> Iterable[str]:
    if line.grades or line.college_courses:
        yield wording.grades(locale, line.grades, line.college_courses)
    yield text(locale, f"bot-state-{line.state}")
    if line.reported_at and line.state in HELD_STATES:
        key = "bot-inbox-on-time" if line.on_time else "bot-inbox-late"
        yield text(locale, key, time=clock_time(line.reported_at))
