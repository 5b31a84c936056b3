"""A question taken apart: what it is about, what kind of answer it wants, which level and year it means.

The words around the thing asked for (喂, 我问一下, 多少, 谁 …) are cut out; what is left is one string of tokens with
blanks between pieces, a string of their sounds beside it, and for stretches that have other names those names.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from knowledge.search.grammar import Grammar, grammar
from knowledge.search.normalise import encode, latin_runs, plain
from knowledge.search.sounds import sounds
from knowledge.search.terms import asked_term

TYPED = "\uffff"
_NOWHERE = "\ufffd"
_WEAK, _SPEECH, _STRONG, _TALK = 0.35, 0.2, 1.3, 1.5
_LONGEST = 120
_RAW = 1000
_BARE_NUMBER = re.compile(r"\W*\d{1,3}\W*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DOUBLED = re.compile("([\u4e00-\u9fff])\\1")
_SHARE = re.compile("率|比例|比重|百分|覆盖|普及")
_EITHER = re.compile(r"(\S)不\1")
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
    its rarity is known (0 for a blank). ``wants`` holds kinds of answer: percent, money, count, when, often, who …;
    ``term`` is the expression to be explained.
    """

    question: str
    code: str
    sound: str
    weights: tuple[float, ...]
    wants: frozenset[str]
    measures: tuple[str, ...]
    levels: frozenset[str]
    years: frozenset[int]
    places: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    term: str = ""

    @property
    def empty(self) -> bool:
        """Nothing was left to look for."""
        return not any(self.weights)


class _Reading:
    """A question while it is taken apart."""

    def __init__(self, question: str, known: Callable[[str], bool], rules: Grammar) -> None:
        self.rules = rules
        self.known = known
        self.code, self.sound = _tracks(question[:_RAW], known, rules)
        bare = _BARE_NUMBER.fullmatch(question) is not None
        self.weights = [0.0 if piece == " " or bare else 1.0 for piece in self.code]
        self.wants: set[str] = set()
        self.measures: list[str] = []
        self.levels: set[str] = set()
        self.back: set[int] = set()
        self.alternatives: list[Alternative] = []
        self._asks_what = False
        self._soft_who: list[tuple[int, int]] = []

    def read(self) -> None:
        """Go over the known words, then look at what they left."""
        for either in _EITHER.finditer(self.code):
            if either.group() not in self.rules.keep:
                self._ask_whether(either[1], either.start(), either.end())
        firm = [(start, end) for _, start, end in self.rules.asking.find(self.code)]
        for word, start, end in list(self.rules.words.find(self.code, firm)):
            self._take(word, start, end)
        self._drop_soft_who()
        self._lone_names()
        self._lighten_speech()
        self._settle()

    def _ask_whether(self, verb: str, start: int, end: int) -> None:
        """好不好 only asks; 砍不砍 also says what: its verb stays to be looked for."""
        self.wants.add("whether")
        said = start if verb in self.rules.speech else start + 1
        self.weights[said:end] = [0.0] * (end - said)

    def _take(self, word: str, start: int, end: int) -> None:
        rules = self.rules
        if word in rules.names:
            self.alternatives.append(Alternative(start, end, rules.names[word]))
        if word in rules.levels:
            self.levels.add(rules.levels[word])
        if word in rules.years:
            self.back.add(rules.years[word])
        if word in rules.explain:
            self.wants.add("term")
        if word in rules.duties:
            self.wants.add("mine")
        kind = rules.kinds.get(word)
        if kind:
            self._ask(kind, word, start, end)
        if not (word in rules.weak and self._asks_what):
            self._weigh(word, start, end)
        self._asks_what = kind in ("how", "list")

    def _ask(self, kind: str, word: str, start: int, end: int) -> None:
        if kind == "who_softly":
            self._soft_who.append((start, end))
            return
        self.wants.update(kind.split("_or_"))
        self.measures += self._unit(word, end)

    def _unit(self, word: str, end: int) -> list[str]:
        """The unit asked for: named by the word itself (几号), or right behind it (几户), where it is blanked."""
        if word in self.rules.units:
            return [self.rules.units[word]]
        if self.rules.kinds[word] not in ("count", "often", "when_or_often"):
            return []
        unit = next((unit for unit in self.rules.measures if self.code.startswith(unit, end)), "")
        self.weights[end : end + len(unit)] = [0.0] * len(unit)
        return [unit] if unit else []

    def _weigh(self, word: str, start: int, end: int) -> None:
        """Blank fillers and question words, make trade words light and words of everyday talk heavy."""
        rules = self.rules
        if word in rules.talk:
            self.weights[start:end] = [_TALK] * (end - start)
            self.code = self.code[:start] + _NOWHERE * (end - start) + self.code[end:]
            self.sound = self.sound[:start] + _NOWHERE * (end - start) + self.sound[end:]
        elif word in rules.everyday:
            self.weights[start:end] = [_STRONG] * (end - start)
        elif word in rules.weak or word in rules.levels or word in rules.years:
            self.weights[start:end] = [min(w, _WEAK) for w in self.weights[start:end]]
        elif word in rules.keep or word in rules.names:
            return
        elif word in rules.last:
            if end == len(self.code) or self.code[end] == " ":
                self.weights[start:end] = [0.0] * (end - start)
        else:
            self.weights[start:end] = [0.0] * (end - start)

    def _drop_soft_who(self) -> None:
        """管, 负责 … ask for units, unless the question asks for something else (怎么管): then they are part of it."""
        if not self._soft_who:
            return
        if self.wants <= {"list", "where", "who"}:
            self.wants.add("who")
            return
        for start, end in self._soft_who:
            self.weights[start:end] = [_WEAK * 2] * (end - start)

    def _lone_names(self) -> None:
        """A word of one character has other names only where it stands alone: 换 in 要换, not in 换届."""
        self.alternatives = [a for a in self.alternatives if a.end - a.start > 1 or self._alone(a.start)]

    def _lighten_speech(self) -> None:
        """Characters of everyday talk count for little where no word of the library holds them."""
        alone = [i for i, token in enumerate(self.code) if token in self.rules.speech and self._alone(i)]
        for at in alone:
            self.weights[at] = min(self.weights[at], _SPEECH)

    def _alone(self, at: int) -> bool:
        if not self.weights[at]:
            return False
        for pair in ((at - 1, at), (at, at + 1)):
            both = all(0 <= i < len(self.code) and self.weights[i] for i in pair)
            if both and self.known(self.code[pair[0]] + self.code[pair[1]]):
                return False
        return True

    def _settle(self) -> None:
        """Kinds of answer that follow from the whole question."""
        blanked = self.blanked.rstrip()
        if self.wants == {"phone"} and not blanked.endswith(self.rules.phones):
            self.wants.clear()
        if self.rules.spends.search(self.code):
            self.wants.add("money")
        if "where" in self.wants and self.rules.acts.search(self.code):
            self.wants.add("who")
        if "who" in self.wants:
            self.wants.discard("whether")
        if "count" in self.wants and _SHARE.search(self.code):
            self.wants.add("percent")
        if not self.wants and blanked.endswith(_MEASURED):
            self.wants.add("figure")

    @property
    def blanked(self) -> str:
        """The code without what does not count."""
        return "".join(token if weight else " " for token, weight in zip(self.code, self.weights, strict=True))

    def lighten(self, places: tuple[str, ...]) -> None:
        """A place that names plans chooses among them; the sentence need not say it again."""
        for place in places:
            at = self.code.find(place)
            self.weights[at : at + len(place)] = [min(w, _WEAK) for w in self.weights[at : at + len(place)]]


