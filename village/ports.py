"""What the services ask of storage: read this page first.

Every method runs inside a unit of work, takes and returns the classes of ``village.model``, and may raise
``StorageError`` when the database cannot do it now. All moments are aware.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from types import TracebackType
from typing import Protocol, Self

from knowledge.facts import PlanDraft
from village.asking_ports import Faqs, Figures, Questions, Words
from village.forms.session import Session
from village.model.cards import Card
from village.model.decisions import Decision
from village.model.drafts import FileState, PlanFile
from village.model.duties import Duty, Occurrence, State
from village.model.incidents import Entry, Incident
from village.model.messages import MessageState, NewMessage, OutboxMessage, Queue, Rank, StoredUpdate
from village.model.notices import Answer, Notice, Receipt
from village.model.people import Group, Invitation, Person, Role, Unit, UnitKind, UnitTree
from village.model.plans import Plan
from village.model.reports import Report, SavedSession
from village.model.responses import Response, Task
from village.model.roster import Shift
from village.model.rules import Period
from village.problem_ports import Attachments, Problems


class Units(Protocol):
    """The unit tree."""

    def add(self, name: str, kind: UnitKind, parent_id: int | None, aliases: Iterable[str] = ()) -> Unit:
        """Add a unit and return it with its id."""
        ...

    def get(self, unit_id: int) -> Unit:
        """The unit with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def tree(self) -> UnitTree:
        """All units."""
        ...


class People(Protocol):
    """People with their posts."""

    def add(self, name: str, account: int | None) -> Person:
        """Add a person without posts."""
        ...

    def add_post(self, person_id: int, unit_id: int, role: Role, title: str) -> None:
        """Give a person a post; holding it already changes only the title."""
        ...

    def get(self, person_id: int) -> Person:
        """The person with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def many(self, person_ids: Collection[int]) -> dict[int, Person]:
        """These people by id; unknown ids are left out."""
        ...

    def by_account(self, account: int) -> Person | None:
        """The person who writes from this account, if bound."""
        ...

    def in_units(self, unit_ids: Iterable[int], *roles: Role) -> list[Person]:
        """People who hold one of these roles in one of these units."""
        ...

    def named(self, name: str, unit_id: int) -> Person | None:
        """The person of this name who has a post in the unit, if any."""
        ...

    def names(self, person_ids: Collection[int]) -> dict[int, str]:
        """The names of these people."""
        ...

    def bind(self, person_id: int, account: int) -> None:
        """The person writes from this account from now on."""
        ...

    def set_reachable(self, account: int, *, reachable: bool, trouble: str | None = None) -> None:
        """Whether messages to this account arrive, and why not."""
        ...

    def seen(self, person_id: int, now: datetime, away_since: datetime | None) -> None:
        """The person did something now, after having been away since then."""
        ...


class Invitations(Protocol):
    """Invitations by their code."""

    def add(self, invitation: Invitation, now: datetime) -> None:
        """Keep a new invitation."""
        ...

    def get(self, code: str) -> Invitation:
        """The invitation with this code, used or not.

        Raises:
            NotFound: there is none.
        """
        ...

    def use(self, code: str, person_id: int, now: datetime) -> bool:
        """Mark as used; False when somebody was faster."""
        ...

    def cancel(self, code: str) -> None:
        """Make the invitation worthless: the person said it is not theirs."""
        ...


class Groups(Protocol):
    """Group chats the assistant is or was in."""

    def get(self, chat_id: int) -> Group | None:
        """The group with this chat id, if known."""
        ...

    def seen(self, chat_id: int, title: str, *, active: bool, trouble: str | None = None) -> None:
        """Note that the assistant was added to or removed from a group, and why it cannot write there."""
        ...

    def bind(self, chat_id: int, unit_id: int, person_id: int) -> None:
        """The group belongs to the unit from now on."""
        ...

    def of_unit(self, unit_id: int) -> list[Group]:
        """Groups bound to the unit that the assistant is still in."""
        ...

    def bound(self) -> list[Group]:
        """All groups that belong to a unit, also those the assistant was put out of."""
        ...

    def set_trouble(self, chat_id: int, trouble: str | None, *, active: bool) -> None:
        """Why nothing arrives in the group, and whether the assistant is still in it."""
        ...

    def arrived(self, chat_id: int) -> None:
        """Something arrived in the group: whatever was the trouble is over."""
        ...

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup; safe to repeat."""
        ...


