"""An office to test with, and short ways to say what happens in it.

Everything here goes through the public names of ``village``; nothing is faked but the clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from knowledge.facts import Clause, Deadline, PlanDraft, Reading, Span
from village.clock import ZONE
from village.forms.loader import shipped_forms
from village.model.duties import LADDER, Duty, Occurrence, Step
from village.model.messages import OutboxMessage
from village.model.people import Person, Role, Unit, UnitKind
from village.model.reports import Report
from village.model.rules import Period
from village.services import duties, plan_duties, plans, reports
from village.storage.unit_of_work import SqlUnitOfWork, Storage

T = TypeVar("T")

NOON = datetime(2026, 5, 10, 12, 0, tzinfo=ZONE)
VILLAGES = ("甘溪沟村", "黑水村", "铁佛寺村", "石桥村", "新民村", "柳林村", "大坪村", "向阳村")

DAY = date(2026, 5, 20)


def wall(month: int, day: int, hour: int = 9, minute: int = 0, second: int = 0) -> datetime:
    """A moment of 2026 on the office's wall clock."""
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set(self, now: datetime) -> None:
        self._now = now

    def pass_by(self, time: timedelta) -> None:
        self._now += time


@dataclass
class Office:
    """A county, a town of eight villages with an official each, a clerk, a leader; and a second town with its own.

    ``officials`` stands in the order of ``villages``; accounts are 1001, 1002 ... , of the clerk 900, the leader 901.
    """

    storage: Storage
    clock: FixedClock
    county: Unit
    town: Unit
    villages: list[Unit]
    clerk: Person
    leader: Person
    officials: list[Person]
    other_town: Unit
    other_village: Unit
    other_clerk: Person
    other_official: Person
    forms: dict[str, Any] = field(default_factory=shipped_forms)

    @property
    def now(self) -> datetime:
        return self.clock.now()

    def do(self, action: Callable[..., T], *args: Any, **more: Any) -> T:
        """Call a service in a unit of work of its own and commit."""
        with self.storage.begin() as uow:
            result = action(uow, *args, **more)
            uow.commit()
        return result

    def see(self, action: Callable[[SqlUnitOfWork], T]) -> T:
        """Look at something without changing it."""
        with self.storage.read() as uow:
            return action(uow)

    def refresh(self, person: Person) -> Person:
        return self.see(lambda uow: uow.people.get(person.id))

    def import_plan(self, draft: PlanDraft | None = None, by: Person | None = None) -> int:
        [kept] = self.do(plans.import_reading, Reading((draft or a_plan(),)), by, None, self.now)
        return kept.plan.id

    def make_duty(self, rule: str = "monthly:25") -> Duty:
        """The town's duty out of a plan's deadline, as a clerk makes it."""
        plan_id = self.import_plan(a_plan(f"{rule}的方案", rule=rule))
        return self.do(plan_duties.from_deadline, self.clerk, plan_id, 0, self.town.id, self.now)

    def keep_duty(self, rule: str, **more: Any) -> Duty:
        """A duty that no plan's deadline leads to."""
        return self.do(lambda uow: uow.duties.add(a_duty(rule, unit=self.town, since=self.now, **more), None))

    def open(self, duty: Duty, period: Period | None = None) -> list[Occurrence]:
        """The occurrences of a period, by default the present one."""
        wanted = period or duty.current(self.now)
        return self.do(duties.open_period, duty, wanted, self.now)

    def occurrence(self, number: int) -> Occurrence:
        return self.see(lambda uow: uow.occurrences.get(number))

    def fill_in(self, person: Person, occurrence: Occurrence, progress: str = "清沟 2 里") -> None:
        """Answer the monthly report's questions up to the summary."""
        saved = self.do(reports.begin, person, occurrence.id, self.forms, self.now, fresh=True)
        session = replace(saved.session, position=0).answer(progress, DAY)
        while session.question is not None:
            session = session.skip()
        self.do(lambda uow: uow.sessions.save(person.id, saved.subject, session, self.now))

    def report(self, person: Person, occurrence: Occurrence, progress: str = "清沟 2 里") -> Report:
        self.fill_in(person, occurrence, progress)
        return self.do(reports.submit, person, occurrence.id, self.now).report

    def bind_group(self, chat_id: int = -100500, title: str = "工作群") -> int:
        def bind(uow: SqlUnitOfWork) -> None:
            uow.groups.seen(chat_id, title, active=True)
            uow.groups.bind(chat_id, self.town.id, self.clerk.id)

        self.do(bind)
        return chat_id

    def outbox(self, kind: str | None = None) -> list[OutboxMessage]:
        """Everything ever written into the outbox, oldest first."""
        return outbox(self.storage, kind)


