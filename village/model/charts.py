"""What the pictures show: counts over time and figures beside their targets. Villages are never put in an order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from village.clock import local
from village.model.problems import Problem, StepKind

MONTHS = 12
CLOSING = frozenset({StepKind.APPROVED, StepKind.SOLVED, StepKind.WAIVED})


@dataclass(frozen=True, slots=True)
class PeriodCount:
    """How many of those who owe one period have reported, in time or late."""

    period: str
    on_time: int
    late: int
    missing: int

    @property
    def total(self) -> int:
        """How many owe it."""
        return self.on_time + self.late + self.missing


@dataclass(frozen=True, slots=True)
class ProblemCount:
    """Problems found and closed within a period, and how many were open at its end."""

    period: str
    found: int
    closed: int
    open: int


@dataclass(frozen=True, slots=True)
class IndicatorState:
    """An indicator with its target and, once somebody has reported it, where it stands.

    Of a share that several villages reported, ``value`` is the lowest and ``highest`` the highest of them. ``at_most``
    is True where the figure must stay below the target; ``due`` is said as it stands in the plan.
    """

    name: str
    target: Decimal
    unit: str = ""
    value: Decimal | None = None
    highest: Decimal | None = None
    at_most: bool = False
    due: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        if self.value is None:
            return False
        return (self.highest or self.value) <= self.target if self.at_most else self.value >= self.target


def problem_counts(problems: Iterable[Problem], now: datetime, months: int = MONTHS) -> list[ProblemCount]:
    """Problems by month, up to the present one: found, closed, and open at the month's end.

    A problem that was opened again is open from then on, but not found twice.
    """
    keys = _months(now, months)
    found, closed, opened = dict.fromkeys(keys, 0), dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
    for problem in problems:
        if (first := _month(problem.registered.at)) in found:
            found[first] += 1
        turns = [(_month(step.at), step.kind) for step in problem.steps]
        for key in keys:
            closed[key] += sum(month == key and kind in CLOSING for month, kind in turns)
            opened[key] += _is_open(turns, key)
    return [ProblemCount(key, found[key], closed[key], opened[key]) for key in keys]


def _is_open(turns: list[tuple[str, StepKind]], key: str) -> bool:
    """Whether it was known and not closed when the month ended."""
    so_far = [kind for month, kind in turns if month <= key]
    last = next((kind for kind in reversed(so_far) if kind in CLOSING or kind is StepKind.REOPENED), None)
    return bool(so_far) and last not in CLOSING


def _month(moment: datetime) -> str:
    return f"{local(moment):%Y-%m}"


def _months(now: datetime, count: int) -> list[str]:
    last = local(now).year * 12 + local(now).month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(last - count + 1, last + 1)]
