"""Problems 问题 and their life: 登记 → 交办 → 整改 → 申请销号 → 核验 → 销号 or 退回; 回头看 later.

Every change is a step that stays on record: who, when, a remark, what was sent with it. Which step may follow is
decided here and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum

from village.clock import at, local
from village.errors import NotPossible
from village.model.people import Unit

LOOK_BACK_AFTER = timedelta(days=30)
REMIND_AT = time(8, 0)


class ProblemState(StrEnum):
    """Where a problem stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    APPLIED = "applied"
    CLOSED = "closed"
    WAIVED = "waived"

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to do something about it."""
        return self in {ProblemState.NEW, ProblemState.ASSIGNED, ProblemState.APPLIED}


class StepKind(StrEnum):
    """What happened to a problem."""

    REGISTERED = "registered"
    CORRECTED = "corrected"
    DROPPED = "dropped"
    ASSIGNED = "assigned"
    HELPED = "helped"
    WAIVED = "waived"
    PROGRESS = "progress"
    APPLIED = "applied"
    RETURNED = "returned"
    APPROVED = "approved"
    SOLVED = "solved"
    LOOKED = "looked"
    REOPENED = "reopened"


S, K = ProblemState, StepKind
OPEN = (S.NEW, S.ASSIGNED, S.APPLIED)

TRANSITIONS: dict[StepKind, dict[ProblemState, ProblemState]] = {
    K.CORRECTED: {state: state for state in S},
    K.DROPPED: {state: state for state in S},
    K.ASSIGNED: {S.NEW: S.ASSIGNED, S.ASSIGNED: S.ASSIGNED},
    K.HELPED: {S.ASSIGNED: S.ASSIGNED},
    K.WAIVED: {S.NEW: S.WAIVED},
    K.PROGRESS: {state: state for state in OPEN},
    K.APPLIED: {S.NEW: S.APPLIED, S.ASSIGNED: S.APPLIED},
    K.RETURNED: {S.APPLIED: S.ASSIGNED},
    K.APPROVED: {S.APPLIED: S.CLOSED},
    K.SOLVED: {S.NEW: S.CLOSED},
    K.LOOKED: {S.CLOSED: S.CLOSED},
    K.REOPENED: {S.CLOSED: S.NEW, S.WAIVED: S.NEW},
}
"""From which states a step is possible, and where it leads; registering makes a new problem."""

WITHOUT_TURN = frozenset({K.CORRECTED, K.DROPPED, K.HELPED, K.PROGRESS})


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a problem's history; ``files`` are ids of attachments, ``unit`` and ``due`` belong to 交办."""

    kind: StepKind
    by: int | None
    at: datetime
    remark: str = ""
    files: tuple[int, ...] = ()
    unit: Unit | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something found that has to be put right.

    ``unit`` is where it was found, ``responsible`` who puts it right, ``helpers`` who assist 配合单位.
    ``occurrence_id`` and ``item`` say which report it was found in and where in it, None for one registered by hand.
    ``look_back`` is when somebody goes and sees whether it has come back; ``next_look`` when the planner has to look.
    """

    id: int
    unit: Unit
    place: str
    what: str
    steps: tuple[Step, ...]
    state: ProblemState = ProblemState.NEW
    responsible: Unit | None = None
    helpers: tuple[Unit, ...] = ()
    due: datetime | None = None
    look_back: datetime | None = None
    next_look: datetime | None = None
    occurrence_id: int | None = None
    item: int | None = None

    @property
    def turns(self) -> int:
        """How often it has changed hands: what a button carries, so that an old one is known for old."""
        return sum(step.kind not in WITHOUT_TURN for step in self.steps)

    @property
    def registered(self) -> Step:
        """The first step."""
        return self.steps[0]

    @property
    def last_turn(self) -> Step:
        """The newest step that changed hands."""
        return next(step for step in reversed(self.steps) if step.kind not in WITHOUT_TURN)

    @property
    def files(self) -> tuple[int, ...]:
        """Everything sent with it, oldest first."""
        return tuple(file for step in self.steps for file in step.files)

    @property
    def is_dropped(self) -> bool:
        """Whether the report it came from does not name it any more."""
        marks = [step.kind for step in self.steps if step.kind in {K.DROPPED, K.CORRECTED}]
        return bool(marks) and marks[-1] is K.DROPPED

    def is_overdue(self, now: datetime) -> bool:
        """Whether it should have been put right by now; while the office checks, nobody is late."""
        return self.state is S.ASSIGNED and self.due is not None and now > self.due

    def can(self, kind: StepKind) -> bool:
        """Whether this step is possible now."""
        return self.state in TRANSITIONS.get(kind, {})

    def take(self, step: Step) -> Problem:
        """The problem after a step.

        Raises:
            NotPossible: it does not follow from where the problem stands.
        """
        if not self.can(step.kind):
            raise NotPossible(step.kind, self.state)
        after = replace(self, state=TRANSITIONS[step.kind][self.state], steps=(*self.steps, step))
        match step.kind:
            case K.ASSIGNED:
                others = tuple(unit for unit in self.helpers if unit != step.unit)
                after = replace(after, responsible=step.unit, due=step.due, helpers=others)
            case K.APPLIED:
                after = replace(after, responsible=self.responsible or self.unit)
            case K.RETURNED:
                after = replace(after, due=step.due or self.due)
            case K.APPROVED:
                after = replace(after, look_back=step.at + LOOK_BACK_AFTER)
            case K.LOOKED:
                after = replace(after, look_back=None)
            case K.REOPENED:
                after = replace(after, look_back=None, due=None)
        return replace(after, next_look=_next_look(after, step.at))


def registered(unit: Unit, place: str, what: str, step: Step) -> Problem:
    """A new problem; the storage gives it its number."""
    return Problem(0, unit, place, what, (step,))


def _next_look(problem: Problem, now: datetime) -> datetime | None:
    """When the planner has something to say: on the morning it is due, and when it is time to look back."""
    if problem.state is S.CLOSED:
        return problem.look_back
    if problem.state is not S.ASSIGNED or problem.due is None:
        return None
    given = next(step.at for step in reversed(problem.steps) if step.due is not None)
    morning = at(local(problem.due).date(), REMIND_AT)
    return morning if given < morning and now < problem.due else None
