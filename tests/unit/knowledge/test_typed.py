"""What a clerk types to put a fact right is read as the documents are."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.facts import Indicator, Op, Span, When
from knowledge.typed import read_due, read_target, read_units, read_when

TODAY = date(2026, 11, 22)
WRONG = Indicator("改厕", "=", 21, "户", "2026", "一.1", "今年改厕210户", Span(0, 8))


@pytest.mark.parametrize(
    ("typed", "when"),
    [
        ("5月31日", "2026-05-31"),
        ("5.31", "2026-05-31"),
        ("5/31前", "2026-05-31"),
        ("5-31", "2026-05-31"),
        ("５月３１号前", "2026-05-31"),
        ("五月三十一日", "2026-05-31"),
        ("2027.1.3", "2027-01-03"),
        ("2027-01-03", "2027-01-03"),
        ("5月", "2026-05-31"),
        ("年底", "2026-12-31"),
        ("月底前", "2026-11-30"),
        ("下月10日", "2026-12-10"),
        ("25号", "2026-11-25"),
        ("明天", "2026-11-23"),
        ("每月25日", "monthly:25"),
        ("每月底", "monthly"),
        ("每周五", "weekly"),
        ("每周至少2次", "weekly:2"),
        ("每天", "daily"),
        ("每日两次", "daily:2"),
        ("每季度", "quarterly"),
        ("2月1日至6月30日", {"from": "2026-02-01", "to": "2026-06-30"}),
    ],
)
def test_a_typed_time_is_read_in_every_way_people_write_it(typed: str, when: When) -> None:
    assert read_when(typed, 2026, TODAY) == when


@pytest.mark.parametrize("typed", ["", "不设", "很快", "6月31日", "2月1日至2月31日", "2026", "改厕", "13月5日"])
def test_what_is_no_time_is_none(typed: str) -> None:
    assert read_when(typed, 2026, TODAY) is None


def test_without_the_plans_year_a_day_has_none() -> None:
    assert read_when("5月31日", None, TODAY) == "05-31"


@pytest.mark.parametrize(
    ("typed", "op", "value", "unit"),
    [
        ("220", "=", 220, "户"),
        ("２２０户", "=", 220, "户"),
        ("220户以上", ">=", 220, "户"),
        ("不低于95%", ">=", 95, "%"),
        ("不超过3起", "<=", 3, "起"),
        ("低于3起", "<", 3, "起"),
        ("高于3起", ">", 3, "起"),
        ("控制在5%以内", "<=", 5, "%"),
        ("达到95%", ">=", 95, "%"),
        ("下降5%", "decrease", 5, "%"),
        ("增长5%", "increase", 5, "%"),
        ("5%左右", "=", 5, "%"),
        ("8到10个", "=", (8, 10), "个"),
        ("200-220", "=", (200, 220), "户"),
        ("改为 88.5", "=", 88.5, "户"),
        ("两百二十户", "=", 220, "户"),
    ],
)
def test_a_typed_target_changes_what_was_typed_and_keeps_the_rest(
    typed: str, op: Op, value: float | tuple[float, float], unit: str
) -> None:
    right = read_target(typed, WRONG)
    assert right is not None
    assert (right.op, right.value, right.unit, right.name, right.due) == (op, value, unit, "改厕", "2026")


@pytest.mark.parametrize("typed", ["", "很多", "一些"])
def test_no_figure_is_no_target(typed: str) -> None:
    assert read_target(typed, WRONG) is None


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ("2027", "2027"),
        ("2027年底", "2027"),
        ("6月30日", "2026-06-30"),
        ("6.30", "2026-06-30"),
        ("每月5日", None),
        ("早点", None),
    ],
)
def test_a_typed_due_date_is_a_year_or_a_day(typed: str, due: str | None) -> None:
    assert read_due(typed, 2026, TODAY) == due


def test_typed_units_are_split_as_in_documents() -> None:
    assert read_units("乡建办、各村。") == ("乡建办", "各村")
    assert read_units(" ") == ()
