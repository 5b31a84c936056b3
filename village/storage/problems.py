"""Rows ↔ problems with their history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, or_, select, update

from village.errors import NotFound
from village.model.people import Unit
from village.model.problems import Problem, ProblemState, Step, StepKind
from village.storage.database import Database
from village.storage.people import UNIT_COLUMNS, unit_from
from village.storage.tables import problem_helpers, problem_steps, problems, units

OPEN = [state for state in ProblemState if state.is_open]
MOST_IDS = 1000  # in one statement; databases take some ten thousand values
SOONEST_FIRST = (problems.c.due.is_(None), problems.c.due, problems.c.id)


class ProblemRows:
    """Problems with their history; every change adds steps, none is ever changed or taken away."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, problem: Problem) -> Problem:
        """Keep a new problem; returns it with its number."""
        kept = replace(problem, id=self._database.insert(problems, _values(problem)))
        self._write_steps(kept, 0)
        return kept

    def get(self, problem_id: int) -> Problem:
        """The problem with this number.

        Raises:
            NotFound: there is none.
        """
        found = self._select(select(problems).where(problems.c.id == problem_id))
        if not found:
            raise NotFound("problem", problem_id)
        return found[0]

    def save(self, before: Problem, after: Problem) -> bool:
        """Keep what has changed and the steps that are new; False when somebody else changed it meanwhile."""
        unchanged = (problems.c.id == before.id) & (problems.c.version == len(before.steps))
        if not self._database.run(update(problems).where(unchanged).values(_values(after))).rowcount:
            return False
        self._write_steps(after, len(before.steps))
        if after.helpers != before.helpers:
            self._write_helpers(after)
        return True

    def of_report(self, occurrence_id: int) -> list[Problem]:
        """All that were found in the report for an occurrence, oldest first."""
        return self._select(select(problems).where(problems.c.occurrence_id == occurrence_id).order_by(problems.c.id))

    def found_in(
        self, unit_ids: Collection[int], states: Collection[ProblemState], limit: int, offset: int = 0
    ) -> list[Problem]:
        """Those found in these units and standing so, the one due first before the others, then oldest first."""
        query = select(problems).where(problems.c.unit_id.in_(unit_ids), problems.c.state.in_(states))
        return self._select(query.order_by(*SOONEST_FIRST).limit(limit).offset(offset))

    def counts(self, unit_ids: Collection[int]) -> dict[ProblemState, int]:
        """How many of those found in these units stand in each state."""
        query = select(problems.c.state, func.count().label("number")).where(problems.c.unit_id.in_(unit_ids))
        found = {row.state: int(row.number) for row in self._database.run(query.group_by(problems.c.state))}
        return {state: found.get(state, 0) for state in ProblemState}

    def of_units(self, unit_ids: Collection[int]) -> list[Problem]:
        """Open ones that these units put right, help with, or found and wait for; the one due first before others."""
        helped = select(problem_helpers.c.problem_id).where(problem_helpers.c.unit_id.in_(unit_ids))
        theirs = or_(
            problems.c.responsible_id.in_(unit_ids),
            problems.c.id.in_(helped),
            (problems.c.unit_id.in_(unit_ids)) & (problems.c.state == ProblemState.NEW),
        )
        return self._select(select(problems).where(theirs, problems.c.state.in_(OPEN)).order_by(*SOONEST_FIRST))

    def overdue(self, now: datetime) -> list[Problem]:
        """All that should have been put right by now, longest overdue first."""
        late = (problems.c.state == ProblemState.ASSIGNED) & (problems.c.due < now)
        return self._select(select(problems).where(late).order_by(*SOONEST_FIRST))

    def to_look_back(self, unit_ids: Collection[int], now: datetime) -> list[Problem]:
        """Closed ones found in these units that somebody should go and see by now, longest waiting first."""
        ripe = (problems.c.state == ProblemState.CLOSED) & (problems.c.look_back <= now)
        query = select(problems).where(ripe, problems.c.unit_id.in_(unit_ids))
        return self._select(query.order_by(problems.c.look_back, problems.c.id))

    def waiting(self, now: datetime, limit: int) -> list[Problem]:
        """Those the planner has to look at by now, longest waiting first."""
        query = select(problems).where(problems.c.next_look <= now).order_by(problems.c.next_look)
        return self._select(query.limit(limit))

    def looked_at(self, problem_id: int) -> None:
        """Note that the planner has said what it had to say."""
        self._database.run(update(problems).where(problems.c.id == problem_id).values(next_look=None))

    def _write_steps(self, problem: Problem, known: int) -> None:
        rows = [
            {
                "problem_id": problem.id,
                "number": number,
                "kind": step.kind,
                "by": step.by,
                "at": step.at,
                "remark": step.remark,
                "files": list(step.files),
                "unit_id": step.unit.id if step.unit else None,
                "due": step.due,
            }
            for number, step in enumerate(problem.steps)
            if number >= known
        ]
        if rows:
            self._database.run(insert(problem_steps), rows)

    def _write_helpers(self, problem: Problem) -> None:
        self._database.run(delete(problem_helpers).where(problem_helpers.c.problem_id == problem.id))
        rows = [{"problem_id": problem.id, "unit_id": unit.id} for unit in problem.helpers]
        if rows:
            self._database.run(insert(problem_helpers), rows)

    def _select(self, query: Select[Any]) -> list[Problem]:
        rows = list(self._database.run(query))
        if not rows:
            return []
        known = {u.u_id: unit_from(u) for u in self._database.run(select(*UNIT_COLUMNS).select_from(units))}
        found: list[Problem] = []
        for some in _batched([row.id for row in rows], MOST_IDS):
            steps, helpers = self._steps(some, known), self._helpers(some, known)
            found += [_problem(row, known, steps[row.id], helpers[row.id]) for row in rows[len(found) :][: len(some)]]
        return found

    def _steps(self, ids: Sequence[int], known: dict[int, Unit]) -> dict[int, tuple[Step, ...]]:
        found: defaultdict[int, tuple[Step, ...]] = defaultdict(tuple)
        query = select(problem_steps).where(problem_steps.c.problem_id.in_(ids))
        for row in self._database.run(query.order_by(problem_steps.c.problem_id, problem_steps.c.number)):
            unit = known[row.unit_id] if row.unit_id else None
            step = Step(StepKind(row.kind), row.by, row.at, row.remark, tuple(row.files), unit, row.due)
            found[row.problem_id] += (step,)
        return found

    def _helpers(self, ids: Sequence[int], known: dict[int, Unit]) -> dict[int, tuple[Unit, ...]]:
        found: defaultdict[int, tuple[Unit, ...]] = defaultdict(tuple)
        query = select(problem_helpers).where(problem_helpers.c.problem_id.in_(ids))
        for row in self._database.run(query.order_by(problem_helpers.c.unit_id)):
            found[row.problem_id] += (known[row.unit_id],)
        return found


def _values(problem: Problem) -> dict[str, Any]:
    return {
        "unit_id": problem.unit.id,
        "place": problem.place,
        "what": problem.what,
        "state": problem.state,
        "responsible_id": problem.responsible.id if problem.responsible else None,
        "due": problem.due,
        "look_back": problem.look_back,
        "next_look": problem.next_look,
        "occurrence_id": problem.occurrence_id,
        "item": problem.item,
        "version": len(problem.steps),
    }


def _problem(row: Row[Any], known: dict[int, Unit], steps: tuple[Step, ...], helpers: tuple[Unit, ...]) -> Problem:
    return Problem(
        id=row.id,
        unit=known[row.unit_id],
        place=row.place,
        what=row.what,
        steps=steps,
        state=ProblemState(row.state),
        responsible=known[row.responsible_id] if row.responsible_id else None,
        helpers=helpers,
        due=row.due,
        look_back=row.look_back,
        next_look=row.next_look,
        occurrence_id=row.occurrence_id,
        item=row.item,
    )


def _batched(ids: Sequence[int], most: int) -> Iterator[Sequence[int]]:
    """The ids in order, some at a time."""
    for start in range(0, len(ids), most):
        yield ids[start : start + most]
