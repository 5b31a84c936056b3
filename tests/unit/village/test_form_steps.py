"""Which questions a form asks depends on the answers: conditions, repeats, rules, doubts, and last time's answers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from village.errors import FormInvalid, Invalid
from village.forms.expressions import ExpressionInvalid, check, holds
from village.forms.parse import parse_form
from village.forms.session import Session

DAY = date(2026, 7, 8)
PATROL = """\
form: patrol
title: 日巡查
fields:
  - type: note
    label: 每天下午六点前报。
  - name: day
    type: date
    heading: 日期
    label: 哪天查的？
    constraint: . <= today()
    constraint_message: 还没到那一天，请写查过的日子。
  - name: found
    type: select_one
    choices: [正常, 有问题]
    heading: 情况
    label: 有没有问题？
  - name: problems
    type: repeat
    relevant: ${found} = '有问题'
    heading: 问题
    label: 要记下问题吗？
    most: 3
    fields:
      - name: kind
        type: select_multiple
        choices: [垃圾, 污水, 其他]
        heading: 种类
        label: 哪一类？
      - name: other
        relevant: selected(${kind}, '其他')
        heading: 说明
        label: 是什么？
  - name: people
    type: integer
    heading: 人数
    label: 几个人去的？
    last: true
    constraint: . >= 1
    constraint_message: 至少有一个人。
    warning: . <= 20
    warning_message: 平时没有这么多人，对吗？
  - name: photo
    type: image
    heading: 照片
    label: 有照片吗？
