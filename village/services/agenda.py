"""“本月我们村要做什么”: what a person's unit owes this month, from duties and from the plans' own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from knowledge.facts import Clause, Deadline
from knowledge.lexicon import lexicon
from village.clock import local
from village.errors import NotAllowed
from village.model.duties import Duty, Occurrence
from village.model.occasions import Occasion, in_month
from village.model.people import Person, Role, Unit, UnitKind, UnitTree
from village.model.plans import Plan
from village.ports import UnitOfWork
from village.services.answers import clause_number
from village.services.duties import owed_by

BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]|[“”\"《》\s]")
AUDIENCE = {UnitKind.VILLAGE: "villages", UnitKind.TOWN: "towns"}
SHORTEST_NAME = 2
ASKS = frozenset({"plan", "notice"})


@dataclass(frozen=True, slots=True)
class Item:
    """Something a plan wants of the unit; ``deadline`` is None where the clause names no time.

    ``number`` is the clause's place in its plan, for a button.
    """

    plan: Plan
    clause: str
    number: int | None
    what: str
    deadline: Deadline | None = None
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True)
class Agenda:
    """A month of a unit: what it owes by duty, then the plans' own words, dated ones first."""

    unit: Unit
    month: date
    owed: tuple[tuple[Duty, Occurrence], ...]
    items: tuple[Item, ...]


def agenda(uow: UnitOfWork, person: Person, now: datetime, months_ahead: int = 0) -> Agenda:
    """What the person's units have to do in this month, or in one that comes.

    Raises:
        NotAllowed: the person belongs to no unit.
    """
    if person.home is None:
        raise NotAllowed("see_agenda")
    month = _month(local(now).date(), months_ahead)
    units = person.units(Role.OFFICIAL) or [person.home]
    tree = uow.units.tree()
    owed = tuple(_owed_in(uow, person, month, now)) if months_ahead == 0 else ()
    made = {(duty.plan_id, duty.clause, duty.rule) for duty, _ in owed}
    items = [item for plan in uow.plans.all() if _is_for(tree, plan, units) for item in _items(plan, units, month)]
    items = [i for i in items if i.deadline is None or (i.plan.id, i.clause, str(i.deadline.when)) not in made]
    return Agenda(units[0], month, owed, tuple(sorted(items, key=_order)))


def _month(today: date, ahead: int) -> date:
    """Today, or the first of a month that comes."""
    if not ahead:
        return today
    number = today.year * 12 + today.month - 1 + ahead
    return date(number // 12, number % 12 + 1, 1)


def _owed_in(uow: UnitOfWork, person: Person, month: date, now: datetime) -> Iterator[tuple[Duty, Occurrence]]:
    """Duties due this month, and what is late from before."""
    for duty, occurrence in owed_by(uow, person, now):
        due = local(occurrence.due).date()
        if (due.year, due.month) <= (month.year, month.month):
            yield duty, occurrence


def _is_for(tree: UnitTree, plan: Plan, units: list[Unit]) -> bool:
    """Whether a plan reaches one of the units: it belongs to a unit above, or to nobody in particular.

    A report of work done asks nothing of anybody.
    """
    owner = plan.unit_id
    if plan.draft.kind not in ASKS:
        return False
    return owner is None or any(tree.covers(owner, unit.id) for unit in units)


def _items(plan: Plan, units: list[Unit], month: date) -> Iterator[Item]:
    """The plan's deadlines of this month for the units, then clauses for them that name no time."""
    clauses = {clause.id: clause for clause in plan.draft.clauses}
    dated = set()
    for deadline in plan.draft.deadlines:
        dated.add(deadline.clause)
        occasion = in_month(deadline.when, plan.draft.year, month)
        if occasion is not None and _concerns(deadline.who or _parties(clauses.get(deadline.clause)), units):
            yield _item(plan, deadline.clause, deadline.what, deadline, occasion)
    for clause in plan.draft.clauses:
        if clause.id not in dated and _concerns(_parties(clause), units):
            yield _item(plan, clause.id, clause.heading or clause.text)


def _item(
    plan: Plan, clause: str, what: str, deadline: Deadline | None = None, occasion: Occasion | None = None
) -> Item:
    return Item(plan, clause, clause_number(plan, clause), " ".join(what.split()), deadline, occasion)


def _parties(clause: Clause | None) -> tuple[str, ...]:
    return (*clause.lead, *clause.support) if clause else ()


def _concerns(names: tuple[str, ...], units: list[Unit]) -> bool:
    return any(_names(BRACKETS.sub("", name), unit) for name in names for unit in units)


def _names(name: str, unit: Unit) -> bool:
    """Whether a printed name means the unit: all units of its kind, or this one, perhaps with 村委会 behind it."""
    if unit.kind in AUDIENCE and name in lexicon("audiences")[AUDIENCE[unit.kind]]:
        return True
    own = [n for n in (unit.name, *unit.aliases) if len(n) >= SHORTEST_NAME]
    return any(name == n or name.startswith(unit.name) for n in own)


def _order(item: Item) -> tuple[bool, bool, date, int]:
    due = item.occasion.due if item.occasion else None
    return item.deadline is None, due is None, due or date.max, -(item.plan.draft.year or 0)
