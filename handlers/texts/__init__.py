"""Every sentence a person reads, loaded from ``zh.yaml``."""

from __future__ import annotations

import string
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import yaml

FILE = Path(__file__).parent / "zh.yaml"


class Html(str):
    """Text that is HTML already and must not be escaped again."""

    __slots__ = ()


@cache
def _sentences() -> dict[str, str]:
    flat: dict[str, str] = {}

    def walk(prefix: str, node: Any) -> None:
        if isinstance(node, dict):
            for key, value in node.items():
                walk(f"{prefix}.{key}" if prefix else str(key), value)
        else:
            flat[prefix] = str(node)

    walk("", yaml.safe_load(FILE.read_text("utf-8")))
    return flat


def say(key: str, **values: object) -> Html:
    """The sentence under ``key`` with its blanks filled in; values are escaped unless they are ``Html``.

    Raises:
        KeyError: no such sentence, or a blank without a value: a programming mistake, found by the tests.
    """
    shown = {
        name: value if isinstance(value, Html) else escape(str(value), quote=False) for name, value in values.items()
    }
    return Html(_sentences()[key].format_map(shown))


def word(key: str, **values: object) -> str:
    """Plain words for buttons, which know no HTML."""
    return _sentences()[key].format_map(values) if values else _sentences()[key]


def blanks(key: str) -> set[str]:
    """Names of the blanks of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(_sentences()[key]) if name}


def keys() -> list[str]:
    """All keys there are."""
    return list(_sentences())


def has(key: str) -> bool:
    """Whether there is a sentence under this key."""
    return key in _sentences()
