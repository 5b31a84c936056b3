"""The people's side: shapes the page builds on, the live stream, the clock, and who may call it at all."""

from __future__ import annotations

import asyncio
import json
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.chatroom import ChatRoom, serve
from tests.acceptance.chatroom.conftest import USERNAME, Desk, HandClock

MESSAGE = {
    "id", "chat", "from", "date", "edited", "text", "html", "entities", "photo", "document", "voice", "location",
    "sticker", "service", "reply_to", "inline_keyboard", "reply_keyboard", "silent",
}  # fmt: skip


async def test_a_message_has_the_agreed_shape_and_safe_html(desk: Desk) -> None:
    person = await desk.person("<b>王</b>")
    said = await desk.say(person, "<script>alert(1)</script> @someone")
    assert said.keys() >= MESSAGE
    assert said["from"] == {"id": person, "name": "<b>王</b>", "bot": False}
    assert said["html"] == '&lt;script&gt;alert(1)&lt;/script&gt; <span class="mention">@someone</span>'
    assert said["text"] == "<script>alert(1)</script> @someone"


async def test_people_and_chats_have_the_agreed_shapes(desk: Desk) -> None:
    person = await desk.post("/room/people", {"name": "王秀兰", "note": "甘溪沟村", "username": "wang"})
    assert await desk.get("/room/people") == [person]
    assert {key: person[key] for key in ("name", "note", "username")} == {
        "name": "王秀兰", "note": "甘溪沟村", "username": "wang",
    }  # fmt: skip
    group = await desk.group(person["id"])
    private, shown = await desk.get("/room/chats", **{"as": person["id"]})
    assert (private["id"], private["type"], private["last"]) == (person["id"], "private", None)
    assert private["title"] == "村务助手"
    assert (shown["id"], shown["members"], shown["bot"], shown["blocked"]) == (group, [person["id"]], True, False)


async def test_a_person_sees_only_their_own_chats(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    group = await desk.group(ming)
    assert {chat["id"] for chat in await desk.get("/room/chats", **{"as": lan})} == {lan}
    assert {chat["id"] for chat in await desk.get("/room/chats")} == {ming, lan, group}


async def test_unread_counts_what_came_since_the_person_spoke_or_read(desk: Desk) -> None:
    person = await desk.person()

    async def unread() -> int:
        return (await desk.get("/room/chats", **{"as": person}))[0]["unread"]

    for text in "一二":
        await desk.ok("sendMessage", chat_id=person, text=text)
    assert await unread() == 2
    await desk.post(f"/room/chats/{person}/read", {"as": person})
    assert await unread() == 0
    await desk.ok("sendMessage", chat_id=person, text="三")
    await desk.say(person, "看到了")
    assert await unread() == 0


async def test_a_long_text_is_split_as_clients_do(desk: Desk) -> None:
    person = await desk.person()
    said = await desk.say(person, "长" * 5000)
    lengths = [len(update["message"]["text"]) for update in await desk.updates()]
    assert (lengths, len(said["parts"])) == ([4096, 904], 2)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": ""}, 400),
        ({"text": "x", "chat": -1}, 404),
        ({"text": "x", "as": 1}, 404),
        ({"text": "x", "reply_to": 999}, 404),
        ({"text": "x", "chat": "abc"}, 400),
        ({"sticker": "太长的一串文字不是贴纸哦不是不是"}, 400),
        ({"text": "x", "as": None}, 400),
    ],
)
async def test_what_cannot_be_said_is_refused_with_a_sentence(desk: Desk, body: dict[str, Any], status: int) -> None:
    person = await desk.person()
    answer = await desk.post("/room/messages", {"as": person} | body, status=status)
    assert answer["error"].endswith("。")


async def test_a_sticker_a_place_and_a_contact_arrive(desk: Desk) -> None:
    person = await desk.person()
    for body in ({"sticker": "👍"}, {"latitude": 30.5, "longitude": 104.25}, {"contact": "13800000000"}):
        await desk.post("/room/messages", {"as": person} | body)
    sticker, place, contact = [update["message"] for update in await desk.updates()]
    assert sticker["sticker"]["emoji"] == "👍"
    assert place["location"] == {"latitude": 30.5, "longitude": 104.25}
    assert contact["contact"]["user_id"] == person


async def test_messages_are_paged_in_order(desk: Desk) -> None:
    person = await desk.person()
    ids = [(await desk.say(person, str(n)))["id"] for n in range(5)]
    path = f"/room/chats/{person}/messages"
    assert [m["id"] for m in await desk.get(path, after=ids[1], limit=2)] == ids[2:4]
    assert [m["id"] for m in await desk.get(path, limit=2)] == ids[3:]


async def test_an_edited_message_of_a_person_reaches_the_bot(desk: Desk) -> None:
    person = await desk.person()
    said = await desk.say(person, "三户")
    await desk.updates()
    edited = await desk.post("/room/edits", {"as": person, "message": said["id"], "text": "四户"})
    assert (edited["id"], edited["text"], edited["edited"] is not None) == (said["id"], "四户", True)
    assert (await desk.updates())[0]["edited_message"]["text"] == "四户"
    own = await desk.ok("sendMessage", chat_id=person, text="x")
    await desk.post("/room/edits", {"as": person, "message": own["message_id"], "text": "y"}, status=404)


