"""One bounded GET that never raises for expected trouble: an answer, or what went wrong, with evidence."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import httpx

from weather.place import Place
from weather.reading import Concern, Evidence, Failure

MAX_ANSWER_BYTES = 4 * 1024 * 1024  # some hundred places answer with a few hundred kilobytes
MAX_EVIDENCE_CHARS = 64 * 1024
SECRET_PARAMETERS = frozenset({"apikey", "api_key", "appid", "key", "token", "access_token"})
REDACTED = "REDACTED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the service said, with 200 or, empty, with 204. `url` is redacted."""

    url: str
    status: int
    body: str

    def evidence(self, body: str) -> Evidence:
        """Return `body`, a part of this answer, as evidence."""
        return evidence(body, url=self.url, status=self.status)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why there is no answer."""

    concern: Concern
    detail: str
    evidence: Evidence


async def get(
    client: httpx.AsyncClient, url: str, *, params: Mapping[str, str], user_agent: str, timeout_s: float
) -> Answer | Trouble:
    """Ask once. `timeout_s` bounds the whole exchange, so that a trickling answer cannot hold the morning up."""
    request = client.build_request("GET", url, params=params, headers={"User-Agent": user_agent}, timeout=timeout_s)
    shown = redact(str(request.url))
    try:
        async with asyncio.timeout(timeout_s):
            status, body = await _exchange(client, request)
    except TimeoutError:
        return _failed(shown, f"no complete answer within {timeout_s:g} s")
    except httpx.HTTPError as error:
        return _failed(shown, f"{type(error).__name__}: {error}".rstrip(": "))
    if body is None:
        return _failed(shown, f"answer larger than {MAX_ANSWER_BYTES} bytes", status=status)
    if status not in {httpx.codes.OK, httpx.codes.NO_CONTENT}:
        return _failed(shown, f"HTTP {status}: {' '.join(body[:200].split())}", status=status, body=body)
    return Answer(url=shown, status=status, body=body)


def failures(places: Sequence[Place], source: str, trouble: Trouble) -> list[Failure]:
    """Tell every place that was asked for what went wrong."""
    return [
        Failure(
            place=place.code,
            source=source,
            concern=trouble.concern,
            detail=trouble.detail,
            evidence=trouble.evidence,
        )
        for place in places
    ]


def evidence(body: str, *, url: str, status: int | None) -> Evidence:
    """Keep a body as evidence, cut to a bounded size, and say so when it was cut."""
    if len(body) > MAX_EVIDENCE_CHARS:
        body = f"{body[:MAX_EVIDENCE_CHARS]}\n[cut: {len(body)} characters in all]"
    return Evidence(url=url, status=status, body=body)


def redact(url: str) -> str:
    """Return the URL without keys, tokens or passwords: evidence is printed and published."""
    parts = urlsplit(url)
    query = [
        (name, REDACTED if name.lower() in SECRET_PARAMETERS else value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
    ]
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=host, query=urlencode(query, safe=",:")))


async def _exchange(client: httpx.AsyncClient, request: httpx.Request) -> tuple[int, str | None]:
    """Return status and body; the body is None when it is larger than we take."""
    response = await client.send(request, stream=True)
    try:
        received = bytearray()
        async for chunk in response.aiter_bytes():
            received += chunk
            if len(received) > MAX_ANSWER_BYTES:
                return response.status_code, None
        return response.status_code, received.decode("utf-8", errors="replace")
    finally:
        await response.aclose()


def _failed(url: str, detail: str, *, status: int | None = None, body: str = "") -> Trouble:
    return Trouble(concern=Concern.SOURCE_FAILED, detail=detail, evidence=evidence(body, url=url, status=status))
