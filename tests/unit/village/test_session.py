"""The dialogue over a form: whatever a person does, it never breaks and can always be finished."""

from __future__ import annotations

import string
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from village.errors import Invalid
from village.forms.loader import shipped_forms
from village.forms.schema import Field, FieldKind, Form
from village.forms.session import Session
from village.forms.values import read

DAY = date(2026, 7, 8)

FORM = Form(
    "visit",
    "走访",
    (
        Field("who", "走访谁", "走访了谁？"),
        Field("kind", "类别", "属于哪一类？", kind=FieldKind.CHOICE, choices=("困难户", "五保户", "其他")),
        Field("wish", "诉求", "有什么诉求？", required=False, max_length=20),
        Field("next", "下步", "下一步做什么？"),
    ),
)
ANSWERS = {"who": "老李家", "kind": "五保户", "wish": "修屋顶", "next": "周五前修好"}


def filled(form: Form = FORM) -> Session:
    session = Session(form)
    while session.question is not None:
        session = session.answer(ANSWERS[session.question.name], DAY)
    return session


def asked(session: Session) -> str | None:
    return session.question.name if session.question else None


def test_questions_come_one_after_the_other_and_then_the_summary() -> None:
    session, order = Session(FORM), []
    while session.question is not None:
        order.append(session.question.name)
        session = session.answer(ANSWERS[session.question.name], DAY)
    assert order == ["who", "kind", "wish", "next"]
    assert session.answers == ANSWERS


def test_an_answer_does_not_change_the_session_it_was_given_to() -> None:
    first = Session(FORM)
    first.answer("老李家", DAY)
    assert (first.answers, first.position) == ({}, 0)


def test_back_keeps_what_was_answered() -> None:
    session = Session(FORM).answer("老李家", DAY).back()
    assert (asked(session), session.answers) == ("who", {"who": "老李家"})
    assert Session(FORM).back() == Session(FORM)


def test_back_from_the_summary_asks_the_last_question() -> None:
    assert asked(filled().back()) == "next"


def test_skip_is_for_questions_that_may_stay_empty() -> None:
    session = Session(FORM).answer("老李家", DAY).answer("1", DAY)
    assert session.skip().answers["wish"] == ""
    with pytest.raises(Invalid) as refusal:
        Session(FORM).skip()
    assert (refusal.value.field, refusal.value.rule) == ("who", "required")


def test_one_answer_is_mended_and_the_summary_comes_back() -> None:
    session = filled().mend("kind")
    assert (asked(session), session.returning) == ("kind", True)
    session = session.answer("其他", DAY)
    assert (asked(session), session.returning) == (None, False)
    assert session.answers == {**ANSWERS, "kind": "其他"}


def test_mending_can_be_given_up() -> None:
    session = filled().mend("kind").back()
    assert (asked(session), session.returning, session.answers) == (None, False, ANSWERS)


def test_an_emptied_answer_is_mended_too() -> None:
    assert filled().mend("wish").skip() == filled(FORM).mend("wish").answer("没有", DAY)


def test_an_old_mend_button_cannot_jump_over_questions_never_answered() -> None:
    """The button of a summary from before “重新填”: pressing it must not lead to a summary with gaps."""
    session = Session(FORM).mend("wish").answer("修屋顶", DAY)
    assert (asked(session), session.returning) == ("who", False)
    assert asked(Session(FORM).mend("next").back()) == "who"
    assert asked(session.answer("老李家", DAY).answer("1", DAY).answer("修路", DAY)) == "next"


def test_a_field_the_form_does_not_have_cannot_be_mended() -> None:
    with pytest.raises(Invalid) as refusal:
        filled().mend("weather")
    assert refusal.value.rule == "unknown_field"


@pytest.mark.parametrize("move", [lambda s: s.answer("话", DAY), lambda s: s.skip()])
def test_at_the_summary_there_is_nothing_to_answer(move: Any) -> None:
    with pytest.raises(Invalid) as refusal:
        move(filled())
    assert refusal.value.rule == "no_question"


def test_going_on_with_an_older_report_asks_what_the_form_has_gained_since() -> None:
    session = Session(FORM, {"who": "老李家", "wish": "", "weather": "晴"}).resume()
    assert asked(session) == "kind"
    assert filled().resume().question is None


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("", "empty"),
        (" \n　", "empty"),
        ("无", "required"),
        ("没有", "required"),
        ("👍👍", "no_words"),
        ("……", "no_words"),
    ],
)
def test_a_required_answer_needs_words(text: str, rule: str) -> None:
    with pytest.raises(Invalid) as refusal:
        Session(FORM).answer(text, DAY)
    assert (refusal.value.field, refusal.value.rule) == ("who", rule)


