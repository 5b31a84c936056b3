"""Photos, voice notes and files: into the question they were sent to, or kept until the person says what for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from village.clock import local
from village.errors import Invalid, NotFound
from village.forms.schema import FieldKind
from village.forms.session import Session
from village.model.attachments import Attachment
from village.model.duties import Occurrence
from village.model.messages import NewMessage, Rank
from village.model.people import Person
from village.model.quiet import outside_quiet_hours
from village.model.reports import Report, SavedSession
from village.ports import UnitOfWork
from village.services.problem_news import clerks


@dataclass(frozen=True, slots=True)
class Received:
    """What became of something sent.

    ``saved`` is the dialogue it went into, None when there was none; ``refused`` is why its caption is no answer.
    ``is_more`` is True for the second piece of an album and those after it.
    """

    attachment: Attachment
    saved: SavedSession | None = None
    refused: Invalid | None = None
    is_more: bool = False


def receive(uow: UnitOfWork, person: Person, thing: Attachment, now: datetime, *, instead: str = "") -> Received:
    """Keep what was sent, with the open question if there is one.

    The rest of an album goes where its first piece went, whatever has been asked meanwhile. ``instead`` is the answer
    that stands for something nobody can read, where a question wants words.
    """
    before = uow.attachments.of_album(person.id, thing.album) if thing.album else []
    if before:
        return _join(uow, person, thing, before[0], now)
    saved = uow.sessions.active(person.id)
    question = saved.session.question if saved else None
    if saved is None or question is None:
        return Received(uow.attachments.add(thing))
    kept = uow.attachments.add(replace(thing, subject=saved.subject, field=question.name))
    words = kept.caption or (instead if question.kind is FieldKind.TEXT else "")
    session, refused = _attached(saved.session, kept, words, now)
    uow.sessions.save(person.id, saved.subject, session, now)
    return Received(kept, replace(saved, session=session), refused)


def _attached(session: Session, kept: Attachment, words: str, now: datetime) -> tuple[Session, Invalid | None]:
    """The dialogue with it; a caption that is no answer loses nothing but the answer."""
    today = local(now).date()
    try:
        return session.attach(kept.id, today, words), None
    except Invalid as refused:
        return session.attach(kept.id, today), refused


def _join(uow: UnitOfWork, person: Person, thing: Attachment, first: Attachment, now: datetime) -> Received:
    kept = uow.attachments.add(replace(thing, subject=first.subject, field=first.field))
    saved = uow.sessions.find(person.id, first.subject) if first.subject else None
    if saved is None:
        return Received(kept, is_more=True)
    session = saved.session.with_file(first.field, kept.id)
    active = uow.sessions.active(person.id)
    uow.sessions.save(person.id, saved.subject, session, now)
    if active is None or active.subject != saved.subject:
        uow.sessions.put_aside(person.id)
        if active is not None:
            uow.sessions.save(person.id, active.subject, active.session, active.updated_at)
    return Received(kept, replace(saved, session=session), is_more=True)


def sent_with(uow: UnitOfWork, person: Person, attachment_id: int) -> list[Attachment]:
    """An attachment of the person's own, with the rest of its album.

    Raises:
        NotFound: there is none of the person's with this id.
    """
    first = uow.attachments.get(attachment_id)
    if first.person_id != person.id:
        raise NotFound("attachment", attachment_id)
    return uow.attachments.of_album(person.id, first.album) if first.album else [first]


def tell_of_voices(uow: UnitOfWork, by: Person, occurrence: Occurrence, report: Report, now: datetime) -> None:
    """Ask the office to listen to the voice notes a report brought: nobody can read them in its documents."""
    sent = uow.attachments.of([number for numbers in report.files.values() for number in numbers])
    voices = [attachment.id for attachment in sent if attachment.flagged]
    if not voices:
        return
    for clerk in clerks(uow, occurrence.unit):
        key = f"voices:{occurrence.id}/{voices[-1]}/p{clerk.id}"
        body = {"occurrence": occurrence.id, "by": by.id, "count": len(voices)}
        ready = outside_quiet_hours(now)
        uow.outbox.add(NewMessage(key, "voices", body, Rank.BROADCAST, clerk.account, ready), now)
