"""What a report form 报表 consists of, in XLSForm's words where it has one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from village.errors import Invalid

WORDS = re.compile(r"[^\W_]")
FIGURE = re.compile(r"(\d+(?:\.\d+)?)(?:\s*(?:-|–|—|~|至|到)\s*(\d+(?:\.\d+)?))?\s*(?:%|[^\d\s]{0,8})")
NOTHING = frozenset({"无", "没有", "暂无", "没", "/"})


class FieldKind(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    CHOICE = "select_one"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    ``label`` is the question as asked, ``heading`` the short name in the summary, ``example`` stands under the
    question. ``choices`` are the buttons of a ``select_one``; ``source`` names a list of the office's own data to take
    them from.
    """

    name: str
    heading: str
    label: str
    example: str = ""
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    max_length: int = 1000
    choices: tuple[str, ...] = ()
    source: str = ""

    def accept(self, text: str) -> str:
        """The answer as it will be kept.

        Raises:
            Invalid: with ``rule`` ``empty``, ``required``, ``no_words``, ``too_long``, ``not_a_choice`` or
                ``not_a_number``, and the facts for a sentence.
        """
        answer = text.strip()
        if not answer:
            raise Invalid(self.name, "empty")
        if self.kind is FieldKind.CHOICE:
            return self._choose(answer)
        if answer in NOTHING:
            if self.required:
                raise Invalid(self.name, "required")
            return ""
        if not WORDS.search(answer):
            raise Invalid(self.name, "no_words")
        if len(answer) > self.max_length:
            raise Invalid(self.name, "too_long", most=self.max_length, length=len(answer))
        return self._figure(answer) if self.kind is FieldKind.DECIMAL else answer

    def _figure(self, answer: str) -> str:
        """``８５％`` as ``85``, ``1到2个`` as ``1-2``."""
        found = FIGURE.fullmatch(unicodedata.normalize("NFKC", answer))
        if found is None:
            raise Invalid(self.name, "not_a_number")
        return "-".join(part for part in found.groups() if part)

    def _choose(self, answer: str) -> str:
        if answer in self.choices:
            return answer
        number = int(answer) if answer.isdecimal() and len(answer) <= 3 else 0
        if 1 <= number <= len(self.choices):
            return self.choices[number - 1]
        raise Invalid(self.name, "not_a_choice", choices=list(self.choices))


@dataclass(frozen=True, slots=True)
class Form:
    """A report form: an ordered list of fields, ``words`` being what a person may type to ask for it."""

    name: str
    title: str
    fields: tuple[Field, ...]
    words: tuple[str, ...] = ()

    def field(self, name: str) -> Field:
        """The field with this name; asking for another is a programming mistake."""
        return next(f for f in self.fields if f.name == name)
