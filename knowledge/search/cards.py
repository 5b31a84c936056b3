"""A found sentence as the text a person reads on a phone, with the asked words marked.

The card holds the number and heading of the clause, then the sentence; a long sentence is cut down to the part around
what was asked. "Who" adds the units named for it.
"""

from __future__ import annotations

import re

from knowledge.facts import Span
from knowledge.search.asking import Asked
from knowledge.search.entries import Entry, Sentence
from knowledge.search.figures import PATTERNS, wanted
from knowledge.search.words import load

LONGEST = 700
_LONG_SENTENCE = 220
_HEADING_END = re.compile(r"[。.:：]?\s*$")


def card(asked: Asked, entry: Entry, sentence: Sentence) -> str:
    """The text to show for a sentence."""
    parts = [_shorten(sentence.text, asked)]
    heading = entry.heading or entry.section
    if heading and heading not in sentence.text:
        parts.insert(0, _HEADING_END.sub("：", heading))
    if "who" in asked.wants:
        parts.append(parties(entry, sentence))
    return "".join(parts)[:LONGEST]


def parties(entry: Entry, sentence: Sentence) -> str:
    """The units named for a sentence: as the document says it, else from the clause."""
    if sentence.tag:
        return sentence.tag
    clause = entry.clause
    if clause is None or not (clause.lead or clause.support):
        return ""
    labels = load("search_labels").mapping("party")
    said = [
        labels[role] + "、".join(names) for role, names in (("lead", clause.lead), ("support", clause.support)) if names
    ]
    return labels["open"] + labels["between"].join(said) + labels["close"]


def _shorten(text: str, asked: Asked) -> str:
    return text


def marks(asked: Asked, text: str) -> tuple[Span, ...]:
    """Where the asked fact stands in the text."""
    need = wanted(asked.wants)
    spans = [Span(*m.span()) for kind, pattern in PATTERNS.items() if kind & need for m in pattern.finditer(text)]
    return tuple(sorted(spans, key=lambda s: s.start))
