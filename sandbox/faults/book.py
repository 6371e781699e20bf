"""The faults that are armed, and whether one of them strikes a call.

A document (`--faults FILE` in YAML or JSON, `POST /control/faults`, or `World.faults`) looks like this:

    seed: 7                       # of the dice behind `probability`; optional
    faults:
      - kind: flood               # the first three messages of one bot are flood-limited for 7 s
        provider: telegram
        account: "1001"           # numeric id or username of the bot, or name of the school site
        method: sendMessage
        times: 3
        seconds: 7
      - kind: reset_after         # one call in twenty is accepted, shown and journalled, then the line is cut
        provider: telegram
        method: "send*"
        probability: 0.05
        since: 2026-01-16T07:00:00+05:00
        until: 2026-01-16T07:10:00+05:00
      - kind: lie                 # the forecast comes in km/h although m/s were asked for
        provider: open-meteo
        lie: kmh

Which calls (all must match; `*` and `?` are wildcards; what is left out matches everything): `provider` (`telegram`,
`whatsapp`, `sms`, `email`, `webhook`, `open-meteo`, `aviationweather`), `account`, `method`, `chat` (chat id, number,
name of the site, or station).
How often: `skip` lets that many matching calls pass first, `probability` throws dice, `times` stops after so many.
When: from `since` until just before `until`, by the sandbox's clock.

| `kind` | what happens | accepted? |
|---|---|---|
| `flood` | 429 with `Retry-After: seconds`; a Telegram bot stays banned from sending for that long | no |
| `error` | the provider's own error body with `status` (500) and `description` | no |
| `refuse` | the same, as a considered no: `status` 400 unless told | no |
| `bad_gateway` | 502 with an HTML page, as from a proxy in front | no |
| `hang` | silence for `seconds`, then the connection is cut | no |
| `reset_before` | the connection is cut at once | no |
| `slow` | `seconds` of silence, then the ordinary answer | yes |
| `reset_after` | the connection is cut instead of the answer | yes |
| `hang_after` | silence for `seconds` instead of the answer, then the cut | yes |
| `lie` | 200, but (`lie:`) `malformed` JSON, an `html` page, or `never_shown` to the person | yes |

The weather services also know the lies `kmh`, `kelvin`, `nulls` and `stale` (last week's), callbacks the lies `twice`
and `out_of_order` (sandbox/callbacks.py).
"""

import json
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import yaml
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from sandbox.errors import SandboxError


class FaultKind(StrEnum):
    """What goes wrong; the table above says how."""

    FLOOD = "flood"
    ERROR = "error"
    REFUSE = "refuse"
    BAD_GATEWAY = "bad_gateway"
    HANG = "hang"
    RESET_BEFORE = "reset_before"
    SLOW = "slow"
    RESET_AFTER = "reset_after"
    HANG_AFTER = "hang_after"
    LIE = "lie"


class Lie(StrEnum):
    """In what way a 200 is not true."""

    MALFORMED = "malformed"
    HTML = "html"
    NEVER_SHOWN = "never_shown"
    KMH = "kmh"
    KELVIN = "kelvin"
    NULLS = "nulls"
    STALE = "stale"
    TWICE = "twice"
    OUT_OF_ORDER = "out_of_order"


