"""Findings in the reader's language."""

from boran.roster.fields import OTHER_HEADINGS, OTHER_RECORDS, Column, RecordKind
from boran.roster.rows import Finding
from locales.catalogue import Locale, text


def said(finding: Finding, locale: Locale) -> str:
    """Return where it stands in the file, what is wrong and what to do."""
    values = {name: _word(value, locale) for name, value in finding.values.items()}
    what = text(locale, f"roster-{finding.problem}", **values)
    match bool(finding.sheet), bool(finding.number):
        case True, True:
            return text(locale, "roster-in-sheet-row", sheet=finding.sheet, row=str(finding.number), what=what)
        case True, False:
            return text(locale, "roster-in-sheet", sheet=finding.sheet, what=what)
        case False, True:
            return text(locale, "roster-in-row", row=str(finding.number), what=what)
        case _:
            return text(locale, "roster-in-file", what=what)


def _word(value: str | int, locale: Locale) -> str:
    """Return a value as it is said. A row's number is a name and not a quantity: it has no thousands separator."""
    match value:
        case Column():
            words = OTHER_HEADINGS[value]
        case RecordKind():
            words = OTHER_RECORDS[value]
        case _:
            return str(value)
    return (words.kk if locale == "kk" else words.ru)[0]