def outbox(storage: Storage, kind: str | None = None) -> list[OutboxMessage]:
    with storage.begin() as uow:
        far = datetime(2100, 1, 1, tzinfo=UTC)
        messages = sorted(uow.outbox.claim("test", far, far, 10_000), key=lambda m: m.id)
    return [m for m in messages if kind is None or m.kind == kind]


def an_office(storage: Storage, clock: FixedClock) -> Office:
    """Put an office into an empty storage."""
    with storage.begin() as uow:
        county = uow.units.add("清河县", UnitKind.COUNTY, None)
        town = uow.units.add("清河镇", UnitKind.TOWN, county.id, ["清河"])
        villages = [uow.units.add(name, UnitKind.VILLAGE, town.id, [name.removesuffix("村")]) for name in VILLAGES]
        other_town = uow.units.add("白沙镇", UnitKind.TOWN, county.id)
        other_village = uow.units.add("桃源村", UnitKind.VILLAGE, other_town.id)
        clerk = _person(uow, "周敏", 900, town, Role.CLERK, "镇办公室主任")
        leader = _person(uow, "李建国", 901, town, Role.LEADER, "副镇长")
        officials = [
            _person(uow, f"村官{number}", 1000 + number, village, Role.OFFICIAL, "村主任")
            for number, village in enumerate(villages, 1)
        ]
        other_clerk = _person(uow, "钱进", 950, other_town, Role.CLERK, "镇办公室主任")
        other_official = _person(uow, "唐桃", 1950, other_village, Role.OFFICIAL, "村主任")
        uow.commit()
    return Office(
        storage, clock, county, town, villages, clerk, leader, officials,
        other_town, other_village, other_clerk, other_official,
    )  # fmt: skip


def _person(uow: SqlUnitOfWork, name: str, account: int, unit: Unit, role: Role, title: str) -> Person:
    person = uow.people.add(name, account)
    uow.people.add_post(person.id, unit.id, role, title)
    return uow.people.get(person.id)


def a_plan(title: str = "村庄清洁方案", *, rule: str | None = "monthly:25", text: str = "各村按月报送。") -> PlanDraft:
    """A plan of one clause, with one recurring deadline unless ``rule`` is None; the title makes its text its own."""
    span = Span(0, len(text))
    deadline = Deadline("报送工作进展", rule or "", ("各村",), "一", text, span, owes="工作进展")
    return PlanDraft(
        file=f"{title}.txt",
        title=title,
        kind="plan",
        level="town",
        year=2026,
        text=f"{title}\n{text}",
        clauses=(Clause("一", None, text, span),),
        deadlines=(deadline,) if rule else (),
    )


def a_unit(number: int = 1, name: str = "清河镇", kind: UnitKind = UnitKind.TOWN, **more: Any) -> Unit:
    return Unit(number, name, kind, **more)


def a_duty(rule: str = "monthly:25", ladder: tuple[Step, ...] = LADDER, **more: Any) -> Duty:
    """A monthly report of the villages of a town, due at 18:00."""
    defaults: dict[str, Any] = {
        "id": 0,
        "name": "月报",
        "due_time": "18:00",
        "form": "monthly_report",
        "unit": a_unit(),
        "audience": UnitKind.VILLAGE,
        "since": NOON - timedelta(days=400),
    }
    return Duty(rule=rule, ladder=ladder, **{**defaults, **more})


def an_occurrence(due: datetime, ladder: tuple[Step, ...] = LADDER, **more: Any) -> Occurrence:
    unit = a_unit(3, "甘溪沟村", UnitKind.VILLAGE)
    return Occurrence(1, 1, unit, "2026-05", due - timedelta(days=5), due, ladder=ladder, **more)
