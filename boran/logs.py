"""Logs: one JSON object per event with ids and figures, never texts, phones or tokens."""

import logging
import sys
from typing import Literal, TextIO

import structlog

SECRET_KEYS = frozenset({"token", "secret", "phone", "text", "address", "body"})


def redact(_logger: object, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Cover what must never be written, whoever tries."""
    return {key: "[redacted]" if key in SECRET_KEYS else value for key, value in event.items()}


def configure(level: Literal["debug", "info", "warning", "error"], into: TextIO = sys.stderr) -> None:
    """Write every event of this level and above as one line of JSON."""
    # A bell that is still ringing when the next stroke is due is meant to swallow it; that is no news.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            redact,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file=into),
    )
