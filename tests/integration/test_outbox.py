"""The outbox gives every message to one worker at a time, best rank first, and forgets none."""

from __future__ import annotations

import sqlite3
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from village.errors import NotFound, StorageError
from village.model.messages import MessageState, NewMessage, OutboxMessage, Rank
from village.storage import engine as engine_module
from village.storage import tables
from village.storage.engine import open_engine
from village.storage.outbox import NEWEST_ROWS, OutboxRows
from village.storage.unit_of_work import Storage

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
LEASE = NOW + timedelta(minutes=1)


def new(key: str, rank: Rank = Rank.REMINDER, chat: int | None = 7, **more: object) -> NewMessage:
    return NewMessage(key=key, kind="reminder", body={"occurrence": 3}, rank=rank, chat_id=chat, **more)


def put(storage: Storage, *messages: NewMessage, now: datetime = NOW) -> list[bool]:
    with storage.begin() as uow:
        added = [uow.outbox.add(message, now) for message in messages]
        uow.commit()
    return added


def claim(
    storage: Storage, now: datetime = NOW, limit: int = 10, worker: str = "w", **more: object
) -> list[OutboxMessage]:
    with storage.begin() as uow:
        messages = uow.outbox.claim(worker, now, now + timedelta(minutes=1), limit, **more)
        uow.commit()
    return messages


def keys(messages: list[OutboxMessage]) -> list[str]:
    return [message.key for message in messages]


def found(storage: Storage, key: str) -> OutboxMessage:
    with storage.read() as uow:
        message = uow.outbox.find(key)
    assert message is not None
    return message


def test_the_same_key_twice_leaves_the_first_message(storage: Storage) -> None:
    assert put(storage, new("a"), new("a", rank=Rank.REPLY)) == [True, False]
    assert put(storage, new("a")) == [False]
    assert found(storage, "a").rank is Rank.REMINDER


def test_a_message_comes_back_as_it_was_put_in(storage: Storage) -> None:
    put(storage, new("a", expires=NOW + timedelta(days=1), not_before=NOW - timedelta(hours=1)))
    [message] = claim(storage)
    assert (message.kind, message.body, message.chat_id, message.tries) == ("reminder", {"occurrence": 3}, 7, 1)
    assert (message.not_before, message.expires) == (NOW - timedelta(hours=1), NOW + timedelta(days=1))
    assert (message.state, message.created_at, message.reason) == (MessageState.SENDING, NOW, None)


def test_best_rank_goes_first_then_the_oldest(storage: Storage) -> None:
    put(storage, *[new(f"b{n}", Rank.BROADCAST) for n in range(20)], new("card", Rank.CARD), new("r2", Rank.REMINDER))
    put(storage, new("reply", Rank.REPLY), new("emergency", Rank.EMERGENCY))
    assert keys(claim(storage, limit=5)) == ["reply", "emergency", "r2", "b0", "b1"]


def test_nothing_is_claimed_before_its_time(storage: Storage) -> None:
    put(storage, new("later", not_before=NOW + timedelta(hours=1)))
    assert claim(storage) == []
    assert keys(claim(storage, now=NOW + timedelta(hours=1))) == ["later"]


def test_a_claimed_message_is_nobody_elses_until_its_lease_runs_out(storage: Storage) -> None:
    put(storage, new("a"))
    claim(storage, worker="one")
    assert claim(storage, worker="two") == []
    [again] = claim(storage, now=LEASE, worker="two")
    assert again.tries == 2


def test_a_renewed_lease_holds_longer(storage: Storage) -> None:
    put(storage, new("a"))
    [message] = claim(storage)
    with storage.begin() as uow:
        uow.outbox.renew([message.id], LEASE + timedelta(minutes=1))
        uow.outbox.renew([], LEASE)
        uow.commit()
    assert claim(storage, now=LEASE) == []


def test_chats_and_ranks_can_be_left_out_of_a_claim(storage: Storage) -> None:
    put(storage, new("a", chat=1), new("b", chat=2), new("nobody", chat=None), new("reply", Rank.REPLY, chat=2))
    assert keys(claim(storage, worst=Rank.EMERGENCY)) == ["reply"]
    assert keys(claim(storage, skip_chats={1, 5})) == ["b", "nobody"]


