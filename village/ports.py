"""What the services ask of storage: read this page first.

Every method runs inside a unit of work, takes and returns the classes of ``village.model``, and may raise
``StorageError`` when the database cannot do it now. All moments are aware.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from village.model.messages import MessageState, NewMessage, OutboxMessage, StoredUpdate


class Inbox(Protocol):
    """Updates that came in, kept until they are handled."""

    def add(self, updates: Iterable[StoredUpdate]) -> None:
        """Keep updates; one that is already there stays as it is, handled or not."""
        ...

    def open(self, limit: int = 1000) -> list[StoredUpdate]:
        """Updates not handled yet, oldest first."""
        ...

    def is_open(self, update_id: int) -> bool:
        """Whether the update still waits to be handled."""
        ...

    def done(self, update_id: int, now: datetime, reference: str | None = None) -> None:
        """The update has been handled; ``reference`` is the error number when it ended in one."""
        ...

    def tried(self, update_id: int) -> int:
        """Count one more attempt at handling and return how many there were."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete handled updates older than ``before``; returns how many."""
        ...


class Outbox(Protocol):
    """Messages to go out, kept until they have an outcome."""

    def add(self, message: NewMessage, now: datetime) -> bool:
        """Put a message in; False when its key is there already (nothing changes then)."""
        ...

    def claim(self, worker: str, now: datetime, lease_until: datetime, limit: int) -> list[OutboxMessage]:
        """Take due messages, best rank first, then oldest; also those whose lease has run out.

        A claimed message is ``sending`` until its outcome is recorded or ``lease_until`` passes.
        """
        ...

    def renew(self, ids: Sequence[int], lease_until: datetime) -> None:
        """Keep claimed messages for longer, while they wait for their place in the pacing."""
        ...

    def sent(self, message: OutboxMessage, now: datetime, message_id: int | None) -> None:
        """The message arrived as ``message_id``."""
        ...

    def retry(self, message: OutboxMessage, not_before: datetime, reason: str) -> None:
        """Try the message again, not before then."""
        ...

    def end(self, message: OutboxMessage, state: MessageState, now: datetime, reason: str) -> None:
        """The message will not be sent: unreachable, skipped or failed."""
        ...

    def release(self, worker: str) -> int:
        """Give back everything this worker has claimed and not sent (gentle stop); returns how many."""
        ...

    def next_due(self) -> datetime | None:
        """When the next waiting message may go."""
        ...

    def counts(self) -> dict[MessageState, int]:
        """How many messages stand in each state."""
        ...

    def find(self, key: str) -> OutboxMessage | None:
        """The message with this key."""
        ...

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: everything waiting for the old chat goes to the new one."""
        ...


class UnitOfWork(Protocol):
    """A with-block in which everything is committed together; rolls back unless ``commit`` was called."""

    @property
    def inbox(self) -> Inbox: ...

    @property
    def outbox(self) -> Outbox: ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything durable."""
        ...
