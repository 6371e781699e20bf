"""The parameters of a call, whether they came in the address, a form, a multipart body or JSON."""

import json
from collections.abc import AsyncIterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import BodyPartReader, web

from sandbox.telegram.errors import bad_request

_YES = frozenset({"true", "1", "yes", "t", "y"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came in a multipart body."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Parameters:
    """Named values (strings from forms, typed from JSON) and uploaded files."""

    values: dict[str, Any]
    files: dict[str, Upload] = field(default_factory=dict)

    def text(self, name: str) -> str | None:
        """Return a string, or None when it is absent."""
        value = self.values.get(name)
        return None if value is None else str(value)

    def whole(self, name: str) -> int | None:
        """Return an integer, or None when it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        try:
            return int(value)
        except (TypeError, ValueError) as error:
            raise bad_request(f'invalid {name} specified: expected an integer, found "{value}"') from error

    def flag(self, name: str) -> bool:
        """Return a boolean; absent means false."""
        value = self.values.get(name)
        return value if isinstance(value, bool) else str(value).lower() in _YES

    def structure(self, name: str) -> Any:
        """Return an object or a list, parsed when it came as a string; None when it is absent or empty."""
        value = self.values.get(name)
        if value is None or value == "":
            return None
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except json.JSONDecodeError as error:
            raise bad_request(f"can't parse {name.replace('_', ' ')} JSON object") from error

    def mapping(self, name: str) -> dict[str, Any] | None:
        """Return an object, or None when it is absent."""
        value = self.structure(name)
        if value is not None and not isinstance(value, dict):
            raise bad_request(f"object expected as {name.replace('_', ' ')}")
        return value

    def sequence(self, name: str) -> list[Any] | None:
        """Return a list, or None when it is absent."""
        value = self.structure(name)
        if value is not None and not isinstance(value, list):
            raise bad_request(f"array expected as {name.replace('_', ' ')}")
        return value


async def read_parameters(request: web.Request) -> Parameters:
    """Read the parameters of an incoming call; what stands in the body wins over the address."""
    values: dict[str, Any] = dict(request.query)
    if not request.can_read_body:
        return Parameters(values)
    match request.content_type:
        case "application/json":
            values |= _json_object(await request.text())
        case "multipart/form-data":
            return await read_multipart(await request.multipart(), values)
        case _:
            values |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    return Parameters(values)


def _json_object(text: str) -> dict[str, Any]:
    try:
        body = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as error:
        raise bad_request("can't parse request JSON object") from error
    if not isinstance(body, dict):
        raise bad_request("object expected as request")
    return body


async def read_multipart(parts: AsyncIterable[Any], values: dict[str, Any]) -> Parameters:
    """Read a multipart body into values and files."""
    files: dict[str, Upload] = {}
    async for part in parts:
        if not isinstance(part, BodyPartReader) or part.name is None:
            continue
        content = bytes(await part.read(decode=True))
        if part.filename is None:
            values[part.name] = content.decode("utf-8", errors="replace")
        else:
            content_type = part.headers.get("Content-Type", "application/octet-stream")
            files[part.name] = Upload(name=part.filename, content_type=content_type, content=content)
    return Parameters(values, files)
