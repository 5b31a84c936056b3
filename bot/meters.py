"""What the office tells about its work to whoever measures; without a health port nobody does."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol

from scheduler.ports import Outcome
from village.model.messages import OutboxMessage


class Meter(Protocol):
    """Takes notes; called on the event loop, so it must be quick and never raise."""

    def received(self, updates: int) -> None:
        """So many new updates are on disk."""
        ...

    def handled(self, seconds: float, *, failed: bool) -> None:
        """An update is done, with an apology if it failed."""
        ...

    def settled(self, message: OutboxMessage, outcome: Outcome, now: datetime) -> None:
        """A try at sending a message ended so."""
        ...


class Unmeasured:
    """Nobody wants to know."""

    def received(self, updates: int) -> None:
        """Not noted."""

    def handled(self, seconds: float, *, failed: bool) -> None:
        """Not noted."""

    def settled(self, message: OutboxMessage, outcome: Outcome, now: datetime) -> None:
        """Not noted."""
