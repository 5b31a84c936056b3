"""A form and the answers so far → the questions to be asked, in order: irrelevant ones out, repeats spelt out.

A question of a repeat carries its path as its name: ``problems.0`` asks whether there is a first problem,
``problems.0.what`` what it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from village.forms.expressions import holds
from village.forms.schema import Field, FieldKind, Form

YES, NO = "有", "没有"


class Scope(dict[str, str]):
    """The answers of questions that are asked, looked up from inside a repeat's item: its own first."""

    def __init__(self, given: Mapping[str, str], prefix: str) -> None:
        super().__init__(given)
        self._prefix = prefix

    def get(self, name: str, default: str = "") -> str:  # type: ignore[override]
        """The item's own answer, else the form's."""
        return super().get(self._prefix + name, super().get(name, default))


def steps(form: Form, answers: Mapping[str, str], today: date) -> tuple[Field, ...]:
    """Every question these answers lead to; a note stands in the hint of the question after it."""
    return tuple(_Walk(answers, today).over(form.fields, ""))


class _Walk:
    """Goes through the fields once, remembering what has been answered on the way."""

    def __init__(self, answers: Mapping[str, str], today: date) -> None:
        self._answers = answers
        self._today = today
        self._given: dict[str, str] = {}

    def over(self, fields: tuple[Field, ...], prefix: str) -> Iterator[Field]:
        notes: list[str] = []
        for field in fields:
            if field.relevant and not holds(field.relevant, Scope(self._given, prefix), self._today):
                continue
            if field.kind is FieldKind.NOTE:
                notes.append(field.label)
                continue
            for step in self._items(field, prefix) if field.kind is FieldKind.REPEAT else self._one(field, prefix):
                yield replace(step, hint="\n".join([*notes, *filter(None, [step.hint])])) if notes else step
                notes = []

    def _one(self, field: Field, prefix: str) -> Iterator[Field]:
        key = prefix + field.name
        yield replace(field, name=key)
        if key in self._answers:
            self._given[key] = self._answers[key]

    def _items(self, field: Field, prefix: str) -> Iterator[Field]:
        for number in range(field.most):
            key = f"{prefix}{field.name}.{number}"
            label = f"还有{field.heading}吗？" if number else field.label
            heading = f"{field.heading}{number + 1}"
            yield Field(key, heading, label, kind=FieldKind.CHOICE, choices=(YES, NO), hint=field.hint)
            if self._answers.get(key) != YES:
                return
            for step in self.over(field.fields, f"{key}."):
                yield replace(step, heading=f"{heading} {step.heading}")
