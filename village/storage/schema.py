"""Bringing a database to the present schema; the steps are in ``migrations/versions``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, func, inspect, select, text

from village.errors import StorageError
from village.storage.engine import BEGIN_WITH
from village.storage.errors import storage_errors

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0012"
UPGRADE_LOCK = 7_202_605  # any number nobody else locks in this database


def revision(engine: Engine) -> str | None:
    """The step the database is at, None when it is empty."""
    with storage_errors(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine) -> None:
    """Run the steps that are missing; costs one query when there are none (alembic is loaded only if needed).

    Raises:
        StorageError: the database cannot do it now, or was made by a later version.
    """
    if revision(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    try:
        with storage_errors(), _alone(engine) as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    except CommandError as error:
        raise StorageError(f"the database is not one this version knows: {error}") from error


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """One transaction for all steps; others that start at the same time wait for it and find the work done."""
    with engine.connect().execution_options(**{BEGIN_WITH: "BEGIN IMMEDIATE"}) as connection, connection.begin():
        if engine.dialect.name != "sqlite":
            connection.execute(text("SET LOCAL lock_timeout = 0"))  # the others' work may take long
            connection.execute(select(func.pg_advisory_xact_lock(UPGRADE_LOCK)))
        yield connection
