"""What announcers read aloud (№ 349 п. 13 part 1): both languages, figures as they are spoken, schools by district.

A bulletin is about one body's day and shift: it holds every order in force there, so that a newsroom gets one text
for all schools and reads its newest form.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from dispatch import wording
from dispatch.card import Card
from dispatch.family_texts import AT_HOME, PRESCHOOL, paragraphs
from locales import phrases
from locales.catalogue import LOCALES, Locale, text
from orders.order import Ground, Order
from orders.organisation import Department, Organisation
from orders.windows import ZONE, Window
from thresholds.outcome import Outcome

ANSWERS = "Re: "  # mail programs put a correction under the mail it corrects
BETWEEN_LANGUAGES = "\n\n———\n\n"
MAX_CODES = 12
SHORTEST_RUN = 3  # nobody says "from the first to the second"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One order and what it binds: organisations, or the territory whose department stands for all of them."""

    order: Order
    binds: tuple[Organisation | Department, ...]
    place: Department | None = None  # the district department under which announcers look for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Bulletin:
    """What one body says about the day of an order.

    about: an order of the day and shift, for the words about when and why. window: nothing is read before it (п. 14);
    None: at once. corrects: a mail of this thread may have left. withdrawn: what was said before and no longer holds.
    url: where the present text stands; empty when there is no public address.
    """

    body: Organisation | Department
    about: Order
    now: datetime
    lines: tuple[Line, ...]
    window: Window | None = None
    corrects: bool = False
    withdrawn: tuple[Line, ...] = ()
    url: str = ""


def card(first: Locale, bulletin: Bulletin, *, thread: str) -> Card:
    """Return the mail: a subject in both languages that never changes, and the text with `first` on top."""
    order = [first, *(other for other in LOCALES if other != first)]
    subject = " / ".join(_subject(locale, bulletin.about) for locale in LOCALES)
    said = BETWEEN_LANGUAGES.join(spoken(locale, bulletin) for locale in order)
    return Card(text=said + "\n", subject=f"{ANSWERS if bulletin.corrects else ''}{subject}", thread=thread)


def spoken(locale: Locale, bulletin: Bulletin) -> str:
    """Return the text in one language, ready to be read aloud; the last paragraph is for the editor alone."""
    about = bulletin.about
    return paragraphs(
        [_release(locale, bulletin)],
        [text(locale, "bulletin-corrected")] if bulletin.corrects else [],
        [text(locale, "bulletin-source", body=bulletin.body.name(locale)), _when(locale, about)],
        [_cause(locale, bulletin)],
        _withdrawn(locale, bulletin.withdrawn),
        *_by_place(locale, bulletin),
        _closing(locale, bulletin),
        _for_the_editor(locale, bulletin),
    )


def nothing(locale: Locale, body: Organisation | Department, day: date) -> str:
    """Return that a body has nothing to say about a day."""
    said = text(locale, "bulletin-source", body=body.name(locale))
    return paragraphs([said, f"{phrases.day(locale, day)}."], [text(locale, "bulletin-nothing")])


def learners(locale: Locale, order: Order) -> str:
    """Return who studies otherwise, as it is spoken: `классы с 1-го по 4-й, 9-й класс`."""
    preschool = [text(locale, "bulletin-preschool")] if PRESCHOOL in order.grades else []
    grades = [number for number in order.grades if number != PRESCHOOL]
    return ", ".join([*preschool, *_runs(locale, "grade", grades), *_runs(locale, "course", order.college_courses)])


def _subject(locale: Locale, about: Order) -> str:
    return text(
        locale, "bulletin-subject", days=wording.days(locale, about), shift=wording.shift(locale, about.shift).lower()
    )


def _when(locale: Locale, about: Order) -> str:
    """Return the day and the shift; several days as they are spoken, without a dash between them."""
    if about.first_day == about.last_day:
        return wording.when(locale, about)
    first, last = phrases.day(locale, about.first_day), phrases.day(locale, about.last_day)
    return text(locale, "bulletin-when", first=first, last=last, shift=wording.shift(locale, about.shift))