class Plans(Protocol):
    """The plan library."""

    def add(self, plan: Plan) -> int:
        """Keep a plan; returns its id."""
        ...

    def get(self, plan_id: int) -> Plan:
        """The plan with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def by_digest(self, digest: str) -> Plan | None:
        """The plan with exactly this text, if it stands in the library."""
        ...

    def all(self, *, live: bool = True) -> list[Plan]:
        """Plans in the order they came in; with ``live=False`` retired ones too."""
        ...

    def change(self, plan_id: int, draft: PlanDraft) -> None:
        """Keep what the office has put right in a plan."""
        ...

    def retire(self, plan_id: int) -> None:
        """Take a plan out of the answers; it stays on record."""
        ...

    def revive(self, plan_id: int) -> None:
        """Bring a retired plan back."""
        ...

    def sequence(self) -> int:
        """A number that grows with every change of the library; cheap to ask."""
        ...

    def versions(self) -> dict[int, int]:
        """Plans in force, each with a number that grows when it changes."""
        ...


class Files(Protocol):
    """Files with what was read of them."""

    def add(self, file: PlanFile) -> PlanFile:
        """Keep a file that is to be read; returns it with its id."""
        ...

    def get(self, file_id: int) -> PlanFile:
        """The file with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def waiting(self) -> list[PlanFile]:
        """Files to be read, oldest first."""
        ...

    def newest_of(self, person_id: int, state: FileState) -> PlanFile | None:
        """The last file of a person in this state."""
        ...

    def save(self, file: PlanFile) -> None:
        """Keep a file's new state and drafts."""
        ...


class Duties(Protocol):
    """What is owed by rule."""

    def add(self, duty: Duty, made_by: int | None) -> Duty:
        """Keep a duty; returns it with its id."""
        ...

    def get(self, duty_id: int) -> Duty:
        """The duty with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def active(self) -> list[Duty]:
        """All duties in force."""
        ...

    def of_plan(self, plan_id: int) -> list[Duty]:
        """The duties in force that were made from a plan."""
        ...

    def from_clause(self, plan_id: int, clause: str, rule: str, unit_id: int, what: str) -> Duty | None:
        """The duty already made from this deadline for this unit, if any."""
        ...

    def end(self, duty_id: int) -> None:
        """The duty is not owed any more."""
        ...

    def resume(self, duty_id: int, since: datetime) -> None:
        """An ended duty is owed again from ``since`` on."""
        ...


class Occurrences(Protocol):
    """Occurrences of duties."""

    def ensure(self, duty: Duty, unit_id: int, period: Period, now: datetime) -> Occurrence:
        """The occurrence of this duty, unit and period; made with the duty's present ladder if it is new."""
        ...

    def get(self, occurrence_id: int) -> Occurrence:
        """The occurrence with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def of_period(self, duty_id: int, period: str) -> list[Occurrence]:
        """All units' occurrences of one period, in the order of the units."""
        ...

    def of_periods(self, duty_id: int, periods: Collection[str]) -> list[Occurrence]:
        """All units' occurrences of several periods, period by period, in the order of the units."""
        ...

    def periods(self, duty_id: int) -> list[str]:
        """Every period of the duty that was ever opened, oldest first."""
        ...

    def of_unit(self, unit_id: int, duty_id: int) -> list[Occurrence]:
        """A unit's occurrences of one duty, newest first."""
        ...

    def waiting(self, now: datetime, limit: int) -> list[Occurrence]:
        """Occurrences of duties in force that the planner has to look at by now, longest waiting first."""
        ...

    def looked_at(self, occurrence: Occurrence, now: datetime) -> None:
        """Note when the planner has to look again."""
        ...

    def set_state(self, occurrence_id: int, state: State) -> None:
        """Move an occurrence to another state; one that is settled is not looked at any more."""
        ...


