"""The facts of a draft, one a page beside its quote: right, wrong, or to be put right; and what was not understood."""

from __future__ import annotations

from handlers import keyboards, plan_files, plan_words
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from knowledge.corrections import when_words
from knowledge.facts import Clause, Deadline, Indicator, PlanDraft, Unclear
from village.errors import NotFound
from village.model.drafts import Kind, PlanFile, items
from village.services import draft_facts, drafts
from village.services.draft_facts import Place

LEVELS = ("town", "township", "district", "county", "city", "province")
Row = list[dict[str, str]]


def menu(turn: Turn) -> None:
    """“逐项核对”: what there is to check, each with its number."""
    draft_facts.stop_typing(turn.uow, turn.somebody)
    file, draft = plan_files.found(turn)
    turn.show(*_menu(file, turn.tap.number(1), draft))


def _menu(file: PlanFile, number: int, draft: PlanDraft) -> tuple[Html, Markup]:
    at = (file.id, number)
    about = button(word("button.about"), pack("da", *at))
    kinds = [
        button(word(f"to_check.{kind.name.lower()}", count=count), pack("df", *at, kind, 0))
        for kind in Kind
        if (count := _count(file, draft, kind))
    ]
    back = [button(word("button.to_card"), pack("dc", *at))]
    return say("draft.menu", title=draft.title), keyboards.inline([about], *keyboards.columns(kinds, 2), back)


def _count(file: PlanFile, draft: PlanDraft, kind: Kind) -> int:
    return len(file.details.dropped) if kind is Kind.DROPPED else len(items(draft, kind))


def show_fact(turn: Turn) -> None:
    """One page."""
    draft_facts.stop_typing(turn.uow, turn.somebody)
    file, draft = plan_files.found(turn)
    kind, at = Kind(turn.tap.text(2)), turn.tap.number(3)
    turn.show(*page(turn, file, turn.tap.number(1), draft, kind, at))


def page(turn: Turn, file: PlanFile, number: int, draft: PlanDraft, kind: Kind, at: int) -> tuple[Html, Markup]:
    """A page of one kind; the menu where nothing is left of it."""
    total = _count(file, draft, kind)
    if not total:
        return _menu(file, number, draft)
    place = Place(file.id, number, kind, min(at, total - 1), total)
    if kind is Kind.DROPPED:
        text = plan_words.dropped(file.details.dropped[place.number])
        return _paged(place, text, [])
    fact = items(draft, kind)[place.number]
    if isinstance(fact, Unclear):
        return _paged(place, plan_words.unclear(fact), _unclear_rows(turn, draft, place, fact))
    return _paged(place, _fact_text(fact, draft), [_mending(place, fact)])


def _fact_text(fact: Indicator | Deadline | Clause, draft: PlanDraft) -> Html:
    return Html(f"{plan_words.fact(fact, draft.year)}\n\n{plan_words.quote(fact)}")


def _paged(place: Place, text: Html, rows: list[Row]) -> tuple[Html, Markup]:
    """A page with its number on top and the ways on below."""
    at = (place.file, place.draft)
    head = say("draft.page", kind=word(f"page.{place.kind.name.lower()}"), number=place.number + 1, total=place.total)
    checked = place.kind in (Kind.INDICATOR, Kind.DEADLINE, Kind.PARTY)
    on: Row = []
    if place.number + 1 < place.total:
        key = "button.right_next" if checked else "button.next"
        on.append(button(word(key), pack("df", *at, place.kind, place.number + 1)))
    back: Row = []
    if place.number:
        back.append(button(word("button.previous"), pack("df", *at, place.kind, place.number - 1)))
    back.append(button(word("button.contents"), pack("dm", *at)))
    back.append(button(word("button.to_card"), pack("dc", *at)))
    return Html(f"{head}\n{text}"), keyboards.inline(on, *rows, back)


def _mending(place: Place, fact: Indicator | Deadline | Clause) -> Row:
    args = (place.file, place.draft, place.kind, place.number, place.total)
    gone = word("button.no_units" if isinstance(fact, Clause) else "button.remove_fact")
    return [button(word("button.correct_fact"), pack("de", *args)), button(gone, pack("dd", *args))]


