"""What the `.ftl` files need: the variables of each message, and the values that reach every branch."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path

from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

import locales
from locales.catalogue import Locale

PLURALS = {"zero", "one", "two", "few", "many", "other"}
COUNTS = (0, 1, 2, 5, 11, 21, 102)


@dataclass
class Message:
    """A message and, per variable, the named branches it selects; none for a variable that is only printed."""

    key: str
    area: str
    branches: dict[str, set[str]] = field(default_factory=dict)

    @property
    def variables(self) -> frozenset[str]:
        return frozenset(self.branches)

    def values(self) -> Iterator[dict[str, str | int]]:
        """Yield values that together reach every branch."""
        choices = [_choices(name, names) for name, names in sorted(self.branches.items())]
        for chosen in product(*choices):
            yield dict(zip(sorted(self.branches), chosen, strict=True))


def _choices(name: str, branches: set[str]) -> tuple[str | int, ...]:
    if not branches:
        return (f"«{name}»",)
    if branches <= PLURALS:
        return COUNTS
    return tuple(sorted(branches))


class _Collector(Visitor):
    def __init__(self, message: Message) -> None:
        self._message = message

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802 - the visitor's own naming
        self._message.branches.setdefault(node.id.name, set())

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802 - the visitor's own naming
        if isinstance(node.selector, ast.VariableReference):
            names = self._message.branches.setdefault(node.selector.id.name, set())
            names |= {_name(variant.key) for variant in node.variants}
        self.generic_visit(node)


def _name(key: ast.Identifier | ast.NumberLiteral) -> str:
    return key.name if isinstance(key, ast.Identifier) else key.value


@cache
def messages(locale: Locale) -> dict[str, Message]:
    """Return every message of a language. Fails when one key stands in two files, or a line is no Fluent."""
    found: dict[str, Message] = {}
    for path in sorted((Path(locales.__file__).parent / locale).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text(encoding="utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path.name}: {entry.content}"
            if isinstance(entry, ast.Message):
                assert entry.id.name not in found, f"`{entry.id.name}` stands twice"
                message = found[entry.id.name] = Message(key=entry.id.name, area=path.stem)
                _Collector(message).visit(entry)
    return found
