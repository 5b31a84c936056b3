"""Exact places: “第27条”, “指标28”, “第三条第二款”, “三、(二)” lead straight to a clause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.text.numerals import CHINESE, to_int

_NUMBER = rf"[{CHINESE}\d]{{1,5}}"
_NAMED = re.compile(rf"第\s*({_NUMBER})\s*(?:条|款|项|章|节|点|部分|编|个?指标|项?任务)")
_COUNTED = re.compile(rf"(?:指标|任务|条款)\s*第?\s*({_NUMBER})(?![\d.]|\s*[户个%％年月日号人处座])")
_SECTION = re.compile(
    rf"([{CHINESE}]{{1,3}})\s*(?:[、,，.．]\s*)?[(（]\s*({_NUMBER})\s*[)）](?:\s*[、.．]?\s*(\d{{1,2}}))?"
    rf"|([{CHINESE}]{{1,3}})\s*[、.．]\s*(\d{{1,2}})(?![\d.])(?:\s*[.．]\s*(\d{{1,2}}))?"
)
Path = tuple[int, ...]


def asked_path(question: str) -> tuple[Path, str]:
    """The numbers of the clause a question names, and the question without them; no numbers when it names none."""
    section = _SECTION.search(question)
    if section:
        return _numbers(group for group in section.groups() if group), _without(question, [section])
    named = list(_NAMED.finditer(question)) or list(_COUNTED.finditer(question))
    return _numbers(match[1] for match in named), _without(question, named)


def _without(question: str, matches: list[re.Match[str]]) -> str:
    for match in reversed(matches):
        question = question[: match.start()] + " " + question[match.end() :]
    return question


def _numbers(printed: Iterable[str]) -> Path:
    found = tuple(to_int(part) for part in printed)
    return tuple(number for number in found if number is not None) if None not in found else ()


def path_of(clause: str) -> Path:
    """The numbers of a clause's own path, outermost first; no numbers when a part of it is none (前言, A)."""
    found = tuple(to_int(part) for part in clause.split("."))
    return tuple(number for number in found if number is not None) if None not in found else ()


def leads_to(asked: Path, clause: Path) -> bool:
    """Does a clause's path end as was asked? 第27条 is 27 and 四.27; 三、(二) is 三.二."""
    return bool(asked) and clause[-len(asked) :] == asked
