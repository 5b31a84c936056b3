"""``python -m bot.chatroom``: the room alone, as another Bot API server to point a bot at."""

from __future__ import annotations

import argparse
import asyncio
import signal
import sys
from pathlib import Path

from bot.chatroom.app import serve
from bot.chatroom.room import ChatRoom


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bot.chatroom", description=__doc__)
    parser.add_argument("--port", type=int, default=8081, help="port to listen on; 0 takes a free one")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--token", required=True, help="the bot's token, <id>:<secret>")
    parser.add_argument("--username", default="village_desk_bot", help="the bot's username without the @")
    parser.add_argument(
        "--database", type=Path, help="file to keep the room in; without it nothing outlives the process"
    )
    parser.add_argument(
        "--person", action="append", default=[], metavar="NAME", help="somebody to speak as (repeatable)"
    )
    parser.add_argument("--strict", action="store_true", help="apply Telegram's rate limits")
    return parser.parse_args()


async def _run(given: argparse.Namespace) -> None:
    room = ChatRoom(given.token, given.username, given.database)
    room.settings.strict_limits = room.settings.strict_limits or given.strict
    names = {person.name for person in room.people.values()}
    for name in given.person:
        if name not in names:
            room.add_person(name)
    server = await serve(room, given.host, given.port)
    sys.stdout.write(f"{server.url}\n")
    sys.stdout.flush()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    asyncio.run(_run(_arguments()))
