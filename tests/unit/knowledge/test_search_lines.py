"""Lines made whole before they are cut: wrapped ones joined, cells read with their heads."""

from __future__ import annotations

import pytest

from knowledge.facts import Clause, PlanDraft, Span
from knowledge.search import Library
from knowledge.search.lines import FREE, GAP, Layout, is_unit, layout, whole


def told(text: str, read: Layout | None = None) -> list[str]:
    return whole(text, read or layout(text)).translate(FREE).split("\n")


def test_lines_wrapped_at_a_width_are_joined_and_short_ones_are_not() -> None:
    rows = [
        "全镇新改建村组道路四十公里，由镇道路办牵头，各村配",
        "合，十月底前要全部完工，并按每公里三万元给予补助，经",
        "费由镇财政所安排到位，验收不合格的一律返工重新铺设好",
        "，不得拖欠工钱，也不得向农户收取任何名目的费用或摊派",
        "。路灯另行安排。",
        "桥梁另行安排。",
    ]
    read = layout("\n".join(rows))
    assert 24 <= read.width <= 27
    assert told("\n".join(rows), read) == ["".join(rows[:5]), rows[5]]


def test_a_document_of_uneven_lines_is_not_wrapped() -> None:
    assert (
        layout(
            "一行短的话写在这里就好了没有别的\n这一行比上面那一行要长一些但是也就这么长没有更多\n短\n中等长度的一行话放在这里看看怎么样吧\n又一行"
        ).width
        == 0
    )


def test_a_line_that_ends_in_a_comma_goes_on_and_a_number_begins_anew() -> None:
    assert told("清理河道，\n清运垃圾。\n2.栽树\n造林绿化，\n3.修路") == [
        "清理河道，清运垃圾。",
        "2.栽树",
        "造林绿化，",
        "3.修路",
    ]


def test_a_short_cell_is_the_heading_of_the_line_under_it() -> None:
    assert told("信息报送\n每月3日前报上月人次，少一次扣1分") == ["信息报送：每月3日前报上月人次，少一次扣1分"]


def test_rows_are_told_with_their_heads_and_an_empty_cell_goes_on() -> None:
    text = "乡镇\t隐患点\t户数\n柳树镇\t东坡\t12\n\t西沟\t7\n"
    assert told(text) == [f"乡镇：柳树镇{GAP}隐患点：东坡{GAP}户数：12", f"乡镇：柳树镇{GAP}隐患点：西沟{GAP}户数：7"]


def test_a_row_is_one_sentence_whatever_marks_its_cells_hold() -> None:
    text = "事项\t要求\n巡河\t每周一次；汛期每日。\n"
    [row] = whole(text, layout(text)).split("\n")
    assert "；" not in row
    assert row.translate(FREE) == f"事项：巡河{GAP}要求：每周一次；汛期每日。"


@pytest.mark.parametrize(
    ("line", "unit"), [("县水利局", True), ("镇财政所", True), ("加强水利建设", False), ("3月底前", False)]
)
def test_a_unit_alone_on_a_line_is_known(line: str, unit: bool) -> None:
    assert is_unit(line) == unit


def plan(text: str) -> PlanDraft:
    clause = Clause("1", None, text, Span(0, len(text)))
    return PlanDraft("t.txt", "南山县分工表", "plan", "county", 2026, text, (clause,))


def test_units_in_a_column_of_their_own_are_named_for_what_stands_above() -> None:
    text = "1.清理沟渠。\n县水利局\n栽树补绿。\n县林业局\n修补路面。\n县交通局\n查处偷排。\n县环保局\n"
    answer = Library([("1", plan(text))]).ask("栽树谁负责").answers[0]
    assert "县林业局" in answer.text
    assert "县水利局" not in answer.text


def test_the_points_of_a_township_come_as_rows() -> None:
    text = "乡镇\t隐患点\t户数\n柳树镇\t东坡\t12\n\t西沟\t7\n桃花镇\t北岭\t3\n"
    answer = Library([("1", plan(text))]).ask("柳树镇隐患点").answers[0]
    assert answer.kind == "row"
    assert "东坡" in answer.text
    assert "西沟" in answer.text
    assert "北岭" not in answer.text


def test_a_row_that_is_a_clause_of_its_own_keeps_the_heads_of_its_table() -> None:
    text = "行业\t时间\t单位\n烟花爆竹\t1月份\t安监站\n养老机构\t4月份\t民政所\n"
    clauses = tuple(
        Clause(str(n), line.split("\t")[0], line, Span(text.index(line), text.index(line) + len(line)))
        for n, line in enumerate(text.splitlines()[1:], 1)
    )
    answer = (
        Library([("1", PlanDraft("t", "整治安排", "plan", "town", 2026, text, clauses))])
        .ask("养老机构几月整治")
        .answers[0]
    )
    assert answer.clause == "2"
    assert "时间：4月份" in answer.text
    assert "单位：民政所" in answer.text
