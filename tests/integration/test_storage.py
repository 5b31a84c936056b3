"""Everything together or nothing, on both databases; and a database that cannot do it now says so in one way."""

from __future__ import annotations

import inspect
import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event

from tests.builders import FixedClock, Office, a_duty, a_plan, an_occurrence, an_office, wall
from village import ports
from village.bootstrap import open_storage
from village.errors import NotFound, StorageError
from village.forms.loader import shipped_forms
from village.forms.session import Session
from village.model.attachments import Attachment, AttachmentKind
from village.model.decisions import Decision, Verdict
from village.model.drafts import FileState, PlanFile
from village.model.duties import State
from village.model.incidents import Entry, EntryKind, Incident
from village.model.messages import MessageState, NewMessage, OutboxMessage, Rank, StoredUpdate
from village.model.notices import Answer, Notice
from village.model.people import Invitation, Person, Role, Unit, UnitKind
from village.model.plans import Plan
from village.model.problems import ProblemState, StepKind, registered
from village.model.problems import Step as ProblemStep
from village.model.questions import Faq, Question, QuestionState
from village.model.reports import Figure, Report
from village.model.responses import Response, Task
from village.model.roster import OnDuty, Shift
from village.model.rules import Period
from village.services import people
from village.settings import Settings
from village.storage import tables
from village.storage.engine import BEGIN_WITH
from village.storage.unit_of_work import SqlUnitOfWork, Storage

NOW = wall(5, 20)
INCIDENT = Incident(0, Unit(1, "甲村", UnitKind.VILLAGE), "后山", "滑坡", 1, NOW)
NOTICE = Notice(0, Unit(1, "甲镇", UnitKind.TOWN), "开会", 1, NOW, NOW, wants_receipt=True)
RESPONSE = Response(0, Unit(1, "甲镇", UnitKind.TOWN), "地质灾害", 2, (), "", 1, NOW)
SESSION = Session(shipped_forms()["monthly_report"])


@pytest.fixture
def office(storage: Storage, clock: FixedClock) -> Office:
    """On SQLite and on PostgreSQL; the ``storage`` of this folder."""
    return an_office(storage, clock)


# The unit of work


def names(storage: Storage) -> list[str]:
    with storage.read() as uow:
        return [unit.name for unit in uow.units.tree()]


def test_what_is_not_committed_never_happened(storage: Storage) -> None:
    with storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        assert [u.name for u in uow.units.tree()] == ["清河县"]
    assert names(storage) == []


def test_an_error_rolls_back_and_goes_on_up(storage: Storage) -> None:
    with pytest.raises(ZeroDivisionError), storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        raise ZeroDivisionError
    assert names(storage) == []


def test_rollback_forgets_and_the_block_goes_on_in_a_fresh_transaction(storage: Storage) -> None:
    with storage.begin() as uow:
        uow.units.add("写错的县", UnitKind.COUNTY, None)
        uow.rollback()
        assert list(uow.units.tree()) == []
        uow.units.add("清河县", UnitKind.COUNTY, None)
        uow.commit()
    assert names(storage) == ["清河县"]


def test_after_a_rollback_leaving_without_commit_keeps_nothing(storage: Storage) -> None:
    with storage.begin() as uow:
        uow.rollback()
        uow.units.add("清河县", UnitKind.COUNTY, None)
    assert names(storage) == []


def test_what_follows_a_commit_is_a_transaction_of_its_own(storage: Storage) -> None:
    with storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        uow.commit()
        uow.units.add("没有提交的县", UnitKind.COUNTY, None)
    assert names(storage) == ["清河县"]


