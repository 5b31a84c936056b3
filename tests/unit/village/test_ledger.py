"""Ledgers: one row an item, numbers and days as such, ready for the filter and for the printer."""

from __future__ import annotations

import io
from datetime import date, datetime, time
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.unit.village.exports_builders import AFTER, YEAR, gathered, monthly
from tests.unit.village.test_compiled import LEDGER, figures, found
from village.exports.ledger import Column, Ledger, Link, ledger_xlsx
from village.exports.ledger_of_reports import reports_xlsx
from village.forms.schema import Field, FieldKind, Form
from village.model.duties import State

FIGURES = Form(
    "figures",
    "进度",
    (
        Field("houses", "改厕户数", "？", kind=FieldKind.INTEGER),
        Field("tons", "清运吨数", "？", kind=FieldKind.DECIMAL, range=True),
        Field("on_time", "是否按期", "？", kind=FieldKind.CHOICE, choices=("是", "否")),
        Field("next", "下次检查", "？", kind=FieldKind.DATE),
        Field("at", "几点", "？", kind=FieldKind.TIME),
        Field("photo", "照片", "？", kind=FieldKind.IMAGE),
    ),
)


def book(content: bytes) -> Any:
    return load_workbook(io.BytesIO(content))


def rows(sheet: Any) -> list[tuple[Any, ...]]:
    return [tuple(cell.value for cell in row) for row in sheet.iter_rows()]


def as_read(month: int, day: int, hour: int = 0) -> datetime:
    """A day of 2026 as a sheet holds it: without a time zone."""
    return datetime(2026, month, day, hour)  # noqa: DTZ001


def simple(*values: object, heading: str = "内容") -> Any:
    ledger = Ledger("台账", "试一试", (Column("a", heading),), [{"a": value} for value in values])  # type: ignore[dict-item]
    return book(ledger_xlsx([ledger], author="办公室", now=AFTER)).active


def test_every_answer_of_every_report_stands_in_it_once() -> None:
    def answer(village: int, period: str) -> dict[str, str]:
        return monthly(*(f"办了{name}{village}号{period}那件事" for name in "甲乙丙丁"))

    sheet = book(reports_xlsx(gathered(answer, periods=YEAR))).active
    cells = [cell for row in rows(sheet) for cell in row]
    said = [f"办了{name}{v}号{p}那件事" for name in "甲乙丙丁" for v in range(4) for p in YEAR]
    assert [cells.count(words) for words in said] == [1] * len(said)
    assert sheet.max_row == 1 + 4 * 12


def test_columns_follow_the_form_and_not_the_answers() -> None:
    heads = [
        rows(book(reports_xlsx(gathered(answer))).active)[0]
        for answer in (lambda v, p: monthly("做了", "好", "缺车", "再做"), lambda v, p: State.OPEN)
    ]
    assert heads[0] == heads[1]
    ours = "序号 期别 单位 本期进展 取得成效 存在问题 下步打算 附件 报送情况 报送人 报送时间 版本"
    assert " ".join(heads[0]) == ours


def test_who_has_not_reported_has_a_row_too() -> None:
    states = [State.OPEN, State.EXEMPT]
    sheet = book(
        reports_xlsx(
            gathered(
                lambda v, p: states[v] if v < 2 else monthly("甲"),
                late=lambda v, p: v == 3,
                returned=lambda v, p: v == 2,
            )
        )
    ).active
    assert [row[8] for row in rows(sheet)[1:]] == ["未报", "不涉及", "退回待改", "补报"]


def test_numbers_days_and_times_are_real_ones() -> None:
    answers = {"houses": "12", "tons": "3.5", "on_time": "是", "next": "2026-06-03", "at": "16:30", "photo": "2"}
    [_, row] = rows(book(reports_xlsx(gathered(lambda v, p: answers, form=FIGURES, villages=1))).active)
    assert row[3:9] == (12, 3.5, "是", as_read(6, 3), time(16, 30), 2)
    assert row[1] == as_read(5, 1)
    assert row[12] == as_read(5, 25, 18)


def test_what_is_no_number_stays_as_it_was_written() -> None:
    given = {"houses": "十来户", "tons": "1-2", "on_time": "", "next": "快了", "at": "", "photo": ""}
    [_, row] = rows(book(reports_xlsx(gathered(lambda v, p: given, form=FIGURES, villages=1))).active)
    assert row[3:9] == ("十来户", "1-2", None, "快了", None, None)


