"""The incident chain: opened by a first report in six taps, kept up to date, closed by a final one."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from village.clock import local
from village.errors import Invalid, NotFound
from village.forms.schema import Form
from village.forms.session import Session
from village.model.incidents import ASK_EVERY, FORMS, Entry, EntryKind, Incident, changed, known
from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import dialogues
from village.services.access import OVERSEERS, require, require_any
from village.services.roster import on_duty

SUBJECT = "incident"
NO_CHANGE = {"change": "没有新变化"}
NO_CHANGE_HEADING = {"change": "新情况"}
REPORTERS = (Role.OFFICIAL, *OVERSEERS)


def subject_of(kind: EntryKind, incident_id: int = 0) -> str:
    """How a dialogue names the report of the chain it is for; 0 stands for an incident not opened yet."""
    return f"{SUBJECT}:{incident_id}-{kind}"


def about(subject: str) -> tuple[int, EntryKind]:
    """The other way round."""
    number, _, kind = subject.partition(":")[2].partition("-")
    return int(number), EntryKind(kind)


def begin(
    uow: UnitOfWork, person: Person, kind: EntryKind, forms: dict[str, Form], now: datetime, incident_id: int = 0
) -> SavedSession:
    """Start a report of the chain; what is known already is offered as the last answers.

    Raises:
        NotAllowed: the person is nobody's official, or the incident is another unit's.
        NotFound: there is no such incident.
        Invalid: it is closed (``incident_closed``).
    """
    require_any(person, "report_incident", *REPORTERS)
    last = {}
    if incident_id:
        find_open(uow, person, incident_id)
        last = known(uow.incidents.entries(incident_id))
    session = Session(forms[FORMS[kind]], last=last, today=local(now).date())
    subject = subject_of(kind, incident_id)
    return dialogues.begin(uow, person, subject, session, now)


def find(uow: UnitOfWork, person: Person, incident_id: int) -> Incident:
    """An incident the person may see: of the person's unit, or of one below.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another unit's.
    """
    incident = uow.incidents.get(incident_id)
    require(uow.units.tree(), person, "see_incident", incident.unit.id, *REPORTERS)
    return incident


def find_open(uow: UnitOfWork, person: Person, incident_id: int) -> Incident:
    """The same, where something is to be added.

    Raises:
        NotFound: there is none.
        NotAllowed: it is another unit's.
        Invalid: it is closed (``incident_closed``).
    """
    incident = find(uow, person, incident_id)
    if not incident.is_open:
        raise Invalid("incident", "incident_closed")
    return incident


def finish(uow: UnitOfWork, person: Person, subject: str, now: datetime) -> tuple[Incident, Entry]:
    """Keep what the dialogue says and send it at once to the office, the leaders and the unit's other officials.

    Raises:
        NotFound: the dialogue or the incident is gone.
        NotAllowed: it is another unit's.
        Invalid: not all is answered (``incomplete``), or the incident is closed (``incident_closed``).
    """
    saved = dialogues.complete(uow, person, subject)
    incident_id, kind = about(subject)
    answers = saved.session.final
    incident = find_open(uow, person, incident_id) if incident_id else _open(uow, person, answers, now)
    uow.sessions.drop(person.id, subject)
    headings = {step.name: step.heading for step in saved.session.steps if not step.kind.is_attachment}
    return _keep(uow, person, incident, kind, answers, headings, now)


def no_change(uow: UnitOfWork, person: Person, incident_id: int, now: datetime) -> tuple[Incident, Entry]:
    """“没有变化”: an update in one tap.

    Raises:
        NotFound: there is no such incident.
        NotAllowed: it is another unit's.
        Invalid: it is closed (``incident_closed``).
    """
    incident = find_open(uow, person, incident_id)
    return _keep(uow, person, incident, EntryKind.UPDATE, NO_CHANGE, NO_CHANGE_HEADING, now)


def _open(uow: UnitOfWork, person: Person, answers: dict[str, str], now: datetime) -> Incident:
    if person.home is None:
        raise NotFound("unit", person.id)
    return uow.incidents.add(Incident(0, person.home, answers["place"], answers["kind"], person.id, now))


def _keep(
    uow: UnitOfWork,
    person: Person,
    incident: Incident,
    kind: EntryKind,
    answers: dict[str, str],
    headings: dict[str, str],
    now: datetime,
) -> tuple[Incident, Entry]:
    before = known(uow.incidents.entries(incident.id))
    said = changed(before, answers) if kind is EntryKind.UPDATE else answers
    said = {name: answer for name, answer in said.items() if name in headings} or NO_CHANGE
    entry = uow.incidents.add_entry(
        Entry(0, incident.id, kind, said, person.id, now, {**NO_CHANGE_HEADING, **headings})
    )
    is_over = kind is EntryKind.FINAL
    moved = replace(incident, ask_at=None if is_over else now + ASK_EVERY, closed_at=now if is_over else None)
    uow.incidents.save(moved)
    uow.log.add(now, person.id, f"incident_{kind}", f"incident:{incident.id}")
    _tell(uow, incident, entry, person, now)
    return moved, entry


def _tell(uow: UnitOfWork, incident: Incident, entry: Entry, person: Person, now: datetime) -> None:
    for reader in readers(uow, incident, person, now):
        key = f"incident:{incident.id}/entry:{entry.id}/p{reader.id}"
        body = {"incident": incident.id, "entry": entry.id}
        uow.outbox.add(NewMessage(key, "incident", body, Rank.EMERGENCY, reader.account), now)


def readers(uow: UnitOfWork, incident: Incident, reporter: Person, at: datetime) -> list[Person]:
    """Who hears of it at once: those on duty, the office and the leaders above, and the unit's other officials."""
    town = uow.units.tree().town_of(incident.unit.id)
    now = on_duty(uow, incident.unit.id, at)
    above = uow.people.in_units([town.id], *OVERSEERS)
    beside = uow.people.in_units([incident.unit.id], Role.OFFICIAL)
    everybody = {person.id: person for person in (*now, *above, *beside) if person.id != reporter.id}
    return list(everybody.values())


def open_ones(uow: UnitOfWork, person: Person) -> list[Incident]:
    """Incidents not closed yet in the person's units and below, newest first."""
    tree = uow.units.tree()
    units = {unit.id for post in person.posts for unit in tree.under(post.unit.id)}
    return [incident for incident in uow.incidents.open() if incident.unit.id in units]


def ask_for_news(uow: UnitOfWork, now: datetime) -> int:
    """Ask the unit's officials about every open incident whose time has come; returns how many were asked."""
    asked = 0
    for incident in uow.incidents.to_ask(now):
        for person in uow.people.in_units([incident.unit.id], Role.OFFICIAL) or [uow.people.get(incident.opened_by)]:
            key = f"incident:{incident.id}/ask-{incident.ask_at:%Y%m%d%H%M}/p{person.id}"
            body = {"incident": incident.id}
            message = NewMessage(key, "incident_ask", body, Rank.EMERGENCY, person.account, expires=now + ASK_EVERY)
            asked += uow.outbox.add(message, now)
        uow.incidents.save(replace(incident, ask_at=now + ASK_EVERY))
    return asked
