"""One frozen ``Settings``, made in the entry point from a file and the environment, checked before anything starts."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from village.errors import SettingsInvalid

TELEGRAM = "https://api.telegram.org"
CONFIG_FILE = "village-desk.toml"
DATABASES = frozenset({"sqlite", "postgresql", "postgres", "postgresql+psycopg"})
MONTH_AND_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
SEASON_DATES = re.compile(f"{MONTH_AND_DAY}/{MONTH_AND_DAY}", re.ASCII)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting with its default; the environment name is the field's name in capitals.

    Attributes:
        telegram_token: the bot's token; empty opens the local chat room instead.
        bot_api_base_url: root of the Bot API server.
        database_url: SQLAlchemy address; empty is a SQLite file in ``data_dir``.
        webhook_url: public address Telegram posts updates to; empty means polling.
        webhook_secret: shared secret of the webhook, letters, digits, ``_`` and ``-``.
        webhook_port: local port the webhook listens on.
        data_dir: where the database, the chat room and backups live.
        forms_dir: folder with more forms, replacing shipped ones of the same name.
        room_host: address the local chat room listens on.
        room_port: its port.
        health_host: address the health answer and the metrics listen on.
        health_port: their port; 0 is off.
        heartbeat_file: a file touched every ten seconds while everything moves; empty is none.
        log_level: ``DEBUG`` to ``ERROR``.
        log_format: ``text`` for people, ``json`` for programs.
        send_per_second: sends and edits a second over all chats; Telegram allows about 30.
        side_by_side: chats handled at the same time.
        seasons: when seasons begin and end here, as the province says: ``汛期=05-01/09-30；森林防火期=11-01/04-30``.
    """

    telegram_token: str = ""
    bot_api_base_url: str = TELEGRAM
    database_url: str = ""
    webhook_url: str = ""
    webhook_secret: str = ""
    webhook_port: int = 8443
    data_dir: str = "data"
    forms_dir: str = ""
    room_host: str = "127.0.0.1"
    room_port: int = 8765
    health_host: str = "127.0.0.1"
    health_port: int = 0
    heartbeat_file: str = ""
    log_level: str = "INFO"
    log_format: str = "text"
    send_per_second: float = 28.0
    side_by_side: int = 24
    seasons: str = ""

    @property
    def is_local(self) -> bool:
        """Whether the local chat room takes Telegram's place."""
        return not self.telegram_token

    @property
    def database(self) -> str:
        """The database's address, the default one filled in."""
        return self.database_url or f"sqlite:///{Path(self.data_dir) / 'village.sqlite'}"


def load_settings(environment: Mapping[str, str], file: Path | None = None) -> Settings:
    """Settings from the file, the environment going first.

    Raises:
        SettingsInvalid: with every problem as a sentence that says what to do.
    """
    problems: list[str] = []
    known = {f.name for f in fields(Settings)}
    raw: dict[str, Any] = {}
    for key, value in _from_file(file, problems).items():
        if key in known:
            raw[key] = value
        else:
            close = difflib.get_close_matches(key, known, n=1)
            problems.append(f"{file}: 不认识的设置“{key}”" + (f"，是不是“{close[0]}”？" if close else ""))
    raw |= {name: environment[name.upper()] for name in known if environment.get(name.upper())}
    values = {name: _convert(name, value, problems) for name, value in raw.items()}
    if problems:
        raise SettingsInvalid(problems)
    settings = Settings(**values)
    problems += _check(settings)
    if problems:
        raise SettingsInvalid(problems)
    return settings


def _from_file(file: Path | None, problems: list[str]) -> dict[str, Any]:
    if file is None or not file.exists():
        return {}
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        problems.append(f"{file} 读不了：{error}")
        return {}


def _convert(name: str, value: Any, problems: list[str]) -> Any:
    """The value as the setting's own kind; the environment knows only text, the file has kinds of its own."""
    default = getattr(Settings(), name)
    wanted = type(default)
    fits = {str, int, float} if wanted is float else {str, wanted}
    try:
        if type(value) in fits:
            return wanted(value)
    except ValueError:
        pass
    problems.append(f"{name.upper()} 应当是{'文字' if wanted is str else '数字'}，现在是“{value}”")
    return default


def seasons_in(text: str) -> list[tuple[str, str, str]]:
    """Piece as written, name and dates (``05-01/09-30``) of each season named in a setting."""
    pieces = [piece.strip() for piece in re.split(r"[;；\n]", text)]
    split = [(piece, *piece.partition("=")[::2]) for piece in pieces if piece]
    return [(piece, name.strip(), dates.strip()) for piece, name, dates in split]


def _unreadable_seasons(text: str) -> list[str]:
    return [piece for piece, name, dates in seasons_in(text) if not name or not SEASON_DATES.fullmatch(dates)]


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _check(settings: Settings) -> list[str]:
    problems = []
    for name in ("bot_api_base_url", "webhook_url"):
        address = getattr(settings, name)
        if address and not _is_web_address(address):
            problems.append(f"{name.upper()} 应当是 http:// 或 https:// 开头的地址，现在是“{address}”")
    for name in ("webhook_port", "room_port", "health_port"):
        port = getattr(settings, name)
        if not 0 <= port <= 65535:
            problems.append(f"{name.upper()} 应当在 0 到 65535 之间，现在是 {port}")
    if settings.database_url and settings.database_url.partition("://")[0] not in DATABASES:
        problems.append("DATABASE_URL 应当以 sqlite:/// 或 postgresql:// 开头")
    if settings.telegram_token and ":" not in settings.telegram_token:
        problems.append("TELEGRAM_TOKEN 不像一个令牌：应当是“数字:字母”，在 @BotFather 那里可以看到")
    if settings.webhook_url and not settings.webhook_secret:
        problems.append("用 WEBHOOK_URL 时要同时设置 WEBHOOK_SECRET（字母、数字、_ 或 -）")
    elif settings.webhook_secret and not SECRET.fullmatch(settings.webhook_secret):
        problems.append("WEBHOOK_SECRET 只能用英文字母、数字、_ 和 -，最多 256 个")
    if settings.log_level.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        problems.append(f"LOG_LEVEL 只能是 DEBUG、INFO、WARNING 或 ERROR，现在是“{settings.log_level}”")
    if settings.log_format not in {"text", "json"}:
        problems.append(f"LOG_FORMAT 只能是 text 或 json，现在是“{settings.log_format}”")
    if not 1 <= settings.side_by_side <= 32:
        problems.append(f"SIDE_BY_SIDE 应当在 1 到 32 之间，现在是 {settings.side_by_side}")
    problems += [
        f"SEASONS 要写成 汛期=05-01/09-30，几个之间用分号，现在有“{piece}”"
        for piece in _unreadable_seasons(settings.seasons)
    ]
    if not 0 < settings.send_per_second <= 1000:
        problems.append(f"SEND_PER_SECOND 应当大于 0、不超过 1000，现在是 {settings.send_per_second}")
    return problems
