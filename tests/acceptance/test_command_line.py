"""The command line as a real process: contracts of the JSON, kind sentences, exit statuses, starting and stopping."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from bot.chatroom.app import serve
from bot.chatroom.room import ChatRoom

PLAN = """清河镇2026年村村亮工作方案

一、任务
1.今年全镇新装太阳能路灯320盏，亮灯率达到95%以上。(牵头单位:镇建设办；配合单位:各村)
2.各村于每月10日前把进度报镇建设办。
"""
KNOWN = {"TELEGRAM_TOKEN", "DATABASE_URL", "BOT_API_BASE_URL", "WEBHOOK_URL", "ROOM_PORT", "LOG_LEVEL", "LOG_FORMAT"}

Desk = Callable[..., "subprocess.CompletedProcess[str]"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **settings: str) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if k not in KNOWN}
    own = {"DATA_DIR": str(folder / "data"), "ROOM_PORT": str(free_port()), "PYTHONWARNINGS": "ignore"}
    return inherited | own | settings


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Runs a command in an office of its own."""

    def run(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            env=environment(tmp_path, **settings),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "村村亮.txt"
    file.write_text(PLAN, "utf-8")
    return file


# -- plans -----------------------------------------------------------------------------------------------------------


def test_read_prints_one_object_with_the_agreed_fields(desk: Desk, plan: Path) -> None:
    done = desk("plans", "read", str(plan), "--json")
    assert done.returncode == 0
    read = json.loads(done.stdout)
    assert set(read) == {"plans", "dropped"}
    [found] = read["plans"]
    assert {"file", "title", "kind", "level", "year", "clauses", "indicators", "deadlines"} <= set(found)
    assert (found["title"], found["kind"], found["level"], found["year"]) == (
        "清河镇2026年村村亮工作方案",
        "plan",
        "town",
        2026,
    )
    assert [c["id"] for c in found["clauses"]] == ["一.1", "一.2"]
    assert set(found["clauses"][0]) == {"id", "heading", "text", "lead", "support"}
    assert found["clauses"][0]["lead"] == ["镇建设办"]
    assert found["clauses"][0]["support"] == ["各村"]
    [rate] = [i for i in found["indicators"] if "亮灯率" in i["name"]]
    assert (rate["op"], rate["value"], rate["unit"], rate["clause"]) == (">=", 95, "%", "一.1")
    assert rate["quote"] in PLAN
    [deadline] = found["deadlines"]
    assert (deadline["when"], deadline["clause"]) == ("monthly:10", "一.2")
    assert deadline["quote"] in PLAN
    assert {"what", "when", "who", "clause", "quote"} <= set(deadline)


def test_reading_touches_no_database(desk: Desk, plan: Path, tmp_path: Path) -> None:
    assert desk("plans", "read", str(plan)).returncode == 0
    assert not (tmp_path / "data").exists()


def test_read_for_people_says_what_was_found(desk: Desk, plan: Path) -> None:
    said = desk("plans", "read", str(plan)).stdout
    assert "《清河镇2026年村村亮工作方案》 镇级 2026" in said
    assert "条款 2" in said
    assert "每月10日前" in said


def test_explain_shows_each_hit_in_its_context_what_was_dropped_and_why(desk: Desk, tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    table = "工作任务\t责任单位\t完成时限\n更换灯杆12根\t镇建设办\t6月底前\n"
    stages = "二、步骤\n第一阶段:摸底。目前有旧灯40盏。\n第二阶段:安装。定期巡查。\n"
    page.write_text(f"发布时间:2026-01-05\n{PLAN}{stages}三、分工\n{table}相关文章:\n1.村村亮工作总结\n", "utf-8")
    said = desk("plans", "read", str(page), "--explain").stdout
    for line in (
        "《清河镇2026年村村亮工作方案》 plan town 2026；修补：无",
        "  标题 一 [chapter] 一、任务",
        "  条款 一.1 [item] 1.今年全镇新装太阳能路灯",
        "  条款 二.第一阶段 [stage] 第一阶段:摸底。",
        "  条款 三.1 [row] 更换灯杆12根⇥镇建设办⇥6月底前",
        "  单位 一.1 [bracket] 牵头 镇建设办；配合 各村",
        "  单位 三.1 [table] 牵头 镇建设办；配合 无",
        "亮灯率达到⟦95%⟧以上",
        "  不算指标 [past] 二.第一阶段 ",
        "  时限 [monthly day] 一.2 monthly:10 ",
        "没有收 [page data] 发布时间:2026-01-05",
        "没有收 [related links] 1.村村亮工作总结",
    ):
        assert line in said, f"{line}\n{said}"


def test_import_list_retire_and_import_again(desk: Desk, plan: Path) -> None:
    assert "方案库是空的" in desk("plans", "list").stdout
    assert "放好了：《清河镇2026年村村亮工作方案》 编号 1" in desk("plans", "import", str(plan)).stdout
    assert "已经有了" in desk("plans", "import", str(plan)).stdout
    [row] = json.loads(desk("plans", "list", "--json").stdout)
    assert (row["id"], row["title"], row["live"]) == (1, "清河镇2026年村村亮工作方案", True)
    assert "已停用：《清河镇2026年村村亮工作方案》" in desk("plans", "retire", "1").stdout
    assert json.loads(desk("plans", "list", "--json").stdout) == []
    assert "（已停用）" in desk("plans", "list", "--all").stdout
    assert "放好了" in desk("plans", "import", str(plan)).stdout
    assert len(json.loads(desk("plans", "list", "--json").stdout)) == 1


def test_retiring_what_is_not_there_is_said(desk: Desk) -> None:
    done = desk("plans", "retire", "99")
    assert done.returncode == 1
    assert done.stderr.strip() == "没有编号是 99 的方案。用 plans list 看编号。"


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("gone.txt", None, "没有这个文件"),
        ("empty.txt", b"", "文件是空的"),
        ("broken.docx", b"PK\x03\x04 not a zip", "可能已损坏"),
        ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512, "旧的 .doc 格式"),
        ("table.xyz", b"hello", "还不会读这种文件"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_why(
    desk: Desk, tmp_path: Path, name: str, data: bytes | None, sentence: str
) -> None:
    file = tmp_path / name
    if data is not None:
        file.write_bytes(data)
    for action in ("read", "import"):
        done = desk("plans", action, str(file))
        assert done.returncode == 1
        assert name in done.stderr
        assert sentence in done.stderr


def test_a_folder_in_place_of_a_file_is_refused(desk: Desk, tmp_path: Path) -> None:
    assert desk("plans", "read", str(tmp_path)).returncode == 1


def test_one_bad_file_does_not_stop_the_others(desk: Desk, plan: Path, tmp_path: Path) -> None:
    done = desk("plans", "import", str(tmp_path / "gone.txt"), str(plan))
    assert done.returncode == 0
    assert "没有这个文件" in done.stderr
    assert "放好了" in done.stdout


# -- ask -------------------------------------------------------------------------------------------------------------


def test_ask_answers_from_files_alone(desk: Desk, plan: Path, tmp_path: Path) -> None:
    done = desk("ask", "路灯装多少盏", "--plans", str(plan))
    assert done.returncode == 0
    assert "320盏" in done.stdout
    assert "清河镇2026年村村亮工作方案 · 镇级 · 2026年 · 一、1" in done.stdout
    assert not (tmp_path / "data").exists()


def test_ask_answers_from_the_library(desk: Desk, plan: Path) -> None:
    assert desk("ask", "路灯装多少盏").returncode == 1
    desk("plans", "import", str(plan))
    answer = json.loads(desk("ask", "路灯装多少盏", "--json").stdout)
    assert answer["found"] is True
    assert set(answer) >= {"id", "found", "ms", "answers"}
    [first, *_] = answer["answers"]
    assert set(first) >= {"text", "plan", "file", "clause", "score"}
    assert (first["plan"], first["file"], first["clause"]) == ("清河镇2026年村村亮工作方案", "村村亮.txt", "一.1")


def test_a_batch_is_one_object_a_line_in_order(desk: Desk, plan: Path, tmp_path: Path) -> None:
    batch = tmp_path / "questions.yaml"
    batch.write_text("- {id: b2, q: 路灯装多少盏}\n- {id: a1, q: 宅基地怎么批}\n- {id: c3, q: 亮灯率}\n", "utf-8")
    done = desk("ask", "--plans", str(plan), "--batch", str(batch), "--json")
    rows: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines()]
    assert [r["id"] for r in rows] == ["b2", "a1", "c3"]
    assert [r["found"] for r in rows] == [True, False, True]
    for row in rows:
        assert row["ms"] >= 0
        assert len(row["answers"]) <= 5
        assert all(len(a["text"]) <= 700 and 0 <= a["score"] <= 1 for a in row["answers"])
        scores = [a["score"] for a in row["answers"]]
        assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("text", [None, "hello", "a: [", "- {id: 1}", "- just words", "42"])
def test_a_batch_that_is_none_is_refused_with_an_example(desk: Desk, tmp_path: Path, text: str | None) -> None:
    batch = tmp_path / "questions.yaml"
    if text is not None:
        batch.write_text(text, "utf-8")
    done = desk("ask", "--batch", str(batch), "--json")
    assert done.returncode == 1
    assert "应当是 YAML 列表" in done.stderr


def test_without_a_question_an_example_is_shown(desk: Desk) -> None:
    for arguments in (["ask"], ["ask", ""]):
        done = desk(*arguments)
        assert done.returncode == 2
        assert "例：ask 厕所今年改多少户" in done.stderr


# -- people ----------------------------------------------------------------------------------------------------------


def test_units_and_an_invitation_without_any_clerk(desk: Desk) -> None:
    assert "建好了：清河镇" in desk("people", "unit", "清河镇", "--kind", "town").stdout
    assert "已经有了：清河镇" in desk("people", "unit", "清河镇", "--kind", "town").stdout
    assert "建好了：石桥村" in desk("people", "unit", "石桥村", "--under", "清河镇", "--alias", "石桥").stdout
    said = desk("people", "invite", "赵桂芳", "--unit", "石桥", "--role", "official", "--bot", "town_bot").stdout
    code = re.search(r"/start (\S+)", said)
    assert code
    assert f"https://t.me/town_bot?start={code[1]}" in said
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code[1])
    assert "石桥村（村）" in desk("people", "list").stdout


