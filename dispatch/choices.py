"""Whom a signer can choose: the grades of a school or the courses of a college, as spans that fit on a button."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dispatch import wording
from locales.catalogue import Locale
from orders.choice import taught_in_scope
from orders.edition import Edition
from orders.learners import Learners, proposal
from orders.order import Order
from orders.ports import Registry
from thresholds.table import HIGHEST_GRADE


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Grades (or courses) from `first` to `last`, both included. In a button's argument: `0-9`."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    def among(self, taught: Collection[int]) -> tuple[int, ...]:
        """Return the grades of the span that somebody learns in."""
        return tuple(grade for grade in range(self.first, self.last + 1) if grade in taught)


def span_of(argument: str) -> Span | None:
    """Return the span that `str(span)` wrote, or None for anything else."""
    found = re.fullmatch(r"([0-9]{1,2})-([0-9]{1,2})", argument)
    if found is None:
        return None
    span = Span(int(found[1]), int(found[2]))
    return span if span.first <= span.last <= HIGHEST_GRADE else None


def whole_span(grades: Collection[int], taught: Collection[int]) -> Span | None:
    """Return the span in which exactly these of the grades taught lie, if there is one."""
    if not grades:
        return None
    span = Span(min(grades), max(grades))
    return span if set(span.among(taught)) == set(grades) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What there is to choose from: the grades of a school, or the courses of a college.

    taught: who really learns there in the order's shift. proposed: what the table says; nearly: what its near rows say,
    the widest first.
    """

    taught: tuple[int, ...]
    proposed: tuple[int, ...]
    nearly: tuple[tuple[int, ...], ...]
    are_courses: bool

    def learners(self, chosen: tuple[int, ...]) -> Learners:
        return Learners.of((), chosen) if self.are_courses else Learners.of(chosen)

    def said(self, locale: Locale, chosen: tuple[int, ...]) -> str:
        """Return `0–4 классы` or `1–2 курсы`."""
        learners = self.learners(chosen)
        return wording.grades(locale, learners.grades, learners.courses)


def choices_of(registry: Registry, order: Order, edition: Edition) -> Choices:
    """Return what a signer of this order chooses from. Without a table, the author's choice is the proposal."""
    taught, said = taught_in_scope(registry, order, edition), proposal(order)
    near = order.basis.near if order.basis else ()
    if taught.grades:
        nearly = _widest_first(row.grades for row in near)
        return Choices(taught=taught.grades, proposed=said.grades, nearly=nearly, are_courses=False)
    nearly = _widest_first(row.courses for row in near)
    return Choices(taught=taught.courses, proposed=said.courses, nearly=nearly, are_courses=True)


def _widest_first(rows: Iterable[tuple[int, ...]]) -> tuple[tuple[int, ...], ...]:
    return tuple(sorted({tuple(sorted(set(row))) for row in rows if row}, key=lambda row: (-len(row), row)))
