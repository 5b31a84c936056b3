"""What a plan is: kind, level of administration, year."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.extract.patterns import (
    DATE_LINE,
    LEVEL_IN_TITLE,
    LEVEL_OF_SELF,
    NEWS,
    SPEECH,
    TITLE,
    YEAR_IN_TITLE,
    YEAR_IN_WORDS,
    YEAR_OF_REPUBLIC,
    YEAR_TARGET,
)
from knowledge.facts import Kind, Level
from knowledge.lexicon import lexicon
from knowledge.text.numerals import to_int

_TITLES = lexicon("titles")
_KINDS: tuple[Kind, ...] = ("other", "report", "notice", "plan")
_LEVELS: dict[str, Level] = {
    "镇": "town", "街道": "town", "乡": "township", "县": "county", "区": "district", "市": "city", "省": "province",
}  # fmt: skip


def kind_of(title: str, folded: str) -> Kind:
    """The kind by the last word of the title; without a title, a text that reports like a newspaper is no plan."""
    hit = TITLE.match(title)
    if hit:
        return next(kind for kind in _KINDS if hit.group("word") in _TITLES[kind])
    told = [
        *NEWS.finditer(folded, 0, 2000),
        *SPEECH.finditer(folded, 0, 2000),
        *SPEECH.finditer(folded, len(folded) - 300),
    ]
    return "other" if len({(hit.start(), hit.end()) for hit in told}) >= 2 else "plan"


def level_of(title: str, folded: str) -> Level | None:
    """The level the title names, else the one the text calls its own (全镇, 我县)."""
    named = LEVEL_IN_TITLE.match(title)
    if named:
        return _LEVELS[named.group("unit")]
    own = Counter(hit.group("unit") for hit in LEVEL_OF_SELF.finditer(folded[:50_000]))
    return _LEVELS[own.most_common(1)[0][0]] if own else None


def year_of(title: str, folded: str, signature: str) -> int | None:
    """The year of the title, of the date under the text, or the one its targets name most; masked stays masked."""
    named = YEAR_IN_TITLE.search(title)
    if named:
        return int(named.group(1))
    spelt = YEAR_IN_WORDS.search(title)
    if spelt:
        return _spelt(spelt)
    republic = YEAR_OF_REPUBLIC.search(title)
    if republic:
        return 1911 + int(republic.group(1) or republic.group(2))
    if "20xx" in title.lower() or "20**" in title:
        return None
    signed = year_of_date(signature)
    if signed:
        return signed
    if "20xx年" in folded.lower():
        return None
    years = Counter(int(hit.group(1)) for hit in YEAR_TARGET.finditer(folded))
    often = [year for year, count in years.items() if count == max(years.values()) and count > 1]
    return min(often, default=None)


def year_of_date(signature: str) -> int | None:
    """The year of a date line, in digits or in words."""
    for line in signature.split("\n"):
        if DATE_LINE.match(line):
            words = YEAR_IN_WORDS.search(line)
            if words:
                return _spelt(words)
            return int(line.strip()[:4])
    return None


def _spelt(words: re.Match[str]) -> int:
    """二零二三 → 2023."""
    return 2000 + 10 * (to_int(words.group(1)) or 0) + (to_int(words.group(2)) or 0)
