"""Updates waiting for the bot: numbered, kept until confirmed, fetched by long polling.

An update is confirmed by asking for a higher number, not by fetching it; whatever was fetched and not
confirmed comes again.  A second poller ends the first one's wait with 409: so the real server shows two bots.
"""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.chatroom.errors import CONFLICT_POLLER, ApiError
from bot.chatroom.store import Store

RETENTION = 24 * 3600.0
FIRST_ID = 700_000_001
KINDS = frozenset(
    {
        "message", "edited_message", "channel_post", "edited_channel_post", "business_connection", "business_message",
        "edited_business_message", "deleted_business_messages", "guest_message", "message_reaction",
        "message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query",
        "pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member",
        "chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot",
    }
)  # fmt: skip
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True, slots=True)
class Update:
    """One update; ``lane`` is the chat or person whose updates keep their order, ``at`` wall time in seconds."""

    id: int
    lane: int
    at: float
    kind: str
    payload: dict[str, Any]

    def wire(self) -> dict[str, Any]:
        """The published form."""
        return {"update_id": self.id, self.kind: self.payload}


class Updates:
    """The bot's queue.  ``wall`` is injectable so that retention can be tested."""

    def __init__(self, store: Store, wall: Callable[[], float] = time.time) -> None:
        self._store = store
        self._wall = wall
        self._waiting = OrderedDict((row.id, row) for row in _loaded(store))
        meta = dict(store.load("updates"))
        self._next: int = meta.get("next", FIRST_ID)
        self.allowed: list[str] | None = meta.get("allowed")
        self._poll: asyncio.Future[None] | None = None
        self._listener: Callable[[Update], None] | None = None

    def __len__(self) -> int:
        self._forget_old()
        return len(self._waiting)

    def listen(self, listener: Callable[[Update], None] | None) -> None:
        """Hand every new update to a webhook sender (or to nobody)."""
        self._listener = listener

    def waiting(self) -> list[Update]:
        """Everything unconfirmed, oldest first."""
        self._forget_old()
        return list(self._waiting.values())

    def allow(self, kinds: list[str] | None) -> None:
        """Remember which kinds to make from now on; None or an empty list means the default."""
        self.allowed = [kind for kind in kinds or [] if kind in KINDS] or None
        self._store.put("updates", "allowed", self.allowed)

    def wants(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in _NOT_BY_DEFAULT

    def add(self, kind: str, payload: dict[str, Any], lane: int) -> bool:
        """Queue an update if the bot wants its kind; returns whether it was queued."""
        if not self.wants(kind):
            return False
        update = Update(self._next, lane, self._wall(), kind, payload)
        self._next += 1
        self._waiting[update.id] = update
        self._store.put("update", update.id, update)
        self._store.put("updates", "next", self._next)
        if self._poll and not self._poll.done():
            self._poll.set_result(None)
        if self._listener:
            self._listener(update)
        return True

    def done(self, update_id: int) -> None:
        """Confirm one update."""
        if self._waiting.pop(update_id, None):
            self._store.drop("update", update_id)

    def drop_all(self) -> None:
        """Confirm everything, as ``drop_pending_updates`` does."""
        for update_id in list(self._waiting):
            self.done(update_id)

    async def fetch(self, offset: int, limit: int, timeout: float) -> list[dict[str, Any]]:  # noqa: ASYNC109  # Telegram's own parameter
        """One getUpdates: confirm below ``offset``, then wait up to ``timeout`` seconds for something to give.

        Raises 409 when another poller comes meanwhile.
        """
        self.interrupt(CONFLICT_POLLER)
        self._confirm(offset)
        batch = self._first(limit)
        if batch or timeout <= 0:
            return batch
        poll = self._poll = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(poll, timeout)
        except TimeoutError:
            return []
        finally:
            if self._poll is poll:
                self._poll = None
        return self._first(limit)

    def interrupt(self, reason: str) -> None:
        """End a waiting poll with 409."""
        if self._poll and not self._poll.done():
            self._poll.set_exception(ApiError(409, reason))
        self._poll = None

    def release(self) -> None:
        """End a waiting poll with an empty answer, when the room closes."""
        if self._poll and not self._poll.done():
            self._poll.set_result(None)

    def _confirm(self, offset: int) -> None:
        self._forget_old()
        if offset < 0:
            kept = list(self._waiting)[offset:]
            offset = kept[0] if kept else self._next
        while self._waiting and (first := next(iter(self._waiting))) < offset:
            self.done(first)

    def _first(self, limit: int) -> list[dict[str, Any]]:
        batch: list[dict[str, Any]] = []
        for update in self._waiting.values():
            if len(batch) == limit:
                break
            batch.append(update.wire())
        return batch

    def _forget_old(self) -> None:
        horizon = self._wall() - RETENTION
        while self._waiting and (first := next(iter(self._waiting.values()))).at < horizon:
            self.done(first.id)


def _loaded(store: Store) -> list[Update]:
    return sorted((Update(**body) for _, body in store.load("update")), key=lambda update: update.id)
