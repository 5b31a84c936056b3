"""What was not understood is listed, and a developer sees which rule found what."""

from __future__ import annotations

import pytest

from knowledge import read_text
from knowledge.explain import explain
from knowledge.facts import WHY
from tests.unit.knowledge.reading_builders import BEGIN, TITLE, assert_in_place, plan_of


def unclear(sentence: str) -> list[tuple[str, str]]:
    plan = plan_of(f"一、任务\n{sentence}")
    assert_in_place(plan)
    for piece in plan.unclear:
        assert plan.text[piece.span.start : piece.span.end] == piece.quote
        assert piece.why in WHY
        assert piece.clause == "一"
    return [(piece.why, piece.quote) for piece in plan.unclear]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("各村要尽快完成清理,做好登记。", [("vague_time", "各村要尽快完成清理")]),
        ("6月5日,全乡各村村口。", [("date_without_duty", "6月5日")]),
        ("管护好三条沟边的12户。", [("figure_without_target", "管护好三条沟边的12户")]),
        ("实施┥鷳工程,完成清理。", [("damaged_text", "实施┥鷳工程")]),
        ("定期。", []),  # nothing to do
        ("6月底前尽快完成清理。", []),  # there is a date
        ("目前有公厕12座。", []),  # the past is understood
        ("到2025年,普及率达到85%。", []),  # the date is the target's
        ("完成清理。", []),
    ],
)
def test_what_gave_no_fact_though_it_looked_like_one_is_listed(sentence: str, expected: list[tuple[str, str]]) -> None:
    assert unclear(sentence) == expected


def test_the_explanation_names_the_rule_of_every_hit_and_every_refusal() -> None:
    body = (
        "一、任务\n1.到2025年,户厕普及率达到85%以上,每月25日前报送台账。(村建所牵头)\n2.目前有公厕12座。6月5日,全乡各村。\n"
        "3.尽快完成清理。\n责任单位:各村\n"
    )
    said = "\n".join(explain(read_text(f"收起\n{TITLE}\n{BEGIN}\n{body}")))
    for line in (
        "条款 一.1 [item]",
        "标题 一 [chapter]",
        "单位 一.1 [bracket] 牵头 村建所；配合 无",
        "单位 一.3 [label line] 牵头 各村",
        "指标 [figure + comparator after] 一.1 ",
        "⟦85%⟧以上",
        "不算指标 [past] 一.2 ",
        "时限 [monthly day] 一.1 monthly:25",
        "不算时限 [day: nothing to do] 一.2 ",
        "没看懂 [vague_time] 一.3 尽快完成清理",
        "没有收 [button] 收起",
    ):
        assert line in said, line
