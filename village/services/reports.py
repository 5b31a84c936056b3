"""Filling in a report, step by step, and handing it in."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime

from village.clock import local
from village.errors import Invalid, WindowClosed
from village.forms import values
from village.forms.paste import split
from village.forms.schema import Form
from village.forms.session import Session
from village.model.duties import Duty, Occurrence, State
from village.model.people import Person
from village.model.reports import Report, SavedSession
from village.ports import UnitOfWork
from village.services import attachments, cards, dialogues, figures, found_problems
from village.services.duties import find_owed, owed_by


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a person is told after submitting."""

    duty: Duty
    occurrence: Occurrence
    report: Report


def subject_of(occurrence_id: int) -> str:
    """How a dialogue names the occurrence it is for."""
    return f"occurrence:{occurrence_id}"


def begin(
    uow: UnitOfWork, person: Person, occurrence_id: int, forms: dict[str, Form], now: datetime, *, fresh: bool = False
) -> SavedSession:
    """Start reporting for an occurrence, or go on with the draft that is there (``fresh`` throws it away).

    What was submitted before is the starting point of a change, shown as the summary.

    Raises:
        NotFound: no such occurrence.
        NotAllowed: it is another unit's.
        Invalid: the duty has no form.
        WindowClosed: it was reported and can no longer be changed.
    """
    duty, occurrence = find_owed(uow, person, occurrence_id)
    before = uow.reports.latest(occurrence_id)
    if before is not None and not can_be_changed(occurrence, now):
        raise WindowClosed(occurrence.due)
    subject = subject_of(occurrence_id)
    draft = None if fresh else uow.sessions.find(person.id, subject)
    session = draft.session if draft is not None else _first(before, _form(forms, duty), local(now).date())
    return dialogues.begin(uow, person, subject, session, now)


def fill(uow: UnitOfWork, person: Person, text: str, forms: dict[str, Form], now: datetime) -> SavedSession | None:
    """Take a whole report sent in one message apart into the fields of what the person owes, soonest first.

    None when it looks like none of those. Parts that break a rule, and required ones that are missing, are asked for;
    everything else missing counts as nothing to say. An unfinished draft gains the parts the text has.
    """
    for duty, occurrence in owed_by(uow, person, now):
        form = forms.get(duty.form or "")
        parts = split(form, text) if form else {}
        if not parts or (not occurrence.is_missing and occurrence.is_closed(now)):
            continue
        saved = begin(uow, person, occurrence.id, forms, now)
        session = _filled(saved.session, parts, local(now).date())
        uow.sessions.save(person.id, saved.subject, session, now)
        return replace(saved, session=session)
    return None


def _filled(session: Session, parts: dict[str, str], today: date) -> Session:
    answers = dict(session.answers)
    for field in session.form.fields:
        if field.name in parts:
            with suppress(Invalid):
                answers[field.name] = values.read(field, parts[field.name], today)
        elif not field.required:
            answers.setdefault(field.name, "")
    return replace(session, answers=answers, today=today).resume()


def can_be_changed(occurrence: Occurrence, now: datetime) -> bool:
    """Whether what was reported may be changed: until the window closes, and whenever it was sent back."""
    return occurrence.state is State.RETURNED or not occurrence.is_closed(now)


def draft_of(uow: UnitOfWork, person: Person, occurrence_id: int) -> SavedSession | None:
    """The unfinished report the person left, if anything was filled in."""
    draft = uow.sessions.find(person.id, subject_of(occurrence_id))
    return draft if draft is not None and draft.session.answers else None


def _form(forms: dict[str, Form], duty: Duty) -> Form:
    if duty.form is None or duty.form not in forms:
        raise Invalid("duty", "no_form", name=duty.name)
    return forms[duty.form]


def _first(before: Report | None, form: Form, today: date) -> Session:
    """A new session, or what was submitted before as the starting point of a change."""
    if before is None:
        return Session(form, today=today)
    return Session(form, dict(before.answers), files=dict(before.files), today=today).resume()


def submit(uow: UnitOfWork, person: Person, occurrence_id: int, now: datetime) -> Receipt:
    """Hand the report in: the first time as version 1, after a change as the next version.

    Submitting again without a draft changes nothing and gives the receipt again: a double tap makes one report.

    Raises:
        NotFound: no such occurrence.
        NotAllowed: it is another unit's.
        Invalid: nothing filled in (``nothing``) or not complete yet (``incomplete``).
        WindowClosed: it is a change, and came after the window closed.
    """
    duty, occurrence = find_owed(uow, person, occurrence_id)
    latest = uow.reports.latest(occurrence_id)
    draft = uow.sessions.find(person.id, subject_of(occurrence_id))
    if draft is None:
        if latest is None:
            raise Invalid("report", "nothing")
        return Receipt(duty, occurrence, latest)
    if draft.session.question is not None:
        raise Invalid("report", "incomplete")
    if latest is not None and not can_be_changed(occurrence, now):
        raise WindowClosed(occurrence.due)
    uow.sessions.drop(person.id, draft.subject)
    if latest is not None and _says(latest, draft.session) and occurrence.state is not State.RETURNED:
        return Receipt(duty, occurrence, latest)
    return Receipt(duty, occurrence, _keep(uow, person, duty, occurrence, draft.session, latest, now))


def _says(report: Report, session: Session) -> bool:
    """Whether the report says and shows what the dialogue does."""
    return (report.answers, report.files) == (session.final, session.final_files)


def _keep(
    uow: UnitOfWork,
    person: Person,
    duty: Duty,
    occurrence: Occurrence,
    session: Session,
    latest: Report | None,
    now: datetime,
) -> Report:
    late = latest.late if latest else occurrence.is_closed(now)
    version = latest.version + 1 if latest else 1
    made = Report(
        0, occurrence.id, version, session.form.name, session.final, person.id, now, late, session.final_files
    )
    report = uow.reports.add(made)
    if latest is None or occurrence.state is State.RETURNED:
        uow.occurrences.set_state(occurrence.id, State.LATE if late else State.SUBMITTED)
    uow.log.add(now, person.id, "report", f"occurrence:{occurrence.id}/v{version}")
    figures.note(uow, session.form, report, occurrence, now)
    found_problems.open_from(uow, person, occurrence, report, now)
    attachments.tell_of_voices(uow, person, occurrence, report, now)
    cards.refresh(uow, duty, occurrence.period, now)
    return report
