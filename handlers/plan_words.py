"""What is in a plan, in the words a person says: facts, times, reasons."""

from __future__ import annotations

from handlers import keyboards
from handlers.texts import Html, say, word
from handlers.wording import clause_label, plan_details
from knowledge.corrections import number_words, when_words
from knowledge.facts import Clause, Deadline, Dropped, Indicator, PlanDraft, Unclear
from village.model.people import UnitKind

QUOTE_SHOWN = 300
WHAT_SHOWN = 60
TAIL_SHOWN = 90
TWICE = "printed twice"
NO_PLAN = ("no plan", "no part of a plan", "title without")
OPS = {
    ">=": "op.at_least",
    "<=": "op.at_most",
    "=": "op.equal",
    ">": "op.above",
    "<": "op.below",
    "increase": "op.increase",
    "decrease": "op.decrease",
}
TENTHS = "〇一二三四五六七八九十"


def details(draft: PlanDraft) -> str:
    """Level and year of a plan, behind its title."""
    return plan_details(draft.level, draft.year, "")


def fact(found: Indicator | Deadline | Clause, year: int | None) -> Html:
    """A fact of any kind; ``year`` is the plan's."""
    if isinstance(found, Indicator):
        return indicator(found)
    return deadline(found, year) if isinstance(found, Deadline) else parties(found)


def indicator(fact: Indicator) -> Html:
    """Name, comparator, value, unit, due date; whether it was put right, or contradicts another."""
    op = "" if fact.op == "=" else word(OPS[fact.op]) + " "
    lines = [say("fact.indicator", name=fact.name, op=op, value=number_words(fact), unit=fact.unit)]
    if fact.due:
        lines.append(say("fact.due", due=_due(fact.due)))
    if fact.corrected:
        lines.append(say("fact.corrected"))
    if fact.conflict:
        lines.append(say("fact.conflict"))
    return Html("\n".join(lines))


def _due(due: str) -> str:
    return say("fact.year", year=due) if "-" not in due else when_words(due)


def deadline(fact: Deadline, year: int | None) -> Html:
    """When, what, who, and whether a report is owed."""
    lines = [say("fact.deadline", when=when_words(fact.when, year), what=fact.what)]
    lines.append(say("fact.who", who="、".join(fact.who) or word("fact.nobody")))
    if fact.reports:
        lines.append(say("fact.owes", owes=fact.owes))
    if fact.corrected:
        lines.append(say("fact.corrected"))
    return Html("\n".join(lines))


def parties(fact: Clause) -> Html:
    """Who leads and who supports a clause."""
    nobody = word("fact.nobody")
    heading = fact.heading or keyboards.shorten(fact.text, WHAT_SHOWN)
    lines = [say("fact.clause", clause=clause_label(fact.id), heading=heading)]
    lines.append(say("fact.lead", units="、".join(fact.lead) or nobody))
    lines.append(say("fact.support", units="、".join(fact.support) or nobody))
    if fact.corrected:
        lines.append(say("fact.corrected"))
    return Html("\n".join(lines))


def unclear(piece: Unclear) -> Html:
    """A piece that was not understood, and why."""
    return say("unclear.line", quote=piece.quote[:QUOTE_SHOWN], why=word(f"unclear.{piece.why}"))


def dropped(piece: Dropped) -> Html:
    """A piece that was left out, and why."""
    key = "left_out.furniture"
    if piece.why == TWICE:
        key = "left_out.twice"
    elif piece.why.startswith(NO_PLAN):
        key = "left_out.no_plan"
    return say("left_out.line", why=word(key), text=piece.text.strip()[:QUOTE_SHOWN])


def quote(fact: Indicator | Deadline | Clause) -> Html:
    """The document's own words, with the number of the clause; of a long clause the beginning and the end."""
    if not isinstance(fact, Clause):
        return say("fact.quote", quote=fact.quote[:QUOTE_SHOWN], clause=clause_label(fact.clause))
    text = fact.text.strip()
    if len(text) > QUOTE_SHOWN:
        text = f"{text[: QUOTE_SHOWN - TAIL_SHOWN]}……{text[-TAIL_SHOWN:]}"
    return say("fact.quote", quote=text, clause=clause_label(fact.id))


def share_words(share: int) -> str:
    """92 as 九成; 100 as 完全."""
    return word("library.all_of_it") if share >= 99 else say("library.tenths", tenths=TENTHS[share // 10])


def audience(kind: UnitKind) -> str:
    """Who is reminded."""
    return word("audience.village" if kind is UnitKind.VILLAGE else "audience.office")
