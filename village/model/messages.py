"""Messages going out 消息 and updates coming in, as rows that survive the process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any

REPLY = "reply"  # kind of an answer to whoever asked: method and parameters as they stand
TOLD = "told"  # the same for somebody who did not ask
AS_IT_STANDS = frozenset({REPLY, TOLD})


class Rank(IntEnum):
    """Who goes first when there is more to send than Telegram lets through; lower goes first."""

    REPLY = 0
    EMERGENCY = 1
    REMINDER = 2
    BROADCAST = 3
    CARD = 4


class MessageState(StrEnum):
    """Where a message in the outbox stands."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"
    FAILED = "failed"


FINAL_STATES = frozenset({MessageState.SENT, MessageState.UNREACHABLE, MessageState.SKIPPED, MessageState.FAILED})


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A message to be put into the outbox.

    ``key`` is unique for ever: adding the same key twice leaves one row, which makes planning safe to repeat.
    ``kind`` says how the text is made at send time; ``body`` holds only ids and literals, as JSON.
    ``chat_id`` None means "find out at send time" (the kind knows how).
    """

    key: str
    kind: str
    body: dict[str, Any]
    rank: Rank
    chat_id: int | None
    not_before: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxMessage:
    """A row of the outbox as delivery sees it; ``tries`` counts the sends begun, this one included."""

    id: int
    key: str
    kind: str
    body: dict[str, Any]
    rank: Rank
    chat_id: int | None
    tries: int
    not_before: datetime
    created_at: datetime
    state: MessageState = MessageState.WAITING
    message_id: int | None = None
    reason: str | None = None
    sent_at: datetime | None = None
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class Queue:
    """The messages of one rank that are due and not under way: how many, and since when the oldest of them is."""

    rank: Rank
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class StoredUpdate:
    """An update kept on disk before Telegram is told that it arrived.

    ``chat_key`` is what order is kept within: the chat's id, or the person's where there is no chat.
    """

    update_id: int
    chat_key: int
    body: dict[str, Any]
    received_at: datetime
    tries: int = 0
