"""Who leads and who supports, in every way plans print it."""

from __future__ import annotations

import pytest

from knowledge.extract.parties import split_names
from tests.unit.knowledge.reading_builders import plan_of


@pytest.mark.parametrize(
    ("tag", "lead", "support"),
    [
        ("(农业站牵头,各村配合)", ["农业站"], ["各村"]),
        ("（农业站、水利站牵头；各村落实）", ["农业站", "水利站"], ["各村"]),
        ("(农业站、水利站等按照各自职责分工负责,财政所参与)", ["农业站", "水利站"], ["财政所"]),
        ("[牵头单位:农业站;配合单位:财政所,各村(居)]", ["农业站"], ["财政所", "各村(居)"]),
        ("【责任单位：派出所、各村】", ["派出所", "各村"], []),
        ("(牵头领导:XX)", ["XX"], []),
        ("(农业站牵头,财政所等、各村(居)参与)", ["农业站"], ["财政所", "各村(居)"]),
        ("(农业站负责)", ["农业站"], []),
        ("(牵头单位:农业站;责任单位:各村)", ["农业站"], ["各村"]),
        # two tags in one clause are joined
        ("(农业站牵头),再修村道(水利站牵头,农业站配合)", ["农业站", "水利站"], ["农业站"]),
        # lines under the clause, an empty one among them
        ("\n责任领导:\n\n牵头单位:农业站\n\n责任单位:各村,财政所", ["农业站"], ["各村", "财政所"]),
        ("\n责任单位:农业站、水利站等有关单位。", ["农业站", "水利站", "有关单位"], []),
        ("\n责 任 单 位：农业站", ["农业站"], []),
        ("\n——责任单位:农业站", ["农业站"], []),
        ("(主办:农业站;协办:各村)", ["农业站"], ["各村"]),
        ("。责任单位为农业站,配合单位为各村。", ["农业站"], ["各村"]),
        ("\n责任单位:农业站,各村;时限:长期坚持", ["农业站", "各村"], []),
        ("。责任单位是第一责任人。", [], []),
        ("〔农业站牵头,水利站参与,各村负责落实。其余不再列出。〕", ["农业站"], ["水利站", "各村"]),
        ("(农业站牵头督导,各乡、镇人民政府落实)", ["农业站"], ["各乡、镇人民政府"]),
        # a bracket broken over two lines, names with nothing between them
        ("(责任单位:农业站、水利站;配合单位:\n财政所)", ["农业站", "水利站"], ["财政所"]),
        ("\n责任单位:派出所市场监管站 文化站", ["派出所", "市场监管站", "文化站"], []),
        # brackets about something else
        ("(含乡管的三座水库)", [], []),
        ("(具体要求另行落实)", [], []),
        ("\n责任领导:张某", [], []),
    ],
)
def test_a_tag_says_who_leads_and_who_supports(tag: str, lead: list[str], support: list[str]) -> None:
    clause = plan_of(f"一、任务\n1.清理沟渠。分段包干到户{tag}\n2.修补村道。").clauses[0]
    assert (list(clause.lead), list(clause.support)) == (lead, support)


@pytest.mark.parametrize(
    ("sentence", "lead", "support"),
    [
        ("由农业站牵头组织实施。", ["农业站"], []),
        ("由农业站牵头,财政所、各村配合,抓紧推进。", ["农业站"], ["财政所", "各村"]),
        ("农业站作为清理工作牵头部门,要抓好调度。", ["农业站"], []),
        ("镇督查办负责督促检查。", ["镇督查办"], []),
        ("由农业站承办,财政所、各村配合。", ["农业站"], ["财政所", "各村"]),
        ("此项工作由农业站牵头,水利站协助,抓紧推进。", ["农业站"], ["水利站"]),
        ("农业站要牵头抓好实施,各村要积极配合。", ["农业站"], ["各村"]),
        ("村治保主任李某某牵头,各组组长配合。", ["村治保主任李某某"], ["各组组长"]),
        ("各牵头单位要抓好落实。", [], []),
        ("健全乡级统筹、农业站牵头、村级落实的机制。", [], []),
        ("明确专人负责。", [], []),
        ("大家牵头组织实施。", [], []),
    ],
)
def test_without_a_tag_the_words_of_a_sentence_count(sentence: str, lead: list[str], support: list[str]) -> None:
    clause = plan_of(f"一、任务\n1.清理沟渠。{sentence}").clauses[0]
    assert (list(clause.lead), list(clause.support)) == (lead, support)


def test_a_line_at_the_end_of_a_section_holds_for_all_its_items() -> None:
    body = (
        "一、任务\n(一)清理\n1.清沟渠。\n2.清路边。\n责任单位:农业站\n(二)修补\n1.修村道。\n责任单位:水利站\n2.修水塘。"
    )
    assert [clause.lead for clause in plan_of(body).clauses] == [("农业站",), ("农业站",), ("水利站",), ()]


def test_columns_of_a_table_name_the_parties_of_its_rows() -> None:
    body = (
        "序号\t任务\t牵头单位\t配合单位\t完成时限\n1\t改造公厕5座\t村建所\t各村\t11月底前\n2\t修村道\t水利站\n其他说明"
    )
    plan = plan_of(body)
    assert [(clause.lead, clause.support) for clause in plan.clauses] == [(("村建所",), ("各村",)), (("水利站",), ())]
    assert [(d.when, d.who, d.what) for d in plan.deadlines] == [("2023-11-30", ("村建所",), "改造公厕5座")]


def test_a_row_without_names_has_no_parties() -> None:
    assert plan_of("序号\t任务\t责任单位\n1\t改造公厕\t").clauses[0].lead == ()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("县城市管理和综合执法局", ["县城市管理和综合执法局"]),
        ("县气象局和县自然资源和规划局", ["县气象局", "县自然资源和规划局"]),
        ("各乡镇及相关部门", ["各乡镇", "相关部门"]),
        ("各村各单位", ["各村", "各单位"]),
        ("各镇 (办、区)", ["各镇(办、区)"]),
        ("县各委、办、局,各乡镇", ["县各委、办、局", "各乡镇"]),
        ("畜牧站等相关项目实施单位", ["畜牧站", "相关项目实施单位"]),
        ("由农业站等单位", ["农业站"]),
        ("、", []),
        ("一二三四五六七八九十一二三四五六七八九十一二三四五六七八九十一", []),
    ],
)
def test_names_are_kept_whole(raw: str, names: list[str]) -> None:
    assert split_names(raw) == names


def test_in_a_text_without_line_breaks_a_label_ends_at_the_first_space() -> None:
    rest = "各组按户造册,逐户核对,按时上报,不漏一户,不错一人," * 8
    clause = plan_of(f"一、任务\n1.清理沟渠。责任单位:农业站、各村 {rest}").clauses[0]
    assert clause.lead == ("农业站", "各村")
