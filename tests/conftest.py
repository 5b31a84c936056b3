"""What many tests need: a clock that stands still, a real storage in a file, an office in it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders import FixedClock, Office, an_office
from village.bootstrap import open_storage
from village.settings import Settings
from village.storage.unit_of_work import Storage


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
