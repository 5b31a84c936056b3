"""``reports export``: the compiled report or the ledger of a duty, written to a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands import refuse, settings
from village.bootstrap import open_forms, open_storage
from village.clock import ShiftedClock
from village.errors import MappingInvalid
from village.model.compiled import Compilation
from village.model.duties import Duty
from village.ports import UnitOfWork
from village.services import compile as compiling

if TYPE_CHECKING:
    from village.exports.mapping import Mapping


def add(commands: Any) -> None:
    """Declare the command and its action."""
    group = commands.add_parser("reports", help="报上来的材料：导出汇总、台账")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="导出汇总（docx）、台账（xlsx）或报送图（png）")
    export.add_argument("--duty", type=int, metavar="ID", help="任务编号（用 duties 看）；只有一个任务时不用写")
    export.add_argument("--period", required=True, help="哪一期，例：2026-05；写 2026 是全年")
    export.add_argument("--to", metavar="PERIOD", help="到哪一期为止，例：2026-12；不写就只要一期")
    export.add_argument(
        "--as", dest="kind", choices=["docx", "xlsx", "png"], default="docx", help="汇总、台账还是报送图"
    )
    export.add_argument("--by", choices=["section", "village"], default="section", help="汇总先按栏目还是先按村分")
    export.add_argument("--common-fonts", action="store_true", help="只用一般电脑都有的字体")
    export.add_argument("--mapping", type=Path, metavar="F.yaml", help="台账按上级的列名和顺序，见 docs/howto")
    export.add_argument("-o", "--output", type=Path, help="写到哪个文件；不写就按标题取名")
    export.set_defaults(run=run_export)


def run_export(args: argparse.Namespace) -> int:
    """``reports export``: status 1 when there is nothing to export or the mapping cannot be used."""
    made_settings = settings()
    forms, storage = open_forms(made_settings), open_storage(made_settings)
    try:
        with storage.read() as uow:
            duty = _duty(uow, args.duty)
            if duty is None:
                return 1
            last = args.to or args.period
            made = compiling.compiled(uow, duty, args.period, last, forms, ShiftedClock().now())
    finally:
        storage.close()
    mapping = read_mapping(args.mapping) if args.mapping else None
    file = _write(made, args, mapping)
    state = f"已报 {len(made.reported)}，未报 {made.owed - len(made.reported)}"
    print(f"写好了：{file}（{state}）")
    return 0


def _duty(uow: UnitOfWork, number: int | None) -> Duty | None:
    """The duty meant, or None after saying why it is not clear."""
    if number is not None:
        return uow.duties.get(number)
    active = uow.duties.active()
    if len(active) == 1:
        return active[0]
    if not active:
        refuse("还没有任务，也就没有可以导出的。请办公室在机器人里点“方案时限”设一个。")
        return None
    known = "；".join(f"{duty.id} {duty.unit.name}{duty.name}" for duty in active)
    refuse(f"有几个任务，请用 --duty 写明编号：{known}")
    return None


def read_mapping(file: Path) -> Mapping:
    """The mapping in a file.

    Raises:
        MappingInvalid: it cannot be read, or used.
    """
    from village.exports.mapping import parse_mapping

    try:
        return parse_mapping(file.read_text("utf-8-sig"), file.name)
    except UnicodeDecodeError as error:
        raise MappingInvalid(file.name, [(1, "不是 UTF-8 文字，请另存为 UTF-8 编码")]) from error
    except OSError as error:
        raise MappingInvalid(file.name, [(1, f"读不了：{error.strerror}")]) from error


def _write(made: Compilation, args: argparse.Namespace, mapping: Mapping | None) -> Path:
    from village.exports.compiled import Order, compiled_docx, title_of
    from village.exports.ledger_of_reports import ledger_title, reports_xlsx
    from village.exports.official import COMMON, STANDARD

    if args.kind == "xlsx" or mapping:
        name, content = f"{ledger_title(made)}.xlsx", reports_xlsx(made, mapping)
    elif args.kind == "png":
        from village.exports.charts import submission_png

        name, content = f"{ledger_title(made)}.png", submission_png(made)
    else:
        faces = COMMON if args.common_fonts else STANDARD
        name, content = f"{title_of(made)}.docx", compiled_docx(made, Order(args.by), faces)
    file: Path = args.output or Path(name)
    file.write_bytes(content)
    return file
