"""Problems in lists: what a person has to put right, and the office's ledger 问题台账."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from village.model.people import Person
from village.model.problems import Problem, ProblemState
from village.ports import UnitOfWork
from village.services.access import OVERSEERS, require_any

PAGE = 6


@dataclass(frozen=True, slots=True)
class Ledger:
    """How many problems stand where in the units a person oversees, and which are late or to be looked back at."""

    counts: dict[ProblemState, int]
    overdue: tuple[Problem, ...]
    to_look_back: tuple[Problem, ...]

    @property
    def total(self) -> int:
        """All there ever were."""
        return sum(self.counts.values())


def mine(uow: UnitOfWork, person: Person, now: datetime) -> list[Problem]:
    """What the person's own units put right, help with or wait for: overdue first, then by due day."""
    found = uow.problems.of_units([unit.id for unit in person.units()])
    return sorted(found, key=lambda problem: not problem.is_overdue(now))


def in_hand(uow: UnitOfWork, person: Person) -> list[Problem]:
    """What the person's own units were given to put right and have not yet."""
    mine = {unit.id for unit in person.units()}
    found = [problem for problem in uow.problems.of_units(mine) if problem.state is ProblemState.ASSIGNED]
    return [problem for problem in found if problem.responsible and problem.responsible.id in mine]


def ledger(uow: UnitOfWork, person: Person, now: datetime) -> Ledger:
    """The ledger of all units the person oversees.

    Raises:
        NotAllowed: the person oversees none.
    """
    units = overseen(uow, person)
    late = tuple(problem for problem in uow.problems.overdue(now) if problem.unit.id in units)
    return Ledger(uow.problems.counts(units), late, tuple(uow.problems.to_look_back(units, now)))


def page(uow: UnitOfWork, person: Person, state: ProblemState, number: int) -> list[Problem]:
    """One page of the ledger, pages counted from 0.

    Raises:
        NotAllowed: the person oversees no unit.
    """
    return uow.problems.found_in(overseen(uow, person), [state], PAGE, number * PAGE)


def overseen(uow: UnitOfWork, person: Person) -> frozenset[int]:
    """All units the person oversees.

    Raises:
        NotAllowed: there is none.
    """
    require_any(person, "see_ledger", *OVERSEERS)
    tree = uow.units.tree()
    posts = [post for post in person.posts if post.role in OVERSEERS]
    return frozenset(unit.id for post in posts for unit in tree.under(post.unit.id))
