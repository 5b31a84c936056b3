"""What people do about a problem, step by step; who may do which."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from village.errors import NotAllowed, Overtaken
from village.model.people import Person, Role, Unit, UnitTree
from village.model.problems import Problem, Step, StepKind, registered
from village.ports import UnitOfWork
from village.services import problem_news
from village.services.access import STAFF, may, require

K = StepKind
OFFICE = frozenset({K.ASSIGNED, K.HELPED, K.WAIVED, K.RETURNED, K.APPROVED, K.LOOKED, K.REOPENED})
EVERYBODY = tuple(Role)


def register(
    uow: UnitOfWork, by: Person, unit_id: int, place: str, what: str, files: tuple[int, ...], now: datetime
) -> Problem:
    """Write down a problem found in a unit 登记.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: no post of the person covers the unit.
    """
    unit = require(uow.units.tree(), by, "register_problem", unit_id, *EVERYBODY)
    kept = uow.problems.add(registered(unit, place, what, Step(K.REGISTERED, by.id, now, files=files)))
    uow.log.add(now, by.id, "problem_registered", f"problem:{kept.id}")
    problem_news.tell(uow, kept, kept, by, now)
    return kept


def find(uow: UnitOfWork, person: Person, problem_id: int) -> Problem:
    """A problem the person may see: found in, put right by or helped with by a unit of theirs, or one below.

    Raises:
        NotFound: there is none.
        NotAllowed: it is none of theirs.
    """
    problem, tree = uow.problems.get(problem_id), uow.units.tree()
    concerned = (problem.unit, problem.responsible or problem.unit, *problem.helpers)
    if not any(may(tree, person, unit.id, *EVERYBODY) for unit in concerned):
        raise NotAllowed("see_problem", problem.unit.name)
    return problem


def possible(tree: UnitTree, person: Person, problem: Problem) -> frozenset[StepKind]:
    """The steps the person may take now."""
    steps = frozenset(kind for kind in _rights(tree, person, problem) if problem.can(kind))
    return steps if problem.look_back else steps - {K.LOOKED}


def _rights(tree: UnitTree, person: Person, problem: Problem) -> frozenset[StepKind]:
    """Wherever it stands: the office manages, who puts it right reports and applies, who helps reports."""
    rights = OFFICE if may(tree, person, problem.unit.id, *STAFF) else frozenset()
    if _is_in_charge(tree, person, problem.responsible or problem.unit):
        rights |= {K.PROGRESS, K.APPLIED}
    if any(_is_in_charge(tree, person, unit) for unit in problem.helpers):
        rights |= {K.PROGRESS}
    return rights


def _is_in_charge(tree: UnitTree, person: Person, unit: Unit) -> bool:
    return may(tree, person, unit.id, Role.OFFICIAL) or any(post.unit.id == unit.id for post in person.posts)


def check(uow: UnitOfWork, by: Person, problem_id: int, kind: StepKind, turns: int | None = None) -> Problem:
    """The problem, if the person may take this step now; ``turns`` is what the pressed button carried.

    Raises:
        NotFound: there is no such problem.
        NotAllowed: it is not the person's to do.
        Overtaken: it has moved on since.
    """
    problem, tree = find(uow, by, problem_id), uow.units.tree()
    if kind not in _rights(tree, by, problem):
        raise NotAllowed(f"problem_{kind}", problem.unit.name)
    if kind not in possible(tree, by, problem) or turns not in {None, problem.turns}:
        raise overtaken(uow, problem)
    return problem


def overtaken(uow: UnitOfWork, problem: Problem) -> Overtaken:
    """What happened to it last, for somebody who comes too late."""
    last = problem.last_turn
    name = uow.people.get(last.by).name if last.by is not None else ""
    return Overtaken("problem", problem.id, last.kind, name, last.at)


def assign(
    uow: UnitOfWork, by: Person, problem_id: int, turns: int, unit: Unit, due: datetime, now: datetime
) -> Problem:
    """Give it to a unit to be put right by a time 交办; the clerk may give it to another one later.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(
        uow, by, check(uow, by, problem_id, K.ASSIGNED, turns), Step(K.ASSIGNED, by.id, now, unit=unit, due=due)
    )


def help_with(
    uow: UnitOfWork, by: Person, problem_id: int, turns: int, units: tuple[Unit, ...], now: datetime
) -> Problem:
    """Name the units that assist 配合单位, in place of those named before.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    problem = check(uow, by, problem_id, K.HELPED, turns)
    helpers = tuple(unit for unit in units if unit != problem.responsible)
    step = Step(K.HELPED, by.id, now, remark="、".join(unit.name for unit in helpers))
    return _keep(uow, by, problem, replace(problem.take(step), helpers=helpers))


def waive(
    uow: UnitOfWork, by: Person, problem_id: int, turns: int, reason: str, now: datetime, files: tuple[int, ...] = ()
) -> Problem:
    """Nothing has to be done about it 不用办, and why.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.WAIVED, turns), Step(K.WAIVED, by.id, now, reason, files))


def report_progress(
    uow: UnitOfWork, by: Person, problem_id: int, words: str, files: tuple[int, ...], now: datetime
) -> Problem:
    """Say how far it is.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.PROGRESS), Step(K.PROGRESS, by.id, now, words, files))


def apply(uow: UnitOfWork, by: Person, problem_id: int, words: str, files: tuple[int, ...], now: datetime) -> Problem:
    """It has been put right and the office may have a look 申请销号.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.APPLIED), Step(K.APPLIED, by.id, now, words, files))


def give_back(
    uow: UnitOfWork,
    by: Person,
    problem_id: int,
    turns: int,
    reason: str,
    due: datetime | None,
    now: datetime,
    files: tuple[int, ...] = (),
) -> Problem:
    """Not right yet 退回, why, and until when if the old time is over.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    problem = check(uow, by, problem_id, K.RETURNED, turns)
    return _take(uow, by, problem, Step(K.RETURNED, by.id, now, reason, files, due=due))


def approve(uow: UnitOfWork, by: Person, problem_id: int, turns: int, now: datetime) -> Problem:
    """The office has checked it 销号; somebody looks back in a month.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.APPROVED, turns), Step(K.APPROVED, by.id, now))


def looked_back(uow: UnitOfWork, by: Person, problem_id: int, turns: int, now: datetime) -> Problem:
    """It has not come back 没有反弹.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.LOOKED, turns), Step(K.LOOKED, by.id, now))


def reopen(uow: UnitOfWork, by: Person, problem_id: int, turns: int, now: datetime) -> Problem:
    """It is there again 又出现了, with all its history, to be given to somebody once more.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``check``.
    """
    return _take(uow, by, check(uow, by, problem_id, K.REOPENED, turns), Step(K.REOPENED, by.id, now))


def _take(uow: UnitOfWork, by: Person, problem: Problem, step: Step) -> Problem:
    return _keep(uow, by, problem, problem.take(step))


def _keep(uow: UnitOfWork, by: Person, before: Problem, after: Problem) -> Problem:
    if not uow.problems.save(before, after):
        raise overtaken(uow, uow.problems.get(before.id))
    step = after.steps[-1]
    uow.log.add(step.at, by.id, f"problem_{step.kind}", f"problem:{after.id}")
    problem_news.tell(uow, before, after, by, step.at)
    return after


def overdue(uow: UnitOfWork, now: datetime) -> list[Problem]:
    """All that should have been put right by now, longest overdue first: what a ladder of reminders starts from."""
    return uow.problems.overdue(now)
