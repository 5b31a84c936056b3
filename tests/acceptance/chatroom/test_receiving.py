"""getUpdates: offsets, limits, long polls, two pollers, kinds asked for, retention."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.chatroom.store import Store
from bot.chatroom.updates import FIRST_ID, RETENTION, Updates
from tests.acceptance.chatroom.conftest import Desk

OTHER_POLLER = "409 Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


def texts(updates: list[dict]) -> list[str]:
    return [update["message"]["text"] for update in updates]


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(desk: Desk) -> None:
    person = await desk.person()
    for text in "一二三":
        await desk.say(person, text)
    first = await desk.ok("getUpdates")
    assert texts(first) == texts(await desk.ok("getUpdates")) == ["一", "二", "三"]
    assert texts(await desk.ok("getUpdates", offset=first[1]["update_id"])) == ["二", "三"]
    assert texts(await desk.ok("getUpdates")) == ["二", "三"]
    assert await desk.ok("getUpdates", offset=first[2]["update_id"] + 1) == []
    assert await desk.ok("getUpdates", offset=first[0]["update_id"]) == []


async def test_update_ids_count_up_one_by_one(desk: Desk) -> None:
    person = await desk.person()
    for text in "一二三":
        await desk.say(person, text)
    ids = [update["update_id"] for update in await desk.ok("getUpdates")]
    assert ids == list(range(ids[0], ids[0] + 3))


async def test_the_limit_holds_and_is_kept_between_1_and_100(desk: Desk) -> None:
    person = await desk.person()
    await asyncio.gather(*(desk.say(person, str(n)) for n in range(105)))
    assert len(await desk.ok("getUpdates", limit=2)) == 2
    assert len(await desk.ok("getUpdates", limit=1000)) == 100
    assert len(await desk.ok("getUpdates", limit=0)) == 1


async def test_a_negative_offset_counts_from_the_end_and_forgets_the_rest(desk: Desk) -> None:
    person = await desk.person()
    for text in "一二三":
        await desk.say(person, text)
    assert texts(await desk.ok("getUpdates", offset=-2)) == ["二", "三"]
    assert texts(await desk.ok("getUpdates")) == ["二", "三"]


async def test_a_long_poll_ends_with_the_next_update_or_empty_after_its_timeout(desk: Desk) -> None:
    person = await desk.person()
    poll = asyncio.create_task(desk.ok("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    started = time.monotonic()
    await desk.say(person, "来了")
    assert texts(await poll) == ["来了"]
    assert time.monotonic() - started < 1
    await desk.updates()
    started = time.monotonic()
    assert await desk.ok("getUpdates", timeout=1) == []
    assert 0.9 < time.monotonic() - started < 3


async def test_a_second_poller_ends_the_first_with_409_and_goes_on(desk: Desk) -> None:
    person = await desk.person()
    first = asyncio.create_task(desk.refused("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    second = asyncio.create_task(desk.ok("getUpdates", timeout=10))
    assert await first == OTHER_POLLER
    await desk.say(person, "在")
    assert texts(await second) == ["在"]


async def test_only_the_kinds_asked_for_are_made_and_the_choice_is_remembered(desk: Desk) -> None:
    person = await desk.person()
    await desk.ok("getUpdates", allowed_updates=["edited_message"])
    said = await desk.say(person, "不要")
    await desk.post("/room/edits", {"as": person, "message": said["id"], "text": "要"})
    found = await desk.ok("getUpdates")
    assert [update["edited_message"]["text"] for update in found] == ["要"]
    await desk.ok("getUpdates", offset=found[0]["update_id"] + 1, allowed_updates=[])
    await desk.say(person, "又要")
    assert texts(await desk.ok("getUpdates")) == ["又要"]


async def test_a_poller_that_vanished_loses_nothing(desk: Desk) -> None:
    person = await desk.person()
    poll = asyncio.create_task(desk.ok("getUpdates", timeout=10))
    await asyncio.sleep(0.05)
    poll.cancel()
    await asyncio.gather(poll, return_exceptions=True)
    await desk.say(person, "还在")
    assert texts(await desk.ok("getUpdates", timeout=1)) == ["还在"]


@pytest.mark.parametrize("offset", ["x", None, ""])
async def test_an_offset_that_is_no_number_counts_as_none(desk: Desk, offset: object) -> None:
    person = await desk.person()
    await desk.say(person, "在")
    assert texts(await desk.ok("getUpdates", offset=offset)) == ["在"]


def test_updates_are_kept_for_a_day() -> None:
    now = 1_000_000.0
    updates = Updates(Store(None), wall=lambda: now)
    updates.add("message", {"text": "旧"}, 1)
    now += RETENTION / 2
    updates.add("message", {"text": "新"}, 1)
    now += RETENTION / 2 + 1
    assert [update.id for update in updates.waiting()] == [FIRST_ID + 1]


async def test_methods_answer_to_any_case_and_to_get_and_forms(desk: Desk) -> None:
    token = desk.room.token
    async with desk.http.get(f"{desk.url}/bot{token}/GETME") as response:
        assert (await response.json())["result"]["username"] == "desk_test_bot"
    person = await desk.person()
    async with desk.http.post(f"{desk.url}/bot{token}/sendmessage?chat_id={person}", data={"text": "表单"}) as response:
        assert (await response.json())["result"]["text"] == "表单"


async def test_a_wrong_token_is_401_and_an_unknown_method_404(desk: Desk) -> None:
    async with desk.http.get(f"{desk.url}/bot1:wrong/getMe") as response:
        assert response.status == 401
        assert await response.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert await desk.refused("getMagic") == "404 Not Found"


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"'])
async def test_a_body_that_is_no_json_object_is_400(desk: Desk, body: bytes) -> None:
    url = f"{desk.url}/bot{desk.room.token}/sendMessage"
    async with desk.http.post(url, data=body, headers={"Content-Type": "application/json"}) as response:
        assert response.status == 400
        assert (await response.json())["ok"] is False