def test_a_problem_comes_back_with_its_story_and_two_who_change_it_at_once_are_told(storage: Storage) -> None:
    with storage.begin() as uow:
        unit = uow.units.add("甲村", UnitKind.VILLAGE, None)
        helper = uow.units.add("乙村", UnitKind.VILLAGE, None)
        person = uow.people.add("某人", 1)
        photo = uow.attachments.add(Attachment(0, person.id, AttachmentKind.IMAGE, "t", "u", NOW, album="a"))
        first = registered(unit, "塘边", "垃圾", ProblemStep(StepKind.REGISTERED, person.id, NOW, files=(photo.id,)))
        new = uow.problems.add(first)
        given = new.take(ProblemStep(StepKind.ASSIGNED, person.id, NOW, unit=unit, due=NOW + timedelta(days=3)))
        given = replace(given, helpers=(helper,))
        assert uow.problems.save(new, given)
        assert not uow.problems.save(new, given), "somebody was faster"
        uow.commit()
    with storage.read() as uow:
        assert uow.problems.get(new.id) == given
        late = NOW + timedelta(days=4)
        assert (
            uow.problems.of_units([helper.id]) == uow.problems.overdue(late) == uow.problems.waiting(late, 9) == [given]
        )
        assert uow.problems.found_in([unit.id], [ProblemState.ASSIGNED], 5, 0) == [given]
        assert uow.problems.counts([unit.id])[ProblemState.ASSIGNED] == 1
        assert uow.problems.to_look_back([unit.id], late) == uow.problems.found_in([unit.id], [], 5) == []
        assert uow.attachments.of_album(person.id, "a") == uow.attachments.of([photo.id]) == [photo]


