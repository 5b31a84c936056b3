"""The same question in other words is the same question; a question that only looks like it is not."""

from __future__ import annotations

import pytest

from knowledge.search.alike import ALIKE_FROM, likeness, wording

SAME = [
    ("宅基地怎么批", "请问宅基地怎么审批啊", "spoken filler and the word in full"),
    ("宅基地怎么批", "zhaijidi zenme pi", "typed pinyin"),
    ("宅基地怎么批", "寨基地咋个批", "a slip of the input method, dialect"),
    ("垃圾车几点来", "垃圾车什么时候来", "two ways to ask for a time"),
    ("低保怎么申请", "怎么申请低保", "turned round"),
    ("门前三包是什么", "门前三包什么意思", "two ways to ask for a meaning"),
    ("今天天气怎么样", "今天天气怎么样？", "small talk, word for word"),
]
DIFFERENT = [
    ("宅基地怎么批", "宅基地面积多少", "how, and how much"),
    ("宅基地怎么批", "宅基地谁管", "how, and who"),
    ("路灯坏了找谁修", "厕所坏了找谁修", "another thing"),
    ("水费几号交", "电费几号交", "another fee"),
    ("低保怎么申请", "医保怎么申请", "one character makes it another thing"),
    ("今天天气怎么样", "明天天气怎么样", "small talk is not alike"),
    ("宅基地", "宅基地怎么批", "a bare word may mean anything"),
]


@pytest.mark.parametrize(("one", "other", "why"), SAME)
def test_the_same_question_is_known_again(one: str, other: str, why: str) -> None:
    assert likeness(wording(one), wording(other)) >= ALIKE_FROM, why
    assert likeness(wording(other), wording(one)) >= ALIKE_FROM, why


@pytest.mark.parametrize(("one", "other", "why"), DIFFERENT)
def test_another_question_is_not(one: str, other: str, why: str) -> None:
    assert likeness(wording(one), wording(other)) < ALIKE_FROM, why


def test_an_everyday_word_is_the_same_as_its_other_names() -> None:
    assert likeness(wording("茅厕掏粪找哪家公司"), wording("厕所掏粪找哪家公司")) >= ALIKE_FROM


def test_nothing_is_like_nothing() -> None:
    assert likeness(wording("？"), wording("！！")) == 1.0
    assert likeness(wording("？"), wording("宅基地怎么批")) == 0.0
