"""JSON read strictly, each item of a list together with its own raw text, which becomes evidence."""

import json
import re
from typing import Any

from weather.errors import BrokenJson

_GAP = re.compile(r"[\s,]*")


def items(text: str) -> list[tuple[Any, str]]:
    """Split a JSON list into its items with their raw text; anything else is one item. Raises `BrokenJson`.

    NaN and Infinity, which Python would take, are not JSON.
    """
    try:
        whole = _DECODER.decode(text)
    except (ValueError, RecursionError) as error:
        start = " ".join(text[:80].split())
        raise BrokenJson(f"The answer is not JSON, it starts with {start!r}") from error
    if not isinstance(whole, list):
        return [(whole, text)]
    return _list_items(text, len(whole))


def _list_items(text: str, count: int) -> list[tuple[Any, str]]:
    found: list[tuple[Any, str]] = []
    at = text.index("[") + 1
    for _ in range(count):
        start = _after_gap(text, at)
        value, at = _DECODER.raw_decode(text, start)
        found.append((value, text[start:at]))
    return found


def _after_gap(text: str, at: int) -> int:
    gap = _GAP.match(text, at)
    return at if gap is None else gap.end()


def _not_json(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_not_json)
