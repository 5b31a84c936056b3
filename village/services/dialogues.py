"""The dialogue a person is in, whatever it is about: one question at a time, kept on disk after every answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from village.errors import Invalid, NotFound
from village.forms.schema import Field, Form
from village.forms.session import Session
from village.model.people import Invitation, Person, Role
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import people

DRAFT_LIFE = timedelta(days=7)
INVITATION = "invitation"
ROLE_WORDS = {"村镇干部": Role.OFFICIAL, "办公室": Role.CLERK, "领导": Role.LEADER}


def current(uow: UnitOfWork, person: Person) -> SavedSession | None:
    """The dialogue the person is in, if any."""
    return uow.sessions.active(person.id)


def find(uow: UnitOfWork, person: Person, subject: str) -> SavedSession:
    """The person's dialogue on a subject, active or put aside.

    Raises:
        NotFound: it was submitted, thrown away or never begun.
    """
    saved = uow.sessions.find(person.id, subject)
    if saved is None:
        raise NotFound("session", subject)
    return saved


def complete(uow: UnitOfWork, person: Person, subject: str) -> SavedSession:
    """The person's dialogue on a subject, with everything answered.

    Raises:
        NotFound: it was submitted, thrown away or never begun.
        Invalid: not everything is answered yet (``incomplete``).
    """
    saved = find(uow, person, subject)
    if saved.session.question is not None:
        raise Invalid(subject.partition(":")[0], "incomplete")
    return saved


def begin(uow: UnitOfWork, person: Person, subject: str, session: Session, now: datetime) -> SavedSession:
    """Start a dialogue in the place of one on the same subject; it is the person's active one now."""
    uow.sessions.save(person.id, subject, session, now)
    return SavedSession(person.id, subject, session, active=True, updated_at=now)


def keep(uow: UnitOfWork, saved: SavedSession, session: Session, now: datetime) -> SavedSession:
    """Keep the dialogue's next state and make it the person's active one."""
    uow.sessions.save(saved.person_id, saved.subject, session, now)
    return replace(saved, session=session, active=True, updated_at=now)


def put_aside(uow: UnitOfWork, person: Person) -> bool:
    """Leave the dialogue; the draft stays for seven days. False when there was none."""
    if uow.sessions.active(person.id) is None:
        return False
    uow.sessions.put_aside(person.id)
    return True


def drop(uow: UnitOfWork, person: Person, subject: str) -> None:
    """Throw a dialogue away with all that was filled in.

    Raises:
        NotFound: it is gone already.
    """
    find(uow, person, subject)
    uow.sessions.drop(person.id, subject)


def begin_invitation(uow: UnitOfWork, by: Person, form: Form, now: datetime) -> SavedSession:
    """Start inviting somebody, with the units the clerk may invite into as choices.

    Raises:
        NotAllowed: the person is no clerk.
    """
    names = tuple(unit.name for unit in people.invitable_units(uow, by))
    fields = tuple(_with_choices(f, names) for f in form.fields)
    session = Session(replace(form, fields=fields))
    return begin(uow, by, INVITATION, session, now)


def _with_choices(field: Field, units: tuple[str, ...]) -> Field:
    return replace(field, choices=units) if field.source == "units" else field


def finish_invitation(uow: UnitOfWork, by: Person, now: datetime) -> Invitation:
    """Make the invitation the dialogue describes.

    Raises:
        NotFound: there is no such dialogue any more, or the unit is gone.
        Invalid: not everything is answered yet (``incomplete``).
        NotAllowed: the person is no clerk of that unit.
    """
    answers = complete(uow, by, INVITATION).session.answers
    unit = uow.units.tree().called(answers["unit"])
    if unit is None:
        raise NotFound("unit", answers["unit"])
    uow.sessions.drop(by.id, INVITATION)
    return people.invite(uow, by, unit.id, ROLE_WORDS[answers["role"]], answers["name"], answers["title"], now)
