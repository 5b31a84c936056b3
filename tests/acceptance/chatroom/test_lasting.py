"""What was acknowledged is there after kill -9: people, chats, messages, files, updates and their numbers."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.chatroom import ChatRoom
from bot.chatroom.store import Store
from tests.acceptance.chatroom.conftest import TOKEN, USERNAME, running

ROOT = Path(__file__).parents[3]


@asynccontextmanager
async def process(database: Path) -> AsyncIterator[tuple[str, asyncio.subprocess.Process]]:
    """The room as its own process."""
    command = [sys.executable, "-m", "bot.chatroom", "--port", "0", "--token", TOKEN, "--username", USERNAME]
    running = await asyncio.create_subprocess_exec(
        *command, "--database", str(database), "--person", "王秀兰", cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout
    try:
        yield (await running.stdout.readline()).decode().strip(), running
    finally:
        if running.returncode is None:
            running.kill()
        await running.communicate()


async def call(http: aiohttp.ClientSession, url: str, body: dict[str, Any] | None = None) -> Any:
    async with http.request("GET" if body is None else "POST", url, json=body) as response:
        assert response.status == 200, await response.text()
        return await response.json()


async def test_everything_acknowledged_survives_kill_9(tmp_path: Path) -> None:
    said: list[str] = []
    sent: list[str] = []

    async def talk(http: aiohttp.ClientSession, url: str, person: int, lane: int) -> None:
        for n in range(1000):
            await call(http, f"{url}/room/messages", {"as": person, "text": f"问{lane}-{n}"})
            said.append(f"问{lane}-{n}")
            await call(http, f"{url}/bot{TOKEN}/sendMessage", {"chat_id": person, "text": f"答{lane}-{n}"})
            sent.append(f"答{lane}-{n}")

    async with process(tmp_path / "room.db") as (url, room), aiohttp.ClientSession() as http:
        person = (await call(http, f"{url}/room/people"))[0]["id"]
        talking = asyncio.gather(*(talk(http, url, person, lane) for lane in range(4)), return_exceptions=True)
        await asyncio.sleep(0.4)
        room.send_signal(signal.SIGKILL)
        await talking
    assert len(said) > 20
    async with process(tmp_path / "room.db") as (url, room), aiohttp.ClientSession() as http:
        texts = {m["text"] for m in await call(http, f"{url}/room/chats/{person}/messages?after=0&limit=9999")}
        assert texts >= set(said) | set(sent)
        waiting = set()
        updates = await call(http, f"{url}/bot{TOKEN}/getUpdates", {})
        while batch := updates["result"]:
            waiting |= {update["message"]["text"] for update in batch}
            offset = batch[-1]["update_id"] + 1
            updates = await call(http, f"{url}/bot{TOKEN}/getUpdates", {"offset": offset})
        assert waiting >= set(said)


async def test_a_restarted_room_goes_on_where_it_was(tmp_path: Path) -> None:
    database = tmp_path / "room.db"
    async with running(database) as desk:
        person = await desk.person()
        group = await desk.group(person)
        keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
        card = await desk.ok("sendMessage", chat_id=group, text="已报 3/8", reply_markup=keys)
        await desk.ok("setMyCommands", commands=[{"command": "start", "description": "开始"}])
        await desk.post("/room/settings", {"mentions": True})
        form = aiohttp.FormData({"as": str(person)})
        form.add_field("document", b"abc", filename="a.txt")
        async with desk.http.post(f"{desk.url}/room/messages", data=form) as response:
            document = (await response.json())["document"]
        await desk.post(f"/room/chats/{person}/block", {"blocked": True})
        before = [await desk.messages(person), await desk.messages(group), await desk.get("/room/chats")]
        pending = await desk.ok("getUpdates")
    async with running(database) as desk:
        assert [await desk.messages(person), await desk.messages(group), await desk.get("/room/chats")] == before
        assert await desk.ok("getUpdates") == pending
        assert (await desk.get("/room/bot"))["commands"] == [{"command": "start", "description": "开始"}]
        assert (await desk.get("/room/settings"))["mentions"] is True
        path = (await desk.ok("getFile", file_id=document["file_id"]))["file_path"]
        async with desk.http.get(f"{desk.url}/file/bot{TOKEN}/{path}") as response:
            assert await response.read() == b"abc"
        edit = {"chat_id": group, "message_id": card["message_id"], "text": "已报 4/8"}
        assert "reply_markup" not in await desk.ok("editMessageText", **edit)
        await desk.post(f"/room/chats/{person}/block", {"blocked": False})
        said = await desk.say(person, "新")
        assert said["id"] > max(message["id"] for message in before[0])
        assert (await desk.ok("getUpdates"))[-1]["update_id"] > pending[-1]["update_id"]


async def test_a_confirmed_update_does_not_come_back_after_a_restart(tmp_path: Path) -> None:
    async with running(tmp_path / "room.db") as desk:
        person = await desk.person()
        await desk.say(person, "办完了")
        await desk.updates()
    async with running(tmp_path / "room.db") as desk:
        assert await desk.ok("getUpdates") == []


async def test_a_tap_made_before_a_restart_may_still_be_answered(tmp_path: Path) -> None:
    keys = {"inline_keyboard": [[{"text": "好", "callback_data": "ok"}]]}
    async with running(tmp_path / "room.db") as desk:
        person = await desk.person()
        sent = await desk.ok("sendMessage", chat_id=person, text="x", reply_markup=keys)
        tap = asyncio.create_task(desk.post("/room/taps", {"as": person, "message": sent["message_id"], "data": "ok"}))
        query = await desk.waiting("callback_query")
        tap.cancel()
        await asyncio.gather(tap, return_exceptions=True)
    async with running(tmp_path / "room.db") as desk:
        assert await desk.ok("answerCallbackQuery", callback_query_id=query["id"]) is True


def test_seeding_twice_makes_nobody_twice(tmp_path: Path) -> None:
    for _ in range(2):
        room = ChatRoom(TOKEN, USERNAME, tmp_path / "room.db")
        person = room.add_person("王秀兰", id=7_000_000_100, note="甘溪沟村 村支书")
        room.add_chat("清河镇工作群", [person.id], id=-4_000_000_100)
        assert (len(room.people), len(room.chats)) == (1, 2)
        assert [update.kind for update in room.updates.waiting()] == ["my_chat_member", "message"]
        room.store.close()


def test_a_room_open_elsewhere_is_refused(tmp_path: Path) -> None:
    first = Store(tmp_path / "room.db")
    with pytest.raises(sqlite3.OperationalError, match="locked"):
        Store(tmp_path / "room.db", patience=0.1)
    first.close()
    Store(tmp_path / "room.db").close()


async def test_a_disk_that_fails_is_told_and_nothing_is_acknowledged(tmp_path: Path) -> None:
    async with running(tmp_path / "room.db") as desk:
        person = await desk.person()
        desk.room.store._db.execute("PRAGMA query_only = ON")
        assert await desk.refused("sendMessage", chat_id=person, text="x") == "500 Internal Server Error"
        async with desk.http.post(f"{desk.url}/room/messages", json={"as": person, "text": "x"}) as response:
            assert response.status == 500
        desk.room.store._db.execute("PRAGMA query_only = OFF")
        await desk.ok("sendMessage", chat_id=person, text="好了")
    async with running(tmp_path / "room.db") as desk:
        assert [message["text"] for message in await desk.messages(person)] == ["/start", "x", "x", "好了"]


def test_a_half_written_upload_is_never_taken_for_a_file(tmp_path: Path) -> None:
    room = ChatRoom(TOKEN, USERNAME, tmp_path / "room.db")
    (tmp_path / "room.files").mkdir()
    (tmp_path / "room.files" / "1.part").write_bytes(b"half")
    room.store.close()
    again = ChatRoom(TOKEN, USERNAME, tmp_path / "room.db")
    assert again.files.at("documents/file_1.txt") is None
    again.store.close()


async def test_a_stopping_room_lets_a_waiting_poller_go_at_once(tmp_path: Path) -> None:
    async with process(tmp_path / "room.db") as (url, room), aiohttp.ClientSession() as http:
        poll = asyncio.create_task(call(http, f"{url}/bot{TOKEN}/getUpdates", {"timeout": 50}))
        stream = asyncio.create_task(http.get(f"{url}/room/events"))
        await asyncio.sleep(0.2)
        room.terminate()
        assert await asyncio.wait_for(room.wait(), 3) == 0
        assert (await poll)["result"] == []
        (await stream).close()
