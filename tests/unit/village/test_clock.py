"""One door for the time: real, or moved."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.builders import wall
from village.clock import ShiftedClock, at, local


def test_the_clock_runs_on_from_wherever_it_is_set() -> None:
    clock = ShiftedClock(wall(5, 20))
    first = clock.now()
    assert timedelta() <= first - wall(5, 20) < timedelta(seconds=5)
    assert clock.now() >= first
    clock.set(wall(5, 25))
    assert timedelta() <= clock.now() - wall(5, 25) < timedelta(seconds=5)


def test_left_alone_it_is_the_real_time_and_aware() -> None:
    now = ShiftedClock().now()
    assert abs(now - datetime.now(UTC)) < timedelta(seconds=5)
    assert now.tzinfo is UTC


def test_the_wall_clock_is_shanghais() -> None:
    assert local(datetime(2026, 5, 25, 16, 30, tzinfo=UTC)).isoformat() == "2026-05-26T00:30:00+08:00"
    assert at(date(2026, 5, 25), time(18)) == datetime(2026, 5, 25, 10, tzinfo=UTC)


def test_a_time_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(TypeError):
        ShiftedClock(datetime(2026, 5, 25))  # noqa: DTZ001
