"""The notation of limits."""

import pytest

from thresholds.errors import NotationError
from thresholds.interval import Interval, parse_interval, parse_published


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("<= -25", [-25.0, -40.0], [-24.9]),
        ("< -25", [-25.1], [-25.0]),
        (">= 2, <= 4", [2.0, 4.0], [1.9, 4.1]),
        (">= 2, < 5", [4.9], [5.0]),
        ("= 2", [2.0], [1.9, 2.1]),
        (">= 10.8", [10.8], [10.7]),
        ("-30..-28", [-30.0, -28.0], [-30.1, -27.9]),
    ],
)
def test_a_limit_holds_what_it_says(text: str, inside: list[float], outside: list[float]) -> None:
    interval = parse_interval(text)
    assert all(value in interval for value in inside)
    assert not any(value in interval for value in outside)


@pytest.mark.parametrize(
    ("text", "opened"),
    [("<? -25", -25.0), (">? 2", 2.0), ("-29..-25 and below", -29.5), ("-29..-25 and below", -40.0)],
)
def test_what_the_print_leaves_open_is_possible_but_not_certain(text: str, opened: float) -> None:
    published = parse_published(text)
    assert published.is_open
    assert opened in published.possible
    assert opened not in published.certain


@pytest.mark.parametrize("text", ["<? -25", "-29..-25 and below"])
def test_an_interpretation_may_not_be_open(text: str) -> None:
    with pytest.raises(NotationError, match="must be decided"):
        parse_interval(text)


@pytest.mark.parametrize("text", ["-25", "≤ -25", "below -25", "", "<= -25 >= -30", "<= 2,5"])
def test_other_notations_are_refused_with_the_right_one(text: str) -> None:
    with pytest.raises(NotationError, match="write '<= -25'"):
        parse_published(text)


@pytest.mark.parametrize("text", [">= 5, < 2", "> 5, < 5"])
def test_a_limit_nothing_satisfies_is_refused(text: str) -> None:
    with pytest.raises(NotationError, match="no number satisfies"):
        parse_published(text)


def test_a_band_that_runs_backwards_is_refused() -> None:
    with pytest.raises(NotationError, match="lower number first"):
        parse_published("-25..-29")


def test_an_interval_shifts() -> None:
    assert parse_interval("< -25").shifted(-5) == Interval(high=-30)
    assert parse_interval(">= 2, <= 4").shifted(1) == parse_interval(">= 3, <= 5")
