"""A question taken apart: what it is about, what kind of answer it wants, which level and year it means.

The words around the thing asked for (喂, 我问一下, 多少, 谁 …) are cut out; what is left is one string of tokens with
blanks between pieces, a string of their sounds beside it, and for stretches that have other names those names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from knowledge.search.normalise import encode, latin_runs, plain
from knowledge.search.sounds import sounds
from knowledge.search.words import load

TYPED = "\uffff"
_WEAK = 0.25
_LONGEST = 120
_RAW = 1000
_BARE_NUMBER = re.compile(r"\W*\d{1,3}\W*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SHARE = re.compile("率|比例|比重|百分|覆盖|普及")
_MEASURED = (
    "率",
    "比例",
    "浓度",
    "指数",
    "面积",
    "数量",
    "总量",
    "排放量",
    "负荷",
    "栋数",
    "人数",
    "人次",
    "户数",
    "厚度",
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A stretch of the question, ``code[start:end]``, and what else it may be called."""

    start: int
    end: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the search looks for.

    ``code`` and ``sound`` run side by side, one character a token; ``weights`` says how much a token counts before
    its rarity is known (0 for a blank). ``wants`` holds kinds of answer: percent, money, count, when, often, who …
    """

    question: str
    code: str
    sound: str
    weights: tuple[float, ...]
    wants: frozenset[str]
    measures: tuple[str, ...]
    levels: frozenset[str]
    years: frozenset[int]
    alternatives: tuple[Alternative, ...]

    @property
    def empty(self) -> bool:
        """Nothing was left to look for."""
        return not any(self.weights)


class Grammar:
    """The word lists of questions, made ready for one pass over the tokens."""

    def __init__(self) -> None:
        words = load("search_question")
        self.kinds = {encode(w): kind for kind, ws in words.lists("asks").items() for w in ws}
        self.levels = {encode(w): level for level, ws in words.lists("levels").items() for w in ws}
        self.weak = frozenset(map(encode, words.list("weak")))
        self.fillers = frozenset(map(encode, words.list("fillers")))
        self.keep = frozenset(map(encode, words.list("keep")))
        self.measures = tuple(sorted(map(encode, words.list("measures")), key=len, reverse=True))
        self.phones = tuple(word for word, kind in self.kinds.items() if kind == "phone")
        self.units = {encode(word): unit for word, unit in words.mapping("units").items()}
        spending = "|".join(map(re.escape, map(encode, words.list("spending"))))
        asked = "|".join(re.escape(word) for word, kind in self.kinds.items() if kind == "count")
        self.spends = re.compile(f"(?:{spending})(?:{asked})")
        self.names = self._synonyms()
        every = {*self.kinds, *self.levels, *self.weak, *self.fillers, *self.keep, *self.names}
        listed = "|".join(map(re.escape, sorted(every, key=len, reverse=True)))
        self.pattern = re.compile(rf"{listed}|(?P<either>(.)不\2)")
        said = {sounds().of(word): word for word in [*self.fillers, *self.kinds, *self.measures]}
        self.spelt = {heard: word for heard, word in said.items() if len(word) > 1}
        self.spoken = re.compile("|".join(sorted(self.spelt, key=len, reverse=True)))
        self.spoken_alone = {sounds().of(word): word for word in words.list("typed_alone")}

    @staticmethod
    def _synonyms() -> dict[str, tuple[str, ...]]:
        found = load("search_synonyms").synonyms()
        return {encode(word): tuple(map(encode, names)) for word, names in found.items()}


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The one grammar, read when it is first needed."""
    return Grammar()


