"""Folders of YAML files → forms by name."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from village.errors import FormInvalid
from village.forms.parse import parse_form
from village.forms.schema import Form

DEFINITIONS = Path(__file__).parent / "definitions"


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
