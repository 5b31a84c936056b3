"""``forms list | import``: which forms there are, and an XLSForm workbook as one of ours."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from bot.commands import refuse, settings
from village.bootstrap import open_forms
from village.forms.parse import parse_form
from village.forms.xlsform import to_yaml


def add(commands: Any) -> None:
    """Declare the command and its actions."""
    group = commands.add_parser("forms", help="报表：列出、从 XLSForm 表格导入")
    actions = group.add_subparsers(dest="action", required=True, metavar="ACTION")
    listing = actions.add_parser("list", help="列出能用的报表")
    listing.set_defaults(run=run_list)
    importing = actions.add_parser("import", help="把 XLSForm 表格（.xlsx）变成一份报表")
    importing.add_argument("file", type=Path)
    importing.set_defaults(run=run_import)


def run_list(_args: argparse.Namespace) -> int:
    """``forms list``."""
    for form in open_forms(settings()).values():
        print(f"{form.name}　{form.title}　{len(form.fields)} 个问题")
    return 0


def run_import(args: argparse.Namespace) -> int:
    """``forms import``: into the office's folder of forms, or onto the screen where there is none."""
    made = settings()
    text = to_yaml(args.file)
    if not made.forms_dir:
        print(text, end="")
        return 0
    form = parse_form(text, args.file.name)
    target = Path(made.forms_dir) / f"{form.name}.yaml"
    if target.exists():
        return refuse(f"已经有一份 {target.name}，没有覆盖。请先把它移走，或在表格里换一个 form_id。")
    target.write_text(text, "utf-8")
    print(f"导入好了：{form.title}（{len(form.fields)} 个问题），在 {target.name}")
    return 0
