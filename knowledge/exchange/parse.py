"""YAML → ``PlanDraft``, every fact checked against the text of the plan."""

from __future__ import annotations

import re
from typing import cast, get_args

import yaml

from knowledge.exchange.nodes import Entry, PlanYamlInvalid, Problems, compose
from knowledge.extract.outline import PREFACE, WHOLE, outline
from knowledge.facts import Clause, Deadline, Indicator, Kind, Level, Op, PlanDraft, Span, Unclear, When
from knowledge.text.fold import fold
from knowledge.text.offsets import OffsetMap, Shift

_SECTIONS = ("plan", "clauses", "indicators", "deadlines", "unclear", "source")
_ABOUT = ("title", "kind", "level", "year", "file", "headline", "cover", "like")
_CLAUSE = ("id", "heading", "lead", "support", "corrected", "text", "at")
_INDICATOR = ("name", "op", "value", "unit", "due", "clause", "quote", "conflict", "corrected", "at")
_DEADLINE = ("what", "when", "who", "clause", "quote", "owes", "season", "within", "corrected", "at")
_UNCLEAR = ("quote", "clause", "why", "at")
_DAY = r"(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_DUE = re.compile(rf"(?:19|20)\d\d(?:-{_DAY})?|{_DAY}")
_DATE = re.compile(rf"(?:(?:19|20)\d\d-)?{_DAY}")
_PERIOD = re.compile(r"(?:daily|weekly|monthly|quarterly|yearly)(?::[1-9]\d?)?")
_SHOWN = 20


def from_yaml(text: str) -> PlanDraft:
    """Read a plan that ``as_yaml`` wrote and a person may have edited.

    Raises:
        PlanYamlInvalid: with every problem found, each with its line.
    """
    problems = Problems()
    root = Entry(compose(text), _SECTIONS, ("plan", "source"), problems)
    if problems and not root.nodes:
        raise PlanYamlInvalid(problems)
    draft = _Parser(root, problems).draft()
    if problems:
        raise PlanYamlInvalid(problems)
    return draft


