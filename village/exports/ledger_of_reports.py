"""Reports → ledgers: one of the reports, one row each; one of every repeat in the form, one row an item."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal, InvalidOperation

from village.exports import words
from village.exports.answers import item_text
from village.exports.ledger import Cell, CellKind, Column, Ledger, Row, ledger_xlsx
from village.exports.mapping import Mapping, mapped
from village.exports.words import SEPARATOR, say
from village.forms.answered import Answered, answered
from village.forms.schema import Field, FieldKind
from village.model.compiled import Compilation, Entry

KINDS = {
    FieldKind.INTEGER: CellKind.NUMBER,
    FieldKind.DECIMAL: CellKind.NUMBER,
    FieldKind.DATE: CellKind.DAY,
    FieldKind.TIME: CellKind.TIME,
    FieldKind.IMAGE: CellKind.NUMBER,
    FieldKind.AUDIO: CellKind.NUMBER,
    FieldKind.FILE: CellKind.NUMBER,
}
NUMBER, UNIT, PERIOD, ITEM = "report.number", "report.unit", "report.period", "report.item"
FILES = "report.files"
STANDING, REPORTER, MADE_AT, VERSION = "report.standing", "report.reporter", "report.made_at", "report.version"
FILES_COLUMN = Column(FILES, say("ledger.files"))


def reports_xlsx(made: Compilation, mapping: Mapping | None = None) -> bytes:
    """The ledgers of a compilation as one xlsx file; with a mapping, one sheet in another system's columns.

    Raises:
        MappingInvalid: the mapping speaks of what these ledgers do not hold.
    """
    ledgers = report_ledgers(made)
    chosen = [mapped(mapping, ledgers)] if mapping else ledgers
    return ledger_xlsx(chosen, author=made.office, now=made.made_at)


def ledger_title(made: Compilation) -> str:
    """``清河镇2026年5月月报台账``."""
    return say("ledger.title", unit=made.duty.unit.name, period=words.periods(made.periods), name=made.duty.name)


def report_ledgers(made: Compilation) -> list[Ledger]:
    """The ledger of reports, then one a repeat. Columns follow the form, never the answers, so they stay the same."""
    fields = _fields(made)
    plain = [f for f in fields if f.kind is not FieldKind.REPEAT]
    heads = (*_first_columns(made), *(_column(f) for f in plain), FILES_COLUMN, *_last_columns())
    rows = [_row(made, entry, number) for number, entry in enumerate(made.entries, 1)]
    ledgers = [Ledger(say("ledger.reports"), ledger_title(made), heads, rows)]
    for field in (f for f in fields if f.kind is FieldKind.REPEAT):
        ledgers.append(_items(made, field, rows, heads))
    return ledgers


def _fields(made: Compilation) -> list[Field]:
    """Fields of all forms used, then what older answers hold that no form knows, by name."""
    fields = {field.name: field for form in made.forms.values() for field in form.fields if field.kind != "note"}
    for entry in made.heard:
        for answer in _answers(made, entry):
            fields.setdefault(answer.field.name, answer.field)
    return list(fields.values())


def _answers(made: Compilation, entry: Entry) -> tuple[Answered, ...]:
    report = entry.report
    return answered(made.forms.get(report.form), report.answers) if report else ()


def _first_columns(made: Compilation) -> tuple[Column, ...]:
    number = Column(NUMBER, say("ledger.number"), CellKind.NUMBER)
    return (number, Column(PERIOD, say("ledger.period"), _period_kind(made)), Column(UNIT, say("ledger.unit")))


def _last_columns() -> tuple[Column, ...]:
    return (
        Column(STANDING, say("ledger.standing")),
        Column(REPORTER, say("ledger.reporter")),
        Column(MADE_AT, say("ledger.made_at"), CellKind.MOMENT),
        Column(VERSION, say("ledger.version"), CellKind.NUMBER),
    )


def _column(field: Field, prefix: str = "") -> Column:
    return Column(prefix + field.name, field.heading or field.name, KINDS.get(field.kind, CellKind.TEXT))


def _row(made: Compilation, entry: Entry, number: int) -> Row:
    row: dict[str, Cell] = {NUMBER: number, UNIT: entry.unit.name, PERIOD: _period(entry.period)}
    row[STANDING] = say(f"ledger.{_standing(entry)}")
    if entry.report:
        row |= {REPORTER: entry.reporter, MADE_AT: entry.report.made_at, VERSION: entry.report.version}
        repeats = tuple(f"{field.name}." for field in _repeats(made, entry))
        row[FILES] = _files(entry, outside=repeats)
    return row | {a.field.name: _cell(a) for a in _answers(made, entry) if a.field.kind is not FieldKind.REPEAT}


def _items(made: Compilation, field: Field, rows: list[Row], heads: tuple[Column, ...]) -> Ledger:
    prefix = f"{field.name}."
    item = Column(ITEM, say("ledger.item"), CellKind.NUMBER)
    inside = tuple(_column(f, prefix) for f in field.fields if f.kind is not FieldKind.NOTE)
    columns = (*heads[:3], item, *inside, FILES_COLUMN, *_last_columns()[:3])
    found: list[Row] = []
    for entry, row in zip(made.entries, rows, strict=True):
        for number, cells in enumerate(_item_rows(made, entry, field, prefix), 1):
            files = _files(entry, f"{prefix}{number - 1}.")
            found.append({**row, **cells, ITEM: number, NUMBER: len(found) + 1, FILES: files})
    shown = {column.key for column in columns}
    hidden = tuple(column for column in heads if column.key not in shown)
    name = say("ledger.items", heading=field.heading)
    return Ledger(name, f"{ledger_title(made)}（{field.heading}）", columns, found, hidden)


def _item_rows(made: Compilation, entry: Entry, field: Field, prefix: str) -> Iterator[Row]:
    for answer in _answers(made, entry):
        if answer.field.name == field.name:
            for item in answer.items:
                yield {prefix + part.field.name: _cell(part) for part in item}


def _repeats(made: Compilation, entry: Entry) -> list[Field]:
    return [answer.field for answer in _answers(made, entry) if answer.field.kind is FieldKind.REPEAT]


def _files(entry: Entry, within: str = "", outside: tuple[str, ...] = ()) -> str | None:
    """Numbers of what was sent to the questions this row stands for."""
    files = entry.report.files if entry.report else {}
    sent = [ids for key, ids in files.items() if key.startswith(within) and not key.startswith(outside)]
    return SEPARATOR.join(say("ledger.file", number=number) for ids in sent for number in ids) or None


def _standing(entry: Entry) -> str:
    if entry.report is None:
        return "exempt" if entry.is_exempt else "missing"
    if entry.is_returned:
        return "returned"
    return "late" if entry.is_late else "reported"


def _cell(answer: Answered) -> Cell:
    """The answer as what it is: a number, a day, a time; words where it cannot be read as such."""
    kind, value = KINDS.get(answer.field.kind, CellKind.TEXT), answer.value.strip()
    if answer.field.kind is FieldKind.REPEAT:
        return SEPARATOR.join(filter(None, (item_text(item) for item in answer.items)))
    if not value:
        return None
    try:
        if kind is CellKind.NUMBER:
            number = Decimal(value)
            return int(number) if number == number.to_integral_value() else number
        if kind is CellKind.DAY:
            return date.fromisoformat(value)
        if kind is CellKind.TIME:
            return time.fromisoformat(value)
    except (ValueError, InvalidOperation):
        return value
    return value


def _period_kind(made: Compilation) -> CellKind:
    kinds = {type(_period(key)) for key in made.periods}
    if kinds != {date}:
        return CellKind.TEXT
    return CellKind.MONTH if len(made.periods[0]) == len("2026-05") else CellKind.DAY


def _period(key: str) -> Cell:
    """A month by its first day, a day as it is, so that they sort; every other period by its name."""
    try:
        return date.fromisoformat(f"{key}-01" if len(key) == len("2026-05") else key)
    except ValueError:
        return words.period(key)
