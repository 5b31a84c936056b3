"""A plan sent as a file or pasted as text: received, read, and taken over when it was looked through."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from knowledge import read_text
from knowledge.corrections import against
from knowledge.extract.likeness import shared
from knowledge.facts import Dropped, PlanDraft, Reading
from village.errors import NotFound
from village.model.drafts import Details, FileState, Note, PlanFile
from village.model.messages import NewMessage, Rank
from village.model.people import Person, UnitKind
from village.model.plans import Plan
from village.model.seasons import NO_SEASONS, Seasons
from village.ports import UnitOfWork
from village.services import plan_duties, plans
from village.services.access import STAFF, require, require_any
from village.services.plan_duties import NO_CHOICE, Choice

ALIKE = 0.75
COPIED = 0.5
SAME_PASTE = timedelta(seconds=10)  # an app cuts a long text into messages that come one right after the other
CUT_FROM = 3000  # characters; apps cut at 4,096, some earlier
DROPPED_KEPT = 200
DROPPED_LENGTH = 300
YEAR = re.compile(r"(?:19|20)[0-9xX*]{2}年?(?:度)?")


def receive(uow: UnitOfWork, by: Person, chat_id: int, token: str, name: str, now: datetime) -> PlanFile:
    """Keep a file that is to be read as a plan, and have the person told that it is being read.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "import_plan", *STAFF)
    uow.log.add(now, by.id, "receive_plan", name[:100])
    file = uow.files.add(PlanFile(0, by.id, chat_id, token, name, FileState.WAITING, received_at=now))
    tell_step(uow, file, 0, now, now)
    return file


