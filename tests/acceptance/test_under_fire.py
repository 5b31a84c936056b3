"""Delivery under fire, from the outbox to the person's chat, over real HTTP: each fault Telegram, the disk or the clock
may bring, and what the people see of it."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.acceptance.town import Town, texts
from village.model.messages import MessageState, NewMessage, OutboxMessage, Rank
from village.model.people import Role

WANG, ZHANG, CLERK = "王秀兰", "张勇", "周敏"


def put(town: Town, key: str, chat: int | None, text: str = "", rank: Rank = Rank.BROADCAST, **more: Any) -> None:
    """Something to be sent that nobody asked for."""
    body = {"method": "sendMessage", "params": {"text": text or key}}
    with town.office.storage.begin() as uow:
        uow.outbox.add(NewMessage(key, "told", body, rank, chat, **more), town.clock.now())
        uow.commit()
    town.office.worker.wake()


def row(town: Town, key: str) -> OutboxMessage:
    with town.office.storage.read() as uow:
        message = uow.outbox.find(key)
    assert message is not None
    return message


async def until(condition: Callable[[], bool], seconds: float = 12.0) -> None:
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)


async def sent(town: Town, *keys: str, seconds: float = 12.0) -> None:
    await until(lambda: all(row(town, key).state is MessageState.SENT for key in keys), seconds)


async def fault(town: Town, chat: int, code: int | str, times: int = 1, **more: Any) -> None:
    await town.post("/room/faults", {"method": "sendMessage", "times": times, "error_code": code, "chat": chat, **more})


async def heard(town: Town, chat: int) -> Counter[str]:
    return Counter(m["text"] for m in await town.messages(chat) if m["from"] and m["from"]["bot"])


async def status(town: Town) -> str:
    return texts(await town.say(CLERK, "状态"))


# -- the server refuses ------------------------------------------------------------------------------------------------


async def test_five_seconds_of_429_hold_one_chat_and_nobody_else(town: Town) -> None:
    await fault(town, town.id(WANG), 429, parameters={"retry_after": 5})
    begun = time.monotonic()
    put(town, "a", town.id(WANG))
    await until(lambda: row(town, "a").reason is not None)
    put(town, "b", town.id(WANG))
    put(town, "c", town.id(ZHANG))
    await sent(town, "c")
    assert time.monotonic() - begun < 4
    await sent(town, "a", "b")
    assert time.monotonic() - begun >= 5
    said = [m["text"] for m in await town.said_to(WANG)]
    assert said.index("a") < said.index("b"), "the order within a chat is kept"
    assert (await heard(town, town.id(WANG)))["a"] == 1


async def test_ten_thousand_seconds_of_429_are_kept_over_a_restart_and_shown_to_the_clerk(town: Town) -> None:
    await fault(town, town.id(WANG), 429, parameters={"retry_after": 10_000})
    put(town, "a", town.id(WANG))
    await until(lambda: row(town, "a").not_before > town.clock.now() + timedelta(seconds=9_000))
    put(town, "c", town.id(ZHANG))
    await sent(town, "c")
    await town.shut()
    await town.open()
    await asyncio.sleep(0.3)
    assert (await heard(town, town.id(WANG)))["a"] == 0
    await town.later(seconds=10_001)
    await sent(town, "a")
    assert (await heard(town, town.id(WANG)))["a"] == 1


@pytest.mark.parametrize("code", [500, 502, 503, 504])
async def test_a_server_in_trouble_delays_and_doubles_nothing(town: Town, code: int) -> None:
    await fault(town, town.id(WANG), code, times=2)
    put(town, "a", town.id(WANG))
    await sent(town, "a")
    assert (await heard(town, town.id(WANG)))["a"] == 1


async def test_a_connection_lost_before_the_deed_leaves_one_message(town: Town) -> None:
    await fault(town, town.id(WANG), "drop")
    put(town, "a", town.id(WANG))
    await sent(town, "a")
    assert (await heard(town, town.id(WANG)))["a"] == 1


async def test_a_connection_lost_after_the_deed_repeats_it_once_and_loses_it_never(town: Town) -> None:
    await fault(town, town.id(WANG), "drop_after")
    put(town, "a", town.id(WANG))
    await sent(town, "a")
    assert (await heard(town, town.id(WANG)))["a"] == 2


async def test_an_answer_that_comes_too_late_repeats_it_once_and_loses_it_never(town: Town) -> None:
    request = town.office.application.bot._request[1]
    request._limits["read"] = 0.3  # type: ignore[attr-defined]
    await town.post("/room/faults", {"method": "sendMessage", "times": 1, "delay": 1.0, "chat": town.id(WANG)})
    put(town, "a", town.id(WANG))
    await sent(town, "a")
    await until(lambda: len(town.room.history[town.id(WANG)]) > 0)
    assert 1 <= (await heard(town, town.id(WANG)))["a"] <= 2


# -- people and groups that are not there ------------------------------------------------------------------------------


async def test_a_group_that_becomes_a_supergroup_in_the_middle_of_a_broadcast_loses_nothing(town: Town) -> None:
    everybody = [p.id for p in town.room.people.values()][:8]
    for number in range(3):
        put(town, f"g{number}", town.group)
    await sent(town, "g2")
    new = (await town.post(f"/room/chats/{town.group}/migrate", {}))["id"]
    for number, account in enumerate(everybody):
        put(town, f"p{number}", account)
    for number in range(3, 6):
        put(town, f"g{number}", town.group)  # still to the old id
    await town.idle()
    assert [row(town, f"g{n}").state.value for n in range(6)] == ["sent"] * 6
    assert [t for t in (await heard(town, new)) if t.startswith("g")] == ["g3", "g4", "g5"]
    assert max((await heard(town, new)).values()) == 1
    put(town, "after", new)
    await sent(town, "after")


async def test_a_group_the_assistant_was_put_out_of_is_shown_with_the_reason(town: Town) -> None:
    await town.post(f"/room/chats/{town.group}/members", {"bot": False})
    await town.idle()
    put(town, "a", town.group)
    await town.idle()
    assert (row(town, "a").state, row(town, "a").reason) == (MessageState.UNREACHABLE, "kicked")
    assert "把助手移出了群" in await status(town)
    await town.post(f"/room/chats/{town.group}/members", {"bot": True, "admin": True})
    await town.idle()
    put(town, "b", town.group)
    await sent(town, "b")
    assert "把助手移出了群" not in await status(town)


async def test_somebody_who_blocked_the_assistant_is_shown_with_the_reason_and_others_get_theirs(town: Town) -> None:
    await town.post(f"/room/chats/{town.id(WANG)}/block", {"blocked": True})
    put(town, "a", town.id(WANG))
    put(town, "b", town.id(ZHANG))
    await sent(town, "b")
    await until(lambda: row(town, "a").state is MessageState.UNREACHABLE)
    assert row(town, "a").reason == "blocked"
    said = await status(town)
    assert next(line for line in said.splitlines() if WANG in line).endswith("停用了助手，请本人重新点开始")


async def new_official(town: Town, name: str, account: int | None) -> None:
    with town.office.storage.begin() as uow:
        village = uow.units.tree().called("甘溪沟村")
        assert village is not None
        person = uow.people.add(name, account)
        uow.people.add_post(person.id, village.id, Role.OFFICIAL, "文书")
        uow.commit()


async def test_somebody_who_never_pressed_start_is_shown_with_the_reason(town: Town) -> None:
    added = await town.post("/room/people", {"name": "孙静"})
    await new_official(town, "孙静", added["id"])
    put(town, "a", added["id"])
    await town.idle()
    assert row(town, "a").state is MessageState.UNREACHABLE
    assert "· 孙静（甘溪沟村）还没点过开始" in await status(town)
    await town.say("孙静", "/start")
    assert "孙静" not in await status(town)


async def test_somebody_without_any_chat_is_shown_as_not_joined_and_reminders_end_without_fuss(town: Town) -> None:
    await new_official(town, "吴天", None)
    await town.at("2026-05-20T09:10")
    assert "· 吴天（甘溪沟村）还没加入" in await status(town)
    with town.office.storage.read() as uow:
        ended = uow.outbox.counts()
    assert ended[MessageState.UNREACHABLE] >= 1
    assert ended[MessageState.FAILED] == 0


async def test_an_account_that_is_gone_is_shown_with_the_reason(town: Town) -> None:
    await new_official(town, "郑远", 4711)
    put(town, "a", 4711)
    await town.idle()
    assert "· 郑远（甘溪沟村）账号找不到了" in await status(town)


# -- topics ------------------------------------------------------------------------------------------------------------


async def forum(town: Town) -> int:
    members = [town.id(CLERK), town.id(WANG)]
    made = {"type": "supergroup", "title": "清河镇话题群", "members": members, "forum": True}
    group = (await town.post("/room/chats", made))["id"]
    await town.say(CLERK, "/bind", group)
    return int(group)


async def test_a_question_in_a_topic_is_answered_in_that_topic(town: Town) -> None:
    group = await forum(town)
    said = await town.say(WANG, "/q 秸秆利用率", group, thread=5)
    assert [m["thread"] for m in said] == [5]


@pytest.mark.parametrize("words", ["message thread not found", "TOPIC_CLOSED", "TOPIC_DELETED"])
async def test_a_topic_that_is_gone_or_closed_sends_the_answer_to_the_group(town: Town, words: str) -> None:
    group = await forum(town)
    await fault(town, group, 400, description=f"Bad Request: {words}")
    [said] = await town.say(WANG, "/q 秸秆利用率", group, thread=5)
    assert said["thread"] is None


async def test_a_group_whose_last_topic_is_closed_counts_as_silenced(town: Town) -> None:
    group = await forum(town)
    await fault(town, group, 400, description="Bad Request: TOPIC_CLOSED")
    put(town, "a", group)
    await town.idle()
    assert (row(town, "a").state, row(town, "a").reason) == (MessageState.UNREACHABLE, "muted")


# -- the clock ---------------------------------------------------------------------------------------------------------


def reminders(town: Town) -> list[str]:
    with town.office.storage.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT key FROM outbox WHERE kind = 'reminder' ORDER BY id")
        return list(found.scalars())


async def test_a_clock_that_jumps_ahead_and_back_again_doubles_no_reminder(town: Town) -> None:
    await town.at("2026-05-20T09:10")
    first = reminders(town)
    before = await heard(town, town.id(WANG))
    for moment in ("2026-05-20T17:10", "2026-05-20T09:11", "2026-05-19T09:00", "2026-05-20T09:12"):
        await town.at(moment)
    assert reminders(town) == first != []
    assert await heard(town, town.id(WANG)) == before


async def test_what_was_written_while_the_clock_ran_ahead_goes_out_when_it_is_set_right(town: Town) -> None:
    now = town.clock.now()
    town.clock.set(now + timedelta(hours=8))
    await town.office.plan()
    await fault(town, town.id(WANG), 429, parameters={"retry_after": 2})
    put(town, "a", town.id(WANG))
    await until(lambda: row(town, "a").reason is not None)
    put(town, "tonight", town.id(WANG), not_before=now + timedelta(hours=10))
    town.clock.set(now + timedelta(seconds=5))
    assert row(town, "a").not_before > town.clock.now() + timedelta(hours=7)
    await town.office.plan()
    await sent(town, "a")
    assert row(town, "tonight").state is MessageState.WAITING


async def test_a_clock_that_runs_on_costs_no_look_at_what_waits(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[object] = []
    monkeypatch.setattr("village.storage.outbox.OutboxRows.set_right", lambda _, now: looks.append(now))
    for _ in range(3):
        await town.office.plan()
    await town.later(days=2)
    assert looks == []
    await town.at("2026-05-18T09:00")
    assert len(looks) == 1


async def test_answers_come_at_once_whatever_the_clock_did(town: Town) -> None:
    for hours in (48, -48):
        town.clock.set(town.clock.now() + timedelta(hours=hours))
        assert "可以这样用" in texts(await town.say(WANG, "帮助"))


async def test_a_machine_asleep_for_two_days_says_the_newest_only_and_raises_no_alarm(town: Town) -> None:
    await town.at("2026-05-20T09:10")
    await town.at("2026-05-21T10:00")
    town.clock.set(town.clock.now() + timedelta(days=2))
    await town.office.audit()
    await town.office.plan()
    await town.idle()
    steps = Counter(key.split("/")[-2] for key in reminders(town) if key.endswith(reminders(town)[0].split("/")[-1]))
    assert steps == {"t-5": 1, "t-2": 1}
    assert town.office.watchdog.health()["ok"]
    assert "卡住的：没有" in await status(town)


# -- the disk and the database -----------------------------------------------------------------------------------------


@contextmanager
def full_disk(town: Town) -> Iterator[None]:
    """No page more for the database file, as on a full disk."""
    engine = town.office.storage.engine
    limit = {"pages": 1}

    def on_checkout(connection: Any, *_: object) -> None:
        connection.execute(f"PRAGMA max_page_count={limit['pages']}")

    event.listen(engine, "checkout", on_checkout)
    try:
        yield
    finally:
        limit["pages"] = 1_000_000


async def test_a_full_disk_loses_nothing_and_the_answers_come_when_there_is_room(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    before, said = len(await town.said_to(WANG)), 0
    with full_disk(town):
        while "no updates" not in caplog.text:
            said += 1
            assert said < 300, "the disk never filled up"
            await town.post("/room/messages", {"as": town.id(WANG), "text": "说一说" * 1300})
            await asyncio.sleep(0.02)
        assert len(town.room.updates) > 0, "what is not on disk is not confirmed"
    await town.idle()
    assert len(await town.said_to(WANG)) == before + said


async def test_a_database_locked_by_somebody_else_delays_and_loses_nothing(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    engine = town.office.storage.engine
    event.listen(engine, "checkout", lambda connection, *_: connection.execute("PRAGMA busy_timeout=50"))
    other = sqlite3.connect(Path(town.settings.data_dir) / "village.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    await town.post("/room/messages", {"as": town.id(WANG), "text": "帮助"})
    await until(lambda: "no updates" in caplog.text and "storage is away" in caplog.text)
    other.execute("ROLLBACK")
    other.close()
    await town.idle()
    assert (await heard(town, town.id(WANG))).most_common(1)[0][1] == 1
    assert "可以这样用" in texts(await town.said_to(WANG))
