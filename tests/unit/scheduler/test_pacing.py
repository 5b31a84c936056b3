"""No window of any length Telegram speaks of ever holds more calls than it allows, whatever is asked for and when."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.pacing import IDLE_CHATS, REFUSED_CHATS, Limits, Pacing

ARRIVAL = st.tuples(
    st.floats(min_value=0, max_value=2, allow_nan=False),  # seconds since the one before
    st.sampled_from([1, 2, 3, 4, 5, 6, 7, 8, -1, -2]),
    st.booleans(),
    st.integers(min_value=1, max_value=40),  # how many at once
)


def play(arrivals: list[tuple[float, int, bool, int]], pacing: Pacing) -> list[tuple[float, int]]:
    """Send everything as soon as allowed, always the one that may go first."""
    sent: list[tuple[float, int]] = []
    waiting: list[tuple[float, int, bool]] = []
    at = 0.0
    for gap, chat, urgent, copies in arrivals:
        at += gap
        waiting += [(at, chat, urgent)] * copies
    now = 0.0
    while waiting:
        best = min(waiting, key=lambda item: pacing.ready_at(item[1], max(now, item[0]), urgent=item[2]))
        now = pacing.ready_at(best[1], max(now, best[0]), urgent=best[2])
        waiting.remove(best)
        pacing.sent(best[1], now)
        sent.append((now, best[1]))
    return sent


def most_within(times: list[float], window: float) -> int:
    return max(sum(start <= at <= start + window for at in times) for start in times)


@settings(max_examples=60, deadline=None)
@given(st.lists(ARRIVAL, min_size=1, max_size=8))
def test_no_sliding_window_holds_too_many(arrivals: list[tuple[float, int, bool, int]]) -> None:
    sent = play(arrivals, Pacing())
    assert most_within([at for at, _ in sent], 1.0) <= 29
    for chat in {chat for _, chat in sent}:
        times = [at for at, to in sent if to == chat]
        if chat < 0:
            assert most_within(times, 60.0) <= 20
        for window in (1.0, 3.0, 10.0):
            assert most_within(times, window) <= window + 2


def test_a_thousand_people_get_a_broadcast_at_nearly_the_full_rate() -> None:
    sent = play([(0.0, chat, False, 1) for chat in range(1, 401)], Pacing())
    assert 399 / sent[-1][0] >= 27.0
    gaps = [later - earlier for (earlier, _), (later, _) in pairwise(sent)]
    assert min(gaps) > 0.015


@pytest.mark.parametrize("rate", [0.5, 5.0, 100.0])
def test_another_rate_is_kept_as_strictly(rate: float) -> None:
    pacing = Pacing(Limits.at_rate(rate))
    sent = play([(0.0, chat, chat % 3 == 0, 1) for chat in range(1, 250)], pacing)
    assert most_within([at for at, _ in sent], 1.0) <= max(1, rate)
    assert 248 / sent[-1][0] >= 0.95 * rate


def test_replies_do_not_wait_for_the_even_row_while_there_is_room() -> None:
    pacing = Pacing()
    for chat in range(10):
        assert pacing.ready_at(chat, 5.0, urgent=True) == 5.0
        pacing.sent(chat, 5.0)
    assert pacing.ready_at(99, 5.0) > 5.3
    assert pacing.ready_at(99, 5.0, urgent=True) == 5.0


def test_a_group_gets_twenty_a_minute_evenly() -> None:
    times = [at for at, _ in play([(0.0, -1, False, 40)], Pacing())]
    assert most_within(times, 60.0) <= 20
    assert times[-1] < 125
    assert most_within(times, 3.0) <= 2


def test_a_halt_holds_its_chat_alone_and_however_long() -> None:
    pacing = Pacing()
    pacing.halt(1, 10_000.0)
    pacing.halt(1, 5.0)
    assert pacing.ready_at(1, 0.0) == 10_000.0
    assert pacing.ready_at(2, 0.0) == 0.0
    assert pacing.halted(0.0) == {1: 10_000.0}
    pacing.resume(1)
    assert pacing.ready_at(1, 0.0) == 0.0


def test_a_halt_of_the_bot_holds_everybody_and_ends_by_itself() -> None:
    pacing = Pacing()
    pacing.halt(None, 30.0)
    assert pacing.ready_at(1, 0.0, urgent=True) == 30.0
    assert pacing.ready_at(None, 31.0) == 31.0
    assert pacing.halted(31.0) == {}


def test_several_chats_refused_at_once_mean_the_bot_is_refused() -> None:
    pacing = Pacing()
    for chat in range(1, REFUSED_CHATS):
        pacing.refused(chat, until=20.0 + chat, now=0.1 * chat)
    assert pacing.ready_at(99, 1.0) == 1.0
    pacing.refused(50, until=60.0, now=1.0)
    assert pacing.ready_at(99, 1.0) == 21.0


def test_the_same_chat_refused_again_and_again_halts_only_itself() -> None:
    pacing = Pacing()
    for turn in range(10):
        pacing.refused(1, until=50.0, now=0.1 * turn)
    assert pacing.ready_at(2, 1.0) == 1.0


@pytest.mark.parametrize("chat", [5, -5, None])
def test_lifted_limits_never_wait(chat: int | None) -> None:
    pacing = Pacing(Limits.lifted())
    for _ in range(500):
        assert pacing.ready_at(chat, 1.0) == 1.0
        pacing.sent(chat, 1.0)


def test_chats_long_silent_are_not_remembered_for_ever() -> None:
    pacing = Pacing()
    for chat in range(1, 4 * IDLE_CHATS):
        pacing.sent(chat, float(chat))
    assert len(pacing._chats) <= IDLE_CHATS


def test_twenty_replies_a_second_hardly_wait() -> None:
    pacing, luck = Pacing(), random.Random(5)
    waits, now, arrives = [], 0.0, 0.0
    for chat in range(4_000):
        arrives += luck.expovariate(20)
        now = pacing.ready_at(chat, max(now, arrives), urgent=True)
        pacing.sent(chat, now)
        waits.append(now - arrives)
    assert sorted(waits)[3_800] < 0.02
