"""What comes in and goes out, and the records of who did what and when."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from village.model.cards import Card
from village.model.messages import MessageState, NewMessage, OutboxMessage, Queue, Rank, StoredUpdate


class Cards(Protocol):
    """Cards by their key."""

    def get(self, key: str) -> Card | None:
        """The card, if it was ever sent or is about to be."""
        ...

    def shown(self, key: str, chat_id: int, message_id: int, now: datetime) -> None:
        """The card now stands in the chat as this message."""
        ...

    def lost(self, key: str) -> None:
        """The message is gone from the chat; the card's next text is sent anew."""
        ...

    def move_chat(self, old: int, new: int) -> None:
        """The chat has a new id; old messages cannot be edited there, so the cards are sent anew."""
        ...


class Beats(Protocol):
    """Signs of life of the office's parts, seen by every process."""

    def note(self, part: str, now: datetime) -> None:
        """The part has just done its work."""
        ...

    def last(self, part: str) -> datetime | None:
        """When it last did."""
        ...


class Log(Protocol):
    """The office's record of actions."""

    def add(self, at: datetime, person_id: int | None, action: str, subject: str) -> None:
        """Record an action."""
        ...


class Inbox(Protocol):
    """Updates that came in, kept until they are handled."""

    def add(self, updates: Iterable[StoredUpdate]) -> set[int]:
        """Keep updates; one that is already there stays as it is, handled or not. Returns the ids that are new."""
        ...

    def open(self, limit: int = 1000) -> list[StoredUpdate]:
        """Updates not handled yet, oldest first."""
        ...

    def is_open(self, update_id: int) -> bool:
        """Whether the update still waits to be handled."""
        ...

    def done(self, update_id: int, now: datetime, reference: str | None = None) -> bool:
        """The update has been handled; ``reference`` is the error number when it ended in one.

        False means somebody else handled it first: do not commit its effects a second time.
        """
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

    def claim(
        self,
        worker: str,
        now: datetime,
        lease_until: datetime,
        limit: int,
        *,
        worst: Rank = Rank.CARD,
        skip_chats: Collection[int] = (),
    ) -> list[OutboxMessage]:
        """Take due messages, best rank first, then oldest; also those whose lease has run out.

        A claimed message is ``sending`` until its outcome is recorded or ``lease_until`` passes. Only messages of
        rank ``worst`` or better, none for ``skip_chats`` (chats that cannot take more for now).
        """
        ...

    def renew(self, ids: Sequence[int], lease_until: datetime) -> None:
        """Keep claimed messages for longer, while they wait for their place in the pacing."""
        ...

    def sent(self, message: OutboxMessage, now: datetime, message_id: int | None, digest: str | None = None) -> None:
        """The message arrived as ``message_id``; ``digest`` stands for its text, see ``digests_sent``."""
        ...

    def retry(self, message: OutboxMessage, not_before: datetime, reason: str) -> None:
        """Try the message again, not before then; nothing happens if someone else has claimed it since."""
        ...

    def put_back(self, ids: Sequence[int], not_before: datetime) -> None:
        """Give claimed messages back untried, not to be claimed again before then."""
        ...

    def end(self, message: OutboxMessage, state: MessageState, now: datetime, reason: str) -> None:
        """The message will not be sent: unreachable, skipped or failed."""
        ...

    def release(self, worker: str | None = None) -> int:
        """Give back everything this worker has claimed and not sent (gentle stop); returns how many.

        Without a name everybody's: only for the one dispatcher there is, about what earlier ones left behind.
        """
        ...

    def set_right(self, now: datetime) -> int:
        """Let go at once what a clock that ran ahead had put off: messages written later than ``now``; how many."""
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

    def get(self, message_id: int) -> OutboxMessage:
        """The message with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def queues(self, now: datetime) -> list[Queue]:
        """What is due and waits, by rank; a rank with nothing waiting is left out."""
        ...

    def overdue(self, before: datetime) -> OutboxMessage | None:
        """The message that has waited longest, or lies longest with a dead worker, of those due before then."""
        ...

    def failed(self, since: datetime, limit: int) -> list[OutboxMessage]:
        """Messages given up since then, newest first."""
        ...

    def again(self, message_id: int, now: datetime) -> bool:
        """Try a failed message once more from the beginning; False when it is not failed (any more)."""
        ...

    def came(self, chat_id: int, since: datetime, limit: int) -> list[OutboxMessage]:
        """What came to a chat, or could not, since then without having been asked for; newest first."""
        ...

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: everything waiting for the old chat goes to the new one."""
        ...

    def digests_sent(self, since: datetime) -> list[tuple[int, str, datetime]]:
        """(chat, digest of the text, when) of what was sent since then, so that repeats are seen after a restart."""
        ...

    def forget(self, before: datetime, kind: str) -> int:
        """Delete ended messages of one kind older than ``before``; returns how many. Their keys are free again."""
        ...
