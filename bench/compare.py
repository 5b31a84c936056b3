"""What was tried for finding the answer, on the same sentences and questions: ``make compare``.

    python -m bench.compare

Every method ranks the sentences of the shared plans (each under the heading of its clause) for every question that has
an answer; the judge of ../shared/eval says whether the first and the first three are right. The last rows are our
library: whole, and with one part taken out. Only it can say “not found”; its refusals stand beside it.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import bm25s
import yaml
from rapidfuzz import fuzz, process

from knowledge import read_file
from knowledge.facts import PlanDraft
from knowledge.search import Library, library, scoring
from knowledge.search.entries import entries
from knowledge.search.grammar import grammar
from knowledge.search.matching import Matcher
from knowledge.search.normalise import encode, package_file
from knowledge.search.sounds import sounds

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
OWN = ROOT / "tests" / "unit" / "knowledge" / "data"
SETS = {
    "dev": SHARED / "eval" / "questions-dev.yaml",
    "own": OWN / "questions.yaml",
    "late": OWN / "questions-late.yaml",
    "fresh": OWN / "questions-fresh.yaml",
}
MOST = 700

Found = list[dict[str, str]]
Method = Callable[[str], Found]


def judge() -> ModuleType:
    """The scorer of ../shared/eval."""
    spec = importlib.util.spec_from_file_location("shared_score", SHARED / "eval" / "score.py")
    if spec is None or spec.loader is None or not SHARED.is_dir():
        sys.exit("needs ../shared")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def sentences(plans: Sequence[PlanDraft]) -> Found:
    """Every sentence under the heading of its clause, with its file."""
    found = []
    for number, plan in enumerate(plans):
        for entry in entries(number, plan):
            for place in range(len(entry)):
                text = entry.text(place)
                tag = entry.sentence(place).tag
                shown = text if entry.heading in text else f"{entry.heading}：{text}"
                found.append({"text": (shown + tag)[:MOST], "file": plan.file})
    return found


def by_rapidfuzz(texts: Found, scorer: Callable[..., float]) -> Method:
    choices = [text["text"] for text in texts]
    return lambda question: [texts[hit[2]] for hit in process.extract(question, choices, scorer=scorer, limit=5)]


def by_bm25(texts: Found, cut: Callable[[str], list[str]]) -> Method:
    index = bm25s.BM25()
    index.index([cut(text["text"]) for text in texts], show_progress=False)

    def ask(question: str) -> Found:
        pieces = [piece for piece in cut(question) if piece in index.vocab_dict]
        if not pieces:
            return []
        places, _ = index.retrieve([pieces], k=5, show_progress=False)
        return [texts[place] for place in places[0]]

    return ask


def characters(text: str) -> list[str]:
    return [sign for sign in encode(text, printed=True) if sign != " "]


def pairs(text: str) -> list[str]:
    return [a + b for piece in encode(text, printed=True).split() for a, b in pairwise(piece)]


@lru_cache(maxsize=1)
def lexicon() -> Matcher:
    """The words of pypinyin's list of phrases, the only list of everyday Chinese words that is installed."""
    phrases = json.loads(package_file("pypinyin", "phrases_dict.json").read_text("utf-8"))
    return Matcher(phrase for phrase in phrases if len(phrase) < 6)


def words(text: str) -> list[str]:
    """Text cut into the longest words, the rest into characters."""
    code = encode(text, printed=True)
    spans = [(start, end) for _, start, end in lexicon().find(code)]
    inside = {place for start, end in spans for place in range(start, end)}
    alone = [sign for place, sign in enumerate(code) if place not in inside and sign != " "]
    return [code[start:end] for start, end in spans] + alone


def pinyin(text: str) -> list[str]:
    heard = sounds().of(encode(text, printed=True))
    return [a + b for piece in heard.split() for a, b in pairwise(piece)]


