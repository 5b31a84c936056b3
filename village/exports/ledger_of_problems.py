"""Problems → the rectification ledger 整改台账: one row a problem, from the day it was found to looking back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from village.clock import local
from village.exports import words
from village.exports.charts import problems_chart
from village.exports.ledger import Cell, CellKind, Column, Ledger, Row, ledger_xlsx
from village.exports.mapping import Mapping as ColumnMapping
from village.exports.mapping import mapped
from village.exports.words import SEPARATOR, say
from village.model.charts import problem_counts
from village.model.problems import Problem, Step, StepKind

K = StepKind
ENDS = (K.APPROVED, K.SOLVED)
STORY = (K.PROGRESS, K.APPLIED, K.RETURNED, K.WAIVED, K.REOPENED, K.LOOKED)

KEYS: tuple[tuple[str, CellKind], ...] = (
    ("number", CellKind.NUMBER),
    ("unit", CellKind.TEXT),
    ("place", CellKind.TEXT),
    ("what", CellKind.TEXT),
    ("found_at", CellKind.MOMENT),
    ("found_by", CellKind.TEXT),
    ("responsible", CellKind.TEXT),
    ("helpers", CellKind.TEXT),
    ("due", CellKind.DAY),
    ("state", CellKind.TEXT),
    ("overdue", CellKind.TEXT),
    ("story", CellKind.TEXT),
    ("closed_at", CellKind.MOMENT),
    ("closed_by", CellKind.TEXT),
    ("look_back", CellKind.DAY),
    ("files", CellKind.TEXT),
)


def problems_xlsx(
    problems: Collection[Problem],
    names: Mapping[int, str],
    *,
    office: str,
    now: datetime,
    mapping: ColumnMapping | None = None,
) -> bytes:
    """The ledger as an xlsx file; with a mapping in another system's columns.

    Raises:
        MappingInvalid: the mapping speaks of what the ledger does not hold.
    """
    ledger = problems_ledger(problems, names, office=office, now=now)
    return ledger_xlsx([mapped(mapping, [ledger]) if mapping else ledger], author=office, now=now)


def problems_ledger(problems: Collection[Problem], names: Mapping[int, str], *, office: str, now: datetime) -> Ledger:
    """The ledger in the order the problems were registered; ``names`` are those of people by number."""
    columns = tuple(Column(key, say(f"problems.{key}"), kind) for key, kind in KEYS)
    rows = [_row(problem, names, now) for problem in sorted(problems, key=lambda p: p.id)]
    return Ledger(say("problems.name"), problems_title(office), columns, rows)


def problems_title(office: str) -> str:
    """``清河镇问题整改台账``."""
    return say("problems.title", unit=office)


def problems_png(problems: Collection[Problem], *, office: str, now: datetime) -> bytes:
    """Found and closed by month over the last twelve, as a picture."""
    rows = problem_counts(problems, now)
    title = say("chart.problems", unit=office, period=words.periods([row.period for row in rows]))
    return problems_chart(rows, title, say("chart.made", made=words.moment(now)))


def _row(problem: Problem, names: Mapping[int, str], now: datetime) -> Row:
    first, end = problem.registered, _end(problem)
    row: dict[str, Cell] = {
        "number": problem.id,
        "unit": problem.unit.name,
        "place": problem.place,
        "what": problem.what,
        "found_at": first.at,
        "found_by": _who(first, names),
        "responsible": problem.responsible.name if problem.responsible else None,
        "helpers": SEPARATOR.join(unit.name for unit in problem.helpers) or None,
        "due": local(problem.due).date() if problem.due else None,
        "state": say(f"problems.states.{problem.state}"),
        "overdue": say("problems.late") if problem.is_overdue(now) else None,
        "story": "\n".join(_told(step, names) for step in problem.steps if step.kind in STORY) or None,
        "look_back": local(problem.look_back).date() if problem.look_back else None,
        "files": SEPARATOR.join(say("ledger.file", number=number) for number in problem.files) or None,
    }
    return row | ({"closed_at": end.at, "closed_by": _who(end, names)} if end else {})


def _end(problem: Problem) -> Step | None:
    """The step that closed it, unless it was opened again."""
    if problem.state.is_open:
        return None
    return next((step for step in reversed(problem.steps) if step.kind in ENDS), None)


def _told(step: Step, names: Mapping[int, str]) -> str:
    told = say("problems.step", day=words.day(local(step.at).date()), name=_who(step, names) or "", step=_step(step))
    return f"{told}：{step.remark}" if step.remark else told


def _step(step: Step) -> str:
    return say(f"problems.steps.{step.kind}")


def _who(step: Step, names: Mapping[int, str]) -> str | None:
    return names.get(step.by) if step.by is not None else None
