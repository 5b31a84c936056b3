"""What delivery asks of the shell that can really send, and the outcomes it may get.

Outcomes are values: only ``bot.sender`` knows Telegram's errors, only ``scheduler`` decides what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from village.model.messages import OutboxMessage


@dataclass(frozen=True, slots=True)
class Delivered:
    """It arrived; ``message_id`` is None where the call makes no message.

    ``digest`` stands for the text, where repeats of it count (see ``scheduler.repeats``).
    """

    message_id: int | None = None
    digest: str | None = None


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not now. ``after`` is what the server asked for, or None to let the retry policy decide.

    ``whole_bot`` is True when the server refused the bot as such, or cannot be reached, whatever the chat.
    ``unsure`` is True when the message may have arrived all the same.
    """

    reason: str
    after: timedelta | None = None
    whole_bot: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Unreachable:
    """Nobody there: blocked, kicked, never started, no chat at all. ``reason`` is a stable word."""

    reason: str


@dataclass(frozen=True, slots=True)
class NothingToSay:
    """By now the message is pointless (already reported, card unchanged)."""

    reason: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The group has a new chat id; everything for it goes there, this message again at once."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Broken:
    """The message itself cannot be sent as it is; trying again would not help."""

    reason: str


Outcome = Delivered | RetryLater | Unreachable | NothingToSay | Moved | Broken


class Gate(Protocol):
    """Lets one dispatcher of a bot in at a time, over all processes that share a database; calls may block."""

    def take(self) -> bool:
        """Get in if nobody is in.

        Raises:
            StorageError: that cannot be found out now.
        """
        ...

    def held(self) -> bool:
        """Whether we are still in."""
        ...

    def leave(self) -> None:
        """Let the next one in."""
        ...


class Sender(Protocol):
    """The shell's side: renders at the last moment, so that a finished duty is not chased, then sends."""

    async def send(self, message: OutboxMessage) -> Outcome:
        """Render and send; never raises for anything the network or Telegram may do."""
        ...