def test_outcomes_are_kept_with_their_facts(storage: Storage) -> None:
    put(storage, new("sent"), new("gone"), new("again"))
    sent, gone, again = claim(storage)
    with storage.begin() as uow:
        uow.outbox.sent(sent, NOW, 4711)
        uow.outbox.end(gone, MessageState.UNREACHABLE, NOW, "blocked " * 100)
        uow.outbox.retry(again, NOW + timedelta(seconds=5), "server error")
        uow.commit()
    assert (found(storage, "sent").state, found(storage, "sent").message_id) == (MessageState.SENT, 4711)
    assert found(storage, "gone").state is MessageState.UNREACHABLE
    assert found(storage, "again").reason == "server error"
    assert claim(storage, now=NOW + timedelta(seconds=4)) == []
    [message] = claim(storage, now=NOW + timedelta(seconds=5))
    assert (message.key, message.tries) == ("again", 2)


def test_a_worker_that_lost_its_lease_cannot_undo_the_next_claim(storage: Storage) -> None:
    put(storage, new("a"))
    [first] = claim(storage, worker="one")
    [second] = claim(storage, now=LEASE, worker="two")
    with storage.begin() as uow:
        uow.outbox.retry(first, NOW, "late")
        uow.outbox.end(first, MessageState.FAILED, NOW, "late")
        uow.commit()
    assert found(storage, "a").state is MessageState.SENDING
    with storage.begin() as uow:
        uow.outbox.sent(second, NOW, 1)
        uow.commit()
    assert found(storage, "a").state is MessageState.SENT


def test_that_it_arrived_is_believed_even_after_the_lease(storage: Storage) -> None:
    put(storage, new("a"))
    [first] = claim(storage, worker="one")
    claim(storage, now=LEASE, worker="two")
    with storage.begin() as uow:
        uow.outbox.sent(first, NOW, 1)
        uow.commit()
    assert claim(storage, now=LEASE + timedelta(hours=1)) == []


def test_release_gives_back_only_ones_own_and_does_not_count_the_try(storage: Storage) -> None:
    put(storage, new("a"), new("b"))
    claim(storage, limit=1, worker="one")
    claim(storage, limit=1, worker="two")
    with storage.begin() as uow:
        assert uow.outbox.release("one") == 1
        uow.commit()
    [message] = claim(storage, worker="three")
    assert (message.key, message.tries) == ("a", 1)


def test_put_back_waits_for_the_given_time_untried(storage: Storage) -> None:
    put(storage, new("a"))
    [message] = claim(storage)
    with storage.begin() as uow:
        uow.outbox.put_back([message.id], NOW + timedelta(hours=3))
        uow.outbox.put_back([], NOW)
        uow.commit()
    assert claim(storage, now=NOW + timedelta(hours=2)) == []
    assert claim(storage, now=NOW + timedelta(hours=3))[0].tries == 1


def test_next_due_sees_waiting_messages_and_leases(storage: Storage) -> None:
    with storage.read() as uow:
        assert uow.outbox.next_due() is None
    put(storage, new("a", not_before=NOW + timedelta(minutes=5)), new("b"))
    claim(storage)
    with storage.read() as uow:
        assert uow.outbox.next_due() == LEASE
    with storage.begin() as uow:
        uow.outbox.renew([2], NOW + timedelta(hours=1))
        assert uow.outbox.next_due() == NOW + timedelta(minutes=5)


def test_counts_name_every_state(storage: Storage) -> None:
    put(storage, new("a"), new("b"))
    claim(storage, limit=1)
    with storage.read() as uow:
        counts = uow.outbox.counts()
    assert set(counts) == set(MessageState)
    assert (counts[MessageState.WAITING], counts[MessageState.SENDING], counts[MessageState.SENT]) == (1, 1, 0)


def test_a_group_that_moved_takes_its_waiting_messages_along(storage: Storage) -> None:
    put(storage, new("sent", chat=-5), new("waits", chat=-5), new("other", chat=-6))
    [sent] = claim(storage, limit=1)
    with storage.begin() as uow:
        uow.outbox.sent(sent, NOW, 1)
        uow.outbox.move_chat(-5, -1005)
        uow.commit()
    assert [found(storage, key).chat_id for key in ("sent", "waits", "other")] == [-5, -1005, -6]


