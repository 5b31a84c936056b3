"""Word lists of the search, kept as data: loaded once, checked whole, so a bad line fails loudly.

A list may hold no blank and no word twice. Words that stand for others are in ``synonyms``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from knowledge.errors import KnowledgeError

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class WordListError(KnowledgeError):
    """A word list cannot be used.

    Attributes:
        name: which file.
        reason: what is wrong with it, for the person who edits it.
    """

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name
        self.reason = reason


class Words:
    """One YAML file of words, with checked access."""

    def __init__(self, name: str, content: Any) -> None:
        if not isinstance(content, Mapping):
            raise WordListError(name, "not a mapping")
        self.name = name
        self.content = content

    def list(self, key: str) -> tuple[str, ...]:
        """The words under a key, in order."""
        return self._checked(key, self.content.get(key))

    def lists(self, key: str) -> dict[str, tuple[str, ...]]:
        """Named lists under a key; no word may stand in two of them."""
        named = self.content.get(key)
        if not isinstance(named, Mapping):
            raise WordListError(self.name, f"{key} is not a mapping")
        found = {str(k): self._checked(f"{key}.{k}", v) for k, v in named.items()}
        self._checked(key, [word for words in found.values() for word in words])
        return found

    def mapping(self, key: str) -> dict[str, str]:
        """Pairs of words under a key."""
        pairs = self.content.get(key)
        if not isinstance(pairs, Mapping):
            raise WordListError(self.name, f"{key} is not a mapping")
        self._checked(key, list(pairs))
        return dict(zip(self._checked(key, list(pairs)), self._texts(key, pairs.values()), strict=True))

    def _checked(self, key: str, words: Any) -> tuple[str, ...]:
        if not isinstance(words, list) or not words:
            raise WordListError(self.name, f"{key} is not a list of words")
        texts = self._texts(key, words)
        doubles = sorted({w for w in texts if texts.count(w) > 1})
        if doubles:
            raise WordListError(self.name, f"{key} holds twice: {', '.join(doubles)}")
        return texts

    def _texts(self, key: str, words: Any) -> tuple[str, ...]:
        texts = tuple(str(word) for word in words)
        if any(not text.strip() for text in texts):
            raise WordListError(self.name, f"{key} holds a blank")
        return texts


@lru_cache(maxsize=16)
def load(name: str) -> Words:
    """The word list ``data/NAME.yaml`` of this package."""
    text = (files("knowledge") / "data" / f"{name}.yaml").read_text("utf-8")
    return Words(name, yaml.load(text, Loader=_LOADER))  # noqa: S506
