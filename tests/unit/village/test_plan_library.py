"""The plan library: one text once, retired without being lost, answered from as it stands this moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from knowledge import read_text
from knowledge.facts import Reading
from tests.builders import Office, a_plan
from village.bootstrap import open_storage
from village.errors import NotAllowed, NotFound
from village.model.people import Person, Post, Role, Unit, UnitKind
from village.model.questions import Question
from village.services import answers, faqs, office_answers, office_words, plans
from village.services.answers import Answers, Found
from village.settings import Settings
from village.storage.tables import log
from village.storage.unit_of_work import Storage

STREET_LIGHTS = """青石镇亮化工程实施方案（2026年）
一、主要任务
（一）路灯安装。年内新装太阳能路灯 240 盏，由镇规划办牵头。
（二）线路维修。9月30日前修好全部旧线路。
二、有关要求
各村于每月20日前向镇规划办报送安装进度。
"""
WELLS = """青石镇饮水保障工作方案（2026年）
一、主要任务
（一）水井清淤。全年清淤水井 66 口，由镇水利站负责。
"""


def read(text: str) -> Reading:
    return read_text(text, "方案.txt")


@pytest.fixture
def other_process(storage: Storage, tmp_path: Path) -> Iterator[Storage]:
    """A second storage on the same file, as another process has it."""
    second = open_storage(Settings(data_dir=str(tmp_path)))
    yield second
    second.close()


def ask(office: Office, service: Answers, person: Person, chat: int, text: str) -> Found:
    return office.do(service.ask_for, person, Question(0, person.id, chat, text, found=False, asked_at=office.now))


def actions(office: Office) -> list[tuple[int | None, str]]:
    with office.storage.engine.connect() as connection:
        return [(r.person_id, r.action) for r in connection.execute(select(log).order_by(log.c.id))]


def test_a_plan_comes_back_as_it_was_read(office: Office) -> None:
    [draft] = read(STREET_LIGHTS).plans
    plan_id = office.import_plan(draft)
    plan = office.see(lambda uow: uow.plans.get(plan_id))
    assert plan.draft == draft
    assert (plan.live, plan.imported_at) == (True, office.now)


def test_the_same_text_again_changes_nothing(office: Office) -> None:
    plan_id = office.import_plan()
    before = office.see(lambda uow: uow.plans.sequence())
    [again] = office.do(plans.import_reading, Reading((a_plan(),)), office.clerk, None, office.now)
    assert (again.plan.id, again.new) == (plan_id, False)
    assert office.see(lambda uow: uow.plans.sequence()) == before
    assert len(office.see(lambda uow: uow.plans.all())) == 1


def test_importing_is_on_record_with_who_did_it(office: Office) -> None:
    office.import_plan(a_plan("甲"), by=office.clerk)
    office.import_plan(a_plan("乙"))
    assert actions(office) == [(office.clerk.id, "import_plan"), (None, "import_plan")]


def test_a_retired_plan_stands_on_record_only(office: Office) -> None:
    plan_id = office.import_plan()
    office.do(plans.retire, plan_id, office.clerk, office.now)
    assert office.see(lambda uow: uow.plans.all()) == []
    [kept] = office.see(lambda uow: uow.plans.all(live=False))
    assert (kept.id, kept.live) == (plan_id, False)
    with pytest.raises(NotFound):
        office.do(answers.source, plan_id, 0)


def test_importing_a_retired_plan_brings_it_back(office: Office) -> None:
    plan_id = office.import_plan()
    office.do(plans.retire, plan_id, office.clerk, office.now)
    [again] = office.do(plans.import_reading, Reading((a_plan(),)), office.clerk, None, office.now)
    assert (again.plan.id, again.plan.live, again.new) == (plan_id, True, True)
    assert [p.id for p in office.see(lambda uow: uow.plans.all())] == [plan_id]


def test_the_operator_imports_and_retires(office: Office) -> None:
    plan_id = office.import_plan(by=None)
    office.do(plans.retire, plan_id, None, office.now)
    assert office.see(lambda uow: uow.plans.all()) == []


def test_a_plan_that_is_not_there_is_not_retired(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(plans.retire, 99, office.clerk, office.now)


def test_every_change_moves_the_counter(office: Office) -> None:
    counts = [office.see(lambda uow: uow.plans.sequence())]
    plan_id = office.import_plan()
    counts.append(office.see(lambda uow: uow.plans.sequence()))
    office.do(plans.retire, plan_id, None, office.now)
    counts.append(office.see(lambda uow: uow.plans.sequence()))
    office.import_plan()
    counts.append(office.see(lambda uow: uow.plans.sequence()))
    assert counts == sorted(set(counts))


def test_an_empty_library_answers_nothing(office: Office) -> None:
    reply = office.do(Answers().ask, "路灯装多少盏")
    assert (reply.found, reply.answers) == (False, ())


def test_a_question_is_answered_with_its_clause(office: Office) -> None:
    plan_id = office.import_plan(read(STREET_LIGHTS).plans[0])
    reply = office.do(Answers().ask, "新装太阳能路灯多少盏")
    assert reply.found
    best = reply.answers[0]
    assert "240" in best.text
    assert best.plan_key == str(plan_id)
    plan = office.see(lambda uow: uow.plans.get(plan_id))
    number = answers.clause_number(plan, best.clause)
    assert number is not None
    assert "240" in office.do(answers.source, plan_id, number)[1].text


def test_what_another_process_imports_or_retires_counts_at_once(office: Office, other_process: Storage) -> None:
    here, there = Answers(), Answers()

    def found(question: str) -> tuple[bool, bool]:
        with other_process.read() as uow:
            elsewhere = there.ask(uow, question).found
        return office.see(lambda uow: here.ask(uow, question)).found, elsewhere

    assert found("新装太阳能路灯多少盏") == (False, False)
    with other_process.begin() as uow:
        [kept] = plans.import_reading(uow, read(STREET_LIGHTS), None, None, office.now)
        uow.commit()
    assert found("新装太阳能路灯多少盏") == (True, True)
    office.do(plans.import_reading, read(WELLS), None, None, office.now)
    assert found("清淤水井多少口") == (True, True)
    with other_process.begin() as uow:
        plans.retire(uow, kept.plan.id, None, office.now)
        uow.commit()
    assert found("新装太阳能路灯多少盏") == (False, False)
    assert found("清淤水井多少口") == (True, True)


def test_an_import_that_was_rolled_back_is_not_answered_from(office: Office) -> None:
    service = Answers()
    with office.storage.begin() as uow:
        plans.import_reading(uow, read(STREET_LIGHTS), None, None, office.now)
        assert service.ask(uow, "新装太阳能路灯多少盏").found
    assert not office.do(service.ask, "新装太阳能路灯多少盏").found
    office.do(plans.import_reading, read(WELLS), None, None, office.now)
    assert not office.do(service.ask, "新装太阳能路灯多少盏").found
    assert office.do(service.ask, "清淤水井多少口").found


def test_the_index_is_not_built_anew_for_every_question(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.import_plan(read(STREET_LIGHTS).plans[0])
    built = []
    library = answers.Library
    monkeypatch.setattr(answers, "Library", lambda held, **words: built.append(1) or library(held, **words))
    service = Answers()
    for _ in range(3):
        office.do(service.ask, "新装太阳能路灯多少盏")
    assert len(built) == 2  # the empty one, and the one with the plan


def test_a_plan_that_is_added_or_retired_does_not_rebuild_the_index(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.import_plan(read(STREET_LIGHTS).plans[0])
    service = Answers()
    office.do(service.ask, "路灯")
    monkeypatch.setattr(answers, "Library", None)  # whoever builds one now fails
    wells = office.import_plan(read(WELLS).plans[0])
    assert office.do(service.ask, "清淤水井多少口").found
    office.do(plans.retire, wells, None, office.now)
    assert not office.do(service.ask, "清淤水井多少口").found
    assert office.do(service.ask, "新装太阳能路灯多少盏").found


def test_a_plan_put_right_is_answered_from_at_once_in_every_process(office: Office, other_process: Storage) -> None:
    plan_id = office.import_plan(read(WELLS).plans[0])
    here, there = Answers(), Answers()

    def answers_here_and_there() -> list[str]:
        with other_process.read() as uow:
            elsewhere = there.ask(uow, "清淤水井多少口").answers[0].text
        return [office.see(lambda uow: here.ask(uow, "清淤水井多少口")).answers[0].text, elsewhere]

    assert all("66" in text for text in answers_here_and_there())
    right = read(WELLS.replace("66", "77")).plans[0]
    with other_process.begin() as uow:
        uow.plans.change(plan_id, right)
        uow.commit()
    assert all("77" in text for text in answers_here_and_there())


def test_a_change_rolled_back_is_forgotten_even_when_another_takes_its_place(office: Office) -> None:
    """The counter of the change that came to nothing must not be met again with another content."""
    service = Answers()
    office.import_plan()
    office.do(service.ask, "路灯")
    with office.storage.begin() as uow:
        plans.import_reading(uow, read(STREET_LIGHTS), None, None, office.now)
        assert service.ask(uow, "新装太阳能路灯多少盏").found
    office.import_plan(read(WELLS).plans[0])
    assert not office.do(service.ask, "新装太阳能路灯多少盏").found
    assert office.do(service.ask, "清淤水井多少口").found


def test_a_word_of_the_office_is_understood_at_once_in_every_process(office: Office, other_process: Storage) -> None:
    office.import_plan(read(WELLS).plans[0])
    here, there = Answers(), Answers()

    def found() -> tuple[bool, bool]:
        with other_process.read() as uow:
            elsewhere = there.ask(uow, "掏龙眼子多少口").found
        return office.do(here.ask, "掏龙眼子多少口").found, elsewhere

    assert found() == (False, False)
    with other_process.begin() as uow:
        office_words.add(uow, office.clerk, "掏龙眼子", "水井清淤", office.now)
        uow.commit()
    assert found() == (True, True)
    office.do(office_words.remove, office.clerk, 1, office.now)
    assert found() == (False, False)


def test_an_answer_of_the_office_counts_at_once_in_every_process(office: Office, other_process: Storage) -> None:
    asker, here, there = office.officials[0], Answers(), Answers()
    question = ask(office, here, asker, 1001, "宅基地怎么批").question
    with other_process.begin() as uow:
        assert there.glance(uow, asker, "宅基地怎么批", office.now).faq is None
        settled = office_answers.answer(uow, office.clerk, question.id, "找村委会", office.now)
        uow.commit()
    assert office.do(here.glance, asker, "宅基地怎么批", office.now).faq == settled.faq
    office.do(faqs.remove, office.clerk, 1, office.now)
    with other_process.read() as uow:
        assert there.glance(uow, asker, "宅基地怎么批", office.now).faq is None


def test_a_question_is_kept_with_where_it_was_asked(office: Office) -> None:
    office.import_plan(read(STREET_LIGHTS).plans[0])
    service, asker = Answers(), office.officials[0]
    found = ask(office, service, asker, 1001, "新装太阳能路灯多少盏")
    question = found.question
    assert (question.text, question.chat_id, question.found) == ("新装太阳能路灯多少盏", 1001, True)
    again = office.do(service.again, asker, 1001, question.id)
    assert (again.question, again.reply.answers) == (question, found.reply.answers)
    missed = ask(office, service, asker, 1001, "宅基地怎么批").question
    assert missed.found is False
    assert office.see(lambda uow: uow.questions.get(missed.id)) == missed


def test_a_question_asked_in_private_is_nobody_elses(office: Office) -> None:
    service, asker, other = Answers(), office.officials[0], office.officials[1]
    question = ask(office, service, asker, 1001, "路灯").question
    for chat in (1001, 1002):
        with pytest.raises(NotAllowed):
            office.do(service.again, other, chat, question.id)
    with pytest.raises(NotFound):
        office.do(service.again, asker, 1001, question.id + 1)


def test_a_question_asked_in_a_group_belongs_to_that_group(office: Office) -> None:
    service, asker, other = Answers(), office.officials[0], office.officials[1]
    question = ask(office, service, asker, -100, "路灯").question
    assert office.do(service.again, other, -100, question.id).question == question
    assert office.do(service.again, asker, 1001, question.id).question == question
    with pytest.raises(NotAllowed):
        office.do(service.again, other, -200, question.id)


def person_in(kind: UnitKind) -> Person:
    return Person(1, "某人", 1, (Post(Unit(1, "单位", kind), Role.OFFICIAL, "干部"),))


@pytest.mark.parametrize(
    ("kind", "first"),
    [(UnitKind.VILLAGE, "town"), (UnitKind.TOWN, "town"), (UnitKind.COUNTY, "county"), (UnitKind.DEPARTMENT, "county")],
)
def test_the_askers_own_level_goes_first(kind: UnitKind, first: str) -> None:
    assert answers.levels_of(person_in(kind))[0] == first


def test_somebody_without_a_unit_has_no_level() -> None:
    assert answers.levels_of(None) == ()
    assert answers.levels_of(Person(1, "某人", 1)) == ()
    assert set(answers.LEVELS_OF_KIND) == set(UnitKind)


@pytest.mark.parametrize("number", [-1, 1, 10**9])
def test_a_clause_that_is_not_there_is_not_found(office: Office, number: int) -> None:
    plan_id = office.import_plan()
    with pytest.raises(NotFound) as refusal:
        office.do(answers.source, plan_id, number)
    assert refusal.value.what == "clause"
    plan = office.see(lambda uow: uow.plans.get(plan_id))
    assert answers.clause_number(plan, "九.九") is None
    assert answers.clause_number(plan, "一") == 0
