"""Reports and the problems they name: opened once, followed through every version, never taken away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import Office
from village.forms.loader import shipped_forms
from village.model.duties import Occurrence
from village.model.found import SOLVED
from village.model.problems import Problem, ProblemState, StepKind
from village.model.reports import Report
from village.services import found_problems, problems

K, S = StepKind, ProblemState
Named = tuple[str, str, str]
RUBBISH: Named = ("塘边", "垃圾", "要镇里帮忙")
LID: Named = ("村口", "井盖", "要镇里帮忙")


class Patrol:
    """A village's patrol, handed in again and again."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.occurrence: Occurrence = office.open(office.make_duty())[0]
        self.version = 0

    def hand_in(self, *named: Named, files: dict[str, tuple[int, ...]] | None = None) -> list[Problem]:
        self.version += 1
        answers = {"found": "有问题" if named else "一切正常"}
        for number, (where, what, solved) in enumerate(named):
            prefix = f"problems.{number}"
            answers |= {f"{prefix}.where": where, f"{prefix}.what": what, f"{prefix}.solved": solved}
        report = Report(0, self.occurrence.id, self.version, "daily_patrol", answers, 1, self.office.now)
        report = replace(report, files=files or {})
        self.office.do(found_problems.open_from, self.office.officials[0], self.occurrence, report, self.office.now)
        return self.kept

    @property
    def kept(self) -> list[Problem]:
        return self.office.see(lambda uow: uow.problems.of_report(self.occurrence.id))

    @property
    def told(self) -> int:
        return len(self.office.outbox("problems_found"))


@pytest.fixture
def patrol(office: Office) -> Patrol:
    return Patrol(office)


def test_the_shipped_patrol_has_the_answer_that_closes_at_once() -> None:
    [repeat] = [field for field in shipped_forms()["daily_patrol"].fields if field.name == "problems"]
    names = {field.name: field for field in repeat.fields}
    assert {"where", "what", "solved"} <= names.keys()
    assert SOLVED in names["solved"].choices


def test_each_problem_is_opened_and_the_office_told_once(patrol: Patrol) -> None:
    assert [(p.place, p.state) for p in patrol.hand_in(RUBBISH, LID)] == [("塘边", S.NEW), ("村口", S.NEW)]
    assert patrol.told == 1


def test_what_was_solved_on_the_spot_is_closed_and_troubles_nobody(patrol: Patrol) -> None:
    [problem] = patrol.hand_in(("塘边", "垃圾", SOLVED))
    assert (problem.state, [s.kind for s in problem.steps]) == (S.CLOSED, [K.REGISTERED, K.SOLVED])
    assert problem.look_back is None
    assert patrol.told == 0


def test_a_day_without_problems_opens_none(patrol: Patrol) -> None:
    assert patrol.hand_in() == []
    assert patrol.told == 0


def test_the_next_version_opens_nothing_twice(patrol: Patrol) -> None:
    patrol.hand_in(RUBBISH)
    assert [p.what for p in patrol.hand_in(LID, RUBBISH)] == ["垃圾", "井盖"]
    assert patrol.told == 2
    assert [len(p.steps) for p in patrol.kept] == [1, 1], "moved down the list is no change"


def test_new_words_are_a_correction_with_the_old_ones_kept(patrol: Patrol) -> None:
    patrol.hand_in(RUBBISH)
    [problem] = patrol.hand_in(("塘边", "两堆垃圾", "要镇里帮忙"))
    assert (problem.what, problem.steps[-1].kind, problem.steps[-1].remark) == ("两堆垃圾", K.CORRECTED, "塘边 垃圾")


def test_a_photo_sent_later_is_added(patrol: Patrol) -> None:
    patrol.hand_in(RUBBISH, files={"problems.0.photo": (1,)})
    [problem] = patrol.hand_in(RUBBISH, files={"problems.0.photo": (1, 2)})
    assert problem.files == (1, 2)


def test_what_a_version_no_longer_names_stays_and_the_office_decides(patrol: Patrol) -> None:
    patrol.hand_in(RUBBISH, LID)
    rubbish, lid = patrol.hand_in(RUBBISH)
    assert (rubbish.is_dropped, lid.is_dropped, lid.state) == (False, True, S.NEW)
    assert patrol.told == 2
    patrol.hand_in(RUBBISH)
    assert len(patrol.kept[1].steps) == 2, "said once"
    _, lid = patrol.hand_in(RUBBISH, LID)
    assert not lid.is_dropped, "named again"


def test_solved_in_a_later_version_closes_what_nobody_was_given(patrol: Patrol) -> None:
    patrol.hand_in(RUBBISH)
    [problem] = patrol.hand_in(("塘边", "垃圾", SOLVED))
    assert problem.state is S.CLOSED


def test_solved_in_a_later_version_is_news_of_what_is_in_hand(patrol: Patrol) -> None:
    office = patrol.office
    [problem] = patrol.hand_in(RUBBISH)
    due = office.now.replace(day=20)
    office.do(problems.assign, office.clerk, problem.id, problem.turns, office.villages[0], due, office.now)
    patrol.hand_in(("塘边", "垃圾", SOLVED))
    [problem] = patrol.hand_in(("塘边", "垃圾", SOLVED), LID)[:1]
    assert problem.state is S.ASSIGNED
    assert [s.remark for s in problem.steps if s.kind is K.PROGRESS] == [SOLVED]
