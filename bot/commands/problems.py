"""``problems export``: the rectification ledger, or the chart of what was found and closed, written to a file."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from bot.commands import refuse, settings
from bot.commands.reports import read_mapping
from village.bootstrap import open_storage
from village.clock import ShiftedClock, local
from village.model.people import Unit, UnitKind, UnitTree
from village.model.problems import Problem
from village.services import compile as compiling


def add(commands: Any) -> None:
    """Declare the command and its action."""
    group = commands.add_parser("problems", help="问题整改：导出台账")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="导出问题台账（xlsx）或整改图（png）")
    export.add_argument("--unit", metavar="NAME", help="哪个单位和它下面的；不写就是全部")
    export.add_argument(
        "--from", dest="since", type=date.fromisoformat, metavar="DAY", help="从哪天起登记的，例：2026-01-01"
    )
    export.add_argument("--to", dest="until", type=date.fromisoformat, metavar="DAY", help="到哪天为止登记的")
    export.add_argument("--as", dest="kind", choices=["xlsx", "png"], default="xlsx", help="台账还是整改图")
    export.add_argument("--mapping", type=Path, metavar="F.yaml", help="按上级的列名和顺序，见 docs/howto")
    export.add_argument("-o", "--output", type=Path, help="写到哪个文件；不写就按标题取名")
    export.set_defaults(run=run_export)


def run_export(args: argparse.Namespace) -> int:
    """``problems export``: status 1 when there is no such unit or the mapping cannot be used."""
    storage, now = open_storage(settings()), ShiftedClock().now()
    try:
        with storage.read() as uow:
            tree = uow.units.tree()
            unit = _unit(tree, args.unit)
            if unit is None:
                return refuse(
                    f"没有叫“{args.unit}”的单位。用 people list 看有哪些单位。" if args.unit else "还没有建单位。"
                )
            found, names = compiling.problems_of(uow, [under.id for under in tree.under(unit.id)])
    finally:
        storage.close()
    chosen = [problem for problem in found if _is_between(problem, args.since, args.until)]
    from village.exports.ledger_of_problems import problems_png, problems_title, problems_xlsx

    if args.kind == "png":
        content = problems_png(chosen, office=unit.name, now=now)
    else:
        mapping = read_mapping(args.mapping) if args.mapping else None
        content = problems_xlsx(chosen, names, office=unit.name, now=now, mapping=mapping)
    file: Path = args.output or Path(f"{problems_title(unit.name)}.{args.kind}")
    file.write_bytes(content)
    print(f"写好了：{file}（{len(chosen)} 个问题）")
    return 0


def _unit(tree: UnitTree, name: str | None) -> Unit | None:
    """The unit of this name; without one the town, where there is only one, or else what stands above them all."""
    if name:
        return tree.called(name)
    towns = [unit for unit in tree if unit.kind is UnitKind.TOWN]
    tops = [unit for unit in tree if unit.parent_id is None]
    return towns[0] if len(towns) == 1 else next(iter(tops), None)


def _is_between(problem: Problem, since: date | None, until: date | None) -> bool:
    day = local(problem.registered.at).date()
    return (since is None or day >= since) and (until is None or day <= until)
