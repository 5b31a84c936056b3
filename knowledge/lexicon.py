"""The words the readers know, as data: ``data/*.yaml`` holds them, this file only loads and checks.

A file is a mapping of topics to lists of words (or of words to one value each), with an ``origin`` note that says
where the words come from. Doubles and blanks are refused, because a word listed twice hides the one that was meant.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any

import yaml

from knowledge.errors import KnowledgeError


class LexiconInvalid(KnowledgeError):
    """A word file has a blank, a double or no origin note.

    Attributes:
        file: name of the YAML file.
        problem: what is wrong with it, in English, for a developer.
    """

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file}: {problem}")
        self.file = file
        self.problem = problem


@cache
def lexicon(name: str) -> dict[str, tuple[str, ...]]:
    """The topics of ``data/NAME.yaml``, each a tuple of words, longest first so that patterns prefer them."""
    return check(name, yaml.safe_load((resources.files(__package__) / "data" / f"{name}.yaml").read_text("utf-8")))


def check(name: str, content: Any) -> dict[str, tuple[str, ...]]:
    """Turn the content of a word file into topics.

    Raises:
        LexiconInvalid: on a missing origin, a blank word, or a word twice in one topic.
    """
    if not isinstance(content, dict) or not str(content.get("origin") or "").strip():
        raise LexiconInvalid(name, "no origin note")
    topics = {topic: words for topic, words in content.items() if topic != "origin"}
    for topic, words in topics.items():
        if not isinstance(words, list) or not words:
            raise LexiconInvalid(name, f"{topic} is no list of words")
        if any(not isinstance(word, str) or not word.strip() for word in words):
            raise LexiconInvalid(name, f"{topic} has a blank or a word that is no text")
        doubles = {word for word in words if words.count(word) > 1}
        if doubles:
            raise LexiconInvalid(name, f"{topic} has twice: {sorted(doubles)}")
    return {topic: tuple(sorted(words, key=len, reverse=True)) for topic, words in topics.items()}


def alternatives(*groups: tuple[str, ...]) -> str:
    """A regular expression that matches any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted({w for g in groups for w in g}, key=lambda w: (-len(w), w)))
