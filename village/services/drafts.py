"""A plan sent as a file: received, read, checked fact by fact, confirmed."""

from __future__ import annotations

import difflib
import re
from dataclasses import replace
from datetime import datetime

from knowledge.facts import Indicator, Op, PlanDraft, Reading
from village.errors import Invalid, NotFound
from village.forms.schema import Form
from village.forms.session import Session
from village.model.drafts import Fact, FileState, PlanFile, facts, with_fact, without_fact
from village.model.messages import NewMessage, Rank
from village.model.people import Person, UnitKind
from village.model.plans import Plan
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import plans
from village.services.access import STAFF, require, require_any

ALIKE = 0.75
FIX = "fact"
OPS: dict[str, Op] = {"不低于": ">=", "不超过": "<=", "等于": "=", "下降": "decrease", "提高": "increase"}
YEAR = re.compile(r"(?:19|20)[0-9xX*]{2}年?(?:度)?")


def receive(uow: UnitOfWork, by: Person, chat_id: int, token: str, name: str, now: datetime) -> PlanFile:
    """Keep a file that is to be read as a plan.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "import_plan", *STAFF)
    uow.log.add(now, by.id, "receive_plan", name[:100])
    return uow.files.add(by.id, chat_id, token, name, now)


def was_read(uow: UnitOfWork, file: PlanFile, reading: Reading, now: datetime) -> PlanFile:
    """Keep what was read and have a card sent for each plan found."""
    drafts = tuple(draft for draft in reading.plans if draft.clauses)
    if not drafts:
        return failed(uow, file, "no_plan", now)
    read = replace(file, state=FileState.READ, drafts=drafts)
    uow.files.save(read)
    for number in range(len(drafts)):
        _tell(uow, read, number, now)
    return read


def failed(uow: UnitOfWork, file: PlanFile, reason: str, now: datetime) -> PlanFile:
    """Keep why a file could not be read and have the person told."""
    broken = replace(file, state=FileState.FAILED, reason=reason)
    uow.files.save(broken)
    _tell(uow, broken, 0, now)
    return broken


def _tell(uow: UnitOfWork, file: PlanFile, number: int, now: datetime) -> None:
    body = {"file": file.id, "draft": number}
    uow.outbox.add(NewMessage(f"plan_file:{file.id}/{number}", "draft", body, Rank.REPLY, file.chat_id), now)


def find(uow: UnitOfWork, by: Person, file_id: int, number: int) -> tuple[PlanFile, PlanDraft]:
    """A draft that is still to be confirmed.

    Raises:
        NotFound: it was confirmed or thrown away, or never was.
        NotAllowed: somebody else's office sent it.
    """
    file = uow.files.get(file_id)
    sender = uow.people.get(file.person_id)
    tree = uow.units.tree()
    town = tree.town_of(sender.home.id) if sender.home else next(u for u in tree if u.kind is UnitKind.TOWN)
    require(tree, by, "import_plan", town.id, *STAFF)
    draft = file.drafts[number] if number < len(file.drafts) else None
    if draft is None:
        raise NotFound("draft", number)
    return file, draft


def predecessor(uow: UnitOfWork, draft: PlanDraft) -> Plan | None:
    """The plan in the library that this one seems to replace: the same title but for the year."""

    def likeness(plan: Plan) -> float:
        return difflib.SequenceMatcher(None, _undated(plan.draft.title), _undated(draft.title)).ratio()

    same_level = [p for p in uow.plans.all() if p.draft.level == draft.level and p.draft.title != draft.title]
    best = max(same_level, key=likeness, default=None)
    return best if best is not None and likeness(best) >= ALIKE else None


def _undated(title: str) -> str:
    return YEAR.sub("", title)


def confirm(
    uow: UnitOfWork, by: Person, file_id: int, number: int, now: datetime, *, replaces: int | None = None
) -> Plan:
    """Put a checked draft into the library; questions and deadlines are live at once.

    ``replaces`` takes last year's plan out at the same time.

    Raises:
        NotFound: it was confirmed or thrown away already.
        NotAllowed: the person is no clerk.
    """
    file, draft = find(uow, by, file_id, number)
    home = uow.units.tree().town_of(by.home.id).id if by.home else None
    [kept] = plans.import_reading(uow, Reading((draft,)), by, home, now)
    if replaces is not None and replaces != kept.plan.id:
        plans.retire(uow, replaces, by, now)
    uow.files.save(file.with_draft(number, None))
    return kept.plan


def discard(uow: UnitOfWork, by: Person, file_id: int, number: int, now: datetime) -> PlanDraft:
    """Throw a draft away.

    Raises:
        NotFound: it was confirmed or thrown away already.
        NotAllowed: the person is no clerk.
    """
    file, draft = find(uow, by, file_id, number)
    uow.files.save(file.with_draft(number, None))
    uow.log.add(now, by.id, "discard_plan", f"plan_file:{file_id}")
    return draft


def fact_at(draft: PlanDraft, number: int) -> Fact:
    """One of the facts a clerk checks.

    Raises:
        NotFound: there are not so many.
    """
    found = facts(draft)
    if not 0 <= number < len(found):
        raise NotFound("fact", number)
    return found[number]


def remove_fact(uow: UnitOfWork, by: Person, file_id: int, number: int, fact: int) -> PlanDraft:
    """Take out a fact that is none.

    Raises:
        NotFound: the draft or the fact is gone.
        NotAllowed: the person is no clerk.
    """
    file, draft = find(uow, by, file_id, number)
    fact_at(draft, fact)
    changed = without_fact(draft, fact)
    uow.files.save(file.with_draft(number, changed))
    return changed


def begin_fix(
    uow: UnitOfWork, by: Person, file_id: int, number: int, fact: int, form: Form, now: datetime
) -> SavedSession:
    """Start putting an indicator right, from what was read.

    Raises:
        NotFound: the draft or the fact is gone.
        NotAllowed: the person is no clerk.
        Invalid: it is no indicator.
    """
    wrong = _indicator(find(uow, by, file_id, number)[1], fact)
    value = "-".join(f"{v:g}" for v in (wrong.value if isinstance(wrong.value, tuple) else (wrong.value,)))
    words = {op: word for word, op in OPS.items()}
    answers = {"value": value, "op": words.get(wrong.op, "等于"), "due": wrong.due or ""}
    session = Session(form, answers, position=len(form.fields))
    subject = f"{FIX}:{file_id}-{number}-{fact}"
    uow.sessions.save(by.id, subject, session, now)
    return SavedSession(by.id, subject, session, active=True, updated_at=now)


def _indicator(draft: PlanDraft, number: int) -> Indicator:
    found = fact_at(draft, number)
    if not isinstance(found, Indicator):
        raise Invalid("fact", "no_indicator")
    return found


def finish_fix(uow: UnitOfWork, by: Person, subject: str) -> tuple[int, int, int]:
    """Put the indicator right as the dialogue says; its quote and place stay, so that everybody sees the source.

    Returns file, draft and fact numbers, to show it again.

    Raises:
        NotFound: the dialogue, the draft or the fact is gone.
        NotAllowed: the person is no clerk.
        Invalid: not all is answered.
    """
    saved = uow.sessions.find(by.id, subject)
    if saved is None:
        raise NotFound("session", subject)
    if saved.session.question is not None:
        raise Invalid("fact", "incomplete")
    file_id, number, fact = (int(part) for part in subject.partition(":")[2].split("-"))
    file, draft = find(uow, by, file_id, number)
    wrong, answers = _indicator(draft, fact), saved.session.answers
    parts = [float(part) for part in answers["value"].split("-")]
    value = parts[0] if len(parts) == 1 else (parts[0], parts[1])
    right = replace(wrong, value=value, op=OPS[answers["op"]], due=answers["due"] or None)
    uow.files.save(file.with_draft(number, with_fact(draft, fact, right)))
    uow.sessions.drop(by.id, subject)
    return file_id, number, fact
