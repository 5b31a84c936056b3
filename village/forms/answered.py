"""A form and the answers kept under flat keys → what was said, field by field, repeats as items again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from village.forms.schema import Field, FieldKind, Form
from village.forms.steps import YES


@dataclass(frozen=True, slots=True)
class Answered:
    """One field with what was answered; of a ``repeat`` the items, each with its own fields."""

    field: Field
    value: str
    items: tuple[tuple[Answered, ...], ...] = ()


def answered(form: Form | None, answers: Mapping[str, str]) -> tuple[Answered, ...]:
    """Every answer once, in the order of the form; what the form does not know (any more) stands last by its key."""
    rest = dict(answers)
    known = _over(form.fields, rest, "") if form else ()
    return (*known, *(Answered(Field(key, key, key), value) for key, value in rest.items()))


def _over(fields: tuple[Field, ...], rest: dict[str, str], prefix: str) -> tuple[Answered, ...]:
    """What these fields were answered; takes from ``rest`` what it has used."""
    made = []
    for field in fields:
        key = prefix + field.name
        if field.kind is FieldKind.REPEAT and f"{key}.0" in rest:
            made.append(Answered(field, "", _items(field, rest, key)))
        elif key in rest:
            made.append(Answered(field, rest.pop(key)))
    return tuple(made)


def _items(field: Field, rest: dict[str, str], key: str) -> tuple[tuple[Answered, ...], ...]:
    items = []
    for number in range(field.most):
        if rest.pop(f"{key}.{number}", "") != YES:
            break
        items.append(_over(field.fields, rest, f"{key}.{number}."))
    return tuple(items)
