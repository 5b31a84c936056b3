"""A plan cut into what can be answered with: clauses with their heading and section, and the sentences in them.

A sentence is the unit of answering, a clause the unit of finding. Text that belongs to no clause (the opening
paragraph, lines under a section title) is kept as entries without a number, so nothing in a plan is out of reach.

A hundred thousand clauses have to fit into a small machine, so an entry holds three strings (what is shown, its code,
its sound) and a table of cuts; sentences are made from it when they are needed.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.facts import Clause, PlanDraft
from knowledge.search.figures import TAG, kinds
from knowledge.search.normalise import encode
from knowledge.search.sounds import sounds

_STOP = re.compile(r"(?<=[。；;！!？?])(?![)）\]】”’])|\n+")
_BARE_TAG = re.compile(r"^\s*(?:责任领导|牵头领导|责任单位|牵头单位)[:：]?\s*$")
_MARKER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百]+[章节条款、.]|[(（][一二三四五六七八九十\d]+[)）]、?|\d+[.、．)](?!\d)|[①-⑳])\s*"
)
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?=[省市县区镇乡](?:人民政府|委|20|19|创建))")
_NOBODY = re.compile(r"[:：]\s*[XxＸ×*]+\s*[)）\]]")
_TAGGED = "\ufffe"
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: what is shown, what is searched, what kinds of fact it holds, who is named for it."""

    text: str
    code: str
    sound: str
    kinds: int
    tag: str


@dataclass(frozen=True, slots=True)
class _Cut:
    """A sentence before it is packed."""

    text: str
    code: str
    kinds: int
    tag: int


class Entry:
    """A clause, or a piece of text outside the clauses, ready for the index.

    ``code`` begins with section and heading (``context``), then come the sentences, then the units named in tags.
    """

    __slots__ = ("_cuts", "_head", "_shown", "clause", "code", "heading", "plan", "section", "sound", "tags")

    def __init__(self, plan: int, clause: Clause | None, heading: str, section: str) -> None:
        self.plan = plan
        self.clause = clause
        self.heading = heading
        self.section = section
        context = encode(f"{section} {heading}", printed=True)
        self._head = len(context)
        self._cuts = array("I")
        self._shown = ""
        self.code = context
        self.sound = ""
        self.tags: tuple[str, ...] = ()

    def fill(self, cuts: list[_Cut], tags: tuple[str, ...]) -> Entry:
        """Pack the sentences in; returns itself."""
        at, shown = len(self.code) + 1, 0
        for cut in cuts:
            self._cuts.extend((shown, shown + len(cut.text), at, at + len(cut.code), cut.kinds, cut.tag))
            shown, at = shown + len(cut.text), at + len(cut.code) + 1
        self._shown = "".join(cut.text for cut in cuts)
        self.code = " ".join([self.code, *(cut.code for cut in cuts), *(encode(tag) for tag in tags)])
        self.sound = sounds().of(self.code)
        self.tags = tags
        return self

    def __len__(self) -> int:
        return len(self._cuts) // 6

    @property
    def context(self) -> str:
        """Section and heading as code."""
        return self.code[: self._head]

    @property
    def context_sound(self) -> str:
        """Section and heading as sound."""
        return self.sound[: self._head]

    def text(self, place: int) -> str:
        """What is shown of a sentence."""
        return self._shown[self._cuts[6 * place] : self._cuts[6 * place + 1]]

    def sentence(self, place: int) -> Sentence:
        """The sentence at a place, from 0."""
        start, end, begin, stop, kind, tag = self._cuts[6 * place : 6 * place + 6]
        named = self.tags[tag - 1] if tag else ""
        return Sentence(self._shown[start:end], self.code[begin:stop], self.sound[begin:stop], kind, named)


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
    cuts, tags = _cuts(text, named=named)
    return Entry(number, clause, heading, section).fill(cuts, tags) if cuts else None


def _cuts(text: str, *, named: bool) -> tuple[list[_Cut], tuple[str, ...]]:
    """Sentences with the units named behind them; a tag in brackets speaks for all since the last one.

    Tags are counted from 1; a sentence with tag 0 has none.
    """
    tags = [match.group().strip() for match in TAG.finditer(text)]
    pieces = [piece.strip() for piece in _STOP.split(TAG.sub(f"{_TAGGED}\n", text))]
    left, current = len(tags), 0
    found: list[_Cut] = []
    for piece in reversed([p for p in pieces if p and not _BARE_TAG.match(p)]):
        if _TAGGED in piece:
            current = 0 if _NOBODY.search(tags[left - 1]) else left
            left -= piece.count(_TAGGED)
        body = piece.replace(_TAGGED, "").strip()
        bare = _MARKER.sub("", body)
        code = encode(bare, printed=True)
        if len(code) >= _SHORTEST:
            found.append(_Cut(body, code, int(kinds(bare, named=named or current > 0)), current))
    return found[::-1], tuple(tags)
