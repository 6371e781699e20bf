"""A threshold table as its file says it, in frozen values: rows, gaps, modifiers and where they come from."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from thresholds.interval import Interval, Published
from thresholds.outcome import Outcome
from weather.reading import Phenomenon

LOWEST_GRADE = 0  # the preschool class (КПП, МАД)
HIGHEST_GRADE = 12  # where the page prints "11(12)"
COURSES = (1, 2, 3, 4)  # of a college on the basis of nine classes


class Settlement(StrEnum):
    URBAN = "urban"
    RURAL = "rural"


class Status(StrEnum):
    """IN_FORCE is for a table its department has confirmed; the others say what was learnt from public pages."""

    IN_FORCE = "in_force"
    CURRENT_PROBABLE = "current_probable"
    HISTORIC = "historic"
    UNKNOWN = "unknown"


class Confidence(StrEnum):
    """HIGH: the authority's own page or two independent reports. MEDIUM: one report. LOW: cut, undated or garbled."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Bands(StrEnum):
    """CUMULATIVE: a row covers every grade below its upper one ("1-9"). DISJOINT: each age group has its own row."""

    CUMULATIVE = "cumulative"
    DISJOINT = "disjoint"


class Layer(StrEnum):
    """BASE: the weather table of its area; a district's replaces the region's. SUPPLEMENT: applies beside it."""

    BASE = "base"
    SUPPLEMENT = "supplement"


class WindKind(StrEnum):
    """UNSPECIFIED is held against the mean wind; see docs/adr/0003."""

    MEAN = "mean"
    GUST = "gust"
    UNSPECIFIED = "unspecified"


class GapKind(StrEnum):
    """What is wrong with, or left open by, the published text."""

    OPEN_INEQUALITY = "open_inequality"  # whether the figure itself counts is not stated
    OPEN_BAND = "open_band"  # a closed band "and below"
    HOLE = "hole"  # values no row covers although milder weather already sends pupils home
    OVERLAP = "overlap"  # two rows claim the same weather and disagree
    NON_MONOTONE = "non_monotone"  # a worse row sends fewer home
    RANGE_AS_BOUND = "range_as_bound"  # a range is printed where a limit is meant
    MISPRINT = "misprint"
    MISSING_ROW = "missing_row"  # the print is silent where a row could be expected
    NOT_STATED = "not_stated"  # classes or figures are not named
    NOT_COMPUTABLE = "not_computable"  # words without a figure, or a person's judgement
    SOURCES_DIFFER = "sources_differ"
    PRACTICE_DIFFERS = "practice_differs"
    CUT_OFF = "cut_off"  # the known text ends before the table does
    REMARK = "remark"


# Gaps of these kinds say that the rows themselves leave a flaw in a region of weather ...
FLAW_KINDS = frozenset(
    {GapKind.OPEN_INEQUALITY, GapKind.OPEN_BAND, GapKind.HOLE, GapKind.OVERLAP, GapKind.NON_MONOTONE}
)
# ... and these explain why the product reads something the print does not literally say.
READING_KINDS = FLAW_KINDS | {GapKind.RANGE_AS_BOUND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit on one quantity: as printed, in the page's words (None: not recorded), and as the product reads it."""

    published: Published
    raw: str | None
    read: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class WindLimit(Limit):
    """A limit on the wind, m/s."""

    kind: WindKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Nmu:
    """A degree (1-3) of adverse conditions for air quality (НМУ), and from which day in a row it has effect."""

    degree: int
    from_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: every condition it names must hold; the rows of a table are alternatives.

    raw: the published words, or the printed figures where the words are not recorded.
    published_phenomena / phenomena: as printed, and as read.
    grades: empty when the row names none. `printed_grades`: the page's own notation where it differs (`0-11(12)`).
    settlement: None for any. shifts: empty for every shift.
    safety_clause: the row also needs a person who confirms danger to life and health.
    outcome: None when the row says that school works as usual.
    modifier: id of the modifier this row was computed by, or empty.
    """

    id: str
    raw: str
    temp: Limit | None = None
    wind: WindLimit | None = None
    published_phenomena: frozenset[Phenomenon] = frozenset()
    phenomena: frozenset[Phenomenon] = frozenset()
    nmu: Nmu | None = None
    settlement: Settlement | None = None
    shifts: tuple[int, ...] = ()
    safety_clause: str = ""
    grades: tuple[int, ...] = ()
    printed_grades: str = ""
    courses: tuple[int, ...] = ()
    courses_note: str = ""
    outcome: Outcome | None
    lesson_minutes: int | None = None
    modifier: str = ""

    @property
    def sends_somebody_home(self) -> bool:
        return self.outcome is not None and bool(self.grades or self.courses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region of weather: every bound that is set must hold. `wind` is the mean wind."""

    temp: Interval | None = None
    wind: Interval | None = None
    gust: Interval | None = None
    phenomena: frozenset[Phenomenon] = frozenset()
    settlement: Settlement | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A declared flaw of the published text.

    where: the weather it concerns; empty when it concerns the table as a whole.
    text: what is open (English). raw: the page's words, if they matter.
    read_as: how the product reads the table there; empty when it takes the print as it is.
    """

    id: str
    kind: GapKind
    rows: tuple[str, ...]
    where: tuple[Region, ...]
    text: str
    raw: str
    read_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Colder:
    """In this wind the rows' temperatures lie `shift_c` lower: a second set of rows, computed on load."""

    wind: WindLimit
    shift_c: float


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonMinutes:
    """On such a day a lesson of these rows lasts so many minutes."""

    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NotComputable:
    """Words without a figure; a gap declares them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Modifier:
    """A published rule about rows. The rows it computes stand in `Table.rows` and name it.

    raw_when / raw_effect: what the page says.
    """

    id: str
    rows: tuple[str, ...]
    raw_when: str
    raw_effect: str
    effect: Colder | LessonMinutes | NotComputable


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Where the table binds: `region` and `place` are codes; empty region = not known, empty place = whole region."""

    region: str
    place: str
    layer: Layer


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """When the table binds: days `start <= day < end`, None = not stated; `text`: what is known about it."""

    start: date | None
    end: date | None
    school_year: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """The act behind the table (№ 349 п. 12). Empty or None: not published.

    announced_by: who published it, which need not be who approved it. basis: the higher act the page refers to.
    """

    number: str
    dated: date | None
    approved_by: str
    agreed_with: str
    announced_by: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One published table. `rows` holds the printed rows in printed order, then those a modifier computes.

    edition: changes whenever the text or its interpretation changes; an order freezes it.
    complete: False when the known text ends before the table does.
    outcome_raw: the words the outcome was read from.
    """

    id: str
    edition: str
    region: str
    area: str
    scope: Scope
    status: Status
    confidence: Confidence
    complete: bool
    bands: Bands
    validity: Validity
    act: Act
    outcome: Outcome
    outcome_raw: str
    sources: tuple[str, ...]
    rows: tuple[Row, ...]
    modifiers: tuple[Modifier, ...]
    gaps: tuple[Gap, ...]

    @property
    def has_settlements(self) -> bool:
        return any(row.settlement for row in self.rows)
