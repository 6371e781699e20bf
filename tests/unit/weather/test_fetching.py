"""What is kept of an answer: bounded, and without keys."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from weather.errors import BrokenJson
from weather.fetching import MAX_EVIDENCE_CHARS, evidence, redact
from weather.raw_json import items


@pytest.mark.parametrize("name", ["apikey", "appid", "key", "api_key", "token", "access_token", "APIKEY"])
def test_keys_are_redacted(name: str) -> None:
    shown = redact(f"https://customer-api.open-meteo.com/v1/forecast?latitude=43.2&{name}=s3cret&wind=ms")
    assert "s3cret" not in shown
    assert shown.endswith(f"latitude=43.2&{name}=REDACTED&wind=ms")


def test_a_password_in_the_address_is_redacted() -> None:
    assert redact("https://user:s3cret@proxy.example:8443/x?a=1") == "https://proxy.example:8443/x?a=1"


@given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=6))
def test_no_key_survives_in_an_address(secret: str) -> None:
    assert f"={secret}" not in redact(f"http://127.0.0.1/v1?ids=UAUU,UAAA&apikey={secret}")


def test_evidence_is_bounded_and_says_so() -> None:
    kept = evidence("x" * (MAX_EVIDENCE_CHARS + 1), url="", status=200)
    assert len(kept.body) < MAX_EVIDENCE_CHARS + 60
    assert kept.body.endswith(f"[cut: {MAX_EVIDENCE_CHARS + 1} characters in all]")
    assert evidence("x" * MAX_EVIDENCE_CHARS, url="", status=200).body == "x" * MAX_EVIDENCE_CHARS


@given(
    st.lists(st.none() | st.integers() | st.text() | st.lists(st.text()) | st.dictionaries(st.text(), st.integers()))
)
def test_a_list_falls_into_its_items_with_their_own_text(values: list[object]) -> None:
    for indent in (None, 2):
        found = items(json.dumps(values, indent=indent, ensure_ascii=False))
        assert [value for value, _ in found] == values
        assert [json.loads(raw) for _, raw in found] == values


@pytest.mark.parametrize("text", ["", "<html>", "[1,]", '{"a": NaN}', "[Infinity]", "[" * 100_000, "1 2"])
def test_what_is_not_json_is_broken_and_quoted(text: str) -> None:
    with pytest.raises(BrokenJson, match="The answer is not JSON, it starts with"):
        items(text)
