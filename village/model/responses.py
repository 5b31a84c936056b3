"""Emergency response 应急响应: a warning level for an area, what it asks of whom, and how it stands.

四级 is the weakest, 一级 the strongest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from village.model.people import Person, Role, Unit

FILE = Path(__file__).parent.parent / "data" / "response.yaml"
LEVEL_WORDS = {4: "四级", 3: "三级", 2: "二级", 1: "一级"}
DEPUTIES_AFTER = timedelta(minutes=15)
CALL_AFTER = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Level:
    """A warning level: its colour, and how often villages report while it holds."""

    level: int
    colour: str
    rule: str

    @property
    def name(self) -> str:
        """``二级橙色``."""
        return f"{LEVEL_WORDS[self.level]}{self.colour}"


@dataclass(frozen=True, slots=True)
class Response:
    """A level in force, or that was; ``villages`` empty means the whole town. ``duties`` are those it switched on."""

    id: int
    unit: Unit
    hazard: str
    level: int
    villages: tuple[int, ...]
    note: str
    set_by: int
    set_at: datetime
    duties: tuple[int, ...] = ()
    lifted_by: int | None = None
    lifted_at: datetime | None = None

    @property
    def is_on(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class Task:
    """One person's checklist: when it was confirmed, and when it was done."""

    person: Person
    received_at: datetime | None = None
    done_at: datetime | None = None


@cache
def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(FILE.read_text("utf-8"))
    return loaded


def hazards() -> tuple[str, ...]:
    """What a warning may be about."""
    return tuple(_data()["hazards"])


@cache
def levels() -> dict[int, Level]:
    """Levels by number."""
    return {entry["level"]: Level(**entry) for entry in _data()["levels"]}


def actions(level: int, person: Person) -> list[str]:
    """What a level asks of a person, the strongest level's first; it asks all that the weaker ones do."""
    role = next((r for r in (Role.LEADER, Role.CLERK, Role.OFFICIAL) if person.has(r)), Role.OFFICIAL)
    by_level = _data()["actions"][role]
    return [action for number in range(level, 5) for action in by_level[number]]
