"""The inbox keeps every update once, in order, and lets only one handler finish it."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from village.errors import StorageError
from village.model.messages import StoredUpdate
from village.storage import engine as engine_module
from village.storage import tables
from village.storage.engine import open_engine
from village.storage.unit_of_work import Storage

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


def update(update_id: int, chat: int = 1, text: str = "厕所今年改多少户") -> StoredUpdate:
    return StoredUpdate(update_id, chat, {"update_id": update_id, "message": {"text": text}}, NOW)


def keep(storage: Storage, *updates: StoredUpdate) -> set[int]:
    with storage.begin() as uow:
        new = uow.inbox.add(updates)
        uow.commit()
    return new


def test_what_was_kept_comes_back_whole_and_oldest_first(storage: Storage) -> None:
    keep(storage, update(3, chat=-100), update(1), update(2))
    with storage.read() as uow:
        assert uow.inbox.open() == [update(1), update(2), update(3, chat=-100)]
        assert [item.update_id for item in uow.inbox.open(limit=2)] == [1, 2]


def test_a_batch_says_which_updates_are_new(storage: Storage) -> None:
    assert keep(storage, update(1), update(2)) == {1, 2}
    assert keep(storage, update(2), update(3)) == {3}
    assert keep(storage) == set()


def test_an_update_handled_already_is_not_opened_by_coming_again(storage: Storage) -> None:
    keep(storage, update(1))
    with storage.begin() as uow:
        assert uow.inbox.done(1, NOW)
        uow.commit()
    keep(storage, update(1, text="again"))
    with storage.read() as uow:
        assert uow.inbox.open() == []
        assert not uow.inbox.is_open(1)


def test_only_the_first_handler_may_finish_an_update(storage: Storage) -> None:
    keep(storage, update(1))
    with storage.begin() as uow:
        assert uow.inbox.is_open(1)
        assert uow.inbox.done(1, NOW, "A1B2C3")
        assert not uow.inbox.done(1, NOW)
        assert not uow.inbox.done(99, NOW)


def test_done_without_commit_leaves_the_update_open(storage: Storage) -> None:
    keep(storage, update(1))
    with storage.begin() as uow:
        uow.inbox.done(1, NOW)
    with storage.read() as uow:
        assert uow.inbox.is_open(1)


def test_tries_are_counted(storage: Storage) -> None:
    keep(storage, update(1))
    with storage.begin() as uow:
        assert [uow.inbox.tried(1), uow.inbox.tried(1), uow.inbox.tried(404)] == [1, 2, 0]
        uow.commit()
    with storage.read() as uow:
        assert uow.inbox.open()[0].tries == 2


def test_only_old_handled_updates_are_forgotten(storage: Storage) -> None:
    keep(storage, update(1), update(2), update(3))
    with storage.begin() as uow:
        uow.inbox.done(1, NOW - timedelta(days=9))
        uow.inbox.done(2, NOW)
        assert uow.inbox.forget(NOW - timedelta(days=7)) == 1
        uow.commit()
    assert keep(storage, update(1), update(2), update(3)) == {1}


def test_a_file_locked_by_somebody_else_is_a_storage_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine_module, "LOCK_WAIT_MS", 50)
    file = tmp_path / "locked.db"
    storage = Storage(open_engine(f"sqlite:///{file}"))
    tables.metadata.create_all(storage.engine)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="locked") as caught:
        keep(storage, update(1))
    assert caught.value.__cause__ is not None
    other.close()
    assert keep(storage, update(1)) == {1}
    storage.close()
