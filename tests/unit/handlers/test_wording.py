"""Moments, periods and clause numbers in the words a person says."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from handlers.wording import clause_label, left, moment, period, period_name, plan_details, report_name, short_moment
from tests.builders import a_duty, an_occurrence, wall

DUE = wall(5, 25, 18)


def test_a_moment_is_said_with_its_weekday_in_shanghai() -> None:
    assert moment(DUE) == "5月25日(周一)18:00"
    assert moment(datetime(2026, 5, 24, 16, 5, tzinfo=UTC)) == "5月25日(周一)00:05"
    assert short_moment(wall(5, 2, 9, 4)) == "5月2日 09:04"


@pytest.mark.parametrize(
    ("day", "name"), [(25, "周一"), (26, "周二"), (27, "周三"), (28, "周四"), (29, "周五"), (30, "周六"), (31, "周日")]
)
def test_every_weekday_has_its_name(day: int, name: str) -> None:
    assert name in moment(wall(5, day))


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (wall(5, 20, 9), "还剩 5 天"),
        (wall(5, 24, 23, 59), "还剩 1 天"),  # days are counted as people count them, not in hours
        (wall(5, 25, 0, 0), "还剩 18 小时"),
        (wall(5, 25, 16, 30), "还剩 1 小时"),
        (wall(5, 25, 17, 0, 1), "还剩不到 1 小时"),
        (wall(5, 25, 18), "还剩不到 1 小时"),
        (wall(5, 25, 18, 0, 1), "已截止"),
        (wall(6, 1), "已截止"),
    ],
)
def test_what_is_left_is_said_in_days_then_in_hours(now: datetime, words: str) -> None:
    assert left(DUE, now) == words


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026-05", "5月"),
        ("2026-12", "12月"),
        ("2025-12", "2025年12月"),
        ("2026-05-03", "5月3日"),
        ("2025-05-03", "2025年5月3日"),
        ("2026-W03", "第3周"),
        ("上半年", "上半年"),
    ],
)
def test_a_period_is_named_with_the_year_only_where_it_is_another(key: str, words: str) -> None:
    assert period(key, wall(5, 20)) == words


def test_around_new_year_the_year_is_shanghais() -> None:
    first_hour = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
    assert period("2026-01", first_hour) == "1月"
    assert period("2025-12", first_hour) == "2025年12月"


def test_a_report_is_named_by_village_period_and_kind() -> None:
    assert report_name(a_duty(), an_occurrence(DUE), wall(5, 20)) == "甘溪沟村 5月月报"
    assert period_name(a_duty(name="台账"), "2025-11", wall(5, 20)) == "2025年11月台账"


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("三.一.2", "三、(一) 2"),
        ("三.1", "三、1"),
        ("十二.三", "十二、(三)"),
        ("25", "第25项"),
        ("一", "一"),
        ("三.一.2.1", "三、(一) 2 (1)"),
        ("三.1.2", "三、1 (2)"),
        ("1.2", "1(2)"),
        ("附件.4", "附件4"),
        ("", ""),
    ],
)
def test_a_clause_number_is_written_as_people_write_it(clause: str, label: str) -> None:
    assert clause_label(clause) == label


@pytest.mark.parametrize(
    ("level", "year", "clause", "words"),
    [
        ("town", 2026, "三.1", " · 镇级 · 2026年 · 三、1"),
        ("county", None, "6", " · 县级 · 年份未注明 · 第6项"),
        (None, 2026, "", " · 2026年"),
    ],
)
def test_a_source_says_level_year_and_clause(level: str | None, year: int | None, clause: str, words: str) -> None:
    assert plan_details(level, year, clause) == words


def test_every_level_a_plan_can_have_has_a_word() -> None:
    from typing import get_args

    from knowledge.facts import Level

    for level in get_args(Level):
        assert plan_details(level, 2026, "1").startswith(" · ")


def test_a_task_has_its_period_behind_it_and_what_comes_once_has_none() -> None:
    now = wall(5, 18)
    weekly = a_duty("weekly", name="清扫村道", form=None)
    assert period_name(weekly, "2026-W21", now) == "清扫村道（第21周）"
    assert period_name(a_duty("2026-06-30", name="清沟", form=None), "2026-06-30", now) == "清沟"
    assert period_name(a_duty("quarterly", name="季报"), "2026-Q2", now) == "二季度季报"


@pytest.mark.parametrize(
    ("key", "words"),
    [
        ("2026-W21/2", "第21周第2次"),
        ("2026-05-03/1", "5月3日第1次"),
        ("2026-05/2", "5月中旬"),
        ("2026-H1", "上半年"),
        ("2027-Q1", "2027年一季度"),
    ],
)
def test_periods_of_every_rhythm_have_words(key: str, words: str) -> None:
    assert period(key, wall(5, 18)) == words
