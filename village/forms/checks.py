"""What the keys of a question must satisfy beyond being known: kinds that need others, expressions that can be read."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from datetime import date

from village.errors import Invalid
from village.forms import values
from village.forms.expressions import ExpressionInvalid, check, names_in
from village.forms.nodes import Checked
from village.forms.schema import Field, FieldKind

SOURCES = ("units", "villages")
LONGEST_ANSWER = 4000  # a chat message holds 4096
MOST_ITEMS = 50
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
EXPRESSIONS = ("relevant", "constraint", "warning")
MESSAGES = {"constraint": "constraint_message", "warning": "warning_message"}
SOME_DAY = date(2000, 1, 1)
FIGURES = {FieldKind.DECIMAL, FieldKind.INTEGER}
SELECTS = {FieldKind.CHOICE, FieldKind.CHOICES}


def check_field(checked: Checked, kind: FieldKind) -> None:
    """Say what is wrong with one question, as far as it can be seen alone."""
    given = checked.values
    if "name" in given and not NAME.fullmatch(given["name"]):
        checked.blame("name", "只能用英文字母、数字和 _，例：house_count")
    if kind in SELECTS and not given.get("choices") and not given.get("source"):
        checked.complain(f"{kind} 需要 choices 或 source")
    if given.get("source", SOURCES[0]) not in SOURCES:
        checked.complain(f"不认识的 source“{given['source']}”，可用：{'、'.join(SOURCES)}")
    if kind is FieldKind.REPEAT and "fields" not in given:
        checked.complain("repeat 需要 fields，写明每一项要问什么")
    if kind is not FieldKind.REPEAT and "fields" in given:
        checked.blame("fields", "只能用在 type: repeat 里")
    if "indicator" in given and kind not in FIGURES:
        checked.blame("indicator", "只能用在数字上（integer、decimal）")
    for key, most in (("max_length", LONGEST_ANSWER), ("most", MOST_ITEMS)):
        if not 1 <= given.get(key, 1) <= most:
            checked.blame(key, f"应当在 1 到 {most} 之间")
    _check_expressions(checked)
    _check_default(checked, kind)


def _check_expressions(checked: Checked) -> None:
    for key in EXPRESSIONS:
        if key not in checked.values:
            continue
        try:
            check(checked.values[key])
        except ExpressionInvalid as error:
            checked.blame(key, str(error))
    for key, message in MESSAGES.items():
        if key in checked.values and message not in checked.values:
            checked.blame(key, f"要配一句 {message}，告诉填表的人怎么改")
        if message in checked.values and key not in checked.values:
            checked.blame(message, f"要和 {key} 一起用")


def _check_default(checked: Checked, kind: FieldKind) -> None:
    if "default" not in checked.values:
        return
    choices = tuple(str(choice) for choice in checked.values.get("choices", []))
    try:
        values.read(Field("x", "x", "x", kind=kind, choices=choices), str(checked.values["default"]), SOME_DAY)
    except Invalid:
        checked.blame("default", "不能当这一题的答案")


def check_references(checked: Checked, name: str, known: Sequence[str]) -> None:
    """Say where an expression speaks of a question that does not stand before it."""
    for key in EXPRESSIONS:
        for other in names_in(checked.values.get(key, "")):
            if other in known or (other == name and key != "relevant"):
                continue
            close = difflib.get_close_matches(other, known, n=1)
            guess = f"，是不是“{close[0]}”？" if close else ""
            checked.blame(key, f"里的“{other}”前面没有这个问题{guess}")
