"""Plans cut into entries, what kinds of fact they hold, and the index over them."""

from __future__ import annotations

import time

import pytest

from knowledge.facts import Clause, PlanDraft, Span
from knowledge.search.entries import Entry, entries
from knowledge.search.figures import PATTERNS, Kind, counted, kinds
from knowledge.search.index import _BUDGET, Index
from knowledge.search.sounds import sounds
from tests.unit.knowledge.search_plans import town


def draft(text: str, *clauses: Clause) -> PlanDraft:
    return PlanDraft("x.txt", "某镇方案", "plan", "town", 2026, text, clauses)


def only(text: str, **facts: object) -> Entry:
    clause = Clause("1", None, text, Span(0, len(text)), **facts)  # type: ignore[arg-type]
    (entry,) = entries(0, draft(text, clause))
    return entry


def texts(entry: Entry) -> list[str]:
    return [entry.text(place) for place in range(len(entry))]


def test_sections_stand_above_the_clauses_under_them() -> None:
    sections = {e.clause.id: e.section for e in entries(0, town()) if e.clause}
    assert sections == {
        "1": "主要目标",
        "2": "主要目标",
        "3": "工作安排",
        "4": "工作安排",
        "5": "工作安排",
        "6": "工作安排",
    }


def test_the_opening_is_kept_and_the_title_line_is_not() -> None:
    (opening,) = (e for e in entries(0, town()) if e.clause is None)
    assert "集中行动" in "".join(texts(opening))
    assert "提升方案" not in "".join(texts(opening))


def test_a_parent_clause_keeps_its_own_words_and_titles_its_children() -> None:
    text = "一、水源\n先查清底数。\n(一)划定范围。画出边界线。\n二、其他\n照常办理。\n"
    child = text.index("(一)")
    second = text.index("二、")
    plan = draft(
        text,
        Clause("一", "水源", text[:second], Span(0, second)),
        Clause("一.一", "划定范围", text[child:second], Span(child, second)),
        Clause("二", "其他", text[second:], Span(second, len(text))),
    )
    parent, inner, last = entries(0, plan)
    assert "边界线" not in "".join(texts(parent))
    assert inner.section == "水源"
    assert last.section == ""


def test_text_behind_a_section_title_on_the_same_line_belongs_to_the_section() -> None:
    (entry,) = entries(0, draft("三、下一步打算 今后要多走访农户。\n第一章 总则\n"))
    assert (entry.section, texts(entry)) == ("下一步打算", ["今后要多走访农户。"])


def test_a_tag_speaks_for_the_sentences_since_the_last_one() -> None:
    entry = only("1.先清沟渠。再修便道(镇建设办牵头)。后种行道树(镇林业站负责,各村(社区)配合)。常年巡查。")
    assert [entry.sentence(place).tag for place in range(4)] == [
        "(镇建设办牵头)",
        "(镇建设办牵头)",
        "(镇林业站负责,各村(社区)配合)",
        "",
    ]
    assert "牵头" not in "".join(texts(entry))


def test_lines_of_units_below_the_text_are_its_tag() -> None:
    entry = only("1.清理沟渠并且养护。\n责任领导:\n牵头单位:县水利局\n责任单位:各乡镇")
    assert entry.sentence(0).tag == "牵头单位:县水利局 责任单位:各乡镇"
    assert len(entry) == 1


def test_a_placeholder_names_nobody() -> None:
    entry = only("1.清理沟渠并养护(牵头领导:XX)", lead=("XX",))
    assert entry.sentence(0).tag == ""
    assert not Kind(entry.sentence(0).kinds) & Kind.WHO


def test_a_semicolon_inside_a_tag_does_not_cut_it() -> None:
    assert only("1.清理沟渠。(牵头单位:县水利局;配合单位:各镇)").sentence(0).tag == "(牵头单位:县水利局;配合单位:各镇)"


def test_text_too_short_for_a_sentence_makes_no_entry() -> None:
    assert list(entries(0, draft("一\n", Clause("1", None, "无", Span(0, 1))))) == []


@pytest.mark.parametrize(
    ("kind", "match", "other"),
    [
        (Kind.PERCENT, "达到85%以上", "达到85户"),
        (Kind.PERCENT, "不少于百分之三十", "百分之多少"),
        (Kind.MONEY, "投入571万元", "571万株"),
        (Kind.WHEN, "6月底前建成", "建成6座"),
        (Kind.WHEN, "借助5.12“防灾日”", "面积5.12亩"),
        (Kind.OFTEN, "每季度公开一次", "公开一份名单"),
        (Kind.WHO, "县水利局牵头办理", "办理水利手续"),
        (Kind.BAN, "严禁露天焚烧", "露天堆肥"),
        (Kind.PHONE, "请打0710-6123456", "共6123户"),
        (Kind.LIST, "清理垃圾、淤泥", "清理垃圾"),
        (Kind.FIGURE, "新建公厕2座", "2021年6月新建公厕"),
        (Kind.FIGURE, "保存20年以上", "2021年以上级要求为准"),
    ],
)
def test_each_kind_of_fact_is_recognised_and_not_mistaken(kind: Kind, match: str, other: str) -> None:
    assert PATTERNS[kind].search(match)
    assert not PATTERNS[kind].search(other)
    assert kinds(match) & kind
    assert not kinds(other) & kind


def test_units_beside_a_sentence_answer_who() -> None:
    assert kinds("清理沟渠", named=True) & Kind.WHO


def test_counting_words_said_for_each_other_count() -> None:
    assert counted("公示10日", "天")
    assert counted("购置一辆", "台")
    assert not counted("公示10次", "天")


def test_common_pairs_are_looked_up_in_the_candidates_when_the_budget_is_spent() -> None:
    index = Index()
    common = [only(f"1.清理沟渠第{n}段并养护。") for n in range(30)]
    for _ in range(_BUDGET // 30 + 1):
        for entry in common:
            index.add(entry)
    wanted = index.add(only("1.清理沟渠时先报村委会备案。"))
    features = {sounds().of(pair): 1.0 for pair in ("清理", "沟渠", "备案")}
    assert index.candidates(features, 1, lambda plan: "") == [wanted]


def test_nothing_known_finds_nothing() -> None:
    assert Index().candidates({"无此": 1.0}, 5, lambda plan: "") == []


@pytest.mark.parametrize(
    "text",
    ["(" + "牵头" * 9000, "(" * 5000, "1" * 20000, "、" + "甲" * 20000, "一" * 20000, "局" * 20000, "6月" * 9000],
)
def test_no_text_makes_the_patterns_crawl(text: str) -> None:
    start = time.process_time()
    list(entries(0, draft(text)))
    assert time.process_time() - start < 2