"""
FORM = parse_form(PATROL, "patrol.yaml")


def answered(*texts: str, session: Session | None = None) -> Session:
    session = session or Session(FORM, today=DAY)
    for text in texts:
        session = session.skip() if text == "跳过" else session.answer(text, DAY)
    return session


def asked(session: Session) -> str | None:
    return session.question.name if session.question else None


def test_all_well_ends_early() -> None:
    session = answered("今天", "正常", "2", "跳过")
    assert asked(session) is None
    assert session.final == {"day": "2026-07-08", "found": "正常", "people": "2", "photo": ""}


def test_each_item_of_a_repeat_is_asked_until_there_is_no_other() -> None:
    session = answered("今天", "有问题", "有", "垃圾", "有", "其他")
    assert asked(session) == "problems.1.other"
    session = answered("狗多", "没有", "3", "跳过", session=session)
    assert asked(session) is None
    assert session.final["problems.1.other"] == "狗多"
    assert "problems.0.other" not in session.final
    assert session.final["problems.2"] == "没有"


def test_a_repeat_ends_at_its_most() -> None:
    session = answered("今天", "有问题", "有", "垃圾", "有", "垃圾", "有", "垃圾")
    assert asked(session) == "people"


def test_an_answer_that_no_longer_counts_is_not_handed_in_but_kept_for_coming_back() -> None:
    session = answered("今天", "有问题", "有", "垃圾", "没有", "2", "跳过").mend("found").answer("正常", DAY)
    assert asked(session) is None
    assert not any(name.startswith("problems") for name in session.final)
    again = session.mend("found").answer("有问题", DAY)
    assert asked(again) is None
    assert again.final["problems.0.kind"] == "垃圾"


def test_a_rule_broken_is_said_in_the_forms_own_words() -> None:
    with pytest.raises(Invalid) as refusal:
        answered("明天")
    assert (refusal.value.rule, refusal.value.facts["message"]) == ("constraint", "还没到那一天，请写查过的日子。")


def test_an_unlikely_answer_waits_for_a_second_yes() -> None:
    session = answered("今天", "正常", "30")
    assert (session.doubt, asked(session)) == ("30", "people")
    assert asked(session.confirm()) == "photo"
    assert asked(answered("30", session=session)) == "photo", "typing it again is a yes"
    assert answered("3", session=session).answers["people"] == "3"
    assert session.back().doubt == ""
    with pytest.raises(Invalid):
        Session(FORM, today=DAY).confirm()


def test_last_times_answer_can_be_taken_over_in_words() -> None:
    session = Session(FORM, {"day": "2026-07-08", "found": "正常"}, position=2, last={"people": "4"}, today=DAY)
    assert session.answer("同上月", DAY).answers["people"] == "4"
    with pytest.raises(Invalid) as refusal:
        Session(FORM, {"day": "2026-07-08", "found": "正常"}, position=2, today=DAY).answer("同上", DAY)
    assert refusal.value.rule == "no_last"


def test_choices_are_ticked_and_unticked_one_by_one() -> None:
    session = answered("今天", "有问题", "有").tick("污水").tick("垃圾").tick("污水")
    assert (session.answers["problems.0.kind"], asked(session)) == ("垃圾", "problems.0.kind")
    assert asked(session.next()) == "problems.1"
    with pytest.raises(Invalid):
        session.tick("地震")
    with pytest.raises(Invalid):
        session.tick("垃圾").next()


def test_photos_answer_the_question_they_are_sent_to_and_stay_with_any_other() -> None:
    session = answered("今天", "正常", "2").attach(7, DAY).attach(8, DAY)
    assert (session.files["photo"], session.answers["photo"], asked(session)) == ((7, 8), "2", "photo")
    assert asked(session.next()) is None
    with_words = answered("今天", "正常").attach(9, DAY, "3个人")
    assert (with_words.files["people"], with_words.answers["people"], asked(with_words)) == ((9,), "3", "photo")
    alone = answered("今天", "正常").attach(9, DAY)
    assert (alone.files["people"], asked(alone)) == ((9,), "people")


def test_a_note_stands_above_the_question_after_it() -> None:
    first = Session(FORM, today=DAY).question
    assert first is not None
    assert (first.name, first.hint) == ("day", "每天下午六点前报。")


@settings(max_examples=200)
@given(st.lists(st.tuples(st.integers(0, 6), st.text(max_size=8), st.integers(0, 20)), max_size=25))
def test_any_input_at_any_step_ends_in_a_state_that_can_be_finished(moves: list[tuple[int, str, int]]) -> None:
    session = Session(FORM, today=DAY)
    for move, text, number in moves:
        session = _moved(session, move, text, number)
    likely = {"day": "今天", "found": "正常", "people": "2", "photo": "无"}
    for _ in range(40):
        if session.question is None:
            break
        name = session.question.name
        session = session.answer(
            likely.get(name, session.question.choices[-1] if session.question.choices else "话"), DAY
        )
    assert session.question is None
    assert session.resume().question is None


def _moved(session: Session, move: int, text: str, number: int) -> Session:
    likely = ["今天", "有问题", "有", "没有", "其他", "5", "30", "垃圾", "正常", text]
    steps = session.steps
    try:
        return [
            lambda: session.answer(likely[number % len(likely)], DAY),
            session.back,
            session.skip,
            lambda: session.mend(steps[number % len(steps)].name),
            session.confirm,
            session.next,
            lambda: session.attach(number, DAY, text),
        ][move]()
    except Invalid:
        return session


@pytest.mark.parametrize(
    ("expression", "answers", "value", "true"),
    [
        ("${f} = '有问题'", {"f": "有问题"}, "", True),
        ("${f} = '有问题'", {}, "", False),
        (". >= 0 and . < 500", {}, "12", True),
        (". >= 0 and . < 500", {}, "600", False),
        ("selected(${k}, '滑坡')", {"k": "滑坡、内涝"}, "", True),
        ("selected(${k}, '坡')", {"k": "滑坡、内涝"}, "", False),
        ("count-selected(.) <= 2", {}, "甲、乙、丙", False),
        (". <= today()", {}, "2026-07-08", True),
        (". <= today()", {}, "2026-07-09", False),
        (". >= date('2026-01-01')", {}, "2026-02-01", True),
        ("regex(., '1[0-9]{10}')", {}, "13800000000", True),
        ("${a} + ${b} = .", {"a": "3", "b": "4"}, "7", True),
        ("${n} > 0", {"n": ""}, "", False),
        ("not(${n} > 0)", {}, "", True),
        ("string-length(.) > 3", {}, "一二三四", True),
        ("1 div ${n} > 0", {"n": "0"}, "", True),
    ],
)
def test_expressions_mean_what_they_mean_in_xlsform(
    expression: str, answers: dict[str, str], value: str, true: bool
) -> None:
    check(expression)
    assert holds(expression, answers, DAY, value) is true


@pytest.mark.parametrize("expression", ["${a} =", "$a = 1", "nothing(.)", ". >", "(", ""])
def test_what_is_no_expression_is_refused(expression: str) -> None:
    with pytest.raises(ExpressionInvalid):
        check(expression)


def changed(old: str, new: str) -> str:
    assert old in PATROL
    return PATROL.replace(old, new, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (changed("relevant: ${found} = '有问题'", "relevant: ${fuond} = '有问题'"), 19, ["fuond", "是不是“found”"]),
        (changed("relevant: ${found} = '有问题'", "relevant: ${found} ="), 19, ["“relevant”", "写得不对"]),
        (changed("relevant: ${found} = '有问题'", "relevant: $found = 1"), 19, ["${名称}"]),
        (changed("    constraint_message: 至少有一个人。\n", ""), 38, ["constraint_message"]),
        (changed("    warning: . <= 20\n", ""), 40, ["warning_message", "一起用"]),
        (changed("last: true", "fields: []"), 37, ["“fields”", "repeat"]),
        (changed("name: people", "name: 人数"), 33, ["“name”", "英文"]),
        (changed("last: true", "default: 很多"), 37, ["“default”"]),
        (changed("most: 3", "most: 500"), 22, ["“most”", "50"]),
        (changed("name: other", "name: found"), 29, ["“found”重名"]),
        (changed("selected(${kind}, '其他')", "selected(${people}, '其他')"), 30, ["people", "前面没有"]),
        (changed("type: repeat\n", "type: repeat\n    relevent: 1\n"), 19, ["relevent", "是不是“relevant”"]),
    ],
)
def test_a_fault_in_a_rule_is_said_with_its_line(text: str, line: int, words: list[str]) -> None:
    with pytest.raises(FormInvalid) as refusal:
        parse_form(text, "patrol.yaml")
    found = refusal.value.problems
    assert any(at == line and all(word in sentence for word in words) for at, sentence in found), found
