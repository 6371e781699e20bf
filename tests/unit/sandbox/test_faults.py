from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.errors import SandboxError
from sandbox.faults import book
from sandbox.faults.book import Fault, FaultBook, FaultKind, Lie, Target, load_faults, parse_faults

NOW = datetime(2026, 1, 16, 2, 0, tzinfo=UTC)
SEND = Target(provider="telegram", accounts=("1001", "families_bot"), method="sendMessage", chat="501")


def _book(**fields: object) -> FaultBook:
    faults = FaultBook()
    faults.arm(Fault.model_validate({"kind": "error", **fields}))
    return faults


def _strikes(faults: FaultBook, calls: int, target: Target = SEND, now: datetime = NOW) -> list[bool]:
    return [faults.strike(target, now) is not None for _ in range(calls)]


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"provider": "telegram", "account": "1001", "method": "sendMessage", "chat": 501},
        {"account": "families_bot"},
        {"method": "send*"},
        {"method": "SENDMESSAGE"},
    ],
)
def test_a_fault_strikes_the_calls_it_names(fields: dict[str, object]) -> None:
    assert _strikes(_book(**fields), 1) == [True]


@pytest.mark.parametrize(
    "fields", [{"provider": "webhook"}, {"account": "1002"}, {"method": "editMessage*"}, {"chat": "502"}]
)
def test_a_fault_leaves_other_calls_alone(fields: dict[str, object]) -> None:
    assert _strikes(_book(**fields), 1) == [False]


def test_a_fault_may_skip_calls_and_then_strike_so_many_times() -> None:
    assert _strikes(_book(skip=2, times=2), 6) == [False, False, True, True, False, False]


def test_a_fault_strikes_from_since_until_just_before_until() -> None:
    faults = _book(since=NOW.isoformat(), until=(NOW + timedelta(minutes=1)).isoformat())
    moments = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(seconds=59), NOW + timedelta(minutes=1)]
    assert [faults.strike(SEND, moment) is not None for moment in moments] == [False, True, True, False]


def test_the_same_seed_throws_the_same_dice() -> None:
    throws = []
    for _ in range(2):
        faults = FaultBook()
        faults.arm_document(parse_faults({"seed": 7, "faults": [{"kind": "error", "probability": 0.5}]}))
        throws.append(_strikes(faults, 50))
    assert throws[0] == throws[1]
    assert 10 < sum(throws[0]) < 40


def test_the_first_fault_that_matches_strikes_and_is_counted() -> None:
    faults = FaultBook()
    faults.arm(Fault(kind=FaultKind.HANG, times=1), Fault(kind=FaultKind.ERROR))
    first, second = faults.strike(SEND, NOW), faults.strike(SEND, NOW)
    assert first is not None
    assert second is not None
    assert (first.kind, second.kind) == (FaultKind.HANG, FaultKind.ERROR)
    assert [struck for _, struck in faults.counts()] == [1, 1]
    faults.clear()
    assert not faults


def test_a_document_may_be_whole_a_list_or_one_fault() -> None:
    one = {"kind": "lie", "lie": "kmh"}
    for document in ({"faults": [one]}, [one], one):
        assert parse_faults(document).faults == [Fault(kind=FaultKind.LIE, lie=Lie.KMH)]


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ({"faults": [{"kind": "explode"}]}, "faults.0.kind"),
        ([{"kind": "error", "metod": "x"}], "faults.0.metod"),
        ([{"kind": "error", "since": "2026-01-16T07:00:00"}], "faults.0.since"),
        ([{"kind": "lie"}], "lie: malformed"),
        ([{"kind": "error", "lie": "html"}], "only with it"),
        ("hello", "document"),
    ],
)
def test_a_mistake_in_a_document_is_named(document: object, complaint: str) -> None:
    with pytest.raises(SandboxError, match=complaint):
        parse_faults(document)


def test_faults_are_read_from_yaml_and_json(tmp_path: Path) -> None:
    in_yaml, in_json = tmp_path / "faults.yaml", tmp_path / "faults.json"
    in_yaml.write_text("faults:\n  - {kind: flood, since: 2026-01-16T07:00:00+05:00}\n", encoding="utf-8")
    in_json.write_text('{"faults": [{"kind": "flood", "since": "2026-01-16T07:00:00+05:00"}]}', encoding="utf-8")
    assert load_faults(in_yaml) == load_faults(in_json)
    assert load_faults(in_yaml).faults[0].since == NOW


def test_the_example_in_the_documentation_is_a_valid_document(tmp_path: Path) -> None:
    documentation = book.__doc__ or ""
    example = tmp_path / "example.yaml"
    example.write_text(
        "\n".join(line for line in documentation.splitlines() if line.startswith("    ")), encoding="utf-8"
    )
    assert [fault.kind for fault in load_faults(example).faults] == ["flood", "reset_after", "lie"]


def test_the_documentation_names_every_kind_and_lie() -> None:
    documentation = book.__doc__ or ""
    assert [name for name in (*FaultKind, *Lie) if f"`{name}`" not in documentation] == []


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "faults.yaml"
    broken.write_text("faults: [", encoding="utf-8")
    with pytest.raises(SandboxError, match=r"faults\.yaml cannot be read"):
        load_faults(broken)
    with pytest.raises(SandboxError, match="cannot be read"):
        load_faults(tmp_path / "missing.yaml")
