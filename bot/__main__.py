"""``python -m bot COMMAND``: the only place that exits."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.commands import ask, doctor, duties, forms, people, plans, problems, reports, run
from village.errors import FormInvalid, MappingInvalid, NotFound, SettingsInvalid, StorageError

WORDS = {
    "plan": "这个方案",
    "unit": "这个单位",
    "clause": "这一条",
    "person": "这个人",
    "duty": "这个任务",
    "period": "这一期",
}
COMMANDS = (run, plans, ask, people, duties, forms, reports, problems, doctor)


def parser() -> argparse.ArgumentParser:
    """All commands."""
    made = argparse.ArgumentParser(prog="village-desk", description="村务助手 Village Desk")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return made


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a refusal is a sentence on standard error and status 1."""
    args = parser().parse_args(arguments)
    try:
        return int(args.run(args) or 0)
    except SettingsInvalid as error:
        _complain("设置有问题：", error.problems)
    except FormInvalid as error:
        _complain(f"报表文件 {error.file} 有问题：", [f"第 {line} 行：{text}" for line, text in error.problems])
    except MappingInvalid as error:
        _complain(f"对照文件 {error.file} 有问题：", [f"第 {line} 行：{text}" for line, text in error.problems])
    except StorageError as error:
        _complain("数据库现在用不了：", [str(error), "请看磁盘是否满了、文件是否被占用，再试一次"])
    except NotFound as error:
        _complain(f"没有找到{WORDS.get(error.what, error.what)}：", [str(error.key)])
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 0
    return 1


def _complain(head: str, lines: list[str]) -> None:
    print(head, *(f"  · {line}" for line in lines), sep="\n", file=sys.stderr)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