def test_writers_wait_for_one_another(storage: Storage) -> None:
    """Every one adds to the number and reads it: with a lost update two would leave the same one."""
    with storage.begin() as uow:
        uow.plans.add(Plan(0, "0", a_plan("零"), None, NOW))
        uow.commit()

    seen: list[int] = []

    def add(number: int) -> None:
        with storage.begin() as uow:
            before = uow.plans.sequence()
            uow.plans.add(Plan(0, str(number), a_plan(f"方案{number}"), None, NOW))
            seen.append(uow.plans.sequence())
            assert seen[-1] > before
            uow.commit()

    threads = [threading.Thread(target=add, args=(number,)) for number in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with storage.read() as uow:
        assert len(uow.plans.all()) == 9
    assert len(set(seen)) == 8


def test_a_reader_sees_what_was_there_and_waits_for_nobody(storage: Storage) -> None:
    with storage.begin() as writer:
        writer.units.add("清河县", UnitKind.COUNTY, None)
        assert names(storage) == []
        writer.commit()
    assert names(storage) == ["清河县"]


def test_a_unit_of_work_outside_its_block_is_a_mistake(storage: Storage) -> None:
    uow = storage.begin()
    with pytest.raises(RuntimeError):
        uow.commit()
    with uow:
        pass
    with pytest.raises(RuntimeError):
        uow.rollback()


# Rows that other tests do not reach


def test_everything_of_a_moment_comes_back_aware(office: Office) -> None:
    duty = office.make_duty()
    [occurrence, *_] = office.open(duty)
    assert occurrence.due == wall(5, 25, 18)
    assert occurrence.due.utcoffset() == timedelta(0)
    with pytest.raises(Exception, match="time zone"):
        office.do(lambda uow: uow.log.add(datetime(2026, 5, 1), None, "x", "y"))  # noqa: DTZ001


@pytest.mark.parametrize("topic", ["units", "people", "plans", "duties", "occurrences", "questions"])
def test_an_id_nobody_has_is_not_found(office: Office, topic: str) -> None:
    with pytest.raises(NotFound) as refusal:
        office.see(lambda uow: getattr(uow, topic).get(4711))
    assert refusal.value.key == 4711


def test_a_group_keeps_its_unit_when_it_becomes_a_supergroup(office: Office) -> None:
    old = office.bind_group(-5)
    for _ in range(2):  # two service messages tell of it
        office.do(people.rename_chat, old, -1005)
    assert office.see(lambda uow: uow.groups.get(old)) is None
    assert [g.chat_id for g in office.see(lambda uow: uow.groups.of_unit(office.town.id))] == [-1005]


def test_a_group_first_seen_under_its_new_id_keeps_its_unit_too(office: Office) -> None:
    old = office.bind_group(-5)
    office.do(lambda uow: uow.groups.seen(-1005, "工作群", active=True))
    office.do(people.rename_chat, old, -1005)
    office.do(people.rename_chat, old, -1005)
    [group] = office.see(lambda uow: uow.groups.of_unit(office.town.id))
    assert (group.chat_id, group.unit_id, group.active) == (-1005, office.town.id, True)


def test_a_group_bound_anew_after_the_move_stays_as_it_was_bound(office: Office) -> None:
    old = office.bind_group(-5)
    office.do(people.bind_group, office.other_clerk, -1005, "群", office.other_town.id, office.now)
    office.do(people.rename_chat, old, -1005)
    group = office.see(lambda uow: uow.groups.get(-1005))
    assert group is not None
    assert group.unit_id == office.other_town.id


def test_a_card_is_remembered_edited_and_sent_anew_after_a_move(office: Office) -> None:
    assert office.see(lambda uow: uow.cards.get("card")) is None
    office.do(lambda uow: uow.cards.shown("card", -5, 31, NOW))
    office.do(lambda uow: uow.cards.shown("card", -5, 32, NOW))
    card = office.see(lambda uow: uow.cards.get("card"))
    assert card is not None
    assert (card.chat_id, card.message_id, card.edited_at) == (-5, 32, NOW)
    office.do(people.rename_chat, -5, -1005)
    moved = office.see(lambda uow: uow.cards.get("card"))
    assert moved is not None
    assert (moved.chat_id, moved.message_id) == (-1005, None)


def test_an_occurrence_that_is_looked_at_too_late_is_done_with(office: Office) -> None:
    [occurrence, *_] = office.open(office.make_duty())
    assert occurrence in office.see(lambda uow: uow.occurrences.waiting(NOW, 100))
    office.do(lambda uow: uow.occurrences.looked_at(occurrence, wall(6, 1)))
    assert occurrence not in office.see(lambda uow: uow.occurrences.waiting(wall(12, 1), 100))


def test_an_occurrence_set_back_to_open_keeps_its_place_in_the_queue(office: Office) -> None:
    [occurrence, *_] = office.open(office.make_duty())
    office.do(lambda uow: uow.occurrences.set_state(occurrence.id, State.OPEN))
    assert occurrence in office.see(lambda uow: uow.occurrences.waiting(NOW, 100))


def test_occurrences_are_made_once_by_whoever_comes_first(office: Office) -> None:
    duty = office.make_duty()
    start, ids = threading.Barrier(4), []

    def make() -> None:
        start.wait()
        ids.append(tuple(o.id for o in office.open(duty)))

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == 1


def test_why_somebody_is_out_of_reach_is_kept_until_they_are_back(office: Office) -> None:
    person = office.officials[0]
    assert person.account is not None
    office.do(people.lost, person.account, "blocked")
    lost = office.refresh(person)
    assert (lost.reachable, lost.trouble) == (False, "blocked")
    office.do(lambda uow: uow.people.set_reachable(person.account, reachable=True, trouble="blocked"))
    back = office.refresh(person)
    assert (back.reachable, back.trouble) == (True, None)


@pytest.mark.parametrize(("trouble", "active"), [("kicked", False), ("deleted", False), ("muted", True)])
def test_why_a_group_is_out_of_reach_is_kept_until_something_arrives(
    office: Office, trouble: str, active: bool
) -> None:
    chat = office.bind_group()
    office.do(people.lost, chat, trouble)
    [group] = office.see(lambda uow: uow.groups.bound())
    assert (group.trouble, group.active) == (trouble, active)
    office.do(lambda uow: uow.groups.arrived(chat))
    [group] = office.see(lambda uow: uow.groups.bound())
    assert (group.trouble, group.active) == (None, True)


def test_signs_of_life_are_kept_by_part(office: Office) -> None:
    assert office.see(lambda uow: uow.beats.last("planner")) is None
    for moment in (NOW, wall(5, 11)):
        office.do(lambda uow, at=moment: uow.beats.note("planner", at))
    assert office.see(lambda uow: uow.beats.last("planner")) == wall(5, 11)


def test_questions_and_open_dialogues_are_counted(office: Office) -> None:
    [occurrence, *_] = office.open(office.make_duty())
    office.fill_in(office.officials[0], occurrence)
    for found in (True, False, True):
        office.do(lambda uow, found=found: uow.questions.add(Question(0, office.clerk.id, 1, "问", found, NOW)))
    assert office.see(lambda uow: (uow.questions.counts(), uow.sessions.open())) == ((3, 2), 1)


# A database that cannot do it now

UPDATE = StoredUpdate(1, 1, {}, NOW)
NEW = NewMessage("k", "reminder", {}, Rank.REMINDER, 1)
OLD = OutboxMessage(1, "k", "reminder", {}, Rank.REMINDER, 1, 1, NOW, NOW)
DUTY = a_duty()
INVITATION = Invitation("code", "某人", DUTY.unit, Role.OFFICIAL, "干部", NOW)
FIGURE = Figure("改厕", "done", 1, 1, "2026-05", "12", NOW)
QUESTION = Question(0, 1, 1, "问", found=True, asked_at=NOW)
PROBLEM = registered(INCIDENT.unit, "塘边", "垃圾", ProblemStep(StepKind.REGISTERED, 1, NOW))
PHOTO = Attachment(0, 1, AttachmentKind.IMAGE, "t", "u", NOW)
REPORT = Report(0, 1, 1, "monthly_report", {}, 1, NOW)

CALLS: dict[str, dict[str, tuple[Any, ...]]] = {
    "units": {"add": ("村", UnitKind.VILLAGE, None), "get": (1,), "tree": ()},
    "people": {
        "names": ([1],),
        "add": ("某人", 1), "add_post": (1, 1, Role.OFFICIAL, "干部"), "many": ([1],), "get": (1,), "by_account": (1,),
        "in_units": ([1], Role.OFFICIAL), "named": ("某人", 1), "bind": (1, 1),
        "set_reachable": (1, {"reachable": True}), "seen": (1, NOW, None),
    },
    "invitations": {"add": (INVITATION, NOW), "get": ("code",), "use": ("code", 1, NOW), "cancel": ("code",)},
    "groups": {
        "get": (-1,), "seen": (-1, "群", {"active": True}), "bind": (-1, 1, 1), "of_unit": (1,), "move": (-1, -2),
        "bound": (), "arrived": (-1,), "set_trouble": (-1, "kicked", {"active": False}),
    },
    "plans": {
        "add": (Plan(0, "d", a_plan(), None, NOW),), "get": (1,), "by_digest": ("d",), "all": (), "retire": (1,),
        "change": (1, a_plan()),
        "revive": (1,), "sequence": (), "versions": (),
    },
    "files": {
        "add": (PlanFile(0, 1, 1, "t", "方案.txt", FileState.WAITING, received_at=NOW),), "get": (1,), "waiting": (),
        "newest_of": (1, FileState.ASKED),
        "save": (PlanFile(1, 1, 1, "token", "方案.txt", FileState.READ),),
    },
    "duties": {
        "add": (DUTY, None), "get": (1,), "active": (), "from_clause": (1, "一", "monthly:25", 1, "报送"),
        "of_plan": (1,), "end": (1,), "resume": (1, NOW),
    },
    "occurrences": {
        "of_periods": (1, ["2026-05"]),
        "periods": (1,),
        "ensure": (DUTY, 1, Period("2026-05", NOW.date()), NOW), "get": (1,), "of_period": (1, "2026-05"),
        "of_unit": (1, 1), "waiting": (NOW, 1), "looked_at": (an_occurrence(NOW), NOW), "set_state": (1, State.OPEN),
    },
    "reports": {"add": (REPORT,), "latest": (1,), "latest_of": (1, ["2026-05"]), "version": (1, 1), "count": (1,)},
    "sessions": {
        "active": (1,), "find": (1, "s"), "save": (1, "s", SESSION, NOW), "put_aside": (1,), "drop": (1, "s"),
        "forget": (NOW,), "open": (),
    },
    "questions": {
        "add": (QUESTION,), "get": (1,), "counts": (), "asked_with": (1, 1), "reword": (1, "问", {"found": True}),
        "move": (1, QuestionState.SENT, {"only_from": [QuestionState.ASKED], "by": None, "now": NOW}),
        "answered_by": (1, 1), "join": (1, 2), "joined": (1,), "sent": (), "unanswered": (NOW,),
        "vote": (1, 1, "faq:1", NOW, {"good": True}), "votes": (1,),
    },
    "faqs": {
        "add": (Faq(0, 1, "问", "答", 1, NOW),), "get": (1,), "all": (), "mend": (1, "答", 1, NOW),
        "set_live": (1, {"live": True}), "sequence": (),
    },
    "figures": {"put": (FIGURE,), "drop": (1, "done"), "of": ("改厕", [1])},
    "words": {"add": ("茅厕", "厕所", 1, NOW), "all": (), "remove": (1,), "sequence": ()},
    "cards": {"get": ("c",), "lost": ("c",), "shown": ("c", -1, 1, NOW), "move_chat": (-1, -2)},
    "incidents": {
        "add": (INCIDENT,), "get": (1,), "save": (INCIDENT,), "open": (), "to_ask": (NOW,), "entries": (1,),
        "add_entry": (Entry(0, 1, EntryKind.FIRST, {}, 1, NOW),),
    },
    "problems": {
        "add": (PROBLEM,), "get": (1,), "save": (PROBLEM, PROBLEM), "of_report": (1,), "of_units": ([1],),
        "found_in": ([1], [ProblemState.NEW], 1), "counts": ([1],), "overdue": (NOW,), "waiting": (NOW, 1),
        "to_look_back": ([1], NOW), "looked_at": (1,),
    },
    "attachments": {"add": (PHOTO,), "get": (1,), "of": ([1],), "of_album": (1, "a")},
    "beats": {"note": ("planner", NOW), "last": ("planner",)},
    "notices": {
        "add": (NOTICE,), "get": (1,), "save": (NOTICE,), "of_unit": (1, 5), "address": (1, [1]), "receipts": (1,),
        "answered": (1, 1, Answer.RECEIVED, 1, NOW),
    },
    "roster": {
        "put": (1, Shift(NOW.date(), (OnDuty("李建国"),))), "get": (1, NOW.date()),
        "between": (1, NOW.date(), NOW.date()),
    },
    "decisions": {"add": (Decision(0, 1, Verdict.ACCEPTED, "", 1, NOW),), "get": (1,), "of_occurrence": (1,)},
    "responses": {
        "add": (RESPONSE,), "get": (1,), "save": (RESPONSE,), "on": (1,), "all_on": (), "assign": (1, [1]),
        "tasks": (1,), "confirmed": (1, Task(Person(1, "某人", 1), NOW)),
    },
    "log": {"add": (NOW, None, "a", "s")},
    "inbox": {
        "add": ([UPDATE],), "open": (), "is_open": (1,), "done": (1, NOW), "tried": (1,), "forget": (NOW,),
    },
    "outbox": {
        "add": (NEW, NOW), "claim": ("w", NOW, NOW, 1), "renew": ([1], NOW), "sent": (OLD, NOW, 1),
        "retry": (OLD, NOW, "r"), "put_back": ([1], NOW), "end": (OLD, MessageState.FAILED, NOW, "r"),
        "release": ("w",), "next_due": (), "counts": (), "find": ("k",), "move_chat": (-1, -2),
        "digests_sent": (NOW,), "forget": (NOW, "reminder"), "get": (1,), "queues": (NOW,), "overdue": (NOW,),
        "failed": (NOW, 1), "again": (1, NOW), "came": (1, NOW, 1), "set_right": (NOW,),
    },
}  # fmt: skip
EVERY_CALL = [(topic, method) for topic, methods in CALLS.items() for method in methods]


def public(thing: type) -> set[str]:
    return {name for name, _ in inspect.getmembers(thing, inspect.isfunction) if not name.startswith("_")}


def test_no_storage_method_is_left_out_here() -> None:
    """Add a method to a port and a row to ``CALLS``: it is then tried against a locked database."""
    topics = {name: value for name, value in inspect.getmembers(ports.UnitOfWork) if isinstance(value, property)}
    assert CALLS.keys() == topics.keys()
    for topic, methods in CALLS.items():
        rows = type(getattr(SqlUnitOfWork, topic).func(_Unopened()))
        assert public(rows) == methods.keys(), topic
        assert public(getattr(ports, topic.capitalize())) == methods.keys(), topic


class _Unopened:
    _database = type("Database", (), {})()


@pytest.fixture
def lockable(tmp_path: Path) -> Iterator[tuple[Storage, sqlite3.Connection]]:
    """A storage without write-ahead log, where one connection can lock out readers too, and that connection."""
    file = tmp_path / "locked.sqlite"
    engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 0.0})
    event.listen(engine, "connect", lambda connection, _: setattr(connection, "isolation_level", None))
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(_begin_of(connection)))
    tables.metadata.create_all(engine)
    other = sqlite3.connect(file, isolation_level=None)
    yield Storage(engine), other
    other.close()
    engine.dispose()


