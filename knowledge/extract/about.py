"""What a plan is: kind, level of administration, year."""

from __future__ import annotations

import re
from collections import Counter

from knowledge.extract.outline import RANKS, Item, Outline
from knowledge.extract.patterns import (
    DATE_LINE,
    LEVEL_IN_TITLE,
    LEVEL_OF_SELF,
    MASKED_YEAR,
    NEWS,
    NUMBER_OF_PAPER,
    PLANNED,
    SPEECH,
    TITLE,
    YEAR_AT_WORK,
    YEAR_IN_TITLE,
    YEAR_IN_WORDS,
    YEAR_OF_REPUBLIC,
    YEAR_TARGET,
)
from knowledge.facts import Kind, Level
from knowledge.lexicon import lexicon
from knowledge.text.numerals import to_int

_OPENING = 1500
_MANY_SIGNS = 2
_TITLES = lexicon("titles")
_KINDS: tuple[Kind, ...] = ("other", "report", "notice", "plan")
_LEVELS: dict[str, Level] = {
    "镇": "town", "街道": "town", "乡": "township", "县": "county", "区": "district", "市": "city", "省": "province",
}  # fmt: skip


def kind_of(title: str, folded: str, tree: Outline) -> Kind:
    """The kind by the last word of the title.

    Without such a title, what reports like a newspaper or a speech is no plan, nor is what neither calls itself one
    nor is ordered and tagged like one.
    """
    hit = TITLE.match(title)
    if hit:
        return next(kind for kind in _KINDS if hit.group("word") in _TITLES[kind])
    told = [
        *NEWS.finditer(folded, 0, 2000),
        *SPEECH.finditer(folded, 0, 2000),
        *SPEECH.finditer(folded, len(folded) - 300),
    ]
    ordered = any(_numbered(item) for item in tree.items)
    enough = _MANY_SIGNS if ordered else 1
    if len({(hit.start(), hit.end()) for hit in told}) >= enough:
        return "other"
    return "plan" if ordered or PLANNED.search(f"{title}\n{folded}") else "other"


def _numbered(item: Item) -> bool:
    """Whether an item has a number as chapters, articles and sections have; 一是 and headings have none."""
    counted = item.marker.end > item.start and (item.marker.opens_line or item.rank != RANKS["article"])
    return item.rank <= RANKS["section"] and counted


def level_of(title: str, folded: str) -> Level | None:
    """The level the title names, else the one the text calls its own (全镇, 我县)."""
    named = LEVEL_IN_TITLE.match(title)
    if named:
        return _LEVELS[named.group("below") or named.group("unit")]
    own = Counter(hit.group("unit") for hit in LEVEL_OF_SELF.finditer(folded[:50_000]))
    return _LEVELS[own.most_common(1)[0][0]] if own else None


def year_of(title: str, folded: str, signature: str, headline: str = "") -> int | None:
    """The year of the title, of the dates of the paper, of the page's headline, or the one its work is for.

    Masked stays masked, also where the headline of the page names a year.
    """
    named = YEAR_IN_TITLE.search(title)
    if named:
        return int(named.group(1))
    spelt = YEAR_IN_WORDS.search(title)
    if spelt:
        return _spelt(spelt)
    republic = YEAR_OF_REPUBLIC.search(title)
    if republic:
        return 1911 + int(republic.group(1) or republic.group(2))
    if MASKED_YEAR.search(title):
        return None
    issued = year_of_date(signature) or year_of_date(folded[:_OPENING]) or _year_of_number(folded[:_OPENING])
    if issued:
        return issued
    if MASKED_YEAR.search(folded):
        return None
    above = YEAR_IN_TITLE.search(headline)
    return int(above.group(1)) if above else _year_of_work(folded)


def _year_of_number(opening: str) -> int | None:
    """The year in the number of the paper itself: 石政发〔2023〕12号."""
    hit = NUMBER_OF_PAPER.search(opening)
    return int(hit.group("y")) if hit else None


def _year_of_work(folded: str) -> int | None:
    """The year most targets name, the first of several; a single target far ahead says nothing."""
    years = Counter(int(hit.group(1)) for hit in YEAR_TARGET.finditer(folded))
    often = [year for year, count in years.items() if count == max(years.values()) and count > 1]
    work = Counter(int(hit.group(1)) for hit in YEAR_AT_WORK.finditer(folded))
    most = [year for year, count in work.items() if count == max(work.values())]
    return min([*often, *most], default=None)


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
