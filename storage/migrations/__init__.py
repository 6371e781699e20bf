"""Alembic migrations, in order; `storage.upgrading` runs them."""
