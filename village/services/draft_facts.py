"""The facts of a draft, taken out and put right one by one; quotes and places stay, so that all can see the source."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast, get_args

from knowledge.corrections import corrected_deadline, corrected_indicator, number_words, restated_time
from knowledge.facts import Clause, Deadline, Indicator, Level, PlanDraft, Unclear, When
from knowledge.typed import read_due, read_target, read_units, read_when
from village.clock import local
from village.errors import Invalid, NotFound
from village.forms.schema import Field, Form
from village.forms.session import Session
from village.model.drafts import Fact, Kind, exchanged, items, without
from village.model.people import Person
from village.model.seasons import Seasons, day_before, season_in
from village.model.timing import misses_year
from village.ports import UnitOfWork
from village.services import dialogues, drafts

TYPING = "plan"
LONGEST = 200
YEARS = range(2000, 2100)
TYPED_FORM = Form("plan_fix", "", (Field("typed", "", ""),))


@dataclass(frozen=True, slots=True)
class Place:
    """One fact of a draft: file, draft, kind and number; ``total`` is how many there were when it was shown.

    A button pressed twice, or on another phone, finds another total and touches nothing.
    """

    file: int
    draft: int
    kind: Kind
    number: int
    total: int


def fact_at(uow: UnitOfWork, by: Person, place: Place) -> tuple[PlanDraft, Fact]:
    """The fact at a place.

    Raises:
        NotFound: the draft is gone, or the facts are others by now.
        NotAllowed: the person is no clerk.
    """
    _, draft = drafts.find(uow, by, place.file, place.draft)
    found = items(draft, place.kind)
    if len(found) != place.total or not 0 <= place.number < len(found):
        raise NotFound("fact", place.number)
    return draft, found[place.number]


def _keep(uow: UnitOfWork, by: Person, place: Place, draft: PlanDraft) -> PlanDraft:
    file, _ = drafts.find(uow, by, place.file, place.draft)
    uow.files.save(file.with_draft(place.draft, draft))
    return draft


def remove(uow: UnitOfWork, by: Person, place: Place) -> PlanDraft:
    """Take out a fact that is none.

    Raises:
        NotFound: the draft or the fact is gone.
        NotAllowed: the person is no clerk.
    """
    draft, fact = fact_at(uow, by, place)
    return _keep(uow, by, place, without(draft, fact))


TIMES = frozenset({"vague_time", "season_without_dates", "relative_time", "odd_cadence", "date_without_duty"})
"""Why a piece is unclear, where a time would settle it."""


def offered(unclear: Unclear, year: int | None, seasons: Seasons, now: datetime) -> When | None:
    """The time a piece may stand for: of its own date, or where the office's seasons or a public holiday say so.

    A day that is over is not offered: nobody can be reminded of it.
    """
    if unclear.why == "date_without_duty":
        return read_when(unclear.quote, year, local(now).date())
    if unclear.why == "season_without_dates":
        return season_in(unclear.quote, year, seasons)
    day = day_before(unclear.quote, year, seasons) if unclear.why == "vague_time" else None
    return day.isoformat() if day and day >= local(now).date() else None


def settle(uow: UnitOfWork, by: Person, place: Place, when: When) -> PlanDraft:
    """Give a piece that was not understood its time: a deadline from now on.

    Raises:
        NotFound: the draft or the piece is gone.
        NotAllowed: the person is no clerk.
    """
    draft, piece = fact_at(uow, by, place)
    if not isinstance(piece, Unclear):
        raise NotFound("unclear", place.number)
    clause = next((c for c in draft.clauses if c.id == piece.clause), None)
    what = piece.quote.strip("，。；、,.; ")[:LONGEST]
    made = Deadline(
        what=what,
        when=when,
        who=(clause.lead or clause.support) if clause else (),
        clause=piece.clause,
        quote=piece.quote,
        span=piece.span,
        corrected=restated_time(piece.quote, None, when, what, draft.year),
    )
    settled = without(draft, piece)
    owed = sorted([*settled.deadlines, made], key=lambda d: d.span.start)
    return _keep(uow, by, place, replace(settled, deadlines=tuple(owed)))


def set_level(uow: UnitOfWork, by: Person, file_id: int, number: int, level: str) -> PlanDraft:
    """Whose plan it is.

    Raises:
        NotFound: the draft is gone.
        Invalid: there is no such level.
    """
    if level not in get_args(Level):
        raise Invalid("level", "not_a_choice")
    return _change(uow, by, file_id, number, lambda draft: replace(draft, level=cast(Level, level)))


def set_year(uow: UnitOfWork, by: Person, file_id: int, number: int, year: int) -> PlanDraft:
    """Which year it is for; days without a year are days of that year from now on.

    Raises:
        NotFound: the draft is gone.
        Invalid: it is no year of this century.
    """
    if year not in YEARS:
        raise Invalid("year", "not_a_year")
    return _change(uow, by, file_id, number, lambda draft: replace(draft, year=year))


def _change(
    uow: UnitOfWork, by: Person, file_id: int, number: int, change: Callable[[PlanDraft], PlanDraft]
) -> PlanDraft:
    file, draft = drafts.find(uow, by, file_id, number)
    changed = change(draft)
    uow.files.save(file.with_draft(number, changed))
    return changed


def needs_year(draft: PlanDraft) -> bool:
    """Whether some of its times cannot be reminded of because nobody said the year."""
    return draft.year is None and any(misses_year(deadline.when) for deadline in draft.deadlines)


# What is typed


def begin_typing(uow: UnitOfWork, by: Person, field: str, place: Place, now: datetime) -> None:
    """The next thing the person types is the right value of a field.

    Raises:
        NotFound: the draft or the fact is gone.
        NotAllowed: the person is no clerk.
    """
    if field in FACT_FIELDS:
        fact_at(uow, by, place)
    else:
        drafts.find(uow, by, place.file, place.draft)
    numbers = f"{place.file}-{place.draft}-{place.kind}-{place.number}-{place.total}"
    uow.sessions.save(by.id, f"{TYPING}:{field}-{numbers}", Session(TYPED_FORM), now)


def stop_typing(uow: UnitOfWork, by: Person) -> None:
    """The person went on without typing anything."""
    saved = dialogues.current(uow, by)
    if saved is not None and is_typing(saved.subject):
        uow.sessions.drop(by.id, saved.subject)


def is_typing(subject: str) -> bool:
    """Whether a dialogue waits for a value of a plan."""
    return subject.startswith(f"{TYPING}:")


def typed_place(subject: str) -> tuple[str, Place]:
    """The field and the fact a dialogue is about."""
    field, file, draft, kind, number, total = subject.partition(":")[2].split("-")
    return field, Place(int(file), int(draft), Kind(kind), int(number), int(total))


def take_typed(uow: UnitOfWork, by: Person, subject: str, text: str, now: datetime) -> PlanDraft:
    """Put the typed value in its place.

    Raises:
        NotFound: the draft or the fact is gone.
        NotAllowed: the person is no clerk.
        Invalid: the text is no such value; the rule is ``plan_`` and the field's name.
    """
    field, place = typed_place(subject)
    said = text.strip()
    if len(said) > LONGEST:
        raise Invalid(field, "too_long", most=LONGEST, length=len(said))
    today = local(now).date()
    draft = _set_about(uow, by, field, place, said) if field in ABOUT else _set_fact(uow, by, field, place, said, today)
    uow.sessions.drop(by.id, subject)
    return draft


def _set_about(uow: UnitOfWork, by: Person, field: str, place: Place, said: str) -> PlanDraft:
    if field == "title":
        if len(said) < 2:
            raise Invalid(field, "plan_title")
        title = said.strip("《》")
        return _change(uow, by, place.file, place.draft, lambda draft: replace(draft, title=title))
    digits = "".join(sign for sign in said if sign.isdigit())
    if len(digits) != 4 or not digits.isascii():
        raise Invalid(field, "plan_year")
    return set_year(uow, by, place.file, place.draft, int(digits))


def _set_fact(uow: UnitOfWork, by: Person, field: str, place: Place, said: str, today: date) -> PlanDraft:
    draft, fact = fact_at(uow, by, place)
    if field == "settle":
        when = read_when(said, draft.year, today)
        if when is None:
            raise Invalid(field, "plan_when")
        return settle(uow, by, place, when)
    kind, read = FACT_FIELDS[field]
    if not isinstance(fact, kind):
        raise NotFound("fact", place.number)
    right = read(draft, fact, said, today)
    if right is None:
        raise Invalid(field, f"plan_{field}")
    changed = exchanged(draft, fact, right)
    if isinstance(fact, Indicator) and isinstance(right, Indicator):
        changed = _with_figure(changed, fact, right)
    return _keep(uow, by, place, changed)


def _with_figure(draft: PlanDraft, old: Indicator, new: Indicator) -> PlanDraft:
    """The deadlines that speak of the same figure, so that no reminder says the wrong one."""
    was, now = number_words(old) + old.unit, number_words(new) + new.unit
    start, end = old.span.start, old.span.end

    def mended(deadline: Deadline) -> Deadline:
        apart = deadline.span.end <= start or end <= deadline.span.start
        return deadline if apart else replace(deadline, what=deadline.what.replace(was, now))

    return replace(draft, deadlines=tuple(mended(deadline) for deadline in draft.deadlines))


Change = Callable[[PlanDraft, Any, str, date], "Fact | None"]


def _value(_draft: PlanDraft, fact: Indicator, said: str, _today: date) -> Fact | None:
    right = read_target(said, fact)
    return corrected_indicator(fact, right) if right else None


def _name(_draft: PlanDraft, fact: Indicator, said: str, _today: date) -> Fact | None:
    return corrected_indicator(fact, replace(fact, name=said)) if _has_words(said) else None


def _due(draft: PlanDraft, fact: Indicator, said: str, today: date) -> Fact | None:
    due = None if said in NONE else read_due(said, draft.year, today)
    return corrected_indicator(fact, replace(fact, due=due)) if due or said in NONE else None


def _when(draft: PlanDraft, fact: Deadline, said: str, today: date) -> Fact | None:
    when = read_when(said, draft.year, today)
    return corrected_deadline(fact, replace(fact, when=when), draft.year) if when else None


def _what(draft: PlanDraft, fact: Deadline, said: str, _today: date) -> Fact | None:
    return corrected_deadline(fact, replace(fact, what=said), draft.year) if _has_words(said) else None


def _who(_draft: PlanDraft, fact: Deadline, said: str, _today: date) -> Fact | None:
    units = () if said in NONE else read_units(said)
    return replace(fact, who=units) if units or said in NONE else None


def _lead(_draft: PlanDraft, fact: Clause, said: str, _today: date) -> Fact | None:
    units = () if said in NONE else read_units(said)
    return replace(fact, lead=units, corrected=True) if units or said in NONE else None


def _support(_draft: PlanDraft, fact: Clause, said: str, _today: date) -> Fact | None:
    units = () if said in NONE else read_units(said)
    return replace(fact, support=units, corrected=True) if units or said in NONE else None


def _has_words(said: str) -> bool:
    return len(said) > 1 and any(sign.isalpha() for sign in said)


NONE = frozenset({"无", "没有", "不设", "没", "不写", "/"})
ABOUT = frozenset({"title", "year"})
FACT_FIELDS: dict[str, tuple[type, Change]] = {
    "value": (Indicator, _value),
    "name": (Indicator, _name),
    "due": (Indicator, _due),
    "when": (Deadline, _when),
    "what": (Deadline, _what),
    "who": (Deadline, _who),
    "lead": (Clause, _lead),
    "support": (Clause, _support),
    "settle": (Unclear, _when),
}
"""What can be put right of each kind of fact, and how it is read."""
