"""The compose file as a document: its services with their settings, defaults of variables filled in."""

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[3]
FILE = ROOT / "docker-compose.yml"
ROLES = ("bot", "web", "worker", "scheduler")
_VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::-(?P<default>[^}]*))?\}")


def load() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return document


def services() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = load()["services"]
    return found


def settings(service: str) -> dict[str, str]:
    """Return the environment of a service as it is with nothing set outside."""
    environment: dict[str, Any] = services()[service].get("environment", {})
    return {
        name: _VARIABLE.sub(lambda found: found["default"] or "", str(value)) for name, value in environment.items()
    }
