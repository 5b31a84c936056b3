"""A question handed to the office: who gets it, who may settle it, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.builders import Office, wall
from village.errors import Invalid, NotAllowed, NotFound
from village.model.messages import OutboxMessage, Rank
from village.model.people import Person, Role
from village.model.questions import Question, QuestionState
from village.services import faqs, gaps, office_answers, office_words, pleas


def asked(office: Office, person: Person | None = None, text: str = "宅基地怎么批", *, found: bool = False) -> Question:
    who = person or office.officials[0]
    new = Question(0, who.id, who.account or 0, text, found, office.now)
    return office.do(lambda uow: uow.questions.add(new))


def sent(office: Office, person: Person | None = None, text: str = "宅基地怎么批") -> Question:
    question = asked(office, person, text)
    office.do(pleas.send, person or office.officials[0], question.id, office.now)
    return question


def state(office: Office, question: Question) -> QuestionState:
    return office.see(lambda uow: uow.questions.get(question.id)).state


def gone(office: Office, person: Person) -> None:
    office.do(lambda uow: uow.people.set_reachable(person.account or 0, reachable=False))


def test_the_clerks_of_the_askers_town_get_it_and_nobody_else(office: Office) -> None:
    question = asked(office)
    assert office.do(pleas.send, office.officials[0], question.id, office.now) == [office.clerk]
    [message] = office.outbox("plea")
    assert (message.chat_id, message.rank) == (office.clerk.account, Rank.REMINDER)


def test_where_the_town_has_no_clerk_the_county_gets_it(office: Office) -> None:
    def hire(uow) -> None:
        person = uow.people.add("县办", 800)
        uow.people.add_post(person.id, office.county.id, Role.CLERK, "干事")

    office.do(hire)
    gone(office, office.clerk)
    question = asked(office)
    assert [p.name for p in office.do(pleas.send, office.officials[0], question.id, office.now)] == ["县办"]


def test_where_nobody_can_be_reached_it_is_kept_all_the_same(office: Office) -> None:
    gone(office, office.clerk)
    question = asked(office)
    assert office.do(pleas.send, office.officials[0], question.id, office.now) == []
    assert state(office, question) is QuestionState.SENT
    [gap] = office.do(gaps.gaps, office.clerk, office.now)
    assert gap.question.id == question.id


def test_one_person_does_not_flood_the_office(office: Office) -> None:
    for number in range(pleas.MOST_WAITING):
        sent(office, text=f"第{number}个问题")
    one_more = asked(office, text="还有一个")
    with pytest.raises(Invalid) as caught:
        office.do(pleas.send, office.officials[0], one_more.id, office.now)
    assert caught.value.rule == "too_many"
    sent(office, office.officials[1], "别人的问题")
    office.do(pleas.withdraw, office.officials[0], 1, office.now)
    assert office.do(pleas.send, office.officials[0], one_more.id, office.now) == [office.clerk]


def test_nobody_sends_or_takes_back_somebody_elses_question(office: Office) -> None:
    question = sent(office)
    for action in (pleas.send, pleas.withdraw):
        with pytest.raises(NotAllowed):
            office.do(action, office.officials[1], question.id, office.now)


def test_what_was_never_sent_cannot_be_taken_back(office: Office) -> None:
    question = asked(office)
    assert not office.do(pleas.withdraw, office.officials[0], question.id, office.now)
    assert state(office, question) is QuestionState.ASKED


def test_an_answered_question_cannot_be_sent_again_and_a_declined_one_can(office: Office) -> None:
    first, second = sent(office), sent(office, text="低保怎么办")
    office.do(office_answers.answer, office.clerk, first.id, "找村委会", office.now)
    office.do(office_answers.decline, office.clerk, second.id, office.now)
    for question in (first, second):
        office.do(pleas.send, office.officials[0], question.id, office.now)
    assert state(office, first) is QuestionState.ANSWERED
    assert state(office, second) is QuestionState.SENT


def test_the_third_joins_whom_the_second_joined_though_the_first_gave_up(office: Office) -> None:
    first = sent(office)
    second = sent(office, office.officials[1])
    office.do(pleas.withdraw, office.officials[0], first.id, office.now)
    third = sent(office, office.officials[2], "宅基地，怎么批？")
    assert office.see(lambda uow: uow.questions.get(third.id)).joined_id == first.id
    settled = office.do(office_answers.answer, office.clerk, first.id, "找村委会", office.now)
    assert [p.id for p in settled.told] == [office.officials[1].id, office.officials[2].id]
    assert state(office, first) is QuestionState.WITHDRAWN
    assert state(office, second) is QuestionState.ANSWERED


def test_a_clerk_of_another_town_may_not_settle_it(office: Office) -> None:
    question = sent(office)
    for action in (office_answers.decline, office_answers.drop):
        with pytest.raises(NotAllowed):
            office.do(action, office.other_clerk, question.id, office.now)
    with pytest.raises(NotAllowed):
        office.do(office_answers.answer, office.other_clerk, question.id, "不归您管", office.now)


def test_it_is_settled_once_and_the_slower_hears_by_whom(office: Office) -> None:
    question = sent(office)
    office.do(office_answers.answer, office.clerk, question.id, "找村委会", office.now)
    with pytest.raises(Invalid) as caught:
        office.do(office_answers.answer, office.clerk, question.id, "又一条", office.now)
    assert (caught.value.rule, caught.value.facts) == ("settled", {"name": office.clerk.name})
    assert len(office.see(lambda uow: uow.faqs.all())) == 1


def test_a_message_settled_while_it_was_on_its_way_is_put_right_when_it_arrives(office: Office) -> None:
    question = sent(office)
    [message] = office.outbox("plea")
    office.do(office_answers.decline, office.clerk, question.id, office.now)
    assert len(office.outbox("plea")) == 1
    office.do(pleas.shown, message, 77, office.now)
    assert len(office.outbox("plea")) == 2
    office.do(pleas.shown, message, 77, office.now)
    assert len(office.outbox("plea")) == 2


def test_a_message_the_clerk_deleted_is_not_edited_any_more(office: Office) -> None:
    question = sent(office)
    [message] = office.outbox("plea")
    office.do(pleas.shown, message, 77, office.now)
    office.do(pleas.lost, message)
    card = office.see(lambda uow: uow.cards.get(pleas.card_key(question.id, office.clerk.id)))
    assert card is not None
    assert card.message_id is None


def test_an_answer_at_night_waits_for_the_morning(office: Office) -> None:
    question = sent(office)
    office.clock.set(wall(5, 10, 22))
    office.do(office_answers.answer, office.clerk, question.id, "找村委会", office.now)
    [message] = answered(office)
    assert message.not_before == wall(5, 11, 7, 30)


def answered(office: Office) -> list[OutboxMessage]:
    return office.outbox("answered")


def test_what_nobody_waits_for_is_dropped_in_silence_and_what_somebody_waits_for_is_declined(office: Office) -> None:
    quiet, waiting = asked(office), sent(office, text="低保怎么办")
    for question in (quiet, waiting):
        office.do(office_answers.drop, office.clerk, question.id, office.now)
    assert [state(office, q) for q in (quiet, waiting)] == [QuestionState.DROPPED, QuestionState.DECLINED]
    assert [m.body["question"] for m in answered(office)] == [waiting.id]


def test_a_clerk_who_answers_her_own_question_is_not_told_what_she_said(office: Office) -> None:
    question = asked(office, office.clerk)
    settled = office.do(office_answers.answer, office.clerk, question.id, "找村委会", office.now)
    assert (settled.told, settled.gone) == ((), ())
    assert answered(office) == []


def test_a_question_of_somebody_who_lost_their_post_may_be_settled_by_any_clerk(office: Office) -> None:
    nobody = office.do(lambda uow: uow.people.add("临时工", 700))
    question = asked(office, nobody)
    settled = office.do(office_answers.answer, office.other_clerk, question.id, "找村委会", office.now)
    assert settled.faq is not None
    assert settled.faq.unit_id == office.other_town.id
    assert office.do(pleas.clerks_for, question) == []


# -- what the office answered ----------------------------------------------------------------------------------------


def test_only_an_answer_in_force_is_used_again_and_only_by_its_own_office(office: Office) -> None:
    question, other = sent(office), sent(office, text="宅基地谁来批")
    faq = office.do(office_answers.answer, office.clerk, question.id, "找村委会", office.now).faq
    assert faq is not None
    for action in (faqs.remove, faqs.restore):
        with pytest.raises(NotAllowed):
            office.do(action, office.other_clerk, faq.id, office.now)
    office.do(faqs.remove, office.clerk, faq.id, office.now)
    with pytest.raises(NotFound):
        office.do(office_answers.answer_with, office.clerk, other.id, faq.id, office.now)
    office.do(faqs.restore, office.clerk, faq.id, office.now)
    again = office.do(office_answers.answer_with, office.clerk, other.id, faq.id, office.now).faq
    assert again is not None
    assert (again.question, again.answer) == ("宅基地谁来批", "找村委会")
    assert len(office.do(faqs.faqs_of, office.clerk)) == 1


def test_a_mended_answer_is_that_clerks_of_that_day_and_cites_no_clause_any_more(office: Office) -> None:
    question = sent(office)
    plan = office.import_plan()
    settled = office.do(
        office_answers.answer, office.clerk, question.id, "见方案", office.now, plan_id=plan, clause="一"
    )
    assert settled.faq is not None
    office.clock.set(wall(6, 1))
    mended = office.do(faqs.mend, office.clerk, settled.faq.id, "找村委会", office.now)
    assert mended == replace(settled.faq, answer="找村委会", made_at=office.now, plan_id=None, clause=None)


# -- the list --------------------------------------------------------------------------------------------------------


def test_the_list_puts_who_waits_first_then_what_many_asked(office: Office) -> None:
    asked(office, text="只有一个人问")
    for person in office.officials[:3]:
        asked(office, person, "三个人都问")
    sent(office, office.officials[3], "有人在等")
    asked(office, text="查到了的", found=True)
    asked(office, office.other_official, "别的镇问的")
    found = office.do(gaps.gaps, office.clerk, office.now)
    assert [gap.question.text for gap in found] == ["有人在等", "三个人都问", "只有一个人问"]
    assert len(found[1].askers) == 3


def test_what_is_older_than_half_a_year_is_left_alone_unless_somebody_waits(office: Office) -> None:
    asked(office, text="很久以前问的")
    sent(office, text="很久以前就在等")
    office.clock.set(wall(12, 20))
    assert [g.question.text for g in office.do(gaps.gaps, office.clerk, office.now)] == ["很久以前就在等"]


def test_the_list_and_its_table_are_for_clerks(office: Office) -> None:
    for action in (gaps.gaps, gaps.table):
        with pytest.raises(NotAllowed):
            office.do(action, office.officials[0], office.now)
    with pytest.raises(NotAllowed):
        office.do(faqs.faqs_of, office.officials[0])


# -- words -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "meaning"), [("厕", "厕所"), ("厕所", "厕所"), ("长" * 21, "厕所"), ("茅 厕", "厕所"), ("茅厕", "!!")]
)
def test_only_two_words_make_a_word(office: Office, word: str, meaning: str) -> None:
    with pytest.raises(Invalid):
        office.do(office_words.add, office.clerk, word, meaning, office.now)


def test_a_word_taken_out_twice_is_no_error(office: Office) -> None:
    assert office.do(office_words.add, office.clerk, "旱厕", "厕所", office.now)
    assert not office.do(office_words.add, office.clerk, "旱厕", "厕所", office.now)
    for _ in range(2):
        office.do(office_words.remove, office.clerk, 1, office.now)
    assert office.do(office_words.words, office.clerk) == []
    with pytest.raises(NotAllowed):
        office.do(office_words.add, office.officials[0], "旱厕", "厕所", office.now)
