"""What a table row or an order does to the school day."""

from enum import StrEnum


class Outcome(StrEnum):
    DISTANCE = "distance"
    CANCELLED = "cancelled"
    SHORTENED = "shortened"
    EARLY_RELEASE = "early_release"
