"""Gathering what came in, for the documents the clerk used to type at night."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from village.errors import NotFound
from village.forms.schema import Form
from village.model.compiled import Compilation, Entry, in_order
from village.model.duties import Duty
from village.model.messages import NewMessage, Rank
from village.model.people import Person, UnitKind
from village.model.problems import Problem, ProblemState
from village.ports import UnitOfWork
from village.services.access import OVERSEERS, require, require_any

OFFICE = "办公室"
BATCH = 5000  # problems read at once; databases take only so many numbers in a query
ORDERED_AGAIN = timedelta(seconds=10)  # two taps in a row mean one file


class Paper(StrEnum):
    """A document the office can order."""

    COMPILED = "docx"
    BY_VILLAGE = "village"
    LEDGER = "xlsx"
    CHART = "png"
    PROBLEMS = "problems"
    PROBLEMS_CHART = "problems_png"
    INDICATORS = "indicators"


def order(uow: UnitOfWork, by: Person, paper: Paper, duty_id: int, period: str, chat_id: int, now: datetime) -> None:
    """Have a document of a period, or of a year (2026), sent to a chat; it is made when it is sent.

    Raises:
        NotFound: no such duty, or the period was never opened.
        NotAllowed: the person oversees another unit.
    """
    duty = uow.duties.get(duty_id)
    require(uow.units.tree(), by, "compile", duty.unit.id, *OVERSEERS)
    if not periods_between(uow, duty_id, period, period):
        raise NotFound("period", period)
    slot = int(now.timestamp() // ORDERED_AGAIN.total_seconds())
    key = f"document:{paper}/duty:{duty_id}/{period}/chat:{chat_id}/{slot}"
    body = {"paper": paper.value, "duty": duty_id, "period": period}
    uow.outbox.add(NewMessage(key, "document", body, Rank.REPLY, chat_id), now)
    uow.log.add(now, by.id, "compile", f"duty:{duty_id}/{period}/{paper}")


def order_own(uow: UnitOfWork, by: Person, paper: Paper, chat_id: int, now: datetime) -> None:
    """Have the ledger of problems, their chart, or that of indicators, of what the person oversees sent to a chat.

    Raises:
        NotAllowed: the person oversees none.
    """
    require_any(by, "see_ledger", *OVERSEERS)
    slot = int(now.timestamp() // ORDERED_AGAIN.total_seconds())
    key = f"document:{paper}/person:{by.id}/chat:{chat_id}/{slot}"
    uow.outbox.add(NewMessage(key, "document", {"paper": paper.value, "person": by.id}, Rank.REPLY, chat_id), now)
    uow.log.add(now, by.id, "compile", paper.value)


def problems_of(uow: UnitOfWork, unit_ids: Collection[int]) -> tuple[list[Problem], dict[int, str]]:
    """All problems ever found in these units, and the names of everybody who did something about them."""
    found: list[Problem] = []
    while len(batch := uow.problems.found_in(unit_ids, list(ProblemState), BATCH, len(found))) == BATCH:
        found += batch
    found += batch
    people = {step.by for problem in found for step in problem.steps if step.by is not None}
    return found, uow.people.names(people)


def periods_between(uow: UnitOfWork, duty_id: int, first: str, last: str) -> list[str]:
    """The duty's periods that were ever opened, from ``first`` to ``last``, both included.

    A shorter word stands for all it begins: 2026 for the twelve months, 2026-05 for the days of May.
    """
    return [key for key in uow.occurrences.periods(duty_id) if key >= first and key[: len(last)] <= last]


def periods_up_to(uow: UnitOfWork, duty_id: int, period: str, most: int) -> list[str]:
    """The newest periods that were opened, up to and with ``period``.

    Raises:
        NotFound: that period was never opened.
    """
    opened = [key for key in uow.occurrences.periods(duty_id) if key <= period]
    if period not in opened:
        raise NotFound("period", period)
    return opened[-most:]


def compile_for(
    uow: UnitOfWork, by: Person, duty_id: int, first: str, last: str, forms: Mapping[str, Form], now: datetime
) -> Compilation:
    """What came in, for a person who oversees the duty's unit.

    Raises:
        NotFound: no such duty, or none of its periods was ever opened.
        NotAllowed: the person oversees another unit.
    """
    duty = uow.duties.get(duty_id)
    require(uow.units.tree(), by, "compile", duty.unit.id, *OVERSEERS)
    return compiled(uow, duty, first, last, forms, now)


def compiled(
    uow: UnitOfWork, duty: Duty, first: str, last: str, forms: Mapping[str, Form], now: datetime
) -> Compilation:
    """Everything that came in for the duty's periods, and what did not, in four queries whatever the size.

    Raises:
        NotFound: none of the periods was ever opened.
    """
    periods = periods_between(uow, duty.id, first, last)
    if not periods:
        raise NotFound("period", first)
    entries = _entries(uow, duty, periods)
    names = [duty.form or "", *(e.report.form for e in entries if e.report)]
    used = {name: forms[name] for name in dict.fromkeys(names) if name in forms}
    return Compilation(duty, tuple(periods), entries, used, _office(duty), now)


def _entries(uow: UnitOfWork, duty: Duty, periods: Sequence[str]) -> tuple[Entry, ...]:
    found = uow.reports.latest_of(duty.id, periods)
    names = uow.people.names({report.made_by for report in found.values()})
    made = []
    for occurrence in uow.occurrences.of_periods(duty.id, periods):
        report = found.get(occurrence.id)
        made.append(Entry(occurrence, report, names.get(report.made_by, "") if report else ""))
    return in_order(made)


def _office(duty: Duty) -> str:
    return duty.unit.name + (OFFICE if duty.unit.kind in {UnitKind.TOWN, UnitKind.COUNTY} else "")
