"""What a time asks for in writing: a report, list, summary or ledger to hand in, told apart from a task to be done.

Not asked for by a time: what is told at once when something happens (发现险情立即报告), what goes up for approval, and
the channels of reporting themselves (信息报送平台).
"""

from __future__ import annotations

import re

from knowledge.extract.dates import Moment
from knowledge.extract.patterns import (
    ALERT,
    HANDED_THING,
    HANDS_IN,
    HANDS_TO,
    LEDGER,
    PAPER,
    PAPER_OF_CADENCE,
    SEASON_AFTER,
    SEASON_NAME,
    SUMS_UP,
    TELLS,
    THING_BEFORE,
)

_LONGEST = 40
_PARTS = re.compile(r"[,;]|(?<!\d):")
_RECIPIENT = re.compile(r"^(?:群|微信|至|到|给|向|一次|两次|1次|\d次|各?[县镇乡市区省])")
_LATER = 20


def owed(folded: str, time: Moment, start: int, first: int, close: int) -> str:
    """What is to be handed in by a time whose words stand at ``first:close`` of the sentence that begins at ``start``.

    Empty where nothing is: then the time is that of a task.
    """
    if time.kind == "cadence":
        paper = PAPER_OF_CADENCE.search(folded[time.start : _stop(folded, time.reach)])
        return paper.group().replace("一", "") if paper and paper.group()[0] in folded[time.start : time.reach] else ""
    behind = _PARTS.split(folded[time.reach : close])
    parts = [folded[first : time.start] + behind[0], *behind[1:]]
    return _asked(parts, behind, folded[start : time.start], opens=time.kind == "period")


def owed_in(words: str) -> str:
    """What is to be handed in by what a table row is about."""
    parts = _PARTS.split(words)
    return _asked(parts, parts, "", opens=False)


def _asked(parts: list[str], bare: list[str], before: str, *, opens: bool) -> str:
    """What the first part that asks for something asks for; ``bare`` are the parts without the words before a time."""
    for at, part in enumerate(parts):
        if not ALERT.search(part) and _asks(part, opens=opens and at == 0):
            said = _thing(part) or _thing_before(before, parts[:at]) or bare[at].strip(" ,、()").removeprefix("前")
            return (said or part)[:_LONGEST]
    return ""


def season_of(folded: str, time: Moment, start: int, close: int, heading: str) -> str:
    """The season a cadence or window belongs to, as the sentence or else the heading calls it; empty for none."""
    if time.kind not in ("period", "cadence", "window"):
        return ""
    before = [hit.group() for hit in SEASON_NAME.finditer(folded, start, time.start)]
    behind = SEASON_NAME.search(folded, time.reach, min(close, time.reach + _LATER))
    if behind and SEASON_AFTER.match(folded[time.reach : close]):
        return behind.group()
    above = SEASON_NAME.search(heading)
    return before[-1] if before else behind.group() if behind else above.group() if above else ""


def _stop(folded: str, start: int) -> int:
    cut = re.search(r"[,。;\n]", folded[start : start + _LONGEST])
    return start + (cut.start() if cut else _LATER)


def _asks(part: str, *, opens: bool) -> bool:
    """Whether a part of a sentence asks for something in writing; a bare 汇总 does only right behind its period."""
    patterns = (HANDS_IN, HANDS_TO, TELLS, PAPER, LEDGER, *([SUMS_UP] if opens else []))
    return any(pattern.search(part) for pattern in patterns)


def _thing(part: str) -> str:
    """What is handed in, as the part says: 将X报送, 报送X, or a paper by its own name."""
    for hit in HANDED_THING.finditer(part):
        said = hit.group("moved") or hit.group("after") or ""
        if said and not _RECIPIENT.match(said):
            return said
    ledger = LEDGER.search(part)
    paper = PAPER.search(part)
    return ledger.group("thing") if ledger else paper.group() if paper else ""


def _thing_before(before: str, parts: list[str]) -> str:
    """What an earlier part of the sentence named: 各村进展情况,每月25日前报镇办公室."""
    for part in reversed([*_PARTS.split(before)[-2:], *parts]):
        hit = THING_BEFORE.search(part)
        if hit:
            return hit.group("thing")
    return ""
