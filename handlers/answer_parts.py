"""The lines an answer is made of: the fact, its sentence, who, when, what was reported so far, and where it stands."""

from __future__ import annotations

import re
from datetime import datetime
from html import escape

from handlers import keyboards
from handlers.dates import day_and_left, deadline_line
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, period, plan_details, short_date
from knowledge.facts import Deadline, Indicator, Span
from knowledge.search import Answer
from village.model.people import UnitKind
from village.model.plans import Plan
from village.model.questions import Faq
from village.ports import UnitOfWork
from village.services import figures

TITLE_SHOWN = 24
LINE_SHOWN = 90
FACT_SHOWN = 60
DEADLINES_SHOWN = 4
NUMBER = re.compile(r"^\s*\d{1,3}[.、．]\s*")


def fact_and_sentence(answer: Answer, now: datetime) -> list[Html]:
    """The asked fact alone on top, where the sentence is longer than it; else the sentence with the fact marked."""
    fact, hint = answer.fact.strip(), _due_hint(answer, now)
    if not fact or len(fact) > FACT_SHOWN or (len(answer.text) <= len(fact) * 2 and not hint):
        return [_sentence(answer)]
    sentence = NUMBER.sub("", answer.text)
    return [Html(say("ask.fact", fact=fact) + hint), Html(escape(sentence, quote=False))]


def _sentence(answer: Answer) -> Html:
    """The sentence with the asked words in bold, without the number its clause is printed with: the source says it."""
    number = NUMBER.match(answer.text)
    cut = number.end() if number else 0
    spans = tuple(Span(s.start - cut, s.end - cut) for s in answer.asked if s.start >= cut)
    return bold(answer.text[cut:], spans)


def _due_hint(answer: Answer, now: datetime) -> Html:
    """The day in the calendar and how long is left, where a date was asked for."""
    if answer.kind != "deadline" or answer.deadline is None:
        return Html("")
    words = day_and_left(answer.deadline.when, answer.year, now)
    return say("ask.due_hint", when=words) if words else Html("")


def contradiction(answer: Answer, plan: Plan | None) -> list[Html]:
    """Both figures as they stand in the plan, and that the office has the last word."""
    targets = plan.draft.indicators if plan else ()
    torn = [i for i in targets if i.clause == answer.clause and i.conflict]
    return [say("ask.contradicts"), *(say("ask.contradiction", quote=_quoted(each)) for each in torn)]


def _quoted(indicator: Indicator) -> Html:
    """The quote with its figure in bold."""
    text = keyboards.shorten(indicator.quote.strip(), LINE_SHOWN)
    values = indicator.value if isinstance(indicator.value, tuple) else (indicator.value,)
    at = text.find(f"{values[0]:g}")
    end = at + len(f"{values[0]:g}{indicator.unit}")
    return bold(text, (Span(at, end),) if at >= 0 else ())


def present_value(turn: Turn, answer: Answer) -> list[Html]:
    """What has been reported of the target so far, where a form says which of its figures that is."""
    target = answer.indicator
    found = figures.present(turn.uow, turn.person, target.name, target.unit) if turn.person and target else None
    if found is None or target is None:
        return []
    values = {"period": period(found.period, turn.now), "unit": found.unit.name, "measure": target.unit}
    if found.units == 1 and found.unit.kind is UnitKind.VILLAGE:
        return [Html(""), say("ask.present", value=f"{found.lowest:g}", **values)]
    if found.total is not None:
        return [Html(""), say("ask.present_total", value=f"{found.total:g}", count=found.units, **values)]
    ends = {"low": f"{found.lowest:g}", "high": f"{found.highest:g}"}
    return [Html(""), say("ask.present_range", count=found.units, **ends, **values)]


def responsible(answer: Answer) -> list[Html]:
    """Who leads and who supports."""
    parts = [("card_who.lead", answer.lead), ("card_who.support", answer.support)]
    return [Html(""), *(say(key, who="、".join(names)) for key, names in parts if names)]


