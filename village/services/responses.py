"""Emergency response: set, raised, confirmed, done, lifted; what it asks goes out at once, day or night."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from village.clock import local
from village.errors import NotFound
from village.forms.schema import Form
from village.forms.session import Session
from village.forms.values import SEPARATOR
from village.model.duties import Duty, Occurrence, ladder_of
from village.model.messages import NewMessage, Rank
from village.model.people import Person, Role, Unit, UnitKind
from village.model.reports import SavedSession
from village.model.responses import CALL_AFTER, DEPUTIES_AFTER, Response, Task, hazards, levels
from village.ports import UnitOfWork
from village.services import dialogues
from village.services.access import OVERSEERS, require, require_any
from village.services.duties import open_period
from village.services.roster import on_duty

SUBJECT = "response"
ZERO_REPORT = "zero_report"
WHOLE_TOWN = "全镇"
DUE_TIME = "17:00"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a response stands: who confirmed, who did it, who reported, how many people were moved."""

    response: Response
    tasks: tuple[Task, ...]
    reported: int
    owing: int
    moved: int

    @property
    def waiting(self) -> list[Task]:
        """Those who have not confirmed."""
        return [task for task in self.tasks if task.received_at is None]


def begin(uow: UnitOfWork, by: Person, form: Form, now: datetime) -> SavedSession:
    """Start setting a level.

    Raises:
        NotAllowed: the person is neither clerk nor leader.
    """
    office = _office(uow, by)
    names = tuple(unit.name for unit in uow.units.tree().under(office.id, UnitKind.VILLAGE))
    choices = {"hazard": hazards(), "level": tuple(level.name for level in levels().values()), "villages": names}
    fields = tuple(replace(f, choices=choices.get(f.name, f.choices)) for f in form.fields)
    session = Session(replace(form, fields=fields), today=local(now).date())
    return dialogues.begin(uow, by, SUBJECT, session, now)


def _office(uow: UnitOfWork, by: Person) -> Unit:
    require_any(by, "set_level", *OVERSEERS)
    return uow.units.tree().town_of(by.units(*OVERSEERS)[0].id)


def finish(uow: UnitOfWork, by: Person, now: datetime) -> Response:
    """Set the level the dialogue describes; one of the same hazard that holds already is replaced by it.

    Raises:
        NotFound: the dialogue is gone.
        NotAllowed: the person is neither clerk nor leader.
        Invalid: not all is answered (``incomplete``).
    """
    saved = dialogues.complete(uow, by, SUBJECT)
    answers, office = saved.session.final, _office(uow, by)
    uow.sessions.drop(by.id, SUBJECT)
    level = next(number for number, level in levels().items() if level.name == answers["level"])
    chosen = set(answers.get("villages", "").split(SEPARATOR))
    villages = tuple(u.id for u in uow.units.tree().under(office.id, UnitKind.VILLAGE) if u.name in chosen)
    note = answers.get("note", "")
    return set_level(uow, by, Response(0, office, answers["hazard"], level, villages, note, by.id, now), now)


def set_level(uow: UnitOfWork, by: Person, response: Response, now: datetime) -> Response:
    """Put a level in force: checklists to everybody concerned at once, and the zero report from now on.

    Raises:
        NotAllowed: the person is neither clerk nor leader of the office.
    """
    require(uow.units.tree(), by, "set_level", response.unit.id, *OVERSEERS)
    for before in uow.responses.on(response.unit.id):
        if before.hazard == response.hazard:
            _end(uow, before, by, now)
    kept = uow.responses.add(replace(response, duties=_duties(uow, response, by, now)))
    people = concerned(uow, kept)
    uow.responses.assign(kept.id, [person.id for person in people])
    uow.log.add(now, by.id, "set_level", f"response:{kept.id}/{kept.level}")
    for person in people:
        _put(uow, kept, "response", f"p{person.id}", person, now)
    return kept


def _duties(uow: UnitOfWork, response: Response, by: Person, now: datetime) -> tuple[int, ...]:
    """The zero report at the level's pace, owed by the area's villages."""
    rule, tree = levels()[response.level].rule, uow.units.tree()
    areas = [tree[village] for village in response.villages] or [response.unit]
    duties = [
        Duty(0, f"{response.hazard}零报告", rule, DUE_TIME, ZERO_REPORT, area, UnitKind.VILLAGE, ladder_of(rule), now)
        for area in areas
    ]
    kept = [uow.duties.add(duty, by.id) for duty in duties]
    for duty in kept:
        open_period(uow, duty, duty.current(now), now)
    return tuple(duty.id for duty in kept)


def concerned(uow: UnitOfWork, response: Response) -> list[Person]:
    """The area's officials, the office and the leaders, each once."""
    tree = uow.units.tree()
    units = response.villages or tuple(u.id for u in tree.under(response.unit.id, UnitKind.VILLAGE))
    officials = uow.people.in_units(units, Role.OFFICIAL)
    above = uow.people.in_units([response.unit.id], *OVERSEERS)
    return list({person.id: person for person in (*above, *officials)}.values())