def _release(locale: Locale, bulletin: Bulletin) -> str:
    window = bulletin.window
    if window is None or bulletin.now >= window.opens:
        return text(locale, "bulletin-at-once")
    return text(locale, "bulletin-from", **_clock(window.opens))


def _cause(locale: Locale, bulletin: Bulletin) -> str:
    if not bulletin.lines:
        return ""
    if bulletin.about.ground is Ground.WEATHER:
        return text(locale, "bulletin-weather")
    return wording.why(locale, bulletin.about)


def _by_place(locale: Locale, bulletin: Bulletin) -> Iterator[list[str]]:
    """Yield a paragraph per district: its name unless it speaks itself, and per decision who shares it."""

    def place(line: Line) -> str:
        return line.place.name(locale) if line.place and line.place.code != bulletin.body.code else ""

    for name, there in groupby(sorted(bulletin.lines, key=place), key=place):
        yield [*([text(locale, "bulletin-place", place=name)] if name else []), *_decisions(locale, there)]


def _decisions(locale: Locale, lines: Iterable[Line]) -> Iterator[str]:
    def decision(line: Line) -> tuple[Outcome, tuple[int, ...], tuple[int, ...]]:
        return line.order.outcome, line.order.grades, line.order.college_courses

    for _, same in groupby(sorted(lines, key=decision), key=decision):
        alike = list(same)
        order = alike[0].order
        yield text(
            locale,
            f"bulletin-{order.outcome}",
            learners=learners(locale, order),
            organisations=_where(locale, alike),
        )


def _withdrawn(locale: Locale, lines: Sequence[Line]) -> list[str]:
    return [text(locale, "bulletin-withdrawn", organisations=_where(locale, lines))] if lines else []


def _closing(locale: Locale, bulletin: Bulletin) -> list[str]:
    if not bulletin.lines:
        return []
    outcomes = {line.order.outcome for line in bulletin.lines}
    weather = bulletin.about.ground is Ground.WEATHER
    come = "bulletin-come" if weather and Outcome.DISTANCE in outcomes else "bulletin-come-emergency"
    until = _as_of(locale, bulletin) if weather else wording.valid(locale, bulletin.about)
    return [*([text(locale, come)] if outcomes & AT_HOME else []), until]


def _as_of(locale: Locale, bulletin: Bulletin) -> str:
    """Return when this was known, and of a department that it knows of no other; a school speaks for itself alone."""
    known = text(locale, "bulletin-as-of", **_clock(bulletin.now))
    return f"{known} {text(locale, 'bulletin-others')}" if isinstance(bulletin.body, Department) else known


def _for_the_editor(locale: Locale, bulletin: Bulletin) -> list[str]:
    codes = [line.order.check_code for line in bulletin.lines[:MAX_CODES]]
    return [
        *([text(locale, "bulletin-editor", codes=", ".join(codes))] if codes else []),
        *([text(locale, "bulletin-editor-page", url=bulletin.url)] if bulletin.url else []),
    ]


def _where(locale: Locale, lines: Iterable[Line]) -> str:
    """Return the organisations by name; a department's name stands for all that it is in charge of."""
    bound = tuple(dict.fromkeys(one for line in lines for one in line.binds))
    sorts = (("bulletin-organisations", Organisation), ("bulletin-all", Department))
    named = [(key, [one.name(locale) for one in bound if isinstance(one, sort)]) for key, sort in sorts]
    return " ".join(text(locale, key, count=len(names), names="; ".join(names)) for key, names in named if names)


def _runs(locale: Locale, what: str, numbers: Iterable[int]) -> Iterator[str]:
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    for run in found:
        if len(run) < SHORTEST_RUN:
            yield from (text(locale, f"bulletin-{what}", **{what: str(number)}) for number in run)
        else:
            yield text(locale, f"bulletin-{what}s", first=str(run[0]), last=str(run[-1]))


def _clock(instant: datetime) -> dict[str, int]:
    local = instant.astimezone(ZONE)
    return {"hours": local.hour, "minutes": local.minute}
