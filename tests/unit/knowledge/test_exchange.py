"""A plan as YAML and back: the same when untouched, checked line by line when edited."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import Clause, Deadline, Indicator, PlanDraft, Span, Unclear, as_yaml, from_yaml, read_text
from knowledge.exchange.nodes import PlanYamlInvalid
from knowledge.text.offsets import OffsetMap, Shift
from tests.unit.knowledge.reading_builders import BEGIN, TITLE

SOURCE = (
    f"{TITLE}\r\n{BEGIN}\r\n一、任务\r\n1.到2025年，户厕普及率达到85%以上。(村建所牵头，各村配合)\r\n"
    "2.每月25日前报送台账。3月1日至5月31日开展集中清理，打造2-3个示范点。\r\n二、要求\r\n尽快落实。"
)
PLAN = read_text(SOURCE, "清洁.txt").plans[0]
YAML = as_yaml(PLAN)

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
named = words.filter(lambda said: bool(said.strip()))
numbers = st.one_of(st.integers(-(10**9), 10**9), st.floats(allow_nan=False, allow_infinity=False))
dates = st.sampled_from(["2025-12-31", "12-31", "02-29"])


@st.composite
def plans(draw: st.DrawFn) -> PlanDraft:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80))

    def place() -> tuple[str, Span]:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        return text[start:end], Span(start, end)

    clauses = []
    for number in range(draw(st.integers(0, 3))):
        said, span = place()
        heading = draw(st.none() | words)
        clauses.append(Clause(f"一.{number}", heading, said, span, tuple(draw(st.lists(named, max_size=2)))))
    facts: tuple[list[Indicator], list[Deadline], list[Unclear]] = ([], [], [])
    for _ in range(draw(st.integers(0, 2))):
        quote, span = place()
        value = draw(numbers | st.tuples(numbers, numbers))
        op = draw(st.sampled_from([">=", "<=", "=", ">", "<", "increase", "decrease"]))
        due = draw(st.none() | dates | st.just("2025"))
        conflict = draw(st.booleans())
        facts[0].append(Indicator(draw(named), op, value, draw(words), due, "前言", quote, span, conflict))
        when = draw(
            dates | st.sampled_from(["monthly:25", "daily:2", "quarterly"]) | st.just({"from": "02-01", "to": None})
        )
        who = tuple(draw(st.lists(named, max_size=2)))
        within = draw(st.none() | st.just({"from": "05-01", "to": "09-30"}))
        more = (draw(words), draw(words), within)
        facts[1].append(Deadline(draw(named), when, who, "前言", quote, span, *more))
        facts[2].append(Unclear(quote, "vague_time", "", span))
    shifts = draw(st.lists(st.integers(-99, 99), max_size=3).map(tuple))
    return PlanDraft(
        draw(words), draw(named), "plan", draw(st.sampled_from(["town", None])),
        draw(st.none() | st.integers(1900, 2100)),
        text, tuple(clauses), *map(tuple, facts), *(draw(st.none() | words) for _ in range(3)),
        tuple(draw(st.lists(named, max_size=2))), OffsetMap((Shift(shifts, shifts, shifts),) if shifts else ()),
    )  # fmt: skip


@given(plans())
def test_any_plan_comes_back_equal(plan: PlanDraft) -> None:
    assert from_yaml(as_yaml(plan)) == plan


def test_a_plan_that_was_read_comes_back_equal_with_the_way_to_its_source() -> None:
    back = from_yaml(YAML)
    assert back == PLAN
    assert back.source_span(back.indicators[0].span) == PLAN.source_span(PLAN.indicators[0].span)


def test_the_file_says_how_to_edit_it() -> None:
    comments = [line for line in YAML.split("\n") if line.startswith("#")]
    assert len(comments) > 10
    assert any("monthly:25" in line for line in comments)


def edited(old: str, new: str) -> PlanDraft:
    assert YAML.count(old) >= 1, old
    return from_yaml(YAML.replace(old, new, 1))


def test_edits_by_hand_are_taken() -> None:
    assert edited("value: 85", "value: 90.5").indicators[0].value == 90.5
    assert edited("value: [2, 3]", "value: 4").indicators[1].value == 4
    assert edited("due: '2025'", "due: 2025-06-30").indicators[0].due == "2025-06-30"
    assert edited("when: monthly:25", "when: {from: 02-01, to: null}").deadlines[0].when == {
        "from": "02-01",
        "to": None,
    }
    assert edited("lead: [村建所]", "lead: [村建所, 农业站]").clauses[0].lead == ("村建所", "农业站")
    moved = edited("quote: 户厕普及率达到85%以上", "quote: 达到85%")
    assert PLAN.text[moved.indicators[0].span.start :].startswith("达到85%")


@pytest.mark.parametrize(
    ("old", "new", "on", "says"),
    [
        ("    op: '>='", "    opp: '>='", "    op: '>='", "不认识“opp”，是不是“op”？"),
        ("op: '>='", "op: 大于", "op: '>='", "“op”不能是“大于”，只能是：>=、<=、=、>、<、increase、decrease"),
        ("op: '='", "op: increas", "op: '='", "“op”不能是“increas”，是不是“increase”？"),
        ("value: 85", "value: 八十五", "value: 85", "“value”应当是一个数，或 [2, 3] 这样的两个数"),
        ("value: [2, 3]", "value: [2, 3, 4]", "value: [2, 3]", "“value”应当是一个数，或 [2, 3] 这样的两个数"),
        ("value: 85", "value: .nan", "value: 85", "“value”应当是一个数，或 [2, 3] 这样的两个数"),
        ("quote: 户厕普及率", "quote: 户厕覆盖率", "quote: 户厕普及率", "“quote”在原文里找不到：户厕覆盖率达到85%以上"),
        ("clause: 一.1", "clause: 一.9", "clause: 一.1", "“clause”写的是“一.9”，没有这个编号的条款"),
        ("when: monthly:25", "when: 每月25日", "when: monthly:25", "“when”不能是“每月25日”"),
        (
            "from: '2023-03-01'",
            "from: 3月1日",
            "from: '2023-03-01'",
            "“from”应当像 2021-02-01 或 02-01，现在是“3月1日”",
        ),
        ("due: '2025'", "due: 明年", "due: '2025'", "“due”应当像 2025、2025-12-31 或 12-31，现在是“明年”"),
        ("level: township", "level: village", "level: township", "“level”不能是“village”"),
        ("year: 2023", "year: 23", "year: 2023", "“year”应当是 2021 这样的年份，现在是“23”"),
        ("year: 2023", "year: 今年", "year: 2023", "“year”应当是一个整数，现在是“今年”"),
        ("lead: [村建所]", "lead: 村建所", "lead: [村建所]", "“lead”应当是一个列表，用 - 或 [ ] 来写"),
        ("lead: [村建所]", "lead: [村建所, {}]", "lead: [村建所]", "“lead”里应当是一个个名称"),
        ("  kind: plan", "  kind: plan\n  kind: plan", "  level: ", "“kind”写了两次"),
        (f"title: {TITLE}", "title: ''", f"title: {TITLE}", "“title”是空的"),
        ("title: ", "titel: ", "title: ", "不认识“titel”，是不是“title”？"),
        ("kind: plan", "kind: [", "year: 2023", "这一行的写法不对"),
        ("  shifts:", "  shifts: [1]\n  cleaned:", "  shifts:", "这里应当是“名称: 内容”的形式"),
    ],
)
def test_a_bad_edit_is_said_with_its_line(old: str, new: str, on: str, says: str) -> None:
    with pytest.raises(PlanYamlInvalid) as caught:
        edited(old, new)
    line = next(at for at, words in enumerate(YAML.split("\n"), 1) if on in words and not words.startswith("#"))
    assert any(at == line and text.startswith(says) for at, text in caught.value.problems), caught.value.problems


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "文件是空的"),
        ("- 1", "这里应当是“名称: 内容”的形式"),
        ("plan: {}", "缺少“source”"),
        ("plan: \x07", "有不能用的字符（U+0007）"),
        ("[" * 5000, "套了太多层"),
        ("x" * 20_000_001, "文件太大"),
    ],
)
def test_what_is_no_plan_at_all_is_said_on_the_first_line(text: str, says: str) -> None:
    with pytest.raises(PlanYamlInvalid) as caught:
        from_yaml(text)
    assert caught.value.problems[0] == (1, says)


def test_every_mistake_is_said_at_once() -> None:
    with pytest.raises(PlanYamlInvalid) as caught:
        from_yaml(YAML.replace("value: 85", "value: x").replace("op: '>='", "op: x"))
    assert len(caught.value.problems) == 2


@given(
    st.lists(
        st.sampled_from(
            ["plan:\n", "  title: a\n", "source:\n", "  text: 字\n", "- &a [*a]\n", "? ", "!!x ", "{", "'", "\t"]
        )
    )
)
def test_no_text_breaks_the_reader(pieces: list[Any]) -> None:
    with suppress(PlanYamlInvalid):
        assert from_yaml("".join(pieces)).text
