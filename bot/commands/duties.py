"""``duties list``: what is owed, and when next."""

from __future__ import annotations

import argparse
from itertools import islice
from typing import Any

from bot.commands import settings
from handlers.wording import moment
from village.bootstrap import open_storage
from village.clock import ShiftedClock


def add(commands: Any) -> None:
    """Declare the command."""
    group = commands.add_parser("duties", help="列出在催的任务和接下来三期")
    group.set_defaults(run=run)


def run(_args: argparse.Namespace) -> int:
    """Print every duty in force with its next three due times."""
    storage = open_storage(settings())
    now = ShiftedClock().now()
    with storage.read() as uow:
        active = uow.duties.active()
    for duty in active:
        following = "、".join(moment(duty.due(p)) for p in islice(duty.upcoming(now), 3))
        print(f"{duty.id}  {duty.unit.name} 各单位 {duty.name}（{duty.rule} {duty.due_time}）：{following}")
    if not active:
        print("没有在催的任务。请办公室在机器人里点“方案时限”设一个。")
    return 0
