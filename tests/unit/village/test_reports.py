"""Reports: kept as versions, never twice, never for others, and every draft waits where the person stopped."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import DAY, Office, wall
from village.errors import Invalid, NotFound, WindowClosed
from village.forms.schema import Field, Form
from village.model.duties import Duty, Occurrence, State
from village.model.people import Person, Role
from village.model.reports import Report, SavedSession
from village.services import cards, dialogues, reports


@pytest.fixture
def duty(office: Office) -> Duty:
    return office.make_duty()


@pytest.fixture
def mine(office: Office, duty: Duty) -> Occurrence:
    return office.open(duty)[0]


@pytest.fixture
def official(office: Office) -> Person:
    return office.officials[0]


@pytest.fixture
def colleague(office: Office) -> Person:
    """Another official of the same village."""
    person = office.do(lambda uow: uow.people.add("文书", 1777))
    office.do(lambda uow: uow.people.add_post(person.id, office.villages[0].id, Role.OFFICIAL, "文书"))
    return office.refresh(person)


def begin(office: Office, person: Person, mine: Occurrence, *, fresh: bool = False) -> SavedSession:
    return office.do(reports.begin, person, mine.id, office.forms, office.now, fresh=fresh)


def answer(office: Office, person: Person, saved: SavedSession, text: str) -> SavedSession:
    return office.do(dialogues.keep, saved, saved.session.answer(text, DAY), office.now)


def versions(office: Office, mine: Occurrence) -> int:
    return office.see(lambda uow: uow.reports.count(mine.id))


def latest(office: Office, mine: Occurrence) -> Report | None:
    return office.see(lambda uow: uow.reports.latest(mine.id))


def test_a_report_is_version_one_and_settles_the_occurrence(office: Office, official: Person, mine: Occurrence) -> None:
    office.fill_in(official, mine, "清沟 2 里")
    receipt = office.do(reports.submit, official, mine.id, office.now)
    report = receipt.report
    assert (report.version, report.late, report.made_by, report.made_at) == (1, False, official.id, office.now)
    assert report.answers == {"progress": "清沟 2 里", "results": "", "problems": "", "plans": ""}
    assert latest(office, mine) == report
    assert office.occurrence(mine.id).state is State.SUBMITTED
    assert (receipt.occurrence.id, receipt.duty.name) == (mine.id, "月报")


def test_the_draft_is_gone_once_it_is_handed_in(office: Office, official: Person, mine: Occurrence) -> None:
    office.report(official, mine)
    assert office.see(lambda uow: uow.sessions.find(official.id, reports.subject_of(mine.id))) is None
    assert office.do(dialogues.current, official) is None


def test_submitting_twice_makes_one_report_and_gives_the_same_receipt(
    office: Office, official: Person, mine: Occurrence
) -> None:
    office.fill_in(official, mine)
    first = office.do(reports.submit, official, mine.id, office.now)
    office.clock.pass_by(timedelta(seconds=2))
    second = office.do(reports.submit, official, mine.id, office.now)
    assert second.report == first.report
    assert versions(office, mine) == 1


def test_two_taps_at_the_same_instant_make_one_report(office: Office, official: Person, mine: Occurrence) -> None:
    office.fill_in(official, mine)
    start, numbers = threading.Barrier(2), []

    def tap() -> None:
        start.wait()
        numbers.append(office.do(reports.submit, official, mine.id, office.now).report.id)

    threads = [threading.Thread(target=tap) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(numbers) == 2
    assert len(set(numbers)) == 1
    assert versions(office, mine) == 1


def test_a_change_makes_the_next_version_and_keeps_the_old_one(
    office: Office, official: Person, mine: Occurrence
) -> None:
    office.report(official, mine, "清沟 2 里")
    saved = begin(office, official, mine)
    assert saved.session.question is None
    assert saved.session.answers["progress"] == "清沟 2 里"
    saved = office.do(dialogues.keep, saved, saved.session.mend("progress"), office.now)
    answer(office, official, saved, "清沟 3 里")
    report = office.do(reports.submit, official, mine.id, office.now).report
    assert (report.version, report.answers["progress"]) == (2, "清沟 3 里")
    assert versions(office, mine) == 2


def test_handing_in_a_change_that_changes_nothing_makes_no_version(
    office: Office, official: Person, mine: Occurrence
) -> None:
    first = office.report(official, mine)
    begin(office, official, mine)
    assert office.do(reports.submit, official, mine.id, office.now).report == first
    assert versions(office, mine) == 1
    assert office.do(dialogues.current, official) is None


def test_at_the_due_moment_it_is_in_time_and_a_second_later_it_is_late(
    office: Office, official: Person, mine: Occurrence, duty: Duty
) -> None:
    office.clock.set(wall(5, 25, 18))
    assert office.report(official, mine).late is False
    other = office.open(duty)[1]
    office.clock.set(wall(5, 25, 18, 0, 1))
    assert office.report(office.officials[1], other).late is True
    assert office.occurrence(mine.id).state is State.SUBMITTED
    assert office.occurrence(other.id).state is State.LATE


def test_what_was_missed_can_be_made_up_for(office: Office, official: Person, mine: Occurrence) -> None:
    office.do(lambda uow: uow.occurrences.set_state(mine.id, State.MISSED))
    office.clock.set(wall(6, 3))
    report = office.report(official, mine)
    assert (report.version, report.late) == (1, True)
    assert office.occurrence(mine.id).state is State.LATE


def test_after_the_window_a_report_is_not_changed_any_more(office: Office, official: Person, mine: Occurrence) -> None:
    first = office.report(official, mine)
    begin(office, official, mine)
    draft = office.see(lambda uow: uow.sessions.find(official.id, reports.subject_of(mine.id)))
    assert draft is not None
    office.do(dialogues.keep, draft, draft.session.mend("progress").answer("改过的", DAY), office.now)
    office.clock.set(wall(5, 25, 18, 0, 1))
    for attempt in (
        lambda: office.do(reports.submit, official, mine.id, office.now),
        lambda: begin(office, official, mine),
    ):
        with pytest.raises(WindowClosed) as refusal:
            attempt()
        assert refusal.value.due == wall(5, 25, 18)
    assert latest(office, mine) == first


def test_a_double_tap_across_the_due_moment_still_gives_the_receipt(
    office: Office, official: Person, mine: Occurrence
) -> None:
    first = office.report(official, mine)
    office.clock.set(wall(5, 26))
    assert office.do(reports.submit, official, mine.id, office.now).report == first


def test_the_draft_is_kept_and_gone_on_with(office: Office, official: Person, mine: Occurrence) -> None:
    saved = answer(office, official, begin(office, official, mine), "清沟 2 里")
    assert office.do(dialogues.put_aside, official) is True
    assert office.do(dialogues.current, official) is None
    assert office.do(dialogues.put_aside, official) is False
    draft = office.do(reports.draft_of, official, mine.id)
    assert draft is not None
    assert (draft.active, draft.session) == (False, saved.session)
    again = begin(office, official, mine)
    assert (again.session, again.active) == (saved.session, True)
    assert office.do(dialogues.current, official).session == saved.session


def test_a_dialogue_without_an_answer_is_no_draft(office: Office, official: Person, mine: Occurrence) -> None:
    assert office.do(reports.draft_of, official, mine.id) is None
    begin(office, official, mine)
    assert office.do(reports.draft_of, official, mine.id) is None


def test_starting_over_forgets_the_draft(office: Office, official: Person, mine: Occurrence) -> None:
    answer(office, official, begin(office, official, mine), "清沟 2 里")
    fresh = begin(office, official, mine, fresh=True)
    assert (fresh.session.answers, fresh.session.position) == ({}, 0)
    assert office.do(reports.draft_of, official, mine.id) is None


def test_a_person_is_in_one_dialogue_at_a_time(office: Office, official: Person, mine: Occurrence) -> None:
    weekly = office.open(office.keep_duty("weekly"))[0]
    answer(office, official, begin(office, official, mine), "清沟 2 里")
    begin(office, official, weekly)
    assert office.do(dialogues.current, official).occurrence_id == weekly.id
    assert office.do(reports.draft_of, official, mine.id).active is False


def test_drafts_nobody_touched_are_forgotten_after_a_week(office: Office, official: Person, mine: Occurrence) -> None:
    answer(office, official, begin(office, official, mine), "清沟 2 里")
    before = office.now - dialogues.DRAFT_LIFE
    assert office.do(lambda uow: uow.sessions.forget(before)) == 0
    assert office.do(lambda uow: uow.sessions.forget(before + dialogues.DRAFT_LIFE * 2)) == 1
    assert office.do(reports.draft_of, official, mine.id) is None


def test_nothing_filled_in_is_no_report(office: Office, official: Person, mine: Occurrence) -> None:
    with pytest.raises(Invalid) as refusal:
        office.do(reports.submit, official, mine.id, office.now)
    assert refusal.value.rule == "nothing"
    answer(office, official, begin(office, official, mine), "清沟 2 里")
    with pytest.raises(Invalid) as refusal:
        office.do(reports.submit, official, mine.id, office.now)
    assert refusal.value.rule == "incomplete"
    assert latest(office, mine) is None
    assert office.occurrence(mine.id).state is State.OPEN


def test_two_people_of_a_village_make_versions_of_one_report(
    office: Office, official: Person, colleague: Person, mine: Occurrence
) -> None:
    office.fill_in(colleague, mine, "我先填的")
    office.report(official, mine, "清沟 2 里")
    report = office.do(reports.submit, colleague, mine.id, office.now).report
    assert (report.version, report.made_by) == (2, colleague.id)
    assert versions(office, mine) == 2


def test_two_people_of_a_village_do_not_see_each_others_draft(
    office: Office, official: Person, colleague: Person, mine: Occurrence
) -> None:
    answer(office, official, begin(office, official, mine), "清沟 2 里")
    assert begin(office, colleague, mine).session.answers == {}


def test_a_change_starts_from_what_the_colleague_reported(
    office: Office, official: Person, colleague: Person, mine: Occurrence
) -> None:
    office.report(official, mine, "清沟 2 里")
    assert begin(office, colleague, mine).session.answers["progress"] == "清沟 2 里"


def test_the_form_of_a_running_dialogue_does_not_change_under_it(
    office: Office, official: Person, mine: Occurrence
) -> None:
    saved = begin(office, official, mine)
    office.forms = {"monthly_report": Form("monthly_report", "月报", (Field("other", "别的", "问别的"),))}
    assert begin(office, official, mine).session == saved.session


def test_a_change_after_the_form_gained_a_question_asks_it(office: Office, official: Person, mine: Occurrence) -> None:
    office.report(official, mine, "清沟 2 里")
    old = office.forms["monthly_report"]
    gained = (*old.fields[:3], Field("cost", "花费", "花了多少钱？"))
    office.forms = {"monthly_report": replace(old, fields=gained)}
    session = begin(office, official, mine).session
    assert session.question is not None
    assert session.question.name == "cost"
    assert set(session.final) == {"progress", "results", "problems"}


@pytest.mark.parametrize("form", [None, "no_such_form"])
def test_a_duty_without_a_form_cannot_be_reported(office: Office, official: Person, form: str | None) -> None:
    occurrence = office.open(office.keep_duty("weekly", form=form))[0]
    with pytest.raises(Invalid) as refusal:
        begin(office, official, occurrence)
    assert refusal.value.rule == "no_form"


def test_an_occurrence_nobody_knows_is_not_found(office: Office, official: Person) -> None:
    with pytest.raises(NotFound):
        office.do(reports.begin, official, 999, office.forms, office.now)
    with pytest.raises(NotFound):
        office.do(reports.submit, official, 999, office.now)


def test_a_version_stands_once_whatever_writes_it(office: Office, official: Person, mine: Occurrence) -> None:
    from sqlalchemy.exc import IntegrityError

    report = office.report(official, mine)
    with pytest.raises(IntegrityError):
        office.do(lambda uow: uow.reports.add(report))


def test_a_report_and_the_card_it_changes_are_written_together(
    office: Office, official: Person, mine: Occurrence
) -> None:
    office.bind_group(-7)
    office.report(official, mine)
    [card] = office.outbox("card")
    assert card.chat_id == -7
    assert card.body["period"] == mine.period


def test_reports_within_three_seconds_make_one_card_edit(office: Office, duty: Duty) -> None:
    chat = office.bind_group(-7)
    name = f"card:duty:{duty.id}/2026-05/chat:{chat}"
    office.do(lambda uow: uow.cards.shown(name, chat, 31, office.now))
    occurrences = office.open(duty)
    office.do(lambda uow: uow.cards.shown(f"card:duty:{duty.id}/2026-05/chat:{chat}", chat, 11, wall(5, 21, 9)))
    for number in range(4):
        office.clock.set(wall(5, 21, 10, 0, number))
        office.report(office.officials[number], occurrences[number])
    edits = office.outbox("card")
    assert [m.not_before for m in edits] == [wall(5, 21, 10, 0, 3), wall(5, 21, 10, 0, 6)]
    slot = int(wall(5, 21, 10).timestamp()) // 3
    assert [m.key for m in edits] == [f"{name}/{slot}", f"{name}/{slot + 1}"]
    assert edits[0].body == {"duty": duty.id, "period": "2026-05", "card": name}


def test_a_group_without_a_card_gets_one_however_many_reports_come_in(office: Office, duty: Duty) -> None:
    office.bind_group(-7)
    for official, occurrence in zip(office.officials[:3], office.open(duty), strict=False):
        office.report(official, occurrence)
    assert [m.key.rsplit("/", 1)[1] for m in office.outbox("card")] == ["first"]


def test_a_card_is_looked_at_once_more_when_it_has_arrived(office: Office, duty: Duty) -> None:
    chat = office.bind_group(-7)
    office.open(duty)
    at = wall(5, 21, 10)
    office.do(lambda uow: cards.shown(uow, duty, "2026-05", chat, 11, at))
    office.do(lambda uow: cards.shown(uow, duty, "2026-05", chat, 11, at + timedelta(seconds=9)))
    assert [m.not_before for m in office.outbox("card")] == [at + timedelta(seconds=3)]


def test_a_lost_card_is_sent_anew_each_time_it_is_lost(office: Office, duty: Duty) -> None:
    chat = office.bind_group(-7)
    office.open(duty)
    for hour in (10, 11):
        at = wall(5, 21, hour)
        office.do(lambda uow, at=at: cards.shown(uow, duty, "2026-05", chat, 11, at))
        office.do(lambda uow, at=at: cards.lost(uow, duty, "2026-05", chat, at))
    anew = [m.key for m in office.outbox("card") if "/again-" in m.key]
    assert len(anew) == 2


def test_a_group_the_bot_was_removed_from_gets_no_card(office: Office, official: Person, mine: Occurrence) -> None:
    chat = office.bind_group(-7)
    office.do(lambda uow: uow.groups.seen(chat, "工作群", active=False))
    office.report(official, mine)
    assert office.outbox("card") == []