class Reports(Protocol):
    """Submitted reports with all their versions."""

    def add(self, report: Report) -> Report:
        """Keep a version; its occurrence and number are unique, so the same version cannot stand twice."""
        ...

    def latest(self, occurrence_id: int) -> Report | None:
        """The newest version, if anything came in."""
        ...

    def latest_of(self, duty_id: int, periods: Collection[str]) -> dict[int, Report]:
        """The newest versions of a duty's reports in these periods, by occurrence; in one query."""
        ...

    def version(self, occurrence_id: int, number: int) -> Report | None:
        """One version, if there is such."""
        ...

    def count(self, occurrence_id: int) -> int:
        """How many versions there are."""
        ...


class Sessions(Protocol):
    """Saved dialogues: one a person and subject, at most one of a person active."""

    def active(self, person_id: int) -> SavedSession | None:
        """The dialogue the person is in."""
        ...

    def find(self, person_id: int, subject: str) -> SavedSession | None:
        """The person's dialogue on this subject, active or put aside."""
        ...

    def save(self, person_id: int, subject: str, session: Session, now: datetime) -> None:
        """Keep the dialogue as it stands and make it the person's active one."""
        ...

    def put_aside(self, person_id: int) -> None:
        """The person is in no dialogue now; the drafts stay."""
        ...

    def drop(self, person_id: int, subject: str) -> None:
        """Forget a dialogue: it was submitted or thrown away."""
        ...

    def open(self) -> int:
        """How many people are in a dialogue now."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete drafts nobody touched since ``before``; returns how many."""
        ...


class Incidents(Protocol):
    """Incidents and the reports of their chains."""

    def add(self, incident: Incident) -> Incident:
        """Keep a new incident and return it with its id."""
        ...

    def get(self, incident_id: int) -> Incident:
        """The incident with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, incident: Incident) -> None:
        """Keep when it is asked after next, and when it was closed."""
        ...

    def open(self) -> list[Incident]:
        """Those without a final report, newest first."""
        ...

    def to_ask(self, now: datetime) -> list[Incident]:
        """Open ones whose reporter is to be asked for news by now."""
        ...

    def add_entry(self, entry: Entry) -> Entry:
        """Keep a report of a chain and return it with its id."""
        ...

    def entries(self, incident_id: int) -> list[Entry]:
        """All reports of a chain, oldest first."""
        ...


class Notices(Protocol):
    """Notices and their receipts."""

    def add(self, notice: Notice) -> Notice:
        """Keep a new notice and return it with its id."""
        ...

    def get(self, notice_id: int) -> Notice:
        """The notice with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, notice: Notice) -> None:
        """Keep another wording, or that it was taken back."""
        ...

    def of_unit(self, unit_id: int, limit: int) -> list[Notice]:
        """An office's notices, newest first."""
        ...

    def address(self, notice_id: int, person_ids: Iterable[int]) -> None:
        """Note who it is for; named twice is once."""
        ...

    def receipts(self, notice_id: int) -> list[Receipt]:
        """Everybody it is for, with what they said, in the order they were named."""
        ...

    def answered(self, notice_id: int, person_id: int, answer: Answer, by: int, now: datetime) -> None:
        """Keep what a person said, or what the clerk ticked for that person."""
        ...


class Roster(Protocol):
    """Shifts by office and day."""

    def put(self, unit_id: int, shift: Shift) -> None:
        """Keep a day's shift in the place of the one that was there."""
        ...

    def get(self, unit_id: int, day: date) -> Shift | None:
        """A day's shift, if one was put in."""
        ...

    def between(self, unit_id: int, first: date, last: date) -> list[Shift]:
        """The shifts from one day to another, both included."""
        ...


class Decisions(Protocol):
    """Decisions about occurrences, never changed once made."""

    def add(self, decision: Decision) -> Decision:
        """Keep a decision and return it with its id."""
        ...

    def get(self, decision_id: int) -> Decision:
        """The decision with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def of_occurrence(self, occurrence_id: int) -> list[Decision]:
        """What was decided about an occurrence, oldest first."""
        ...


class Responses(Protocol):
    """Emergency responses and their checklists."""

    def add(self, response: Response) -> Response:
        """Keep a new response and return it with its id."""
        ...

    def get(self, response_id: int) -> Response:
        """The response with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def save(self, response: Response) -> None:
        """Keep that it was lifted."""
        ...

    def on(self, unit_id: int) -> list[Response]:
        """An office's responses in force."""
        ...

    def all_on(self) -> list[Response]:
        """All responses in force."""
        ...

    def assign(self, response_id: int, person_ids: Iterable[int]) -> None:
        """Note whom it asks for something; named twice is once."""
        ...

    def tasks(self, response_id: int) -> list[Task]:
        """Everybody's checklist, in the order they were named."""
        ...

    def confirmed(self, response_id: int, task: Task) -> None:
        """Keep that somebody confirmed, or is done."""
        ...


