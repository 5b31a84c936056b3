"""Figures, sums, shares and rhythms as plans print them, in digits and in characters."""

from __future__ import annotations

import pytest

from knowledge.search.figures import PATTERNS, Kind, counted, kinds


@pytest.mark.parametrize(
    ("kind", "text", "found"),
    [
        (Kind.MONEY, "处五百元以上二千元以下罚款", ["五百元以上", "二千元以下"]),
        (Kind.MONEY, "投资386万元", ["386万元"]),
        (Kind.PERCENT, "达到六成", ["六成"]),
        (Kind.PERCENT, "占比达四分之三以上", ["四分之三以上"]),
        (Kind.PERCENT, "达到七成五", ["七成五"]),
        (Kind.PERCENT, "验收三成效", []),
        (Kind.PERCENT, "建成三成员组", []),
        (Kind.FIGURE, "能耗不高于0.70吨标煤/万元", ["0.70吨标煤/万元"]),
        (Kind.FIGURE, "浓度35μg/m3", ["35μg/m3"]),
        (Kind.FIGURE, "改厕156户", ["156户"]),
        (Kind.OFTEN, "投诉3小时内处置", ["3小时内"]),
        (Kind.OFTEN, "接报后立即处置", ["立即"]),
        (Kind.OFTEN, "每周巡查两次", ["每周巡查两次"]),
    ],
)
def test_a_fact_is_marked_with_its_unit(kind: Kind, text: str, found: list[str]) -> None:
    assert [match.group() for match in PATTERNS[kind].finditer(text)] == found
    assert bool(kinds(text) & kind) == bool(found)


@pytest.mark.parametrize(
    ("text", "unit", "there"),
    [
        ("压缩至3个工作日", "天", True),
        ("巡回2趟", "次", True),
        ("新建公厕1座", "间", True),
        ("栽树300株", "棵", True),
        ("投入3万元", "户", False),
    ],
)
def test_things_are_counted_by_units_that_mean_the_same(text: str, unit: str, there: bool) -> None:
    assert counted(text, unit) == there


@pytest.mark.parametrize(
    ("text", "kind"),
    [("由乡镇审批", Kind.PROCEDURE), ("补助标准另定", Kind.STANDARD), ("每户补3000元", Kind.STANDARD)],
)
def test_procedures_and_standards_are_told_apart(text: str, kind: Kind) -> None:
    assert kinds(text) & kind


def test_a_standardised_station_is_no_standard() -> None:
    assert not kinds("建设标准化劝导站") & Kind.STANDARD
