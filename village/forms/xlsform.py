"""An XLSForm workbook, as statistics offices hand them out → the YAML of a form of ours.

Sheets and columns are those of the XLSForm standard (xlsform.org): ``survey``, ``choices``, ``settings``. Groups are
flattened, their conditions go to each question inside. A choice is kept by its label, which is what people see.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import yaml
from openpyxl.utils.exceptions import InvalidFileException

from village.errors import FormInvalid
from village.forms.parse import parse_form
from village.forms.schema import FieldKind

SELECT = re.compile(r"(select_one|select_multiple)\s+(\S+?)(\s+or_other)?")
COPIED = ("hint", "relevant", "constraint", "default")
AUTOMATIC = frozenset(
    {"start", "end", "today", "deviceid", "username", "phonenumber", "audit", "start-geopoint", "calculate", "hidden"}
)
OTHER_NAMES = {"string": "text", "int": "integer", "photo": "image", "select one": "select_one"}
TRUE = frozenset({"yes", "true", "true()", "1", "是"})
LONGEST_HEADING = 10
DEFAULT_MESSAGE = "这样填不行，请再看一下题目。"

Row = dict[str, str]
Problems = list[tuple[int, str]]


@dataclass
class _Group:
    """A group or repeat being read: where its questions go, and the condition they stand under."""

    fields: list[dict[str, Any]]
    relevant: str = ""
    is_repeat: bool = False


@dataclass
class _Survey:
    """What is known while the rows are gone through."""

    choices: dict[str, dict[str, str]]
    problems: Problems = field(default_factory=list)
    open: list[_Group] = field(default_factory=lambda: [_Group([])])


def to_yaml(path: Path) -> str:
    """The workbook's form as YAML, ready for the office's folder of forms.

    Raises:
        FormInvalid: it is no XLSForm, or asks for something that is not known here; lines are rows of ``survey``.
    """
    sheets = _sheets(path)
    if "survey" not in sheets:
        raise FormInvalid(path.name, [(1, "没有叫 survey 的工作表，这不是 XLSForm")])
    survey = _Survey(_choices(sheets.get("choices", [])))
    for number, row in enumerate(sheets["survey"], 2):
        if row.get("type"):
            _take(survey, number, row)
    if survey.problems:
        raise FormInvalid(path.name, survey.problems)
    text = yaml.safe_dump(_form(path, sheets, survey.open[0].fields), allow_unicode=True, sort_keys=False, width=1000)
    parse_form(text, path.name)
    return text


def _sheets(path: Path) -> dict[str, list[Row]]:
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise FormInvalid(path.name, [(1, "打不开，请用 Excel 另存为 .xlsx 再试")]) from error
    return {sheet.title.strip().lower(): list(_rows(sheet)) for sheet in book}


def _rows(sheet: Any) -> Iterator[Row]:
    """Rows as mappings; a column in a language (``label::中文 (zh)``) counts as the plain one, Chinese first."""
    rows = sheet.iter_rows(values_only=True)
    heads = [str(cell or "").strip() for cell in next(rows, ())]
    order = sorted(range(len(heads)), key=lambda n: ("zh" not in heads[n] and "中文" not in heads[n], n))
    for row in rows:
        cells: Row = {}
        for number in order:
            name = heads[number].partition("::")[0].strip().lower()
            if name and number < len(row) and row[number] is not None:
                cells.setdefault(name, _text(row[number]))
        yield cells


def _text(cell: Any) -> str:
    whole = isinstance(cell, float) and cell.is_integer()
    return str(int(cell) if whole else cell).strip()


def _choices(rows: list[Row]) -> dict[str, dict[str, str]]:
    """List name → choice name → label."""
    lists: dict[str, dict[str, str]] = {}
    for row in rows:
        owner = row.get("list_name") or row.get("list name")
        if owner and row.get("name"):
            lists.setdefault(owner, {})[row["name"]] = row.get("label") or row["name"]
    return lists


def _take(survey: _Survey, number: int, row: Row) -> None:
    kind = OTHER_NAMES.get(row["type"].lower(), row["type"])
    if kind in {"begin_group", "begin group"}:
        above = survey.open[-1]
        survey.open.append(_Group(above.fields, _both(above.relevant, row.get("relevant", "")), above.is_repeat))
    elif kind in {"begin_repeat", "begin repeat"}:
        _begin_repeat(survey, number, row)
    elif kind in {"end_group", "end group", "end_repeat", "end repeat"}:
        if len(survey.open) > 1:
            survey.open.pop()
    elif kind not in AUTOMATIC:
        _ask(survey, number, row, kind)


def _begin_repeat(survey: _Survey, number: int, row: Row) -> None:
    above = survey.open[-1]
    if above.is_repeat:
        survey.problems.append((number, "重复组里面又有重复组，请拆成两张表"))
    repeat: dict[str, Any] = {**_common(survey, row, above.relevant), "type": "repeat", "fields": []}
    above.fields.append(repeat)
    survey.open.append(_Group(repeat["fields"], is_repeat=True))


def _ask(survey: _Survey, number: int, row: Row, kind: str) -> None:
    above = survey.open[-1]
    question = _common(survey, row, above.relevant)
    if match := SELECT.fullmatch(kind):
        labels = survey.choices.get(match[2])
        if not labels:
            survey.problems.append((number, f"choices 表里没有“{match[2]}”这组选项"))
            return
        question |= {"type": match[1], "choices": list(labels.values())} | ({"or_other": True} if match[3] else {})
    elif kind in set(FieldKind):
        question["type"] = kind
    else:
        survey.problems.append((number, f"不会的题型“{row['type']}”，可用：{'、'.join(FieldKind)}"))
        return
    above.fields.append(question)


def _common(survey: _Survey, row: Row, relevant: str) -> dict[str, Any]:
    """The keys every question has."""
    label = row.get("label") or row.get("name", "")
    made: dict[str, Any] = {"name": row.get("name", ""), "heading": _heading(label), "label": label}
    made |= {key: _with_labels(survey, row[key]) for key in COPIED if row.get(key)}
    if condition := _both(relevant, made.get("relevant", "")):
        made["relevant"] = _with_labels(survey, condition)
    if "constraint" in made:
        made["constraint_message"] = row.get("constraint_message") or row.get("constraint message") or DEFAULT_MESSAGE
    if not row["type"].startswith(("begin", "note")):
        made["required"] = row.get("required", "").lower() in TRUE
    return made


def _heading(label: str) -> str:
    return re.split(r"[？?：:，,（(]", label)[0][:LONGEST_HEADING] or label[:LONGEST_HEADING]


def _both(one: str, other: str) -> str:
    return f"({one}) and ({other})" if one and other else one or other


def _with_labels(survey: _Survey, expression: str) -> str:
    """Quoted choice names as labels: here a choice is kept by what people see."""
    labels = {name: label for choices in survey.choices.values() for name, label in choices.items()}
    return re.sub(r"'([^']*)'", lambda quoted: f"'{labels.get(quoted[1], quoted[1])}'", expression)


def _form(path: Path, sheets: dict[str, list[Row]], fields: list[dict[str, Any]]) -> dict[str, Any]:
    settings = next(iter(sheets.get("settings", [])), {})
    name = re.sub(r"\W+", "_", settings.get("form_id") or path.stem, flags=re.ASCII).strip("_") or "form"
    title = settings.get("form_title") or path.stem
    return {"form": name, "title": title, "words": [title], "fields": fields}
