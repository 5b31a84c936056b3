"""Broadcasts: made in a short dialogue, sent to each person once, counted by receipt, corrected and taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from village.clock import at, local
from village.errors import Invalid, NotFound
from village.forms.schema import Form
from village.forms.session import Session
from village.forms.values import SEPARATOR
from village.model.messages import NewMessage, Rank
from village.model.notices import Answer, Audience, Count, Notice, Receipt, addressed, count
from village.model.people import Person, Role, Unit, UnitKind
from village.model.quiet import outside_quiet_hours
from village.model.reports import SavedSession
from village.ports import UnitOfWork
from village.services import dialogues
from village.services.access import STAFF, require, require_any

SUBJECT = "notice"
CORRECTION = "correction"
PACE = timedelta(seconds=3)  # a card is edited at most this often
AUDIENCES = {
    "各村干部": Audience.VILLAGES,
    "全体人员": Audience.EVERYBODY,
    "领导": Audience.LEADERS,
    "挑几个村": Audience.SOME,
}
WAYS = {"只发本人": (True, False), "本人和工作群": (True, True), "只发工作群": (False, True)}
NOW, TOMORROW, AT_A_TIME = "现在发", "明早8点", "定个时间"
END_OF_WORK = time(18, 0)
END_OF_MORNING = time(12, 0)
MORNING = time(8, 0)


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom a notice would reach, for the preview; ``unreachable`` are people who have to be called."""

    people: tuple[Person, ...]
    unreachable: tuple[Person, ...]
    groups: int


def begin(uow: UnitOfWork, by: Person, form: Form, now: datetime) -> SavedSession:
    """Start a notice, with the town's villages as choices.

    Raises:
        NotAllowed: the person is no clerk.
    """
    names = tuple(unit.name for unit in uow.units.tree().under(_office(uow, by).id, UnitKind.VILLAGE))
    fields = tuple(replace(f, choices=names) if f.source == "villages" else f for f in form.fields)
    session = Session(replace(form, fields=fields), today=local(now).date())
    return dialogues.begin(uow, by, SUBJECT, session, now)


def _office(uow: UnitOfWork, by: Person) -> Unit:
    require_any(by, "send_notice", *STAFF)
    return uow.units.tree().town_of(by.units(*STAFF)[0].id)


def reach(uow: UnitOfWork, by: Person, answers: dict[str, str]) -> Reach:
    """How many people and groups the notice would go to, and who cannot be written to.

    Raises:
        NotAllowed: the person is no clerk.
    """
    office = _office(uow, by)
    people = tuple(_meant(uow, by, office, answers))
    to_people, to_groups = WAYS[answers["way"]]
    unreachable = tuple(p for p in people if p.account is None or not p.reachable) if to_people else ()
    return Reach(people, unreachable, len(uow.groups.of_unit(office.id)) if to_groups else 0)


def _meant(uow: UnitOfWork, by: Person, office: Unit, answers: dict[str, str]) -> list[Person]:
    tree = uow.units.tree()
    units = tree.under(office.id)
    chosen = set(answers.get("villages", "").split(SEPARATOR))
    people = uow.people.in_units([unit.id for unit in units], *Role)
    meant = addressed(people, AUDIENCES[answers["to"]], frozenset(u.id for u in units if u.name in chosen))
    return [person for person in meant if person.id != by.id]


def finish(uow: UnitOfWork, by: Person, now: datetime) -> Notice:
    """Send what the dialogue describes, now or at its time; everybody once.

    Raises:
        NotFound: there is no such dialogue any more.
        NotAllowed: the person is no clerk.
        Invalid: not everything is answered (``incomplete``), its time is over (``past``), or it is for nobody.
    """
    saved = dialogues.complete(uow, by, SUBJECT)
    answers, office = saved.session.final, _office(uow, by)
    people, send_at = _meant(uow, by, office, answers), _send_at(answers, now)
    if not people:
        raise Invalid("notice", "nobody")
    uow.sessions.drop(by.id, SUBJECT)
    to_people, to_groups = WAYS[answers["way"]]
    due = _due(answers.get("due", ""), send_at)
    notice = uow.notices.add(
        Notice(
            0, office, answers["text"], by.id, now, send_at, answers["receipt"] == "要回复", due, to_groups, to_people
        )
    )
    uow.notices.address(notice.id, [person.id for person in people])
    uow.log.add(now, by.id, "send_notice", f"notice:{notice.id}")
    _send(uow, notice, people, now)
    return notice