def _put(uow: UnitOfWork, response: Response, kind: str, rest: str, person: Person, now: datetime) -> bool:
    body = {"response": response.id}
    return uow.outbox.add(NewMessage(f"response:{response.id}/{rest}", kind, body, Rank.EMERGENCY, person.account), now)


def find(uow: UnitOfWork, by: Person, response_id: int) -> Response:
    """A response, for those over it.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is neither clerk nor leader of its office.
    """
    response = uow.responses.get(response_id)
    require(uow.units.tree(), by, "see_response", response.unit.id, *OVERSEERS)
    return response


def lift(uow: UnitOfWork, by: Person, response_id: int, now: datetime) -> Response:
    """“解除”: what it switched on stops, everybody is told. Twice is once.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is neither clerk nor leader of its office.
    """
    response = find(uow, by, response_id)
    if not response.is_on:
        return response
    lifted = _end(uow, response, by, now)
    for person in concerned(uow, response):
        _put(uow, response, "response_lifted", f"lifted/p{person.id}", person, now)
    return lifted


def _end(uow: UnitOfWork, response: Response, by: Person, now: datetime) -> Response:
    for duty in response.duties:
        uow.duties.end(duty)
    lifted = replace(response, lifted_by=by.id, lifted_at=now)
    uow.responses.save(lifted)
    uow.log.add(now, by.id, "lift", f"response:{response.id}")
    return lifted


def confirm(uow: UnitOfWork, person: Person, response_id: int, now: datetime, *, done: bool) -> tuple[Response, Task]:
    """“收到”, “做完了”; again is the same.

    Raises:
        NotFound: there is no such response, or it asks nothing of this person.
    """
    response = uow.responses.get(response_id)
    task = next((t for t in uow.responses.tasks(response_id) if t.person.id == person.id), None)
    if task is None:
        raise NotFound("task", response_id)
    received = task.received_at or now
    changed = replace(task, received_at=received, done_at=(task.done_at or now) if done else task.done_at)
    if changed != task:
        uow.responses.confirmed(response_id, changed)
    return response, changed


def standing(uow: UnitOfWork, response: Response, now: datetime) -> Standing:
    """How it stands now, for the live board."""
    occurrences = [o for duty in response.duties for o in _present(uow, duty, now)]
    reports = [uow.reports.latest(o.id) for o in occurrences if not o.is_missing]
    moved = sum(_count(report.answers.get("moved", "")) for report in reports if report is not None)
    reported = len([report for report in reports if report is not None])
    return Standing(response, tuple(uow.responses.tasks(response.id)), reported, len(occurrences), moved)


def _present(uow: UnitOfWork, duty_id: int, now: datetime) -> list[Occurrence]:
    duty = uow.duties.get(duty_id)
    return list(uow.occurrences.of_period(duty_id, duty.current(now).key))


def _count(answer: str) -> int:
    return int(answer) if answer.isdecimal() else 0


def on_for(uow: UnitOfWork, person: Person) -> list[Response]:
    """Levels in force in the person's town, the strongest first."""
    tree = uow.units.tree()
    if person.home is None:
        return []
    return sorted(uow.responses.on(tree.town_of(person.home.id).id), key=lambda response: response.level)


def escalate(uow: UnitOfWork, now: datetime) -> int:
    """Who has not confirmed in a quarter of an hour: their colleagues are asked; in half an hour: those on duty."""
    written = 0
    for response in uow.responses.all_on():
        waiting = [task.person for task in uow.responses.tasks(response.id) if task.received_at is None]
        if waiting and now >= response.set_at + DEPUTIES_AFTER:
            written += sum(_ask_colleagues(uow, response, person, now) for person in waiting)
        if waiting and now >= response.set_at + CALL_AFTER:
            written += _ask_to_call(uow, response, now)
    return written


def _ask_colleagues(uow: UnitOfWork, response: Response, person: Person, now: datetime) -> int:
    units = [post.unit.id for post in person.posts if post.role is Role.OFFICIAL]
    colleagues = [c for c in uow.people.in_units(units, Role.OFFICIAL) if c.id != person.id]
    return sum(_put(uow, response, "response_deputy", f"deputy-{person.id}/p{c.id}", c, now) for c in colleagues)


def _ask_to_call(uow: UnitOfWork, response: Response, now: datetime) -> int:
    people: Iterable[Person] = (
        *on_duty(uow, response.unit.id, now),
        *uow.people.in_units([response.unit.id], *OVERSEERS),
    )
    callers = {person.id: person for person in people}.values()
    return sum(_put(uow, response, "response_call", f"call/p{person.id}", person, now) for person in callers)
