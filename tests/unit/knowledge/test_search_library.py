"""What a person asks, and what the library says: one row a rule."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from knowledge.facts import PlanDraft, Span
from knowledge.search import Library
from tests.unit.knowledge.search_plans import TOWN, county, town


@pytest.fixture(scope="module")
def library() -> Library:
    return Library([("7", town()), ("8", county())])


def bold(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[span.start : span.end] for span in spans]


ROWS = [
    pytest.param("茅厕今年要改好多户哦", "1", ["320户"], id="an everyday word, and the unit asked in is marked"),
    pytest.param("公厕建几座", "1", ["2座"], id="another figure of the same sentence"),
    pytest.param("卫生厕所普及率", "1", ["90%以上"], id="keywords alone ask for the figure"),
    pytest.param("厕所普及律要达到多少", "1", ["90%以上"], id="a wrong character of the same sound"),
    pytest.param("卫所生厕普及率", "1", ["90%以上"], id="swapped characters"),
    pytest.param("weishengcesuo pujilv", "1", ["90%以上"], id="typed pinyin"),
    pytest.param("衛生廁所普及率", "1", ["90%以上"], id="Traditional characters"),
    pytest.param("喂我问一下哈那个垃圾日产日清率嗯是百分之多少来着", "2", ["98%"], id="spoken filler"),
    pytest.param("清运车买几台", "2", ["3辆"], id="one counting word for another"),
    pytest.param("垃圾清运投了多少钱", "2", ["45万元"], id="money"),
    pytest.param("垃圾多久清一回", "2", ["每天清运一次"], id="how often"),
    pytest.param("污水处理站几月底前建好", "4", ["6月底前"], id="a date"),
    pytest.param("进展哪天以前报", "5", ["每月20日前"], id="a date that comes again"),
    pytest.param("河里准不准打鱼", "6", [], id="may one"),
    pytest.param("举报打什么电话", "6", ["0710-6123456"], id="a telephone number"),
    pytest.param("集中行动从哪天到哪天", "", ["3月1日至10月31日"], id="the opening paragraph can be asked for"),
]


@pytest.mark.parametrize(("question", "clause", "marked"), ROWS)
def test_the_right_line_comes_first_and_the_asked_words_are_marked(
    library: Library, question: str, clause: str, marked: list[str]
) -> None:
    reply = library.ask(question)
    assert reply.found
    assert (reply.answers[0].plan_key, reply.answers[0].clause) == ("7", clause)
    if marked:
        assert bold(reply.answers[0].text, reply.answers[0].asked) == marked


@pytest.mark.parametrize(
    ("question", "named"),
    [
        pytest.param("秸秆谁牵头 清河", ["镇农业服务中心"], id="the tag behind the sentence"),
        pytest.param("集镇污水处理站归谁管", ["镇建设办"], id="the nearest of several tags"),
        pytest.param("老街管网哪个部门负责", ["镇水务站"], id="the last tag"),
        pytest.param("shui fuze laojie guanwang", ["镇水务站"], id="asked in pinyin"),
    ],
)
def test_who_is_answered_with_the_units_named_for_that_sentence(
    library: Library, question: str, named: list[str]
) -> None:
    answer = library.ask(question).answers[0]
    assert answer.kind == "party"
    assert bold(answer.text, answer.asked) == named


def test_units_that_stand_only_in_the_facts_are_added_to_the_card(library: Library) -> None:
    answer = library.ask("南山秸秆利用率哪家牵头").answers[0]
    assert "牵头：县农业农村局" in answer.text
    assert "配合：县环保局" in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "你好呀",
        "明天下雨不",
        "结婚登记要带啥",
        "改一个厕所补助多少钱",
        "秸秆卖多少钱一斤",
        "低保怎么申请",
        "",
        "😀",
        "<b>&",
        "的",
        "谁",
    ],
)
def test_what_no_plan_says_is_not_found(library: Library, question: str) -> None:
    assert not library.ask(question).found


def test_near_candidates_are_listed_when_nothing_fits(library: Library) -> None:
    reply = library.ask("秸秆卖多少钱一斤")
    assert not reply.found
    assert any("秸秆" in answer.text for answer in reply.answers)


def test_the_level_named_in_the_question_comes_first(library: Library) -> None:
    assert library.ask("全县秸秆综合利用率").answers[0].level == "county"
    assert library.ask("我们镇秸秆综合利用率").answers[0].level == "town"


def test_the_year_named_in_the_question_comes_first(library: Library) -> None:
    assert library.ask("2025年秸秆综合利用率").answers[0].year == 2025


def test_the_own_unit_wins_between_equals() -> None:
    same = replace(town(), level="township")
    both = Library([("a", town()), ("b", same)])
    question = "污水处理站几月底建好"
    assert both.ask(question, prefer=("b",)).answers[0].plan_key == "b"
    assert both.ask(question, prefer=("town",)).answers[0].plan_key == "a"
    assert both.ask(question, prefer=("township",)).answers[0].plan_key == "b"


def test_the_newer_of_two_equal_plans_comes_first() -> None:
    old = replace(town(), year=2020)
    assert Library([("old", old), ("new", town())]).ask("公厕建几座").answers[0].plan_key == "new"


def test_the_same_topic_in_two_plans_gives_both(library: Library) -> None:
    keys = {answer.plan_key for answer in library.ask("秸秆综合利用率").answers[:2]}
    assert keys == {"7", "8"}


def test_a_sentence_is_listed_once_however_many_copies_there_are() -> None:
    copies = Library([(str(n), town()) for n in range(4)])
    texts = [answer.text for answer in copies.ask("公厕建几座").answers]
    assert len(texts) == len(set(texts))


def test_no_more_answers_than_asked_for(library: Library) -> None:
    assert len(library.ask("秸秆", limit=1).answers) == 1


def test_an_answer_cites_its_plan(library: Library) -> None:
    answer = library.ask("卫生厕所普及率").answers[0]
    assert (answer.plan, answer.level, answer.year, answer.file) == (town().title, "town", 2026, "town.txt")
    assert 0 < answer.score <= 1


def test_an_indicator_is_known_by_its_quote(library: Library) -> None:
    assert library.ask("清河 秸秆综合利用").answers[0].kind == "indicator"
    assert library.ask("橙色预警隐患点").answers[0].kind == "clause"
    assert library.ask("进展几号报").answers[0].kind == "deadline"


def test_a_plan_added_or_removed_shows_in_the_next_answer() -> None:
    library = Library()
    assert not library.ask("公厕建几座").found
    library.add("1", town())
    assert library.ask("公厕建几座").found
    assert len(library) == 1
    library.remove("1")
    library.remove("1")
    assert not library.ask("公厕建几座").found
    assert len(library) == 0


def test_a_corrected_plan_takes_the_place_of_the_old_one() -> None:
    library = Library([("1", town())])
    fixed = town()
    clauses = tuple(replace(c, text=c.text.replace("2座", "5座")) for c in fixed.clauses)
    library.add("1", replace(fixed, clauses=clauses))
    answers = library.ask("公厕建几座").answers
    assert "5座" in answers[0].text
    assert not any("2座" in answer.text for answer in answers)


def test_many_corrections_do_not_pile_up() -> None:
    library = Library([("0", county())])
    for _ in range(60):
        library.add("1", town())
    assert len(library._stock.index.entries) < 250
    assert library.ask("公厕建几座").found
    assert library.ask("橙色预警怎么办").found


def test_asking_goes_on_while_plans_change() -> None:
    library = Library([("1", town())])
    failures: list[BaseException] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                library.ask("厕所改多少户")
            except Exception as failure:
                failures.append(failure)
                return

    asker = threading.Thread(target=ask)
    asker.start()
    for _ in range(80):
        library.add("2", county())
        library.remove("2")
    done.set()
    asker.join()
    assert failures == []


def test_five_thousand_characters_are_answered_in_time(library: Library) -> None:
    assert library.ask("厕所改多少户" * 900).answers
    assert not library.ask("x" * 5000).found


def test_no_card_is_longer_than_a_card() -> None:
    endless = "1.清单。" + "、".join(f"第{n}号水渠由{n}组清理" for n in range(200)) + "。"
    draft = PlanDraft("long.txt", "水渠清单", "plan", None, None, endless + "\n")
    answer = Library([("1", draft)]).ask("第150号水渠谁清理").answers[0]
    assert len(answer.text) <= 700
    assert "150" in answer.text


def test_text_without_any_clause_can_be_asked() -> None:
    draft = PlanDraft("notice.txt", "开会通知", "notice", None, None, "开会通知\n明天上午9点在镇政府三楼开防汛会。\n")
    answer = Library([("1", draft)]).ask("防汛会在哪里开").answers[0]
    assert answer.clause == ""
    assert "三楼" in answer.text


def test_an_explanation_names_what_was_wanted_and_every_candidate(library: Library) -> None:
    said = library.explain("茅厕改好多户")
    assert "count" in said.splitlines()[0]
    assert "茅厕 = 厕所, 户厕" in said
    assert "320户" in said
    assert "茅厕→户厕" in said
    assert TOWN.partition("\n")[0] in said
    assert "rank" not in library.explain("嗯").partition("orders")[2]
    assert "path 4" in library.explain("清河方案第4条")