def understand(question: str, known: Callable[[str], bool]) -> Asked:
    """The question taken apart; ``known`` tells whether a token stands in the library at all."""
    rules = grammar()
    code, sound = _tracks(question[:_RAW], known, rules)
    weights = [0.0 if piece == " " or _BARE_NUMBER.fullmatch(question) else 1.0 for piece in code]
    wants: set[str] = set()
    measures: list[str] = []
    levels: set[str] = set()
    alternatives: list[Alternative] = []
    asks_what = False
    for match in rules.pattern.finditer(code):
        word, start, end = match.group(), match.start(), match.end()
        if match["either"]:
            wants.add("whether")
            weights[start:end] = [0.0] * 3
            continue
        if word in rules.names:
            alternatives.append(Alternative(start, end, rules.names[word]))
        if word in rules.levels:
            levels.add(rules.levels[word])
        if word in rules.kinds:
            wants.add(rules.kinds[word])
            measures += _measures(code, weights, word, end, rules)
        if not (word in rules.weak and asks_what):
            _weigh(weights, word, start, end, rules)
        asks_what = rules.kinds.get(word) in ("how", "list")
    blanked = "".join(token if weight else " " for token, weight in zip(code, weights, strict=True))
    if wants == {"phone"} and not blanked.rstrip().endswith(rules.phones):
        wants.clear()
    if rules.spends.search(code):
        wants.add("money")
    if "count" in wants and _SHARE.search(code):
        wants.add("percent")
    if not wants and blanked.rstrip().endswith(_MEASURED):
        wants.add("figure")
    return Asked(
        question=question,
        code=blanked,
        sound="".join(s if weight else " " for s, weight in zip(sound, weights, strict=True)),
        weights=tuple(weights),
        wants=frozenset(wants),
        measures=tuple(measures),
        levels=frozenset(levels),
        years=frozenset(map(int, _YEAR.findall(plain(question[:_RAW])))),
        alternatives=tuple(alternatives),
    )


def _weigh(weights: list[float], word: str, start: int, end: int, rules: Grammar) -> None:
    """Blank fillers and question words, make trade words light, leave the rest."""
    if word in rules.weak or word in rules.levels:
        weights[start:end] = [min(w, _WEAK) for w in weights[start:end]]
    elif (word in rules.fillers or word in rules.kinds) and word not in rules.names and word not in rules.keep:
        weights[start:end] = [0.0] * (end - start)


def _measures(code: str, weights: list[float], word: str, end: int, rules: Grammar) -> list[str]:
    """The unit asked for: named by the word itself (几号), or right behind it (几户), where it is blanked."""
    if word in rules.units:
        return [rules.units[word]]
    if rules.kinds[word] not in ("count", "often"):
        return []
    unit = next((unit for unit in rules.measures if code.startswith(unit, end)), "")
    weights[end : end + len(unit)] = [0.0] * len(unit)
    return [unit] if unit else []


def _tracks(question: str, known: Callable[[str], bool], rules: Grammar) -> tuple[str, str]:
    """Tokens and sounds side by side; letters that are no word of the library are read as typed pinyin."""
    code = encode(question)[:_LONGEST]
    typed = {
        token: spelt
        for token, run in latin_runs(question).items()
        if not known(token) and (spelt := sounds().typed(run))
    }
    if not typed:
        return code, sounds().of(code)
    apart = sum(token in typed for token in code) > 1 and all(len(spelt) == 1 for spelt in typed.values())
    code = re.sub("(?<=(.)) (?=(.))", lambda m: "" if m[1] in typed and m[2] in typed else " ", code)
    left: list[str] = []
    right: list[str] = []
    for token in code:
        heard = typed.get(token, sounds().of(token))
        word = "" if apart else rules.spoken_alone.get(heard, "")
        left.append(token if token not in typed else word or TYPED * len(heard))
        right.append(heard)
    return _spoken("".join(left), "".join(right), rules), "".join(right)


def _spoken(code: str, sound: str, rules: Grammar) -> str:
    """Question words typed as pinyin, put back into characters."""
    for stretch in re.finditer(f"{TYPED}+", code):
        for match in rules.spoken.finditer(sound, *stretch.span()):
            code = code[: match.start()] + rules.spelt[match.group()] + code[match.end() :]
    return code
