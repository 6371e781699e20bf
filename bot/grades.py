"""Grades (or a college's courses) as buttons and as people type them."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from dispatch.choices import Span, span_of, whole_span

BANDS = (4, 6, 9, 11)  # where the published tables end their bands: primary school, 6, 9 and all grades

_RUN = r"[0-9]{1,2}(?:\s*[-–—]\s*[0-9]{1,2})?"
_TYPED = re.compile(rf"\s*({_RUN}(?:\s*,\s*{_RUN})*)(?![\d-]|[.:]\d)[\s,.:;]*(.*)", re.DOTALL)


def offered(proposals: Iterable[Collection[int]], taught: Collection[int]) -> tuple[Span, ...]:
    """Return the choices a head sees: what the table says or nearly says, and the usual bands.

    proposals: what the table says and what its near rows say. taught: who really learns there in the order's shift.
    Choices that would send the same classes home are offered once.
    """
    if not taught:
        return ()
    lowest, highest = min(taught), max(taught)
    bands = [Span(lowest, min(band, highest)) for band in BANDS if band >= lowest]
    whole = [span for proposal in proposals if (span := whole_span(proposal, taught))]
    by_classes = {span.among(taught): span for span in (*bands, *whole)}
    return tuple(sorted(span for classes, span in by_classes.items() if classes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed: runs of grades, and the words after them."""

    spans: tuple[Span, ...]
    words: str

    def grades(self, taught: Collection[int]) -> tuple[int, ...]:
        """Return the grades meant: of a run those that somebody learns in, a single grade as it was typed."""
        meant = {
            grade for span in self.spans for grade in ((span.first,) if span.first == span.last else span.among(taught))
        }
        return tuple(sorted(meant))


def typed(message: str) -> Typed | None:
    """Read `1-6, 9 the wind is getting up`; None when it does not start with grades 0-12."""
    found = _TYPED.fullmatch(message)
    if found is None:
        return None
    spans = [_span(run) for run in found[1].split(",")]
    known = tuple(span for span in spans if span)
    return Typed(spans=known, words=found[2].strip()) if len(known) == len(spans) else None


def _span(run: str) -> Span | None:
    figures = re.findall(r"[0-9]+", run)
    return span_of(f"{figures[0]}-{figures[-1]}")
