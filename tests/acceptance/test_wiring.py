"""What holds the office together: faults with a number, silent logs, two pollers, a quick stop, menus and commands."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from bot.intake import SecondPollerError
from bot.logs import set_up
from handlers import answer_card
from tests.acceptance.town import TOKEN, Town, running_town, texts
from village.errors import StorageError
from village.services import reports

WANG = "王秀兰"
SECRET = "123456789:" + "Zq7-" * 9
SORRY = re.compile(r"刚才没办成，已记下（编号 ([0-9A-F]{4})）。您填的内容都在，稍后再试一次就行。")


class Mistake(RuntimeError):
    """A mistake nobody thought of."""


def broken(*_: object, **__: object) -> NoReturn:
    raise Mistake("a wheel came off")


# -- a handler that fails --------------------------------------------------------------------------------------------


def reference_in(said: list[dict[str, Any]]) -> str:
    [message] = said
    found = SORRY.fullmatch(message["text"])
    assert found, message["text"]
    return found[1]


async def test_a_mistake_gives_one_sentence_with_a_number_and_its_trace_stands_under_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(answer_card, "first_card", broken)
        reference = reference_in(await town.say(WANG, "秸秆利用率"))
    [record] = [r for r in caplog.records if getattr(r, "reference", None) == reference]
    assert record.exc_info is not None
    assert isinstance(record.exc_info[1], Mistake)
    query = "SELECT state FROM inbox WHERE reference = ?"
    with town.office.storage.engine.connect() as connection:
        assert connection.exec_driver_sql(query, (reference,)).scalars().all() == ["done"]
    assert "85%以上" in texts(await town.say(WANG, "秸秆利用率"))


async def test_after_a_mistake_what_was_filled_in_is_there(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.say(WANG, "月报")
    for answer in ("改厕 12 户", "无", "无", "无"):
        await town.say(WANG, answer)
    with monkeypatch.context() as patched:
        patched.setattr(reports, "submit", broken)
        toast, said = await town.tap(WANG, "提交")
    assert toast["answered"]
    reference_in(said)
    _, said = await town.tap(WANG, "提交")
    assert "第1版" in texts(said)


async def test_a_mistake_changes_nothing(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.say(WANG, "月报")
    with monkeypatch.context() as patched:
        patched.setattr("handlers.question.view", broken)
        reference_in(await town.say(WANG, "改厕 12 户"))
    assert "2/4" in texts(await town.say(WANG, "改厕 13 户"))


async def test_in_a_group_the_asker_hears_of_a_mistake_and_ordinary_talk_does_not(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    await town.post("/room/settings", {"privacy": False})
    with monkeypatch.context() as patched:
        patched.setattr("handlers.groups.is_bound", broken)
        reference_in(await town.say(WANG, "/q 秸秆利用率", town.group))
        assert await town.say(WANG, "大家好", town.group) == []


async def test_storage_that_is_away_for_a_moment_is_nobodys_trouble(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = answer_card.first_card
    failures: list[int] = []

    def away(*arguments: Any) -> Any:
        if len(failures) < 2:
            failures.append(1)
            raise StorageError("locked")
        return real(*arguments)

    monkeypatch.setattr(answer_card, "first_card", away)
    assert "85%以上" in texts(await town.say(WANG, "秸秆利用率"))
    assert len(failures) == 2


async def test_one_persons_mistake_keeps_nobody_else_waiting(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(reports, "begin", broken)
        for name in (WANG, "张勇"):
            await town.post("/room/messages", {"as": town.id(name), "text": "月报"})
        assert "85%以上" in texts(await town.say("刘德福", "秸秆利用率"))
    for name in (WANG, "张勇"):
        assert SORRY.fullmatch((await town.said_to(name))[-1]["text"])


# -- logs ------------------------------------------------------------------------------------------------------------


@contextmanager
def everything_logged(capsys: pytest.CaptureFixture[str], style: str) -> Iterator[list[str]]:
    """Log as the program does at its loudest; the list holds what was written once the block is over."""
    root = logging.getLogger()
    handlers, level, written = root.handlers[:], root.level, list[str]()
    set_up("DEBUG", style)
    try:
        yield written
    finally:
        written.append(capsys.readouterr().err)
        root.handlers[:], root.level = handlers, level
        root.setLevel(level)


@pytest.mark.parametrize("style", ["text", "json"])
async def test_logs_hold_neither_what_people_write_nor_the_token(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], style: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.acceptance.town.TOKEN", SECRET)
    with everything_logged(capsys, style) as written:
        await talk_and_fail(tmp_path, monkeypatch)
    [log] = written
    assert "wheel came off" in log
    for secret in (
        "机密的进展",
        "密语",
        "悄悄话",
        "又一句话",
        "村口",
        "本月做了什么",
        SECRET,
        SECRET.partition(":")[2],
    ):
        assert secret not in log, [line for line in log.splitlines() if secret in line][:2]


async def talk_and_fail(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with running_town(folder) as town:
        await town.say(WANG, "月报")
        await town.say(WANG, "机密的进展文字")
        await town.say("张勇", "秸秆利用率密语")
        await town.say("路人甲", "陌生人的悄悄话")
        with monkeypatch.context() as patched:
            patched.setattr(answer_card, "first_card", broken)
            await town.say("张勇", "秸秆利用率")
        await town.post("/room/faults", {"method": "sendMessage", "times": 2, "error_code": 500})
        await town.say(WANG, "又一句话")


async def test_logs_do_not_hold_toasts_either(town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    [shown] = await town.say(WANG, "/help")
    with everything_logged(capsys, "text") as written:
        toast, _ = await town.tap_data(WANG, town.id(WANG), shown["id"], "zz", forged=True)
    assert toast["toast"] not in written[0]


# -- life ------------------------------------------------------------------------------------------------------------


async def poll(town: Town) -> None:
    while True:
        async with town.http.post(f"/bot{TOKEN}/getUpdates", json={"timeout": 1}) as response:
            await response.read()
        await asyncio.sleep(0.2)


async def test_a_second_poller_ends_the_office_loudly(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.intake.CONFLICT_GRACE", 1.0)
    monkeypatch.setattr("bot.intake.CONFLICT_PAUSE", 0.2)
    rival = asyncio.create_task(poll(town))
    assert town._running is not None
    with pytest.raises(SecondPollerError):
        async with asyncio.timeout(15):
            await town._running
    rival.cancel()
    await town.office.close()
    town._running = None


async def test_stopping_takes_under_eight_seconds_with_work_under_way(town: Town) -> None:
    for number in range(30):
        await town.post("/room/messages", {"as": town.id(WANG), "text": f"秸秆利用率 {number}"})
    begun = asyncio.get_running_loop().time()
    await town.shut()
    assert asyncio.get_running_loop().time() - begun < 8
    await town.open()
    assert len(await town.said_to(WANG)) >= 30


async def test_everybody_finds_the_commands_of_their_place(town: Town) -> None:
    async def shown(person: str, chat: int | None = None) -> list[str]:
        where = {"as": town.id(person)} | ({"chat": chat} if chat else {})
        async with town.http.get("/room/bot", params=where) as response:
            return [c["command"] for c in (await response.json())["commands"]]

    assert await shown(WANG) == ["report", "tasks", "problems", "mine", "missed", "q", "help", "cancel"]
    assert await shown(WANG, town.group) == ["q", "status", "bind", "help"]


async def test_every_command_shown_is_answered(town: Town) -> None:
    for command in ("report", "tasks", "q", "help", "cancel"):
        assert await town.say(WANG, f"/{command}"), command
    for command in ("q", "status", "bind", "help"):
        assert await town.say("周敏", f"/{command}", town.group), command


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (WANG, ["报送", "月报", "我的任务", "查政策", "帮助", "取消"]),
        ("周敏", ["谁还没报", "邀请人员", "方案时限", "查政策", "帮助", "进度"]),
        ("李建国", ["谁还没报", "查政策", "帮助"]),
    ],
)
async def test_every_word_of_the_menu_is_answered(town: Town, name: str, words: list[str]) -> None:
    for word in words:
        [said] = await town.say(name, word)
        assert "没有查到" not in said["text"], word


async def test_no_sentence_shouts(town: Town) -> None:
    for name in (WANG, "周敏", "李建国", "路人甲"):
        for text in ("/start", "帮助", "月报", "谁还没报", "我的任务", "方案时限", "邀请人员", "取消", "宅基地怎么批"):
            for said in await town.say(name, text):
                assert "!" not in said["text"]
                assert "！" not in said["text"]
                assert "用户" not in said["text"]
