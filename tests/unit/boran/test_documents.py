"""Documents are part of the product: what they point at is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()  # noqa: S607
DOCUMENTS = [name for name in TRACKED if name.endswith(".md")]
LEGAL = (ROOT / "docs" / "legal.md").read_text(encoding="utf-8")
TESTS = {
    name
    for path in TRACKED
    if path.startswith("tests/") and path.endswith(".py")
    for name in re.findall(r"def (test_\w+)", (ROOT / path).read_text(encoding="utf-8"))
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_link_of_a_document_leads_somewhere(name: str) -> None:
    path = ROOT / name
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", path.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (path.parent / link).exists()]
    assert broken == []


def test_every_recipe_and_every_decision_is_in_the_index() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    listed = {name for name in TRACKED if re.fullmatch(r"docs/(recipes|adr)/[^/]+\.md", name)}
    assert sorted(name for name in listed if f"]({name.removeprefix('docs/')})" not in index) == []


def test_every_module_the_legal_table_names_is_there() -> None:
    assert [path for path in re.findall(r"`([a-z_/0-9-]+\.(?:py|yaml))`", LEGAL) if not (ROOT / path).exists()] == []


def test_every_proof_the_legal_table_names_is_there() -> None:
    assert [name for name in re.findall(r"`(test_\w+)`", LEGAL) if name not in TESTS] == []


def test_a_kept_row_has_a_proof() -> None:
    rows = [line.split("|") for line in LEGAL.splitlines() if line.startswith("| L")]
    assert [row[1].strip() for row in rows if row[3].strip().startswith("kept") and "`test_" not in row[5]] == []
    assert len(rows) == 28
