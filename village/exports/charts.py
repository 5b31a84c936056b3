"""Charts as pictures for a phone: reporting by period, problems found and closed, indicators beside their targets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import TypeVar

from village.exports import words
from village.exports.canvas import BOLD, EDGE, FAINT, INK, SMALL, TEXT, WIDTH, Canvas
from village.exports.words import say
from village.model.charts import IndicatorState, PeriodCount, ProblemCount
from village.model.compiled import Compilation

GREEN, AMBER, GREY, BLUE, PALE = "#2F7D5B", "#E3A13B", "#D5DAE0", "#3B6FB5", "#EEF1F4"
LIGHT_BLUE = "#B9CDE8"
LABELS, NUMBERS = 190, 170  # pixels left and right of the bars
ROW, DENSE = 84, 60  # a row's height; where there are many rows
MANY = 14
Count = TypeVar("Count")
MOST = 60  # rows: what is older is left out, and said so


def counts(made: Compilation) -> list[PeriodCount]:
    """Reporting by period; those not concerned owe nothing, what was sent back is still owed."""
    found = []
    for period, same in groupby(made.entries, key=lambda entry: entry.period):
        entries = [entry for entry in same if not entry.is_exempt]
        late = sum(entry.is_late and entry.is_reported for entry in entries)
        missing = sum(not entry.is_reported for entry in entries)
        found.append(PeriodCount(period, len(entries) - late - missing, late, missing))
    return found


def submission_png(made: Compilation) -> bytes:
    """How many reported in each period, as a picture."""
    periods = words.periods(made.periods)
    title = say("chart.submission", unit=made.duty.unit.name, name=made.duty.name, period=periods)
    shown = say("chart.made", made=words.moment(made.made_at))
    return submission_chart(counts(made), title, shown)


def submission_chart(rows: Sequence[PeriodCount], title: str, subtitle: str) -> bytes:
    """A bar a period: reported in time, late, not yet."""
    canvas, rows = _begin(rows, title, subtitle)
    canvas.legend([(GREEN, say("chart.on_time")), (AMBER, say("chart.late")), (GREY, say("chart.missing"))])
    height, widest = _row_height(rows), max((row.total for row in rows), default=1) or 1
    for row, label in zip(rows, _labels([row.period for row in rows]), strict=True):
        _label(canvas, label, height)
        x = float(EDGE + LABELS)
        for number, colour in ((row.on_time, GREEN), (row.late, AMBER), (row.missing, GREY)):
            wide = number / widest * _bars()
            canvas.bar(x, wide, height * 0.56, colour, y=canvas.y + height * 0.2)
            x += wide
        _number(canvas, f"{row.on_time + row.late}/{row.total}", height)
        canvas.y += height
    return canvas.png()


def problems_chart(rows: Sequence[ProblemCount], title: str, subtitle: str) -> bytes:
    """Two bars a period, found and closed, and how many stay open."""
    canvas, rows = _begin(rows, title, subtitle)
    canvas.legend([(AMBER, say("chart.found")), (GREEN, say("chart.closed"))])
    height = _row_height(rows) * 1.3
    widest = max((max(row.found, row.closed) for row in rows), default=1) or 1
    for row, label in zip(rows, _labels([row.period for row in rows]), strict=True):
        _label(canvas, label, height)
        thick = height * 0.32
        for place, (number, colour) in enumerate(((row.found, AMBER), (row.closed, GREEN))):
            top = canvas.y + height * 0.14 + place * (thick + 4)
            wide = number / widest * (_bars() - 70)
            canvas.bar(EDGE + LABELS, wide, thick, colour, y=top)
            canvas.text(EDGE + LABELS + wide + 12, top + thick / 2 - SMALL * 0.72, str(number), SMALL, FAINT)
        _number(canvas, say("chart.open", count=row.open), height)
        canvas.y += round(height)
    return canvas.png()


def indicators_chart(rows: Sequence[IndicatorState], title: str, subtitle: str) -> bytes:
    """A bar an indicator with an upright line at its target, in the order of the plan."""
    shown = rows[:MOST]
    canvas = Canvas(title, _cut(subtitle, len(rows)), room=len(shown) * 330)
    canvas.legend([(GREEN, say("chart.met")), (BLUE, say("chart.not_met")), (INK, say("chart.target"))])
    for row in shown:
        _indicator(canvas, row)
    return canvas.png()


def _indicator(canvas: Canvas, row: IndicatorState) -> None:
    canvas.rule()
    canvas.y += 20
    for line in canvas.wrapped(row.name, TEXT, WIDTH - 2 * EDGE)[:3]:
        canvas.text(EDGE, canvas.y, line)
        canvas.y += round(TEXT * 1.4)
    has = _has(row)
    aim = say("chart.at_most" if row.at_most else "chart.at_least", target=f"{_plain(row.target)}{row.unit}")
    canvas.text(EDGE, canvas.y, has, TEXT, FAINT if row.value is None else INK, weight=BOLD)
    canvas.text(WIDTH - EDGE, canvas.y + 4, f"{aim}{row.due and '，' + row.due}", SMALL, FAINT, at="r")
    canvas.y += round(TEXT * 1.6)
    full = max(row.target, row.highest or row.value or Decimal(0), Decimal("0.01")) * Decimal("1.12")
    width = WIDTH - 2 * EDGE
    canvas.bar(EDGE, width, 36, PALE)
    canvas.bar(EDGE, float((row.highest or 0) / full) * width, 36, LIGHT_BLUE)
    canvas.bar(EDGE, float((row.value or 0) / full) * width, 36, GREEN if row.is_met else BLUE)
    at = EDGE + float(row.target / full) * width
    canvas.mark(at, canvas.y - 8, canvas.y + 44)
    canvas.y += 72


def _has(row: IndicatorState) -> str:
    if row.value is None:
        return say("chart.no_value")
    highest = f"{row.unit}至{_plain(row.highest)}" if row.highest is not None else ""
    return f"{_plain(row.value)}{highest}{row.unit}"


def indicators_png(rows: Sequence[IndicatorState], office: str, now: datetime) -> bytes:
    """A unit's indicators beside their targets, as a picture."""
    return indicators_chart(rows, say("chart.indicators", unit=office), say("chart.made", made=words.moment(now)))


