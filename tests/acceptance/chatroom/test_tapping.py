"""Buttons pressed and inline questions: what reaches the bot, and what comes back to the person."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from bot.chatroom import tapping
from bot.chatroom.queries import OpenQueries
from tests.acceptance.chatroom.conftest import USERNAME, Desk

TOO_OLD = "400 Bad Request: query is too old and response timeout expired or query ID is invalid"
ARTICLE = {"type": "article", "id": "1", "title": "改厕", "input_message_content": {"message_text": "20 户"}}
KEYS = {"inline_keyboard": [[{"text": "已收到", "callback_data": "ack:7"}]]}


async def _pressed(desk: Desk, person: int, **more: Any) -> tuple[asyncio.Task[Any], dict[str, Any]]:
    """A button pressed; the person's waiting call and the query the bot got."""
    sent = await desk.ok("sendMessage", chat_id=person, text="通知", reply_markup=KEYS)
    body = {"as": person, "chat": person, "message": sent["message_id"], "data": "ack:7"} | more
    waiting = asyncio.create_task(desk.post("/room/taps", body))
    return waiting, await desk.waiting("callback_query")


async def test_a_tap_carries_its_message_and_brings_the_toast_back(desk: Desk) -> None:
    person = await desk.person()
    waiting, query = await _pressed(desk, person)
    assert (query["data"], query["from"]["id"]) == ("ack:7", person)
    assert (query["message"]["text"], query["message"]["reply_markup"]) == ("通知", KEYS)
    answer = {"text": "记下了", "show_alert": True, "url": f"https://t.me/{USERNAME}?start=a"}
    assert await desk.ok("answerCallbackQuery", callback_query_id=query["id"], **answer) is True
    toast = {"toast": "记下了", "alert": True, "url": f"https://t.me/{USERNAME}?start=a", "answered": True}
    assert await waiting == toast


async def test_a_silent_answer_is_no_toast(desk: Desk) -> None:
    waiting, query = await _pressed(desk, await desk.person())
    await desk.ok("answerCallbackQuery", callback_query_id=query["id"])
    assert await waiting == {"toast": None, "alert": False, "url": None, "answered": True}


async def test_only_a_forged_tap_carries_data_that_is_on_no_button(desk: Desk) -> None:
    person = await desk.person()
    waiting, query = await _pressed(desk, person)
    await desk.ok("answerCallbackQuery", callback_query_id=query["id"])
    await waiting
    body = {"as": person, "message": query["message"]["message_id"], "data": "admin:1"}
    assert (await desk.post("/room/taps", body, status=400))["error"] == "这条消息上没有这个按钮。"
    await desk.updates()
    forged = asyncio.create_task(desk.post("/room/taps", body | {"forged": True}))
    query = await desk.waiting("callback_query")
    assert query["data"] == "admin:1"
    await desk.ok("answerCallbackQuery", callback_query_id=query["id"])
    await forged


async def test_nobody_taps_in_a_chat_they_are_not_in(desk: Desk) -> None:
    inside, outside = await desk.person("王"), await desk.person("李")
    group = await desk.group(inside)
    sent = await desk.ok("sendMessage", chat_id=group, text="通知", reply_markup=KEYS)
    body = {"as": outside, "chat": group, "message": sent["message_id"], "data": "ack:7"}
    await desk.post("/room/taps", body, status=403)
    assert await desk.updates() == []


