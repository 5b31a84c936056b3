"""Real storage for the tests: a SQLite file, and PostgreSQL where TEST_POSTGRES_URL names a server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from village.storage import tables
from village.storage.engine import open_engine
from village.storage.unit_of_work import Storage


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'village.db'}"


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def storage(request: pytest.FixtureRequest, sqlite_url: str) -> Iterator[Storage]:
    """An empty office on each kind of database."""
    url = sqlite_url
    if request.param == "postgres":
        url = os.environ.get("TEST_POSTGRES_URL", "")
        if not url:
            pytest.skip("TEST_POSTGRES_URL is not set: nothing was checked on PostgreSQL")
    storage = Storage(open_engine(url))
    tables.metadata.drop_all(storage.engine)
    tables.metadata.create_all(storage.engine)
    yield storage
    storage.close()


@pytest.fixture
def sqlite_storage(sqlite_url: str) -> Iterator[Storage]:
    """An empty office in a SQLite file."""
    storage = Storage(open_engine(sqlite_url))
    tables.metadata.create_all(storage.engine)
    yield storage
    storage.close()
