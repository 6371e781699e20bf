"""Alembic's door: runs the migrations on the connection that `storage.upgrading` hands over."""

from alembic import context

from storage.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,  # SQLite too takes tables back with the transaction
)
context.run_migrations()
