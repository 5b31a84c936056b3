"""A whole report in one message (一、进展 … 二、成效 …, or 进展：… 成效：…) → the fields of a form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from village.forms.schema import Field, FieldKind, Form

NUMBER = r"(?:[（(]?[一二三四五六七八九十]{1,2}[）)、.．]|\d{1,2}[、.．)）])"
BEFORE = r"(?:^|(?<=[\n。；;！!\s]))"
FEWEST = 2  # headings that make a text a report: one may be a word of a sentence


@dataclass(frozen=True, slots=True)
class _Heading:
    """Where a field's part of the text begins: its heading from ``start``, its words from ``end``."""

    start: int
    end: int
    field: str


def split(form: Form, text: str) -> dict[str, str]:
    """The parts of the text by field name; empty when it does not look like this form filled in.

    What stands before the first heading (a salutation, a title) belongs to no field.
    """
    headings = _headings(form, text)
    if len({heading.field for heading in headings}) < FEWEST:
        return {}
    ends = [heading.start for heading in headings[1:]] + [len(text)]
    parts: dict[str, str] = {}
    for heading, end in zip(headings, ends, strict=True):
        part = text[heading.end : end].strip().rstrip("；;")
        parts[heading.field] = f"{parts[heading.field]}\n{part}" if heading.field in parts else part
    return parts


def _headings(form: Form, text: str) -> list[_Heading]:
    """Headings in the order of the text; of two that overlap the longer one."""
    found = [heading for field in form.fields if field.kind is FieldKind.TEXT for heading in _of_field(field, text)]
    found.sort(key=lambda heading: (heading.start, -heading.end))
    apart = found[:1]
    for before, heading in pairwise(found):
        if heading.start >= max(before.end, apart[-1].end):
            apart.append(heading)
    return apart


def _of_field(field: Field, text: str) -> list[_Heading]:
    names = sorted({field.heading, *field.aliases}, key=len, reverse=True)
    either = "|".join(re.escape(name) for name in names)
    pattern = rf"{BEFORE}[ \t　]*(?:{NUMBER}\s*(?:{either})\s*[:：。\n \t　]|(?:{either})\s*(?:[:：]|\n))\s*"
    return [_Heading(match.start(), match.end(), field.name) for match in re.finditer(pattern, text)]
