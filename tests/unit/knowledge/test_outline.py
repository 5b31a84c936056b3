"""Numbered items in every style, their ids as printed, and where their text begins and ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.extract.outline import outline
from knowledge.text.fold import fold
from tests.unit.knowledge.reading_builders import assert_in_place, plan_of


def ids(body: str) -> list[str]:
    return [clause.id for clause in plan_of(body).clauses]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # the usual five styles
        ("一、目标\n村容变好。\n二、任务\n(一)清理\n1.清沟渠。\n(1)每沟必清。\n①先清大沟。", ["一", "二.一.1.1.1"]),
        # full width, spaces and the other comma
        ("一、目标\n（一）村容变好。\n（ 二 ）户容变好。\n１、清沟渠。\n２．清路边。", ["一.一", "一.二.1", "一.二.2"]),
        # signs that carry their brackets
        ("一、任务\n㈠清理沟渠。\n⑴先清大沟。\n⒈再清小沟。", ["一.一.1", "一.一.1"]),
        # articles run on through the chapters and stand alone
        ("第一章 总则\n第一条 村容变好。\n第二章 任务\n第二条 清理沟渠。\n(一)大沟。", ["一", "二.一"]),
        # a number that runs on across sections stands alone
        ("一、任务\n(一)清理\n1.清沟渠。\n2.清路边。\n(二)修补\n3.修村道。", ["1", "2", "3"]),
        # a number that begins again does not
        ("一、任务\n(一)清理\n1.清沟渠。\n(二)修补\n1.修村道。", ["一.一.1", "一.二.1"]),
        # decimal paths under their number
        ("一、任务\n1.清理\n1.1 清沟渠。\n1.2 清路边。\n2.修补村道。", ["一.1.1", "一.1.2", "一.2"]),
        # a decimal at the start of a line is no number of an item
        ("一、任务\n2.清沟渠长\n1.5公里的要全部清完。", ["一.2"]),
        # a number may be followed by a year or a month
        ("一、任务\n1.2023年修村道。\n2.3月底前清沟渠。", ["一.1", "一.2"]),
        # 一是 in a chapter that has no other order
        ("一、任务\n要抓三件事。一是清沟渠。二是修村道。二是扫院子。", ["一.一", "一.二", "一.三"]),
        # but not inside an item
        ("一、任务\n(一)清理。一是清沟渠。二是修村道。", ["一.一"]),
        # rows of a table without numbers of their own
        ("一、任务\n工作任务\t责任单位\t完成时限\n清沟渠\t农业站\t6月底\n修村道\t村建所\t9月底", ["一.1", "一.2"]),
        # and with them; what a cell numbers is no item
        ("序号\t工作任务\t责任单位\n1\t1.清沟渠2.修村道\t农业站\n2\t植树\t各村", ["1", "2"]),
        # letters below numbers
        ("一、任务\n1.清沟渠\nA、清大沟。\nB、清小沟。", ["一.1.A", "一.1.B"]),
        # stages, with their own items
        (
            "一、步骤\n第一阶段:宣传(3月)。张贴标语。\n1.每村五条。\n第二阶段:清理。逐沟清理。",
            ["一.第一阶段.1", "一.第二阶段"],
        ),
        # stages that only follow a number are its heading
        ("一、步骤\n(一)第一阶段:宣传。\n(二)第二阶段:清理。", ["一.一", "一.二"]),
        # headings without a number between numbered ones
        (
            "一、任务\n(一)清沟\n各村清理沟渠。\n护学岗建设\n每校设岗一个,由村里轮流上岗。\n黑车整治行动\n集中整治一次,不留死角。\n二、要求\n按期完成。",
            ["一.一", "一.护学岗建设", "一.黑车整治行动", "二"],
        ),
        # 一是 inside one sentence makes no items
        ("一、任务\n一是清沟;二是修路;三是植树。", ["一"]),
        # a chapter with a target of its own before its items is a clause too
        ("一、任务\n全乡年内要完成沟渠清理12条、植树300棵。\n(一)清沟。\n(二)植树。", ["一", "一.一", "一.二"]),
        # months in brackets
        ("【1月-2月】入户查一遍。\n【3月】3日前建台账。", ["1月-2月", "3月"]),
        # a text that ends before the second item
        (f"一、目标村容变好。{'按户到人。' * 20}二、工作措施(一)加强领导,明确责任1.成立小组。", ["一", "二.一.1"]),
        # a number on a line of its own
        ("一、\n清沟渠长五里。\n二、\n修村道。", ["一", "二"]),
        # Roman signs right behind a path
        ("1.1Ⅳ级响应\n村里值班。\n1.2Ⅲ级响应\n乡里值班。", ["1.1", "1.2"]),
        # a lone bracket in a sentence is no item
        ("一、任务\n按照上级文件。(一)的要求清沟渠。", ["一"]),
    ],
)
def test_numbers_become_ids_as_printed(body: str, expected: list[str]) -> None:
    assert ids(body) == expected


def test_a_page_that_lost_its_line_breaks_keeps_its_items() -> None:
    flat = "一、目标 村容变好。二、任务 (一)清理。1.清沟渠。2.清路边。(二)修补。修村道。三、要求 按期完成。"
    plan = plan_of(flat)
    assert [clause.id for clause in plan.clauses] == ["一", "二.一.1", "二.一.2", "二.二", "三"]
    assert [clause.heading for clause in plan.clauses][:4:3] == ["目标", "修补"]
    assert_in_place(plan)


def test_headings_are_a_first_line_or_a_first_short_sentence() -> None:
    body = (
        "一、目标\n村容变好。\n二、任务\n1.清理沟渠。每季清一次。\n2.把村里村外每一处堆了多年的柴草、杂物、渣土,按照户、组、村的先后,"
        "分给专人包干,限期,清运到指定的地点。不得反弹。\n3.修补村道。\n4.扫院子"
    )
    assert [clause.heading for clause in plan_of(body).clauses] == ["目标", "清理沟渠", None, None, None]


def test_an_item_with_words_of_its_own_and_children_is_a_clause_too() -> None:
    body = "一、任务\n1.清理。先把全村的沟渠都摸一遍底,再分两步走:\n(1)清大沟。\n(2)清小沟。\n2.修补\n(1)修村道。"
    assert ids(body) == ["一.1", "一.1.1", "一.1.2", "一.2.1"]


def test_a_text_with_plain_headings_has_them_as_clauses() -> None:
    plan = plan_of("## 总体要求\n村容变好,户容也变好。\n重点工作\n清理沟渠,每年底前完成。")
    assert [(clause.id, clause.heading) for clause in plan.clauses] == [("总体要求",) * 2, ("重点工作",) * 2]


def test_a_text_without_any_order_is_one_clause() -> None:
    plan = plan_of("各村每月清理沟渠。")
    assert [clause.id for clause in plan.clauses] == ["全文"]


def test_signature_and_annex_list_are_no_part_of_the_last_clause() -> None:
    plan = plan_of("一、任务\n清理沟渠。\n附件:1.任务表\n2.名单\n柳树乡人民政府\n2023年3月1日")
    assert [clause.text for clause in plan.clauses] == ["一、任务\n清理沟渠。"]


_STYLES = {
    "一、": ["一、", "二、", "三、"],
    "（一）": ["（一）", "（二）", "（三）"],
    "(一)": ["(一)", "(二)", "(三)"],
    "1.": ["1.", "2.", "3."],
    "1、": ["1、", "2、", "3、"],
    "１．": ["１．", "２．", "３．"],
    "(1)": ["(1)", "(2)", "(3)"],
    "（1）": ["（1）", "（2）", "（3）"],
    "1)": ["1)", "2)", "3)"],
    "①": ["①", "②", "③"],
    "第一条": ["第一条 ", "第二条 ", "第三条 "],
    "⑴": ["⑴", "⑵", "⑶"],
}


@given(st.sampled_from(sorted(_STYLES)), st.sampled_from(["", " ", "　", "\t "]), st.sampled_from(["", " ", "　"]))
def test_every_style_of_number_is_read_with_any_indent(style: str, indent: str, gap: str) -> None:
    lines = [f"{indent}{marker}{gap}清理沟渠。" for marker in _STYLES[style]]
    tree = outline(fold("\n".join(lines)))
    assert [item.marker.number for item in tree.items] == [1, 2, 3]
    assert len({item.rank for item in tree.items}) == 1


@given(st.integers(1, 40), st.booleans())
def test_ids_of_a_list_count_up_with_or_without_line_breaks(count: int, flat: bool) -> None:
    body = ("" if flat else "\n").join(f"{number}.清理沟渠。" for number in range(1, count + 1))
    tree = outline(body)
    expected = [str(number) for number in range(1, count + 1)]
    assert [item.id for item in tree.items] == expected
    assert tree.id_at(len(body) - 1) == str(count)


def test_the_paragraph_before_the_first_number_is_the_preface() -> None:
    assert outline("为做好工作,制定本方案。\n一、任务").id_at(0) == "前言"
    assert outline("").items == ()
