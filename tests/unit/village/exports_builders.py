"""Reports of invented villages, gathered, and short ways to look into the documents made of them."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from docx import Document

from tests.builders import VILLAGES, a_duty, a_unit
from village.clock import ZONE
from village.forms.loader import shipped_forms
from village.forms.schema import Form
from village.model.compiled import Compilation, Entry, in_order
from village.model.duties import Occurrence, State
from village.model.people import UnitKind
from village.model.reports import Report

MONTHLY = shipped_forms()["monthly_report"]
BEFORE = datetime(2026, 5, 22, 9, 14, tzinfo=ZONE)
AFTER = datetime(2026, 12, 28, 9, 0, tzinfo=ZONE)
YEAR = tuple(f"2026-{month:02}" for month in range(1, 13))

Answer = Callable[[int, str], Mapping[str, str] | State]


def gathered(
    answer: Answer,
    *,
    form: Form = MONTHLY,
    periods: Sequence[str] = ("2026-05",),
    villages: int = 4,
    now: datetime = AFTER,
    late: Callable[[int, str], bool] = lambda village, period: False,
    returned: Callable[[int, str], bool] = lambda village, period: False,
    files: Mapping[str, tuple[int, ...]] | None = None,
) -> Compilation:
    """What the villages answered by number and period; a ``State`` instead of answers means no report."""
    duty = a_duty(form=form.name, id=1)
    entries = []
    for period in periods:
        month = datetime.strptime((period + "-25")[:10], "%Y-%m-%d").replace(hour=18, tzinfo=ZONE)
        for number in range(villages):
            name = VILLAGES[number] if number < len(VILLAGES) else f"第{number}村"
            unit = a_unit(10 + number, name, UnitKind.VILLAGE, parent_id=1)
            given = answer(number, period)
            key = len(entries) + 1
            if isinstance(given, State):
                entries.append(Entry(Occurrence(key, 1, unit, period, month, month, given)))
                continue
            is_late = late(number, period)
            state = State.LATE if is_late else State.SUBMITTED
            state = State.RETURNED if returned(number, period) else state
            report = Report(key, key, 1, form.name, dict(given), 1, month, is_late, dict(files or {}))
            entries.append(Entry(Occurrence(key, 1, unit, period, month, month, state), report, f"干部{number}"))
    return Compilation(duty, tuple(periods), in_order(entries), {form.name: form}, "清河镇办公室", now)


def monthly(progress: str, results: str = "", problems: str = "", plans: str = "") -> dict[str, str]:
    """Answers to the monthly report."""
    return {"progress": progress, "results": results, "problems": problems, "plans": plans}


def opened(content: bytes) -> Any:
    """The docx as python-docx reads it."""
    return Document(io.BytesIO(content))


def lines_of(content: bytes) -> list[str]:
    """Every paragraph and table row, from top to bottom."""
    document = opened(content)
    found = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            found += ["|".join(cell.text for cell in row.cells) for row in block.rows]
        elif block.text:
            found.append(block.text)
    return found
