"""Nobody reads the same unasked-for text more than five times in a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from scheduler.repeats import MOST_A_DAY, Repeats, digest
from village.model.messages import Rank

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
TEXT = digest("本期月报还差三个村")


def told(times: int) -> Repeats:
    repeats = Repeats()
    for number in range(times):
        repeats.note(7, TEXT, NOW + timedelta(minutes=number))
    return repeats


def test_the_sixth_time_in_a_day_is_refused() -> None:
    assert told(MOST_A_DAY - 1).allows(7, TEXT, Rank.REMINDER, NOW)
    assert not told(MOST_A_DAY).allows(7, TEXT, Rank.REMINDER, NOW + timedelta(hours=3))


def test_other_people_and_other_texts_are_not_touched() -> None:
    assert told(9).allows(8, TEXT, Rank.REMINDER, NOW)
    assert told(9).allows(7, digest("another"), Rank.REMINDER, NOW)


@pytest.mark.parametrize("rank", [Rank.REPLY, Rank.CARD])
def test_what_a_person_asked_for_is_never_refused(rank: Rank) -> None:
    assert told(50).allows(7, TEXT, rank, NOW)


def test_the_next_day_it_may_be_said_again() -> None:
    assert told(MOST_A_DAY).allows(7, TEXT, Rank.REMINDER, NOW + timedelta(days=1, minutes=1))


def test_what_an_earlier_run_said_counts() -> None:
    repeats = Repeats()
    repeats.load((7, TEXT, NOW - timedelta(hours=hour)) for hour in range(5))
    assert not repeats.allows(7, TEXT, Rank.BROADCAST, NOW)


def test_texts_of_past_days_are_dropped() -> None:
    repeats = Repeats()
    for number in range(25_000):
        repeats.note(7, digest(str(number)), NOW + timedelta(minutes=number))
    assert len(repeats._seen) < 15_000