def test_unknown_units_and_empty_names_are_said(desk: Desk) -> None:
    desk("people", "unit", "清河镇", "--kind", "town")
    for arguments, sentence in (
        (["people", "unit", "石桥村", "--under", "没有镇"], "没有叫“没有镇”的单位"),
        (["people", "invite", "赵桂芳", "--unit", "没有村"], "没有叫“没有村”的单位"),
        (["people", "invite", " ", "--unit", "清河镇"], "请写上要请的人的姓名"),
        (["people", "unit", " "], "请写上单位的名称"),
    ):
        done = desk(*arguments)
        assert done.returncode == 1
        assert sentence in done.stderr


# -- doctor and settings ---------------------------------------------------------------------------------------------


def test_doctor_finds_everything_in_place(desk: Desk) -> None:
    done = desk("doctor")
    assert done.returncode == 0, done.stdout
    assert "×" not in done.stdout
    for check in ("Python", "设置", "报表", "数据库", "时区", "聊天室端口"):
        assert f"✓ {check}：" in done.stdout


def test_doctor_names_a_port_that_is_taken(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = desk("doctor", ROOM_PORT=port)
    assert done.returncode == 1
    assert f"× 聊天室端口：{port} 有别的程序在用" in done.stdout


def test_doctor_says_that_the_server_is_out_of_reach(desk: Desk) -> None:
    server = f"http://127.0.0.1:{free_port()}"
    done = desk("doctor", TELEGRAM_TOKEN="123456:abc", BOT_API_BASE_URL=server)
    assert done.returncode == 1
    assert f"× Bot API：连不上 {server}" in done.stdout
    assert "abc" not in done.stdout


async def test_doctor_asks_the_server_whether_it_knows_the_token(tmp_path: Path) -> None:
    server = await serve(ChatRoom("100001:right", "room_bot", tmp_path / "room.sqlite"))
    try:
        fine = await doctor(tmp_path, server.url, "100001:right")
        wrong = await doctor(tmp_path, server.url, "100001:wrong")
    finally:
        await server.stop()
    assert "✓ Bot API：@room_bot" in fine
    assert "× Bot API：令牌不对（401）" in wrong


async def doctor(folder: Path, server: str, token: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "doctor"),
        env=environment(folder, TELEGRAM_TOKEN=token, BOT_API_BASE_URL=server),
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await process.communicate()
    return out.decode()


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"ROOM_PORT": "abc"}, "ROOM_PORT 应当是数字"),
        ({"TELEGRAM_TOKEN": "no-colon"}, "TELEGRAM_TOKEN 不像一个令牌"),
        ({"BOT_API_BASE_URL": "ftp://x"}, "BOT_API_BASE_URL 应当"),
        ({"WEBHOOK_URL": "https://x.example"}, "WEBHOOK_SECRET"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL 只能是"),
        ({"SIDE_BY_SIDE": "99"}, "SIDE_BY_SIDE 应当在 1 到 32 之间"),
    ],
)
def test_settings_that_cannot_be_used_are_said_before_anything_starts(
    desk: Desk, settings: dict[str, str], sentence: str
) -> None:
    for command in (["run"], ["doctor"]):
        done = desk(*command, **settings)
        assert done.returncode == 1
        assert sentence in done.stdout + done.stderr


