"""What time it is, and how the office counts days.

Storage keeps UTC; people live in Asia/Shanghai. ``now`` is always an argument or comes from a ``Clock``, so that a
test, ``--now`` and the chat room's time travel all go through one door.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


class Clock(Protocol):
    """Tells the present as an aware datetime."""

    def now(self) -> datetime:
        """The present, aware."""
        ...


class ShiftedClock:
    """Real time plus an offset that can be moved; offset zero is plain real time."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = start - datetime.now(UTC) if start else timedelta()

    def now(self) -> datetime:
        """The present of this clock, in UTC."""
        return datetime.now(UTC) + self._offset

    def set(self, now: datetime) -> None:
        """From here on it is ``now``."""
        self._offset = now - datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the office's wall clock."""
    return moment.astimezone(ZONE)


def at(day: date, wall: time) -> datetime:
    """The moment the office's wall clock shows ``wall`` on ``day``."""
    return datetime.combine(day, wall, tzinfo=ZONE)
