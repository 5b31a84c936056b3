"""Sentences are filled in without letting anybody's name become HTML."""

from __future__ import annotations

import pytest

from handlers import texts
from handlers.texts import Html, blanks, has, say, word

NASTY = ["<b>王</b>", "A & B", "<script>alert(1)</script>", "{unit}", "a<", "&lt;", "%s", '"引号"', "两\n行"]


@pytest.mark.parametrize("name", NASTY)
def test_what_people_wrote_is_shown_and_never_read_as_html(name: str) -> None:
    from html import unescape
    from html.parser import HTMLParser

    seen: list[str] = []
    parser = HTMLParser()
    parser.handle_starttag = lambda tag, _: seen.append(tag)  # type: ignore[method-assign]
    sentence = say("join.ask", name=name, unit="甘溪沟村", title="支书")
    parser.feed(sentence)
    assert seen == []
    assert name in unescape(sentence)


def test_html_that_is_ours_already_is_not_escaped_again() -> None:
    assert say("ask.source_line", plan=Html("<b>方案</b>"), details="") == "<b>方案</b>"


def test_a_blank_without_a_value_and_an_unknown_sentence_are_mistakes() -> None:
    with pytest.raises(KeyError):
        say("join.ask", name="王秀兰")
    with pytest.raises(KeyError):
        say("no.such.sentence")
    with pytest.raises(KeyError):
        word("no.such.sentence")


def test_a_value_cannot_reach_into_objects() -> None:
    """The sentences are ours, the values are not: braces in a value stay braces."""
    assert "{0.__class__}" in say("join.ask", name="{0.__class__}", unit="村", title="支书")


def test_numbers_and_other_values_are_written_out() -> None:
    assert say("left.days", count=3) == "还剩 3 天"


def test_the_blanks_of_a_sentence_are_known() -> None:
    assert blanks("join.ask") == {"name", "unit", "title"}
    assert blanks("join.declined") == set()
    assert has("join.ask")
    assert not has("join")
    assert len(texts.keys()) == len(set(texts.keys()))
