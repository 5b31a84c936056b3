"""``reports export`` on a real office: files a clerk can open, and kind words where there is nothing to export."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook
from PIL import Image

from bot.__main__ import main
from tests.builders import FixedClock, Office, an_office, wall
from village.bootstrap import open_storage
from village.model.duties import Duty
from village.services import problems
from village.settings import Settings


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: FixedClock) -> Office:
    """A month of reports in the data folder the command looks into."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.setenv("FORMS_DIR", "")
    monkeypatch.chdir(tmp_path)
    storage = open_storage(Settings(data_dir=str(tmp_path)))
    made = an_office(storage, clock)
    storage.close()
    return made


@pytest.fixture
def duty(office: Office) -> Duty:
    duty = office.make_duty()
    for person, occurrence in zip(office.officials[:3], office.open(duty), strict=False):
        office.report(person, occurrence, f"{person.name}清了沟")
    return duty


def paragraphs(file: Path) -> str:
    return "\n".join(p.text for p in Document(str(file)).paragraphs)


def test_the_only_duty_need_not_be_named(duty: Duty, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "export", "--period", "2026-05"]) == 0
    assert "清河镇2026年5月月报汇总.docx（已报 3，未报 5）" in capsys.readouterr().out
    text = paragraphs(tmp_path / "清河镇2026年5月月报汇总.docx")
    assert [text.count(f"村官{n}清了沟") for n in (1, 2, 3)] == [1, 1, 1]


def test_by_village_into_a_named_file(duty: Duty, tmp_path: Path) -> None:
    file = tmp_path / "五月.docx"
    options = ["--period", "2026-05", "--by", "village", "--common-fonts", "-o", str(file)]
    assert main(["reports", "export", "--duty", str(duty.id), *options]) == 0
    assert "一、甘溪沟村" in paragraphs(file)


def test_with_several_duties_the_number_is_asked_for(
    office: Office, duty: Duty, capsys: pytest.CaptureFixture[str]
) -> None:
    office.make_duty("monthly:10")
    assert main(["reports", "export", "--period", "2026-05"]) == 1
    assert f"--duty 写明编号：{duty.id} 清河镇月报" in capsys.readouterr().err


def test_without_a_duty_it_says_how_to_get_one(office: Office, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "export", "--period", "2026-05"]) == 1
    assert "还没有任务" in capsys.readouterr().err


def test_a_period_nobody_reported_for_is_named(duty: Duty, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reports", "export", "--period", "2025-01"]) == 1
    assert "没有找到这一期" in capsys.readouterr().err


def test_the_ledger_as_a_sheet(duty: Duty, tmp_path: Path) -> None:
    assert main(["reports", "export", "--period", "2026", "--as", "xlsx"]) == 0
    sheet = load_workbook(tmp_path / "清河镇2026年5月月报台账.xlsx").active
    assert [sheet.cell(row, 4).value for row in range(2, 5)] == [f"村官{n}清了沟" for n in (1, 2, 3)]


def test_the_ledger_in_another_systems_columns(duty: Duty, tmp_path: Path) -> None:
    mapping = tmp_path / "上级.yaml"
    mapping.write_text("columns:\n  进展情况: progress\n  行政村: 单位\n", "utf-8")
    file = tmp_path / "上报.xlsx"
    assert main(["reports", "export", "--period", "2026-05", "--mapping", str(mapping), "-o", str(file)]) == 0
    assert [cell.value for cell in load_workbook(file).active[2]] == ["村官1清了沟", "甘溪沟村"]


def test_a_mapping_that_asks_for_the_unknown_is_refused_with_its_line(
    duty: Duty, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mapping = tmp_path / "上级.yaml"
    mapping.write_text("columns:\n  行政村: 单元\n", "utf-8")
    for file in (mapping, tmp_path / "没有.yaml"):
        assert main(["reports", "export", "--period", "2026-05", "--mapping", str(file)]) == 1
    said = capsys.readouterr().err
    assert "对照文件 上级.yaml 有问题：\n  · 第 2 行：没有“单元”这一项，是不是“单位”？" in said
    assert "读不了" in said


def test_the_chart_as_a_picture(duty: Duty, tmp_path: Path) -> None:
    file = tmp_path / "五月.png"
    assert main(["reports", "export", "--period", "2026", "--as", "png", "-o", str(file)]) == 0
    with Image.open(file) as picture:
        assert (picture.format, picture.width) == ("PNG", 1080)


def test_the_ledger_of_problems_of_a_time(office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, day in enumerate((3, 20)):
        now = wall(5, day)
        office.do(problems.register, office.officials[number], office.villages[number].id, "三组", "沟堵了", (), now)
    file = tmp_path / "五月上旬.xlsx"
    assert main(["problems", "export", "--to", "2026-05-10", "-o", str(file)]) == 0
    assert "1 个问题" in capsys.readouterr().out
    assert [row[1].value for row in load_workbook(file).active.iter_rows()] == ["单位", "甘溪沟村"]
    assert main(["problems", "export", "--unit", "黑水村", "--as", "png"]) == 0
    assert (tmp_path / "黑水村问题整改台账.png").exists()
    assert main(["problems", "export", "--unit", "没有村"]) == 1
    assert "没有叫“没有村”的单位" in capsys.readouterr().err
