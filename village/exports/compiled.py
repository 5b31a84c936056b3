"""The compiled report 汇总 as an official paper: what came in by section or by village, and what did not."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import groupby

from village.clock import local
from village.exports import words
from village.exports.answers import Heard, Section, hear, sections
from village.exports.figures import TABLE_COLUMNS, by_heading, one_period_tables, periods_table, sums
from village.exports.official import STANDARD, Faces, OfficialPaper, Run
from village.exports.words import SEPARATOR, say
from village.model.compiled import Compilation, Entry
from village.model.people import Unit


class Order(StrEnum):
    """What the compiled report is divided by first."""

    SECTION = "section"
    VILLAGE = "village"


def compiled_docx(made: Compilation, order: Order = Order.SECTION, faces: Faces = STANDARD) -> bytes:
    """The compiled report as a docx file.

    Every answer stands in it once: equal answers are said together with the names of all who gave them, numbers in a
    table with their totals. Nothing is put in an order of merit.
    """
    title = title_of(made)
    draft = say("draft") if made.is_draft else ""
    paper = OfficialPaper(title, author=made.office, now=made.made_at, draft=draft, faces=faces)
    if draft:
        paper.centred(say("drafted", made=words.moment(made.made_at), due=words.moment(made.due)))
    _Report(made, paper).write(order)
    paper.signature(made.office, words.day(local(made.made_at).date()))
    return paper.save()


def title_of(made: Compilation) -> str:
    """``清河镇2026年5月月报汇总``."""
    return say("title", unit=made.duty.unit.name, period=words.periods(made.periods), name=made.duty.name)


class _Report:
    """Writes what was gathered onto the paper."""

    def __init__(self, made: Compilation, paper: OfficialPaper) -> None:
        self._made = made
        self._paper = paper
        self._heard = hear(made)
        self._single = len(made.periods) == 1
        self._years = made.periods[0][:4] != made.periods[-1][:4]
        self._kind = say(f"kind.{made.duty.audience}")

    def write(self, order: Order) -> None:
        """State first what is there and what is not, then the contents."""
        self._standing()
        if not self._heard:
            self._paper.paragraph(say("no_reports"))
        elif order is Order.SECTION:
            for section in sections(self._heard):
                self._section(section)
        else:
            self._by_village()

    # -- what is there -----------------------------------------------------------------------------------------------

    def _standing(self) -> None:
        made = self._made
        key = "state.one" if self._single else "state.many"
        facts = {"total": made.owed, "kind": self._kind, "reported": len(made.reported), "periods": len(made.periods)}
        self._paper.paragraph(say(key, **facts))
        groups = {"late": made.late, "missing": made.missing, "returned": made.returned, "exempt": made.exempt}
        for name, entries in groups.items():
            if entries:
                self._paper.paragraph(say(f"state.{name}", names=self._owing(entries)))

    def _owing(self, entries: Sequence[Entry]) -> str:
        """Names; over several periods each with its own: 石桥村（3月、5月至7月）."""
        if self._single:
            return SEPARATOR.join(e.unit.name for e in entries)
        units = {e.unit.id: e.unit.name for e in entries}
        return SEPARATOR.join(
            say("state.of_unit", unit=units[key], periods=self._spans([e for e in entries if e.unit.id == key]))
            for key in sorted(units)
        )

    # -- by section --------------------------------------------------------------------------------------------------

    def _section(self, section: Section) -> None:
        self._paper.heading(1, section.heading)
        if section.is_figures:
            self._figures(section)
        elif self._single:
            self._groups(section.heard)
        else:
            for unit, heard in _by_unit(section.heard):
                self._periods(unit.name, heard)

    def _groups(self, heard: Sequence[Heard]) -> None:
        """One period: who said what, equal answers together, those without one at the end."""
        said = [h for h in heard if h.lines]
        for same in _alike(said):
            names = SEPARATOR.join(self._named(h) for h in same)
            if same[0].is_brief:
                self._paper.paragraph(say("brief", value=same[0].lines[0], names=names))
            else:
                self._run_in(names, same[0])
        silent = [h for h in heard if not h.lines]
        if silent and not said and len(silent) > 1 and len(silent) == len(self._made.heard):
            self._paper.paragraph(say("all_none", kind=self._kind))
        elif silent:
            self._paper.paragraph(say("none", names=SEPARATOR.join(self._named(h) for h in silent)))

    def _run_in(self, names: str, heard: Heard) -> None:
        """``（一）甘溪沟村。`` and the answer behind it; several items each on a line of their own."""
        if heard.is_list and len(heard.lines) > 1:
            self._paper.heading(2, names)
            for line in heard.lines:
                self._paper.item(words.ended(line))
            return
        head = Run(f"{self._paper.numbers.next(2)}{names}。", second=True)
        first, *rest = heard.lines
        self._paper.paragraph(head, words.ended(first))
        for line in rest:
            self._paper.paragraph(words.ended(line))

    def _periods(self, heading: str, heard: Sequence[Heard]) -> None:
        """Several periods of one village and section, equal answers together, empty ones at the end.

        What can be said in one line stands behind the heading.
        """
        groups = _alike(sorted(heard, key=lambda h: not h.lines))
        if len(groups) == 1 and len(groups[0][0].lines) <= 1:
            head = Run(f"{self._paper.numbers.next(2)}{heading}。", second=True)
            self._paper.paragraph(head, self._spans_of(groups[0]), self._first(groups[0]))
            return
        self._paper.heading(2, heading)
        for same in groups:
            self._paper.paragraph(Run(self._spans_of(same), second=True), self._first(same))
            for line in same[0].lines[1:]:
                self._paper.paragraph(words.ended(line))

    def _spans_of(self, same: Sequence[Heard]) -> str:
        return f"{self._spans([h.entry for h in same], mark=True)}："

    def _first(self, same: Sequence[Heard]) -> str:
        return words.ended(same[0].lines[0]) if same[0].lines else say("nothing")

    # -- figures -----------------------------------------------------------------------------------------------------

    def _figures(self, section: Section) -> None:
        if self._single:
            for heading, value in sums(section):
                self._paper.paragraph(say("total", heading=heading, sum=value))
            for table in one_period_tables(section, self._named):
                self._paper.table(table.head, table.rows)
                self._paper.space()
            return
        for heard in by_heading(section):
            [(heading, value)] = sums(Section(heard[0].heading, tuple(heard), is_figures=True))
            self._paper.paragraph(say("total", heading=heading, sum=value))
            self._over_periods(heard)

    def _over_periods(self, heard: Sequence[Heard]) -> None:
        """A table with a column a period; where they are too many for a page, a paragraph a village."""
        if len(self._made.periods) <= TABLE_COLUMNS:
            table = periods_table(heard, self._made.periods, self._period)
            self._paper.table(table.head, table.rows)
            self._paper.space()
            return
        for unit, mine in _by_unit(heard):
            if dated := SEPARATOR.join(f"{self._dated(h)} {h.lines[0]}" for h in mine if h.lines):
                self._paper.paragraph(Run(f"{unit.name}：", second=True), words.ended(dated))

    # -- by village --------------------------------------------------------------------------------------------------

    def _by_village(self) -> None:
        for unit, heard in _by_unit(self._heard):
            self._paper.heading(1, self._named(heard[0]) if self._single else unit.name)
            for heading, same in groupby(sorted(heard, key=lambda h: h.place), key=lambda h: h.heading):
                given = list(same)
                if not self._single:
                    self._periods(heading, given)
                elif given[0].lines:
                    self._run_in(heading, given[0])
                else:
                    self._paper.paragraph(say("none", names=heading))
        if figures := [s for s in sections(self._heard) if s.is_figures]:
            self._paper.heading(1, say("totals"))
            for heading, value in (pair for section in figures for pair in sums(section)):
                self._paper.paragraph(say("total", heading=heading, sum=value))

    # -- names -------------------------------------------------------------------------------------------------------

    def _named(self, heard: Heard) -> str:
        return heard.entry.unit.name + _mark(heard.entry)

    def _dated(self, heard: Heard) -> str:
        return self._period(heard.entry.period) + _mark(heard.entry)

    def _period(self, key: str) -> str:
        return words.period(key, year=self._years)

    def _spans(self, entries: Sequence[Entry], *, mark: bool = False) -> str:
        """Periods in a running text, three and more in a row as 1月至3月; ``mark`` adds what is to be known."""
        places = {key: place for place, key in enumerate(self._made.periods)}
        runs: list[list[Entry]] = []
        for entry in entries:
            last = runs[-1][-1] if runs else None
            follows = last is not None and places[entry.period] == places[last.period] + 1
            if last is not None and follows and (not mark or _mark(entry) == _mark(last)):
                runs[-1].append(entry)
            else:
                runs.append([entry])
        parts = []
        for run in runs:
            late = _mark(run[0]) if mark else ""
            names = [self._period(e.period) for e in run]
            parts += [f"{names[0]}至{names[-1]}{late}"] if len(run) > 2 else [f"{name}{late}" for name in names]
        return SEPARATOR.join(parts)


def _mark(entry: Entry) -> str:
    """What has to be known beside a name: came late, or was sent back."""
    if entry.is_returned:
        return say("returned")
    return say("late") if entry.is_late else ""


def _by_unit(heard: Sequence[Heard]) -> list[tuple[Unit, list[Heard]]]:
    """What was said by unit, in the order of the units, each by period."""
    found: dict[int, tuple[Unit, list[Heard]]] = {}
    for one in heard:
        found.setdefault(one.entry.unit.id, (one.entry.unit, []))[1].append(one)
    return [found[key] for key in sorted(found)]


def _alike(heard: Sequence[Heard]) -> list[list[Heard]]:
    """Equal answers together, in the order they came first."""
    found: dict[tuple[str, ...], list[Heard]] = {}
    for one in heard:
        found.setdefault(one.lines, []).append(one)
    return list(found.values())
