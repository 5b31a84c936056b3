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
from knowledge.search.lines import FREE, UNIT_LINES, Layout, layout, whole
from knowledge.search.normalise import encode
from knowledge.search.sounds import sounds

_STOP = re.compile(r"(?<=[。；;！!？?])(?![)）\]】”’])|\n+")
_BARE_TAG = re.compile(r"^\s*(?:责任领导|牵头领导|责任单位|牵头单位)[:：]?\s*$")
_MARKER = re.compile(
    r"^\s*(?:第?[一二三四五六七八九十百]+[章节条款、.]|[(（][一二三四五六七八九十\d]+[)）]、?|\d+[.、．)](?!\d)|[①-⑳])\s*"
)
_DEPTHS = tuple(
    re.compile(rf"\s*{number}")
    for number in (
        "第[一二三四五六七八九十百]+[章编]",
        "第?[一二三四五六七八九十百]+[节条款、.]",
        "[(（][一二三四五六七八九十]+[)）]",
        r"\d+[.、．](?!\d)",
        r"[(（]?\d+[)）]",
        "[①-⑳]",
    )
)
_TITLE_LINE = re.compile(rf"(?:{_MARKER.pattern})([^，,。；;\s]{{2,34}}|[^。；;\s]{{4,24}}(?=\s*$))[。.]?(?=\s|$)")
_PLACE = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?=[省市县区镇乡](?:人民政府|委|20|19|创建))")
_TITLE_PLACE = re.compile(r"(?:^|关于|省|市|县|区)([\u4e00-\u9fff]{2,3}?)(?=[省市县区镇乡](?!委|内|里|政|长|级|域|直))")
_NO_PLACE = frozenset({"全", "各", "本", "我", "国家", "农村", "生态", "示范", "建设", "创建", "乡镇", "地"})
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

    def __init__(self, plan: int, clause: Clause | None, heading: str, titles: tuple[str, ...]) -> None:
        self.plan = plan
        self.clause = clause
        self.heading = heading
        self.section = titles[-1] if titles else ""
        context = encode("|".join([*titles, heading]), printed=True)
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
    """A plan in the library: its key, its draft, the words of its title, and the places that sign it."""

    key: str
    plan: PlanDraft
    code: str
    sound: str
    places: frozenset[str]


def book(key: str, plan: PlanDraft) -> Book:
    """The plan with its title made searchable, the place that signs it included."""
    places = {m[1] for m in _PLACE.finditer(f"{plan.title}\n{plan.text[:200]}\n{plan.text[-200:]}")}
    places |= {m[1] for m in _TITLE_PLACE.finditer(plan.title)}
    code = encode(" ".join([plan.title, *sorted(places)]))
    return Book(key, plan, code, sounds().of(code), frozenset(places - _NO_PLACE))


def entries(number: int, plan: PlanDraft) -> Iterator[Entry]:
    """Clauses and loose text in the order they stand, each under the section titles above it."""
    above = Sections()
    starts = sorted(clause.span.start for clause in plan.clauses)
    read = layout(plan.text)
    for start, clause in sorted(_stretches(plan), key=lambda stretch: stretch[0]):
        if clause is None:
            end = next((s for s in starts if s >= start), len(plan.text))
            text, titles = above.take(plan.text[start:end], plan.title)
            made = _entry(number, None, "", titles, text, read)
        else:
            text = _own_text(plan, clause, starts)
            titles = above.over(text)
            made = _entry(number, clause, clause.heading or "", titles, text, read)
            above.enter(text, clause.heading)
        if made:
            yield made


