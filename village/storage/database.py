"""The one place that runs statements, so that driver errors are translated once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, CursorResult, Insert, Table, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import Executable

from village.storage.errors import storage_errors


class Database:
    """An open connection inside a transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.is_sqlite = connection.dialect.name == "sqlite"

    def run(
        self, statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    ) -> CursorResult[Any]:
        """Run one statement.

        Raises:
            StorageError: the database cannot do it now.
        """
        with storage_errors():
            return self._connection.execute(statement, values)

    def insert(self, table: Table, values: Mapping[str, Any]) -> int:
        """Insert a row and return the id it was given."""
        key = self.run(insert(table).values(values)).inserted_primary_key
        if key is None:
            raise LookupError(f"{table.name} gives no ids")
        return int(key[0])

    def upsert(
        self, table: Table, key: Mapping[str, Any], values: Mapping[str, Any], changed: Mapping[str, Any] | None = None
    ) -> None:
        """Insert a row, or change the one that has this key: a single statement, so two at once cannot both insert.

        ``changed`` is what a row that is there already gets, where that is not simply ``values``.
        """
        dialect = sqlite if self.is_sqlite else postgresql
        made = dialect.insert(table).values(**key, **values)
        new = {name: made.excluded[name] for name in values} if changed is None else dict(changed)
        self.run(made.on_conflict_do_update(index_elements=list(key), set_=new))

    def insert_new(self, table: Table) -> Insert:
        """An insert that leaves rows with a key already there as they are (both dialects)."""
        if self.is_sqlite:
            return sqlite.insert(table).on_conflict_do_nothing()
        return postgresql.insert(table).on_conflict_do_nothing()
