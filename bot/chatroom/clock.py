"""The room's time: the caller's clock when one is given, else the wall clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class RoomClock(Protocol):
    """A clock the people's side may move; the bot in the same process usually shares it."""

    def now(self) -> datetime:
        """The present moment, with a time zone."""
        ...

    def set(self, now: datetime) -> None:
        """Move the present moment; it goes on running from there or stands, as the clock likes."""
        ...


class WallClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present moment in UTC."""
        return datetime.now(UTC)
