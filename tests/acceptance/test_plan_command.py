"""``plans export`` and ``plans import`` as real processes: out, edited by hand, back; what is wrong, by line."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from knowledge import from_yaml
from tests.acceptance.plan_town import PLAN
from tests.acceptance.test_command_line import environment

Office = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """Runs a command in an office of its own."""

    def run(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "bot", *map(str, arguments)]
        done = subprocess.run(
            command, env=environment(tmp_path, **settings), capture_output=True, text=True, timeout=60, check=False
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done

    return run


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    file = tmp_path / "整治.txt"
    file.write_text(PLAN, "utf-8")
    return file


@pytest.fixture
def exported(office: Office, plan: Path, tmp_path: Path) -> Path:
    office("plans", "import", plan)
    file = tmp_path / "改.yaml"
    assert office("plans", "export", "1", "-o", file).returncode == 0
    return file


def test_what_was_exported_and_not_touched_comes_back_the_same(office: Office, exported: Path) -> None:
    before = exported.read_text("utf-8")
    assert "已经有了" in office("plans", "import", exported).stdout
    assert office("plans", "export", "1").stdout == before


def test_a_plan_goes_out_of_a_file_as_it_goes_out_of_the_library(office: Office, plan: Path, exported: Path) -> None:
    assert from_yaml(office("plans", "export", plan).stdout) == from_yaml(exported.read_text("utf-8"))


def test_a_figure_edited_by_hand_is_what_the_office_answers(office: Office, exported: Path) -> None:
    exported.write_text(exported.read_text("utf-8").replace("value: 210", "value: 250"), "utf-8")
    assert "照改过的存好了" in office("plans", "import", exported).stdout
    said = office("ask", "改厕多少户").stdout
    assert "250户" in said.split("办公室已更正")[0]
    assert "原文：2026年完成改厕210户" in said
    listed = office("plans", "list").stdout
    assert len(listed.strip().splitlines()) == 1, "one plan, put right"


def test_an_edited_plan_is_taken_by_an_office_that_never_had_it(office: Office, exported: Path, tmp_path: Path) -> None:
    exported.write_text(exported.read_text("utf-8").replace("when: monthly:10", "when: monthly:15"), "utf-8")
    elsewhere = {"DATA_DIR": str(tmp_path / "elsewhere")}
    assert "放好了" in office("plans", "import", exported, **elsewhere).stdout
    assert "每月15日前" in office("ask", "什么时候报送进展", **elsewhere).stdout


def test_every_mistake_is_said_with_its_line_and_nothing_changes(office: Office, exported: Path) -> None:
    text = exported.read_text("utf-8")
    spoilt = text.replace("value: 210", "value: 很多").replace("when: monthly:10", "when: 每月10日")
    exported.write_text(spoilt, "utf-8")
    lines = [n for n, line in enumerate(spoilt.splitlines(), 1) if "很多" in line or "when: 每月10日" in line]
    done = office("plans", "import", exported)
    assert done.returncode == 1
    assert "有 2 处要改" in done.stderr
    for line in lines:
        assert f"第 {line} 行：" in done.stderr
    assert office("plans", "export", "1").stdout == text


@pytest.mark.parametrize(
    ("content", "words"),
    [("", "文件是空的"), ("plan: [", "写法不对"), ("不是方案", "应当是“名称: 内容”的形式")],
)
def test_a_file_that_is_no_plan_at_all_says_so(office: Office, tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "坏.yaml"
    file.write_text(content, "utf-8")
    done = office("plans", "import", file)
    assert (done.returncode, words in done.stderr) == (1, True), done.stderr


def test_nothing_is_exported_that_is_not_there(office: Office) -> None:
    assert "没有编号是 9 的方案" in office("plans", "export", "9").stderr
    assert office("plans", "export", "没有.txt").returncode == 1


def test_a_retired_plan_is_exported_and_comes_back(office: Office, exported: Path) -> None:
    assert "已停用" in office("plans", "retire", "1").stdout
    assert "放好了" in office("plans", "import", exported).stdout
    assert "250户" not in office("ask", "改厕多少户").stdout


def test_seasons_that_cannot_be_read_are_refused_before_anything_starts(office: Office) -> None:
    assert "SEASONS 要写成" in office("plans", "list", SEASONS="汛期五月").stderr
