"""What a new version of a report changed, heading by heading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from village.forms.schema import Form
from village.forms.steps import steps


@dataclass(frozen=True, slots=True)
class Change:
    """One answer before and after; empty where it was or is not given."""

    heading: str
    before: str
    after: str


def changes(form: Form, before: Mapping[str, str], after: Mapping[str, str], today: date) -> list[Change]:
    """Answers that differ, in the order of the form; questions only one version asked count too."""
    headings = {step.name: step.heading for answers in (before, after) for step in steps(form, answers, today)}
    pairs = ((headings[name], before.get(name, ""), after.get(name, "")) for name in headings)
    return [Change(*pair) for pair in pairs if pair[1] != pair[2]]
