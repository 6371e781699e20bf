"""Values to JSON and back, strictly by their type: what comes back equals what went in, or `BrokenDocument` is raised.

Understands dataclasses, enums, `Literal`, `NewType`, dates, aware instants, tuples, frozensets, `dict[str, …]`,
optional values and the scalars of JSON. A field with a default may be absent: older documents stay readable.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeAlias, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from storage.errors import BrokenDocument, NaiveInstant

T = TypeVar("T")
Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Decoder: TypeAlias = Callable[[Any], Any]


def encode(value: object) -> Json:
    """Return `value` as JSON data. Sets are sorted, instants are ISO 8601 in UTC. Raises `NaiveInstant`."""
    match value:
        case None | bool() | int() | float() | str() | Enum() | date():
            return _scalar(value)
        case tuple() | list():
            return [encode(item) for item in value]
        case frozenset() | set():
            return [encode(item) for item in sorted(value)]
        case dict():
            return {str(key): encode(item) for key, item in value.items()}
        case _ if is_dataclass(value):
            return {name: encode(getattr(value, name)) for name in _fields(cast("Any", type(value)))}
        case _:
            raise BrokenDocument(f"a {type(value).__name__} cannot be stored as a document")


def _scalar(value: Enum | date | str | float | None) -> Json:
    match value:
        case Enum():
            return cast("Json", value.value)
        case datetime():
            return _utc(value).isoformat()
        case date():
            return value.isoformat()
        case _:
            return value


def decode(kind: type[T], data: Json) -> T:
    """Return the value of type `kind` that `data` describes. Raises `BrokenDocument` naming the field."""
    return cast("T", _decoder(cast("Any", kind))(data))


def _utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise NaiveInstant(f"{value.isoformat()} has no time zone: say which, instants are stored in UTC")
    return value.astimezone(UTC)


@cache
def _fields(kind: Any) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(kind)}


@cache
def _decoder(kind: Any) -> Decoder:
    if isinstance(kind, NewType):
        return _decoder(kind.__supertype__)
    origin = get_origin(kind)
    if origin in {Union, UnionType}:
        return _optional(kind)
    if origin is Literal:
        return _one_of(get_args(kind))
    if origin in {tuple, frozenset}:
        return _collection(origin, _decoder(get_args(kind)[0]))
    if origin is dict:
        return _mapping(_decoder(get_args(kind)[1]))
    return _single(kind)


def _single(kind: Any) -> Decoder:
    if kind in _SCALARS:
        return _SCALARS[kind]
    if is_dataclass(kind):
        return lambda data: _dataclass(kind, data)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _parsed(kind)
    raise BrokenDocument(f"the codec does not know {kind!r}")


def _exactly(*accepted: type) -> Decoder:
    def check(data: Any) -> Any:
        if type(data) not in accepted:
            raise BrokenDocument(f"{data!r} is not of type {accepted[0].__name__}")
        return data

    return check


def _parsed(parse: Callable[[Any], Any]) -> Decoder:
    def read(data: Any) -> Any:
        try:
            return parse(data)
        except (TypeError, ValueError) as error:
            raise BrokenDocument(str(error)) from error

    return read


def _instant(data: Any) -> datetime:
    try:
        return _utc(datetime.fromisoformat(data))
    except NaiveInstant as error:
        raise BrokenDocument(str(error)) from error


def _number(data: Any) -> float:
    return float(_exactly(float, int)(data))


_SCALARS: dict[Any, Decoder] = {
    str: _exactly(str),
    int: _exactly(int),
    bool: _exactly(bool),
    float: _number,
    datetime: _parsed(_instant),
    date: _parsed(date.fromisoformat),
}


def _optional(kind: Any) -> Decoder:
    (inner,) = (argument for argument in get_args(kind) if argument is not NoneType)
    read = _decoder(inner)
    return lambda data: None if data is None else read(data)


def _one_of(allowed: tuple[Any, ...]) -> Decoder:
    def check(data: Any) -> Any:
        if data not in allowed:
            raise BrokenDocument(f"{data!r} is none of {allowed}")
        return data

    return check


def _collection(build: Callable[[Any], Any], read: Decoder) -> Decoder:
    check = _exactly(list)
    return lambda data: build(read(item) for item in check(data))


def _mapping(read: Decoder) -> Decoder:
    check = _exactly(dict)
    return lambda data: {key: read(item) for key, item in check(data).items()}


@cache
def _field_decoders(kind: Any) -> dict[str, Decoder]:
    hints = get_type_hints(kind)
    return {name: _decoder(hints[name]) for name in _fields(kind)}


def _dataclass(kind: Any, data: Any) -> Any:
    _exactly(dict)(data)
    decoders = _field_decoders(kind)
    if unknown := data.keys() - decoders.keys():
        raise BrokenDocument(f"{kind.__name__} has no field {sorted(unknown)}")
    if missing := [name for name, field in _fields(kind).items() if name not in data and _required(field)]:
        raise BrokenDocument(f"{kind.__name__} lacks the field {missing}")
    return kind(**{name: _field(kind, name, decoders[name], item) for name, item in data.items()})


def _required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _field(kind: Any, name: str, read: Decoder, data: Any) -> Any:
    try:
        return read(data)
    except BrokenDocument as error:
        raise BrokenDocument(f"{kind.__name__}.{name}: {error}") from error
