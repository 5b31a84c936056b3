"""Putting a fact right by typing: which part, an example, then the page again as it will stand in the library."""

from __future__ import annotations

from handlers import keyboards, plan_facts, plan_words
from handlers.callback_data import pack
from handlers.commands import word_meant
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from knowledge.facts import Unclear
from village.errors import NotFound
from village.model.drafts import Kind
from village.model.reports import SavedSession
from village.services import draft_facts, drafts
from village.services.draft_facts import ABOUT, Place

PARTS = {
    Kind.INDICATOR: ("value", "name", "due"),
    Kind.DEADLINE: ("when", "what", "who"),
    Kind.PARTY: ("lead", "support"),
}


def which(turn: Turn) -> None:
    """“改一改”: which part of the fact?"""
    tap = turn.tap
    place = Place(tap.number(0), tap.number(1), Kind(tap.text(2)), tap.number(3), tap.number(4))
    draft, fact = draft_facts.fact_at(turn.uow, turn.somebody, place)
    if isinstance(fact, Unclear):
        raise NotFound("fact", place.number)
    said = plan_words.fact(fact, draft.year)
    args = (place.kind, place.number, place.total)
    parts = [
        button(word(f"part.{part}"), pack("dt", place.file, place.draft, part, *args)) for part in PARTS[place.kind]
    ]
    turn.show(Html(f"{said}\n\n{say('draft.which_part')}"), keyboards.inline(parts, [_never_mind(place)]))


def _never_mind(place: Place, field: str = "") -> dict[str, str]:
    at = (place.file, place.draft)
    back = pack("da", *at) if field in ABOUT else pack("df", *at, place.kind, place.number)
    return button(word("button.never_mind"), back)


def begin(turn: Turn) -> None:
    """A part was chosen: the next thing typed is its right value."""
    tap = turn.tap
    place = Place(tap.number(0), tap.number(1), Kind(tap.text(3)), tap.number(4), tap.number(5))
    field = tap.text(2)
    if field not in ABOUT and field not in draft_facts.FACT_FIELDS:
        raise ValueError(field)
    draft_facts.begin_typing(turn.uow, turn.somebody, field, place, turn.now)
    turn.show(say(f"type.{field}"), keyboards.inline([_never_mind(place, field)]))


def typed(turn: Turn, saved: SavedSession) -> None:
    """The value came: in its place, then the page again. What is no value gets an example, and the question stays."""
    field, place = draft_facts.typed_place(saved.subject)
    if word_meant(turn.text) in {"back", "skip"}:
        draft_facts.stop_typing(turn.uow, turn.somebody)
    else:
        draft_facts.take_typed(turn.uow, turn.somebody, saved.subject, turn.text, turn.now)
    turn.say(*_after(turn, field, place))


def _after(turn: Turn, field: str, place: Place) -> tuple[Html, Markup]:
    file, draft = drafts.find(turn.uow, turn.somebody, place.file, place.draft)
    if field in ABOUT:
        return plan_facts.about(file, place.draft, draft)
    return plan_facts.page(turn, file, place.draft, draft, place.kind, place.number)
