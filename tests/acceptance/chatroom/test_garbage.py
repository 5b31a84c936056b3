"""Whatever a caller sends, it hears a refusal; nothing breaks the room."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from bot.chatroom.methods import METHODS
from tests.acceptance.chatroom.conftest import Desk

ODD: list[Any] = [
    None, "", " ", "x", "字" * 70, 0, -1, 1, 2**70, 1.5, True, [], {}, [1], [[1]], [{}], {"type": "x"}, {"type": []},
    "[", "{}", "[[]]", "²", "-", "\ud83d", "\x00",
    {"inline_keyboard": [[{"text": 1}]]}, {"inline_keyboard": [[{"text": "a", "url": 5}]]}, {"inline_keyboard": 5},
    {"inline_keyboard": [[{"text": "a", "url": "http://[x"}]]}, {"inline_keyboard": [[{"text": "a", "web_app": "x"}]]},
    {"inline_keyboard": [[{"text": "a", "copy_text": "x"}]]}, {"keyboard": [[None]]},
    {"keyboard": [[{"text": "\ud800"}]]}, {"message_id": "x"}, {"message_id": True}, {"message_id": 1, "chat_id": {}},
    [{"type": "bold", "offset": 0, "length": 1}], [{"type": "text_link", "offset": 0, "length": 1, "url": "http://[x"}],
    [{"type": "photo", "media": []}, {"type": "photo", "media": None}], [{"type": []}, {"type": {}}],
    {"type": "chat", "chat_id": []}, {"type": "chat_member", "chat_id": "1", "user_id": "x"},
    {"type": "web_app", "text": 1, "web_app": 5}, [{"command": 1, "description": 2}],
    [{"command": "/", "description": "x"}],
    [{"type": "article", "id": "1", "title": "a", "input_message_content": {"message_text": 5, "parse_mode": []}}],
    [{"type": "article", "id": "1", "title": "a", "input_message_content": {"message_text": "a"}, "reply_markup": "["}],
]  # fmt: skip
CALLS = [
    ("/room/people", ["name", "note", "username"]),
    ("/room/chats", ["type", "title", "members", "bot", "forum", "as"]),
    ("/room/messages", ["as", "chat", "text", "reply_to", "sticker", "contact", "latitude", "longitude", "thread"]),
    ("/room/edits", ["as", "chat", "message", "text"]),
    ("/room/links", ["as", "url", "chat"]),
    ("/room/taps", ["as", "chat", "message", "data"]),
    ("/room/inline/choose", ["as", "chat", "query_id", "result_id"]),
    ("/room/faults", ["times", "parameters", "delay", "chat", "error_code"]),
    ("/room/settings", ["privacy", "latency_ms", "colour"]),
    ("/room/chats/{chat}/members", ["add", "remove", "bot", "admin", "as"]),
    ("/room/chats/{chat}/block", ["blocked"]),
    ("/room/chats/{chat}/read", ["as"]),
]


def _given(chance: random.Random, names: list[str], good: dict[str, list[Any]]) -> dict[str, Any]:
    """Some of the fields, each odd or fitting."""
    some = chance.sample(names, chance.randint(0, len(names)))
    return {
        name: chance.choice(good.get(name, []) + ODD if chance.random() < 0.6 else good.get(name, ODD)) for name in some
    }


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("method", METHODS.values(), ids=lambda method: method.name)
async def test_no_parameters_break_a_method(desk: Desk, method: Any, seed: int) -> None:
    chance = random.Random(f"{method.name}{seed}")
    person = await desk.person()
    group = await desk.group(person)
    sent = await desk.ok("sendMessage", chat_id=person, text="x")
    good: dict[str, list[Any]] = {
        "chat_id": [person, group, str(person)], "from_chat_id": [person], "message_id": [sent["message_id"]],
        "text": ["好"], "url": [""], "timeout": [0], "latitude": [1], "longitude": [2], "action": ["typing"],
    }  # fmt: skip
    for _ in range(25):
        params = _given(chance, sorted(method.known), good) | ({"timeout": 0} if method.name == "getUpdates" else {})
        if method.name == "setWebhook":
            params["url"] = "example.org"
        status, body = await desk.bot(method.name, **params)
        assert status < 500, (params, body)
        json.dumps(body)
    for chat in (person, group):
        await desk.messages(chat)
    await desk.get("/room/bot", **{"as": person, "chat": person})


@pytest.mark.parametrize(("path", "names"), CALLS)
async def test_no_fields_break_the_peoples_side(desk: Desk, path: str, names: list[str]) -> None:
    chance = random.Random(path)
    person = await desk.person()
    group = await desk.group(person)
    good: dict[str, list[Any]] = {"as": [person], "chat": [person, group], "text": ["好"], "members": [[person]]}
    for _ in range(60):
        body = _given(chance, names, good)
        async with desk.http.post(desk.url + path.format(chat=group), json=body) as response:
            assert response.status < 500, (body, await response.text())
            await response.json()
        if path == "/room/settings":
            desk.room.settings.latency_ms = 0
    for wrong in (b"{", b"[]", b"5", b"\xff"):
        headers = {"Content-Type": "application/json"}
        async with desk.http.post(desk.url + path.format(chat=group), data=wrong, headers=headers) as response:
            assert response.status == 400
            assert (await response.json())["error"].endswith("。")


@pytest.mark.parametrize(
    "path",
    ["/room/chats?as=x", "/room/chats/x/messages", "/room/chats/5/messages", "/room/bot?chat=x", "/room/calls?after=x",
     "/room/files/none", "/room/events?as=x", "/room/chats/-/messages", "/room/chats/²/messages"],
)  # fmt: skip
async def test_a_question_nobody_can_answer_is_refused(desk: Desk, path: str) -> None:
    async with desk.http.get(desk.url + path) as response:
        assert response.status in (400, 404)
        assert (await response.json())["error"].endswith("。")
