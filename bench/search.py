"""Time and memory of a question, beside rapidfuzz and bm25s on the same clauses in the same run.

    python bench/search.py                      600 clauses and 100,000
    python bench/search.py --clauses 600 5000   other sizes

Clauses are recombined from the sentences of ../shared/plans; the questions are those of ../shared/eval.
Every size runs in a process of its own, so that the memory of one does not hide in the other's.
"""

from __future__ import annotations

import argparse
import random
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from knowledge import read_file  # noqa: E402
from knowledge.facts import Clause, PlanDraft, Span  # noqa: E402
from knowledge.search import Library  # noqa: E402

SHARED = ROOT.parent / "shared"
PER_PLAN = 60
SLOW_QUESTIONS = 15


def resident() -> float:
    """Resident memory of this process in MB."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]


def recombined(count: int) -> list[PlanDraft]:
    """Plans of clauses whose sentences are drawn from the real ones, always the same for one count."""
    drafts = [plan for file in sorted((SHARED / "plans").glob("*.txt")) for plan in read_file(file).plans]
    clauses = [clause for draft in drafts for clause in draft.clauses]
    sentences = [s for c in clauses for s in re.split("(?<=[。；;])", c.text) if len(s) > 5]
    lengths = [max(1, min(6, len(re.findall("[。；;]", c.text)))) for c in clauses]
    dice = random.Random(7)
    plans: list[PlanDraft] = []
    for number in range(-(-count // PER_PLAN)):
        text, made = "", []
        for place in range(min(PER_PLAN, count - number * PER_PLAN)):
            body = "".join(dice.choices(sentences, k=dice.choice(lengths)))
            like = dice.choice(clauses)
            span = Span(len(text), len(text) + len(body))
            made.append(Clause(str(place + 1), like.heading, body, span, like.lead, like.support))
            text += body
        draft = dice.choice(drafts)
        plans.append(
            replace(draft, title=f"{draft.title}{number}", text=text, clauses=tuple(made), indicators=(), deadlines=())
        )
    return plans


def timed(ask: Callable[[str], object], questions: list[str]) -> str:
    """Median and 95th percentile in milliseconds; the first question only warms up."""
    ask(questions[0])
    taken = []
    for question in questions:
        start = time.perf_counter()
        ask(question)
        taken.append((time.perf_counter() - start) * 1000)
    taken.sort()
    return f"median {statistics.median(taken):8.2f} ms   p95 {taken[int(len(taken) * 0.95) - 1]:8.2f} ms"


def ours(plans: list[PlanDraft], questions: list[str]) -> None:
    before = resident()
    start, worked = time.perf_counter(), time.process_time()
    library = Library((str(number), plan) for number, plan in enumerate(plans))
    built, worked = time.perf_counter() - start, time.process_time() - worked
    size = resident() - before
    cost = f"built in {built:.1f} s ({worked:.1f} s of work), {size:.0f} MB"
    print(f"  knowledge.search    {timed(library.ask, questions)}   {cost}")
    one = replace(plans[0], clauses=plans[0].clauses[:1], text=plans[0].clauses[0].text)
    start = time.perf_counter()
    library.add("one more", one)
    print(f"                      one clause added in {(time.perf_counter() - start) * 1000:.2f} ms")


def rapidfuzz(texts: list[str], questions: list[str]) -> None:
    from rapidfuzz import fuzz, process

    for scorer in (fuzz.partial_ratio, fuzz.WRatio):

        def ask(question: str, scorer: Callable[..., float] = scorer) -> object:
            return process.extract(question, texts, scorer=scorer, limit=5)

        print(f"  rapidfuzz {scorer.__name__:<14}{timed(ask, questions[:SLOW_QUESTIONS])}   {SLOW_QUESTIONS} questions")


def bm25(texts: list[str], questions: list[str]) -> None:
    import bm25s

    def tokens(text: str) -> list[str]:
        return list(text) + [a + b for a, b in pairwise(text)]

    before = resident()
    start = time.perf_counter()
    index = bm25s.BM25()
    index.index([tokens(text) for text in texts], show_progress=False)
    built = time.perf_counter() - start
    print(
        f"  bm25s characters    {timed(lambda q: index.retrieve([tokens(q)], k=5, show_progress=False), questions)}"
        f"   built in {built:.1f} s, {resident() - before:.0f} MB"
    )


def one_size(count: int) -> None:
    plans = recombined(count)
    texts = [clause.text for plan in plans for clause in plan.clauses]
    questions = [q["q"] for q in yaml.safe_load((SHARED / "eval" / "questions-dev.yaml").read_text("utf-8"))]
    print(f"{len(texts):,} clauses, {len(questions)} questions", flush=True)
    ours(plans, questions)
    rapidfuzz(texts, questions)
    bm25(texts, questions)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, nargs="+", default=[600, 100_000])
    parser.add_argument("--here", action="store_true", help="run one size in this process")
    args = parser.parse_args()
    if not (SHARED / "plans").is_dir():
        sys.exit("needs ../shared/plans")
    if args.here:
        one_size(args.clauses[0])
        return
    for count in args.clauses:
        subprocess.run([sys.executable, __file__, "--here", "--clauses", str(count)], check=True)


if __name__ == "__main__":
    main()
