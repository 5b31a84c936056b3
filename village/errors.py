"""Everything that can be refused, as facts; the shells turn them into sentences."""

from __future__ import annotations

from datetime import datetime


class VillageError(Exception):
    """Root of every error this package raises on purpose."""


class NotFound(VillageError):
    """What was asked for does not exist, or not any more.

    Attributes:
        what: the glossary word (``unit``, ``invitation``, ``occurrence`` ...).
        key: the id or name that was looked for.
    """

    def __init__(self, what: str, key: object) -> None:
        super().__init__(f"no {what} {key!r}")
        self.what = what
        self.key = key


class NotAllowed(VillageError):
    """The person's posts do not cover what was asked.

    Attributes:
        action: stable word for what was tried.
        unit: name of the unit concerned, if any.
    """

    def __init__(self, action: str, unit: str | None = None) -> None:
        super().__init__(f"{action} not allowed for {unit}")
        self.action = action
        self.unit = unit


class InvitationRefused(VillageError):
    """A deep link that cannot be used; ``why`` is ``unknown``, ``used`` or ``expired``."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Invalid(VillageError):
    """A value that breaks a rule.

    Attributes:
        field: which value.
        rule: stable word of the rule broken.
        facts: what the sentence for the person needs.
    """

    def __init__(self, field: str, rule: str, **facts: object) -> None:
        super().__init__(f"{field}: {rule} {facts}")
        self.field = field
        self.rule = rule
        self.facts = facts


class WindowClosed(VillageError):
    """A tap on something that belongs to a period already over."""

    def __init__(self, due: datetime) -> None:
        super().__init__(f"closed at {due.isoformat()}")
        self.due = due


class NotPossible(VillageError):
    """A step that does not follow from where something stands.

    Attributes:
        step: stable word of the step.
        state: stable word of where it stands.
    """

    def __init__(self, step: str, state: str) -> None:
        super().__init__(f"no {step} from {state}")
        self.step = step
        self.state = state


class Overtaken(VillageError):
    """Somebody was faster, or the button is from an earlier time.

    Attributes:
        what: the glossary word.
        key: its id.
        step: stable word of what happened last.
        by: name of who did it, empty when nobody did.
        at: when.
    """

    def __init__(self, what: str, key: int, step: str, by: str, at: datetime) -> None:
        super().__init__(f"{what} {key}: {step} by {by}")
        self.what = what
        self.key = key
        self.step = step
        self.by = by
        self.at = at


class FormInvalid(VillageError):
    """A form file that cannot be used; ``problems`` are (line, sentence) pairs, lines from 1."""

    def __init__(self, file: str, problems: list[tuple[int, str]]) -> None:
        super().__init__(f"{file}: " + "; ".join(f"line {line}: {text}" for line, text in problems))
        self.file = file
        self.problems = problems


class MappingInvalid(VillageError):
    """A mapping file that cannot be used; ``problems`` are (line, sentence) pairs, lines from 1."""

    def __init__(self, file: str, problems: list[tuple[int, str]]) -> None:
        super().__init__(f"{file}: " + "; ".join(f"line {line}: {text}" for line, text in problems))
        self.file = file
        self.problems = problems


class SettingsInvalid(VillageError):
    """Settings that cannot be used; ``problems`` are sentences for the person who runs the office."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class StorageError(VillageError):
    """The database cannot do it now (locked, full, gone); the driver's error is the cause."""
