"""A submitted report opens a problem for each one it names; a later version changes them and takes none away."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from village.model.duties import Occurrence
from village.model.found import SOLVED, Item, items, matched
from village.model.people import Person
from village.model.problems import Problem, Step, StepKind, registered
from village.model.reports import Report
from village.ports import UnitOfWork
from village.services import problem_news

K = StepKind


def open_from(uow: UnitOfWork, by: Person, occurrence: Occurrence, report: Report, now: datetime) -> None:
    """Open what is new, put right what is worded anew, and mark what the newest version no longer names.

    The office hears of it in one message, unless everything was solved on the spot.
    """
    known, named = uow.problems.of_report(occurrence.id), items(report)
    pairs = matched(known, named)
    news = [_take_over(uow, by, occurrence, problem, item, now) for problem, item in pairs]
    kept = {problem.id for problem, _ in pairs if problem is not None}
    news += [_mark_gone(uow, by, problem, now) for problem in known if problem.id not in kept]
    if any(news):
        problem_news.tell_of_report(uow, occurrence.id, report.version, occurrence.unit, by, now)


def _take_over(
    uow: UnitOfWork, by: Person, occurrence: Occurrence, problem: Problem | None, item: Item, now: datetime
) -> bool:
    """Whether the office has to hear of it."""
    if problem is None:
        step = Step(K.REGISTERED, by.id, now, files=item.files)
        made = replace(registered(occurrence.unit, item.place, item.what, step), occurrence_id=occurrence.id)
        problem = uow.problems.add(replace(made, item=item.number))
        uow.log.add(now, by.id, "problem_registered", f"problem:{problem.id}")
        _solve(uow, by, problem, item, now)
        return not item.is_solved
    changed = _corrected(by, problem, item, now)
    if changed != problem:
        uow.problems.save(problem, changed)
    _solve(uow, by, changed, item, now)
    return False


def _corrected(by: Person, problem: Problem, item: Item, now: datetime) -> Problem:
    """The problem as the newest version words it; the old words stay in the step."""
    moved = replace(problem, item=item.number)
    more = tuple(file for file in item.files if file not in problem.files)
    reworded = (problem.place, problem.what) != (item.place, item.what)
    if not (reworded or more or problem.is_dropped):
        return moved
    before = f"{problem.place} {problem.what}".strip() if reworded else ""
    step = Step(K.CORRECTED, by.id, now, before, more)
    return replace(moved.take(step), place=item.place, what=item.what)


def _solve(uow: UnitOfWork, by: Person, problem: Problem, item: Item, now: datetime) -> None:
    """Solved on the spot closes what nobody was given yet; later it is news, and the office still checks."""
    if not item.is_solved or not problem.state.is_open:
        return
    if problem.can(K.SOLVED):
        uow.problems.save(problem, problem.take(Step(K.SOLVED, by.id, now)))
    elif SOLVED not in [step.remark for step in problem.steps]:
        uow.problems.save(problem, problem.take(Step(K.PROGRESS, by.id, now, SOLVED)))


def _mark_gone(uow: UnitOfWork, by: Person, problem: Problem, now: datetime) -> bool:
    if problem.is_dropped or not problem.state.is_open:
        return False
    uow.problems.save(problem, problem.take(Step(K.DROPPED, by.id, now)))
    return True
