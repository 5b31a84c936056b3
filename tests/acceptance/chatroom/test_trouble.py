"""Trouble on demand: rate limits kept strictly, calls that fail, hang or lose their answer."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from bot.chatroom.limits import SendLimits
from tests.acceptance.chatroom.conftest import Desk


class Pace:
    """Limits under a clock the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.limits = SendLimits(lambda: self.now)

    def accepted(self, chats: list[int]) -> int:
        return sum(self.limits.take(chat) == 0 for chat in chats)


def test_thirty_in_any_sliding_second_over_all_chats() -> None:
    pace = Pace()
    assert pace.accepted(list(range(1, 21))) == 20
    pace.now += 0.6
    assert pace.accepted(list(range(100, 140))) == 10
    pace.now += 0.39
    assert pace.accepted([200]) == 0
    pace.now += 0.02
    assert pace.accepted(list(range(300, 340))) == 20


def test_a_private_chat_has_bursts_of_three_and_one_a_second() -> None:
    pace = Pace()
    assert pace.accepted([7] * 5) == 3
    assert pace.limits.take(7) == 1
    pace.now += 1
    assert pace.accepted([7] * 5) == 1
    pace.now += 60
    assert pace.accepted([7] * 5) == 3


def test_a_group_has_twenty_in_any_sliding_minute() -> None:
    pace = Pace()
    assert pace.accepted([-7] * 25) == 20
    pace.now += 30
    assert pace.limits.take(-7) == 30
    pace.now += 30.1
    assert pace.accepted([-7] * 25) == 20


def test_refused_calls_count_for_nothing() -> None:
    pace = Pace()
    pace.accepted([-7] * 20)
    for _ in range(100):
        pace.limits.take(-7)
    assert pace.accepted([7] * 3) == 3


async def test_strict_limits_answer_429_with_retry_after_and_edits_count(desk: Desk) -> None:
    person = await desk.person()
    await desk.post("/room/limits", {"strict": True})
    sent = [await desk.ok("sendMessage", chat_id=person, text="x") for _ in range(2)]
    where = {"chat_id": person, "message_id": sent[0]["message_id"]}
    await desk.ok("editMessageText", **where, text="改")
    status, body = await desk.bot("editMessageText", **where, text="又改")
    assert (status, body["description"]) == (429, "Too Many Requests: retry after 1")
    assert body["parameters"] == {"retry_after": 1}
    await desk.ok("sendChatAction", chat_id=person, action="typing")
    await desk.ok("deleteMessage", **where)
    await desk.post("/room/limits", {"strict": False})
    for _ in range(40):
        await desk.ok("sendMessage", chat_id=person, text="x")


@pytest.mark.parametrize(
    ("fault", "status", "answer"),
    [
        ({"error_code": 429, "parameters": {"retry_after": 7}}, 429,
         {"description": "Too Many Requests: retry after 7", "parameters": {"retry_after": 7}}),
        ({"error_code": 403}, 403, {"description": "Forbidden: bot was blocked by the user"}),
        ({"error_code": 502}, 502, {"description": "Bad Gateway"}),
        ({"error_code": 400, "parameters": {"migrate_to_chat_id": -100123}}, 400,
         {"description": "Bad Request: group chat was upgraded to a supergroup chat",
          "parameters": {"migrate_to_chat_id": -100123}}),
        ({"error_code": 400, "description": "Bad Request: odd"}, 400, {"description": "Bad Request: odd"}),
    ],
)  # fmt: skip
async def test_the_next_calls_fail_as_ordered_and_change_nothing(
    desk: Desk, fault: dict[str, Any], status: int, answer: dict[str, Any]
) -> None:
    person = await desk.person()
    await desk.post("/room/faults", {"method": "sendmessage", "times": 2} | fault)
    before = await desk.messages(person)
    for _ in range(2):
        got, body = await desk.bot("sendMessage", chat_id=person, text="x")
        assert (got, body) == (status, {"ok": False, "error_code": status} | answer)
        await desk.ok("getMe")
    assert await desk.messages(person) == before
    await desk.ok("sendMessage", chat_id=person, text="x")


@pytest.mark.parametrize(("code", "arrives"), [(0, False), ("drop", False), ("drop_after", True)])
async def test_a_dropped_connection_comes_before_or_after_the_deed(desk: Desk, code: object, arrives: bool) -> None:
    person = await desk.person()
    await desk.post("/room/faults", {"method": "sendMessage", "error_code": code})
    with pytest.raises(aiohttp.ClientConnectionError):
        await desk.bot("sendMessage", chat_id=person, text="送到了吗")
    texts = [message["text"] for message in await desk.messages(person)]
    assert ("送到了吗" in texts) is arrives
    await desk.ok("sendMessage", chat_id=person, text="好了")


async def test_a_delay_only_delays(desk: Desk) -> None:
    await desk.post("/room/faults", {"method": "getMe", "delay": 0.2})
    started = time.monotonic()
    await desk.ok("getMe")
    assert time.monotonic() - started >= 0.2
    started = time.monotonic()
    await desk.ok("getMe")
    assert time.monotonic() - started < 0.2


async def test_a_fault_may_meet_one_chat_only_and_be_called_off(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    await desk.post("/room/faults", {"method": "*", "times": 9, "error_code": 500, "chat": ming})
    assert await desk.refused("sendMessage", chat_id=ming, text="x") == "500 Internal Server Error"
    await desk.ok("sendMessage", chat_id=lan, text="x")
    assert (await desk.get("/room/faults"))[0]["times"] == 8
    async with desk.http.delete(desk.url + "/room/faults") as response:
        assert response.status == 200
    await desk.ok("sendMessage", chat_id=ming, text="x")


@pytest.mark.parametrize(
    "fault",
    [{"error_code": 200}, {"error_code": "boom"}, {"times": 0}, {"parameters": [1]}, {"delay": "x"}, {"chat": "x"}],
)
async def test_a_fault_nobody_can_order_is_refused(desk: Desk, fault: dict[str, Any]) -> None:
    assert "error" in await desk.post("/room/faults", {"method": "sendMessage"} | fault, status=400)


async def test_latency_meets_every_call_side_by_side(desk: Desk) -> None:
    person = await desk.person()
    await desk.post("/room/settings", {"latency_ms": 100})
    started = time.monotonic()
    await asyncio.gather(*(desk.ok("sendMessage", chat_id=person, text=str(n)) for n in range(20)))
    assert 0.1 <= time.monotonic() - started < 1


async def test_calls_are_logged_with_what_telegram_does_not_know(desk: Desk) -> None:
    person = await desk.person()
    mark = (await desk.get("/room/calls"))[-1]["n"]
    await desk.ok("sendMessage", chat_id=person, text="x", colour="red")
    await desk.refused("sendMessage", chat_id=person, text="")
    good, bad = await desk.get("/room/calls", after=mark, method="sendMessage")
    assert (good["params"]["text"], good["ok"], good["unknown"]) == ("x", True, ["colour"])
    assert (bad["ok"], bad["error"]) == (False, "Bad Request: message text is empty")
