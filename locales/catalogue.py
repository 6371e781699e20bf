"""Words are data: Fluent messages per language, strict. An error or a missing variable raises, nothing is guessed."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal

from fluent.runtime import FluentBundle, FluentResource, resolver

Locale = Literal["kk", "ru"]
LOCALES: tuple[Locale, ...] = ("kk", "ru")
Value = str | int | float | date | datetime

# fluent.runtime refuses values above 2,500 characters, against templates that blow themselves up. Ours are our own, and
# the list of a region's classes is longer; whether a whole message fits is judged where it is sent.
resolver.MAX_PART_LENGTH = 100_000


class MissingText(LookupError):
    """A text or one of its variables is missing: mend the `.ftl` file or the call."""


@cache
def _bundle(locale: Locale) -> FluentBundle:
    # Isolation marks (U+2068/2069) would lengthen every SMS and show as boxes on old phones.
    bundle = FluentBundle([locale], use_isolating=False)
    for path in sorted((Path(__file__).parent / locale).glob("*.ftl")):
        bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def text(locale: Locale, key: str, /, **values: Value) -> str:
    """Return the text `key` in `locale`. Raises `MissingText` for an unknown key or a variable the text needs."""
    bundle = _bundle(locale)
    if not bundle.has_message(key):
        raise MissingText(f"{locale}: no text `{key}`")
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise MissingText(f"{locale}: text `{key}` has no value")
    rendered, errors = bundle.format_pattern(pattern, dict(values))
    if errors:
        raise MissingText(f"{locale}: text `{key}`: {errors[0]}")
    return str(rendered)


def keys(locale: Locale) -> Mapping[str, object]:
    """Return every message of a language, for the parity checks."""
    return dict(_bundle(locale)._messages)  # noqa: SLF001 - fluent.runtime offers no public listing