def by_library(asked: Library) -> Method:
    return lambda question: [{"text": a.text, "file": a.file} for a in asked.ask(question).answers]


@contextmanager
def without(part: str) -> Iterator[None]:
    """Our library with one part taken out."""
    rules, fits, probes = grammar(), scoring.fits, scoring.Question._probes
    names = dict(rules.names)
    try:
        if part == "other names":
            rules.names.update(dict.fromkeys(names, ()))
        if part == "kinds of answer":
            scoring.fits = lambda question, sentence: 1.0
        if part == "sounds":
            scoring.Question._probes = lambda self, index: [p for p in probes(self, index) if not p.by_sound]  # type: ignore[method-assign]
        yield
    finally:
        rules.names.update(names)
        scoring.fits = fits
        scoring.Question._probes = probes  # type: ignore[method-assign]


def row(name: str, ask: Method, sets: dict[str, list[dict[str, Any]]], score: ModuleType) -> None:
    cells = []
    begun = time.process_time()
    for questions in sets.values():
        given = [(ask(question["q"]), question) for question in questions if question["file"]]
        right = [[score.right(answer, question) for answer in answers[:3]] for answers, question in given]
        cells.append(f"{share(r[:1] for r in right):.3f} {share(right):.3f}")
    asked = sum(question["file"] is not None for questions in sets.values() for question in questions)
    taken = (time.process_time() - begun) / asked * 1000
    print(f"{name:<28}" + "   ".join(cells) + f"   {taken:7.2f} ms", flush=True)


def share(right: Any) -> float:
    found = [any(answers) for answers in right]
    return sum(found) / len(found)


def refusals(asked: Library, sets: dict[str, list[dict[str, Any]]]) -> None:
    """How often what is not there is refused, and what is there is not."""
    for name, questions in sets.items():
        replies = [(asked.ask(question["q"]).found, question["file"] is not None) for question in questions]
        there = [found for found, answered in replies if answered]
        absent = [found for found, answered in replies if not answered]
        wrongly = f"wrongly not found {1 - sum(there) / len(there):.3f}"
        print(f"  {name:<6} {wrongly}   rightly not found {1 - sum(absent) / len(absent):.3f}")


def main() -> None:
    """Print the table; takes about two minutes."""
    score = judge()
    plans = [plan for file in sorted((SHARED / "plans").glob("*.txt")) for plan in read_file(file).plans]
    plans = [replace(plan, file=Path(plan.file).name) for plan in plans]
    sets = {name: yaml.safe_load(file.read_text("utf-8")) for name, file in SETS.items() if file.exists()}
    texts = sentences(plans)
    heads = "   ".join(f"{name + ' 1   3':<11}" for name in sets)
    print(f"{len(texts)} sentences; part of the answers right at first place, and in the first three\n{'':<28}{heads}")
    for scorer in (fuzz.WRatio, fuzz.token_set_ratio, fuzz.partial_ratio):
        row(f"rapidfuzz {scorer.__name__}", by_rapidfuzz(texts, scorer), sets, score)
    cuts: dict[str, Callable[[str], list[str]]] = {
        "BM25 characters": characters,
        "BM25 words": words,
        "BM25 pairs": pairs,
        "BM25 pairs by sound": pinyin,
        "BM25 characters, pairs": lambda text: characters(text) + pairs(text),
        "BM25 all three": lambda text: characters(text) + pairs(text) + pinyin(text),
    }
    for name, cut in cuts.items():
        row(name, by_bm25(texts, cut), sets, score)
    for part in ("other names", "sounds", "kinds of answer"):
        with without(part):
            row(f"ours without {part}", by_library(Library((str(n), p) for n, p in enumerate(plans))), sets, score)
    ours = Library((str(n), p) for n, p in enumerate(plans))
    row("ours", by_library(ours), sets, score)
    print(f"ours with its threshold ({library.FOUND_FROM}):")
    refusals(ours, sets)


if __name__ == "__main__":
    main()
