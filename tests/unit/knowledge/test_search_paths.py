"""Clauses asked for by number, expressions asked for by name, plans by place, level and year."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.facts import Clause, PlanDraft, Span
from knowledge.search import Library
from knowledge.search.asking import understand
from knowledge.search.paths import asked_path, leads_to, path_of
from knowledge.search.terms import defines
from tests.unit.knowledge.search_plans import county, town


@pytest.mark.parametrize(
    ("question", "path"),
    [
        ("方案第27条", (27,)),
        ("指标28", (28,)),
        ("第三条第二款", (3, 2)),
        ("三、(二)", (3, 2)),
        ("三(二)3", (3, 2, 3)),
        ("四、5", (4, 5)),
        ("第二十七条说什么", (27,)),
        ("第28项指标", (28,)),
        ("第一书记谁派", ()),
        ("改厕28户", ()),
        ("指标28户", ()),
        ("2.5吨", ()),
    ],
)
def test_the_numbers_of_a_clause_are_read(question: str, path: tuple[int, ...]) -> None:
    assert asked_path(question)[0] == path


def test_a_path_leads_to_the_clause_that_ends_in_it() -> None:
    assert path_of("四.27") == (4, 27)
    assert path_of("前言") == ()
    assert leads_to((27,), (4, 27))
    assert not leads_to((4,), (4, 27))
    assert not leads_to((), (1,))


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([("7", town()), ("8", county())])


def test_a_clause_asked_for_by_number_comes_whole_from_the_plan_named(library: Library) -> None:
    answer = library.ask("清河方案第4条").answers[0]
    assert (answer.plan_key, answer.clause) == ("7", "4")
    assert "污水处理站" in answer.text
    assert "老街管网" in answer.text
    assert library.ask("南山要点第2条").answers[0].plan_key == "8"


def test_a_bare_number_leads_to_the_askers_own_plan(library: Library) -> None:
    assert library.ask("第1条", prefer=("county",)).answers[0].plan_key == "8"
    assert library.ask("第1条", prefer=("town",)).answers[0].plan_key == "7"


def test_a_number_no_plan_has_is_not_found(library: Library) -> None:
    assert not library.ask("第99条").found


def test_numbers_that_name_no_clause_of_the_matter_are_searched_as_words(library: Library) -> None:
    assert library.ask("第2条广场舞几点").found is False


def test_a_place_named_chooses_among_plans(library: Library) -> None:
    assert library.ask("南山秸秆综合利用率").answers[0].plan_key == "8"
    reply = library.ask("清河秸秆综合利用率")
    assert reply.answers[0].plan_key == "7"
    assert reply.filters.places == ("清河",)


def test_what_only_another_place_says_is_near_and_no_answer(library: Library) -> None:
    assert library.ask("公厕建几座").found
    reply = library.ask("南山公厕建几座")
    assert not reply.found
    assert reply.answers[0].plan_key == "7"


def test_a_standard_of_another_thing_is_no_answer() -> None:
    text = "1.落实低保、临时救助等政策，按奖补标准兑现产业资金。护林补助标准另文下发。\n"
    clause = Clause("1", None, text, Span(0, len(text)))
    library = Library([("1", PlanDraft("t", "方案", "plan", None, None, text, (clause,)))])
    assert not library.ask("低保标准").found
    assert library.ask("护林补助标准").found


def test_last_year_is_counted_from_the_present_one(library: Library) -> None:
    assert library.ask("去年的秸秆综合利用率", year=2026).answers[0].year == 2025
    assert library.ask("去年的秸秆综合利用率", year=2027).answers[0].year == 2026
    assert library.ask("去年的秸秆综合利用率", year=2026).filters.years == (2025,)


def test_a_place_goes_with_its_last_plan() -> None:
    library = Library([("7", town())])
    library.remove("7")
    assert library.ask("清河秸秆").filters.places == ()


def test_an_expression_is_explained_by_the_sentence_that_says_its_parts() -> None:
    text = "1.落实三长巡查。各村按三长巡查要求上路。\n2.三长巡查(村长、组长、路长每周各巡一次)要有记录。\n"
    clauses = tuple(
        Clause(line[0], None, line, Span(text.index(line), text.index(line) + len(line))) for line in text.splitlines()
    )
    answer = (
        Library([("1", PlanDraft("t", "护路方案", "plan", None, None, text, clauses))]).ask("三长巡查是什么").answers[0]
    )
    assert (answer.kind, answer.clause) == ("term", "2")


@pytest.mark.parametrize(
    ("sentence", "worth"),
    [
        ("“两卡”（避险卡、明白卡）", 1.0),
        ("两卡即避险卡", 1.0),
        ("发放避险卡、明白卡、联系卡等两卡", 0.6),
        ("发放两卡", 0.0),
    ],
)
def test_what_explains_an_expression(sentence: str, worth: float) -> None:
    assert defines("两卡", sentence) == worth


def test_the_newer_plan_of_the_level_named_wins() -> None:
    old, new = replace(county(), year=2020), replace(county(), year=2024)
    assert Library([("o", old), ("n", new)]).ask("全县秸秆利用率").answers[0].plan_key == "n"


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("宅基地怎么批", {"procedure"}),
        ("低保标准", {"standard"}),
        ("高标准农田", set()),
        ("河道怎么管", {"how"}),
        ("河道谁管", {"who"}),
        ("河道归口管理", {"who"}),
        ("减排是哪几个局负责", {"who"}),
        ("两站两员是什么", {"term"}),
        ("我们村要做什么", {"mine"}),
    ],
)
def test_kinds_of_answer_that_need_more_than_one_word(question: str, wants: set[str]) -> None:
    assert understand(question, lambda piece: True).wants >= wants


@pytest.mark.parametrize("question", ["今天天气怎么样", "你是机器人吗", "讲个笑话"])
def test_small_talk_is_refused_even_where_its_words_stand_in_a_plan(question: str) -> None:
    text = "1.今天起重污染天气要发预警，天气转好后机器人巡查停止，笑话不断。\n"
    clause = Clause("1", None, text, Span(0, len(text)))
    assert not Library([("1", PlanDraft("t", "方案", "plan", None, None, text, (clause,)))]).ask(question).found


def test_a_question_word_is_never_cut_by_another_name() -> None:
    asked = understand("改好多户", lambda piece: True)
    assert "count" in asked.wants
    assert asked.measures == ("户",)


def test_a_filler_that_carries_meaning_is_kept_inside_a_piece() -> None:
    assert "不作为" in understand("干部不作为咋办", lambda piece: True).code
    assert understand("厕所改不", lambda piece: True).code.strip() == "厕所改"
