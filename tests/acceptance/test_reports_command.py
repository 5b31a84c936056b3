"""``reports export`` on a real office: files a clerk can open, and kind words where there is nothing to export."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document

from bot.__main__ import main
from tests.builders import FixedClock, Office, an_office
from village.bootstrap import open_storage
from village.model.duties import Duty
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
