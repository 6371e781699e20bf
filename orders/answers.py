"""What a use-case answers. Refusals are values: a person reads them and does something about it."""

from dataclasses import dataclass
from enum import StrEnum

from orders.order import Order


class Refusal(StrEnum):
    """Why nothing was done. `Refused.detail` is named where there is one."""

    NOT_FOUND = "not_found"
    STALE = "stale"  # the order has changed since the person saw it; detail: its revision now
    NOT_AUTHORISED = "not_authorised"
    WINDOW_NOT_OPEN = "window_not_open"  # detail: when it opens, ISO 8601 with offset
    WINDOW_CLOSED = "window_closed"  # detail: when it closed, ISO 8601 with offset
    STATE = "state"  # the move is forbidden from this state; detail: the state
    INCOMPLETE = "incomplete"  # detail: the missing part, `regime`, `responsible`, `duty_teachers`, `cause` …
    NO_GRADES = "no_grades"  # nobody would study at home
    BAD_GRADES = "bad_grades"  # detail: the grades or courses nobody learns in
    REASON_NEEDED = "reason_needed"
    SAME_PERSON = "same_person"  # the second person of an emergency order must be another one
    EXCLUDED_PROGRAMME = "excluded_programme"  # detail: codes of the organisations
    EMPTY_SCOPE = "empty_scope"
    UNKNOWN_SCOPE = "unknown_scope"  # detail: the names nobody knows
    BAD_DATES = "bad_dates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """It is done. `repeated`: it had been done before, and nothing was changed or sent again."""

    order: Order
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Nothing was changed. `order`: as it stands now, when there is one and the person may know of it."""

    refusal: Refusal
    order: Order | None = None
    detail: str = ""


Answer = Done | Refused
