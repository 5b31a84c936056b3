"""The duty roster: put in by the clerk, asked by anybody, changed for one day, handed over with a note."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

from village.clock import local
from village.errors import Invalid
from village.forms.schema import Form
from village.forms.session import Session
from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role, Unit
from village.model.quiet import outside_quiet_hours
from village.model.reports import SavedSession
from village.model.roster import OnDuty, Shift, duty_day, read_shifts
from village.ports import UnitOfWork
from village.services import dialogues
from village.services.access import STAFF, require_any

SUBJECT = "roster"
HANDOVER = "handover"
SHOWN = 7  # days ahead


def office_of(uow: UnitOfWork, person: Person) -> Unit:
    """The town whose roster counts for the person."""
    tree = uow.units.tree()
    return tree.town_of(person.home.id) if person.home else next(iter(tree))


def begin(uow: UnitOfWork, by: Person, form: Form, now: datetime) -> SavedSession:
    """Start putting in a roster.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "write_roster", *STAFF)
    return _begin(uow, by, SUBJECT, form, now)


def _begin(uow: UnitOfWork, by: Person, subject: str, form: Form, now: datetime) -> SavedSession:
    session = Session(form, today=local(now).date())
    return dialogues.begin(uow, by, subject, session, now)


def finish(uow: UnitOfWork, by: Person, now: datetime) -> list[Shift]:
    """Keep the pasted days; a day there already is replaced.

    Raises:
        NotFound, NotAllowed: the dialogue is gone, or the person is no clerk.
        Invalid: a line cannot be read (``roster_line``); nothing is kept, and the text can be sent again.
    """
    require_any(by, "write_roster", *STAFF)
    text = _answer(uow, by, SUBJECT, "lines")
    shifts = write(uow, by, read_shifts(text, local(now).date()), now)
    uow.sessions.drop(by.id, SUBJECT)
    return shifts


def _answer(uow: UnitOfWork, by: Person, subject: str, name: str) -> str:
    saved = uow.sessions.find(by.id, subject)
    if saved is None or saved.session.question is not None:
        raise Invalid("roster", "incomplete")
    return saved.session.final[name]


def write(uow: UnitOfWork, by: Person | None, shifts: Iterable[Shift], now: datetime) -> list[Shift]:
    """Keep shifts of the clerk's office, each name tied to the office's person of that name where there is one."""
    office = office_of(uow, by) if by is not None else next(u for u in uow.units.tree() if u.kind == "town")
    known = {p.name: p for p in uow.people.in_units([u.id for u in uow.units.tree().under(office.id)], *Role)}
    tied = [_tied(shift, known) for shift in shifts]
    for shift in tied:
        uow.roster.put(office.id, shift)
    uow.log.add(now, by.id if by else None, "write_roster", f"unit:{office.id}")
    return tied


def _tied(shift: Shift, known: dict[str, Person]) -> Shift:
    people = (replace(p, person_id=known[p.name].id) if p.name in known else p for p in shift.people)
    return replace(shift, people=tuple(people))


def tonight(uow: UnitOfWork, person: Person, now: datetime) -> tuple[Shift | None, Shift | None]:
    """The shift that is on now, and the one after it."""
    office, day = office_of(uow, person), duty_day(now)
    return uow.roster.get(office.id, day), uow.roster.get(office.id, day + timedelta(days=1))


def coming(uow: UnitOfWork, person: Person, now: datetime) -> list[Shift]:
    """The next days' shifts."""
    office, day = office_of(uow, person), duty_day(now)
    return uow.roster.between(office.id, day, day + timedelta(days=SHOWN))


def on_duty(uow: UnitOfWork, unit_id: int, now: datetime) -> list[Person]:
    """The people on duty now in the town of a unit, as far as the office knows them."""
    shift = uow.roster.get(uow.units.tree().town_of(unit_id).id, duty_day(now))
    ids = [p.person_id for p in shift.people if p.person_id is not None] if shift else []
    return list(uow.people.many(ids).values())


def begin_handover(uow: UnitOfWork, by: Person, form: Form, now: datetime) -> SavedSession:
    """Start the note for the next shift.

    Raises:
        Invalid: the person is not on duty now (``not_on_duty``).
    """
    shift, _ = tonight(uow, by, now)
    if shift is None or by.id not in {p.person_id for p in shift.people}:
        raise Invalid("roster", "not_on_duty")
    return _begin(uow, by, HANDOVER, form, now)


def finish_handover(uow: UnitOfWork, by: Person, now: datetime) -> tuple[str, list[OnDuty]]:
    """Keep the note with the shift and send it to the next one; returns it and whom it went to.

    Raises:
        Invalid: not all is answered (``incomplete``).
    """
    note = _answer(uow, by, HANDOVER, "note")
    uow.sessions.drop(by.id, HANDOVER)
    shift, following = tonight(uow, by, now)
    office = office_of(uow, by)
    if shift is not None:
        uow.roster.put(office.id, replace(shift, note=note))
    uow.log.add(now, by.id, "hand_over", f"unit:{office.id}")
    _tell(uow, by, duty_day(now), following, note, now)
    return note, list(following.people) if following else []


def _tell(uow: UnitOfWork, by: Person, day: date, following: Shift | None, note: str, now: datetime) -> None:
    ids = [p.person_id for p in following.people if p.person_id is not None] if following else []
    for person in uow.people.many(ids).values():
        key = f"handover:{day.isoformat()}/{by.id}/p{person.id}"
        body = {"from": by.name, "note": note}
        message = NewMessage(key, "handover", body, Rank.REMINDER, person.account, outside_quiet_hours(now))
        uow.outbox.add(message, now)
