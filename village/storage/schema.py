"""Bringing a database to the present schema; the steps are in ``migrations/versions``."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, inspect, text

from village.storage.errors import storage_errors

MIGRATIONS = Path(__file__).parent / "migrations"
HEAD = "0001"


def revision(engine: Engine) -> str | None:
    """The step the database is at, None when it is empty."""
    with storage_errors(), engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(engine: Engine) -> None:
    """Run the steps that are missing; costs one query when there are none (alembic is loaded only if needed).

    Raises:
        StorageError: the database cannot do it now.
    """
    if revision(engine) == HEAD:
        return
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with storage_errors(), engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