def test_a_data_folder_that_cannot_be_made_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = desk("plans", "list", DATA_DIR=str(tmp_path / "file" / "data"))
    assert done.returncode == 1
    assert "DATA_DIR" in done.stderr
    assert "请换一个能写的文件夹" in done.stderr


def test_a_database_that_is_none_is_said(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "village.sqlite").write_bytes(b"this is no database at all" * 100)
    done = desk("plans", "list")
    assert done.returncode == 1
    assert "数据库现在用不了" in done.stderr


def test_a_moment_that_is_none_is_said(desk: Desk) -> None:
    done = desk("run", "--now", "明天")
    assert done.returncode == 2
    assert "“明天”不是时间" in done.stderr


# -- running ---------------------------------------------------------------------------------------------------------


def started(folder: Path, *arguments: str, **settings: str) -> tuple[subprocess.Popen[str], str]:
    """The office running in its own process, its page answering; returns the page's address too."""
    own = environment(folder, **settings)
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "run", *arguments], env=own, stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    for line in process.stderr:
        if "聊天室已打开" in line:
            return process, line.partition("：")[2].strip()
    raise AssertionError(f"it did not start: {process.wait()}")


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_it_starts_and_stops_in_under_eight_seconds(tmp_path: Path, how: signal.Signals) -> None:
    process, address = started(tmp_path)
    assert address.startswith("http://127.0.0.1:")
    begun = time.monotonic()
    process.send_signal(how)
    _, err = process.communicate(timeout=8)
    assert time.monotonic() - begun < 8
    assert process.returncode == 0, err
    assert "Traceback" not in err


