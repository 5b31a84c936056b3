"""The rectification ledger: a row a problem with its whole story, and the chart of what was found and closed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import datetime
from typing import Any

from openpyxl import load_workbook

from tests.builders import a_unit, wall
from village.exports.ledger_of_problems import problems_png, problems_xlsx
from village.exports.mapping import parse_mapping
from village.model.charts import ProblemCount, problem_counts
from village.model.people import UnitKind
from village.model.problems import Problem, Step, StepKind, registered

K = StepKind
VILLAGE = a_unit(3, "甘溪沟村", UnitKind.VILLAGE)
DESK = a_unit(9, "镇建设办", UnitKind.DEPARTMENT)
NAMES = {1: "王秀兰", 2: "周敏"}
NOW, FOUND = wall(7, 2, 9), wall(5, 3)


def problem(number: int = 1, *steps: Step, found: datetime = FOUND) -> Problem:
    made = registered(VILLAGE, "三组水塘边", "有一堆建筑垃圾", Step(K.REGISTERED, 1, found, files=(12,)))
    for step in steps:
        made = made.take(step)
    return replace(made, id=number)


def assigned(month: int = 5, day: int = 4) -> Step:
    return Step(K.ASSIGNED, 2, wall(month, day), unit=DESK, due=wall(6, 1, 18))


def closed(month: int, day: int = 20) -> tuple[Step, ...]:
    return (
        Step(K.APPLIED, 1, wall(month, day - 1), "垃圾清完了", (15, 16)),
        Step(K.APPROVED, 2, wall(month, day, 10)),
    )


def rows(*problems: Problem, mapping: str = "") -> list[dict[str, Any]]:
    wanted = parse_mapping(mapping, "上级.yaml") if mapping else None
    content = problems_xlsx(problems, NAMES, office="清河镇", now=NOW, mapping=wanted)
    head, *found = [[cell.value for cell in row] for row in load_workbook(io.BytesIO(content)).active.iter_rows()]
    return [dict(zip(head, row, strict=True)) for row in found]


def test_a_row_tells_the_whole_story() -> None:
    returned = Step(K.RETURNED, 2, wall(5, 12), "墙角还有")
    first = Step(K.APPLIED, 1, wall(5, 11), "清了")
    [row] = rows(problem(7, assigned(), first, returned, *closed(5)))
    assert (row["编号"], row["单位"], row["地点"], row["问题"]) == (7, "甘溪沟村", "三组水塘边", "有一堆建筑垃圾")
    assert (row["登记人"], row["责任单位"], row["状态"], row["销号人"]) == ("王秀兰", "镇建设办", "已销号", "周敏")
    assert [row[key].month for key in ("登记时间", "整改时限", "销号时间")] == [5, 6, 5]
    assert row["整改经过"].split("\n") == [
        "2026年5月11日 王秀兰 申请销号：清了",
        "2026年5月12日 周敏 退回：墙角还有",
        "2026年5月19日 王秀兰 申请销号：垃圾清完了",
    ]
    assert row["附件"] == "附件12、附件15、附件16"


def test_an_open_one_has_no_end_and_says_when_it_is_late() -> None:
    [late, new] = rows(problem(1, assigned()), problem(2))
    assert (late["状态"], late["是否到期"], late["销号时间"]) == ("正在整改", "已到期", None)
    assert (new["状态"], new["责任单位"], new["是否到期"]) == ("等待交办", None, None)


def test_one_that_was_opened_again_is_not_closed_any_more() -> None:
    [row] = rows(problem(1, assigned(), *closed(5), Step(K.REOPENED, 2, wall(6, 25))))
    assert (row["状态"], row["销号时间"], row["销号人"]) == ("等待交办", None, None)


def test_rows_stand_in_the_order_they_were_found() -> None:
    assert [row["编号"] for row in rows(problem(3), problem(1), problem(2))] == [1, 2, 3]


def test_the_ledger_goes_into_another_systems_columns() -> None:
    [row] = rows(problem(5), mapping="columns:\n  问题描述: 问题\n  位置: place\n")
    assert row == {"问题描述": "有一堆建筑垃圾", "位置": "三组水塘边"}


def test_months_count_what_was_found_closed_and_stays_open() -> None:
    again = problem(2, assigned(), *closed(5), Step(K.REOPENED, 2, wall(7, 1)))
    counted = problem_counts([problem(1, assigned()), again, problem(3, found=wall(6, 9))], NOW, months=3)
    assert counted == [
        ProblemCount("2026-05", found=2, closed=1, open=1),
        ProblemCount("2026-06", found=1, closed=0, open=2),
        ProblemCount("2026-07", found=0, closed=0, open=3),
    ]


def test_what_is_older_than_the_chart_still_counts_as_open() -> None:
    [now] = problem_counts([problem(1), problem(2, Step(K.WAIVED, 2, wall(5, 5)))], NOW, months=1)
    assert now == ProblemCount("2026-07", found=0, closed=0, open=1)


def test_the_chart_is_a_picture() -> None:
    assert problems_png([problem()], office="清河镇", now=NOW).startswith(b"\x89PNG")
