"""YAML text → ``Form``, with every problem said with its line and, for a misspelt key, a suggestion."""

from __future__ import annotations

from functools import partial
from typing import Any

import yaml

from village.errors import FormInvalid
from village.forms.checks import check_field, check_references
from village.forms.nodes import Checked, Kinds, Problems, opened
from village.forms.schema import Field, FieldKind, Form

TEXT, TRUTH, WHOLE, MANY = (str,), (bool,), (int,), (list,)
FIGURES = (str, int, float)

FORM_KEYS: Kinds = {"form": TEXT, "title": TEXT, "words": MANY, "direct": TRUTH, "fields": MANY}
FIELD_KEYS: Kinds = {
    "name": TEXT,
    "type": TEXT,
    "heading": TEXT,
    "label": TEXT,
    "hint": TEXT,
    "example": FIGURES,
    "required": TRUTH,
    "max_length": WHOLE,
    "choices": MANY,
    "aliases": MANY,
    "source": TEXT,
    "relevant": TEXT,
    "constraint": TEXT,
    "constraint_message": TEXT,
    "warning": TEXT,
    "warning_message": TEXT,
    "default": FIGURES,
    "last": TRUTH,
    "range": TRUTH,
    "or_other": TRUTH,
    "most": WHOLE,
    "indicator": TEXT,
    "fields": MANY,
}
NEEDED_IN_FORM = ("form", "title", "fields")
NEEDED_IN_FIELD = ("name", "heading", "label")
NEEDED_IN_NOTE = ("label",)


def parse_form(text: str, file: str) -> Form:
    """Read a form from YAML text.

    Raises:
        FormInvalid: with all problems found, each with its line.
    """
    problems: Problems = []
    head = Checked(opened(text, partial(FormInvalid, file)), FORM_KEYS, problems)
    head.need(NEEDED_IN_FORM)
    words = _words(head, "words")
    fields = _fields(head, problems, ())
    if problems:
        raise FormInvalid(file, sorted(problems))
    return Form(head.values["form"], head.values["title"], fields, words, head.values.get("direct", False))


def _fields(head: Checked, problems: Problems, known: tuple[str, ...]) -> tuple[Field, ...]:
    """The questions under ``fields``; ``known`` are those before, which expressions may speak of."""
    node = head.nodes.get("fields")
    if not isinstance(node, yaml.SequenceNode):
        return ()
    if not node.value:
        problems.append((node.start_mark.line + 1, "“fields”里一个问题也没有"))
    fields: list[Field] = []
    for number, item in enumerate(node.value, 1):
        checked = Checked(item, FIELD_KEYS, problems)
        before = (*known, *(field.name for field in fields))
        made = _field(checked, number, problems, before)
        if made and made.name in before:
            problems.append((item.start_mark.line + 1, f"问题“{made.name}”重名"))
        if made:
            fields.append(made)
    return tuple(fields)


def _field(checked: Checked, number: int, problems: Problems, known: tuple[str, ...]) -> Field | None:
    values, word = checked.values, checked.values.get("type", FieldKind.TEXT)
    needed = NEEDED_IN_NOTE if word == FieldKind.NOTE else NEEDED_IN_FIELD
    checked.need(needed)
    if word not in set(FieldKind):
        checked.complain(f"不认识的类型“{word}”，可用：{'、'.join(FieldKind)}")
        return None
    kind, name = FieldKind(word), values.get("name", f"note_{number}")
    choices, inside = _words(checked, "choices"), _fields(checked, problems, known)
    check_field(checked, kind)
    check_references(checked, name, known)
    if not all(key in values for key in needed):
        return None
    parts: dict[str, Any] = {"heading": "", "required": not kind.is_optional} | values
    parts |= {key: str(values[key]) for key in ("example", "default") if key in values}
    parts |= {"name": name, "choices": choices, "fields": inside, "aliases": _words(checked, "aliases")}
    return Field(kind=kind, **{key: value for key, value in parts.items() if key != "type"})


def _words(checked: Checked, key: str) -> tuple[str, ...]:
    """A list of words or numbers, each once; YAML takes a bare ``yes`` for something else."""
    items = checked.values.get(key, [])
    if any(type(item) not in {str, int, float} for item in items):
        checked.blame(key, "里只能是文字，yes、no 这样的词要加引号")
    words = tuple(str(item).strip() for item in items)
    twice = {word for word in words if words.count(word) > 1}
    if twice:
        checked.blame(key, f"里“{'”“'.join(sorted(twice))}”写了两次")
    return words
