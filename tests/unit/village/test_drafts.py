"""A plan sent as a file: its facts are counted, taken out and put right one by one."""

from __future__ import annotations

import pytest

from knowledge.facts import Deadline, Indicator, PlanDraft, Reading, Span
from tests.builders import DAY, Office, a_plan
from village.errors import Invalid, NotAllowed, NotFound
from village.forms.values import read
from village.model.drafts import FileState, PlanFile, facts, with_fact, without_fact
from village.services import drafts

PLACE = Span(0, 4)


def target(name: str) -> Indicator:
    return Indicator(name, ">=", 85, "%", None, "一.1", f"{name}85%以上", PLACE)


def date(what: str) -> Deadline:
    return Deadline(what, "06-30", (), "一.1", f"6月30日前{what}", PLACE)


@pytest.fixture
def draft() -> PlanDraft:
    made = a_plan()
    return PlanDraft(
        made.file, made.title, made.kind, made.level, made.year, made.text, made.clauses,
        (target("改厕率"), target("绿化率")), (date("清淤"), date("改厕")),
    )  # fmt: skip


def names(draft: PlanDraft) -> list[str]:
    return [f.name if isinstance(f, Indicator) else f.what for f in facts(draft)]


def test_facts_are_indicators_then_deadlines(draft: PlanDraft) -> None:
    assert names(draft) == ["改厕率", "绿化率", "清淤", "改厕"]


@pytest.mark.parametrize(
    ("number", "left"),
    [(0, ["绿化率", "清淤", "改厕"]), (2, ["改厕率", "绿化率", "改厕"]), (3, ["改厕率", "绿化率", "清淤"])],
)
def test_a_fact_is_taken_out_by_its_number(draft: PlanDraft, number: int, left: list[str]) -> None:
    assert names(without_fact(draft, number)) == left


def test_a_fact_is_put_right_in_its_place(draft: PlanDraft) -> None:
    assert names(with_fact(draft, 1, target("覆盖率")))[1] == "覆盖率"
    assert names(with_fact(draft, 3, date("清沟")))[3] == "清沟"


@pytest.fixture
def sent(office: Office, draft: PlanDraft) -> PlanFile:
    file = office.do(drafts.receive, office.clerk, 1, "token", "方案.txt", office.now)
    return office.do(drafts.was_read, file, Reading((draft,)), office.now)


def test_a_file_waits_until_it_was_read(office: Office) -> None:
    file = office.do(drafts.receive, office.clerk, 1, "token", "方案.txt", office.now)
    assert office.do(lambda uow: uow.files.waiting()) == [file]
    broken = office.do(drafts.failed, file, "empty", office.now)
    assert (broken.state, broken.reason) == (FileState.FAILED, "empty")
    assert office.do(lambda uow: uow.files.waiting()) == []


def test_a_file_without_a_plan_is_said_to_have_none(office: Office) -> None:
    file = office.do(drafts.receive, office.clerk, 1, "token", "讲话.txt", office.now)
    assert office.do(drafts.was_read, file, Reading(()), office.now).reason == "no_plan"


def test_only_clerks_send_and_confirm(office: Office, sent: PlanFile) -> None:
    official = office.officials[0]
    with pytest.raises(NotAllowed):
        office.do(drafts.receive, official, 1, "token", "方案.txt", office.now)
    with pytest.raises(NotAllowed):
        office.do(drafts.confirm, official, sent.id, 0, office.now)


def test_what_is_not_there_is_not_found(office: Office, sent: PlanFile) -> None:
    with pytest.raises(NotFound):
        office.do(lambda uow: uow.files.get(999))
    with pytest.raises(NotFound):
        office.do(drafts.find, office.clerk, sent.id, 5)
    with pytest.raises(NotFound):
        office.do(drafts.remove_fact, office.clerk, sent.id, 0, 99)


def test_a_draft_is_confirmed_once(office: Office, sent: PlanFile) -> None:
    plan = office.do(drafts.confirm, office.clerk, sent.id, 0, office.now)
    assert plan.live
    with pytest.raises(NotFound):
        office.do(drafts.confirm, office.clerk, sent.id, 0, office.now)


def test_a_deadline_has_no_figure_to_put_right(office: Office, sent: PlanFile) -> None:
    with pytest.raises(Invalid):
        office.do(drafts.begin_fix, office.clerk, sent.id, 0, 2, office.forms["indicator_fix"], office.now)


def test_putting_right_needs_its_dialogue_and_all_answers(office: Office, sent: PlanFile) -> None:
    subject = f"fact:{sent.id}-0-0"
    with pytest.raises(NotFound):
        office.do(drafts.finish_fix, office.clerk, subject)
    saved = office.do(drafts.begin_fix, office.clerk, sent.id, 0, 0, office.forms["indicator_fix"], office.now)
    office.do(lambda uow: uow.sessions.save(office.clerk.id, subject, saved.session.mend("value"), office.now))
    with pytest.raises(Invalid):
        office.do(drafts.finish_fix, office.clerk, subject)


@pytest.mark.parametrize(("written", "kept"), [("８５％", "85"), ("1到2个", "1-2"), ("0.02%", "0.02"), ("3 户", "3")])
def test_a_figure_is_taken_as_people_write_it(office: Office, written: str, kept: str) -> None:
    assert read(office.forms["indicator_fix"].field("value"), written, DAY) == kept
