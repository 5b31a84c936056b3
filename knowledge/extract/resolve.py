"""Facts that depend on their neighbours: a section's 责任单位 line holds for all its items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.extract.outline import Outline
from knowledge.extract.parties import Tag, prose, tags
from knowledge.extract.tables import Tables, table_tags
from knowledge.facts import Clause, Deadline


def all_tags(folded: str, tree: Outline, grids: Tables) -> list[Tag]:
    """Every tag of a plan in order, found item by item so that none reaches over a number, and row by row in tables."""
    found = [tag for item in tree.items for tag in tags(folded, item.body, item.end)]
    rows = list(table_tags(grids))
    return sorted([*found, *rows], key=lambda tag: tag.start) if rows else found


def with_parties(found: Sequence[Clause], folded: str, tree: Outline, given: Sequence[Tag]) -> list[Clause]:
    """The clauses with who leads and who supports: own tags, a tag at the section's end, or the words of a sentence."""
    places = {item.start: at for at, item in enumerate(tree.items)}
    own = _by_item(tree, given, places)
    shared = _section_tags(tree, own)
    return [_with_party(clause, folded, tree, places[clause.span.start], own, shared) for clause in found]


def with_clause_lead(owed: Sequence[Deadline], items: Sequence[Clause]) -> list[Deadline]:
    """The deadlines, of which those that name nobody are owed by who leads their clause, or else supports it."""
    who = {clause.id: clause.lead or clause.support for clause in items}
    return [each if each.who else replace(each, who=who.get(each.clause, ())) for each in owed]


def _by_item(tree: Outline, given: Sequence[Tag], places: dict[int, int]) -> dict[int, list[Tag]]:
    own: dict[int, list[Tag]] = {}
    for tag in given:
        item = tree.at(tag.start)
        if item is not None:
            own.setdefault(places[item.start], []).append(tag)
    return own


def _section_tags(tree: Outline, own: dict[int, list[Tag]]) -> dict[int, list[Tag]]:
    """For items without a tag: the line tag of the last item of their section, when it is the only one there."""
    shared: dict[int, list[Tag]] = {}
    for item in tree.items:
        children = item.children
        tagged = [child for child in children if own.get(child)]
        if len(children) < 2 or tagged != children[-1:]:
            continue
        last = own[children[-1]]
        if len(last) == 1 and last[0].opens_line and not any(tree.items[child].children for child in children):
            shared |= dict.fromkeys(children[:-1], last)
    return shared


def _with_party(
    clause: Clause, folded: str, tree: Outline, at: int, own: dict[int, list[Tag]], shared: dict[int, list[Tag]]
) -> Clause:
    found = own.get(at) or shared.get(at)
    if not found:
        said = prose(folded, tree.items[at].body, tree.items[at].end)
        found = [said] if said else []
    lead = dict.fromkeys(name for tag in found for name in tag.lead)
    support = dict.fromkeys(name for tag in found for name in tag.support)
    return replace(clause, lead=tuple(lead), support=tuple(support))
