"""The border: what a table file may contain, and how it becomes a `Table`."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, InstanceOf, StringConstraints, model_validator

from thresholds.errors import NotationError
from thresholds.interval import Interval, Published, parse_interval, parse_published
from thresholds.modifiers import apply_modifiers
from thresholds.outcome import Outcome
from thresholds.table import (
    COURSES,
    HIGHEST_GRADE,
    Act,
    Bands,
    Colder,
    Confidence,
    Gap,
    GapKind,
    Layer,
    LessonMinutes,
    Limit,
    Modifier,
    Nmu,
    NotComputable,
    Region,
    Row,
    Scope,
    Settlement,
    Status,
    Table,
    Validity,
    WindKind,
    WindLimit,
)
from weather.reading import Phenomenon

AS_USUAL = "none"  # the outcome of a row that says school works as usual
_ALL_COURSES = "all"
_GRADES = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")

RowId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


def _text_only(value: object) -> str:
    if not isinstance(value, str):
        raise NotationError(f"'{value}' must be text in quotes, for instance '<= -25'")
    return value


def _grades(value: object) -> tuple[int, ...]:
    match = _GRADES.fullmatch(str(value).strip())
    if match is None:
        raise NotationError(f"cannot read the grades '{value}': write '0-4', or '4' for one grade")
    first, last = int(match[1]), int(match[2] or match[1])
    if not first <= last <= HIGHEST_GRADE:
        raise NotationError(f"grades '{value}' must run upwards between 0 (preschool class) and {HIGHEST_GRADE}")
    return tuple(range(first, last + 1))


def _courses(value: object) -> object:
    return COURSES if value == _ALL_COURSES else value


def _outcome(value: object) -> object:
    return None if value == AS_USUAL else value


Printed = Annotated[InstanceOf[Published], BeforeValidator(lambda value: parse_published(_text_only(value)))]
Exact = Annotated[InstanceOf[Interval], BeforeValidator(lambda value: parse_interval(_text_only(value)))]
Grades = Annotated[tuple[int, ...], BeforeValidator(_grades)]
Course = Annotated[int, Field(ge=min(COURSES), le=max(COURSES))]
Minutes = Annotated[int, Field(ge=10, le=90)]
RowIds = Annotated[tuple[RowId, ...], Field(min_length=1)]
Courses = Annotated[tuple[Course, ...], BeforeValidator(_courses)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _LimitPart(_Part):
    published: Printed
    raw: Text | None = None
    read: Exact | None = None

    @model_validator(mode="after")
    def _decide_what_is_open(self) -> Self:
        if self.published.is_open and self.read is None:
            raise NotationError(
                f"the printed limit '{self.published.notation}' leaves something open: "
                "add `read` with the limit as you take it, and declare a gap"
            )
        return self

    @property
    def reading(self) -> Interval:
        return self.read or self.published.certain

    def limit(self) -> Limit:
        return Limit(published=self.published, raw=self.raw, read=self.reading)


class _WindPart(_LimitPart):
    kind: WindKind

    def wind_limit(self) -> WindLimit:
        return WindLimit(published=self.published, raw=self.raw, read=self.reading, kind=self.kind)


class _PhenomenaPart(_Part):
    published: frozenset[Phenomenon]
    read: frozenset[Phenomenon]


class _CollegesPart(_Part):
    courses: Courses
    note: str = ""


class _NmuPart(_Part):
    degree: Annotated[int, Field(ge=1, le=3)]
    from_day: Annotated[int, Field(ge=1)] = 1


class _RowPart(_Part):
    id: RowId
    raw: Text | None = None
    temp: _LimitPart | None = None
    wind: _WindPart | None = None
    phenomena: frozenset[Phenomenon] | _PhenomenaPart = frozenset()
    nmu: _NmuPart | None = None
    settlement: Settlement | None = None
    shifts: tuple[Annotated[int, Field(ge=1, le=3)], ...] = ()
    safety_clause: str = ""
    grades: Grades = ()
    printed_grades: str = ""
    colleges: _CollegesPart | None = None
    outcome: Annotated[Outcome | None, BeforeValidator(_outcome)] = None
    lesson_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _name_a_condition(self) -> Self:
        if not (self.temp or self.wind or self.phenomena or self.nmu):
            raise NotationError("a row needs at least one of temp, wind, phenomena or nmu")
        return self

    def row(self, default: Outcome) -> Row:
        published, read = self._phenomena()
        return Row(
            id=self.id,
            raw=self.raw or self._words_or_figures(),
            temp=self.temp.limit() if self.temp else None,
            wind=self.wind.wind_limit() if self.wind else None,
            published_phenomena=published,
            phenomena=read,
            nmu=Nmu(degree=self.nmu.degree, from_day=self.nmu.from_day) if self.nmu else None,
            settlement=self.settlement,
            shifts=self.shifts,
            safety_clause=self.safety_clause,
            grades=self.grades,
            printed_grades=self.printed_grades,
            courses=self.colleges.courses if self.colleges else (),
            courses_note=self.colleges.note if self.colleges else "",
            outcome=self.outcome if "outcome" in self.model_fields_set else default,
            lesson_minutes=self.lesson_minutes,
        )

    def _phenomena(self) -> tuple[frozenset[Phenomenon], frozenset[Phenomenon]]:
        if isinstance(self.phenomena, _PhenomenaPart):
            return self.phenomena.published, self.phenomena.read
        return self.phenomena, self.phenomena

    def _words_or_figures(self) -> str:
        limits = ((self.temp, "°C"), (self.wind, "m/s"))
        words = [limit.raw or f"{limit.published.notation} {unit}" for limit, unit in limits if limit]
        return "; ".join(words) or ", ".join(sorted(self._phenomena()[0]))


class _RegionPart(_Part):
    temp: Exact | None = None
    wind: Exact | None = None
    gust: Exact | None = None
    phenomena: frozenset[Phenomenon] = frozenset()
    settlement: Settlement | None = None

    def region(self) -> Region:
        return Region(
            temp=self.temp, wind=self.wind, gust=self.gust, phenomena=self.phenomena, settlement=self.settlement
        )


class _GapPart(_Part):
    id: RowId
    kind: GapKind
    rows: tuple[RowId, ...] = ()
    where: tuple[_RegionPart, ...] = ()
    text: Text
    raw: str = ""
    read_as: str = ""

    def gap(self) -> Gap:
        return Gap(
            id=self.id,
            kind=self.kind,
            rows=self.rows,
            where=tuple(part.region() for part in self.where),
            text=self.text,
            raw=self.raw,
            read_as=self.read_as,
        )


class _ModifierBase(_Part):
    id: RowId
    raw_when: Text
    raw_effect: Text

    def _modifier(self, rows: tuple[str, ...], effect: Colder | LessonMinutes | NotComputable) -> Modifier:
        return Modifier(id=self.id, rows=rows, raw_when=self.raw_when, raw_effect=self.raw_effect, effect=effect)


class _ColderPart(_ModifierBase):
    effect: Literal["colder"]
    rows: RowIds
    wind: _WindPart
    shift_c: Annotated[float, Field(lt=0)]

    def modifier(self) -> Modifier:
        return self._modifier(self.rows, Colder(wind=self.wind.wind_limit(), shift_c=self.shift_c))


class _LessonMinutesPart(_ModifierBase):
    effect: Literal["lesson_minutes"]
    rows: RowIds
    minutes: Minutes

    def modifier(self) -> Modifier:
        return self._modifier(self.rows, LessonMinutes(minutes=self.minutes))


class _NotComputablePart(_ModifierBase):
    effect: Literal["not_computable"]

    def modifier(self) -> Modifier:
        return self._modifier((), NotComputable())


class _ScopePart(_Part):
    region: str
    place: str = ""
    layer: Layer = Layer.BASE


class _ValidityPart(_Part):
    start: date | None = Field(default=None, alias="from")
    end: date | None = Field(default=None, alias="to")
    school_year: Annotated[str, StringConstraints(pattern=r"^(\d{4}-\d{2})?$")] = ""
    text: Text

    @model_validator(mode="after")
    def _end_after_the_start(self) -> Self:
        if self.start and self.end and self.end <= self.start:
            raise NotationError("`to` is the first day the table no longer binds; it must lie after `from`")
        return self


class _ActPart(_Part):
    number: str = ""
    dated: date | None = Field(default=None, alias="date")
    approved_by: str = ""
    agreed_with: str = ""
    announced_by: str = ""
    basis: str = ""


class _OutcomePart(_Part):
    read: Outcome
    raw: Text


class TableFile(_Part):
    """A table file. Unknown keys are refused, so nothing is silently ignored; see docs/recipes/table.md."""

    id: RowId
    edition: Text
    region: Text
    area: Text
    scope: _ScopePart
    status: Status
    confidence: Confidence
    complete: bool
    bands: Bands
    in_force: _ValidityPart
    act: _ActPart
    outcome: _OutcomePart
    sources: Annotated[tuple[Text, ...], Field(min_length=1)]
    rows: Annotated[tuple[_RowPart, ...], Field(min_length=1)]
    modifiers: tuple[
        Annotated[_ColderPart | _LessonMinutesPart | _NotComputablePart, Field(discriminator="effect")], ...
    ] = ()
    gaps: tuple[_GapPart, ...] = ()

    def table(self) -> Table:
        """Build the value, with the rows its modifiers compute."""
        modifiers = tuple(part.modifier() for part in self.modifiers)
        return Table(
            id=self.id,
            edition=self.edition,
            region=self.region,
            area=self.area,
            scope=Scope(**self.scope.model_dump()),
            status=self.status,
            confidence=self.confidence,
            complete=self.complete,
            bands=self.bands,
            validity=Validity(**self.in_force.model_dump()),
            act=Act(**self.act.model_dump()),
            outcome=self.outcome.read,
            outcome_raw=self.outcome.raw,
            sources=self.sources,
            rows=apply_modifiers(self._rows(), modifiers),
            modifiers=modifiers,
            gaps=tuple(part.gap() for part in self.gaps),
        )

    def _rows(self) -> Sequence[Row]:
        return [part.row(self.outcome.read) for part in self.rows]
