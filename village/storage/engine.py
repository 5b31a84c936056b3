"""Opening the database: SQLite by default, PostgreSQL by its address, one schema for both."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url

from village.errors import StorageError

LOCK_WAIT_MS = 5_000
BEGIN_WITH = "sqlite_begin"  # execution option: how a transaction begins on SQLite


def open_engine(url: str) -> Engine:
    """An engine for ``url`` with durable settings.

    SQLite runs in WAL with ``synchronous=FULL``: what was committed is on disk after a power cut, which is what
    “已收到” promises. On PostgreSQL, too, a lock is waited for only so long: somebody who holds a table must not let
    the whole office stand still without a word.

    Raises:
        StorageError: the folder for a SQLite file cannot be made.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        patience = {"options": f"-c lock_timeout={LOCK_WAIT_MS}"}
        server = parsed.set(drivername="postgresql+psycopg")
        return create_engine(server, pool_size=8, pool_pre_ping=True, connect_args=patience)
    if parsed.database and parsed.database != ":memory:":
        _make_folder(Path(parsed.database).parent)
    engine = create_engine(parsed, connect_args={"timeout": LOCK_WAIT_MS / 1000})
    event.listen(engine, "connect", _configure_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder}: {error.strerror}") from error


def _configure_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={LOCK_WAIT_MS}")
    _switch_to_wal(cursor)
    for pragma in ("synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """SQLite does not wait for this lock by itself when several processes switch a new file at once."""
    until = time.monotonic() + LOCK_WAIT_MS / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """The driver's own BEGIN comes only before the first write: too late for a consistent read, and not before DDL."""
    connection.exec_driver_sql(connection.get_execution_options().get(BEGIN_WITH, "BEGIN"))
