"""The tables. A column has the name of its value's field, so that a row and a value turn into each other by name.

Personal data lives in `persons`, `pupils`, `guardianships`, `followers`, `contacts` and the addresses of `deliveries`.
"""

from storage.schema import decisions, ledger, people
from storage.schema.shapes import metadata

__all__ = ["decisions", "ledger", "metadata", "people"]
