"""The recipe for a channel is carried out as it is written: on a copy of the tree, and then its own checks are run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
RECIPE = ROOT / "docs" / "recipes" / "channel.md"
_BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_PROGRAMS = {
    "pytest": (sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
    "ruff": (sys.executable, "-m", "ruff"),
    "lint-imports": (sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"),
}


@dataclass(frozen=True, kw_only=True)
class Block:
    """One block of the recipe: a new file, a `diff` of one that is there, or commands (`sh`)."""

    language: str
    path: str
    body: str


def blocks(recipe: str) -> list[Block]:
    return [Block(language=language, path=path, body=body) for language, path, body in _BLOCK.findall(recipe)]


def changed(before: str, diff: str) -> str:
    """Return a file after a diff whose hunks (parted by `@@`) must fit at one place each."""
    after = before
    for hunk in diff.split("@@\n"):
        lines = hunk.splitlines(keepends=True)
        old, new = ("".join(line[1:] for line in lines if line[0] != sign) for sign in "+-")
        assert after.count(old) == 1, f"these lines stand in the file {after.count(old)} times:\n{old}"
        after = after.replace(old, new)
    return after


def carry_out(block: Block, tree: Path) -> None:
    path = tree / block.path
    if block.language == "diff":
        path.write_text(changed(path.read_text(encoding="utf-8"), block.body), encoding="utf-8")
    elif block.path:
        assert not path.exists(), f"{block.path} is there already"
        path.write_text(block.body, encoding="utf-8")


def commands(recipe: str) -> Iterator[list[str]]:
    for block in blocks(recipe):
        if block.language == "sh":
            yield from (line.split() for line in block.body.splitlines())


@pytest.fixture(scope="module")
def recipe() -> str:
    return RECIPE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def tree(recipe: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the tree in which every block was carried out."""
    tree = tmp_path_factory.mktemp("recipe")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (tree / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, tree / name)
    for block in blocks(recipe):
        carry_out(block, tree)
    return tree


def run(tree: Path, command: list[str]) -> subprocess.CompletedProcess[str]:
    ours = ("PYTEST_", "BORAN_", "PYTHONDONTWRITE")  # what one command has compiled, the next need not
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    program, *arguments = command
    return subprocess.run(  # noqa: S603
        [*_PROGRAMS[program], *arguments],
        cwd=tree,
        env=environment | {"PYTHONPATH": str(tree)},
        check=False,
        capture_output=True,
        text=True,
    )


def test_the_steps_lead_to_a_channel_that_keeps_the_contract_and_hears_its_receipts(recipe: str, tree: Path) -> None:
    told = list(commands(recipe))
    assert {command[0] for command in told} == {"pytest", "lint-imports"}
    for command in told:
        done = run(tree, command)
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def test_what_the_steps_leave_behind_is_written_as_everything_here_is(recipe: str, tree: Path) -> None:
    written = [block.path for block in blocks(recipe) if block.path.endswith(".py")]
    for command in (["ruff", "check", *written], ["ruff", "format", "--check", *written]):
        done = run(tree, command)
        assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_every_block_says_where_it_goes(recipe: str) -> None:
    assert [block for block in blocks(recipe) if (block.language == "sh") == bool(block.path)] == []
    assert len(blocks(recipe)) == recipe.count("\n```") // 2


def test_lines_that_the_tree_no_longer_has_are_noticed() -> None:
    assert changed("a\nb\n", " a\n+new\n@@\n-b\n+c\n") == "a\nnew\nc\n"
    with pytest.raises(AssertionError, match="0 times"):
        changed("a\nb\n", " gone\n+new\n")
