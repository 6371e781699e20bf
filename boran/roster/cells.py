"""One row while it is being checked: its cells are read, and what is wrong with them is written down."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from boran.roster.fields import REQUIRED, Column, normalised
from boran.roster.phones import Phone, PhoneKind, parse_phone
from boran.roster.rows import Finding, Problem, Row, about
from boran.roster.values import GroupChat, listed, parse_chat

T = TypeVar("T")


class Cells:
    """Reads cells by their column. `sound` is False once something is wrong; remarks do not matter to it."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.errors: list[Finding] = []
        self.remarks: list[Finding] = []
        for column in REQUIRED[row.kind]:
            if not self.text(column):
                self.error(Problem.MISSING, column=column)

    @property
    def sound(self) -> bool:
        return not self.errors

    def error(self, problem: Problem, **values: str | int) -> None:
        self.errors.append(about(self.row, problem, **values))

    def remark(self, problem: Problem, **values: str | int) -> None:
        self.remarks.append(about(self.row, problem, **values))

    def text(self, column: Column) -> str:
        return self.row.cells.get(column, "")

    def parsed(self, column: Column, parse: Callable[[str], T], problem: Problem, default: T) -> T:
        """Return the cell as `parse` reads it, `default` when it is empty or was written down as wrong."""
        written = self.text(column)
        if not written:
            return default
        try:
            return parse(written)
        except ValueError:
            self.error(problem, column=column, value=written)
            return default

    def choice(self, column: Column, words: Mapping[str, T], default: T) -> T:
        def choose(written: str) -> T:
            try:
                return words[normalised(written)]
            except KeyError:
                raise ValueError(written) from None

        return self.parsed(column, choose, Problem.BAD_CHOICE, default)

    def choices(self, column: Column, words: Mapping[str, T]) -> list[T]:
        found: list[T] = []
        for written in listed(self.text(column)):
            if (choice := words.get(normalised(written))) is None:
                self.error(Problem.BAD_CHOICE, column=column, value=written)
            else:
                found.append(choice)
        return found

    def phone(self, column: Column) -> Phone | None:
        """Return the number in a cell; doubts about it become remarks."""
        phone = self.parsed(column, parse_phone, Problem.BAD_PHONE, None)
        match phone and phone.kind:
            case PhoneKind.UNKNOWN_RANGE:
                self.remark(Problem.UNKNOWN_RANGE, value=self.text(column))
            case PhoneKind.FOREIGN:
                self.remark(Problem.FOREIGN_PHONE, value=self.text(column))
        return phone

    def sms_number(self) -> str:
        """Return the number for SMS. A landline gets none: its operator would take the money and deliver nothing."""
        phone = self.phone(Column.SMS)
        if phone is None:
            return ""
        if phone.kind is PhoneKind.LANDLINE:
            self.remark(Problem.LANDLINE_SMS, value=self.text(Column.SMS))
            return ""
        return phone.number

    def chat(self) -> str:
        try:
            return parse_chat(self.text(Column.TELEGRAM_CHAT_ID)) if self.text(Column.TELEGRAM_CHAT_ID) else ""
        except GroupChat:
            self.error(Problem.GROUP_CHAT, value=self.text(Column.TELEGRAM_CHAT_ID))
        except ValueError:
            self.error(Problem.BAD_CHAT, value=self.text(Column.TELEGRAM_CHAT_ID))
        return ""
