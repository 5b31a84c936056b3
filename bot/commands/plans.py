"""``plans read | import | export | list | retire``: documents into facts, facts into the library and out again."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.commands import refuse, settings
from handlers.texts import word
from handlers.wording import clause_label
from knowledge import Reading, UnreadableDocument, as_yaml, from_yaml, read_file
from knowledge.exchange.nodes import PlanYamlInvalid
from knowledge.explain import explain
from knowledge.facts import PlanDraft
from village.bootstrap import open_storage
from village.clock import ShiftedClock, local
from village.errors import NotFound
from village.model.people import UnitKind
from village.model.seasons import parse_seasons
from village.ports import UnitOfWork
from village.services import drafts, plans
from village.services.plans import Imported

REASONS = {
    "missing": "没有这个文件，请看名字和文件夹对不对",
    "empty": "文件是空的",
    "too_large": "文件太大，请只留方案正文再试",
    "legacy_doc": "这是旧的 .doc 格式，请在 Word 里另存为 .docx 再试",
    "scanned": "它是扫描件，没有文字，请找 Word 版，或把文字复制成 .txt",
    "locked": "文件有密码，请去掉密码再试",
    "damaged": "文件打不开，可能已损坏，请重新保存一份",
    "unknown_kind": "还不会读这种文件，请另存为 .docx、.pdf 或 .txt",
}

UNCLEAR = {
    "vague_time": "没说哪一天",
    "season_without_dates": "没说从哪天到哪天",
    "relative_time": "要看从哪天算起",
    "odd_cadence": "这样的周期还不会排",
    "date_without_duty": "有日期，没看出要做什么",
    "figure_without_target": "有数，没看出是不是指标",
    "damaged_text": "有乱码",
}


def add(commands: Any) -> None:
    """Declare the command and its four actions."""
    group = commands.add_parser("plans", help="方案：读、放进库、列出、停用")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    read = actions.add_parser("read", help="读文件，打印读懂了什么；不动数据库")
    read.add_argument("files", nargs="+", type=Path)
    read.add_argument("--json", action="store_true", help="给程序看的格式")
    read.add_argument("--explain", action="store_true", help="每一处是哪条规则找到的，没收的为什么没收")
    read.set_defaults(run=run_read)
    export = actions.add_parser("export", help="写成可以用记事本改的 YAML；改好用 plans import 读回来")
    export.add_argument("what", help="方案编号（用 plans list 看），或一个文件")
    export.add_argument("-o", "--output", type=Path, help="写到哪个文件；不写就打印出来")
    export.set_defaults(run=run_export)
    load = actions.add_parser("import", help="读文件并放进方案库")
    load.add_argument("files", nargs="+", type=Path)
    load.set_defaults(run=run_import)
    listing = actions.add_parser("list", help="列出方案库")
    listing.add_argument("--all", action="store_true", help="停用的也列出")
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=run_list)
    retire = actions.add_parser("retire", help="停用一个方案：不再用来回答")
    retire.add_argument("id", type=int)
    retire.set_defaults(run=run_retire)


def readings(files: list[Path]) -> Iterator[Reading]:
    """What each file holds; one that cannot be read is complained about and left out."""
    for file in files:
        try:
            yield Reading((drafts.marked(from_yaml(_written(file))),)) if _is_edited(file) else read_file(file)
        except PlanYamlInvalid as error:
            print(f"{file} 有 {len(error.problems)} 处要改：", file=sys.stderr)
            for line, said in error.problems:
                print(f"  第 {line} 行：{said}", file=sys.stderr)
        except UnreadableDocument as error:
            print(f"{file}：{REASONS.get(error.reason, error.reason)}", file=sys.stderr)


def _is_edited(file: Path) -> bool:
    """Whether a file is a plan that was exported, and perhaps edited by hand."""
    return file.suffix.lower() in (".yaml", ".yml")


def _written(file: Path) -> str:
    """The text of a YAML file.

    Raises:
        UnreadableDocument: when it is absent, or no UTF-8.
    """
    try:
        return file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableDocument(file, "damaged" if file.exists() else "missing") from error


def run_read(args: argparse.Namespace) -> int:
    """``plans read``: status 1 when no file could be read."""
    read = list(readings(args.files))
    if args.json:
        out = {
            "plans": [plan.as_json() for reading in read for plan in reading.plans],
            "dropped": [piece.as_json() for reading in read for piece in reading.dropped],
        }
        print(json.dumps(out, ensure_ascii=False))
    elif args.explain:
        for reading in read:
            print("\n".join(explain(reading)))
    else:
        for reading in read:
            _show(reading)
    return 0 if read else 1


def _show(reading: Reading) -> None:
    for plan in reading.plans:
        print(f"《{plan.title}》 {_level(plan)} {plan.year or '年份未注明'}")
        print(f"  条款 {len(plan.clauses)}，指标 {len(plan.indicators)}，时限 {len(plan.deadlines)}")
        for item in plan.indicators:
            print(f"  指标 {clause_label(item.clause)}：{item.quote}")
        for deadline in plan.deadlines:
            print(f"  时限 {clause_label(deadline.clause)}：{deadline.when}  {deadline.quote}")
        if plan.unclear:
            print(f"  有 {len(plan.unclear)} 处没看懂，请人看一眼：")
            for unclear in plan.unclear:
                print(f"    {UNCLEAR[unclear.why]} {clause_label(unclear.clause)}：{unclear.quote}")
    if reading.dropped:
        print(f"  另有 {len(reading.dropped)} 段不是方案内容，没有收：")
        for piece in reading.dropped:
            print(f"    {piece.why}：{piece.text[:30]}")


def _level(plan: PlanDraft) -> str:
    return word(f"level.{plan.level}") if plan.level else "级别不详"


def run_export(args: argparse.Namespace) -> int:
    """``plans export``: one plan of the library, or the plans of a file, as YAML."""
    drafts = _of_library(int(args.what)) if args.what.isdecimal() else _of_file(Path(args.what))
    if not drafts:
        return refuse(f"没有编号是 {args.what} 的方案。用 plans list 看编号。") if args.what.isdecimal() else 1
    if args.output is None and len(drafts) > 1:
        return refuse(f"这个文件里有 {len(drafts)} 个方案，请用 -o 说写到哪个文件。")
    for number, draft in enumerate(drafts, 1):
        if args.output is None:
            print(as_yaml(draft), end="")
            continue
        name = args.output if len(drafts) == 1 else args.output.with_stem(f"{args.output.stem}-{number}")
        name.write_text(as_yaml(draft), "utf-8")
        print(f"写好了：《{draft.title}》 {name}")
    return 0


def _of_library(plan_id: int) -> list[PlanDraft]:
    storage = open_storage(settings())
    try:
        with storage.read() as uow:
            return [plan.draft for plan in uow.plans.all(live=False) if plan.id == plan_id]
    finally:
        storage.close()


def _of_file(file: Path) -> list[PlanDraft]:
    return [plan for reading in readings([file]) for plan in reading.plans]


def run_import(args: argparse.Namespace) -> int:
    """``plans import``: status 1 when no file could be read."""
    made = settings()
    storage, seasons = open_storage(made), parse_seasons(made.seasons)
    done = 0
    for file in args.files:
        for reading in readings([file]):
            done += 1
            with storage.begin() as uow:
                kept = plans.import_reading(
                    uow, reading, None, _office(uow), ShiftedClock().now(), correct=_is_edited(file), seasons=seasons
                )
                uow.commit()
            for imported in kept:
                _say_imported(imported)
            if not kept:
                print("这个文件里没有找到方案", file=sys.stderr)
    storage.close()
    return 0 if done else 1


def _say_imported(imported: Imported) -> None:
    draft = imported.plan.draft
    state = "放好了" if imported.new else "照改过的存好了" if imported.changed else "已经有了"
    print(f"{state}：《{draft.title}》 编号 {imported.plan.id}，", end="")
    print(f"{len(draft.clauses)} 条任务，{len(draft.indicators)} 个指标，{len(draft.deadlines)} 个时限")
    for duty in imported.followed.ended:
        print(f"  停了提醒：{duty.name}")


def _office(uow: UnitOfWork) -> int | None:
    towns = [u for u in uow.units.tree() if u.kind is UnitKind.TOWN]
    return towns[0].id if towns else None


def run_list(args: argparse.Namespace) -> int:
    """``plans list``."""
    storage = open_storage(settings())
    with storage.read() as uow:
        found = uow.plans.all(live=not args.all)
    storage.close()
    if args.json:
        rows = [{"id": p.id, "title": p.draft.title, "file": p.draft.file, "live": p.live} for p in found]
        print(json.dumps(rows, ensure_ascii=False))
        return 0
    for plan in found:
        draft = plan.draft
        when = f"{local(plan.imported_at):%Y-%m-%d %H:%M}"
        state = "" if plan.live else "（已停用）"
        print(f"{plan.id:4d}  {draft.title}{state}  {_level(draft)}  {draft.year or '年份未注明'}  {when}")
    if not found:
        print("方案库是空的。用 plans import 文件 放进来。")
    return 0


def run_retire(args: argparse.Namespace) -> int:
    """``plans retire``."""
    storage = open_storage(settings())
    try:
        with storage.begin() as uow:
            gone = plans.retire(uow, args.id, None, ShiftedClock().now())
            uow.commit()
    except NotFound:
        return refuse(f"没有编号是 {args.id} 的方案。用 plans list 看编号。")
    finally:
        storage.close()
    print(f"已停用：《{gone.plan.draft.title}》" + (f"，{len(gone.ended)} 个提醒也停了" if gone.ended else ""))
    return 0
