"""A chat may grow for years: memory holds its newest messages, the file all of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chatroom.room import ChatRoom
from bot.chatroom.saying import say, text_parts

TOKEN = "100001:history"
WHO = 7_000_000_001
MOST = 10


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chatroom.history.KEPT", MOST)


def talk(room: ChatRoom, count: int) -> list[int]:
    """Somebody says 1, 2, 3 …; the ids."""
    room.add_person("王秀兰", id=WHO)
    return [say(room, WHO, room.chats[WHO], text_parts(str(n))[0]).id for n in range(1, count + 1)]


@pytest.fixture
def room(tmp_path: Path) -> Iterator[ChatRoom]:
    made = ChatRoom(TOKEN, "bot", tmp_path / "room.sqlite")
    yield made
    made.store.close()


def texts(room: ChatRoom, after: int | None, limit: int) -> list[str]:
    return [message.text for message in room.history.page(WHO, after, limit)]


def test_memory_holds_the_newest_and_a_page_reaches_back_to_the_first(room: ChatRoom) -> None:
    ids = talk(room, 35)
    assert [m.text for m in room.history[WHO].values()] == [str(n) for n in range(26, 36)]
    assert texts(room, None, 5) == ["31", "32", "33", "34", "35"]
    assert texts(room, None, 100) == [str(n) for n in range(1, 36)]
    assert texts(room, 0, 4) == ["1", "2", "3", "4"]
    assert texts(room, ids[23], 4) == ["25", "26", "27", "28"]
    assert texts(room, ids[30], 100) == ["32", "33", "34", "35"]


def test_an_old_message_can_still_be_changed_and_taken_away(room: ChatRoom) -> None:
    ids = talk(room, 25)
    old = room.message(WHO, ids[2])
    assert old is not None
    old.content["text"] = "changed"
    room.edited(old)
    assert texts(room, ids[1], 1) == ["changed"]
    again = room.message(WHO, ids[2])
    assert again is not None
    assert again.text == "changed"
    assert len(room.history[WHO]) == MOST, "what was looked up does not stay"
    room.delete(again)
    assert room.message(WHO, ids[2]) is None
    assert texts(room, ids[1], 1) == ["4"]


def test_a_restart_reads_only_the_newest(tmp_path: Path) -> None:
    first = ChatRoom(TOKEN, "bot", tmp_path / "room.sqlite")
    ids = talk(first, 25)
    first.store.close()
    second = ChatRoom(TOKEN, "bot", tmp_path / "room.sqlite")
    assert [m.text for m in second.history[WHO].values()] == [str(n) for n in range(16, 26)]
    old = second.message(WHO, ids[0])
    assert old is not None
    assert old.text == "1"
    second.store.close()


def test_a_short_chat_is_whole_in_memory(room: ChatRoom) -> None:
    talk(room, MOST)
    assert texts(room, None, 100) == texts(room, 0, 100) == [str(n) for n in range(1, MOST + 1)]
    assert room.message(WHO, 4711) is None


def test_without_a_file_the_old_ones_are_forgotten() -> None:
    room = ChatRoom(TOKEN, "bot", None)
    ids = talk(room, 25)
    assert texts(room, 0, 100) == texts(room, None, 100) == [str(n) for n in range(16, 26)]
    assert room.message(WHO, ids[0]) is None


def test_a_file_of_the_time_before_keys_sorted_is_put_right(tmp_path: Path) -> None:
    file = tmp_path / "room.sqlite"
    room = ChatRoom(TOKEN, "bot", file)
    ids = talk(room, 25)
    room.store.close()
    with sqlite3.connect(file) as db:
        db.execute(
            "UPDATE rows SET key = substr(key, 1, instr(key, '/')) || CAST(substr(key, instr(key, '/') + 1) AS INTEGER)"
            " WHERE kind = 'message'"
        )
        db.execute("PRAGMA user_version = 0")
        assert db.execute("SELECT key FROM rows WHERE key = ?", (f"{WHO}/{ids[0]}",)).fetchone()
    db.close()
    again = ChatRoom(TOKEN, "bot", file)
    assert texts(again, 0, 100) == [str(n) for n in range(1, 26)]
    again.store.close()
