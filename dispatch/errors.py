"""What can stop a release. Expected answers to people are values; these are for what must never go out."""

from enum import StrEnum


class DispatchError(Exception):
    """Base of all errors of `dispatch`."""


class Finding(StrEnum):
    """Why an approved order was not released. Each has a `staff-refused-…` text for its signer."""

    EMPTY_AUDIENCE = "empty_audience"
    UNKNOWN_SCOPE = "unknown_scope"
    INCOMPLETE_TEXT = "incomplete_text"  # a text lacks what every text must carry
    TOO_LONG = "too_long"
    REPEALED_ACT = "repealed_act"
    NO_WINDOW = "no_window"


class ReleaseRefused(DispatchError):
    """Nothing of this order may be sent. `detail` is technical, for the journal; it holds no names of people."""

    def __init__(self, finding: Finding, detail: str) -> None:
        super().__init__(f"{finding}: {detail}")
        self.finding = finding
        self.detail = detail


class UnknownOrder(DispatchError):
    """No order has this id."""
