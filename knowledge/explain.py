"""A reading as a developer sees it: each hit in its context with the rule that found it, what was dropped, and why.

The stages are run again on the text of each draft, so that what is said here is what the rules do today.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.extract.dates import FINDERS, Moment
from knowledge.extract.deadlines import judged_times
from knowledge.extract.figures import FINDERS as FIGURE_FINDERS
from knowledge.extract.figures import Figure
from knowledge.extract.indicators import operator_rule
from knowledge.extract.judging import judged_figures
from knowledge.extract.outline import RANKS, Outline
from knowledge.extract.parties import Tag, tag_rule
from knowledge.extract.resolve import all_tags
from knowledge.extract.structure import structure
from knowledge.extract.tables import table_targets
from knowledge.facts import PlanDraft, Reading
from knowledge.text.fold import fold

_AROUND = 24
_STYLES = {rank: style for style, rank in RANKS.items()}


def explain(reading: Reading) -> Iterator[str]:
    """The lines of the explanation."""
    for plan in reading.plans:
        yield from _plan(plan)
    for piece in reading.dropped:
        yield f"没有收 [{piece.why}] {_short(piece.text)}"


def _plan(plan: PlanDraft) -> Iterator[str]:
    folded = fold(plan.text)
    tree, grids = structure(folded, plan.own)
    yield f"《{plan.title}》 {plan.kind} {plan.level} {plan.year}；修补：{'、'.join(plan.cleaned) or '无'}"
    yield from _around_it(plan)
    yield from _items(plan, tree)
    for tag in all_tags(folded, tree, grids):
        said = f"牵头 {'、'.join(tag.lead) or '无'}；配合 {'、'.join(tag.support) or '无'}"
        yield f"  单位 {tree.id_at(tag.start)} [{tag_rule(folded, tag)}] {said}  {_context(plan.text, tag)}"
    for target in table_targets(folded, grids, plan.year):
        yield f"  指标 [table] {tree.id_at(target.start)} {_context(plan.text, target.figure)}"
    for judged in judged_figures(folded, tree, plan.year, grids):
        rule = f"{_figure_rule(folded, judged.run[0])} + {operator_rule(judged)}"
        verdict = f"指标 [{rule}]" if judged.why is None else f"不算指标 [{judged.why}]"
        yield f"  {verdict} {tree.id_at(judged.run[0].start)} {_context(plan.text, judged.run[0])}"
    for time in judged_times(folded, tree, plan.year, grids):
        rule = _moment_rule(folded, time.time, plan.year)
        verdict = f"时限 [{rule}]" if time.why is None else f"不算时限 [{rule}: {time.why}]"
        yield f"  {verdict} {tree.id_at(time.time.start)} {time.time.when} {_context(plan.text, time.time)}"
    for piece in plan.unclear:
        yield f"  没看懂 [{piece.why}] {piece.clause} {piece.quote}"


def _around_it(plan: PlanDraft) -> Iterator[str]:
    """What stood around the plan or is like it, so that a wrong title or year can be traced."""
    named = {"网页标题": plan.headline, "发文通知": plan.cover, "与前面的相近": plan.like}
    yield from (f"  {what} {words}" for what, words in named.items() if words)


def _items(plan: PlanDraft, tree: Outline) -> Iterator[str]:
    clauses = {clause.span.start for clause in plan.clauses}
    for item in tree.items:
        what = "条款" if item.start in clauses else "标题"
        yield f"  {what} {item.id} [{_STYLES[item.rank]}] {_short(plan.text[item.start : item.end])}"


def _context(text: str, hit: Figure | Moment | Tag) -> str:
    """The hit in brackets of its own, with what stands around it."""
    before, after = text[max(0, hit.start - _AROUND) : hit.start], text[hit.end : hit.end + _AROUND]
    return f"{before}⟦{text[hit.start : hit.end]}⟧{after}".replace("\n", "⏎").replace("\t", "⇥")


def _short(text: str) -> str:
    return text[:40].replace("\n", "⏎").replace("\t", "⇥")


def _figure_rule(folded: str, figure: Figure) -> str:
    stop = min(len(folded), figure.end + 40)
    return next(
        name
        for name, finder in FIGURE_FINDERS.items()
        if any(hit.start == figure.start for hit in finder(folded, max(0, figure.start - 40), stop))
    )


def _moment_rule(folded: str, time: Moment, year: int | None) -> str:
    stop = min(len(folded), time.end + 40)
    for name, finder in FINDERS.items():
        hits = finder(folded, max(0, time.start - 40), stop, year)
        if any((hit.start, hit.kind) == (time.start, time.kind) for hit in hits):
            return name
    return "column"
