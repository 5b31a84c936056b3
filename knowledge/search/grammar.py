"""The word lists of questions, made ready: what asks, what fills, what is a level, what has other names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.search.matching import Matcher
from knowledge.search.normalise import encode
from knowledge.search.sounds import sounds
from knowledge.search.synonyms import merged, shipped
from knowledge.search.words import load


class Grammar:
    """One pass over a question finds every word that means something here; ``office`` adds the office's own names."""

    def __init__(self, office: Mapping[str, Sequence[str]] | None = None) -> None:
        words = load("search_question")
        self.kinds = {encode(w): kind for kind, ws in words.lists("asks").items() for w in ws}
        self.levels = {encode(w): level for level, ws in words.lists("levels").items() for w in ws}
        self.years = {encode(w): int(back) for w, back in words.mapping("years").items()}
        self.weak = frozenset(map(encode, words.list("weak")))
        self.fillers = frozenset(map(encode, words.list("fillers")))
        self.last = frozenset(map(encode, words.list("last")))
        self.keep = frozenset(map(encode, words.list("keep")))
        self.everyday = frozenset(map(encode, words.list("everyday")))
        self.talk = frozenset(map(encode, words.list("talk")))
        self.explain = frozenset(map(encode, words.list("explain")))
        self.explains = re.compile("|".join(sorted(words.list("explain"), key=len, reverse=True)))
        self.speech = frozenset(words.list("speech"))
        self.duties = frozenset(map(encode, words.list("duties")))
        self.measures = tuple(sorted(map(encode, words.list("measures")), key=len, reverse=True))
        self.phones = tuple(word for word, kind in self.kinds.items() if kind == "phone")
        self.units = {encode(word): unit for word, unit in words.mapping("units").items()}
        spending = "|".join(map(re.escape, map(encode, words.list("spending"))))
        asked = "|".join(re.escape(word) for word, kind in self.kinds.items() if kind == "count")
        self.spends = re.compile(f"(?:{spending})(?:{asked})")
        self.acts = re.compile(f"哪个(?:{'|'.join(words.list('acts'))})")
        self.names = _encoded(merged([shipped(), office or {}]))
        listed = (self.kinds, self.levels, self.years, self.weak, self.fillers, self.last, self.keep, self.everyday)
        every = {*self.names, *self.talk, *self.explain, *self.duties}.union(*listed)
        self.doubled = frozenset(a + b for word in every for a, b in pairwise(word) if a == b)
        self.words = Matcher(every)
        self.asking = Matcher(word for word in self.kinds if len(word) > 1)
        said = {sounds().of(word): word for word in [*self.fillers, *self.kinds, *self.measures]}
        self.spelt = {heard: word for heard, word in said.items() if len(word) > 1}
        self.spoken = re.compile("|".join(sorted(self.spelt, key=len, reverse=True)))
        self.spoken_alone = {sounds().of(word): word for word in words.list("typed_alone")}


def _encoded(found: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Words as codes; a name of several pieces (5g网络, A、B) is looked for by its longest one."""
    named: dict[str, list[str]] = {}
    for word, others in found.items():
        typed = encode(word)
        pieces = [max(encode(other).split(), key=len, default="") for other in others]
        if typed:
            named.setdefault(typed, []).extend(piece for piece in pieces if piece)
    return {word: tuple(dict.fromkeys(others)) for word, others in named.items()}


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar without office words, made when it is first needed."""
    return Grammar()
