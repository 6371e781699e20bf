"""One edition of the rule: windows, signers, required parts, exclusions and the register of acts, as values."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from locales.catalogue import Locale
from orders.errors import BadRegulation, NotCitable
from orders.order import Ground
from orders.organisation import Organisation, OrganisationKind, Programme
from orders.windows import Window, window_on

_SENTENCE_END = re.compile(r"[;\n]|\.\s")  # a full stop inside 18.01.2016 ends nothing
_ORDER_WORD = re.compile(r"приказ|бұйры[қғ]", re.IGNORECASE)


class Signer(StrEnum):
    """Who signs: a property of the organisation's kind and of the ground (№ 349 п. 15, п. 22; № 97 п. 2-3)."""

    HEAD = "head"  # the organisation's head, or the person who replaces them
    REGION_DEPARTMENT = "region_department"  # the education department of the oblast, Astana, Almaty or Shymkent


class Part(StrEnum):
    """What an order must name besides classes and shift (№ 349 п. 16)."""

    REGIME = "regime"
    RESPONSIBLE = "responsible"
    DUTY_TEACHERS = "duty_teachers"


class ActStatus(StrEnum):
    IN_FORCE = "in_force"
    REPEALED = "repealed"
    NOT_AT_HAND = "not_at_hand"  # reported, but its text has not been read: nothing may rest on it


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """A normative act. Its number is its id within the edition.

    registered: number in the state register, None when unknown.
    citation_*: how a paragraph of it is cited, with `{paragraph}`; empty when no order ever cites it.
    paragraphs: number of its last paragraph, 0 when no order cites it.
    repealed_by: number of the act that ended it.
    """

    number: str
    date: date
    status: ActStatus
    registered: int | None = None
    title_kk: str = ""
    title_ru: str = ""
    citation_kk: str = ""
    citation_ru: str = ""
    paragraphs: int = 0
    repealed_by: str = ""

    def is_cited_in(self, text: str) -> bool:
        """Say whether one sentence of a free text names an order with this number and year.

        The number alone proves nothing: it may be a school's.
        """
        number = re.compile(rf"[№N]\s*{re.escape(self.number)}(?!\w)")
        return any(
            number.search(sentence) and str(self.date.year) in sentence and _ORDER_WORD.search(sentence)
            for sentence in _SENTENCE_END.split(text)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Wall-clock times of a window and the shifts that share it; half-open."""

    shifts: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningRule:
    """These kinds of organisation on these grounds: who signs, what the order must name, and which act says so."""

    kinds: frozenset[OrganisationKind]
    grounds: frozenset[Ground]
    signer: Signer
    act: str
    paragraph: int
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Organisations the rule does not give distance learning to. Empty `programmes`: whatever they teach."""

    kinds: frozenset[OrganisationKind]
    act: str
    paragraph: int
    programmes: frozenset[Programme] = frozenset()

    def covers(self, organisation: Organisation) -> bool:
        """One excluded programme is enough: п. 3 excludes organisations that carry such programmes out."""
        return organisation.kind in self.kinds and (
            not self.programmes or not self.programmes.isdisjoint(organisation.programmes)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """The rule as it stands from a day on, until a later edition begins.

    act: number of the act whose paragraphs `citation` names unless told otherwise.
    notes: what was not at hand when the file was written, in English, for whoever maintains it.
    """

    id: str
    in_force_from: date
    act: str
    acts: tuple[Act, ...]
    family_spans: tuple[Span, ...]
    department_spans: tuple[Span, ...]
    signing: tuple[SigningRule, ...]
    exclusions: tuple[Exclusion, ...]
    notes: tuple[str, ...]

    def family_window(self, shift: int, day: date) -> Window:
        """Return when families may be told of a weather day (№ 349 п. 14)."""
        return _window(self.family_spans, shift, day)

    def department_window(self, shift: int, day: date) -> Window:
        """Return when a weather order is brought to the department's notice (№ 349 п. 15)."""
        return _window(self.department_spans, shift, day)

    def signing_rule(self, kind: OrganisationKind, ground: Ground) -> SigningRule:
        """Return the rule an order rests on. Raises `BadRegulation` for a kind that gets no orders (a kindergarten)."""
        for rule in self.signing:
            if kind in rule.kinds and ground in rule.grounds:
                return rule
        raise BadRegulation(f"edition {self.id}: nobody signs for {kind} on the ground {ground}")

    def exclusion(self, organisation: Organisation) -> Exclusion | None:
        """Return the rule that excludes this organisation from distance learning, if one does (№ 349 п. 3)."""
        return next((found for found in self.exclusions if found.covers(organisation)), None)

    def citation(self, locale: Locale, paragraph: str, *, act: str = "") -> str:
        """Return how an order cites this paragraph. Raises `NotCitable` for an act that is not in force (LX)."""
        found = self.act_numbered(act or self.act)
        template = found.citation_kk if locale == "kk" else found.citation_ru
        if found.status is not ActStatus.IN_FORCE or not template:
            raise NotCitable(f"№ {found.number} is {found.status} and cannot be cited: cite № {self.act}")
        if not (paragraph.isdecimal() and 1 <= int(paragraph) <= found.paragraphs):
            raise NotCitable(f"№ {found.number} has paragraphs 1 to {found.paragraphs}, not '{paragraph}'")
        return template.format(paragraph=paragraph)

    def check_citations(self, text: str) -> None:
        """Raise `NotCitable` when a free text (a regime, a note, a rendered order) names an act not in force (LX)."""
        for act in self.acts:
            if act.status is not ActStatus.IN_FORCE and act.is_cited_in(text):
                raise NotCitable(f"the text cites № {act.number} of {act.date}, which is {act.status}: remove it")

    def act_numbered(self, number: str) -> Act:
        """Return the act. Raises `NotCitable` when the register does not have it."""
        for act in self.acts:
            if act.number == number:
                return act
        raise NotCitable(f"№ {number} is not in the register of edition {self.id}: add it with its status")


def _window(spans: Iterable[Span], shift: int, day: date) -> Window:
    for span in spans:
        if shift in span.shifts:
            return window_on(day, span.opens, span.closes)
    raise BadRegulation(f"shift {shift} has no window: the rule knows shifts 1, 2 and 3")