class Cards(Protocol):
    """Cards by their key."""

    def get(self, key: str) -> Card | None:
        """The card, if it was ever sent or is about to be."""
        ...

    def shown(self, key: str, chat_id: int, message_id: int, now: datetime) -> None:
        """The card now stands in the chat as this message."""
        ...

    def lost(self, key: str) -> None:
        """The message is gone from the chat; the card's next text is sent anew."""
        ...

    def move_chat(self, old: int, new: int) -> None:
        """The chat has a new id; old messages cannot be edited there, so the cards are sent anew."""
        ...


class Beats(Protocol):
    """Signs of life of the office's parts, seen by every process."""

    def note(self, part: str, now: datetime) -> None:
        """The part has just done its work."""
        ...

    def last(self, part: str) -> datetime | None:
        """When it last did."""
        ...


class Log(Protocol):
    """The office's record of actions."""

    def add(self, at: datetime, person_id: int | None, action: str, subject: str) -> None:
        """Record an action."""
        ...


class Inbox(Protocol):
    """Updates that came in, kept until they are handled."""

    def add(self, updates: Iterable[StoredUpdate]) -> set[int]:
        """Keep updates; one that is already there stays as it is, handled or not. Returns the ids that are new."""
        ...

    def open(self, limit: int = 1000) -> list[StoredUpdate]:
        """Updates not handled yet, oldest first."""
        ...

    def is_open(self, update_id: int) -> bool:
        """Whether the update still waits to be handled."""
        ...

    def done(self, update_id: int, now: datetime, reference: str | None = None) -> bool:
        """The update has been handled; ``reference`` is the error number when it ended in one.

        False means somebody else handled it first: do not commit its effects a second time.
        """
        ...

    def tried(self, update_id: int) -> int:
        """Count one more attempt at handling and return how many there were."""
        ...

    def forget(self, before: datetime) -> int:
        """Delete handled updates older than ``before``; returns how many."""
        ...


