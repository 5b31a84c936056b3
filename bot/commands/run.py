"""``run``: start everything, with the local chat room in Telegram's place when there is no token."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import logging
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import commands, logs
from village.clock import ZONE, ShiftedClock
from village.settings import Settings

if TYPE_CHECKING:
    from bot.chatroom.room import ChatRoom

log = logging.getLogger(__name__)

ROOM_TOKEN = "100001:local-chat-room"  # noqa: S105  # opens nothing but the room on this machine
ROOM_USERNAME = "village_desk_bot"


def add(subparsers: Any) -> None:
    """Declare the command."""
    run_ = subparsers.add_parser("run", help="启动；没有 TELEGRAM_TOKEN 时打开本地聊天室")
    run_.add_argument("--now", type=_moment, metavar="2026-05-20T08:00", help="把现在当作这个时间（北京时间），演示用")
    run_.add_argument("--empty", action="store_true", help="本地聊天室里不放示例镇")
    run_.set_defaults(run=run)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是时间，要像 2026-05-20T08:00 这样写") from None


def run(args: argparse.Namespace) -> int:
    """Run until told to stop; status 1 when it cannot go on, with the reason said."""
    settings = commands.settings()
    logs.set_up(settings.log_level, settings.log_format)
    clock = ShiftedClock(args.now)
    try:
        asyncio.run(_local(settings, clock, sample=not args.empty) if settings.is_local else _real(settings, clock))
    except Exception as error:
        sentence = _sentence(error)
        if sentence is None:
            raise
        log.error("stopped", extra={"action": "stop", "why": type(error).__name__})  # noqa: TRY400
        print(sentence, file=sys.stderr)
        return 1
    return 0


def _sentence(error: Exception) -> str | None:
    return {
        "SecondPollerError": "另有一个程序在用同一个令牌收消息。请先停掉那一个，再启动这一个。",
        "TokenRefusedError": "服务器不认这个令牌。请从 @BotFather 再抄一遍 TELEGRAM_TOKEN。",
        "InvalidToken": "服务器不认这个令牌。请从 @BotFather 再抄一遍 TELEGRAM_TOKEN。",
        "StalledError": f"有一部分不动了，已退出，请重新启动：{error}",
        "DeadLoopError": f"发送停了，已退出，请重新启动：{error.__cause__}",
        "DeadTurnsError": f"处理停了，已退出，请重新启动：{error.__cause__}",
        "RoomPortError": str(error),
        "HealthPortError": str(error),
    }.get(type(error).__name__)


class RoomPortError(RuntimeError):
    """The chat room's port is taken."""


async def _local(settings: Settings, clock: ShiftedClock, *, sample: bool) -> None:
    from bot.chatroom.app import serve
    from bot.chatroom.room import ChatRoom

    room = ChatRoom(ROOM_TOKEN, ROOM_USERNAME, Path(settings.data_dir) / "room.sqlite", RoomTime(clock))
    try:
        server = await serve(room, settings.room_host, settings.room_port)
    except OSError as error:
        words = f"{settings.room_port} 端口打不开（{error.strerror}），也许村务助手已经开着。"
        raise RoomPortError(f"{words}可以换一个：ROOM_PORT=8766 make run") from error
    inside = dataclasses.replace(settings, telegram_token=ROOM_TOKEN, bot_api_base_url=server.url, webhook_url="")
    try:
        await _office(inside, clock, room, sample=sample)
    finally:
        await server.stop()


class RoomTime:
    """The clock as the chat room sees it; moving it wakes whoever listens."""

    def __init__(self, clock: ShiftedClock) -> None:
        self._clock = clock
        self.moved: list[Any] = []

    def now(self) -> datetime:
        """The present of room and office."""
        return self._clock.now()

    def set(self, now: datetime) -> None:
        """Move both, and have what is owed by then planned."""
        self._clock.set(now)
        for listener in self.moved:
            listener()


async def _office(settings: Settings, clock: ShiftedClock, room: ChatRoom, *, sample: bool) -> None:
    from bot.app import Office
    from bot.health import serve_health
    from bot.sample import fill_office, fill_room

    office = Office(settings, clock)
    _stop_on_signal(office)
    try:
        town = await office.desk.off_loop(fill_office, office.storage, clock) if sample else None
        if town is not None:
            fill_room(room, town)
            log.info("sample town ready", extra={"action": "sample"})
        if isinstance(room.clock, RoomTime):
            room.clock.moved.append(lambda: asyncio.ensure_future(office.plan()))
        async with serve_health(office, settings):
            await office.start()
            print(f"\n  聊天室已打开：{settings.bot_api_base_url}\n  停止：按 Ctrl+C\n", file=sys.stderr)
            await office.run()
    finally:
        await office.close()


async def _real(settings: Settings, clock: ShiftedClock) -> None:
    from bot.app import Office
    from bot.health import serve_health
    from bot.webhook import serve_web

    office = Office(settings, clock)
    _stop_on_signal(office)
    try:
        async with serve_health(office, settings):
            await office.start()
            if office.stopping:
                return
            async with serve_web(office, settings):
                log.info("running", extra={"action": "start", "bot": office.desk.bot_username})
                await office.run()
    finally:
        await office.close()


def _stop_on_signal(office: Any) -> None:
    loop = asyncio.get_running_loop()
    for name in ("SIGINT", "SIGTERM"):
        if sys.platform != "win32":
            loop.add_signal_handler(getattr(signal, name), office.stop)