def paste(uow: UnitOfWork, by: Person, chat_id: int, name: str, text: str, now: datetime) -> tuple[PlanFile, bool]:
    """Keep a long text that may be a plan until the clerk says so; the rest of a text cut by the app joins it.

    Returns the text so far, and whether it is a new one.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "import_plan", *STAFF)
    begun = unfinished_paste(uow, by, now)
    if begun is not None:
        longer = replace(begun, text=f"{begun.text}\n{text}", received_at=now)
        uow.files.save(longer)
        return longer, False
    file = PlanFile(0, by.id, chat_id, "", name, FileState.ASKED, text=text, received_at=now)
    return uow.files.add(file), True


def unfinished_paste(uow: UnitOfWork, by: Person, now: datetime) -> PlanFile | None:
    """The text somebody pasted a moment ago, which the next message may go on with."""
    last = uow.files.newest_of(by.id, FileState.ASKED)
    if last is None or last.received_at is None or now - last.received_at > SAME_PASTE:
        return None
    return last if len(last.text or "") >= CUT_FROM else None


def read_pasted(uow: UnitOfWork, by: Person, file_id: int, now: datetime, *, is_plan: bool) -> PlanFile:
    """The clerk has said whether a pasted text is a plan.

    Raises:
        NotFound: it was said already.
    """
    file = uow.files.get(file_id)
    if file.state is not FileState.ASKED or file.person_id != by.id:
        raise NotFound("plan_file", file_id)
    if not is_plan:
        gone = replace(file, state=FileState.FAILED, reason="no_plan", text=None)
        uow.files.save(gone)
        return gone
    waiting = replace(file, state=FileState.WAITING)
    uow.files.save(waiting)
    uow.log.add(now, by.id, "receive_plan", file.name[:100])
    tell_step(uow, waiting, 0, now, now)
    return waiting


def tell_step(uow: UnitOfWork, file: PlanFile, step: int, not_before: datetime, now: datetime) -> None:
    """Have the person see how far the reading has come; one message a file, edited in place."""
    body = {"file": file.id, "step": step}
    key = f"{progress_key(file.id)}/{step}"
    uow.outbox.add(NewMessage(key, "reading", body, Rank.REPLY, file.chat_id, not_before), now)


def progress_key(file_id: int) -> str:
    """The name the message of a file being read is remembered by."""
    return f"reading:{file_id}"


def was_read(uow: UnitOfWork, file: PlanFile, reading: Reading, now: datetime) -> PlanFile:
    """Keep what was read and have a card sent for each plan found.

    A text the library has already is shown with the facts the library has, so that no correction is lost.
    """
    found = [draft for draft in reading.plans if draft.clauses]
    if not found:
        return failed(uow, file, "no_plan", now)
    library = uow.plans.all(live=False)
    notes = tuple(_note(draft, library) for draft in found)
    known = {plan.id: plan.draft for plan in library}
    drafts = tuple(known.get(note.known or 0, draft) for draft, note in zip(found, notes, strict=True))
    return _keep(uow, file, drafts, Details(_shortened(reading), notes), now)


def was_edited(uow: UnitOfWork, file: PlanFile, edited: PlanDraft, now: datetime) -> PlanFile:
    """The same for a plan that comes back as a YAML file: its corrections are marked by reading its text anew."""
    plan = marked(edited)
    return _keep(uow, file, (plan,), Details(notes=(_note(plan, uow.plans.all(live=False)),)), now)


def marked(edited: PlanDraft) -> PlanDraft:
    """A plan edited by hand with its corrections marked, by what its text says when it is read anew."""
    fresh = read_text(edited.text, edited.file).plans
    return against(max(fresh, key=lambda plan: len(plan.text)), edited) if fresh else edited


def _keep(uow: UnitOfWork, file: PlanFile, drafts: tuple[PlanDraft, ...], details: Details, now: datetime) -> PlanFile:
    read = replace(file, state=FileState.READ, drafts=drafts, details=details, text=None)
    uow.files.save(read)
    for number in range(len(drafts)):
        _tell(uow, read, number, now)
    return read


def _shortened(reading: Reading) -> tuple[Dropped, ...]:
    return tuple(replace(piece, text=piece.text[:DROPPED_LENGTH]) for piece in reading.dropped[:DROPPED_KEPT])


def _note(draft: PlanDraft, library: Sequence[Plan]) -> Note:
    """What the library has that is the same, nearly the same, or the same plan of another year."""
    digest = plans.digest_of(draft)
    known = next((plan.id for plan in library if plan.digest == digest), None)
    if known is not None:
        return Note(known=known)
    live = [plan for plan in library if plan.live]
    copies = [(shared(plan.draft.text, draft.text), plan.id) for plan in live]
    share, nearest = max(copies, default=(0.0, 0))
    if share >= COPIED:
        return Note(rival=nearest, share=round(share * 100))
    before = _predecessor(draft, live)
    return Note(rival=before.id if before else None)


def _predecessor(draft: PlanDraft, live: Sequence[Plan]) -> Plan | None:
    """The plan in the library that this one seems to replace: the same title but for the year."""

    def likeness(plan: Plan) -> float:
        return difflib.SequenceMatcher(None, YEAR.sub("", plan.draft.title), YEAR.sub("", draft.title)).ratio()

    best = max((p for p in live if p.draft.level == draft.level), key=likeness, default=None)
    return best if best is not None and likeness(best) >= ALIKE else None


def failed(
    uow: UnitOfWork, file: PlanFile, reason: str, now: datetime, problems: Sequence[tuple[int, str]] = ()
) -> PlanFile:
    """Keep why a file could not be read and have the person told; ``problems`` are mistakes by line."""
    broken = replace(file, state=FileState.FAILED, reason=reason, text=None, details=Details(problems=tuple(problems)))
    uow.files.save(broken)
    _tell(uow, broken, 0, now)
    return broken


def _tell(uow: UnitOfWork, file: PlanFile, number: int, now: datetime, again: str = "") -> None:
    body = {"file": file.id, "draft": number}
    uow.outbox.add(NewMessage(f"plan_file:{file.id}/{number}{again}", "draft", body, Rank.REPLY, file.chat_id), now)


def card_lost(uow: UnitOfWork, file_id: int, number: int, now: datetime) -> None:
    """Somebody deleted the message the card was to stand in: send it anew."""
    uow.cards.lost(progress_key(file_id))
    _tell(uow, uow.files.get(file_id), number, now, again="/again")


def open_plan(uow: UnitOfWork, by: Person, chat_id: int, plan_id: int, now: datetime) -> PlanFile:
    """Take a plan of the library out to be looked through and put right.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is no clerk.
    """
    require_any(by, "import_plan", *STAFF)
    plan = uow.plans.get(plan_id)
    details = Details(notes=(Note(known=plan.id),))
    file = PlanFile(
        0, by.id, chat_id, "", plan.draft.file, FileState.READ, (plan.draft,), received_at=now, details=details
    )
    return uow.files.add(file)


def find(uow: UnitOfWork, by: Person, file_id: int, number: int) -> tuple[PlanFile, PlanDraft]:
    """A draft that is still to be confirmed.

    Raises:
        NotFound: it was confirmed or thrown away, or never was.
        NotAllowed: the person is no clerk of the office the file was sent to.
    """
    require_any(by, "import_plan", *STAFF)
    file = uow.files.get(file_id)
    sender = uow.people.get(file.person_id)
    tree = uow.units.tree()
    town = tree.town_of(sender.home.id) if sender.home else next(u for u in tree if u.kind is UnitKind.TOWN)
    require(tree, by, "import_plan", town.id, *STAFF)
    draft = file.drafts[number] if number < len(file.drafts) else None
    if draft is None:
        raise NotFound("draft", number)
    return file, draft


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A draft that is in the library now, the plan whose place it took, and what became of that one's duties."""

    imported: plans.Imported
    replaced: Plan | None = None
    followed: Choice = NO_CHOICE

    @property
    def plan(self) -> Plan:
        """The plan as it stands in the library."""
        return self.imported.plan


def confirm(
    uow: UnitOfWork,
    by: Person,
    file_id: int,
    number: int,
    now: datetime,
    *,
    replaces: int | None = None,
    seasons: Seasons = NO_SEASONS,
) -> Confirmed:
    """Put a checked draft into the library; questions are answered from it at once.

    ``replaces`` takes another plan out at the same time; its duties go on with this one where they can.

    Raises:
        NotFound: it was confirmed or thrown away already.
        NotAllowed: the person is no clerk.
    """
    file, draft = find(uow, by, file_id, number)
    home = uow.units.tree().town_of(by.home.id).id if by.home else None
    [kept] = plans.import_reading(uow, Reading((draft,)), by, home, now, correct=True, seasons=seasons)
    uow.files.save(file.with_draft(number, None))
    if replaces is None or replaces == kept.plan.id:
        return Confirmed(kept, followed=kept.followed)
    old = uow.plans.get(replaces)
    followed = plan_duties.follow(uow, by, old, kept.plan, now, seasons)
    plans.retire(uow, replaces, by, now)
    return Confirmed(kept, old, followed)


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
