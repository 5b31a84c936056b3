"""What the pictures show: counts over time and figures beside their targets. Villages are never put in an order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


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

    ``at_most`` is True where the figure must stay below the target; ``due`` is said as it stands in the plan.
    """

    name: str
    target: Decimal
    unit: str = ""
    value: Decimal | None = None
    at_most: bool = False
    due: str = ""

    @property
    def is_met(self) -> bool:
        """Whether the target is reached."""
        if self.value is None:
            return False
        return self.value <= self.target if self.at_most else self.value >= self.target
