"""Best rank first, one at a time to a chat, at the pace allowed."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from scheduler.line import Line
from scheduler.pacing import Limits, Pacing
from village.model.messages import OutboxMessage, Rank

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


def message(number: int, chat: int | None = 1, rank: Rank = Rank.BROADCAST) -> OutboxMessage:
    return OutboxMessage(number, f"m{number}", "reply", {}, rank, chat, 1, NOW, NOW)


def line(*messages: OutboxMessage, pacing: Pacing | None = None) -> Line:
    made = Line(pacing or Pacing(Limits.lifted()))
    for item in messages:
        made.add(item)
    return made


def test_a_reply_goes_before_a_thousand_broadcasts() -> None:
    waiting = line(*[message(n, chat=n) for n in range(1, 1001)], message(2000, chat=5, rank=Rank.REPLY))
    first = waiting.take(0.0)
    assert first is not None
    assert first.id == 2000
    assert len(waiting) == 1000


def test_a_chat_gets_one_at_a_time_in_order() -> None:
    waiting = line(message(2), message(1), message(3, chat=9))
    assert [item.id for item in (waiting.take(0.0), waiting.take(0.0)) if item] == [1, 3]
    assert waiting.take(0.0) is None
    assert waiting.wake_at(0.0) is None
    waiting.free(message(1))
    assert waiting.take(0.0) == message(2)


def test_messages_without_a_chat_stand_in_nobodys_way() -> None:
    waiting = line(message(1, chat=None), message(2, chat=None))
    assert waiting.take(0.0) is not None
    assert waiting.take(0.0) is not None


def test_a_halted_chat_lets_the_others_pass_and_says_when_to_look_again() -> None:
    pacing = Pacing(Limits.lifted())
    pacing.halt(1, 10.0)
    waiting = line(message(1, rank=Rank.REPLY), message(2, chat=2), pacing=pacing)
    assert waiting.take(0.0) == message(2, chat=2)
    assert waiting.take(9.9) is None
    assert waiting.wake_at(9.9) == 10.0
    assert waiting.take(10.0) == message(1, rank=Rank.REPLY)


def test_a_halt_that_came_while_in_line_is_seen() -> None:
    pacing = Pacing(Limits.lifted())
    waiting = line(message(1), pacing=pacing)
    assert waiting.wake_at(0.0) is not None
    pacing.halt(1, 10.0)
    assert waiting.take(5.0) is None
    pacing.resume(1)
    waiting.look_again(1)
    assert waiting.take(5.0) == message(1)


def test_the_gate_holds_broadcasts_while_a_reply_may_pass() -> None:
    pacing = Pacing()
    pacing.sent(99, 0.0)
    waiting = line(message(1, chat=1), pacing=pacing)
    assert waiting.take(0.0) is None
    at = waiting.wake_at(0.0)
    assert at is not None
    assert 0 < at < 0.04
    waiting.add(message(2, chat=2, rank=Rank.REPLY))
    assert waiting.take(0.0) == message(2, chat=2, rank=Rank.REPLY)


def test_what_waits_for_a_chat_can_be_withdrawn_trimmed_and_moved() -> None:
    waiting = line(message(1, chat=-5), message(2, chat=-5), message(3, chat=-5), message(4, chat=4))
    assert waiting.crowded(3) == [-5]
    assert [item.id for item in waiting.trim(-5, 2)] == [3]
    assert 3 not in waiting
    waiting.move(-5, -1005)
    assert waiting.withdraw(-5) == []
    assert [item.chat_id for item in waiting.withdraw(-1005)] == [-1005, -1005]
    assert len(waiting) == 1


@given(st.lists(st.tuples(st.sampled_from([1, 2, 3, None]), st.sampled_from(list(Rank)), st.booleans())))
def test_everything_gets_out_once_and_in_order_within_a_chat_and_rank(
    entries: list[tuple[int | None, Rank, bool]],
) -> None:
    waiting = Line(Pacing(Limits.lifted()))
    out: list[OutboxMessage] = []
    for number, (chat, rank, send) in enumerate(entries):
        waiting.add(message(number, chat, rank))
        if send and (taken := waiting.take(0.0)):
            out.append(taken)
            waiting.free(taken)
    while taken := waiting.take(0.0):
        out.append(taken)
        waiting.free(taken)
    assert sorted(item.id for item in out) == list(range(len(entries)))
    for chat in (1, 2, 3):
        for rank in Rank:
            ids = [item.id for item in out if (item.chat_id, item.rank) == (chat, rank)]
            assert ids == sorted(ids)
