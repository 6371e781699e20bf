"""Development tools that only measuring needs."""

from importlib import import_module
from typing import Any


class ToolsMissing(Exception):
    """A package that is needed for measuring only is not installed."""


def tool(module: str) -> Any:
    """Import a development tool. Raises `ToolsMissing`, which says what to do."""
    try:
        return import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise ToolsMissing(f"{package} is needed for measuring only: run `make install`") from error