class Outbox(Protocol):
    """Messages to go out, kept until they have an outcome."""

    def add(self, message: NewMessage, now: datetime) -> bool:
        """Put a message in; False when its key is there already (nothing changes then)."""
        ...

    def claim(
        self,
        worker: str,
        now: datetime,
        lease_until: datetime,
        limit: int,
        *,
        worst: Rank = Rank.CARD,
        skip_chats: Collection[int] = (),
    ) -> list[OutboxMessage]:
        """Take due messages, best rank first, then oldest; also those whose lease has run out.

        A claimed message is ``sending`` until its outcome is recorded or ``lease_until`` passes. Only messages of
        rank ``worst`` or better, none for ``skip_chats`` (chats that cannot take more for now).
        """
        ...

    def renew(self, ids: Sequence[int], lease_until: datetime) -> None:
        """Keep claimed messages for longer, while they wait for their place in the pacing."""
        ...

    def sent(self, message: OutboxMessage, now: datetime, message_id: int | None, digest: str | None = None) -> None:
        """The message arrived as ``message_id``; ``digest`` stands for its text, see ``digests_sent``."""
        ...

    def retry(self, message: OutboxMessage, not_before: datetime, reason: str) -> None:
        """Try the message again, not before then; nothing happens if someone else has claimed it since."""
        ...

    def put_back(self, ids: Sequence[int], not_before: datetime) -> None:
        """Give claimed messages back untried, not to be claimed again before then."""
        ...

    def end(self, message: OutboxMessage, state: MessageState, now: datetime, reason: str) -> None:
        """The message will not be sent: unreachable, skipped or failed."""
        ...

    def release(self, worker: str | None = None) -> int:
        """Give back everything this worker has claimed and not sent (gentle stop); returns how many.

        Without a name everybody's: only for the one dispatcher there is, about what earlier ones left behind.
        """
        ...

    def set_right(self, now: datetime) -> int:
        """Let go at once what a clock that ran ahead had put off: messages written later than ``now``; how many."""
        ...

    def next_due(self) -> datetime | None:
        """When the next waiting message may go."""
        ...

    def counts(self) -> dict[MessageState, int]:
        """How many messages stand in each state."""
        ...

    def find(self, key: str) -> OutboxMessage | None:
        """The message with this key."""
        ...

    def get(self, message_id: int) -> OutboxMessage:
        """The message with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def queues(self, now: datetime) -> list[Queue]:
        """What is due and waits, by rank; a rank with nothing waiting is left out."""
        ...

    def overdue(self, before: datetime) -> OutboxMessage | None:
        """The message that has waited longest, or lies longest with a dead worker, of those due before then."""
        ...

    def failed(self, since: datetime, limit: int) -> list[OutboxMessage]:
        """Messages given up since then, newest first."""
        ...

    def again(self, message_id: int, now: datetime) -> bool:
        """Try a failed message once more from the beginning; False when it is not failed (any more)."""
        ...

    def came(self, chat_id: int, since: datetime, limit: int) -> list[OutboxMessage]:
        """What came to a chat, or could not, since then without having been asked for; newest first."""
        ...

    def move_chat(self, old: int, new: int) -> None:
        """A group became a supergroup: everything waiting for the old chat goes to the new one."""
        ...

    def digests_sent(self, since: datetime) -> list[tuple[int, str, datetime]]:
        """(chat, digest of the text, when) of what was sent since then, so that repeats are seen after a restart."""
        ...

    def forget(self, before: datetime, kind: str) -> int:
        """Delete ended messages of one kind older than ``before``; returns how many. Their keys are free again."""
        ...


class UnitOfWork(Protocol):
    """A with-block in which everything is committed together; rolls back unless ``commit`` was called."""

    @property
    def inbox(self) -> Inbox:
        """Updates that came in."""
        ...

    @property
    def outbox(self) -> Outbox:
        """Messages to go out."""
        ...

    @property
    def incidents(self) -> Incidents:
        """Incidents and the reports of their chains."""
        ...

    @property
    def notices(self) -> Notices:
        """Notices and their receipts."""
        ...

    @property
    def roster(self) -> Roster:
        """The duty roster."""
        ...

    @property
    def decisions(self) -> Decisions:
        """What the office decided."""
        ...

    @property
    def responses(self) -> Responses:
        """Emergency responses."""
        ...

    @property
    def units(self) -> Units:
        """The unit tree."""
        ...

    @property
    def people(self) -> People:
        """People and posts."""
        ...

    @property
    def invitations(self) -> Invitations:
        """Invitations."""
        ...

    @property
    def groups(self) -> Groups:
        """Group chats."""
        ...

    @property
    def plans(self) -> Plans:
        """The plan library."""
        ...

    @property
    def files(self) -> Files:
        """Files people sent, with what was read of them."""
        ...

    @property
    def duties(self) -> Duties:
        """Duties."""
        ...

    @property
    def occurrences(self) -> Occurrences:
        """Occurrences of duties."""
        ...

    @property
    def reports(self) -> Reports:
        """Submitted reports."""
        ...

    @property
    def problems(self) -> Problems:
        """Problems with their history."""
        ...

    @property
    def attachments(self) -> Attachments:
        """Photos, voice notes and files people sent."""
        ...

    @property
    def sessions(self) -> Sessions:
        """Saved dialogues."""
        ...

    @property
    def questions(self) -> Questions:
        """Questions people asked."""
        ...

    @property
    def faqs(self) -> Faqs:
        """What the office answered by hand."""
        ...

    @property
    def figures(self) -> Figures:
        """Present values of indicators."""
        ...

    @property
    def words(self) -> Words:
        """Words the office added."""
        ...

    @property
    def cards(self) -> Cards:
        """Status cards."""
        ...

    @property
    def beats(self) -> Beats:
        """Signs of life."""
        ...

    @property
    def log(self) -> Log:
        """The record of actions."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def commit(self) -> None:
        """Make everything durable."""
        ...

    def rollback(self) -> None:
        """Forget everything since the beginning; the block goes on in a fresh transaction."""
        ...
