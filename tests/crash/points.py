"""Where a worker is killed. The same seed gives the same points: a failure names its seed and can be replayed."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """Killed by the provider when it has taken so many messages of this life: before it answers the last, or after."""

    messages: int
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """Killed by itself, at its n-th transaction: right before the commit, or right after."""

    transaction: int
    committed: bool


Point = Shot | Fall


def points(seed: int, count: int, *, longest: int) -> list[Point]:
    """Return so many points. The first three fall into the planning; the others anywhere in the sending.

    longest: how many messages a life may be given at most.
    """
    random = Random(seed)  # noqa: S311 - to be replayed, not to be secret
    planning: list[Point] = [Fall(transaction=number, committed=number == 3) for number in (1, 2, 3)]
    return [*planning, *(_point(random, longest) for _ in range(count - len(planning)))]


def _point(random: Random, longest: int) -> Point:
    if random.random() < 0.7:
        return Shot(messages=random.randint(1, longest), answered=random.random() < 0.5)
    return Fall(transaction=random.randint(4, 12), committed=random.random() < 0.5)
