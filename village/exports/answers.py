"""Reports → what was said, heading by heading, ready to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from village.exports import words
from village.exports.words import SEPARATOR, say
from village.forms.answered import Answered, answered
from village.forms.schema import Field, FieldKind
from village.model.compiled import Compilation, Entry

BRIEF = frozenset({FieldKind.CHOICE, FieldKind.CHOICES, FieldKind.DATE, FieldKind.TIME, FieldKind.ACKNOWLEDGE})


@dataclass(frozen=True, slots=True)
class Heard:
    """One answer of one report; no ``lines`` means there was nothing to say. ``place`` is the field's in the form."""

    entry: Entry
    place: int
    field: Field
    lines: tuple[str, ...]

    @property
    def heading(self) -> str:
        """The short name of what was asked."""
        return self.field.heading

    @property
    def is_figure(self) -> bool:
        """Whether it counts or measures, and belongs in a table."""
        return self.field.kind.is_number

    @property
    def is_list(self) -> bool:
        """Whether every line is an item of its own."""
        return self.field.kind is FieldKind.REPEAT

    @property
    def is_brief(self) -> bool:
        """Whether it is a word or two that many give alike."""
        return self.field.kind in BRIEF


@dataclass(frozen=True, slots=True)
class Section:
    """What all reports say under one heading, or under several that hold figures and stand side by side."""

    heading: str
    heard: tuple[Heard, ...]
    is_figures: bool = False


def hear(made: Compilation) -> tuple[Heard, ...]:
    """Every answer of every report, report by report."""
    places: dict[str, int] = {}
    heard: list[Heard] = []
    for form in made.forms.values():
        for field in form.fields:
            places.setdefault(field.name, len(places))
    for entry in made.heard:
        if entry.report is None:
            continue
        for answer in answered(made.forms.get(entry.report.form), entry.report.answers):
            place = places.setdefault(answer.field.name, len(places))
            heard.append(_heard(entry, place, answer))
    return tuple(heard)


def sections(heard: Sequence[Heard]) -> list[Section]:
    """What was heard by heading, in the order of the form; figures side by side share a section."""
    ordered = sorted(heard, key=lambda h: h.place)
    made = [(place, tuple(same)) for place, same in groupby(ordered, key=lambda h: h.place)]
    found = []
    for is_figures, together in groupby(made, key=lambda pair: pair[1][0].is_figure):
        parts = [part for _, part in together]
        if not is_figures:
            found += [Section(part[0].heading, part) for part in parts]
            continue
        first = parts[0][0].heading
        heading = first if len(parts) == 1 else say("figures", heading=first)
        found.append(Section(heading, tuple(h for part in parts for h in part), is_figures=True))
    return found


def _heard(entry: Entry, place: int, answer: Answered) -> Heard:
    said = words.lines(words.shown(answer.field, answer.value))
    if answer.field.kind is FieldKind.REPEAT:
        said = [text for item in answer.items if (text := item_text(item))]
    return Heard(entry, place, answer.field, tuple(said))


def item_text(item: Sequence[Answered]) -> str:
    """One item of a repeat in one line: what it is, then the rest by name."""
    parts = [part for part in item if _text(part)]
    if not parts:
        return ""
    first, *rest = parts
    return "；".join(said.rstrip("。；") for said in [_text(first), *(_named(part) for part in rest)])


def _named(part: Answered) -> str:
    if part.field.kind.is_attachment:
        return _text(part)
    return say("item_part", heading=part.field.heading, value=_text(part))


def _text(part: Answered) -> str:
    if part.field.kind is FieldKind.REPEAT:
        return SEPARATOR.join(filter(None, (item_text(item) for item in part.items)))
    return " ".join(words.lines(words.shown(part.field, part.value)))