def test_digests_of_the_last_day_are_remembered(storage: Storage) -> None:
    put(storage, new("old"), new("today"), new("plain"), new("waits"))
    old, today, plain, _ = claim(storage)
    with storage.begin() as uow:
        uow.outbox.sent(old, NOW - timedelta(days=2), 1, "aaaa")
        uow.outbox.sent(today, NOW, 2, "bbbb")
        uow.outbox.sent(plain, NOW, 3)
        uow.commit()
    with storage.read() as uow:
        assert uow.outbox.digests_sent(NOW - timedelta(days=1)) == [(7, "bbbb", NOW)]
    assert NEWEST_ROWS > 1000


def test_only_old_ended_messages_of_the_kind_are_forgotten(storage: Storage) -> None:
    put(storage, new("ended"), new("waits"), now=NOW - timedelta(days=40))
    put(storage, new("fresh"))
    for message in claim(storage)[::2]:
        with storage.begin() as uow:
            uow.outbox.sent(message, NOW, 1)
            uow.commit()
    with storage.begin() as uow:
        assert uow.outbox.forget(NOW - timedelta(days=30), "reply") == 0
        assert uow.outbox.forget(NOW - timedelta(days=30), "reminder") == 1
        assert uow.outbox.find("ended") is None
        assert uow.outbox.find("waits") is not None


def test_two_workers_never_claim_the_same_message(storage: Storage) -> None:
    put(storage, *[new(f"m{n}", chat=n) for n in range(200)])
    taken: list[list[str]] = [[], []]
    start = threading.Barrier(2)

    def work(number: int) -> None:
        start.wait()
        while messages := claim(storage, limit=7, worker=str(number)):
            taken[number] += keys(messages)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken[0] + taken[1]) == sorted(f"m{n}" for n in range(200))


@pytest.mark.postgres
@pytest.mark.parametrize("storage", ["postgres"], indirect=True)
def test_on_postgres_a_claim_passes_by_what_another_is_claiming(storage: Storage) -> None:
    put(storage, new("a"), new("b"))
    with storage.begin() as first, storage.begin() as second:
        mine = first.outbox.claim("one", NOW, LEASE, 1)
        yours = second.outbox.claim("two", NOW, LEASE, 1)
        first.commit()
        second.commit()
    assert keys(mine) + keys(yours) == ["a", "b"]


# What clerks and watchdogs ask


def test_what_is_due_and_waits_is_counted_by_rank_with_its_oldest(storage: Storage) -> None:
    early = NOW - timedelta(hours=2)
    put(storage, new("a", not_before=early), new("b"), new("c", Rank.REPLY), new("d", not_before=LEASE))
    with storage.read() as uow:
        assert [(q.rank, q.count, q.oldest) for q in uow.outbox.queues(NOW)] == [
            (Rank.REPLY, 1, NOW),
            (Rank.REMINDER, 2, early),
        ]


def test_overdue_is_what_waits_long_or_lies_with_a_dead_worker(storage: Storage) -> None:
    def overdue(at: datetime) -> str | None:
        with storage.read() as uow:
            message = uow.outbox.overdue(at)
        return message.key if message else None

    put(storage, new("scheduled", not_before=NOW + timedelta(days=1)), new("taken"))
    claim(storage, limit=1)
    assert overdue(NOW + timedelta(seconds=30)) is None
    assert overdue(NOW + timedelta(minutes=2)) == "taken"
    put(storage, new("waits"))
    assert overdue(NOW) is None
    assert overdue(NOW + timedelta(seconds=30)) == "waits"


def test_a_failed_message_is_listed_and_tried_once_more_from_the_beginning(storage: Storage) -> None:
    put(storage, new("a"), new("b"))
    first, second = claim(storage)
    with storage.begin() as uow:
        uow.outbox.end(first, MessageState.FAILED, NOW, "can't parse entities")
        uow.outbox.end(second, MessageState.UNREACHABLE, NOW, "blocked")
        uow.commit()
    later = NOW + timedelta(days=2)
    with storage.begin() as uow:
        assert keys(uow.outbox.failed(NOW, 10)) == ["a"]
        assert uow.outbox.failed(later, 10) == []
        assert [uow.outbox.again(m.id, later) for m in (first, first, second)] == [True, False, False]
        uow.commit()
    [again] = claim(storage, later)
    assert (again.key, again.tries, again.created_at, again.reason) == ("a", 1, later, None)


