"""The present value of an indicator: a question of a form may say that its answer is one (``indicator`` in the form).

Nothing is guessed: where no form names the indicator, there is no value to show.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from knowledge.facts import Indicator
from village.forms.schema import Form
from village.model.charts import IndicatorState
from village.model.duties import Occurrence
from village.model.people import Person, Unit, UnitKind
from village.model.reports import Figure, Report
from village.ports import UnitOfWork

FIGURE = re.compile(r"-?\d+(?:\.\d+)?")
VERB = re.compile(r"^(?:完成|实现|达到|开展|新增)(?=.{3})")
COMPARED = frozenset({">=", "<=", "=", ">", "<"})
SHARES = frozenset({"%", "％", "‰", "度", "级"})


@dataclass(frozen=True, slots=True)
class Present:
    """What units say of an indicator in the newest period anybody reported: one unit's value, or several together.

    ``lowest`` and ``highest`` are the ends of what several reported; ``total`` is their sum, None where adding makes no
    sense (shares).
    """

    unit: Unit
    period: str
    units: int
    lowest: float
    highest: float
    total: float | None


def note(uow: UnitOfWork, form: Form, report: Report, occurrence: Occurrence, now: datetime) -> None:
    """Keep the figures of a report whose questions are tied to an indicator."""
    for field in form.fields:
        if not field.indicator:
            continue
        value = report.answers.get(field.name, "")
        if not FIGURE.fullmatch(value):
            uow.figures.drop(occurrence.id, field.name)
            continue
        uow.figures.put(
            Figure(
                plain(field.indicator),
                field.name,
                occurrence.unit.id,
                occurrence.id,
                occurrence.period,
                value,
                now,
            )
        )


def plain(indicator: str) -> str:
    """An indicator's name without blanks, marks and the verb in front, as two documents may print it differently."""
    return VERB.sub("", "".join(c for c in indicator if c.isalnum()))


def present(uow: UnitOfWork, person: Person, indicator: str, measure: str) -> Present | None:
    """The present value for the person: of their own village, or of all villages under their unit together."""
    return present_in(uow, person.home, indicator, measure) if person.home else None


def present_in(uow: UnitOfWork, unit: Unit, indicator: str, measure: str) -> Present | None:
    """The present value in a unit: a village's own, or of all villages under it together."""
    units = uow.units.tree().under(unit.id, UnitKind.VILLAGE)
    found = uow.figures.of(plain(indicator), [unit.id for unit in units])
    newest = [figure for figure in found if figure.period == found[0].period]
    if not newest:
        return None
    values = [float(figure.value) for figure in newest]
    total = None if measure in SHARES else sum(values)
    return Present(unit, newest[0].period, len(newest), min(values), max(values), total)


def states(uow: UnitOfWork, unit: Unit) -> list[IndicatorState]:
    """Every target of the plans in force somebody has reported a value of, in the order of the plans.

    Rises and falls (提高, 下降) are left out: what they start from is not known.
    """
    found: dict[tuple[str, str], IndicatorState] = {}
    for plan in uow.plans.all():
        for indicator in plan.draft.indicators:
            if indicator.op not in COMPARED:
                continue
            now = present_in(uow, unit, indicator.name, indicator.unit)
            if now is not None:
                found.setdefault((plain(indicator.name), str(indicator.value)), _state(indicator, now))
    return list(found.values())


def _state(indicator: Indicator, now: Present) -> IndicatorState:
    at_most = indicator.op in {"<=", "<"}
    ends = indicator.value if isinstance(indicator.value, tuple) else (indicator.value, indicator.value)
    value = now.lowest if now.total is None else now.total
    return IndicatorState(
        indicator.name,
        Decimal(str(ends[1] if at_most else ends[0])),
        indicator.unit,
        Decimal(str(value)),
        Decimal(str(now.highest)) if now.total is None and now.highest != now.lowest else None,
        at_most,
        indicator.due or "",
    )
