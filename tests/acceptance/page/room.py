"""The real chat room as a process, with the two hands a test needs: the people's side and the bot's side."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

TOKEN = "5400001:page-tests"
_ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Room:
    """A running chat room."""

    base: str

    def get(self, path: str) -> Any:
        return _call(Request(f"{self.base}{path}"))

    def post(self, path: str, **body: Any) -> Any:
        return _call(_json_request(f"{self.base}{path}", body))

    def bot(self, method: str, **params: Any) -> Any:
        """One Bot API call; returns its result."""
        return _call(_json_request(f"{self.base}/bot{TOKEN}/{method}", params))["result"]

    def person(self, name: str, note: str = "") -> int:
        return self.post("/room/people", name=name, note=note)["id"]

    def group(self, title: str, *members: int) -> int:
        return self.post("/room/chats", type="group", title=title, members=list(members))["id"]

    def started(self, name: str, note: str = "") -> int:
        """A person who has pressed “开始” already."""
        person = self.person(name, note)
        self.post("/room/messages", **{"as": person}, chat=person, text="/start")
        return person

    @property
    def username(self) -> str:
        return self.bot("getMe")["username"]

    def updates(self) -> list[Any]:
        """Everything the bot has not confirmed yet, confirmed now."""
        found = self.bot("getUpdates", timeout=0)
        if found:
            self.bot("getUpdates", offset=found[-1]["update_id"] + 1, timeout=0)
        return found

    def next_tap(self, seconds: float = 5) -> Any:
        """The callback query a press in the page makes."""
        return self.next_update("callback_query", seconds)

    def next_update(self, kind: str, seconds: float = 5) -> Any:
        """The next update of a kind, others thrown away."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for update in self.updates():
                if kind in update:
                    return update[kind]
            time.sleep(0.05)
        raise AssertionError(f"no {kind} came")


@contextmanager
def running_room(database: Path | None = None, port: int = 0) -> Iterator[Room]:
    """A room of its own, kept in a file when one is given; it ends gently."""
    command = [sys.executable, "-m", "bot.chatroom", "--port", str(port), "--token", TOKEN]
    command += ["--database", str(database)] if database else []
    process = subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    base = process.stdout.readline().strip()
    try:
        assert base, "the chat room did not start"
        yield Room(base)
    finally:
        process.terminate()
        try:
            process.communicate(timeout=8)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise


def _json_request(url: str, body: dict[str, Any]) -> Request:
    return Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})


def _call(request: Request) -> Any:
    try:
        with urlopen(request, timeout=10) as response:
            return json.load(response)
    except HTTPError as error:
        with error:
            raise AssertionError(f"{request.full_url}: {error.code} {error.read().decode()}") from None
