"""The command line: every command explains itself, and what is wrong is one clear line."""

from collections.abc import Iterator

import click
import pytest

from boran import command_line
from boran.command_line import COMMANDS, SUMMARIES, boran


def leaves(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command that does something, with the words that call it."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        found = command.get_command(context, name)
        assert found is not None
        yield from leaves(found, (*path, name))


ALL = dict(leaves(boran))


def call(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    monkeypatch.setattr("sys.argv", ["boran", *words])
    with pytest.raises(SystemExit) as ended:
        command_line.main()
    return int(ended.value.code or 0)


def test_every_command_of_the_contract_is_there() -> None:
    called = {" ".join(path) for path in ALL}
    assert called >= {
        "demo",
        "sandbox",
        "up",
        "run",
        "tables list",
        "tables check",
        "tables explain",
        "tables backtest",
        "roster import",
        "roster generate",
        *(f"orders {verb}" for verb in ("list", "show", "draft", "approve", "return", "reject", "revoke", "amend")),
        "deliveries report",
        "deliveries watch",
        "db upgrade",
    }


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_has_help_with_an_example(path: tuple[str, ...]) -> None:
    assert "Example:" in (ALL[path].help or "")


def test_every_command_has_a_summary() -> None:
    assert COMMANDS.keys() == SUMMARIES.keys()


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("nonsense",), 2, "No such command 'nonsense'"),
        (("tables", "explain", "--table", "vko", "--temp", "cold"), 2, "'cold' is not a valid float"),
        (("up", "--clock-start", "2026-01-16T05:30:00"), 2, "say the offset too"),
        (("up", "--clock-start", "2026-01-16T05:30:00+05:00"), 2, "point BORAN_TELEGRAM__BASE_URL at the sandbox"),
        (("demo", "--scenario", "summer"), 2, "no scenario `summer`; there is kostanay-2026-01-16"),
    ],
)
def test_what_is_wrong_is_one_line_on_standard_error(
    words: tuple[str, ...],
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert call(monkeypatch, *words) == status
    output = capsys.readouterr()
    assert said in output.err
    assert len(output.err.splitlines()) == 1
    assert output.out == ""
