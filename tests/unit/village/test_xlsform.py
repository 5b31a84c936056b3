"""An XLSForm workbook becomes a form that asks the same questions; what cannot be taken over is said with its row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest

from village.errors import FormInvalid
from village.forms.parse import parse_form
from village.forms.schema import FieldKind, Form
from village.forms.session import Session
from village.forms.xlsform import to_yaml

DAY = date(2026, 7, 8)
SURVEY = [
    ["type", "name", "label::English (en)", "label::中文 (zh)", "required", "relevant", "constraint", "hint"],
    ["start", "start", None, None, None, None, None, None],
    ["note", "intro", "Intro", "入户前先亮明身份。", None, None, None, None],
    ["text", "head", "Head of household", "户主姓名？", "yes", None, None, "身份证上的名字"],
    ["integer", "people", "How many", "家里几口人？", "yes", None, ". > 0 and . < 30", None],
    ["select_one yn", "toilet", "Toilet", "有没有卫生厕所？", "yes", None, None, None],
    ["begin_group", "g", None, "厕所", None, "${toilet} = 'y'", None, None],
    ["select_multiple kinds or_other", "kind", "Kind", "是哪种？", None, None, None, None],
    ["image", "photo", "Photo", "拍一张照片", None, None, None, None],
    ["end_group", None, None, None, None, None, None, None],
    ["begin_repeat", "plots", "Plots", "地块", None, None, None, None],
    ["decimal", "area", "Area", "多少亩？", "yes", None, None, None],
    ["end_repeat", None, None, None, None, None, None, None],
]
CHOICES = [
    ["list_name", "name", "label"],
    ["yn", "y", "有"],
    ["yn", "n", "没有"],
    ["kinds", "flush", "水冲"],
    ["kinds", "dry", "旱厕"],
]


def workbook(folder: Path, survey: list[list[str | None]] = SURVEY, **more: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "survey"
    for row in survey:
        sheet.append(row)
    for name, rows in {"choices": CHOICES, **more}.items():
        other = book.create_sheet(name)
        for values in rows:
            other.append(values)
    path = folder / "入户调查.xlsx"
    book.save(path)
    return path


@pytest.fixture
def form(tmp_path: Path) -> Form:
    settings = [["form_title", "form_id"], ["入户调查", "household-survey"]]
    return parse_form(to_yaml(workbook(tmp_path, settings=settings)), "x")


def test_questions_choices_rules_and_repeats_come_over_in_chinese(form: Form) -> None:
    assert (form.name, form.title) == ("household_survey", "入户调查")
    kinds = [field.kind for field in form.fields]
    assert kinds == [
        FieldKind.NOTE, FieldKind.TEXT, FieldKind.INTEGER, FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.IMAGE,
        FieldKind.REPEAT,
    ]  # fmt: skip
    head, people, toilet, kind = form.fields[1:5]
    assert (head.label, head.hint, head.required) == ("户主姓名？", "身份证上的名字", True)
    assert (people.constraint, bool(people.constraint_message)) == (". > 0 and . < 30", True)
    assert toilet.choices == ("有", "没有")
    assert (kind.choices, kind.or_other, kind.required) == (("水冲", "旱厕"), True, False)


def test_a_groups_condition_holds_for_each_question_inside(form: Form) -> None:
    session = Session(form, today=DAY).answer("李大山", DAY).answer("3", DAY).answer("没有", DAY)
    assert session.question is not None
    assert session.question.name == "plots.0"
    with_toilet = Session(form, today=DAY).answer("李大山", DAY).answer("3", DAY).answer("有", DAY)
    assert with_toilet.question is not None
    assert with_toilet.question.name == "kind"


def faults(path: Path) -> list[tuple[int, str]]:
    with pytest.raises(FormInvalid) as refusal:
        to_yaml(path)
    return refusal.value.problems


def test_what_cannot_be_taken_over_is_said_with_its_row(tmp_path: Path) -> None:
    survey: list[list[str | None]] = [
        ["type", "name", "label"],
        ["text", "a", "甲？"],
        ["barcode", "b", "乙？"],
        ["select_one nowhere", "c", "丙？"],
    ]
    found = faults(workbook(tmp_path, survey))
    assert [row for row, _ in found] == [3, 4]
    assert "barcode" in found[0][1]
    assert "nowhere" in found[1][1]


def test_a_repeat_inside_a_repeat_is_refused(tmp_path: Path) -> None:
    survey: list[list[str | None]] = [
        ["type", "name", "label"],
        ["begin repeat", "a", "甲"],
        ["begin repeat", "b", "乙"],
        ["text", "c", "丙？"],
    ]
    assert faults(workbook(tmp_path, survey))[0][0] == 3


def test_a_workbook_without_a_survey_and_a_file_that_is_none_are_refused(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.save(tmp_path / "a.xlsx")
    assert "survey" in faults(tmp_path / "a.xlsx")[0][1]
    (tmp_path / "b.xlsx").write_bytes(b"PK no workbook")
    assert "打不开" in faults(tmp_path / "b.xlsx")[0][1]
    assert "打不开" in faults(tmp_path / "missing.xlsx")[0][1]
