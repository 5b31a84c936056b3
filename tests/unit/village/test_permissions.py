"""Every service that takes a person refuses people whose posts do not cover what they ask for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from knowledge.facts import Reading
from tests.builders import DAY, Office, a_plan
from village.errors import NotAllowed
from village.model.duties import Duty, Occurrence
from village.model.people import Person, Role
from village.services import dialogues, duties, people, plan_duties, plans, reports


@dataclass
class Town:
    """An office with something in it to be asked for."""

    office: Office
    duty: Duty
    mine: Occurrence
    plan_id: int


@pytest.fixture
def town(office: Office) -> Town:
    duty = office.make_duty()
    mine = office.open(duty)[0]
    plan_id = office.do(plans.import_reading, Reading((a_plan("本镇方案"),)), office.clerk, office.town.id, office.now)[
        0
    ].plan.id
    return Town(office, duty, mine, plan_id)


def who(town: Town, word: str) -> Person:
    office = town.office
    if word == "nobody":
        return office.do(lambda uow: uow.people.add("没有职务的人", 7777))
    return {
        "owner": office.officials[0],
        "neighbour": office.officials[1],
        "clerk": office.clerk,
        "leader": office.leader,
        "other clerk": office.other_clerk,
        "other official": office.other_official,
    }[word]


Action = Callable[[Town, Person], object]

ACTIONS: dict[str, tuple[Action, set[str]]] = {
    "invite": (
        lambda t, p: t.office.do(
            people.invite, p, t.office.villages[0].id, Role.OFFICIAL, "某人", "干部", t.office.now
        ),
        {"clerk"},
    ),
    "invitable units": (lambda t, p: t.office.do(people.invitable_units, p), {"clerk", "other clerk"}),
    "bind a group": (
        lambda t, p: t.office.do(people.bind_group, p, -5, "群", t.office.town.id, t.office.now),
        {"clerk"},
    ),
    "import for a town": (
        lambda t, p: t.office.do(
            plans.import_reading, Reading((a_plan(f"{p.name}的"),)), p, t.office.town.id, t.office.now
        ),
        {"clerk"},
    ),
    "import for everybody": (
        lambda t, p: t.office.do(plans.import_reading, Reading((a_plan(f"{p.name}的"),)), p, None, t.office.now),
        {"clerk", "other clerk"},
    ),
    "retire": (lambda t, p: t.office.do(plans.retire, t.plan_id, p, t.office.now), {"clerk"}),
    "candidates": (
        lambda t, p: t.office.do(plan_duties.candidates, p, t.plan_id, t.office.town.id, t.office.now),
        {"clerk"},
    ),
    "make a duty": (
        lambda t, p: t.office.do(plan_duties.from_deadline, p, t.plan_id, 0, t.office.town.id, t.office.now),
        {"clerk"},
    ),
    "end a duty": (lambda t, p: t.office.do(duties.end, p, t.duty.id, t.office.now), {"clerk"}),
    "boards": (
        lambda t, p: t.office.do(duties.boards_for, p, t.office.now),
        {"clerk", "leader", "other clerk"},
    ),
    "find what is owed": (lambda t, p: t.office.do(duties.find_owed, p, t.mine.id), {"owner"}),
    "begin a report": (
        lambda t, p: t.office.do(reports.begin, p, t.mine.id, t.office.forms, t.office.now),
        {"owner"},
    ),
    "begin an invitation": (
        lambda t, p: t.office.do(dialogues.begin_invitation, p, t.office.forms["invitation"], t.office.now),
        {"clerk", "other clerk"},
    ),
}
EVERYBODY = ("owner", "neighbour", "clerk", "leader", "other clerk", "other official", "nobody")


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("word", EVERYBODY)
def test_only_those_whose_posts_cover_it_may(town: Town, action: str, word: str) -> None:
    act, allowed = ACTIONS[action]
    person = who(town, word)
    if word in allowed:
        act(town, person)
    else:
        with pytest.raises(NotAllowed):
            act(town, person)


@pytest.mark.parametrize("word", [w for w in EVERYBODY if w != "owner"])
def test_nobody_hands_in_another_villages_report_even_with_a_draft(town: Town, word: str) -> None:
    office, person = town.office, who(town, word)
    office.fill_in(office.officials[0], town.mine)
    saved = office.see(lambda uow: uow.sessions.find(office.officials[0].id, f"occurrence:{town.mine.id}"))
    assert saved is not None
    office.do(lambda uow: uow.sessions.save(person.id, saved.subject, saved.session, office.now))
    with pytest.raises(NotAllowed):
        office.do(reports.submit, person, town.mine.id, office.now)
    assert office.see(lambda uow: uow.reports.latest(town.mine.id)) is None


def test_another_towns_clerk_sees_an_empty_board_and_no_villages(town: Town) -> None:
    assert town.office.do(duties.boards_for, town.office.other_clerk, town.office.now) == []


def test_a_clerk_cannot_finish_an_invitation_into_a_unit_taken_from_the_post(town: Town) -> None:
    office = town.office
    saved = office.do(dialogues.begin_invitation, office.other_clerk, office.forms["invitation"], office.now)
    session = saved.session
    for answer in ("桃源村", "村镇干部", "某人", "干部"):
        session = session.answer(answer, DAY)
    session.answers["unit"] = office.villages[0].name  # as if the tree had changed since
    office.do(dialogues.keep, saved, session, office.now)
    with pytest.raises(NotAllowed):
        office.do(dialogues.finish_invitation, office.other_clerk, office.now)
    assert office.do(dialogues.find, office.other_clerk, dialogues.INVITATION).session.question is None


def test_refused_attempts_leave_no_trace(town: Town) -> None:
    office = town.office
    before = office.see(lambda uow: [d.id for d in uow.duties.active()])
    with pytest.raises(NotAllowed):
        office.do(duties.end, office.leader, town.duty.id, office.now)
    assert office.see(lambda uow: [d.id for d in uow.duties.active()]) == before