class Sections:
    """The titles that stand above the place read last: 一、 over (一) over 1. over (1)."""

    def __init__(self) -> None:
        self._titles: dict[int, str] = {}

    def take(self, text: str, own_title: str) -> tuple[str, tuple[str, ...]]:
        """Take the titles out of loose text: what is left, and the titles above its first line."""
        left: list[str] = []
        above: tuple[str, ...] | None = None
        for line in text.splitlines():
            match = _TITLE_LINE.match(line)
            if match:
                self._put(_depth(line), match[1])
            rest = line[match.end() :] if match else line
            if rest.strip() and rest.strip() != own_title:
                left.append(rest)
                above = self._all() if above is None else above
        return "\n".join(left), above or ()

    def _all(self) -> tuple[str, ...]:
        """From the widest to the nearest."""
        return tuple(title for _, title in sorted(self._titles.items()))

    def over(self, text: str) -> tuple[str, ...]:
        """The titles above a clause, by the kind of number it begins with."""
        return tuple(title for depth, title in sorted(self._titles.items()) if depth < _depth(text))

    def enter(self, text: str, heading: str | None) -> None:
        """A clause may be the parent of those that follow."""
        if _MARKER.match(text):
            self._put(_depth(text), heading or "")

    def _put(self, depth: int, title: str) -> None:
        self._titles = {d: t for d, t in self._titles.items() if d < depth}
        if title:
            self._titles[depth] = title


def _depth(text: str) -> int:
    """How deep a numbered line stands; text without a number stands below everything."""
    return next((depth for depth, pattern in enumerate(_DEPTHS) if pattern.match(text)), len(_DEPTHS))


def _stretches(plan: PlanDraft) -> Iterator[tuple[int, Clause | None]]:
    """Where each clause begins, and each piece of text that no clause covers."""
    at = 0
    for clause in sorted(plan.clauses, key=lambda c: c.span.start):
        if clause.span.start > at:
            yield at, None
        yield clause.span.start, clause
        at = max(at, clause.span.end)
    if at < len(plan.text):
        yield at, None


def _own_text(plan: PlanDraft, clause: Clause, starts: list[int]) -> str:
    """The clause without its children; a corrected clause wins over the document."""
    inner = next((s for s in starts if clause.span.start < s < clause.span.end), None)
    return clause.text if inner is None else plan.text[clause.span.start : inner]


def _entry(
    number: int, clause: Clause | None, heading: str, titles: tuple[str, ...], text: str, read: Layout
) -> Entry | None:
    named = bool(clause and any(name.strip("XxＸ×*") for name in (*clause.lead, *clause.support)))
    cuts, tags = _cuts(whole(text, read), named=named, units=read.units)
    return Entry(number, clause, heading, titles).fill(cuts, tags) if cuts else None


def _cuts(text: str, *, named: bool, units: bool) -> tuple[list[_Cut], tuple[str, ...]]:
    """Sentences with the units named behind them; a tag in brackets speaks for all since the last one.

    Tags are counted from 1; a sentence with tag 0 has none. ``units``: lines that are nothing but units are tags too.
    """
    spans = [match.span() for match in TAG.finditer(text)]
    if units:
        spans = sorted([*spans, *(m.span() for m in UNIT_LINES.finditer(text) if not _inside(m.span(), spans))])
    tags = [" ".join(text[start:end].split()) for start, end in spans]
    pieces = [piece.strip() for piece in _STOP.split(_marked(text, spans))]
    left, current = len(tags), 0
    found: list[_Cut] = []
    for piece in reversed([p for p in pieces if p and not _BARE_TAG.match(p)]):
        if _TAGGED in piece:
            current = 0 if _NOBODY.search(tags[left - 1]) else left
            left -= piece.count(_TAGGED)
        body = piece.replace(_TAGGED, "").strip().translate(FREE)
        bare = _MARKER.sub("", body)
        code = encode(bare, printed=True)
        if len(code) >= _SHORTEST:
            found.append(_Cut(body, code, int(kinds(bare, named=named or current > 0)), current))
    return found[::-1], tuple(tags)


def _inside(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in others)


def _marked(text: str, spans: list[tuple[int, int]]) -> str:
    """The text with a sign in place of each tag."""
    parts, at = [], 0
    for start, end in spans:
        parts += [text[at:start], f"{_TAGGED}\n"]
        at = end
    return "".join([*parts, text[at:]])