def _send_at(answers: dict[str, str], now: datetime) -> datetime:
    if answers["when"] == NOW:
        return outside_quiet_hours(now)
    if answers["when"] == TOMORROW:
        return at(local(now).date() + timedelta(days=1), MORNING)
    chosen = at(date.fromisoformat(answers["day"]), time.fromisoformat(answers["time"]))
    if chosen <= now:
        raise Invalid("notice", "past")
    return chosen


def _due(word: str, send_at: datetime) -> datetime | None:
    day = local(send_at).date()
    ends = {"当天下班前": at(day, END_OF_WORK), "第二天中午前": at(day + timedelta(days=1), END_OF_MORNING)}
    due = ends.get(word)
    return due + timedelta(days=1) if due is not None and due <= send_at else due


def _send(uow: UnitOfWork, notice: Notice, people: list[Person], now: datetime) -> None:
    for person in people if notice.to_people else []:
        _put(uow, notice, "notice", f"p{person.id}", person.account, now)
    for group in uow.groups.of_unit(notice.unit.id) if notice.to_groups else []:
        card = f"notice:{notice.id}/chat:{group.chat_id}"
        uow.outbox.add(
            NewMessage(f"{card}/first", "notice_group", _body(notice, card), Rank.BROADCAST, group.chat_id,
                       notice.send_at), now,
        )  # fmt: skip


def _put(uow: UnitOfWork, notice: Notice, kind: str, rest: str, account: int | None, now: datetime) -> None:
    key = f"notice:{notice.id}/{rest}"
    message = NewMessage(key, kind, _body(notice, key), Rank.BROADCAST, account, max(notice.send_at, now))
    uow.outbox.add(message, now)


def _body(notice: Notice, card: str) -> dict[str, object]:
    return {"notice": notice.id, "card": card}


def find(uow: UnitOfWork, by: Person, notice_id: int) -> tuple[Notice, Count]:
    """A notice as the clerk sees it.

    Raises:
        NotFound: there is none.
        NotAllowed: the person is no clerk of its office.
    """
    notice = uow.notices.get(notice_id)
    require(uow.units.tree(), by, "see_notice", notice.unit.id, *STAFF)
    return notice, count(uow.notices.receipts(notice_id))


def _standing(uow: UnitOfWork, by: Person, notice_id: int) -> tuple[Notice, Count]:
    """The same, where something is to be done with it: one that was taken back is refused."""
    notice, counted = find(uow, by, notice_id)
    if notice.is_recalled:
        raise Invalid("notice", "recalled")
    return notice, counted


def answer(uow: UnitOfWork, person: Person, notice_id: int, said: Answer, now: datetime) -> tuple[Notice, Receipt]:
    """Keep what a person said to a notice; said again, the newest counts.

    Raises:
        NotFound: there is no such notice, or it is not for this person.
        Invalid: it was taken back (``recalled``).
    """
    notice = uow.notices.get(notice_id)
    if notice.is_recalled:
        raise Invalid("notice", "recalled")
    mine = next((r for r in uow.notices.receipts(notice_id) if r.person.id == person.id), None)
    if mine is None:
        raise NotFound("receipt", notice_id)
    if mine.answer is said:
        return notice, mine
    uow.notices.answered(notice_id, person.id, said, person.id, now)
    refresh(uow, notice, now)
    return notice, Receipt(person, said, now)


def phoned(uow: UnitOfWork, by: Person, notice_id: int, person_id: int, now: datetime) -> tuple[Notice, Count]:
    """“电话已确认”: the clerk called the person. One who has answered meanwhile keeps the own answer.

    Raises:
        NotFound: there is no such notice.
        NotAllowed: the person is no clerk of its office.
    """
    notice, counted = find(uow, by, notice_id)
    if any(receipt.person.id == person_id for receipt in counted.waiting):
        uow.notices.answered(notice_id, person_id, Answer.PHONED, by.id, now)
        refresh(uow, notice, now)
    return find(uow, by, notice_id)


def remind(uow: UnitOfWork, by: Person, notice_id: int, now: datetime) -> int:
    """“只提醒没回的”: at most once an hour each; returns how many are written to.

    Raises:
        NotFound: there is no such notice.
        NotAllowed: the person is no clerk of its office.
        Invalid: it was taken back (``recalled``).
    """
    notice, counted = _standing(uow, by, notice_id)
    hour, ready = local(now).strftime("%Y%m%d%H"), outside_quiet_hours(now)
    messages = [
        NewMessage(f"notice:{notice.id}/again-{hour}/p{r.person.id}", "notice_again", {"notice": notice.id},
                   Rank.BROADCAST, r.person.account, ready)
        for r in counted.waiting
        if r.person.account is not None and r.person.reachable
    ]  # fmt: skip
    return sum(uow.outbox.add(message, now) for message in messages)


