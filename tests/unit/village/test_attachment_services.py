"""Where something sent ends up, also when its pieces come late."""

from __future__ import annotations

import pytest

from tests.builders import DAY, Office
from village.errors import NotFound
from village.model.attachments import Attachment, AttachmentKind
from village.services import attachments, problem_dialogues, reports
from village.services.attachments import Received
from village.services.problem_dialogues import NEW


def send(
    office: Office, *, album: str = "", caption: str = "", kind: AttachmentKind = AttachmentKind.IMAGE
) -> Received:
    person = office.officials[0]
    thing = Attachment(0, person.id, kind, "token", "unique", office.now, caption, album=album)
    return office.do(attachments.receive, person, thing, office.now, instead="（语音）" if kind == "audio" else "")


def begin_report(office: Office) -> str:
    occurrence = office.open(office.make_duty())[0]
    return office.do(reports.begin, office.officials[0], occurrence.id, office.forms, office.now).subject


def active(office: Office) -> str | None:
    saved = office.see(lambda uow: uow.sessions.active(office.officials[0].id))
    return saved.subject if saved else None


def files(office: Office, subject: str) -> dict[str, tuple[int, ...]]:
    saved = office.see(lambda uow: uow.sessions.find(office.officials[0].id, subject))
    return saved.session.files if saved else {}


def test_without_a_dialogue_it_is_kept_until_it_is_said_what_for(office: Office) -> None:
    got = send(office)
    assert (got.saved, got.attachment.subject) == (None, "")
    assert office.do(attachments.sent_with, office.officials[0], got.attachment.id) == [got.attachment]


def test_nobody_takes_what_another_sent(office: Office) -> None:
    got = send(office)
    with pytest.raises(NotFound):
        office.do(attachments.sent_with, office.clerk, got.attachment.id)


def test_the_rest_of_an_album_goes_where_it_began_and_disturbs_no_other_dialogue(office: Office) -> None:
    subject = begin_report(office)
    send(office, album="a", caption="清沟 2 里")
    office.do(problem_dialogues.begin_new, office.officials[0], office.forms, office.now)
    got = send(office, album="a")
    assert got.is_more
    assert len(files(office, subject)["progress"]) == 2
    assert files(office, NEW) == {}
    assert active(office) == NEW


def test_the_rest_of_an_album_to_a_dialogue_put_aside_leaves_it_aside(office: Office) -> None:
    subject = begin_report(office)
    send(office, album="a")
    office.do(lambda uow: uow.sessions.put_aside(office.officials[0].id))
    send(office, album="a")
    assert len(files(office, subject)["progress"]) == 2
    assert active(office) is None


def test_the_rest_of_an_album_to_a_dialogue_that_is_over_is_kept_all_the_same(office: Office) -> None:
    subject = begin_report(office)
    send(office, album="a")
    office.do(lambda uow: uow.sessions.drop(office.officials[0].id, subject))
    got = send(office, album="a")
    assert got.saved is None
    assert office.see(lambda uow: uow.attachments.get(got.attachment.id)).subject == subject


def test_a_voice_note_answers_only_where_words_are_wanted(office: Office) -> None:
    begin_report(office)
    spoken = send(office, kind=AttachmentKind.AUDIO)
    assert spoken.saved is not None
    assert spoken.saved.session.answers == {"progress": "（语音）"}
    office.do(problem_dialogues.begin_new, office.clerk, office.forms, office.now)
    saved = office.see(lambda uow: uow.sessions.active(office.clerk.id))
    assert saved is not None
    assert saved.session.question is not None
    choice = saved.session.question.choices[0]
    assert saved.session.answer(choice, DAY).question is not None
    thing = Attachment(0, office.clerk.id, AttachmentKind.AUDIO, "t", "u", office.now)
    got = office.do(attachments.receive, office.clerk, thing, office.now, instead="（语音）")
    assert got.saved is not None
    assert got.saved.session.answers == {}, "a unit is chosen, not spoken"
