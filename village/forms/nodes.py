"""A YAML mapping that knows its lines: every key checked, every problem said with where it stands."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from typing import Any

import yaml
from yaml.reader import ReaderError

Problems = list[tuple[int, str]]
Kinds = dict[str, tuple[type, ...]]


class Checked:
    """A YAML mapping that remembers on which line each key stands."""

    def __init__(self, node: yaml.Node, keys: Kinds, problems: Problems) -> None:
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

    def _take(self, key_node: yaml.Node, value_node: yaml.Node, keys: Kinds) -> None:
        line, key = key_node.start_mark.line + 1, str(key_node.value)
        if key not in keys:
            close = difflib.get_close_matches(key, keys, n=1)
            self.problems.append((line, f"不认识“{key}”" + (f"，是不是“{close[0]}”？" if close else "")))
            return
        if key in self.values:
            self.problems.append((line, f"“{key}”写了两次"))
            return
        value = _value(value_node)
        if type(value) not in keys[key] or (isinstance(value, str) and not value.strip()):
            self.problems.append((line, f"“{key}”的内容不对：{value_node.value if value is None else value!r}"))
            return
        self.values[key], self.nodes[key] = value, value_node

    def blame(self, key: str, what: str) -> None:
        """Complain about a value, on its own line."""
        self.problems.append((self.nodes[key].start_mark.line + 1, f"“{key}”{what}"))

    def complain(self, what: str) -> None:
        """Complain about the mapping as a whole."""
        self.problems.append((self.line, what))

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


def opened(text: str, refusal: Callable[[Problems], Exception]) -> yaml.Node:
    """YAML text as nodes that know their lines; ``refusal`` makes the error that says where it is none.

    Raises:
        Exception: what ``refusal`` made of the line and the sentence.
    """
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise refusal([(line, f"不是正确的 YAML：{error.problem}")]) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise refusal([(line, f"不是正确的 YAML：有不能用的字符（U+{error.character:04X}）")]) from error
    if node is None:
        raise refusal([(1, "文件是空的")])
    return node