def begin_correction(uow: UnitOfWork, by: Person, notice_id: int, form: Form, now: datetime) -> SavedSession:
    """Start another wording.

    Raises:
        NotFound: there is no such notice.
        NotAllowed: the person is no clerk of its office.
        Invalid: it was taken back (``recalled``).
    """
    notice, _ = _standing(uow, by, notice_id)
    session, subject = Session(form, last={"text": notice.text}), f"{CORRECTION}:{notice_id}"
    return dialogues.begin(uow, by, subject, session, now)


def finish_correction(uow: UnitOfWork, by: Person, subject: str, now: datetime) -> Notice:
    """Put the new wording in the place of the old one.

    Raises:
        NotFound: the dialogue or the notice is gone.
        NotAllowed: the person is no clerk of its office.
        Invalid: it was taken back (``recalled``), or nothing was written (``incomplete``).
    """
    saved = dialogues.complete(uow, by, subject)
    uow.sessions.drop(by.id, subject)
    return correct(uow, by, int(subject.partition(":")[2]), saved.session.final["text"], now)


def correct(uow: UnitOfWork, by: Person, notice_id: int, text: str, now: datetime) -> Notice:
    """Another wording: the messages that stand are changed in place, those still waiting are sent with it.

    Raises:
        NotFound: there is no such notice.
        NotAllowed: the person is no clerk of its office.
        Invalid: it was taken back (``recalled``).
    """
    notice, _ = _standing(uow, by, notice_id)
    return _changed(uow, by, replace(notice, text=text, version=notice.version + 1), "correct_notice", now)


def recall(uow: UnitOfWork, by: Person, notice_id: int, now: datetime) -> Notice:
    """Take it back: what stands says so, what waits is not sent. Twice is once.

    Raises:
        NotFound: there is no such notice.
        NotAllowed: the person is no clerk of its office.
    """
    notice, _ = find(uow, by, notice_id)
    if notice.is_recalled:
        return notice
    changed = replace(notice, recalled_at=now, version=notice.version + 1)
    return _changed(uow, by, changed, "recall_notice", now)


def _changed(uow: UnitOfWork, by: Person, notice: Notice, action: str, now: datetime) -> Notice:
    uow.notices.save(notice)
    uow.log.add(now, by.id, action, f"notice:{notice.id}")
    for receipt in uow.notices.receipts(notice.id) if notice.to_people else []:
        key = f"notice:{notice.id}/p{receipt.person.id}"
        body = _body(notice, key) | {"edit": True}
        message = NewMessage(f"{key}/v{notice.version}", "notice", body, Rank.CARD, receipt.person.account)
        uow.outbox.add(message, now)
    refresh(uow, notice, now)
    return notice


def refresh(uow: UnitOfWork, notice: Notice, now: datetime) -> None:
    """Have the count under the group's message, and the clerk's card, brought up to date; once in three seconds."""
    slot = int(now.timestamp() // PACE.total_seconds())
    ends = datetime.fromtimestamp((slot + 1) * PACE.total_seconds(), UTC)
    for group in uow.groups.of_unit(notice.unit.id) if notice.to_groups else []:
        _edit(uow, notice, "notice_group", f"notice:{notice.id}/chat:{group.chat_id}", group.chat_id, slot, ends, now)
    clerk = uow.people.get(notice.made_by)
    if clerk.account is not None:
        _edit(uow, notice, "notice_card", f"notice:{notice.id}/clerk", clerk.account, slot, ends, now)


def _edit(
    uow: UnitOfWork, notice: Notice, kind: str, card: str, chat_id: int, slot: int, ends: datetime, now: datetime
) -> None:
    body = _body(notice, card) | {"edit": True}
    uow.outbox.add(NewMessage(f"{card}/{slot}", kind, body, Rank.CARD, chat_id, ends), now)


def recent(uow: UnitOfWork, by: Person) -> list[Notice]:
    """The office's newest notices.

    Raises:
        NotAllowed: the person is no clerk.
    """
    return uow.notices.of_unit(_office(uow, by).id, 10)
