"""Driver errors become ``StorageError`` in this one place; programming mistakes stay loud."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError

from village.errors import StorageError


@contextmanager
def storage_errors() -> Iterator[None]:
    """Wrap what a person can act on (locked, full, gone), with the driver's error as the cause."""
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise StorageError(str(error.orig)) from error
    except DBAPIError as error:
        broken = type(error) is DatabaseError  # SQLite: “file is not a database”, “disk image is malformed”
        if broken or error.connection_invalidated:
            raise StorageError(str(error.orig)) from error
        raise
