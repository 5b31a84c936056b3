"""An upper system's columns: what the mapping file asks for, and what it may get wrong, line by line."""

from __future__ import annotations

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.village.exports_builders import gathered
from tests.unit.village.test_compiled import LEDGER, found
from village.errors import MappingInvalid
from village.exports.ledger_of_reports import reports_xlsx
from village.exports.mapping import parse_mapping
from village.forms.schema import Field, FieldKind, Form

GOOD = """title: 农村人居环境整治台账
columns:
  行政村: 单位
  问题描述: problems.what
  整改时限: 完成时限
  县区: =清河县
  备注: ''
"""
TWO = Form(
    "two",
    "两组",
    (
        Field("a", "甲组", "？", kind=FieldKind.REPEAT, fields=(Field("x", "甲事", "？"),)),
        Field("b", "乙组", "？", kind=FieldKind.REPEAT, fields=(Field("y", "乙事", "？"),)),
    ),
)


def rows(text: str, form: Form = LEDGER) -> list[tuple[Any, ...]]:
    def answer(village: int, period: str) -> dict[str, str]:
        return found((f"{village}号问题", "李四", "2026-06-30", "")) if form is LEDGER else {"a.0": "没有"}

    content = reports_xlsx(gathered(answer, form=form, villages=2), parse_mapping(text, "上级.yaml"))
    book = load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 1
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def problems(text: str, form: Form = LEDGER) -> list[tuple[int, str]]:
    with pytest.raises(MappingInvalid) as caught:
        rows(text, form)
    return caught.value.problems


def test_their_columns_in_their_order_one_row_an_item() -> None:
    head, first, second = rows(GOOD)
    assert head == ("行政村", "问题描述", "整改时限", "县区", "备注")
    assert (first[0], first[1], first[2].day, first[3:]) == ("甘溪沟村", "0号问题", 30, ("清河县", None))
    assert second[:2] == ("黑水村", "1号问题")


def test_without_items_there_is_one_row_a_report() -> None:
    assert rows("columns:\n  村: 单位\n  报了没有: 报送情况\n")[1:] == [("甘溪沟村", "已报"), ("黑水村", "已报")]


def test_an_item_row_may_hold_what_the_report_says_beside_it() -> None:
    assert rows("columns:\n  谁报的: 报送人\n  问题: 情况\n  第几版: 版本\n")[1] == ("干部0", "0号问题", 1)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("columns:\n  村: 单位名\n", 2, "没有“单位名”这一项，是不是“单位”？"),
        ("columns:\n  村: 单位\n  谁: 责任\n", 3, "是不是“责任人”？"),
        ("columns:\n  村: 单位\n  x: problems.wat\n", 3, "是不是“problems.what”？"),
        ("columns:\n  村: 天气\n", 2, "可用：序号、期别、单位"),
        ("column:\n  村: 单位\n", 1, "不认识“column”，是不是“columns”？"),
        ("title: 台账\n", 1, "缺少“columns”"),
        ("columns: {}\n", 1, "一列也没有"),
        ("columns:\n  村: 单位\n  村: 期别\n", 3, "列“村”写了两次"),
        ("columns:\n  村: [单位]\n", 2, "只能写一个项目的名称"),
        ("columns: 单位\n", 1, "“columns”的内容不对"),
        ("columns:\n  村: '单位\n", 3, "不是正确的 YAML"),
        ("columns:\n  村: \x01单位\n", 2, "不能用的字符"),
        ("", 1, "文件是空的"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(text: str, line: int, said: str) -> None:
    found = problems(text)
    assert [at for at, sentence in found if said in sentence] == [line], found


def test_items_of_two_kinds_do_not_go_into_one_sheet() -> None:
    [(line, said)] = problems("columns:\n  村: 单位\n  一: 甲事\n  二: 乙事\n", TWO)
    assert line == 4
    assert "“乙事”和前面的项目不在一张台账里" in said


def test_all_problems_are_said_at_once() -> None:
    assert len(problems("columns:\n  a: 天气\n  b: 单位名\n  c: 单位\n")) == 2
