"""``doctor``: is everything in place? One line a check, with what to do where something is wrong."""

from __future__ import annotations

import argparse
import asyncio
import socket
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp

from bot import commands
from village.bootstrap import open_forms, open_storage
from village.errors import FormInvalid, SettingsInvalid, StorageError
from village.settings import Settings
from village.storage.schema import HEAD, revision

PATIENCE = 10.0  # seconds for the network
DRIFT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: its name, whether it is fine, and what was seen or what to do."""

    name: str
    fine: bool
    words: str


def add(subparsers: Any) -> None:
    """Declare the command."""
    doctor = subparsers.add_parser("doctor", help="检查设置、数据库、网络和时钟")
    doctor.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Print every finding; status 1 when something is wrong."""
    try:
        settings = commands.settings()
    except SettingsInvalid as error:
        for problem in error.problems:
            print(f"× 设置：{problem}")
        return 1
    worst = 0
    for finding in examine(settings):
        print(f"{'✓' if finding.fine else '×'} {finding.name}：{finding.words}")
        worst |= not finding.fine
    return int(worst)


def examine(settings: Settings) -> Iterator[Finding]:
    """All checks, each on its own: one that fails does not hide the others."""
    yield Finding("Python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield Finding("设置", True, "本地聊天室（没有 TELEGRAM_TOKEN）" if settings.is_local else "Telegram")
    yield _forms(settings)
    yield _database(settings)
    yield _zone()
    yield _port(settings) if settings.is_local else asyncio.run(_api(settings))


def _forms(settings: Settings) -> Finding:
    try:
        forms = open_forms(settings)
    except FormInvalid as error:
        return Finding("报表", False, f"{error.file} " + "；".join(f"第 {n} 行 {text}" for n, text in error.problems))
    return Finding("报表", True, f"{len(forms)} 种")


def _database(settings: Settings) -> Finding:
    try:
        storage = open_storage(settings)
        begun = time.perf_counter()
        with storage.begin() as uow:
            waiting = uow.outbox.counts()
            uow.commit()
        at = revision(storage.engine)
        storage.close()
    except (StorageError, OSError) as error:
        return Finding("数据库", False, f"打不开：{error}。请看磁盘是否满了、文件夹能不能写")
    taken = (time.perf_counter() - begun) * 1000
    kind = "PostgreSQL" if settings.database.startswith("postgres") else f"SQLite {_free(settings)}"
    return Finding(
        "数据库", at == HEAD, f"{kind}，版本 {at}，写一次 {taken:.1f} 毫秒，发件箱 {sum(waiting.values())} 条"
    )


def _free(settings: Settings) -> str:
    import shutil

    return f"磁盘还剩 {shutil.disk_usage(Path(settings.data_dir).resolve()).free // 2**30} GB"


def _zone() -> Finding:
    wall = datetime.now(ZoneInfo("Asia/Shanghai"))
    return Finding("时区", True, f"北京时间 {wall:%Y-%m-%d %H:%M}")


def _port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.room_host, settings.room_port))
        except OSError:
            words = f"{settings.room_port} 有别的程序在用（也许村务助手已经开着）。可以换一个：ROOM_PORT=8766"
            return Finding("聊天室端口", False, words)
    return Finding("聊天室端口", True, f"{settings.room_host}:{settings.room_port}")


async def _api(settings: Settings) -> Finding:
    address = f"{settings.bot_api_base_url}/bot{settings.telegram_token}/getMe"
    try:
        timeout = aiohttp.ClientTimeout(total=PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session, session.get(address) as response:
            return _judge(response.status, await response.json(content_type=None), response.headers.get("Date"))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        words = f"连不上 {settings.bot_api_base_url}（{type(error).__name__}）。请看网络和 BOT_API_BASE_URL"
        return Finding("Bot API", False, words)


def _judge(status: int, body: Any, date: str | None) -> Finding:
    if status in {401, 404}:
        return Finding("Bot API", False, f"令牌不对（{status}）。请从 @BotFather 再抄一遍 TELEGRAM_TOKEN")
    if not isinstance(body, dict) or not body.get("ok"):
        return Finding("Bot API", False, f"服务器现在答不了（{status}）。请过一会儿再试，或看 BOT_API_BASE_URL 对不对")
    drift = abs(datetime.now(UTC) - parsedate_to_datetime(date)) if date else timedelta()
    if drift > DRIFT:
        return Finding("Bot API", False, f"本机时钟和服务器差 {drift.total_seconds():.0f} 秒，请校准时间")
    return Finding("Bot API", True, f"@{body['result'].get('username')}")
