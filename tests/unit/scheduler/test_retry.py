"""A message waits longer each time, as long as the server asks, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from scheduler.ports import RetryLater
from scheduler.retry import RetryPolicy

SECOND = timedelta(seconds=1)
POLICY = RetryPolicy()


@pytest.mark.parametrize(
    ("tries", "seconds"), [(0, 1), (1, 1), (2, 2), (3, 4), (6, 32), (10, 512), (11, 600), (999, 600)]
)
def test_waits_double_up_to_the_longest(tries: int, seconds: int) -> None:
    assert POLICY.again_in(RetryLater("502"), tries, SECOND) == seconds * SECOND


@pytest.mark.parametrize("after", [0, 5, 10_000, 1_000_000])
def test_what_the_server_asks_for_is_kept_however_long(after: int) -> None:
    wait = POLICY.again_in(RetryLater("429", after=after * SECOND), 40, SECOND)
    assert wait is not None
    assert after * SECOND < wait <= (after + 1) * SECOND


def test_a_message_older_than_patience_is_given_up() -> None:
    old = POLICY.patience + SECOND
    assert POLICY.again_in(RetryLater("502"), 1, old) is None
    assert POLICY.again_in(RetryLater("429", after=SECOND), 1, old) is None


def test_a_message_that_may_have_arrived_is_sent_five_times_at_most() -> None:
    waits = [POLICY.again_in(RetryLater("timeout", unsure=True), 1, SECOND, doubtful=number) for number in range(1, 6)]
    assert waits[-1] is None
    assert waits[:-1] == sorted(wait for wait in waits if wait)
    assert len(POLICY.doubts) == 4
