"""A summary shows every answer under its heading, and fits into one message whatever the form and the answers."""

from __future__ import annotations

from html import unescape

import pytest

from handlers import dialogue
from village.forms.schema import Field, Form

MESSAGE = 4096


def form(fields: int) -> Form:
    return Form("f", "表", tuple(Field(f"q{n}", f"第{n}问", "问什么？") for n in range(fields)))


def test_short_answers_are_shown_whole_and_empty_ones_as_nothing() -> None:
    lines = dialogue.answer_lines(form(2).fields, {"q0": "改厕 12 户", "q1": ""})
    assert [str(line) for line in lines] == ["<b>第0问</b>　改厕 12 户", "<b>第1问</b>　无"]


def test_an_answer_is_never_read_as_html() -> None:
    [line] = dialogue.answer_lines(form(1).fields, {"q0": "<b>清沟</b> & 修路"})
    assert line.endswith("&lt;b&gt;清沟&lt;/b&gt; &amp; 修路")


@pytest.mark.parametrize("fields", [1, 4, 6, 12, 25])
def test_the_summary_of_the_longest_answers_fits_into_one_message(fields: int) -> None:
    answers = {f"q{n}": "字" * 1000 for n in range(fields)}
    lines = dialogue.answer_lines(form(fields).fields, answers)
    shown = unescape("\n".join(lines))
    assert len(shown) < MESSAGE - 300  # the name of village and period stands above it
    assert len(lines) == fields
    assert shown.count("……") == fields


@pytest.mark.parametrize("subject", ["invitation", "occurrence:17"])
def test_a_subject_fits_into_a_button_and_comes_back(subject: str) -> None:
    assert len(dialogue.token(subject)) < 12
    assert dialogue.subject(dialogue.token(subject)) == subject
