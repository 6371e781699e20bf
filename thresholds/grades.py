"""How lists of grades are written."""

from collections.abc import Iterable


def as_ranges(numbers: Iterable[int]) -> str:
    """Write `0-4, 6` for 0, 1, 2, 3, 4 and 6; an empty string for nothing."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def who(grades: Iterable[int], courses: Iterable[int]) -> str:
    """Write `grades 0-11, college courses 1-2`, or `nobody`."""
    named = (("grades", as_ranges(grades)), ("college courses", as_ranges(courses)))
    return ", ".join(f"{name} {ranges}" for name, ranges in named if ranges) or "nobody"