def due(turn: Turn, answer: Answer, plan: Plan | None) -> list[Html]:
    """What is due when, with the days left; the target's own year where the clause names no other time."""
    lines = [deadline_line(d, answer.year, turn.now) for d in deadlines_of(answer, plan)[:DEADLINES_SHOWN]]
    if not lines and answer.indicator is not None and answer.indicator.due:
        lines.append(say("card_when.target", due=answer.indicator.due, name=answer.indicator.name))
    return [Html(""), *lines]


def deadlines_of(answer: Answer, plan: Plan | None) -> list[Deadline]:
    """What the answer's clause says is due when; the deadline meant by the answer first."""
    every = [d for d in plan.draft.deadlines if d.clause == answer.clause] if plan and answer.clause else []
    first = [answer.deadline] if answer.deadline is not None else []
    return [*first, *(d for d in every if d not in first)]


def source_line(answer: Answer) -> Html:
    """``清河镇2026年方案 · 镇级 · 2026年 · 三、1``."""
    return say("ask.source_line", plan=answer.plan, details=plan_details(answer.level, answer.year, answer.clause))


def line_of_plan(answer: Answer) -> Html:
    """One plan of several: whose it is, what it says, where."""
    level = word(f"level.{answer.level}") if answer.level else ""
    year = f"{answer.year}年" if answer.year else word("year_unknown")
    fact = Html(_stated(answer) + say("ask.side_corrected")) if answer.corrected else _stated(answer)
    return say("ask.side_line", who=" ".join(p for p in (level, year) if p), fact=fact, source=place(answer))


def _stated(answer: Answer) -> Html:
    """The fact in bold, or that the plan contradicts itself."""
    if answer.contradicts:
        return Html(word("ask.torn"))
    return say("ask.fact", fact=answer.fact.strip())


def place(answer: Answer) -> str:
    """Plan and clause in few words."""
    return f"{keyboards.shorten(answer.plan, TITLE_SHOWN)} {clause_label(answer.clause)}".strip()


def short(answer: Answer) -> str:
    """How the text begins, without the number it is printed with."""
    return keyboards.shorten(NUMBER.sub("", " ".join(answer.text.split())), LINE_SHOWN)


def label(answer: Answer) -> str:
    """A candidate in the few words a button holds: how it begins, and where it stands."""
    start = NUMBER.sub("", answer.text.split("\n", 1)[0])
    where = f"（{answer.plan[:8]} {clause_label(answer.clause)}）" if answer.clause else f"（{answer.plan[:8]}）"
    return keyboards.shorten(start, keyboards.BUTTON_LENGTH - len(where)) + where


def bold(text: str, spans: tuple[Span, ...]) -> Html:
    """Text with some stretches in bold, everything escaped."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at or span.end <= span.start:
            continue
        parts += [
            escape(text[at : span.start], quote=False),
            f"<b>{escape(text[span.start : span.end], quote=False)}</b>",
        ]
        at = span.end
    return Html("".join([*parts, escape(text[at:], quote=False)]))


def cited(answer: Answer, now: datetime) -> Html:
    """A clause with its place, as it is put into any chat, where nobody knows what was asked."""
    lines = fact_and_sentence(answer, now)
    if answer.indicator is not None and len(lines) > 1:
        lines[0] = say("ask.named", name=answer.indicator.name, fact=lines[0])
    return Html("\n".join([*lines, "", source_line(answer)]))


def title(answer: Answer) -> str:
    """An answer in one line without its source."""
    if answer.indicator is not None and 0 < len(answer.fact) <= FACT_SHOWN:
        return f"{answer.indicator.name} {answer.fact}"
    return short(answer)


def faq_text(uow: UnitOfWork, faq: Faq) -> Html:
    """The answer in bold, unless that would be a page of bold; then who gave it, and when."""
    text = escape(faq.answer, quote=False)
    shown = Html(f"<b>{text}</b>" if len(faq.answer) <= FACT_SHOWN * 2 else text)
    author, unit = uow.people.get(faq.author_id).name, uow.units.get(faq.unit_id).name
    return Html(f"{shown}\n\n{say('faq.by', unit=unit, author=author, date=short_date(faq.made_at))}")
