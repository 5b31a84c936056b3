"""Short ways to read one sentence and to say what is expected of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from knowledge import Deadline, Indicator, PlanDraft, read_text

TITLE = "柳树乡2023年村庄清洁行动方案"
BEGIN = "为做好村庄清洁行动,方便群众生产生活,结合村里实际,特制定本方案,请各村对照执行,抓紧落实到位。"


def plan_of(body: str, title: str = TITLE) -> PlanDraft:
    """The one plan of a text with that title and body."""
    reading = read_text(f"{title}\n{BEGIN}\n{body}", "plan.txt")
    assert len(reading.plans) == 1, [plan.title for plan in reading.plans]
    return reading.plans[0]


@dataclass(frozen=True)
class Target:
    """An expected indicator; what a row does not say is the usual."""

    name: str
    value: Any
    unit: str = "%"
    op: str = ">="
    due: str | None = None


def targets(sentence: str, title: str = TITLE) -> list[Target]:
    """The indicators of one sentence, as rows."""
    return [Target(i.name, i.value, i.unit, i.op, i.due) for i in indicators(sentence, title)]


def indicators(sentence: str, title: str = TITLE) -> tuple[Indicator, ...]:
    return plan_of(f"一、任务\n{sentence}", title).indicators


def deadlines(sentence: str, title: str = TITLE) -> tuple[Deadline, ...]:
    return plan_of(f"一、任务\n{sentence}", title).deadlines


def times(sentence: str, title: str = TITLE) -> list[Any]:
    return [deadline.when for deadline in deadlines(sentence, title)]


def assert_in_place(plan: PlanDraft) -> None:
    """Every fact of a plan stands where its span says."""
    for fact in (*plan.indicators, *plan.deadlines):
        assert plan.text[fact.span.start : fact.span.end] == fact.quote
    for clause in plan.clauses:
        assert plan.text[clause.span.start : clause.span.end] == clause.text