def _begin_of(connection: Connection) -> str:
    return str(connection.get_execution_options().get(BEGIN_WITH, "BEGIN"))


def call(uow: SqlUnitOfWork, topic: str, method: str) -> object:
    given = CALLS[topic][method]
    named = given[-1] if given and isinstance(given[-1], dict) else {}
    return getattr(getattr(uow, topic), method)(*given[: len(given) - bool(named)], **named)


@pytest.mark.parametrize(("topic", "method"), EVERY_CALL)
def test_a_locked_database_is_a_storage_error(
    lockable: tuple[Storage, sqlite3.Connection], topic: str, method: str
) -> None:
    storage, other = lockable
    with storage.read() as uow:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError) as error:
            call(uow, topic, method)
    assert "locked" in str(error.value)
    assert isinstance(error.value.__cause__, Exception)


def test_a_transaction_that_cannot_begin_is_a_storage_error_and_blocks_nobody_after(
    lockable: tuple[Storage, sqlite3.Connection],
) -> None:
    storage, other = lockable
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(StorageError), storage.begin():
        pass
    other.execute("ROLLBACK")
    with storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        uow.commit()


def test_a_commit_that_fails_keeps_nothing(lockable: tuple[Storage, sqlite3.Connection]) -> None:
    storage, other = lockable
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM units").fetchall()  # a reader in the way of the commit
    with storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        with pytest.raises(StorageError):
            uow.commit()
    other.execute("ROLLBACK")
    assert names(storage) == []


