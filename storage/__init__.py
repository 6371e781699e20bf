"""The ports of orders and dispatch on SQLite and PostgreSQL."""

from storage.errors import StorageError
from storage.sql_storage import SqlStorage, open_storage

__all__ = ["SqlStorage", "StorageError", "open_storage"]
