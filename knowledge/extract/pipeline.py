"""The stages in order: clean → segment → outline → find → resolve → draft.

Each stage is a function of its own file and can be run alone; this file only hands the result of one to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from knowledge.extract.about import kind_of, level_of, year_of
from knowledge.extract.clauses import clauses
from knowledge.extract.deadlines import deadlines, judged_times
from knowledge.extract.indicators import indicators
from knowledge.extract.judging import judged_figures
from knowledge.extract.likeness import linked, printed_twice
from knowledge.extract.lines import bare_title
from knowledge.extract.patterns import DATE_LINE, SIGNER
from knowledge.extract.resolve import all_tags, with_clause_lead, with_parties
from knowledge.extract.segment import Segment, segment
from knowledge.extract.structure import before_signature, structure
from knowledge.extract.tables import table_targets
from knowledge.extract.unclear import unclear
from knowledge.facts import Dropped, PlanDraft, Reading
from knowledge.text.clean import Cleaned, clean
from knowledge.text.fold import fold
from knowledge.text.offsets import Edit, OffsetMap, apply

TWICE = "printed twice"
NO_PLAN = "no plan: {}"


def read_document(text: str, file: str) -> Reading:
    """Everything one document yields, as drafts nobody has confirmed yet."""
    cleaned = clean(text)
    folded = fold(cleaned.text)
    parts = segment(folded)
    dropped = [Dropped(file, cleaned.text[cut.start : cut.end], cut.why) for cut in parts.cuts]
    plans: list[PlanDraft] = []
    for part in parts.plans:
        plan = draft(part, cleaned, file, parts.collection)
        if any(printed_twice(earlier, plan) for earlier in plans):
            dropped.append(Dropped(file, plan.text, TWICE))
        elif plan.kind == "other" or not plan.clauses:
            dropped.append(Dropped(file, plan.text, NO_PLAN.format("a speech, news or a list")))
        else:
            plans.append(plan)
    return Reading(tuple(linked(plans)), tuple(dropped))


def draft(part: Segment, cleaned: Cleaned, file: str, collection: str = "") -> PlanDraft:
    """One segment as a plan: its facts, and the way from its text back to the source.

    ``collection`` names a text that has no title of its own.
    """
    text, folded, offsets = _body(part, cleaned)
    own = _own_text(part)
    end = before_signature(folded)
    title = _as_printed(part, cleaned.text) or _inferred_title(folded[end:], collection or file.rsplit(".", 1)[0])
    level, year = level_of(title, folded), year_of(title, folded, folded[end:], part.headline or "")
    tree, grids = structure(folded, own)
    kind = kind_of(part.title or title, folded, tree)
    given = all_tags(folded, tree, grids)
    numbers, times = [*judged_figures(folded, tree, year, grids)], [*judged_times(folded, tree, year, grids)]
    targets = indicators(text, folded, tree, numbers, table_targets(folded, grids, year))
    items = tuple(with_parties(list(clauses(text, folded, tree)), folded, tree, given))
    owed = with_clause_lead(deadlines(text, folded, tree, times, given, grids), items)
    return PlanDraft(
        file=file,
        title=title,
        kind=kind,
        level=level,
        year=year,
        text=text,
        clauses=items,
        indicators=tuple(targets),
        deadlines=tuple(owed),
        unclear=tuple(unclear(text, folded, tree, numbers, times, [*targets, *owed])),
        own=own,
        headline=part.headline,
        cover=part.cover,
        offsets=offsets,
        cleaned=cleaned.steps,
    )


def _body(part: Segment, cleaned: Cleaned) -> tuple[str, str, OffsetMap]:
    """The lines of a plan without what was cut from between them; its folded twin; the way back to the source."""
    text, shift = apply(cleaned.text, _gaps(part, len(cleaned.text)))
    return text, fold(text), cleaned.offsets.then(shift)


def _own_text(part: Segment) -> int:
    """Where the text behind the plan's own title begins, a covering letter before it left aside; 0 without a title."""
    named = [at for at, line in enumerate(part.lines) if line.title]
    titles = [at for at in named if part.title in (part.lines[at].words, bare_title(part.lines[at].words))]
    titles = titles or [at for at in named if at == 0]
    own = part.lines[: titles[0] + 1] if titles else []
    return sum(line.end - line.start + 1 for line in own)


def _as_printed(part: Segment, text: str) -> str:
    """The title with the punctuation of the document, not of its folded twin."""
    for line in part.lines:
        at = line.words.find(part.title) if line.title else -1
        printed = text[line.start + at : line.start + at + len(part.title)]
        if at >= 0 and fold(printed) == part.title:
            return printed
    return part.title


def _gaps(part: Segment, length: int) -> Iterator[Edit]:
    yield Edit(0, part.lines[0].start, "")
    for before, after in pairwise(part.lines):
        yield Edit(before.end, after.start, "\n")
    yield Edit(part.lines[-1].end, length, "")


def _inferred_title(signature: str, otherwise: str) -> str:
    """A name for a plan whose own title was cut off: 某市人民政府办公室文件(2021年11月11日), else another one."""
    lines = [line.strip() for line in signature.split("\n") if line.strip()]
    dates = [line for line in lines if DATE_LINE.match(line)]
    issuers = [line for line in lines if SIGNER.match(line)]
    if not issuers:
        return otherwise
    return f"{'、'.join(issuers)}文件" + (f"({dates[0]})" if dates else "")