class Fault(BaseModel):
    """One rule: which calls, how often, and what happens to them."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True)

    kind: FaultKind
    provider: str = "*"
    account: str = "*"
    method: str = "*"
    chat: str = "*"
    skip: int = Field(default=0, ge=0)
    times: int | None = Field(default=None, ge=1)
    probability: float = Field(default=1.0, gt=0, le=1)
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    seconds: float = Field(default=5.0, ge=0)
    status: int | None = Field(default=None, ge=400, le=599)
    description: str | None = None
    lie: Lie | None = None

    @model_validator(mode="after")
    def _lies_are_named(self) -> "Fault":
        if (self.kind is FaultKind.LIE) != (self.lie is not None):
            raise ValueError("`lie: malformed` (or another lie) goes with `kind: lie`, and only with it")
        return self

    @property
    def name(self) -> str:
        """How the journal calls it."""
        return f"{self.kind}:{self.lie}" if self.lie else str(self.kind)

    @property
    def error_status(self) -> int:
        """The HTTP status of `flood`, `error` and `refuse`."""
        default = {FaultKind.FLOOD: 429, FaultKind.REFUSE: 400}.get(self.kind, 500)
        return self.status or default

    @property
    def retry_after_s(self) -> int:
        """The wait of a `flood`, in whole seconds."""
        return max(1, round(self.seconds))


class FaultDocument(BaseModel):
    """A whole file of faults."""

    model_config = ConfigDict(extra="forbid")

    seed: int | None = None
    faults: list[Fault] = []


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a fault may match: one call of one account. `accounts` are all the names the account answers to."""

    provider: str
    accounts: tuple[str, ...]
    method: str
    chat: str = ""


@dataclass(slots=True)
class _Armed:
    fault: Fault
    passed: int = 0
    struck: int = 0

    def matches(self, target: Target, now: datetime) -> bool:
        fault = self.fault
        return (
            (fault.times is None or self.struck < fault.times)
            and (fault.since is None or now >= fault.since)
            and (fault.until is None or now < fault.until)
            and _like(target.provider, fault.provider)
            and any(_like(name, fault.account) for name in target.accounts)
            and _like(target.method, fault.method)
            and _like(target.chat, fault.chat)
        )


def _like(name: str, pattern: str) -> bool:
    return pattern == "*" or fnmatchcase(name.lower(), pattern.lower())


class FaultBook:
    """All armed faults, in the order they were armed; the first that matches strikes."""

    def __init__(self, seed: int = 0) -> None:
        self._armed: list[_Armed] = []
        self._dice = random.Random(seed)  # noqa: S311 - dice for tests, not secrets

    def __bool__(self) -> bool:
        return bool(self._armed)

    def arm(self, *faults: Fault) -> None:
        """Add faults behind those already armed."""
        self._armed.extend(_Armed(fault) for fault in faults)

    def arm_document(self, document: FaultDocument) -> None:
        """Add the faults of a document and take its seed."""
        if document.seed is not None:
            self._dice.seed(document.seed)
        self.arm(*document.faults)

    def clear(self) -> None:
        """Let everything go well again."""
        self._armed.clear()

    def counts(self) -> Iterable[tuple[Fault, int]]:
        """Each armed fault with the number of calls it has struck."""
        return [(armed.fault, armed.struck) for armed in self._armed]

    def strike(self, target: Target, now: datetime) -> Fault | None:
        """Return the fault that hits this call, and count it."""
        for armed in self._armed:
            if armed.matches(target, now):
                armed.passed += 1
                if armed.passed > armed.fault.skip and self._dice.random() < armed.fault.probability:
                    armed.struck += 1
                    return armed.fault
        return None


def parse_faults(document: Any) -> FaultDocument:
    """Read a document that came as JSON or YAML: a whole one, a bare list of faults, or a single fault.

    Raises SandboxError that names the fault and the field.
    """
    if isinstance(document, list):
        document = {"faults": document}
    elif isinstance(document, dict) and "kind" in document:
        document = {"faults": [document]}
    try:
        return FaultDocument.model_validate(document)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "document"
        raise SandboxError(f"faults: {where}: {first['msg']}; see `boran sandbox --help` for the format") from error


def load_faults(path: Path) -> FaultDocument:
    """Read a file of faults, YAML or JSON by its content (JSON is YAML)."""
    try:
        text = path.read_text(encoding="utf-8")
        document = json.loads(text) if path.suffix == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, json.JSONDecodeError) as error:
        raise SandboxError(f"{path} cannot be read as YAML or JSON: {error}") from error
    return parse_faults(document)
