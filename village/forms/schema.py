"""What a report form 报表 consists of, in XLSForm's words where it has one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldKind(StrEnum):
    """What kind of answer a field takes."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DATE = "date"
    TIME = "time"
    CHOICE = "select_one"
    CHOICES = "select_multiple"
    IMAGE = "image"
    AUDIO = "audio"
    FILE = "file"
    PLACE = "geopoint"
    ACKNOWLEDGE = "acknowledge"
    NOTE = "note"
    REPEAT = "repeat"

    @property
    def is_attachment(self) -> bool:
        """Whether the answer is something sent, not something written."""
        return self in {FieldKind.IMAGE, FieldKind.AUDIO, FieldKind.FILE}

    @property
    def is_optional(self) -> bool:
        """Whether nobody has to answer unless the form says so: photos and positions are never forced by default."""
        return self.is_attachment or self is FieldKind.PLACE

    @property
    def is_number(self) -> bool:
        """Whether the answer counts or measures, so that “没有” means 0."""
        return self in {FieldKind.INTEGER, FieldKind.DECIMAL}


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or a ``repeat`` holding the ``fields`` asked for each item.

    ``label`` is the question as asked, ``heading`` the short name in the summary (``aliases`` are other headings people
    write over this part of a whole report), ``hint`` says what is meant and ``example`` stands under the question.
    ``choices`` are the buttons of a select, ``source`` names a list of the office's own data to take them from, and
    ``or_other`` takes words that are none of them. ``relevant``, ``constraint`` and ``warning`` are XPath expressions
    as in XLSForm: whether the question is asked, what an answer must satisfy, and what it should satisfy unless the
    person says so again. ``last`` offers the previous report's answer. ``range`` lets a decimal be two figures (1-2),
    ``most`` is how many items a repeat may have. ``indicator`` names the target of a plan whose present value this is.
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
    hint: str = ""
    relevant: str = ""
    constraint: str = ""
    constraint_message: str = ""
    warning: str = ""
    warning_message: str = ""
    default: str = ""
    last: bool = False
    range: bool = False
    or_other: bool = False
    aliases: tuple[str, ...] = ()
    most: int = 20
    indicator: str = ""
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Form:
    """A report form: an ordered list of fields.

    ``words`` are what a person may type to ask for it. ``direct`` hands it in with the last answer, without a summary:
    where every second counts, or nothing can be wrong.
    """

    name: str
    title: str
    fields: tuple[Field, ...]
    words: tuple[str, ...] = ()
    direct: bool = False

    def field(self, name: str) -> Field:
        """The field with this name; asking for another is a programming mistake."""
        return next(f for f in self.fields if f.name == name)