def test_waiting_for_a_server_that_does_not_answer_can_be_stopped(tmp_path: Path) -> None:
    server = f"http://127.0.0.1:{free_port()}"
    own = environment(tmp_path, TELEGRAM_TOKEN="123456:abc", BOT_API_BASE_URL=server)
    process = subprocess.Popen([sys.executable, "-m", "bot", "run"], env=own, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert any("no answer yet" in line for line in process.stderr)
    begun = time.monotonic()
    process.terminate()
    _, err = process.communicate(timeout=8)
    assert time.monotonic() - begun < 8
    assert process.returncode == 0, err


def test_a_port_that_is_taken_ends_the_start_with_a_sentence(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = desk("run", ROOM_PORT=port)
    assert done.returncode == 1
    assert f"{port} 端口打不开" in done.stderr
    assert "可以换一个：ROOM_PORT=8766" in done.stderr


async def test_a_second_poller_ends_with_status_one_and_a_sentence(tmp_path: Path) -> None:
    room = ChatRoom("100001:both", "room_bot", tmp_path / "room.sqlite")
    server = await serve(room)
    try:
        both = [
            await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run"),
                env=environment(tmp_path / name, TELEGRAM_TOKEN="100001:both", BOT_API_BASE_URL=server.url),
                stderr=asyncio.subprocess.PIPE,
            )
            for name in ("one", "two")
        ]
        waits = [asyncio.create_task(p.communicate()) for p in both]
        done, _ = await asyncio.wait(waits, timeout=50, return_when=asyncio.FIRST_COMPLETED)
        assert done, "two pollers went on for fifty seconds"
        for process in both:
            if process.returncode is None:
                process.terminate()
        ended = await asyncio.gather(*waits)
    finally:
        await server.stop()
    assert 1 in [p.returncode for p in both]
    said = [err.decode() for _, err in ended]
    assert any("另有一个程序在用同一个令牌收消息" in err for err in said), said


async def test_a_token_the_server_does_not_know_ends_with_status_one(tmp_path: Path) -> None:
    server = await serve(ChatRoom("100001:right", "room_bot", tmp_path / "room.sqlite"))
    try:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env=environment(tmp_path, TELEGRAM_TOKEN="100001:wrong", BOT_API_BASE_URL=server.url),
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(30):
            _, err = await process.communicate()
    finally:
        await server.stop()
    assert process.returncode == 1
    assert "服务器不认这个令牌" in err.decode()
    assert "Traceback" not in err.decode()
    assert "100001:wrong" not in err.decode()


def test_a_workbook_becomes_a_form_of_the_office_and_is_not_overwritten(desk: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in (["type", "name", "label"], ["integer", "people", "家里几口人？"]):
        sheet.append(row)
    book.save(tmp_path / "survey.xlsx")
    forms = tmp_path / "forms"
    forms.mkdir()
    shown = desk("forms", "import", str(tmp_path / "survey.xlsx"))
    assert "家里几口人" in shown.stdout
    made = desk("forms", "import", str(tmp_path / "survey.xlsx"), FORMS_DIR=str(forms))
    assert "导入好了" in made.stdout
    again = desk("forms", "import", str(tmp_path / "survey.xlsx"), FORMS_DIR=str(forms))
    assert (again.returncode, "没有覆盖" in again.stderr) == (1, True)
    assert "survey　survey　1 个问题" in desk("forms", "list", FORMS_DIR=str(forms)).stdout
