"""Settings are checked before anything starts, and every problem says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from village.errors import SettingsInvalid
from village.settings import Settings, load_settings

GOOD_WEBHOOK = {"WEBHOOK_URL": "https://desk.example.cn/hook", "WEBHOOK_SECRET": "a-b_C1"}


def problems(environment: dict[str, str], file: Path | None = None) -> list[str]:
    with pytest.raises(SettingsInvalid) as refusal:
        load_settings(environment, file)
    return refusal.value.problems


def test_nothing_set_opens_the_local_chat_room_on_a_sqlite_file() -> None:
    settings = load_settings({})
    assert settings == Settings()
    assert settings.is_local
    assert settings.database == "sqlite:///data/village.sqlite"


def test_the_environment_goes_before_the_file_and_the_file_before_the_default(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('room_port = 9000\nlog_level = "DEBUG"\nsend_per_second = 20\n', "utf-8")
    settings = load_settings({"ROOM_PORT": "9001", "SIDE_BY_SIDE": "16", "HOME": "/x"}, file)
    assert (settings.room_port, settings.log_level, settings.side_by_side) == (9001, "DEBUG", 16)
    assert settings.send_per_second == 20.0


def test_an_empty_environment_variable_is_not_set(tmp_path: Path) -> None:
    assert load_settings({"TELEGRAM_TOKEN": "", "ROOM_PORT": ""}) == Settings()


def test_a_file_that_is_not_there_is_no_problem(tmp_path: Path) -> None:
    assert load_settings({}, tmp_path / "none.toml") == Settings()


def test_a_token_ends_the_local_room(tmp_path: Path) -> None:
    settings = load_settings({"TELEGRAM_TOKEN": "1:abc", "DATABASE_URL": "postgresql://u@db/desk"})
    assert not settings.is_local
    assert settings.database == "postgresql://u@db/desk"


def test_an_unknown_key_is_named_with_what_was_probably_meant(tmp_path: Path) -> None:
    file = tmp_path / "desk.toml"
    file.write_text('telegram_tokn = "1:a"\n"颜色" = "红"\n', "utf-8")
    first, second = problems({}, file)
    assert "telegram_tokn" in first
    assert "是不是“telegram_token”" in first
    assert "颜色" in second
    assert "是不是" not in second


@pytest.mark.parametrize("content", [b"room_port = ", b"= 3", 'room_host = "主机"'.encode("gb18030")])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "desk.toml"
    file.write_bytes(content)
    [problem] = problems({}, file)
    assert "desk.toml" in problem
    assert problems({}, tmp_path)[0].startswith(str(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROOM_PORT", "八千"),
        ("ROOM_PORT", "8765.5"),
        ("ROOM_PORT", "70000"),
        ("ROOM_PORT", "-1"),
        ("WEBHOOK_PORT", "99999"),
        ("SIDE_BY_SIDE", "0"),
        ("SIDE_BY_SIDE", "33"),
        ("SEND_PER_SECOND", "0"),
        ("SEND_PER_SECOND", "1001"),
        ("SEND_PER_SECOND", "nan"),
        ("SEND_PER_SECOND", "很快"),
        ("LOG_LEVEL", "LOUD"),
        ("LOG_FORMAT", "xml"),
        ("BOT_API_BASE_URL", "api.telegram.org"),
        ("BOT_API_BASE_URL", "ftp://api.telegram.org"),
        ("BOT_API_BASE_URL", "http://"),
        ("BOT_API_BASE_URL", "http://[::1"),
        ("DATABASE_URL", "village.sqlite"),
        ("DATABASE_URL", "mysql://db/desk"),
        ("TELEGRAM_TOKEN", "not-a-token"),
    ],
)
def test_a_value_that_cannot_be_is_named(name: str, value: str) -> None:
    [problem] = problems({name: value})
    assert name in problem


@pytest.mark.parametrize(
    "url", ["sqlite:///x.db", "postgresql://u@db/desk", "postgres://u@db/desk", "postgresql+psycopg://u@db/desk"]
)
def test_both_kinds_of_database_are_taken(url: str) -> None:
    assert load_settings({"DATABASE_URL": url}).database == url


def test_a_password_in_the_database_address_is_not_repeated() -> None:
    [problem] = problems({"DATABASE_URL": "mysql://desk:geheim@db/desk"})
    assert "geheim" not in problem


def test_a_webhook_needs_its_secret() -> None:
    assert load_settings(GOOD_WEBHOOK).webhook_secret == "a-b_C1"
    [problem] = problems({"WEBHOOK_URL": GOOD_WEBHOOK["WEBHOOK_URL"]})
    assert "WEBHOOK_SECRET" in problem


@pytest.mark.parametrize("secret", ["有中文", "with space", "semi;colon", "x" * 257])
def test_a_secret_telegram_would_refuse_is_refused_first_and_not_repeated(secret: str) -> None:
    [problem] = problems({**GOOD_WEBHOOK, "WEBHOOK_SECRET": secret})
    assert "WEBHOOK_SECRET" in problem
    assert secret not in problem


@pytest.mark.parametrize(
    "line", ["telegram_token = true", "data_dir = ['a']", "room_port = true", "room_port = 8.5", "side_by_side = '8x'"]
)
def test_a_value_of_another_kind_in_the_file_is_refused(tmp_path: Path, line: str) -> None:
    file = tmp_path / "desk.toml"
    file.write_text(line, "utf-8")
    [problem] = problems({}, file)
    assert line.split(" ", 1)[0].upper() in problem


def test_all_problems_are_said_at_once() -> None:
    assert len(problems({"LOG_LEVEL": "LOUD", "SIDE_BY_SIDE": "99", "TELEGRAM_TOKEN": "x"})) == 3
    assert len(problems({"ROOM_PORT": "x", "SIDE_BY_SIDE": "y"})) == 2
