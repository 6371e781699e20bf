"""What goes through the codec comes back equal, and nothing else comes through."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.base import Button
from orders.order import Basis, Order, OrderState, Parts, Scope, ScopeKind, Signature
from orders.organisation import PersonId, Programme
from storage.codec import decode, encode
from storage.errors import BrokenDocument, NaiveInstant
from weather.reading import Evidence, Kind, Reading

NOW = datetime(2026, 1, 16, 1, 0, tzinfo=UTC)
READING = Reading(
    place="kostanay", source="x", kind=Kind.OBSERVATION, valid_at=NOW, fetched_at=NOW, evidence=Evidence(body="")
)

instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - made aware
figures = st.floats(allow_nan=False, allow_infinity=False)
readings = st.builds(
    Reading,
    valid_at=instants,
    fetched_at=instants,
    temp_c=st.none() | figures,
    wind_ms=st.none() | figures,
    gust_ms=st.none() | figures,
    dew_point_c=st.none() | figures,
)
bases = st.builds(Basis, reading=st.none() | readings)
signatures = st.builds(Signature, at=instants)
orders = st.builds(
    Order,
    basis=st.none() | bases,
    approval=st.none() | signatures,
    prepared_at=instants,
    updated_at=instants,
    reported_at=st.none() | instants,
)
nested = {
    Order: orders,
    Reading: readings,
    Basis: bases,
    Parts: st.builds(Parts),
    Scope: st.builds(Scope),
    tuple[int, ...]: st.lists(st.integers()).map(tuple),
    frozenset[Programme]: st.frozensets(st.sampled_from(Programme)),
    dict[str, str]: st.dictionaries(st.text(), st.text()),
    tuple[tuple[Button, ...], ...]: st.lists(st.lists(st.builds(Button)).map(tuple)).map(tuple),
}


def through_json(kind: Any, value: object) -> Any:
    return decode(kind, json.loads(json.dumps(encode(value))))


@given(st.sampled_from(list(nested)).flatmap(lambda kind: st.tuples(st.just(kind), nested[kind])))
def test_every_stored_value_comes_back_equal(sample: tuple[Any, object]) -> None:
    kind, value = sample
    assert through_json(kind, value) == value


@given(st.frozensets(st.sampled_from(Programme)))
def test_equal_sets_make_equal_documents(programmes: frozenset[Programme]) -> None:
    assert encode(programmes) == sorted(programmes)


def test_an_instant_is_stored_in_utc() -> None:
    almaty = datetime(2026, 1, 16, 6, 0, tzinfo=timezone(timedelta(hours=5)))
    assert encode(almaty) == "2026-01-16T01:00:00+00:00"
    assert through_json(datetime, almaty) == almaty


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(NaiveInstant, match="no time zone"):
        encode(datetime(2026, 1, 16, 6, 0))  # noqa: DTZ001 - what must be refused
    with pytest.raises(BrokenDocument, match="no time zone"):
        decode(datetime, "2026-01-16T06:00:00")


def test_a_whole_number_stands_for_a_figure() -> None:
    document = encode(READING)
    assert isinstance(document, dict)
    found = decode(Reading, {**document, "temp_c": -27})
    assert found.temp_c == -27.0
    assert isinstance(found.temp_c, float)


def test_a_field_that_came_later_takes_its_default() -> None:
    assert decode(Scope, {"kind": "region", "names": ["kostanay"]}) == Scope(kind=ScopeKind.REGION, names=("kostanay",))
    assert decode(Parts, {}) == Parts()
    assert decode(Parts, {"responsible": ["p1"]}) == Parts(responsible=(PersonId("p1"),))


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (Scope, {"kind": "region"}, "lacks the field"),
        (Scope, {"kind": "region", "names": [], "extra": 1}, "no field .'extra'"),
        (Scope, {"kind": "planet", "names": []}, "Scope.kind: 'planet'"),
        (Scope, {"kind": "region", "names": "kostanay"}, "Scope.names: .* list"),
        (Scope, {"kind": "region", "names": [1]}, "Scope.names: 1 is not of type str"),
        (Scope, [], "not of type dict"),
        (Signature, {"person": "p", "at": "yesterday", "revision": 1}, "Signature.at"),
        (Signature, {"person": "p", "at": 5, "revision": 1}, "Signature.at"),
        (Signature, {"person": "p", "at": "2026-01-16T01:00:00+00:00", "revision": True}, "Signature.revision"),
        (tuple[int, ...], [1.5], "not of type int"),
        (date, "2026-13-01", "month"),
        (float, "warm", "not of type float"),
        (OrderState, "asleep", "asleep"),
        (dict[str, str], {"a": 1}, "not of type str"),
    ],
)
def test_a_document_of_another_shape_is_refused_by_name(kind: Any, data: Any, words: str) -> None:
    with pytest.raises(BrokenDocument, match=words):
        decode(kind, data)


def test_a_value_the_codec_does_not_know_is_refused() -> None:
    with pytest.raises(BrokenDocument, match="cannot be stored"):
        encode(object())
    with pytest.raises(BrokenDocument, match="does not know"):
        decode(complex, 1)
