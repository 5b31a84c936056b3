"""Where a form says that an answer is the present value of a target, the card can tell it; nothing is guessed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from knowledge.facts import Indicator, Span
from tests.builders import Office, a_plan
from village.errors import FormInvalid
from village.forms.parse import parse_form
from village.forms.schema import Form
from village.model.people import Person
from village.services import figures, reports
from village.services.figures import Present

TIED = """
form: monthly_report
title: 改厕月报
fields:
  - name: done
    type: decimal
    heading: 改厕
    label: 累计改了多少户？
    indicator: 农村户厕改造
    required: false
"""
INDICATOR = "农村“户厕”改造"


@pytest.fixture
def tied(office: Office) -> Office:
    office.forms = {"monthly_report": parse_form(TIED, "tied.yaml")}
    return office


def report(office: Office, number: int, value: str | None) -> None:
    """The village's official reports this figure for the present month, or changes the report."""
    person, duty = office.officials[number], duty_of(office)
    occurrence = office.open(duty)[number]
    saved = office.do(reports.begin, person, occurrence.id, office.forms, office.now)
    session = replace(saved.session, answers={}, position=0)
    session = session.answer(value, office.now.date()) if value else session.skip()
    office.do(lambda uow: uow.sessions.save(person.id, saved.subject, session, office.now))
    office.do(reports.submit, person, occurrence.id, office.now)


def duty_of(office: Office):
    known = office.see(lambda uow: uow.duties.active())
    return known[0] if known else office.make_duty()


def present(office: Office, person: Person, measure: str = "户") -> Present | None:
    return office.do(figures.present, person, INDICATOR, measure)


def test_a_village_sees_its_own_value(tied: Office) -> None:
    report(tied, 0, "12户")
    report(tied, 1, "30")
    found = present(tied, tied.officials[0])
    assert found == Present(tied.villages[0], "2026-05", 1, 12, 12, 12)
    assert present(tied, tied.officials[2]) is None


def test_the_town_sees_the_sum_and_of_shares_the_ends(tied: Office) -> None:
    report(tied, 0, "12")
    report(tied, 1, "30.5")
    assert present(tied, tied.clerk) == Present(tied.town, "2026-05", 2, 12, 30.5, 42.5)
    found = present(tied, tied.clerk, "%")
    assert found is not None
    assert (found.lowest, found.highest, found.total) == (12, 30.5, None)
    assert present(tied, tied.other_clerk) is None


def test_a_changed_report_changes_the_value_and_an_empty_one_takes_it_out(tied: Office) -> None:
    report(tied, 0, "12")
    report(tied, 0, "15")
    found = present(tied, tied.officials[0])
    assert found is not None
    assert found.lowest == 15
    report(tied, 0, None)
    assert present(tied, tied.officials[0]) is None


def test_where_no_form_names_the_target_there_is_no_value(office: Office) -> None:
    duty = office.make_duty()
    office.report(office.officials[0], office.open(duty)[0])
    assert present(office, office.officials[0]) is None


def test_somebody_without_a_unit_sees_nothing(tied: Office) -> None:
    report(tied, 0, "12")
    assert present(tied, replace(tied.clerk, posts=())) is None


def test_only_a_number_can_be_a_value() -> None:
    with pytest.raises(FormInvalid) as caught:
        parse_form(TIED.replace("decimal", "text"), "tied.yaml")
    assert "只能用在数字上" in str(caught.value)


def test_the_shipped_forms_tie_nothing_by_themselves(office: Office) -> None:
    forms: list[Form] = list(office.forms.values())
    assert [field.indicator for form in forms for field in form.fields if field.indicator] == []


def with_targets(office: Office, *targets: tuple[str, str, float, str]) -> None:
    indicators = tuple(
        Indicator(name, op, value, unit, "2026", "一", "各村按月报送。", Span(0, 7))  # type: ignore[arg-type]
        for name, op, value, unit in targets
    )
    office.import_plan(replace(a_plan("目标方案", rule=None), indicators=indicators))


def test_targets_somebody_reported_of_stand_in_the_order_of_the_plan(tied: Office) -> None:
    with_targets(tied, ("公路硬化", ">=", 3, "公里"), (INDICATOR, ">=", 156, "户"), ("户厕改造", "increase", 5, "户"))
    assert tied.see(lambda uow: figures.states(uow, tied.town)) == []
    report(tied, 0, "12")
    report(tied, 1, "30.5")
    [state] = tied.see(lambda uow: figures.states(uow, tied.town))
    assert (state.name, state.value, state.target, state.unit, state.due) == (
        INDICATOR, Decimal("42.5"), Decimal(156), "户", "2026",
    )  # fmt: skip
    assert not state.is_met


def test_of_shares_both_ends_are_kept_and_the_lowest_has_to_reach_the_target(tied: Office) -> None:
    with_targets(tied, (INDICATOR, ">=", 85, "%"), (INDICATOR, "<=", 97, "%"))
    report(tied, 0, "80")
    report(tied, 1, "96")
    above, below = tied.see(lambda uow: figures.states(uow, tied.town))
    assert (above.value, above.highest, above.is_met) == (Decimal("80"), Decimal("96"), False)
    assert below.is_met