class _Parser:
    """The sections of one file; the text and the ids of its clauses are known before the facts are read."""

    def __init__(self, root: Entry, problems: Problems) -> None:
        self._root, self._problems = root, problems
        self._source = self._section("source", ("cleaned", "shifts", "text"), ("text",))
        self._text = self._source.text("text") if self._source else ""
        self._clauses = tuple(self._clause(entry) for entry in self._entries("clauses", _CLAUSE, ("id", "text")))
        self._ids = self._known_ids()

    def draft(self) -> PlanDraft:
        about = self._section("plan", _ABOUT, ("title", "kind"))
        indicators = self._entries("indicators", _INDICATOR, ("name", "op", "value", "clause", "quote"))
        deadlines = self._entries("deadlines", _DEADLINE, ("what", "when", "clause", "quote"))
        return PlanDraft(
            file=about.text("file") if about else "",
            title=_filled(about, "title") if about else "",
            kind=cast(Kind, about.one_of("kind", get_args(Kind)) if about else None),
            level=cast("Level | None", about.one_of("level", get_args(Level)) if about else None),
            year=_year(about) if about else None,
            text=self._text,
            clauses=self._clauses,
            indicators=tuple(self._indicator(entry) for entry in indicators),
            deadlines=tuple(self._deadline(entry) for entry in deadlines),
            unclear=tuple(self._unclear(entry) for entry in self._entries("unclear", _UNCLEAR, ("quote", "why"))),
            headline=about.text_or_none("headline") if about else None,
            cover=about.text_or_none("cover") if about else None,
            like=about.text_or_none("like") if about else None,
            cleaned=self._source.words("cleaned") if self._source else (),
            offsets=self._offsets(),
        )

    def _section(self, name: str, known: tuple[str, ...], needed: tuple[str, ...]) -> Entry | None:
        node = self._root.nodes.get(name)
        return None if node is None else Entry(node, known, needed, self._problems)

    def _entries(self, name: str, known: tuple[str, ...], needed: tuple[str, ...]) -> list[Entry]:
        return [Entry(node, known, needed, self._problems) for node in self._root.items(name)]

    def _clause(self, entry: Entry) -> Clause:
        text = entry.text("text")
        span = self._place(entry, "text", text)
        return Clause(
            _filled(entry, "id"),
            entry.text_or_none("heading"),
            text,
            span,
            entry.words("lead"),
            entry.words("support"),
            corrected=entry.flag("corrected"),
        )

    def _indicator(self, entry: Entry) -> Indicator:
        quote = entry.text("quote")
        due = entry.text_or_none("due")
        if due is not None and not _DUE.fullmatch(due):
            entry.blame("due", f"应当像 2025、2025-12-31 或 12-31，现在是“{due}”")
        return Indicator(
            name=_filled(entry, "name"),
            op=cast(Op, entry.one_of("op", get_args(Op))),
            value=_value(entry),
            unit=entry.text("unit"),
            due=due,
            clause=self._clause_id(entry),
            quote=quote,
            span=self._place(entry, "quote", quote),
            conflict=entry.flag("conflict"),
            corrected=entry.text_or_none("corrected"),
        )

    def _deadline(self, entry: Entry) -> Deadline:
        quote = entry.text("quote")
        return Deadline(
            what=_filled(entry, "what"),
            when=self._when(entry),
            who=entry.words("who"),
            clause=self._clause_id(entry),
            quote=quote,
            span=self._place(entry, "quote", quote),
            owes=entry.text("owes"),
            season=entry.text("season"),
            within=self._window(entry.nodes["within"]) if "within" in entry.nodes else None,
            corrected=entry.text_or_none("corrected"),
        )

    def _unclear(self, entry: Entry) -> Unclear:
        quote = entry.text("quote")
        return Unclear(quote, entry.text("why"), entry.text("clause"), self._place(entry, "quote", quote))

    def _when(self, entry: Entry) -> When:
        node = entry.nodes.get("when")
        if isinstance(node, yaml.MappingNode):
            return self._window(node)
        said = entry.text("when")
        if "when" in entry.nodes and not (_DATE.fullmatch(said) or _PERIOD.fullmatch(said)):
            entry.blame("when", f"不能是“{said}”，要像 2021-12-31、12-31、monthly:25、weekly:1、daily:2、quarterly")
        return said

    def _window(self, node: yaml.Node) -> dict[str, str | None]:
        """The two ends of a window."""
        window = Entry(node, ("from", "to"), ("from", "to"), self._problems)
        ends = {name: window.text_or_none(name) for name in ("from", "to")}
        for name, end in ends.items():
            if end is not None and not _DATE.fullmatch(end):
                window.blame(name, f"应当像 2021-02-01 或 02-01，现在是“{end}”")
        return ends

    def _place(self, entry: Entry, key: str, words: str) -> Span:
        """Where the words stand in the text: where the file says, else the place nearest to it."""
        at = entry.whole("at") or 0
        if words and self._text.startswith(words, at):
            return Span(at, at + len(words))
        places = (self._text.rfind(words, 0, at + len(words)), self._text.find(words, at))
        found = [place for place in places if place >= 0]
        if key in entry.nodes and (not found or not words):
            shown = words if len(words) <= _SHOWN else words[:_SHOWN] + "…"
            entry.blame(key, f"在原文里找不到：{shown}" if words else "是空的")
        start = min(found, key=lambda place: abs(place - at), default=0)
        return Span(start, start + len(words))

    def _clause_id(self, entry: Entry) -> str:
        said = entry.text("clause")
        if "clause" in entry.nodes and said not in self._ids:
            entry.blame("clause", f"写的是“{said}”，没有这个编号的条款")
        return said

    def _known_ids(self) -> set[str]:
        """The ids of the clauses, of what they stand in, and of headings that are no clause themselves."""
        parts = [clause.id.split(".") for clause in self._clauses]
        roofs = {".".join(part[:depth]) for part in parts for depth in range(1, len(part) + 1)}
        return roofs | {PREFACE, WHOLE} | {item.id for item in outline(fold(self._text)).items}

    def _offsets(self) -> OffsetMap:
        shifts = []
        for node in self._source.items("shifts") if self._source else ():
            entry = Entry(node, ("places", "moves", "floors"), ("places", "moves", "floors"), self._problems)
            shift = Shift(entry.wholes("places"), entry.wholes("moves"), entry.wholes("floors"))
            if not len(shift.places) == len(shift.moves) == len(shift.floors):
                self._problems.say(node, "“shifts”里三行数要一样多")
            shifts.append(shift)
        return OffsetMap(tuple(shifts))


def _filled(entry: Entry, key: str) -> str:
    said = entry.text(key)
    if key in entry.nodes and not said.strip():
        entry.blame(key, "是空的")
    return said


def _year(about: Entry) -> int | None:
    year = about.whole("year")
    if year is not None and not 1900 <= year <= 2100:
        about.blame("year", f"应当是 2021 这样的年份，现在是“{year}”")
    return year


def _value(entry: Entry) -> float | int | tuple[float | int, float | int]:
    node = entry.nodes.get("value")
    if node is None:
        return 0
    ends = [_number(item) for item in (node.value if isinstance(node, yaml.SequenceNode) else [node])]
    if None in ends or len(ends) not in (1, 2):
        entry.blame("value", "应当是一个数，或 [2, 3] 这样的两个数")
        return 0
    numbers = cast("list[float | int]", ends)
    return numbers[0] if not isinstance(node, yaml.SequenceNode) else (numbers[0], numbers[-1])


def _number(node: yaml.Node) -> float | int | None:
    try:
        return int(node.value)
    except (TypeError, ValueError):
        pass
    try:
        value = float(node.value)
    except (TypeError, ValueError):
        return None
    return value if value == value and abs(value) != float("inf") else None
