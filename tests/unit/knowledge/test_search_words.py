"""Word lists are data: all of them load, and a bad one says what is wrong."""

from __future__ import annotations

from importlib.resources import files

import pytest

from knowledge.errors import KnowledgeError
from knowledge.search.words import WordListError, Words, load


def test_every_list_of_the_search_loads_whole() -> None:
    question = load("search_question")
    for key in ("fillers", "keep", "weak", "measures", "spending", "typed_alone"):
        assert question.list(key)
    assert set(question.lists("asks")) >= {
        "count",
        "percent",
        "money",
        "when",
        "often",
        "who",
        "how",
        "whether",
        "phone",
    }
    assert question.lists("levels")
    assert question.mapping("units")
    assert load("search_sounds").mapping("words")
    assert load("search_labels").mapping("party")


def test_every_file_says_where_its_words_come_from() -> None:
    for file in (files("knowledge") / "data").iterdir():
        if file.name.startswith("search_") and file.name != "search_labels.yaml":
            assert "rigin" in file.read_text("utf-8").partition(":\n")[0], file.name


def test_words_respelt_keep_their_length() -> None:
    assert all(len(word) == len(spelt) for word, spelt in load("search_sounds").mapping("words").items())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ([], "not a mapping"),
        ({"a": None}, "not a list"),
        ({"a": []}, "not a list"),
        ({"a": ["x", "x"]}, "twice: x"),
        ({"a": ["x", " "]}, "blank"),
    ],
)
def test_a_bad_list_is_refused_with_the_reason(content: object, reason: str) -> None:
    with pytest.raises(WordListError, match=reason) as caught:
        Words("w", content).list("a")
    assert caught.value.name == "w"
    assert isinstance(caught.value, KnowledgeError)


@pytest.mark.parametrize(
    ("content", "reason"),
    [({"a": 1}, "not a mapping"), ({"a": {"x": ["w"], "y": ["w"]}}, "twice: w")],
)
def test_a_word_may_stand_in_one_named_list_only(content: object, reason: str) -> None:
    with pytest.raises(WordListError, match=reason):
        Words("w", content).lists("a")


@pytest.mark.parametrize(("content", "reason"), [({"a": 1}, "not a mapping"), ({"a": {"x": ""}}, "blank")])
def test_a_bad_mapping_is_refused(content: object, reason: str) -> None:
    with pytest.raises(WordListError, match=reason):
        Words("w", content).mapping("a")
