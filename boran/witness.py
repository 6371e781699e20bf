"""What this machine has seen of each database it worked with, in a file beside them: a restored one is behind it."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import structlog

from dispatch.instance import InstanceId

FILE = "seen.json"
log = structlog.get_logger()


class Witness:
    """Remembers, by database, the latest instant it was at work. Without a writable home it remembers nothing."""

    def __init__(self, home: Path) -> None:
        self._file = home.expanduser() / FILE
        self._told = False

    def seen(self) -> Mapping[InstanceId, datetime]:
        """Return what is remembered; a file that cannot be read remembers nothing."""
        try:
            document = json.loads(self._file.read_text(encoding="utf-8"))
            return {InstanceId(name): datetime.fromisoformat(at) for name, at in document.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, AttributeError, TypeError) as trouble:
            self._tell("witness.unreadable", trouble)
            return {}

    def remember(self, name: InstanceId, at: datetime) -> None:
        """Write it down, whole or not at all."""
        seen = {**self.seen(), name: at}
        document = {known: instant.isoformat() for known, instant in seen.items()}
        beside = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(document, indent=1), encoding="utf-8")
            beside.replace(self._file)
        except OSError as trouble:
            self._tell("witness.not_written", trouble)

    def _tell(self, what: str, trouble: Exception) -> None:
        if not self._told:
            advice = f"BORAN_HOME should be writable: {FILE} there tells a restored database from the present one"
            log.warning(what, error=type(trouble).__name__, advice=advice)
        self._told = True