def understand(
    question: str,
    known: Callable[[str], bool],
    *,
    rules: Grammar | None = None,
    places: Callable[[str], tuple[str, ...]] = lambda code: (),
    year: int | None = None,
) -> Asked:
    """The question taken apart.

    ``known`` tells whether a token or a pair of them stands in the library at all; ``places`` finds the places that
    plans are signed by; ``year`` is the present one, for 去年 and 明年.
    """
    reading = _Reading(question, known, rules or grammar())
    reading.read()
    named = places(reading.code)
    reading.lighten(named)
    years = set(map(int, _YEAR.findall(plain(question[:_RAW]))))
    years |= {year + back for back in reading.back} if year else set()
    return Asked(
        question=question,
        code=reading.blanked,
        sound="".join(s if weight else " " for s, weight in zip(reading.sound, reading.weights, strict=True)),
        weights=tuple(reading.weights),
        wants=frozenset(reading.wants),
        measures=tuple(reading.measures),
        levels=frozenset(reading.levels),
        years=frozenset(years),
        places=named,
        alternatives=tuple(reading.alternatives),
        term=asked_term(question, reading.rules.explains) if "term" in reading.wants else "",
    )


def _tracks(question: str, known: Callable[[str], bool], rules: Grammar) -> tuple[str, str]:
    """Tokens and sounds side by side; letters that are no word of the library are read as typed pinyin.

    A character doubled as dialect likes it (桶桶) is the character itself, unless a word is written so (天天).
    """
    code = _DOUBLED.sub(lambda m: m[0] if known(m[0]) or m[0] in rules.doubled else m[1], encode(question)[:_LONGEST])
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
