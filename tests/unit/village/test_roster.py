"""A duty roster pasted as people keep it is read a day a line, or the line that is not clear is said."""

from __future__ import annotations

from datetime import date

import pytest

from tests.builders import wall
from village.errors import Invalid
from village.model.roster import OnDuty, duty_day, read_shifts

DAY = date(2026, 7, 8)


def test_a_line_is_a_day_with_the_leader_first() -> None:
    [shift] = read_shifts("7月9日 李建国 周敏", DAY)
    assert (shift.day, shift.leader.name, [p.name for p in shift.people[1:]]) == (date(2026, 7, 9), "李建国", ["周敏"])


def test_telephone_numbers_belong_to_the_name_before_them() -> None:
    [shift] = read_shifts("7.9，带班领导：李建国 13800000001，值班人员：周敏、陈静 0718-1234567", DAY)
    assert shift.people == (OnDuty("李建国", "13800000001"), OnDuty("周敏"), OnDuty("陈静", "0718-1234567"))


def test_days_are_sorted_and_a_day_twice_is_the_later_line() -> None:
    shifts = read_shifts("7月10日（周五） 王甲\n\n7月9日(周四) 李乙\n7月10日 张丙", DAY)
    assert [(s.day.day, s.leader.name) for s in shifts] == [(9, "李乙"), (10, "张丙")]


@pytest.mark.parametrize("line", ["李建国 周敏", "7月9日", "7月9日 12345 李", "7月32日 李建国", "7月9日 Tom"])
def test_a_line_that_is_not_clear_is_said(line: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read_shifts(f"7月8日 李建国\n{line}", DAY)
    assert (refusal.value.rule, refusal.value.facts["line"]) == ("roster_line", line)


def test_nothing_is_no_roster() -> None:
    with pytest.raises(Invalid) as refusal:
        read_shifts(" \n ", DAY)
    assert refusal.value.rule == "roster_empty"


def test_a_night_on_duty_lasts_until_the_morning() -> None:
    assert duty_day(wall(7, 9, 7, 59)) == date(2026, 7, 8)
    assert duty_day(wall(7, 9, 8, 0)) == date(2026, 7, 9)
