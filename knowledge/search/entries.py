"""A plan cut into what can be answered with: clauses with their heading and section, and the sentences in them.

A sentence is the unit of answering, a clause the unit of finding. Text that belongs to no clause (the opening
paragraph, lines under a section title) is kept as entries without a number, so nothing in a plan is out of reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.facts import Clause, PlanDraft
from knowledge.search.figures import TAG, Kind, kinds
from knowledge.search.normalise import encode
from knowledge.search.sounds import sounds

_STOP = re.compile(r"(?<=[。；;！!？?])(?![)）\]】”’])|\n+")
_BARE_TAG = re.compile(r"^\s*(?:责任领导|牵头领导|责任单位|牵头单位)[:：]?\s*$")
_MARKER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百]+[章节条款、.]|[(（][一二三四五六七八九十\d]+[)）]、?|\d+[.、．)](?!\d)|[①-⑳])\s*"
)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?=[省市县区镇乡](?:人民政府|委|20|19|创建))")
_TAGGED = "\ufffe"
_NOBODY = re.compile(r"[:：]\s*[XxＸ×*]+\s*[)）\]]")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: what is shown, what is searched, what kinds of fact it holds, who is named for it."""

    text: str
    code: str
    sound: str
    kinds: Kind
    tag: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A clause, or a piece of text outside the clauses, ready for the index."""

    plan: int
    clause: Clause | None
    heading: str
    section: str
    context: str
    context_sound: str
    code: str
    sound: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """A plan in the library: its key, its draft, and the words of its title and place."""

    key: str
    plan: PlanDraft
    code: str
    sound: str


def book(key: str, plan: PlanDraft) -> Book:
    """The plan with its title made searchable, the place that signs it included."""
    places = {m[1] for m in _PLACE.finditer(plan.title + "\n" + plan.text[:200] + "\n" + plan.text[-200:])}
    code = encode(" ".join([plan.title, *sorted(places)]))
    return Book(key, plan, code, sounds().of(code))


def entries(number: int, plan: PlanDraft) -> Iterator[Entry]:
    """The plan's clauses in order, then what stands outside of them."""
    headings = {clause.id: clause.heading or "" for clause in plan.clauses}
    starts = sorted(clause.span.start for clause in plan.clauses)
    for clause in plan.clauses:
        section = headings.get(clause.id.rpartition(".")[0], "")
        made = _entry(number, clause, clause.heading or "", section, _own_text(plan, clause, starts))
        if made:
            yield made
    for loose in _outside(plan):
        made = _entry(number, None, "", "", loose)
        if made:
            yield made


def _own_text(plan: PlanDraft, clause: Clause, starts: list[int]) -> str:
    """The clause without its children; a corrected clause wins over the document."""
    inner = next((s for s in starts if clause.span.start < s < clause.span.end), None)
    return clause.text if inner is None else plan.text[clause.span.start : inner]


def _outside(plan: PlanDraft) -> Iterator[str]:
    """Stretches of the document that no clause covers."""
    at = 0
    for span in sorted((c.span for c in plan.clauses), key=lambda s: s.start):
        if span.start > at:
            yield plan.text[at : span.start]
        at = max(at, span.end)
    yield plan.text[at:]


def _entry(number: int, clause: Clause | None, heading: str, section: str, text: str) -> Entry | None:
    named = bool(clause and any(name.strip("XxＸ×*") for name in (*clause.lead, *clause.support)))
    sentences = tuple(_sentences(text, named=named))
    if not sentences:
        return None
    context = encode(f"{section} {heading}")
    code = f"{context} {encode(text, printed=True)}"
    return Entry(number, clause, heading, section, context, sounds().of(context), code, sounds().of(code), sentences)


def _sentences(text: str, *, named: bool) -> Iterator[Sentence]:
    """Sentences with the units named behind them; a tag in brackets speaks for all since the last one."""
    tags = [m.group().strip() for m in TAG.finditer(text)]
    pieces = [piece.strip() for piece in _STOP.split(TAG.sub(f"{_TAGGED}\n", text))]
    tag = ""
    found: list[Sentence] = []
    for piece in reversed([p for p in pieces if p and not _BARE_TAG.match(p)]):
        body = piece.replace(_TAGGED, "")
        if _TAGGED in piece:
            tag = "".join(tags.pop() for _ in range(piece.count(_TAGGED)))
            tag = "" if _NOBODY.search(tag) else tag
        code = encode(_MARKER.sub("", body), printed=True)
        if len(code) >= _SHORTEST:
            found.append(
                Sentence(
                    body.strip(), code, sounds().of(code), kinds(_MARKER.sub("", body), named=named or bool(tag)), tag
                )
            )
    return reversed(found)