def test_each_item_of_a_repeat_has_a_row_on_a_sheet_of_its_own() -> None:
    def answer(village: int, period: str) -> dict[str, str]:
        items = [(f"{village}号问题{n}", "李四", "2026-06-30", "") for n in range(village)]
        return found(*items)

    made = book(reports_xlsx(gathered(answer, form=LEDGER)))
    assert made.sheetnames == ["报送台账", "发现问题台账"]
    head, *items = rows(made["发现问题台账"])
    assert head[:8] == ("序号", "期别", "单位", "第几项", "情况", "责任人", "完成时限", "照片")
    assert [(row[0], row[2], row[3], row[4]) for row in items] == [
        (1, "黑水村", 1, "1号问题0"), (2, "铁佛寺村", 1, "2号问题0"), (3, "铁佛寺村", 2, "2号问题1"),
        (4, "石桥村", 1, "3号问题0"), (5, "石桥村", 2, "3号问题1"), (6, "石桥村", 3, "3号问题2"),
    ]  # fmt: skip
    assert items[0][6] == as_read(6, 30)


def test_what_was_sent_is_named_in_the_row_it_belongs_to() -> None:
    files = {"problems.0.photo": (12, 13), "problems.1.photo": (14,), "remark": (15,)}
    given = found(("沟堵了", "李四", "", "2"), ("灯坏了", "李四", "", "1"))
    made = book(reports_xlsx(gathered(lambda v, p: given, form=LEDGER, villages=1, files=files)))
    reported, items = rows(made["报送台账"]), rows(made["发现问题台账"])
    assert reported[1][reported[0].index("附件")] == "附件15"
    assert [row[items[0].index("附件")] for row in items[1:]] == ["附件12、附件13", "附件14"]


def test_answers_the_form_does_not_know_get_a_column() -> None:
    sheet = book(reports_xlsx(gathered(lambda v, p: monthly("甲") | {"old": f"旧{v}"}))).active
    at = rows(sheet)[0].index("old")
    assert [row[at] for row in rows(sheet)[1:]] == ["旧0", "旧1", "旧2", "旧3"]


def test_the_head_stays_can_be_filtered_and_comes_again_on_every_page() -> None:
    sheet = book(reports_xlsx(gathered(figures, form=FIGURES))).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:N5"
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert "清河镇2026年5月月报台账" in sheet.oddHeader.center.text


def test_days_of_a_daily_duty_are_days_and_weeks_have_names() -> None:
    def sheet(period: str) -> Any:
        return book(reports_xlsx(gathered(lambda v, p: monthly("甲"), periods=[period], villages=1))).active

    assert sheet("2026-05-08")["B2"].value == as_read(5, 8)
    assert sheet("2026-05")["B2"].number_format == 'yyyy"年"m"月"'


@pytest.mark.parametrize(
    "text", ["=1+1", "=cmd|' /C calc'!A0", "+3", "@x", "-2", "#N/A", "00123", "2026-05-01", "True"]
)
def test_a_text_is_never_taken_for_something_else(text: str) -> None:
    cell = simple(text)["A2"]
    assert (cell.value, cell.data_type) == (text, "s")


def test_letters_no_sheet_can_hold_are_left_out() -> None:
    assert simple("清\x00沟\x1f\ud800")["A2"].value == "清沟"


def test_links_open_what_they_name() -> None:
    sheet = simple(Link("照片1", "https://photos.example/1"), "没有", Link("照片3", "https://photos.example/3"))
    assert [sheet[f"A{n}"].value for n in (2, 3, 4)] == ["照片1", "没有", "照片3"]
    assert sheet["A2"].hyperlink.target == "https://photos.example/1"
    assert sheet["A3"].hyperlink is None
    assert sheet["A4"].hyperlink.target == "https://photos.example/3"


def test_columns_are_as_wide_as_what_stands_in_them_within_limits() -> None:
    assert simple("短")["A1"].value == "内容"
    assert simple("短").column_dimensions["A"].width < simple("一二三四五六七八九十").column_dimensions["A"].width
    assert simple("很长" * 100).column_dimensions["A"].width == 42


def test_a_row_is_as_tall_as_its_longest_text() -> None:
    sheet = simple("很长的话" * 20, "短")
    assert sheet.row_dimensions[2].height > 50
    assert sheet.row_dimensions[3].height is None


def test_many_wide_columns_share_the_page() -> None:
    columns = tuple(Column(key, f"第{key}列") for key in "abcdef")
    ledger = Ledger("台账", "宽", columns, [dict.fromkeys("abcdef", "很长的话" * 20)])
    sheet = book(ledger_xlsx([ledger], author="办公室", now=AFTER)).active
    widths = [sheet.column_dimensions[letter].width for letter in "ABCDEF"]
    assert sum(widths) == pytest.approx(140)
    assert len(set(widths)) == 1


def test_tabs_have_names_a_sheet_may_have_no_two_alike() -> None:
    ledgers = [Ledger("问题/[台账]" * 9, "题", (Column("a", "甲"),), [{"a": date(2026, 5, 1)}]) for _ in range(2)]
    names = book(ledger_xlsx(ledgers, author="办公室", now=AFTER)).sheetnames
    assert len(set(names)) == 2
    assert all(len(name) <= 31 and not set(name) & set("[]/") for name in names)