def test_what_came_to_a_chat_unasked_is_found_and_answers_are_not(storage: Storage) -> None:
    answer = NewMessage("upd:1/0", "reply", {}, Rank.REPLY, 7)
    put(storage, new("early"), new("late"), new("blocked"), new("waits"), new("other", chat=8), answer)
    with storage.begin() as uow:
        for key, at in (("early", NOW), ("late", LEASE), ("other", LEASE), ("upd:1/0", LEASE)):
            message = uow.outbox.find(key)
            assert message is not None
            uow.outbox.sent(message, at, 1)
        uow.commit()
    with storage.begin() as uow:
        [message] = [m for m in uow.outbox.claim("w", NOW, LEASE, 10) if m.key == "blocked"]
        uow.outbox.end(message, MessageState.UNREACHABLE, LEASE, "blocked")
        uow.commit()
    with storage.read() as uow:
        assert keys(uow.outbox.came(7, NOW, 10)) == ["blocked", "late", "early"]
        assert keys(uow.outbox.came(7, LEASE, 1)) == ["blocked"]


def test_a_message_is_found_by_its_id_and_one_that_is_not_there_is_said(storage: Storage) -> None:
    put(storage, new("a"))
    with storage.read() as uow:
        assert uow.outbox.get(found(storage, "a").id).key == "a"
        with pytest.raises(NotFound):
            uow.outbox.get(4711)


def test_what_a_clock_that_ran_ahead_put_off_goes_at_once_and_what_was_meant_for_later_waits(storage: Storage) -> None:
    ahead = NOW + timedelta(hours=8)
    put(storage, new("at once"), new("tonight", not_before=ahead + timedelta(hours=3)), now=ahead)
    put(storage, new("tomorrow", not_before=NOW + timedelta(days=1)))
    [message] = claim(storage, now=ahead, limit=1)
    with storage.begin() as uow:
        uow.outbox.retry(message, ahead + timedelta(seconds=5), "server error")
        uow.commit()
    put(storage, new("at once, too"), now=ahead)
    with storage.begin() as uow:
        assert uow.outbox.set_right(NOW) == 2
        uow.commit()
    assert keys(claim(storage)) == ["at once", "at once, too"]


def test_the_one_dispatcher_gives_back_what_anybody_had_claimed(storage: Storage) -> None:
    put(storage, new("a"), new("b"))
    claim(storage, worker="earlier", limit=1)
    claim(storage, worker="earlier still", limit=1)
    with storage.begin() as uow:
        assert uow.outbox.release() == 2
        uow.commit()
    assert len(claim(storage)) == 2


WRITES = {
    "add": lambda box, message: box.add(new("b"), NOW),
    "claim": lambda box, message: box.claim("w", NOW, LEASE, 1),
    "renew": lambda box, message: box.renew([1], LEASE),
    "sent": lambda box, message: box.sent(message, NOW, 1),
    "retry": lambda box, message: box.retry(message, NOW, "x"),
    "put_back": lambda box, message: box.put_back([1], NOW),
    "end": lambda box, message: box.end(message, MessageState.FAILED, NOW, "x"),
    "release": lambda box, message: box.release("w"),
    "move_chat": lambda box, message: box.move_chat(7, 8),
    "forget": lambda box, message: box.forget(NOW, "reminder"),
    "again": lambda box, message: box.again(1, NOW),
    "set_right": lambda box, message: box.set_right(NOW),
}


@pytest.mark.parametrize("name", WRITES)
def test_every_write_to_a_locked_file_is_a_storage_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine_module, "LOCK_WAIT_MS", 20)
    file = tmp_path / "locked.db"
    storage = Storage(open_engine(f"sqlite:///{file}"))
    tables.metadata.create_all(storage.engine)
    put(storage, new("a"))
    [message] = claim(storage)
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with storage.read() as uow, pytest.raises(StorageError, match="locked"):
        WRITES[name](uow.outbox, message)
    other.close()
    storage.close()
    assert set(WRITES) | READS == {method for method in vars(OutboxRows) if not method.startswith("_")}


READS = {"next_due", "counts", "find", "digests_sent", "get", "queues", "overdue", "failed", "came"}


def test_reading_does_not_wait_for_a_writer(sqlite_storage: Storage) -> None:
    put(sqlite_storage, new("a"))
    with sqlite_storage.begin() as writer, sqlite_storage.read() as reader:
        writer.outbox.add(new("b"), NOW)
        assert reader.outbox.counts()[MessageState.WAITING] == 1
        assert reader.outbox.find("b") is None
