"""Other names of things: shipped as data, grown by the office."""

from __future__ import annotations

import pytest

from knowledge.search import Library, office_words
from knowledge.search.synonyms import SHIPPED, merged, shipped, synonyms
from knowledge.search.words import WordListError, load
from tests.unit.knowledge.search_plans import town


def test_every_shipped_line_has_words_on_both_sides_and_an_origin() -> None:
    origins = {"口语", "方言", "行话", "简称", "旧称"}
    for name in SHIPPED:
        content = load(f"search_synonyms_{name}").content
        assert {origin for side in ("say", "same") for origin in content.get(side, {})} <= origins
        assert synonyms(name, content)
    assert len(shipped()) > 4500


def test_a_word_goes_one_way_unless_both_sides_are_the_same() -> None:
    assert synonyms("w", {"say": {"口语": [{"甲": "乙 甲"}]}}) == {"甲": ("乙",)}
    assert synonyms("w", {"same": {"口语": [{"甲": "乙"}]}}) == {"甲": ("乙",), "乙": ("甲",)}
    assert synonyms("w", {}) == {}


def test_a_word_of_two_lists_has_the_names_of_both() -> None:
    assert merged([{"甲": ["乙"]}, {"甲": ["丙", "乙"]}]) == {"甲": ("乙", "丙")}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ({"say": ["甲"]}, "no origins"),
        ({"say": {"口语": ["甲"]}}, "no colon"),
        ({"say": {"口语": [{"甲": ""}]}}, "no words"),
        ({"say": {"口语": [{"甲 甲": "乙"}]}}, "twice"),
    ],
)
def test_a_bad_line_is_refused_with_the_reason(content: dict[str, object], reason: str) -> None:
    with pytest.raises(WordListError, match=reason):
        synonyms("w", content)


def test_an_office_writes_plain_lines_or_lines_by_origin() -> None:
    assert office_words("水龙头边: 公厕\n甲 乙: 丙\n") == {"水龙头边": ("公厕",), "甲": ("丙",), "乙": ("丙",)}
    assert office_words("same:\n  本镇:\n    - 甲: 乙\n") == {"甲": ("乙",), "乙": ("甲",)}
    assert office_words("") == {}


@pytest.mark.parametrize("text", ["- 甲", "甲: [", "甲:"])
def test_office_words_that_cannot_be_read_say_why(text: str) -> None:
    with pytest.raises(WordListError, match="office words"):
        office_words(text)


def test_what_the_office_calls_a_thing_is_found_in_its_library_only() -> None:
    own = Library([("1", town())], words=office_words("五谷轮回所: 公厕"))
    assert own.ask("五谷轮回所建几座").answers[0].clause == "1"
    assert not Library([("1", town())]).ask("五谷轮回所建几座").found


def test_a_word_learnt_later_is_understood_at_the_next_question_and_one_taken_back_is_not() -> None:
    library = Library([("1", town())])
    library.learn({"五谷轮回所": ["公厕"]})
    assert library.ask("五谷轮回所建几座").found
    library.learn({})
    assert not library.ask("五谷轮回所建几座").found