def test_a_lock_is_waited_for_before_it_is_an_error(tmp_path: Path) -> None:
    storage = open_storage(Settings(data_dir=str(tmp_path)))
    other = sqlite3.connect(tmp_path / "village.sqlite", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.3, lambda: other.execute("ROLLBACK"))
    timer.start()
    with storage.begin() as uow:
        uow.units.add("清河县", UnitKind.COUNTY, None)
        uow.commit()
    timer.join()
    other.close()
    assert names(storage) == ["清河县"]
    storage.close()


def test_what_is_committed_is_on_disk(tmp_path: Path) -> None:
    storage = open_storage(Settings(data_dir=str(tmp_path)))
    with storage.engine.connect() as connection:
        pragmas = {
            p: connection.exec_driver_sql(f"PRAGMA {p}").scalar()
            for p in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    storage.close()


def test_a_mistake_of_ours_stays_loud(office: Office) -> None:
    from sqlalchemy.exc import IntegrityError

    with pytest.raises(IntegrityError):
        office.do(lambda uow: uow.people.add("另一个人", office.clerk.account))


def test_a_server_that_is_not_there_is_a_storage_error() -> None:
    with pytest.raises(StorageError):
        open_storage(Settings(database_url="postgresql://nobody@127.0.0.1:1/desk?connect_timeout=2"))


@pytest.mark.parametrize("storage", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_connection_cut_off_in_the_middle_is_a_storage_error(office: Office) -> None:
    with office.storage.begin() as uow:
        uow.units.tree()
        with office.storage.engine.connect() as other:
            other.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StorageError):
            uow.units.tree()
    assert len(names(office.storage)) == 12  # the pool has found out by itself


def test_a_time_in_utc_is_the_same_time(office: Office) -> None:
    made = office.do(people.invite, None, office.town.id, Role.CLERK, "某人", "干事", NOW.astimezone(UTC))
    found = office.see(lambda uow: uow.invitations.get(made.code))
    assert found == replace(made, expires_at=found.expires_at)
    assert found.expires_at == made.expires_at