def _unclear_rows(turn: Turn, draft: PlanDraft, place: Place, piece: Unclear) -> list[Row]:
    """A time that can be set gets the buttons for it; a figure or damaged words are only shown."""
    args = (place.file, place.draft, place.kind, place.number, place.total)
    ignore = button(word("button.ignore"), pack("dd", *args))
    if piece.why not in draft_facts.TIMES:
        return [[ignore]]
    rows: list[Row] = []
    when = draft_facts.offered(piece, draft.year, turn.desk.seasons, turn.now)
    if when is not None:
        day = when_words(when, draft.year).removesuffix("前")
        rows.append([button(word("button.set_day", day=day), pack("du", *args))])
    other = button(word("button.other_day"), pack("dt", place.file, place.draft, "settle", *args[2:]))
    return [*rows, [other, button(word("button.no_reminder"), pack("dd", *args))]]


def _place(turn: Turn) -> Place:
    tap = turn.tap
    return Place(tap.number(0), tap.number(1), Kind(tap.text(2)), tap.number(3), tap.number(4))


def accept_offer(turn: Turn) -> None:
    """“定为 5月31日”."""
    place = _place(turn)
    draft, piece = draft_facts.fact_at(turn.uow, turn.somebody, place)
    when = draft_facts.offered(piece, draft.year, turn.desk.seasons, turn.now) if isinstance(piece, Unclear) else None
    if when is None:
        raise NotFound("fact", place.number)
    draft_facts.settle(turn.uow, turn.somebody, place, when)
    turn.toast = say("draft.day_set", day=when_words(when, draft.year))
    again(turn, place)


def remove(turn: Turn) -> None:
    """“不是，去掉”, “不设提醒”: then what comes next."""
    place = _place(turn)
    draft_facts.remove(turn.uow, turn.somebody, place)
    again(turn, place)


def again(turn: Turn, place: Place) -> None:
    """The page, as it is now."""
    file, draft = drafts.find(turn.uow, turn.somebody, place.file, place.draft)
    turn.show(*page(turn, file, place.draft, draft, place.kind, place.number))


# Title, level, year


def show_about(turn: Turn) -> None:
    """What the plan is called, whose it is and for which year."""
    draft_facts.stop_typing(turn.uow, turn.somebody)
    file, draft = plan_files.found(turn)
    turn.show(*about(file, turn.tap.number(1), draft))


def about(file: PlanFile, number: int, draft: PlanDraft) -> tuple[Html, Markup]:
    """The page of title, level and year."""
    at = (file.id, number)
    level = word(f"level.{draft.level}") if draft.level else word("level_unknown")
    year = word("fact.year", year=draft.year) if draft.year else word("year_unknown")
    text = say("draft.about", title=draft.title, level=level, year=year)
    title = button(word("button.change_title"), pack("dt", *at, "title", "i", 0, 0))
    time = button(word("button.change_year"), pack("dt", *at, "year", "i", 0, 0))
    rank = button(word("button.change_level"), pack("dv", *at))
    back = [button(word("button.contents"), pack("dm", *at)), button(word("button.to_card"), pack("dc", *at))]
    return text, keyboards.inline([title], [rank, time], back)


def choose_level(turn: Turn) -> None:
    """“改级别”: which one?"""
    at = (turn.tap.number(0), turn.tap.number(1))
    _, draft = plan_files.found(turn)
    levels = [button(word(f"level.{level}"), pack("dl", *at, level)) for level in LEVELS]
    back = [button(word("button.back_again"), pack("da", *at))]
    turn.show(say("draft.which_level", title=draft.title), keyboards.inline(*keyboards.columns(levels, 3), back))


def set_level(turn: Turn) -> None:
    """One of the levels."""
    at = (turn.tap.number(0), turn.tap.number(1))
    draft_facts.set_level(turn.uow, turn.somebody, *at, turn.tap.text(2))
    show_about(turn)
