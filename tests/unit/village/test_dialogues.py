"""Inviting by dialogue: the clerk's own units as choices, a link at the end, nothing half made."""

from __future__ import annotations

import pytest

from tests.builders import DAY, Office
from village.errors import Invalid, NotFound
from village.forms.session import Session
from village.model.people import Role, UnitKind
from village.model.reports import SavedSession
from village.services import dialogues, people

ANSWERS = ("甘溪沟村", "村镇干部", "王秀兰", "村支书")


def begin(office: Office) -> SavedSession:
    return office.do(dialogues.begin_invitation, office.clerk, office.forms["invitation"], office.now)


def fill(office: Office, *answers: str) -> Session:
    saved = begin(office)
    session = saved.session
    for text in answers:
        session = session.answer(text, DAY)
    office.do(dialogues.keep, saved, session, office.now)
    return session


def test_the_units_to_choose_from_are_the_clerks_own(office: Office) -> None:
    [unit, role, *_] = begin(office).session.form.fields
    assert unit.choices == ("清河镇", *(v.name for v in office.villages))
    assert role.choices == tuple(dialogues.ROLE_WORDS)


def test_the_answers_become_an_invitation(office: Office) -> None:
    fill(office, *ANSWERS)
    made = office.do(dialogues.finish_invitation, office.clerk, office.now)
    assert (made.name, made.unit, made.role, made.title) == ("王秀兰", office.villages[0], Role.OFFICIAL, "村支书")
    assert made.made_by == office.clerk.id
    assert office.do(people.look_at, made.code, office.now) == made


@pytest.mark.parametrize(("word", "role"), dialogues.ROLE_WORDS.items())
def test_each_word_for_a_role_leads_to_it(office: Office, word: str, role: Role) -> None:
    fill(office, "清河镇", word, "某人", "职务")
    assert office.do(dialogues.finish_invitation, office.clerk, office.now).role is role


def test_a_second_tap_makes_no_second_link(office: Office) -> None:
    fill(office, *ANSWERS)
    office.do(dialogues.finish_invitation, office.clerk, office.now)
    with pytest.raises(NotFound) as refusal:
        office.do(dialogues.finish_invitation, office.clerk, office.now)
    assert refusal.value.what == "session"


def test_a_link_before_all_is_answered_is_incomplete_and_loses_nothing(office: Office) -> None:
    session = fill(office, *ANSWERS[:2])
    with pytest.raises(Invalid) as refusal:
        office.do(dialogues.finish_invitation, office.clerk, office.now)
    assert refusal.value.rule == "incomplete"
    assert office.do(dialogues.find, office.clerk, dialogues.INVITATION).session == session


def test_a_unit_another_one_has_for_an_alias_can_still_be_chosen(office: Office) -> None:
    office.do(lambda uow: uow.units.add("甘溪沟", UnitKind.VILLAGE, office.town.id))
    fill(office, "甘溪沟", *ANSWERS[1:])
    assert office.do(dialogues.finish_invitation, office.clerk, office.now).unit.name == "甘溪沟"


def test_beginning_again_starts_at_the_first_question(office: Office) -> None:
    fill(office, *ANSWERS[:3])
    assert begin(office).session.answers == {}


def test_a_dialogue_never_begun_is_not_found(office: Office) -> None:
    with pytest.raises(NotFound):
        office.do(dialogues.find, office.clerk, dialogues.INVITATION)
    assert begin(office).occurrence_id is None


def test_a_unit_that_is_gone_is_not_found(office: Office) -> None:
    session = fill(office, *ANSWERS)
    session.answers["unit"] = "早就撤并的村"
    saved = office.do(dialogues.find, office.clerk, dialogues.INVITATION)
    office.do(dialogues.keep, saved, session, office.now)
    with pytest.raises(NotFound) as refusal:
        office.do(dialogues.finish_invitation, office.clerk, office.now)
    assert refusal.value.what == "unit"
