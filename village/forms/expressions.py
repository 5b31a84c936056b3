"""XLSForm's expressions (``${found} = '有问题'``, ``. >= 0 and . < 500``) over the answers given so far."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from elementpath import ElementPathError, XPath2Parser, XPathContext, XPathToken

from village.forms.values import SEPARATOR

REFERENCE = re.compile(r"\$\{([^{}]*)\}")
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?")
DATE_LENGTH = len("2026-07-08")
NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)
TODAY: ContextVar[date] = ContextVar("today")


class ExpressionInvalid(ValueError):
    """An expression that cannot be used; says why in Chinese."""


def names_in(expression: str) -> list[str]:
    """The fields an expression speaks of."""
    return REFERENCE.findall(expression)


def check(expression: str) -> None:
    """Read an expression without working it out.

    Raises:
        ExpressionInvalid: it is no expression.
    """
    if "$" in REFERENCE.sub("", expression):
        raise ExpressionInvalid("引用别的问题要写成 ${名称}")
    try:
        _parsed(expression)
    except (ElementPathError, SyntaxError) as error:
        raise ExpressionInvalid(f"写得不对：{expression}") from error


def holds(expression: str, answers: Mapping[str, str], today: date, value: str = "") -> bool:
    """Whether the expression is true with these answers, ``.`` being ``value``.

    A question not answered counts as the empty text, and where a number is needed as none: nothing is larger than it.
    """
    given = {name: answers.get(name, "") for name in names_in(expression)}
    token = TODAY.set(today)
    try:
        return _true(expression, given, value, "")
    except (ElementPathError, ArithmeticError, ValueError):
        return _true_at_all(expression, given, value)
    finally:
        TODAY.reset(token)


def _true_at_all(expression: str, given: dict[str, str], value: str) -> bool:
    try:
        return _true(expression, given, value, math.nan)
    except (ElementPathError, ArithmeticError, ValueError):
        return False


def _true(expression: str, given: dict[str, str], value: str, nothing: str | float) -> bool:
    variables: dict[str, Any] = {name: _comparable(answer) if answer else nothing for name, answer in given.items()}
    item: Any = _comparable(value) if value else nothing
    parsed = _parsed(expression)
    return bool(parsed.boolean_value(parsed.evaluate(XPathContext(root=None, item=item, variables=variables))))


def _comparable(answer: str) -> str | Decimal:
    """A number as a number, a date as its day number, so that both can be compared and reckoned with."""
    if NUMBER.fullmatch(answer):
        return Decimal(answer)
    try:
        return Decimal(date.fromisoformat(answer).toordinal()) if len(answer) == DATE_LENGTH else answer
    except ValueError:
        return answer


@cache
def _parsed(expression: str) -> XPathToken:
    return _parser().parse(REFERENCE.sub(r"$\1", expression))


def _selected(answers: Any, choice: Any) -> bool:
    return str(choice) in str(answers).split(SEPARATOR)


def _count_selected(answers: Any) -> Decimal:
    return Decimal(len([choice for choice in str(answers).split(SEPARATOR) if choice]))


def _regex(text: Any, pattern: Any) -> bool:
    return re.fullmatch(str(pattern), str(text)) is not None


def _today() -> Decimal:
    return Decimal(TODAY.get().toordinal())


def _date(text: Any) -> Decimal:
    return Decimal(date.fromisoformat(str(text)).toordinal())


@cache
def _parser() -> XPath2Parser:
    """XPath with 1.0's easy comparing of words and numbers, as XLSForm has it, and the functions XLSForm adds."""
    parser = XPath2Parser(compatibility_mode=True)
    for name, function in (
        ("selected", _selected),
        ("count-selected", _count_selected),
        ("regex", _regex),
        ("today", _today),
        ("date", _date),
    ):
        parser.external_function(function, name=name)
    return parser
