"""Who may do what to a problem, who hears of it, and what two at once leave behind."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.builders import Office, wall
from village.errors import Invalid, NotAllowed, NotFound, Overtaken
from village.model.people import Person, Role
from village.model.problems import Problem, ProblemState, StepKind
from village.services import problem_dialogues, problem_lists, problem_news, problems
from village.services.problem_dialogues import NEW, Aim

K, S = StepKind, ProblemState
DUE = wall(5, 17, 18)


@dataclass
class Case:
    """A problem found in the first village; the second puts it right, the third helps."""

    office: Office

    def at(self, state: ProblemState) -> Problem:
        """A fresh one, brought to this state."""
        office, clerk, owner = self.office, self.office.clerk, self.office.officials[1]
        found = office.villages[0]
        problem = office.do(problems.register, office.officials[0], found.id, "塘边", "垃圾", (), office.now)
        if state is S.WAIVED:
            return office.do(problems.waive, clerk, problem.id, problem.turns, "重复", office.now)
        if state is S.NEW:
            return problem
        problem = office.do(problems.assign, clerk, problem.id, problem.turns, office.villages[1], DUE, office.now)
        problem = office.do(problems.help_with, clerk, problem.id, problem.turns, (office.villages[2],), office.now)
        if state is S.ASSIGNED:
            return problem
        problem = office.do(problems.apply, owner, problem.id, "清完了", (), office.now)
        if state is S.APPLIED:
            return problem
        return office.do(problems.approve, clerk, problem.id, problem.turns, office.now)


@pytest.fixture
def case(office: Office) -> Case:
    return Case(office)


def who(office: Office, word: str) -> Person:
    return {
        "finder": office.officials[0],
        "owner": office.officials[1],
        "helper": office.officials[2],
        "neighbour": office.officials[3],
        "clerk": office.clerk,
        "leader": office.leader,
        "other clerk": office.other_clerk,
        "other official": office.other_official,
    }[word]


EVERYBODY = ("finder", "owner", "helper", "neighbour", "clerk", "leader", "other clerk", "other official")
Act = Callable[[Office, Person, Problem], object]

ACTIONS: dict[str, tuple[ProblemState, Act, set[str]]] = {
    "see": (S.ASSIGNED, lambda o, p, x: o.do(problems.find, p, x.id), {"finder", "owner", "helper", "clerk", "leader"}),
    "assign": (
        S.NEW,
        lambda o, p, x: o.do(problems.assign, p, x.id, x.turns, o.villages[1], DUE, o.now),
        {"clerk"},
    ),
    "assign again": (
        S.ASSIGNED,
        lambda o, p, x: o.do(problems.assign, p, x.id, x.turns, o.villages[3], DUE, o.now),
        {"clerk"},
    ),
    "name helpers": (
        S.ASSIGNED,
        lambda o, p, x: o.do(problems.help_with, p, x.id, x.turns, (o.villages[3],), o.now),
        {"clerk"},
    ),
    "waive": (S.NEW, lambda o, p, x: o.do(problems.waive, p, x.id, x.turns, "重复", o.now), {"clerk"}),
    "report progress": (
        S.ASSIGNED,
        lambda o, p, x: o.do(problems.report_progress, p, x.id, "清了一半", (), o.now),
        {"owner", "helper"},
    ),
    "apply": (S.ASSIGNED, lambda o, p, x: o.do(problems.apply, p, x.id, "清完了", (), o.now), {"owner"}),
    "give back": (
        S.APPLIED,
        lambda o, p, x: o.do(problems.give_back, p, x.id, x.turns, "没清完", None, o.now),
        {"clerk"},
    ),
    "approve": (S.APPLIED, lambda o, p, x: o.do(problems.approve, p, x.id, x.turns, o.now), {"clerk"}),
    "look back": (S.CLOSED, lambda o, p, x: o.do(problems.looked_back, p, x.id, x.turns, o.now), {"clerk"}),
    "open again": (S.CLOSED, lambda o, p, x: o.do(problems.reopen, p, x.id, x.turns, o.now), {"clerk"}),
    "begin to give back": (
        S.APPLIED,
        lambda o, p, x: o.do(problem_dialogues.begin, p, Aim(K.RETURNED, x.id, x.turns), o.forms, o.now),
        {"clerk"},
    ),
    "begin to apply": (
        S.ASSIGNED,
        lambda o, p, x: o.do(problem_dialogues.begin, p, Aim(K.APPLIED, x.id, 0), o.forms, o.now),
        {"owner"},
    ),
    "register there": (
        S.NEW,
        lambda o, p, x: o.do(problems.register, p, o.villages[0].id, "路", "坑", (), o.now),
        {"finder", "clerk", "leader"},
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("word", EVERYBODY)
def test_only_those_it_concerns_may(case: Case, action: str, word: str) -> None:
    state, act, allowed = ACTIONS[action]
    problem, person = case.at(state), who(case.office, word)
    before = case.office.see(lambda uow: uow.problems.get(problem.id))
    if word in allowed:
        act(case.office, person, problem)
        return
    with pytest.raises(NotAllowed):
        act(case.office, person, problem)
    assert case.office.see(lambda uow: uow.problems.get(problem.id)) == before


def test_people_without_a_post_register_nothing(case: Case) -> None:
    nobody = case.office.do(lambda uow: uow.people.add("没有职务的人", 7777))
    with pytest.raises(NotAllowed):
        case.office.do(problem_dialogues.begin_new, nobody, case.office.forms, case.office.now)


@pytest.mark.parametrize("word", ["finder", "other official"])
def test_only_overseers_see_the_ledger(case: Case, word: str) -> None:
    with pytest.raises(NotAllowed):
        case.office.do(problem_lists.ledger, who(case.office, word), case.office.now)


def test_each_town_has_its_own_ledger(case: Case) -> None:
    case.at(S.NEW)
    case.at(S.CLOSED)
    office = case.office
    assert office.do(problem_lists.ledger, office.leader, office.now).total == 2
    assert office.do(problem_lists.ledger, office.other_clerk, office.now).total == 0
    assert office.do(problem_lists.page, office.other_clerk, S.NEW, 0) == []


def test_an_old_button_says_what_happened_and_by_whom(case: Case) -> None:
    office, problem = case.office, case.at(S.APPLIED)
    office.do(problems.approve, office.clerk, problem.id, problem.turns, office.now)
    with pytest.raises(Overtaken) as late:
        office.do(problems.approve, office.clerk, problem.id, problem.turns, office.now)
    assert (late.value.step, late.value.by, late.value.at) == ("approved", office.clerk.name, office.now)


def test_a_button_from_the_round_before_does_not_approve_the_next(case: Case) -> None:
    office, first = case.office, case.at(S.APPLIED)
    office.do(problems.give_back, office.clerk, first.id, first.turns, "没清完", None, office.now)
    office.do(problems.apply, office.officials[1], first.id, "又清了", (), office.now)
    with pytest.raises(Overtaken):
        office.do(problems.approve, office.clerk, first.id, first.turns, office.now)


def test_two_transactions_at_once_leave_one_step(case: Case) -> None:
    office, problem = case.office, case.at(S.NEW)
    after = problem.take(problem.steps[0].__class__(K.WAIVED, 1, office.now, "一"))
    assert office.do(lambda uow: uow.problems.save(problem, after))
    assert not office.do(lambda uow: uow.problems.save(problem, after))
    assert len(office.see(lambda uow: uow.problems.get(problem.id)).steps) == 2


def test_what_is_kept_comes_back_the_same(case: Case) -> None:
    for state in S:
        problem = case.at(state)
        assert case.office.see(lambda uow, number=problem.id: uow.problems.get(number)) == problem


def test_a_problem_nobody_knows(case: Case) -> None:
    with pytest.raises(NotFound):
        case.office.do(problems.find, case.office.clerk, 99)
    with pytest.raises(NotFound):
        problem_dialogues.aim_of("problem:x1.1")


# Who hears of it


def heard(office: Office) -> set[tuple[str, int | None]]:
    kinds = {"problem", "problem_due", "problem_back", "problems_found"}
    return {(m.key, m.chat_id) for m in office.outbox() if m.kind in kinds}


def test_everybody_concerned_hears_of_each_step_once(case: Case) -> None:
    problem = case.at(S.CLOSED)
    owner, helper, finder, clerk = (1002, 1003, 1001, 900)
    by_step: dict[str, set[int | None]] = {}
    for key, chat in heard(case.office):
        by_step.setdefault(key.split("/")[1], set()).add(chat)
    assert by_step == {"s0": {clerk}, "s1": {owner}, "s2": {helper}, "s3": {clerk}, "s4": {owner, helper, finder}}
    assert problem.state is S.CLOSED


def test_a_unit_that_has_to_give_it_up_is_told(case: Case) -> None:
    office, problem = case.office, case.at(S.ASSIGNED)
    again = office.do(problems.assign, office.clerk, problem.id, problem.turns, office.villages[3], DUE, office.now)
    chats = {chat for key, chat in heard(office) if f"/s{len(again.steps) - 1}/" in key}
    assert chats == {1002, 1004}


def test_a_unit_without_officials_is_told_through_whoever_works_there(case: Case) -> None:
    office, problem = case.office, case.at(S.NEW)
    office.do(problems.assign, office.clerk, problem.id, problem.turns, office.town, DUE, office.now)
    assert 901 in {chat for key, chat in heard(office) if "/s1/" in key}, "the leader; the clerk did it herself"
    mine = office.do(problem_lists.mine, office.leader, office.now)
    assert [p.id for p in mine] == [problem.id]
    office.do(problems.apply, office.leader, problem.id, "办好了", (), office.now)


def test_the_due_day_is_said_once_and_a_month_later_to_look_back(case: Case) -> None:
    office = case.office
    case.at(S.ASSIGNED)
    assert office.do(problem_news.remind, office.now) == 0
    assert office.do(problem_news.remind, wall(5, 17, 8)) == 1
    assert office.do(problem_news.remind, wall(5, 17, 8)) == 0
    closed = case.at(S.CLOSED)
    assert closed.look_back is not None
    assert office.do(problem_news.remind, closed.look_back) == 1
    assert office.do(problem_lists.ledger, office.clerk, closed.look_back).to_look_back == (
        office.see(lambda uow: uow.problems.get(closed.id)),
    )


def test_who_slept_over_the_due_day_is_not_reminded_afterwards(case: Case) -> None:
    case.at(S.ASSIGNED)
    assert case.office.do(problem_news.remind, DUE + timedelta(hours=1)) == 0


def test_what_is_overdue_can_be_asked_for(case: Case) -> None:
    problem = case.at(S.ASSIGNED)
    case.at(S.APPLIED)
    assert case.office.see(lambda uow: problems.overdue(uow, DUE)) == []
    late = case.office.see(lambda uow: problems.overdue(uow, DUE + timedelta(minutes=1)))
    assert [p.id for p in late] == [problem.id]


# Dialogues


def test_a_return_asks_for_a_day_only_when_the_old_one_is_near(case: Case) -> None:
    office, problem = case.office, case.at(S.APPLIED)
    aim = Aim(K.RETURNED, problem.id, problem.turns)
    early = office.do(problem_dialogues.begin, office.clerk, aim, office.forms, office.now)
    late = office.do(problem_dialogues.begin, office.clerk, aim, office.forms, DUE)
    assert [len(saved.session.form.fields) for saved in (early, late)] == [1, 2]


def test_a_clerk_gives_nothing_to_another_town(case: Case) -> None:
    office, problem = case.office, case.at(S.NEW)
    aim = Aim(K.ASSIGNED, problem.id, problem.turns)
    saved = office.do(problem_dialogues.begin, office.clerk, aim, office.forms, office.now)
    day = office.now.date()
    session = saved.session.answer(office.other_village.name, day).answer("3天", day)
    office.do(lambda uow: uow.sessions.save(office.clerk.id, aim.subject, session, office.now))
    with pytest.raises(Invalid) as refused:
        office.do(problem_dialogues.finish, office.clerk, aim.subject, office.now)
    assert refused.value.rule == "no_unit"


def test_an_unfinished_dialogue_takes_no_step(case: Case) -> None:
    office = case.office
    office.do(problem_dialogues.begin_new, office.officials[0], office.forms, office.now)
    with pytest.raises(Invalid) as refused:
        office.do(problem_dialogues.finish, office.officials[0], NEW, office.now)
    assert refused.value.rule == "incomplete"


def test_who_works_in_two_villages_is_asked_which(case: Case) -> None:
    office = case.office
    person = office.officials[0]
    office.do(lambda uow: uow.people.add_post(person.id, office.villages[1].id, Role.OFFICIAL, "村主任"))
    saved = office.do(problem_dialogues.begin_new, office.refresh(person), office.forms, office.now)
    assert saved.session.question is not None
    assert saved.session.question.choices == (office.villages[0].name, office.villages[1].name)


@pytest.mark.parametrize("seed", range(8))
def test_everybody_pressing_anything_in_any_order_leaves_a_story_that_holds(case: Case, seed: int) -> None:
    office, chance = case.office, random.Random(seed)
    number = case.at(S.NEW).id
    remembered = [office.see(lambda uow: uow.problems.get(number))]
    busy = (*EVERYBODY, *["clerk", "owner"] * 8)
    for _ in range(120):
        word, action = chance.choice(busy), chance.choice([name for name in ACTIONS if name != "register there"])
        shown = chance.choice(remembered[-3:])  # some press what is on a screen a little old
        with suppress(NotAllowed, Overtaken):
            ACTIONS[action][1](office, who(office, word), shown)
        remembered.append(office.see(lambda uow: uow.problems.get(number)))
    story = remembered[-1].steps
    again = replace(remembered[0])
    for step in story[1:]:
        again = again.take(step)
    assert again.state is remembered[-1].state, "the steps, taken one after the other, lead where it stands"
    assert len(story) > 5
