"""A ledger in an upper system's columns: a YAML file names their head and, for each, what of ours belongs there.

title: 农村人居环境整治台账
columns:
  行政村: 单位
  问题描述: 问题.情况
  县区: =清河县        # the same words in every row
  备注: ''            # an empty column
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import yaml

from village.errors import MappingInvalid
from village.exports.ledger import Column, Ledger
from village.forms.nodes import Checked, Kinds, Problems, opened

KEYS: Kinds = {"title": (str,), "columns": (dict,)}
CONSTANT = "="


@dataclass(frozen=True, slots=True)
class Target:
    """One column of theirs: its head, what was written for it, and on which line."""

    heading: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping file as read; whether its sources exist is known only beside a ledger."""

    file: str
    title: str
    targets: tuple[Target, ...]


def parse_mapping(text: str, file: str) -> Mapping:
    """Read a mapping file.

    Raises:
        MappingInvalid: with all problems found, each with its line.
    """
    problems: Problems = []
    head = Checked(opened(text, partial(MappingInvalid, file)), KEYS, problems)
    head.need(("columns",))
    targets = tuple(_targets(head, problems))
    if not targets and not problems:
        head.complain("“columns”里一列也没有")
    if problems:
        raise MappingInvalid(file, sorted(problems))
    return Mapping(file, head.values.get("title", ""), targets)


def _targets(head: Checked, problems: Problems) -> Iterator[Target]:
    node = head.nodes.get("columns")
    seen: set[str] = set()
    for key, value in node.value if isinstance(node, yaml.MappingNode) else ():
        line, heading = key.start_mark.line + 1, str(key.value).strip()
        if heading in seen:
            problems.append((line, f"列“{heading}”写了两次"))
        elif not isinstance(value, yaml.ScalarNode):
            problems.append((line, f"列“{heading}”后面只能写一个项目的名称"))
        else:
            yield Target(heading, str(value.value).strip(), line)
        seen.add(heading)


def mapped(mapping: Mapping, ledgers: Sequence[Ledger]) -> Ledger:
    """The ledger that holds everything the mapping asks for, in the mapping's columns.

    Raises:
        MappingInvalid: a source is unknown (with a suggestion), or no one ledger holds them all.
    """
    known = {name: column for ledger in reversed(ledgers) for name, column in _names(ledger).items()}
    problems = [
        (target.line, _unknown(target.source, known))
        for target in mapping.targets
        if _is_field(target) and target.source not in known
    ]
    if problems:
        raise MappingInvalid(mapping.file, problems)
    for ledger in ledgers:
        names = _names(ledger)
        if all(not _is_field(target) or target.source in names for target in mapping.targets):
            return _arranged(mapping, ledger, names)
    raise MappingInvalid(mapping.file, [_apart(mapping, ledgers)])


def _is_field(target: Target) -> bool:
    return bool(target.source) and not target.source.startswith(CONSTANT)


def _names(ledger: Ledger) -> dict[str, Column]:
    """Every column a row of the ledger can fill, by its key and by what people call it."""
    names: dict[str, Column] = {}
    for column in (*ledger.columns, *ledger.hidden):
        names.setdefault(column.key, column)
        names.setdefault(column.heading, column)
    return names


def _unknown(source: str, known: dict[str, Column]) -> str:
    close = difflib.get_close_matches(source, known, n=1, cutoff=0.5)
    return f"没有“{source}”这一项" + (f"，是不是“{close[0]}”？" if close else f"，可用：{'、'.join(_headings(known))}")


def _headings(known: dict[str, Column]) -> list[str]:
    return list(dict.fromkeys(column.heading for column in known.values()))


def _apart(mapping: Mapping, ledgers: Sequence[Ledger]) -> tuple[int, str]:
    """Which source asks for items of another repeat than one before it."""
    left = list(ledgers)
    for target in mapping.targets:
        holding = [ledger for ledger in left if not _is_field(target) or target.source in _names(ledger)]
        if not holding:
            return target.line, f"“{target.source}”和前面的项目不在一张台账里，请分成两个文件"
        left = holding
    return 1, "这些项目不在一张台账里，请分成两个文件"


def _arranged(mapping: Mapping, ledger: Ledger, names: dict[str, Column]) -> Ledger:
    columns, constants = [], {}
    for number, target in enumerate(mapping.targets):
        if _is_field(target):
            columns.append(replace(names[target.source], heading=target.heading))
            continue
        key = f"constant.{number}"
        columns.append(Column(key, target.heading))
        constants[key] = target.source.removeprefix(CONSTANT).strip()
    rows = [{**row, **constants} for row in ledger.rows] if constants else ledger.rows
    title = mapping.title or ledger.title
    return Ledger(ledger.name, title, tuple(columns), rows)
