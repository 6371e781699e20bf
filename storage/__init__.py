"""The ports of orders and dispatch on SQLite and PostgreSQL."""