def _begin(rows: Sequence[Count], title: str, subtitle: str) -> tuple[Canvas, Sequence[Count]]:
    shown = rows[-MOST:]
    return Canvas(title, _cut(subtitle, len(rows)), room=round(len(shown) * ROW * 1.4)), shown


def _cut(subtitle: str, rows: int) -> str:
    return subtitle if rows <= MOST else f"{subtitle}{say('chart.cut', count=MOST)}"


def _labels(periods: Sequence[str]) -> list[str]:
    """Names of periods; the year only where it begins or changes."""
    years = [key[:4] for key in periods]
    several = len(set(years)) > 1
    return [
        words.period(key, year=several and (place == 0 or years[place - 1] != key[:4]))
        for place, key in enumerate(periods)
    ]


def _label(canvas: Canvas, words_: str, height: float) -> None:
    size = TEXT if canvas.width(words_) <= LABELS - 12 else 26
    canvas.text(EDGE, canvas.y + height / 2 - size * 0.74, words_, size)


def _number(canvas: Canvas, words_: str, height: float) -> None:
    canvas.text(WIDTH - EDGE, canvas.y + height / 2 - SMALL * 0.74, words_, SMALL, INK, at="r")


def _bars() -> int:
    return WIDTH - 2 * EDGE - LABELS - NUMBERS


def _row_height(rows: Sequence[object]) -> int:
    return ROW if len(rows) <= MANY else DENSE


def _plain(value: Decimal) -> str:
    return format(value.normalize(), "f") if value else "0"
