"""The room on disk: one SQLite file of JSON rows, written through in groups.

State is read from memory only; the file exists so that a killed process finds everything again.
Whatever changed is gathered while the event loop is busy and written as one commit; ``saved`` returns when
that commit is done, so nothing is acknowledged before it is safe.  WAL survives the death of the process
(not of the machine: the log is not synced at each commit, which is right for a chat room on a desk).
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS rows (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key)) WITHOUT ROWID"
)
_PUT = "INSERT INTO rows VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body"
_BETWEEN = "SELECT body FROM rows WHERE kind = ? AND key > ? AND key < ?"
_KEYS_SORT = 1  # the file's version since messages stand under keys that sort as their numbers do
_WIDEN = """UPDATE rows SET key = substr(key, 1, instr(key, '/')) || printf('%012d', substr(key, instr(key, '/') + 1))
    WHERE kind = 'message'"""
_DROP = "DELETE FROM rows WHERE kind = ? AND key = ?"


class Store:
    """Rows of JSON by kind and key.

    Without a path nothing is kept.  A file another room has open is waited for ``patience`` seconds (a killed process
    may just be going) and then refused with ``sqlite3.OperationalError``.
    """

    def __init__(self, path: Path | None, patience: float = 2.0) -> None:
        self.path = path
        self._changes: dict[tuple[str, str], Any] = {}
        self._group: asyncio.Future[None] | None = None
        self._db = _opened(path, patience) if path else None

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Every row of a kind, as (key, body)."""
        if self._db:
            for key, body in self._db.execute("SELECT key, body FROM rows WHERE kind = ?", (kind,)):
                yield key, json.loads(body)

    def get(self, kind: str, key: str) -> Any:
        """The body under a key, as it was put if it is not on disk yet; None when there is none."""
        if (kind, key) in self._changes or self._db is None:
            return self._changes.get((kind, key))
        row = self._db.execute("SELECT body FROM rows WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return json.loads(row[0]) if row else None

    def newest(self, kind: str, prefix: str, limit: int) -> list[Any]:
        """Bodies under keys that begin so, last key first."""
        return self._range(f"{_BETWEEN} ORDER BY key DESC LIMIT ?", (kind, prefix, _end(prefix), limit))

    def after(self, kind: str, prefix: str, key: str, limit: int) -> list[Any]:
        """Bodies under keys that begin so and come after this one, in their order."""
        return self._range(f"{_BETWEEN} ORDER BY key LIMIT ?", (kind, key, _end(prefix), limit))

    def _range(self, query: str, values: tuple[Any, ...]) -> list[Any]:
        if self._db is None:
            return []
        self.flush()
        return [json.loads(body) for (body,) in self._db.execute(query, values)]

    def put(self, kind: str, key: object, body: Any) -> None:
        """Remember a row (a dataclass or plain JSON) for the next commit; it is read only then."""
        if self._db:
            self._changes[kind, str(key)] = body

    def drop(self, kind: str, key: object) -> None:
        """Forget a row with the next commit."""
        self.put(kind, key, None)

    async def saved(self) -> None:
        """Return once everything put so far is on disk; callers in the same turn of the loop share a commit."""
        if not self._changes:
            return
        if self._group is None:
            loop = asyncio.get_running_loop()
            self._group = loop.create_future()
            loop.call_soon(self._commit_group, self._group)
        await asyncio.shield(self._group)

    def flush(self) -> None:
        """Write everything put so far, now."""
        if self._db is None or not self._changes:
            return
        changes = self._changes
        gone = [key for key, body in changes.items() if body is None]
        kept = [(*key, _dumped(body)) for key, body in changes.items() if body is not None]
        with self._db:
            self._db.executemany(_PUT, kept)
            self._db.executemany(_DROP, gone)
        self._changes = {}  # only now: what a failing disk refused is tried again with the next commit

    def close(self) -> None:
        """Write what is left and close the file."""
        self.flush()
        if self._db:
            self._db.close()
            self._db = None

    def _commit_group(self, group: asyncio.Future[None]) -> None:
        self._group = None
        try:
            self.flush()
        except sqlite3.Error as error:
            if not group.cancelled():
                group.set_exception(error)
        else:
            if not group.cancelled():
                group.set_result(None)


def _opened(path: Path, patience: float) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(path, timeout=patience, check_same_thread=False)
    db.execute("PRAGMA locking_mode = EXCLUSIVE")
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = NORMAL")
    with db:
        db.execute(_SCHEMA)
        if db.execute("PRAGMA user_version").fetchone()[0] < _KEYS_SORT:
            db.execute(_WIDEN)
            db.execute(f"PRAGMA user_version = {_KEYS_SORT}")
    return db


def _end(prefix: str) -> str:
    """What stands behind every key that begins so."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _dumped(body: Any) -> str:
    """JSON of plain data or of a dataclass of plain data (field by field: ``asdict`` copies everything first)."""
    if is_dataclass(body):
        body = {field: getattr(body, field) for field in body.__dataclass_fields__}
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))
