"""Intervals of degrees or metres per second, and the notation tables print them in."""

import re
from dataclasses import dataclass
from math import inf
from typing import Self

from thresholds.errors import NotationError

_BOUND = re.compile(r"(?P<relation><=|>=|<\?|>\?|<|>|=)\s*(?P<value>-?\d+(?:\.\d+)?)")
_BAND = re.compile(r"(?P<low>-?\d+(?:\.\d+)?)\.\.(?P<high>-?\d+(?:\.\d+)?)(?P<below> and below)?")
_HELP = "write '<= -25', '>= 2, < 5', '= 2', '<? -25' (equality not stated) or '-29..-25 and below'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A connected set of numbers; None stands for "no bound on this side"."""

    low: float | None = None
    low_in: bool = False
    high: float | None = None
    high_in: bool = False

    def __contains__(self, value: float) -> bool:
        return not self.lies_above(value) and not self.lies_below(value)

    def lies_above(self, value: float) -> bool:
        """Every member is greater than `value`."""
        return self.low is not None and (value < self.low or (value == self.low and not self.low_in))

    def lies_below(self, value: float) -> bool:
        """Every member is less than `value`."""
        return self.high is not None and (value > self.high or (value == self.high and not self.high_in))

    @property
    def is_empty(self) -> bool:
        if self.low is None or self.high is None:
            return False
        return self.low > self.high or (self.low == self.high and not (self.low_in and self.high_in))

    @property
    def bounds(self) -> frozenset[float]:
        return frozenset(bound for bound in (self.low, self.high) if bound is not None)

    def shifted(self, by: float) -> Self:
        """Return the same interval `by` units further up."""
        return type(self)(
            low=None if self.low is None else self.low + by,
            low_in=self.low_in,
            high=None if self.high is None else self.high + by,
            high_in=self.high_in,
        )

    def intersection(self, other: "Interval") -> "Interval":
        """Return what both hold; it may be empty."""
        lower = max(self, other, key=_low_rank)
        upper = min(self, other, key=_high_rank)
        return Interval(low=lower.low, low_in=lower.low_in, high=upper.high, high_in=upper.high_in)

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return f"= {self.low:g}"
        parts = []
        if self.low is not None:
            parts.append(f"{'>=' if self.low_in else '>'} {self.low:g}")
        if self.high is not None:
            parts.append(f"{'<=' if self.high_in else '<'} {self.high:g}")
        return ", ".join(parts) or "any"


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What a printed limit says: what its words surely cover, and what they may be taken to cover.

    The two differ where the print leaves something open: "at -25" does not say whether -25 itself counts, and
    "-25 to -29 and below" is both a closed band and an open one.
    """

    notation: str
    certain: Interval
    possible: Interval

    @property
    def is_open(self) -> bool:
        return self.certain != self.possible

    def shifted(self, by: float) -> Self:
        certain, possible = self.certain.shifted(by), self.possible.shifted(by)
        return type(self)(notation=f"{possible} (computed)", certain=certain, possible=possible)


def parse_interval(text: str) -> Interval:
    """Read `<= -25` or `>= 2, < 5`. Raises NotationError for anything that leaves room for interpretation."""
    published = parse_published(text)
    if published.is_open:
        raise NotationError(f"'{text}' leaves a bound open; here the bound must be decided: use '<', '<=', '>' or '>='")
    return published.certain


def parse_published(text: str) -> Published:
    """Read a printed limit. Raises NotationError with the notation to use."""
    if band := _BAND.fullmatch(text.strip()):
        return _band(text, band)
    certain = possible = Interval()
    for part in text.split(","):
        bound = _BOUND.fullmatch(part.strip())
        if bound is None:
            raise NotationError(f"cannot read the limit '{text}': {_HELP}")
        relation, value = bound["relation"], float(bound["value"])
        certain = certain.intersection(_half_line(relation.rstrip("?"), value))
        possible = possible.intersection(_half_line(relation.replace("?", "="), value))
    if possible.is_empty:
        raise NotationError(f"no number satisfies '{text}': exchange or correct its bounds")
    return Published(notation=text.strip(), certain=certain, possible=possible)


def _band(text: str, band: re.Match[str]) -> Published:
    low, high = float(band["low"]), float(band["high"])
    if low > high:
        raise NotationError(f"the band '{text}' runs backwards: write the lower number first")
    closed = Interval(low=low, low_in=True, high=high, high_in=True)
    below = Interval(high=high, high_in=True)
    return Published(notation=text.strip(), certain=closed, possible=below if band["below"] else closed)


def _half_line(relation: str, value: float) -> Interval:
    match relation:
        case "<" | "<=":
            return Interval(high=value, high_in=relation == "<=")
        case ">" | ">=":
            return Interval(low=value, low_in=relation == ">=")
        case _:
            return Interval(low=value, low_in=True, high=value, high_in=True)


def _low_rank(interval: Interval) -> tuple[float, bool]:
    return (-inf if interval.low is None else interval.low, not interval.low_in)


def _high_rank(interval: Interval) -> tuple[float, bool]:
    return (inf if interval.high is None else interval.high, interval.high_in)
