"""The office decides about what is owed: lets a village off, sends a report back, accepts it."""

from __future__ import annotations

from datetime import datetime

from village.clock import local
from village.errors import Invalid, NotFound
from village.forms.schema import Form
from village.forms.session import Session
from village.model.decisions import Decision, Verdict
from village.model.duties import Duty, Occurrence, State
from village.model.messages import NewMessage, Rank
from village.model.people import Person
from village.model.quiet import outside_quiet_hours
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import cards, dialogues
from village.services.access import STAFF, require
from village.services.duties import find_owed

SUBJECT = "reason"
WISH, RETURN = "wish", "return"  # what a reason is written for
FORMS = {WISH: "exempt_reason", RETURN: "return_reason"}


def find_overseen(uow: UnitOfWork, by: Person, occurrence_id: int) -> tuple[Duty, Occurrence]:
    """An occurrence, if the person is a clerk over it.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is no clerk of its office.
    """
    occurrence = uow.occurrences.get(occurrence_id)
    duty = uow.duties.get(occurrence.duty_id)
    require(uow.units.tree(), by, "decide", duty.unit.id, *STAFF)
    return duty, occurrence


def begin_reason(
    uow: UnitOfWork, person: Person, what: str, occurrence_id: int, forms: dict[str, Form], now: datetime
) -> SavedSession:
    """Ask for the reason: of a village that wants to be let off (``wish``), of a clerk who sends back (``return``).

    Raises:
        NotFound: there is no such occurrence.
        NotAllowed: it is not the person's to do.
    """
    check = find_owed if what == WISH else find_overseen
    check(uow, person, occurrence_id)
    subject = f"{SUBJECT}:{occurrence_id}-{what}"
    session = Session(forms[FORMS[what]], today=local(now).date())
    return dialogues.begin(uow, person, subject, session, now)


def finish_reason(uow: UnitOfWork, person: Person, subject: str, now: datetime) -> Decision:
    """Do what the reason was written for.

    Raises:
        NotFound, NotAllowed, Invalid: as ``ask_exempt`` and ``give_back``, or the dialogue is gone.
    """
    saved = dialogues.complete(uow, person, subject)
    uow.sessions.drop(person.id, subject)
    number, _, what = subject.partition(":")[2].partition("-")
    do = ask_exempt if what == WISH else give_back
    return do(uow, person, int(number), saved.session.final["reason"], now)


def ask_exempt(uow: UnitOfWork, person: Person, occurrence_id: int, reason: str, now: datetime) -> Decision:
    """“请假/不涉及”: a village asks to be let off this once; the office hears of it.

    Raises:
        NotFound: there is no such occurrence.
        NotAllowed: it is another unit's.
        Invalid: it was reported already (``reported``).
    """
    duty, occurrence = find_owed(uow, person, occurrence_id)
    if not occurrence.is_missing:
        raise Invalid("occurrence", "reported")
    decision = _keep(uow, occurrence, Verdict.ASKED, reason, person, now)
    for clerk in uow.people.in_units([duty.unit.id], *STAFF):
        _tell(uow, "exempt_asked", decision, clerk, now)
    return decision


def settle(uow: UnitOfWork, by: Person, decision_id: int, now: datetime, *, exempt: bool) -> Decision:
    """The office's answer to such a wish; asked again it gives the same.

    Raises:
        NotFound: there is no such wish.
        NotAllowed: the person is no clerk of that office.
    """
    wish = uow.decisions.get(decision_id)
    duty, occurrence = find_overseen(uow, by, wish.occurrence_id)
    answered = [d for d in uow.decisions.of_occurrence(occurrence.id) if d.id > wish.id]
    if answered:
        return answered[-1]
    verdict = Verdict.EXEMPT if exempt and occurrence.is_missing else Verdict.REFUSED
    if verdict is Verdict.EXEMPT:
        uow.occurrences.set_state(occurrence.id, State.EXEMPT)
        cards.refresh(uow, duty, occurrence.period, now)
    decision = _keep(uow, occurrence, verdict, wish.reason, by, now)
    _tell(uow, "exempt_settled", decision, uow.people.get(wish.by), now)
    return decision


def give_back(uow: UnitOfWork, by: Person, occurrence_id: int, reason: str, now: datetime) -> Decision:
    """Send a report back with a reason: it is owed again, also after the window has closed.

    Raises:
        NotFound: there is no such occurrence, or no report.
        NotAllowed: the person is no clerk of its office.
    """
    duty, occurrence = find_overseen(uow, by, occurrence_id)
    report = uow.reports.latest(occurrence_id)
    if report is None:
        raise NotFound("report", occurrence_id)
    uow.occurrences.set_state(occurrence_id, State.RETURNED)
    uow.occurrences.looked_at(occurrence, now)
    cards.refresh(uow, duty, occurrence.period, now)
    decision = _keep(uow, occurrence, Verdict.RETURNED, reason, by, now, report.version)
    for official in uow.people.in_units([occurrence.unit.id], *duty.owing_roles):
        _tell(uow, "returned", decision, official, now)
    return decision


def accept(uow: UnitOfWork, by: Person, occurrence_id: int, now: datetime) -> Decision:
    """“通过”; twice is once.

    Raises:
        NotFound: there is no such occurrence, or no report.
        NotAllowed: the person is no clerk of its office.
    """
    _, occurrence = find_overseen(uow, by, occurrence_id)
    report = uow.reports.latest(occurrence_id)
    if report is None:
        raise NotFound("report", occurrence_id)
    last = newest(uow, occurrence_id)
    if last is not None and last.verdict is Verdict.ACCEPTED and last.version == report.version:
        return last
    return _keep(uow, occurrence, Verdict.ACCEPTED, "", by, now, report.version)


def newest(uow: UnitOfWork, occurrence_id: int) -> Decision | None:
    """The last thing that was decided, if anything was."""
    return next(reversed(uow.decisions.of_occurrence(occurrence_id)), None)


def _keep(
    uow: UnitOfWork, occurrence: Occurrence, verdict: Verdict, reason: str, by: Person, now: datetime, version: int = 0
) -> Decision:
    uow.log.add(now, by.id, f"decide_{verdict}", f"occurrence:{occurrence.id}")
    return uow.decisions.add(Decision(0, occurrence.id, verdict, reason, by.id, now, version))


def _tell(uow: UnitOfWork, kind: str, decision: Decision, person: Person, now: datetime) -> None:
    key = f"decision:{decision.id}/p{person.id}"
    body = {"decision": decision.id}
    uow.outbox.add(NewMessage(key, kind, body, Rank.REMINDER, person.account, outside_quiet_hours(now)), now)
