"""The roster: who is in which school and how they are reached, read from files, checked, and stored all or nothing.

`read_rows` → `check` → `store`. `check` is pure; `store` works in the transaction it is given.
"""

from boran.roster.checking import check
from boran.roster.fields import Column, RecordKind
from boran.roster.files import RosterFile, read_rows
from boran.roster.roster import Known, Rejected, Roster
from boran.roster.rows import Finding, Problem, Row, UnreadableRoster
from boran.roster.storing import Absent, Leftovers, known, store

__all__ = [
    "Absent",
    "Column",
    "Finding",
    "Known",
    "Leftovers",
    "Problem",
    "RecordKind",
    "Rejected",
    "Roster",
    "RosterFile",
    "Row",
    "UnreadableRoster",
    "check",
    "known",
    "read_rows",
    "store",
]
