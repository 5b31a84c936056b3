"""One dispatcher for each bot, however many processes share the database.

PostgreSQL: an advisory lock of a session, which ends with the session, however that ends. SQLite: an exclusive
transaction on an empty file beside the database, which the system ends with the process.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path

from sqlalchemy import Connection, Engine, func, select
from sqlalchemy.exc import SQLAlchemyError

from village.storage.errors import storage_errors


def lock_number(bot: str) -> int:
    """A number for the bot's lock that nobody else uses in this database."""
    return int.from_bytes(blake2b(f"village-desk dispatcher {bot}".encode(), digest_size=8).digest(), signed=True)


class PostgresGate:
    """Holds an advisory lock in a session of its own."""

    def __init__(self, engine: Engine, bot: str) -> None:
        self._engine = engine
        self._number = lock_number(bot)
        self._connection: Connection | None = None

    def take(self) -> bool:
        """Get in if nobody is in; True also when we are.

        Raises:
            StorageError: the database cannot be asked now.
        """
        if self._connection is not None:
            return self.held()
        with storage_errors():
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            if connection.execute(select(func.pg_try_advisory_lock(self._number))).scalar_one():
                self._connection = connection
                return True
            connection.close()
        return False

    def held(self) -> bool:
        """Whether we are still in: the session lives."""
        if self._connection is None:
            return False
        try:
            self._connection.execute(select(1))
        except SQLAlchemyError:
            self._drop()
            return False
        return True

    def leave(self) -> None:
        """Let the next one in."""
        if self._connection is not None:
            with suppress(SQLAlchemyError):
                self._connection.execute(select(func.pg_advisory_unlock(self._number)))
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(SQLAlchemyError):
                connection.invalidate()
                connection.close()


class FileGate:
    """Holds an empty file beside a SQLite database; without a file there is nobody to share with."""

    def __init__(self, database: str | None) -> None:
        named = database not in {None, "", ":memory:"}
        self._path = Path(f"{database}.dispatch") if named else None
        self._connection: sqlite3.Connection | None = None
        self._alone = not named

    def take(self) -> bool:
        """Get in if nobody is in; True also when we are."""
        if self._alone or self._connection is not None or self._path is None:
            return True
        connection = sqlite3.connect(self._path, timeout=0.0, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            connection.close()
            return False
        self._connection = connection
        return True

    def held(self) -> bool:
        """Whether we are in; the file cannot be taken from us."""
        return self._alone or self._connection is not None

    def leave(self) -> None:
        """Let the next one in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
