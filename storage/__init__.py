"""The ports of orders and dispatch on SQLite and PostgreSQL."""

from storage.sql_storage import SqlStorage, open_storage

__all__ = ["SqlStorage", "open_storage"]
