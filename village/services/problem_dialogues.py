"""The dialogues about a problem: registering one, and every step that asks for more than a tap."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from village.clock import local
from village.errors import Invalid, NotAllowed, NotFound
from village.forms.schema import Field, Form
from village.forms.session import Session
from village.model.attachments import Attachment
from village.model.due_words import due_from
from village.model.people import Person, Unit
from village.model.problems import Problem, StepKind
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import dialogues, problems
from village.services.access import STAFF

K = StepKind
SUBJECT = "problem"
NEW = f"{SUBJECT}:n"
FORM = "problem"
FORMS = {
    K.ASSIGNED: "problem_assign",
    K.HELPED: "problem_helpers",
    K.WAIVED: "problem_waive",
    K.PROGRESS: "problem_progress",
    K.APPLIED: "problem_apply",
    K.RETURNED: "problem_return",
}
LETTERS = {
    K.ASSIGNED: "a",
    K.HELPED: "h",
    K.WAIVED: "w",
    K.PROGRESS: "g",
    K.APPLIED: "d",
    K.RETURNED: "r",
}
ENOUGH_TIME = timedelta(days=1)
MOST_UNITS = 40  # buttons; others are written


@dataclass(frozen=True, slots=True)
class Aim:
    """What a dialogue is about: a step of a problem, as it stood when the dialogue began."""

    kind: StepKind
    problem_id: int
    turns: int

    @property
    def subject(self) -> str:
        """How the saved dialogue is called."""
        return f"{SUBJECT}:{LETTERS[self.kind]}{self.problem_id}.{self.turns}"


def aim_of(subject: str) -> Aim:
    """The other way round.

    Raises:
        NotFound: no dialogue is called so.
    """
    word = subject.partition(":")[2]
    kind = next((kind for kind, letter in LETTERS.items() if letter == word[:1]), None)
    number, _, turns = word[1:].partition(".")
    if kind is None or not (number.isdecimal() and turns.isdecimal()):
        raise NotFound("session", subject)
    return Aim(kind, int(number), int(turns))


def begin_new(
    uow: UnitOfWork, person: Person, forms: Mapping[str, Form], now: datetime, sent: Sequence[Attachment] = ()
) -> SavedSession:
    """Start registering a problem; photos sent before are its photos already, and their caption what it is.

    Raises:
        NotAllowed: the person has no post.
    """
    form = _asking_unit(uow, person, forms[FORM])
    session = Session(form, today=local(now).date())
    for attachment in sent:
        session = session.with_file("photo", attachment.id)
    caption = next((attachment.caption for attachment in sent if attachment.caption), "")
    if caption:
        session = replace(session, answers={**session.answers, "what": caption[: form.field("what").max_length]})
    return _save(uow, person, NEW, _only_asking_the_rest(session), now)


def _only_asking_the_rest(session: Session) -> Session:
    """What is answered already stands before what is asked, so that nothing is asked twice."""
    fields = sorted(session.form.fields, key=lambda field: field.name not in session.answers)
    return replace(session, form=replace(session.form, fields=tuple(fields))).resume()


def draft_of_new(uow: UnitOfWork, person: Person) -> SavedSession | None:
    """A problem the person began to register and left."""
    draft = uow.sessions.find(person.id, NEW)
    return draft if draft is not None and draft.session.answers else None


def _asking_unit(uow: UnitOfWork, person: Person, form: Form) -> Form:
    units = units_of(uow, person)
    if not units:
        raise NotAllowed("register_problem")
    if len(units) == 1:
        return replace(form, fields=tuple(field for field in form.fields if field.source != "units"))
    return _offering(form, units)


def units_of(uow: UnitOfWork, person: Person) -> list[Unit]:
    """Where the person may find problems: the units of their posts and all below, the lowest first."""
    tree = uow.units.tree()
    found = {unit.id: unit for post in person.posts for unit in tree.under(post.unit.id)}
    return sorted(found.values(), key=lambda unit: any(other.parent_id == unit.id for other in found.values()))


def begin(uow: UnitOfWork, person: Person, aim: Aim, forms: Mapping[str, Form], now: datetime) -> SavedSession:
    """Start what a step of a problem asks for.

    Raises:
        NotFound, NotAllowed, Overtaken: as ``problems.check``.
    """
    turns = aim.turns if aim.kind in problems.OFFICE else None
    problem = problems.check(uow, person, aim.problem_id, aim.kind, turns)
    form = forms[FORMS[aim.kind]]
    if aim.kind in {K.ASSIGNED, K.HELPED}:
        form = _offering(form, _assignable(uow, person, problem, aim.kind))
    if aim.kind is K.RETURNED and problem.due is not None and problem.due - now > ENOUGH_TIME:
        form = replace(form, fields=tuple(field for field in form.fields if field.name != "due"))
    return _save(uow, person, aim.subject, Session(form, today=local(now).date()), now)


def _assignable(uow: UnitOfWork, person: Person, problem: Problem, kind: StepKind) -> list[Unit]:
    """Units a clerk may give it to: the likeliest first, then the town and its departments, then the others."""
    tree = uow.units.tree()
    mine = {unit.id: unit for post in person.posts if post.role in STAFF for unit in tree.under(post.unit.id)}
    if kind is K.HELPED and problem.responsible:
        mine.pop(problem.responsible.id, None)
    likely = [problem.responsible, problem.unit, tree.town_of(problem.unit.id)]
    first = [unit.id for unit in likely if unit is not None]
    return sorted(mine.values(), key=lambda unit: (first.index(unit.id) if unit.id in first else len(first), unit.id))


def _offering(form: Form, units: Sequence[Unit]) -> Form:
    names = tuple(unit.name for unit in units[:MOST_UNITS])
    return replace(form, fields=tuple(_with_choices(field, names) for field in form.fields))


def _with_choices(field: Field, names: tuple[str, ...]) -> Field:
    return replace(field, choices=names) if field.source == "units" else field


def _save(uow: UnitOfWork, person: Person, subject: str, session: Session, now: datetime) -> SavedSession:
    return dialogues.begin(uow, person, subject, session, now)


def keep(uow: UnitOfWork, saved: SavedSession, session: Session, words: str, now: datetime) -> SavedSession:
    """The dialogue with what was sent before it began; ``words`` that came with it are the answer, if they may be."""
    with suppress(Invalid):
        session = session.answer(words, local(now).date())
    return dialogues.keep(uow, saved, session, now)


def finish(uow: UnitOfWork, person: Person, subject: str, now: datetime) -> Problem:
    """Take the step the dialogue describes, or register the problem.

    Raises:
        NotFound: the dialogue is gone, or the problem.
        Invalid: not all is answered (``incomplete``), the unit is not known (``no_unit``) or the day is none.
        NotAllowed, Overtaken: as ``problems.check``.
    """
    saved = dialogues.find(uow, person, subject)
    if saved.session.question is not None:
        raise Invalid("problem", "incomplete")
    uow.sessions.drop(person.id, subject)
    if subject == NEW:
        return _register(uow, person, saved.session, now)
    return _step(uow, person, aim_of(subject), saved.session, now)


def _register(uow: UnitOfWork, person: Person, session: Session, now: datetime) -> Problem:
    answers = session.final
    units = units_of(uow, person)
    unit = _named(uow, answers["unit"]) if "unit" in answers else units[0]
    files = tuple(file for ids in session.final_files.values() for file in ids)
    return problems.register(uow, person, unit.id, answers["where"], answers["what"], files, now)


def _step(uow: UnitOfWork, person: Person, aim: Aim, session: Session, now: datetime) -> Problem:
    answers, number, turns = session.final, aim.problem_id, aim.turns
    files = tuple(file for ids in session.final_files.values() for file in ids)
    match aim.kind:
        case K.ASSIGNED:
            due = due_from(answers["due"], now)
            unit = _given_to(uow, person, answers["unit"])
            return problems.assign(uow, person, number, turns, unit, due, now)
        case K.HELPED:
            units = tuple(_named(uow, name) for name in answers["helpers"].split("、") if name)
            return problems.help_with(uow, person, number, turns, units, now)
        case K.WAIVED:
            return problems.waive(uow, person, number, turns, answers["reason"], now, files)
        case K.RETURNED:
            again = due_from(answers["due"], now) if "due" in answers else None
            return problems.give_back(uow, person, number, turns, answers["reason"], again, now, files)
        case K.APPLIED:
            return problems.apply(uow, person, number, answers["words"], files, now)
        case _:
            return problems.report_progress(uow, person, number, answers["words"], files, now)


def _given_to(uow: UnitOfWork, person: Person, name: str) -> Unit:
    """The unit meant, if it is the clerk's to give to."""
    unit, tree = _named(uow, name), uow.units.tree()
    if not any(post.role in STAFF and tree.covers(post.unit.id, unit.id) for post in person.posts):
        raise Invalid("unit", "no_unit")
    return unit


def _named(uow: UnitOfWork, name: str) -> Unit:
    unit = uow.units.tree().called(name)
    if unit is None:
        raise Invalid("unit", "no_unit")
    return unit
