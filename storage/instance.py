"""What a database says of itself, and where it lies."""

from pathlib import Path

from sqlalchemy import Connection, text

from dispatch.instance import Instance
from storage.rows import fetch_one, put, select_values, values_of
from storage.schema.ledger import instance

# A restored dump has other oids, another server another identifier; a standby that takes over has the same.
_ROOM = text("SELECT oid, (SELECT 'instance'::regclass::oid) FROM pg_database WHERE datname = current_database()")
_MAY_ASK = text("SELECT has_function_privilege('pg_control_system()', 'execute')")
_SERVER = text("SELECT system_identifier FROM pg_control_system()")


class SqlInstances:
    """Implements `dispatch.instance.Instances`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def present(self) -> Instance | None:
        return fetch_one(self._connection, Instance, select_values(instance, Instance))

    def place(self) -> str:
        if self._connection.dialect.name == "sqlite":
            return f"sqlite:{Path(str(self._connection.engine.url.database)).stat().st_ino}"
        server = ""
        if self._connection.execute(_MAY_ASK).scalar_one():
            server = str(self._connection.execute(_SERVER).scalar_one())
        database, table = self._connection.execute(_ROOM).one()
        return f"postgresql:{server}:{database}:{table}"

    def put(self, said: Instance) -> None:
        put(self._connection, instance, [{"number": 1, **values_of(said)}])
