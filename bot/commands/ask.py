"""``ask``: a question to the library, or to some files alone; in batches for measuring."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any

import yaml

from bot.commands import refuse, settings
from bot.commands.plans import readings
from handlers.texts import word
from handlers.wording import plan_details
from knowledge.search import Answer, Library, Reply
from village.bootstrap import open_storage
from village.services.answers import office_names


def add(commands: Any) -> None:
    """Declare the command."""
    ask = commands.add_parser("ask", help="问方案库；或用 --plans 只问几个文件")
    ask.add_argument("question", nargs="?")
    ask.add_argument("--plans", nargs="+", type=Path, metavar="FILE", help="只用这些文件回答，不动数据库")
    ask.add_argument("--batch", type=Path, metavar="YAML", help="一批问题，每条有 id 和 q")
    ask.add_argument("--json", action="store_true", help="一问一行 JSON")
    ask.add_argument("--explain", action="store_true", help="说明每个候选为什么得这个分")
    ask.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Answer one question or a batch; status 1 when nothing was found for a single question."""
    if not args.question and not args.batch:
        print("请写上问题，例：ask 厕所今年改多少户", file=sys.stderr)
        return 2
    try:
        batch = _batch(args.batch) if args.batch else []
    except (OSError, UnicodeDecodeError, yaml.YAMLError, TypeError, KeyError, AttributeError):
        return refuse(f"{args.batch}：读不了。应当是 YAML 列表，每条有 id 和 q，例：- {{id: a1, q: 今年改厕多少户}}")
    library = _library(args.plans)
    if args.batch:
        for key, question in batch:
            _answer(library, question, key, as_json=True)
        return 0
    if args.explain:
        print(library.explain(args.question))
        return 0
    return 0 if _answer(library, args.question, None, as_json=args.json) else 1


def _batch(file: Path) -> list[tuple[object, str]]:
    return [(item.get("id"), str(item["q"])) for item in yaml.safe_load(file.read_text("utf-8"))]


def _library(files: list[Path] | None) -> Library:
    if files:
        found = [plan for reading in readings(files) for plan in reading.plans]
        return Library((f"{plan.file}#{n}", plan) for n, plan in enumerate(found))
    storage = open_storage(settings())
    with storage.read() as uow:
        stored, words = uow.plans.all(), office_names(uow)
    storage.close()
    return Library(((str(plan.id), plan.draft) for plan in stored), words=words)


def _answer(library: Library, question: str, key: object, *, as_json: bool) -> bool:
    begun = time.perf_counter()
    reply = library.ask(question)
    taken = (time.perf_counter() - begun) * 1000
    if as_json:
        print(json.dumps(_as_json(reply, key, taken), ensure_ascii=False))
    else:
        _show(reply)
    return reply.found


def _as_json(reply: Reply, key: object, taken: float) -> dict[str, Any]:
    return {
        "id": key,
        "found": reply.found,
        "ms": round(taken, 3),
        "answers": [_answer_json(answer) for answer in reply.answers],
        "groups": [
            {"name": group.name, "differ": group.differ, "answers": [_answer_json(answer) for answer in group.answers]}
            for group in reply.groups
            if len(group.answers) > 1
        ],
    }


def _answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as design.md section 4 prints it, and what else is known of it."""
    return {
        "text": answer.text,
        "plan": answer.plan,
        "file": answer.file,
        "clause": answer.clause,
        "score": answer.score,
        "kind": answer.kind,
        "level": answer.level,
        "year": answer.year,
        "fact": answer.fact,
        "lead": list(answer.lead),
        "support": list(answer.support),
        "indicator": answer.indicator.as_json() if answer.indicator else None,
        "deadline": answer.deadline.as_json() if answer.deadline else None,
    }


def _show(reply: Reply) -> None:
    if not reply.found:
        print(word("ask.not_found_near" if reply.answers else "ask.not_found"))
    for answer in reply.answers[: 3 if not reply.found else 5]:
        print(f"· {answer.text}\n  {_source(answer)}")


def _source(answer: Answer) -> str:
    return f"{answer.plan}{plan_details(answer.level, answer.year, answer.clause)}"