async def test_an_answer_nobody_waits_for_any_more_reaches_the_stream(desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr(tapping, "PATIENCE", 0.1)
    waiting, query = await _pressed(desk, await desk.person())
    assert await waiting == {"toast": None, "alert": False, "url": None, "answered": False}
    await desk.ok("answerCallbackQuery", callback_query_id=query["id"], text="晚了一点")
    event = desk.room.events.since(0)[-1]
    assert (event.kind, event.subject["text"]) == ("toast", "晚了一点")


async def test_an_answer_too_late_or_to_nothing_is_refused(desk: Desk) -> None:
    person = await desk.person()
    waiting, query = await _pressed(desk, person)
    assert await desk.refused("answerCallbackQuery", callback_query_id="123") == TOO_OLD
    assert await desk.refused("answerCallbackQuery") == TOO_OLD
    too_long = {"callback_query_id": query["id"], "text": "字" * 201}
    assert await desk.refused("answerCallbackQuery", **too_long) == "400 Bad Request: MESSAGE_TOO_LONG"
    await desk.post("/room/settings", {"callback_seconds": 0})
    assert await desk.refused("answerCallbackQuery", callback_query_id=query["id"]) == TOO_OLD
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_a_query_stays_open_for_the_set_time() -> None:
    now = 100.0
    queries = OpenQueries(lambda: 30, lambda: now)
    query_id, answer = queries.ask()
    now += 29
    queries.answer(query_id, "好")
    assert await answer == "好"


async def test_inline_results_are_offered_and_the_chosen_one_is_said(desk: Desk) -> None:
    person = await desk.person()
    group = await desk.group(person)
    asked = asyncio.create_task(desk.post("/room/inline", {"as": person, "chat": group, "query": "厕所"}))
    query = await desk.waiting("inline_query")
    assert (query["query"], query["chat_type"]) == ("厕所", "group")
    content = {"message_text": "改 <b>20</b> 户", "parse_mode": "HTML"}
    article = {"type": "article", "id": "a", "title": "改厕", "description": "户数", "input_message_content": content}
    await desk.ok("answerInlineQuery", inline_query_id=query["id"], results=[article])
    offered = await asked
    assert offered["results"] == [{"id": "a", "title": "改厕", "description": "户数"}]
    assert offered["button"] is None
    choice = {"as": person, "chat": group, "query_id": offered["query_id"], "result_id": "a"}
    said = await desk.post("/room/inline/choose", choice)
    assert (said["html"], said["from"]["id"]) == ("改 <b>20</b> 户", person)
    assert said["via"] == "村务助手"
    kinds = [key for update in await desk.updates() for key in update]
    assert "chosen_inline_result" in kinds
    await desk.post("/room/inline/choose", choice | {"result_id": "b"}, status=404)


async def test_a_button_above_inline_results_opens_the_bot_with_its_parameter(desk: Desk) -> None:
    person = await desk.person()
    asked = asyncio.create_task(desk.post("/room/inline", {"as": person, "query": "厕所"}))
    query = await desk.waiting("inline_query")
    button = {"text": "先加入", "start_parameter": "join"}
    await desk.ok("answerInlineQuery", inline_query_id=query["id"], results=[], button=button, is_personal=True)
    offered = await asked
    assert (offered["results"], offered["button"]) == (
        [], {"text": "先加入", "url": f"https://t.me/{USERNAME}?start=join"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("button", "refusal"),
    [
        ({"start_parameter": "join"}, "can't parse inline query results button"),
        ({"text": " ", "start_parameter": "join"}, "can't parse inline query results button"),
        ({"text": "加入"}, "can't parse inline query results button"),
        ({"text": "加入", "start_parameter": "加入"}, "START_PARAM_INVALID"),
        ({"text": "加入", "start_parameter": "a" * 65}, "START_PARAM_INVALID"),
        ({"text": "加入", "start_parameter": ""}, "START_PARAM_INVALID"),
    ],
)
async def test_a_button_telegram_refuses_is_refused_here(desk: Desk, button: Any, refusal: str) -> None:
    query, _ = desk.room.queries.ask()
    answer = await desk.refused("answerInlineQuery", inline_query_id=query, results=[], button=button)
    assert answer.startswith(f"400 Bad Request: {refusal}")


async def test_a_tap_in_a_group_the_bot_has_left_reaches_nobody(desk: Desk, monkeypatch: Any) -> None:
    monkeypatch.setattr(tapping, "PATIENCE", 0.05)
    person = await desk.person()
    group = await desk.group(person)
    sent = await desk.ok("sendMessage", chat_id=group, text="通知", reply_markup=KEYS)
    await desk.ok("leaveChat", chat_id=group)
    await desk.updates()
    body = {"as": person, "chat": group, "message": sent["message_id"], "data": "ack:7"}
    assert (await desk.post("/room/taps", body))["answered"] is False
    assert await desk.updates() == []


@pytest.mark.parametrize(
    ("results", "refusal"),
    [
        ([ARTICLE | {"type": "photo"}], "can't parse inline query result: type must be article"),
        ([ARTICLE | {"id": ""}], "RESULT_ID_INVALID"),
        ([ARTICLE | {"id": "长" * 22}], "RESULT_ID_INVALID"),
        ([ARTICLE, ARTICLE], "RESULT_ID_DUPLICATE"),
        ([ARTICLE | {"title": ""}], "can't parse inline query result: Can't find field \"title\""),
        ([ARTICLE | {"input_message_content": {}}], "MESSAGE_EMPTY"),
        ([ARTICLE] * 51, "RESULTS_TOO_MUCH"),
    ],
)
async def test_inline_results_telegram_refuses_are_refused_here(desk: Desk, results: Any, refusal: str) -> None:
    query, _ = desk.room.queries.ask()
    answer = await desk.refused("answerInlineQuery", inline_query_id=query, results=results)
    assert answer.startswith(f"400 Bad Request: {refusal}")
