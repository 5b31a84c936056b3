"""The word files load, and bad ones are refused with the reason."""

from __future__ import annotations

from importlib import resources
from typing import Any

import pytest
import yaml

from knowledge.lexicon import LexiconInvalid, alternatives, check, lexicon

READERS = ("titles", "furniture", "parties", "indicators", "dates")


@pytest.mark.parametrize("name", READERS)
def test_a_word_file_has_an_origin_and_no_doubles(name: str) -> None:
    content = yaml.safe_load((resources.files("knowledge") / "data" / f"{name}.yaml").read_text("utf-8"))
    assert check(name, content)
    assert len(content["origin"]) > 20


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"words": ["一"]}, "no origin"),
        ({"origin": " ", "words": ["一"]}, "no origin"),
        (["一"], "no origin"),
        ({"origin": "here", "words": []}, "no list"),
        ({"origin": "here", "words": "一"}, "no list"),
        ({"origin": "here", "words": ["一", " "]}, "blank"),
        ({"origin": "here", "words": ["一", 2]}, "no text"),
        ({"origin": "here", "words": ["一", "二", "一"]}, "twice"),
    ],
)
def test_a_bad_word_file_is_refused_with_the_reason(content: Any, problem: str) -> None:
    with pytest.raises(LexiconInvalid, match=problem) as caught:
        check("words", content)
    assert caught.value.file == "words"


def test_words_come_longest_first_so_that_a_pattern_prefers_them() -> None:
    assert alternatives(("以上", "及以上"), ("内",)) == "及以上|以上|内"
    verbs = lexicon("parties")["lead_verbs"]
    assert list(verbs) == sorted(verbs, key=len, reverse=True)
