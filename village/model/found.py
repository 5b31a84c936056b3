"""Problems a report names in its repeat group ``problems``, and which of them an earlier version named already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from village.model.problems import Problem
from village.model.reports import Report

ITEM = re.compile(r"problems\.(\d+)\.what")
SOLVED = "当场解决了"


@dataclass(frozen=True, slots=True)
class Item:
    """One problem as a report states it."""

    number: int
    place: str
    what: str
    is_solved: bool = False
    files: tuple[int, ...] = ()


def items(report: Report) -> list[Item]:
    """The problems a report names; one without words is none."""
    numbers = sorted(int(match[1]) for key in report.answers if (match := ITEM.fullmatch(key)))
    found = [_item(report.answers, report.files, number) for number in numbers]
    return [item for item in found if item.what]


def _item(answers: Mapping[str, str], files: Mapping[str, tuple[int, ...]], number: int) -> Item:
    prefix = f"problems.{number}."
    sent = tuple(file for key, ids in files.items() if key.startswith(prefix) for file in ids)
    solved = answers.get(f"{prefix}solved") == SOLVED
    return Item(number, answers.get(f"{prefix}where", ""), answers[f"{prefix}what"], solved, sent)


def matched(known: Sequence[Problem], named: Sequence[Item]) -> list[tuple[Problem | None, Item]]:
    """Each item with the problem it is already known as: by the same words, else by the same place in the report."""
    left = list(known)
    pairs: dict[int, Problem | None] = {}
    for test in (_same_words, _same_number):
        for item in named:
            if item.number in pairs:
                continue
            same = next((problem for problem in left if test(problem, item)), None)
            if same is not None:
                left.remove(same)
                pairs[item.number] = same
    return [(pairs.get(item.number), item) for item in named]


def _same_words(problem: Problem, item: Item) -> bool:
    return (problem.place, problem.what) == (item.place, item.what)


def _same_number(problem: Problem, item: Item) -> bool:
    return problem.item == item.number and not problem.is_dropped
