"""Quiet hours: nothing below an emergency goes out at night."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from village.clock import at, local

QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(7, 30)


def outside_quiet_hours(now: datetime) -> datetime:
    """``now``, or the end of the quiet hours it falls into; only an emergency may disturb earlier."""
    wall = local(now)
    if wall.time() >= QUIET_FROM:
        return at(wall.date() + timedelta(days=1), QUIET_UNTIL)
    if wall.time() < QUIET_UNTIL:
        return at(wall.date(), QUIET_UNTIL)
    return now
