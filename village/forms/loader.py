"""YAML file → ``Form``, with every problem said with its line and, for a misspelt key, a suggestion."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from yaml.reader import ReaderError

from village.errors import FormInvalid
from village.forms.schema import Field, FieldKind, Form

DEFINITIONS = Path(__file__).parent / "definitions"

FORM_KEYS: dict[str, type] = {"form": str, "title": str, "words": list, "fields": list}
FIELD_KEYS: dict[str, type] = {
    "name": str,
    "type": str,
    "heading": str,
    "label": str,
    "example": str,
    "required": bool,
    "max_length": int,
    "choices": list,
    "source": str,
}
NEEDED_IN_FORM = ("form", "title", "fields")
NEEDED_IN_FIELD = ("name", "heading", "label")
SOURCES = ("units",)
LONGEST_ANSWER = 4000  # a chat message holds 4096

Problems = list[tuple[int, str]]


class _Checked:
    """A YAML mapping that remembers on which line each key stands."""

    def __init__(self, node: yaml.Node, keys: dict[str, type], problems: Problems) -> None:
        self.line = node.start_mark.line + 1
        self.values: dict[str, Any] = {}
        self.nodes: dict[str, yaml.Node] = {}
        self.problems = problems
        self._before = len(problems)
        if not isinstance(node, yaml.MappingNode):
            problems.append((self.line, "这里应当是“名称: 内容”的形式"))
            return
        for key_node, value_node in node.value:
            self._take(key_node, value_node, keys)

    def _take(self, key_node: yaml.Node, value_node: yaml.Node, keys: dict[str, type]) -> None:
        line, key = key_node.start_mark.line + 1, str(key_node.value)
        if key not in keys:
            close = difflib.get_close_matches(key, keys, n=1)
            self.problems.append((line, f"不认识“{key}”" + (f"，是不是“{close[0]}”？" if close else "")))
            return
        if key in self.values:
            self.problems.append((line, f"“{key}”写了两次"))
            return
        value = _value(value_node)
        if type(value) is not keys[key] or (isinstance(value, str) and not value.strip()):
            self.problems.append((line, f"“{key}”的内容不对：{value_node.value if value is None else value!r}"))
            return
        self.values[key], self.nodes[key] = value, value_node

    def blame(self, key: str, what: str) -> None:
        """Complain about a value, on its own line."""
        self.problems.append((self.nodes[key].start_mark.line + 1, f"“{key}”{what}"))

    def need(self, names: tuple[str, ...]) -> None:
        """Complain about each name that is absent."""
        for name in names:
            said = (text for _, text in self.problems[self._before :])
            if name not in self.values and not any(f"“{name}”" in text for text in said):
                self.problems.append((self.line, f"缺少“{name}”"))


def _value(node: yaml.Node) -> Any:
    """The node as a plain value, or None when it is none (a tag, a list that holds itself)."""
    try:
        return yaml.SafeLoader("").construct_object(node, deep=True)
    except yaml.YAMLError:
        return None


def parse_form(text: str, file: str) -> Form:
    """Read a form from YAML text.

    Raises:
        FormInvalid: with all problems found, each with its line.
    """
    problems: Problems = []
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise FormInvalid(file, [(line, f"不是正确的 YAML：{error.problem}")]) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise FormInvalid(file, [(line, f"不是正确的 YAML：有不能用的字符（U+{error.character:04X}）")]) from error
    if node is None:
        raise FormInvalid(file, [(1, "文件是空的")])
    head = _Checked(node, FORM_KEYS, problems)
    head.need(NEEDED_IN_FORM)
    words = _words(head, "words")
    fields = _fields(head, problems)
    if problems:
        raise FormInvalid(file, sorted(problems))
    return Form(head.values["form"], head.values["title"], tuple(fields), words)


def _fields(head: _Checked, problems: Problems) -> list[Field]:
    node = head.nodes.get("fields")
    if not isinstance(node, yaml.SequenceNode):
        return []
    if not node.value:
        problems.append((node.start_mark.line + 1, "“fields”里一个问题也没有"))
    fields: list[Field] = []
    for item in node.value:
        made = _field(_Checked(item, FIELD_KEYS, problems), problems)
        if made and any(f.name == made.name for f in fields):
            problems.append((item.start_mark.line + 1, f"问题“{made.name}”重名"))
        if made:
            fields.append(made)
    return fields


def _field(checked: _Checked, problems: Problems) -> Field | None:
    checked.need(NEEDED_IN_FIELD)
    values = checked.values
    kind = values.get("type", "text")
    if kind not in set(FieldKind):
        problems.append((checked.line, f"不认识的类型“{kind}”，可用：{'、'.join(FieldKind)}"))
        return None
    if kind == FieldKind.CHOICE and not values.get("choices") and not values.get("source"):
        problems.append((checked.line, "select_one 需要 choices 或 source"))
    if values.get("source", SOURCES[0]) not in SOURCES:
        problems.append((checked.line, f"不认识的 source“{values['source']}”，可用：{'、'.join(SOURCES)}"))
    if not 1 <= values.get("max_length", 1) <= LONGEST_ANSWER:
        checked.blame("max_length", f"应当在 1 到 {LONGEST_ANSWER} 之间")
    choices = _words(checked, "choices")
    if not all(name in values for name in NEEDED_IN_FIELD):
        return None
    return Field(
        name=values["name"],
        heading=values["heading"],
        label=values["label"],
        example=values.get("example", ""),
        kind=FieldKind(kind),
        required=values.get("required", True),
        max_length=values.get("max_length", 1000),
        choices=choices,
        source=values.get("source", ""),
    )


def _words(checked: _Checked, key: str) -> tuple[str, ...]:
    """A list of words or numbers, each once; YAML takes a bare ``yes`` for something else."""
    items = checked.values.get(key, [])
    if any(type(item) not in {str, int, float} for item in items):
        checked.blame(key, "里只能是文字，yes、no 这样的词要加引号")
    words = tuple(str(item).strip() for item in items)
    twice = {word for word in words if words.count(word) > 1}
    if twice:
        checked.blame(key, f"里“{'”“'.join(sorted(twice))}”写了两次")
    return words


def load_forms(*folders: Path) -> dict[str, Form]:
    """All forms in the folders by name; a later folder's form replaces an earlier one of the same name.

    Raises:
        FormInvalid: a file cannot be used.
    """
    forms: dict[str, Form] = {}
    for folder in folders:
        forms |= _load_folder(folder)
    return forms


def _load_folder(folder: Path) -> dict[str, Form]:
    forms: dict[str, Form] = {}
    for file in sorted(folder.glob("*.yaml")):
        form = parse_form(_text(file), file.name)
        if form.name in forms:
            raise FormInvalid(file.name, [(1, f"这个文件夹里已经有一份叫“{form.name}”的表")])
        forms[form.name] = form
    return forms


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise FormInvalid(file.name, [(1, "不是 UTF-8 文字，请另存为 UTF-8 编码")]) from error
    except OSError as error:
        raise FormInvalid(file.name, [(1, f"读不了：{error.strerror}")]) from error


@cache
def shipped_forms() -> dict[str, Form]:
    """The forms that come with the project."""
    return load_forms(DEFINITIONS)
