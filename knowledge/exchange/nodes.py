"""YAML nodes that know their line: typed values out of them, or a sentence about what is wrong there."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence

import yaml
from yaml.reader import ReaderError

from knowledge.errors import KnowledgeError

_NULL = "tag:yaml.org,2002:null"
_LONGEST = 20_000_000


class PlanYamlInvalid(KnowledgeError):
    """A YAML file is no plan.

    Attributes:
        problems: line and, in Chinese, what is wrong there; in the order of the lines.
    """

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("; ".join(f"{line}: {text}" for line, text in self.problems))


class Problems(list[tuple[int, str]]):
    """What was found wrong so far."""

    def say(self, node: yaml.Node, text: str) -> None:
        """Complain on the line a node stands on."""
        self.append((node.start_mark.line + 1, text))


def compose(text: str) -> yaml.Node:
    """The root of a document.

    Raises:
        PlanYamlInvalid: when the text is no YAML.
    """
    if len(text) > _LONGEST:
        raise PlanYamlInvalid([(1, "文件太大")])
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PlanYamlInvalid(
            [(line, "这一行的写法不对，看看冒号后面有没有空格、前面的缩进齐不齐、引号配没配对")]
        ) from error
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise PlanYamlInvalid([(line, f"有不能用的字符（U+{int(error.character):04X}）")]) from error
    except RecursionError as error:
        raise PlanYamlInvalid([(1, "套了太多层")]) from error
    if node is None:
        raise PlanYamlInvalid([(1, "文件是空的")])
    return node


class Entry:
    """A mapping: its values by key, each asked for by type."""

    def __init__(self, node: yaml.Node, known: Sequence[str], needed: Sequence[str], problems: Problems) -> None:
        self.node = node
        self.nodes: dict[str, yaml.Node] = {}
        self._problems = problems
        if not isinstance(node, yaml.MappingNode):
            problems.say(node, "这里应当是“名称: 内容”的形式")
            return
        for key, value in node.value:
            self._take(key, value, known)
        missing = [name for name in needed if name not in self.nodes]
        if missing:
            problems.say(node, f"缺少“{'”“'.join(missing)}”")

    def _take(self, key: yaml.Node, value: yaml.Node, known: Sequence[str]) -> None:
        name = str(key.value)
        if name not in known:
            close = difflib.get_close_matches(name, known, n=1)
            self._problems.say(key, f"不认识“{name}”" + (f"，是不是“{close[0]}”？" if close else ""))
        elif name in self.nodes:
            self._problems.say(key, f"“{name}”写了两次")
        else:
            self.nodes[name] = value

    def blame(self, key: str, what: str) -> None:
        """Complain about a value on its own line."""
        self._problems.say(self.nodes.get(key, self.node), f"“{key}”{what}")

    def text(self, key: str) -> str:
        """Words; empty when absent or wrong."""
        return self.text_or_none(key) or ""

    def text_or_none(self, key: str) -> str | None:
        """Words, or None for `null` and what is absent."""
        node = self.nodes.get(key)
        if node is None or _is_null(node):
            return None
        if not isinstance(node, yaml.ScalarNode):
            self.blame(key, "应当是文字")
            return None
        return str(node.value)

    def one_of(self, key: str, choices: Sequence[str]) -> str | None:
        """One of some words, None when it is none."""
        said = self.text_or_none(key)
        if said is None or said in choices:
            return said
        close = difflib.get_close_matches(said, choices, n=1)
        hint = f"，是不是“{close[0]}”？" if close else f"，只能是：{'、'.join(choices)}"
        self.blame(key, f"不能是“{said}”{hint}")
        return None

    def whole(self, key: str) -> int | None:
        """A whole number."""
        said = self.text_or_none(key)
        if said is None:
            return None
        if said.isascii() and said.isdecimal() and len(said) < 12:
            return int(said)
        self.blame(key, f"应当是一个整数，现在是“{said}”")
        return None

    def flag(self, key: str) -> bool:
        """Whether a value is true."""
        return self.one_of(key, ("true", "false")) == "true"

    def words(self, key: str) -> tuple[str, ...]:
        """A list of words."""
        return tuple(str(item.value) for item in self.items(key) if self._is_word(key, item))

    def _is_word(self, key: str, item: yaml.Node) -> bool:
        fine = isinstance(item, yaml.ScalarNode) and not _is_null(item) and bool(item.value.strip())
        if not fine:
            self._problems.say(item, f"“{key}”里应当是一个个名称")
        return fine

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers, which may be negative."""
        found = []
        for item in self.items(key):
            try:
                found.append(int(str(item.value)))
            except ValueError:
                self._problems.say(item, f"“{key}”里应当是整数")
        return tuple(found)

    def items(self, key: str) -> Iterator[yaml.Node]:
        """The nodes of a list; none when it is absent."""
        node = self.nodes.get(key)
        if isinstance(node, yaml.SequenceNode):
            yield from node.value
        elif node is not None and not _is_null(node):
            self.blame(key, "应当是一个列表，用 - 或 [ ] 来写")


def _is_null(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.tag == _NULL
