"""What many tests need: a clock that stands still, a real storage in a file, an office in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import psycopg.sql
import pytest
from sqlalchemy.engine import make_url

from tests.builders import FixedClock, Office, an_office
from village.bootstrap import open_storage
from village.settings import Settings
from village.storage.unit_of_work import Storage


def pytest_configure() -> None:
    """Give each of xdist's workers a PostgreSQL database of its own: the tests empty and fill it."""
    server, worker = os.environ.get("TEST_POSTGRES_URL"), os.environ.get("PYTEST_XDIST_WORKER")
    if not server or not worker:
        return
    url = make_url(server).set(drivername="postgresql")
    mine = f"{url.database}_{worker}"
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [mine]).fetchone():
            connection.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(mine)))
    os.environ["TEST_POSTGRES_URL"] = url.set(database=mine).render_as_string(hide_password=False)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the present schema, made once by the real migrations; tests work on copies."""
    folder = tmp_path_factory.mktemp("empty")
    open_storage(Settings(data_dir=str(folder))).close()
    return folder / "village.sqlite"


@pytest.fixture
def storage(tmp_path: Path, empty_database: Path) -> Iterator[Storage]:
    """An empty office in a SQLite file, opened the way the program opens it."""
    shutil.copy(empty_database, tmp_path)
    opened = open_storage(Settings(data_dir=str(tmp_path)))
    yield opened
    opened.close()


@pytest.fixture
def office(storage: Storage, clock: FixedClock) -> Office:
    return an_office(storage, clock)