@asynccontextmanager
async def stream(desk: Desk, **more: Any) -> Any:
    """A reader of the live stream: ``await read()`` gives the next (id, event, data)."""
    async with desk.http.get(desk.url + "/room/events", **more) as response:
        assert response.headers["Content-Type"] == "text/event-stream"

        async def read() -> tuple[int, str, Any]:
            fields: dict[str, str] = {}
            while "data" not in fields:
                line = await asyncio.wait_for(response.content.readline(), 5)
                name, _, value = line.decode().strip().partition(": ")
                fields[name] = value
            return int(fields["id"]), fields["event"], json.loads(fields["data"])

        yield read


async def test_the_stream_tells_messages_edits_deletes_and_typing(desk: Desk) -> None:
    person = await desk.person()
    async with stream(desk, params={"as": person}) as read:
        sent = await desk.ok("sendMessage", chat_id=person, text="一")
        where = {"chat_id": person, "message_id": sent["message_id"]}
        await desk.ok("editMessageText", **where, text="二")
        await desk.ok("sendChatAction", chat_id=person, action="typing")
        await desk.ok("deleteMessage", **where)
        events = [await read() for _ in range(4)]
    assert [kind for _, kind, _ in events] == ["message", "edit", "typing", "delete"]
    assert events[0][2]["text"] in ("一", "二")
    assert events[1][2]["text"] == "二"
    assert events[3][2] == {"chat": person, "id": sent["message_id"]}


async def test_a_stream_for_one_person_carries_only_their_chats(desk: Desk) -> None:
    ming, lan = await desk.person("明"), await desk.person("兰")
    async with stream(desk, params={"as": lan}) as read:
        await desk.ok("sendMessage", chat_id=ming, text="不给兰看")
        await desk.ok("sendMessage", chat_id=lan, text="给兰看")
        assert (await read())[2]["text"] == "给兰看"


async def test_a_broken_stream_resumes_after_the_last_event(desk: Desk) -> None:
    person = await desk.person()
    async with stream(desk) as read:
        await desk.ok("sendMessage", chat_id=person, text="一")
        number, _, _ = await read()
    await desk.ok("sendMessage", chat_id=person, text="断线时")
    async with stream(desk, headers={"Last-Event-ID": str(number)}) as read:
        assert (await read())[2]["text"] == "断线时"


async def test_the_clock_moves_and_dates_the_messages(timed: Desk, clock: HandClock) -> None:
    person = await timed.person()
    async with stream(timed) as read:
        assert await timed.get("/room/clock") == {"now": "2026-05-20T01:00:00+00:00"}
        moved = await timed.post("/room/clock", {"advance": 5 * 86400})
        assert (await read())[1:] == ("clock", moved)
    sent = await timed.ok("sendMessage", chat_id=person, text="x")
    assert sent["date"] == int(datetime(2026, 5, 25, 1, tzinfo=UTC).timestamp())
    await timed.post("/room/clock", {"now": "2026-06-01T08:00:00+08:00"})
    assert clock.now() == datetime(2026, 6, 1, tzinfo=UTC)
    await timed.post("/room/clock", {"now": "明天"}, status=400)


async def test_without_a_clock_the_time_cannot_be_moved(desk: Desk) -> None:
    for verb in ("GET", "POST"):
        async with desk.http.request(verb, desk.url + "/room/clock", json={"advance": 1}) as response:
            assert response.status == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Host": "evil.example"},
        {"Host": "evil.example:80", "Origin": "http://evil.example:80"},
    ],
)
async def test_another_web_page_cannot_drive_the_room(desk: Desk, headers: dict[str, str]) -> None:
    async with desk.http.post(desk.url + "/room/people", json={"name": "x"}, headers=headers) as response:
        assert response.status == 403
    assert await desk.get("/room/people") == []


async def test_the_rooms_own_page_may(desk: Desk) -> None:
    async with desk.http.post(desk.url + "/room/people", json={"name": "x"}, headers={"Origin": desk.url}) as response:
        assert response.status == 200


@pytest.mark.parametrize("change", [{"colour": 1}, {"mentions": "x"}, {"latency_ms": -1}, {"latency_ms": True}])
async def test_a_setting_nobody_knows_is_refused_and_changes_nothing(desk: Desk, change: dict[str, Any]) -> None:
    before = await desk.get("/room/settings")
    await desk.post("/room/settings", {"privacy": False} | change, status=400)
    assert await desk.get("/room/settings") == before


async def test_the_bot_is_shown_with_its_menu(desk: Desk) -> None:
    person = await desk.person()
    bot = await desk.get("/room/bot", **{"as": person, "chat": person})
    assert (bot["username"], bot["name"]) == (USERNAME, "村务助手")
    assert (bot["commands"], bot["menu"]) == ([], {"type": "commands"})


async def test_a_taken_port_is_told_and_the_rooms_file_is_free_again(desk: Desk, tmp_path: Path) -> None:
    room = ChatRoom("1:a", "other_bot", tmp_path / "room.db")
    with pytest.raises(OSError, match="address already in use"):
        await serve(room, port=desk.server.port)
    ChatRoom("1:a", "other_bot", tmp_path / "room.db").store.close()


async def test_the_page_and_its_parts_are_served(desk: Desk) -> None:
    async with desk.http.get(desk.url + "/") as response:
        assert response.status == 200
        page = await response.text()
    assert "<html" in page
    script = page.split('src="/static/')[1].split('"')[0] if 'src="/static/' in page else "index.html"
    async with desk.http.get(f"{desk.url}/static/{script}") as response:
        assert response.status == 200
    async with desk.http.get(f"{desk.url}/static/../room.py") as response:
        assert response.status == 404
