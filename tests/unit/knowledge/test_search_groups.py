"""The same matter in several plans: side by side, own level and newest first, differences said."""

from __future__ import annotations

from dataclasses import replace

from knowledge.facts import Indicator, PlanDraft, Span
from knowledge.search import Library
from knowledge.search.stated import differs
from tests.unit.knowledge.search_plans import clause, county, town


def rated(plan: PlanDraft, quote: str, value: float, number: str, **more: object) -> PlanDraft:
    """The plan with one indicator read from it."""
    at = plan.text.index(quote)
    fact = Indicator("秸秆综合利用率", ">=", value, "%", None, number, quote, Span(at, at + len(quote)), **more)  # type: ignore[arg-type]
    return replace(plan, indicators=(fact,))


COUNTY = rated(county(), "秸秆综合利用率达到86%", 86, "1")


def test_plans_that_want_different_things_stand_side_by_side_and_are_marked() -> None:
    group = Library([("7", town()), ("8", COUNTY)]).ask("秸秆综合利用率").groups[0]
    assert [(a.plan_key, a.fact) for a in group.answers] == [("7", "88%"), ("8", "86%")]
    assert group.differ
    assert group.name == "秸秆综合利用率"


def test_the_askers_own_level_leads_and_then_the_newest() -> None:
    library = Library([("7", town()), ("8", COUNTY), ("9", replace(COUNTY, year=2027, title="南山县2027年要点"))])
    asked = library.ask("秸秆综合利用率", prefer=("county",))
    assert [a.plan_key for a in asked.groups[0].answers] == ["9", "8", "7"]


def test_plans_that_agree_do_not_differ() -> None:
    same = replace(town(), year=2025, title="清河镇2025年人居环境提升方案")
    group = Library([("7", town()), ("6", same)]).ask("卫生厕所普及率").groups[0]
    assert [a.year for a in group.answers] == [2026, 2025]
    assert not group.differ


def test_another_matter_with_the_same_words_stands_in_a_group_of_its_own() -> None:
    text = "东山县2026年秸秆要点\n1.秸秆离田。秸秆离田率达到40%。\n"
    other = PlanDraft("east.txt", "东山县2026年秸秆要点", "plan", "county", 2026, text, (clause(text, "1."),))
    library = Library([("7", town()), ("8", COUNTY), ("e", other)])
    reply = library.ask("秸秆综合利用率")
    assert "e" not in {a.plan_key for a in reply.groups[0].answers}
    assert all(len(group.answers) == 1 for group in reply.groups[1:])


def test_a_figure_in_characters_is_the_same_figure() -> None:
    answer = replace(Library([("7", town())]).ask("公厕建几座").answers[0], indicator=None, deadline=None)
    assert not differs(replace(answer, fact="六个"), replace(answer, fact="6个"))
    assert differs(replace(answer, fact="六个"), replace(answer, fact="8个"))


def test_a_plan_that_contradicts_itself_says_so() -> None:
    torn = rated(town(), "秸秆综合利用率不低于88%", 88, "3", conflict=True)
    assert Library([("7", torn)]).ask("秸秆综合利用率").answers[0].contradicts


def test_an_answer_brings_the_facts_behind_it() -> None:
    answer = Library([("7", town())]).ask("清河秸秆综合利用率谁负责").answers[0]
    assert answer.indicator is not None
    assert answer.indicator.value == 88
    assert (answer.lead, answer.support) == (("镇农业服务中心",), ("各村",))


def test_what_is_not_found_has_no_groups() -> None:
    reply = Library([("7", town())]).ask("秸秆卖多少钱一斤")
    assert not reply.found
    assert reply.groups == ()
    assert "money" in reply.wants


def test_the_level_and_year_named_are_told() -> None:
    filters = Library([("7", town())]).ask("我们镇2026年改厕多少户").filters
    assert (filters.levels, filters.years) == (("town",), (2026,))
    assert filters
