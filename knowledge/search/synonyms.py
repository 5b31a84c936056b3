"""Other names of things: what people type and what plans write, shipped as data and grown by the office.

A file holds two lists, ``say`` (what is typed is also looked for as the words behind the colon) and ``same`` (either
side stands for the other), each ordered by the origin of the words. An office writes its own in the same form, or as
plain lines without an origin; they come on top of the shipped ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import yaml

from knowledge.search.words import WordListError, load

SHIPPED = (
    "home",
    "farm",
    "safety",
    "people",
    "office",
    "speech",
    "field",
    "traffic",
    "hazard",
    "relief",
    "street",
    "duty",
    "doing",
)
OFFICE = "office words"

Names = dict[str, tuple[str, ...]]


def synonyms(name: str, content: Any) -> Names:
    """What is typed → what plans may call it, from one file.

    Raises:
        WordListError: a line is no pair of word lists, or stands under no origin.
    """
    found: dict[str, list[str]] = {}
    for key, back in (("say", False), ("same", True)):
        for typed, written in _lines(name, key, content.get(key) or {}):
            _put(found, typed, written)
            if back:
                _put(found, written, typed)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def _lines(name: str, key: str, origins: Any) -> Iterable[tuple[list[str], list[str]]]:
    if not isinstance(origins, Mapping):
        raise WordListError(name, f"{key} has no origins")
    for origin, lines in origins.items():
        for line in lines or ():
            if not isinstance(line, Mapping):
                raise WordListError(name, f"{key}.{origin}: no colon in {line}")
            for typed, written in line.items():
                yield _split(name, typed), _split(name, written)


def _split(name: str, words: Any) -> list[str]:
    found = str(words or "").split()
    doubles = {word for word in found if found.count(word) > 1}
    if not found or doubles:
        raise WordListError(name, f"no words, or a word twice: {words}")
    return found


def _put(found: dict[str, list[str]], typed: Sequence[str], written: Sequence[str]) -> None:
    for word in typed:
        found.setdefault(word, []).extend(other for other in written if other != word)


@lru_cache(maxsize=1)
def shipped() -> Names:
    """All the words that come with the program."""
    return merged(synonyms(name, load(f"search_synonyms_{name}").content) for name in SHIPPED)


def merged(several: Iterable[Mapping[str, Sequence[str]]]) -> Names:
    """Several lists as one; a word in two of them has the names of both."""
    found: dict[str, list[str]] = {}
    for names in several:
        for word, others in names.items():
            found.setdefault(word, []).extend(others)
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}


def office_words(text: str) -> Names:
    """The office's own words, from a YAML text: lines like ``茅厕 茅房: 厕所 户厕``, with or without origins.

    Raises:
        WordListError: the text is no such list; the reason names the line.
    """
    try:
        content = yaml.safe_load(text) or {}
    except yaml.YAMLError as failure:
        raise WordListError(OFFICE, f"not YAML: {failure}") from failure
    if not isinstance(content, Mapping):
        raise WordListError(OFFICE, "not a mapping")
    if content.keys() & {"say", "same"}:
        return synonyms(OFFICE, content)
    return synonyms(OFFICE, {"say": {"office": [{typed: written} for typed, written in content.items()]}})