@pytest.mark.parametrize("text", ["无", "没有", " 暂无 ", "没", "/"])
def test_saying_there_is_nothing_leaves_an_optional_answer_empty(text: str) -> None:
    assert read(FORM.field("wish"), text, DAY) == ""


def test_an_answer_is_kept_without_the_space_around_it() -> None:
    assert read(FORM.field("who"), "  老李家\n", DAY) == "老李家"


def test_an_answer_too_long_says_by_how_much() -> None:
    assert read(FORM.field("wish"), "字" * 20, DAY) == "字" * 20
    with pytest.raises(Invalid) as refusal:
        read(FORM.field("wish"), "字" * 21, DAY)
    assert (refusal.value.rule, refusal.value.facts) == ("too_long", {"most": 20, "length": 21})


@pytest.mark.parametrize(("text", "choice"), [("五保户", "五保户"), ("2", "五保户"), (" 3 ", "其他"), ("１", "困难户")])
def test_a_choice_is_made_by_its_words_or_its_number(text: str, choice: str) -> None:
    assert read(FORM.field("kind"), text, DAY) == choice


@pytest.mark.parametrize("text", ["0", "4", "-1", "五保", "无", "9" * 5000])
def test_what_is_no_choice_is_refused_with_the_choices(text: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(FORM.field("kind"), text, DAY)
    assert (refusal.value.rule, refusal.value.facts) == ("not_a_choice", {"choices": ["困难户", "五保户", "其他"]})


@given(st.text(max_size=60))
def test_any_text_is_taken_or_refused_by_rule(text: str) -> None:
    for field in FORM.fields:
        with suppress(Invalid):
            kept = read(field, text, DAY)
            assert kept == "" or kept in field.choices or kept == text.strip()


@given(st.lists(st.sampled_from(["answer", "back", "skip", "mend"]), max_size=12))
def test_a_session_survives_being_written_down_at_any_point(moves: list[str]) -> None:
    session = Session(FORM)
    for move in moves:
        session = _move(session, move, "1")
        raw = msgspec.json.decode(msgspec.json.encode(session))
        assert msgspec.convert(raw, Session) == session


def _move(session: Session, move: str, text: str) -> Session:
    try:
        match move:
            case "answer":
                return session.answer(text, DAY)
            case "back":
                return session.back()
            case "skip":
                return session.skip()
    except Invalid:
        return session
    try:
        return session.mend(FORM.fields[len(text) % len(FORM.fields)].name)
    except Invalid:
        return session


class AnybodyTapping(RuleBasedStateMachine):
    """A person who answers, goes back, skips and presses old buttons in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.session = Session(FORM)

    @rule(text=st.one_of(st.text(string.printable + "无话👍", max_size=25), st.sampled_from(["1", "五保户", "做完"])))
    def answer(self, text: str) -> None:
        self.session = _move(self.session, "answer", text)

    @rule()
    def back(self) -> None:
        self.session = self.session.back()

    @rule()
    def skip(self) -> None:
        self.session = _move(self.session, "skip", "")

    @rule(name=st.sampled_from([*ANSWERS, "weather"]))
    def mend(self, name: str) -> None:
        try:
            self.session = self.session.mend(name)
        except Invalid:
            assert name not in ANSWERS

    @invariant()
    def it_stands_at_a_question_or_at_a_complete_summary(self) -> None:
        assert 0 <= self.session.position <= len(FORM.fields)
        if self.session.question is None:
            assert set(self.session.answers) == set(ANSWERS)
            assert all(self.session.answers[f.name] for f in FORM.fields if f.required)

    @invariant()
    def it_can_be_finished_by_answering_what_is_asked(self) -> None:
        session = self.session
        for _ in range(2 * len(FORM.fields)):
            if session.question is None:
                break
            session = session.answer(ANSWERS[session.question.name], DAY)
        assert session.question is None


TestAnybodyTapping = AnybodyTapping.TestCase


@pytest.mark.parametrize("form", shipped_forms().values(), ids=lambda form: form.name)
@pytest.mark.parametrize("choice", [0, -1])
def test_a_shipped_form_can_be_filled_in_with_its_own_examples(form: Form, choice: int) -> None:
    units = tuple(replace(f, choices=("某村",)) if f.source else f for f in form.fields)
    session = Session(replace(form, fields=units), today=DAY)
    for _ in range(60):
        if session.question is None:
            break
        session = exemplary(session, choice)
    assert session.question is None
    assert session.final


def exemplary(session: Session, choice: int) -> Session:
    """The example, or a choice; where there is neither the question can be passed over."""
    asked = session.question
    assert asked is not None
    if asked.kind.is_attachment:
        return session.skip()
    return session.answer(asked.example or asked.choices[choice], DAY)
