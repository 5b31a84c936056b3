"""Notices 通知 and receipts 回执: a broadcast, and 收到 by person where it is asked for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from village.model.people import Person, Role, Unit


class Answer(StrEnum):
    """What a person said to a notice; ``phoned`` is ticked by the clerk."""

    RECEIVED = "received"
    RELAYED = "relayed"
    DECLINED = "declined"
    PHONED = "phoned"


class Audience(StrEnum):
    """Who a notice is for."""

    VILLAGES = "villages"
    EVERYBODY = "everybody"
    LEADERS = "leaders"
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Notice:
    """A broadcast of an office.

    ``text`` is the newest wording, ``version`` counts corrections. ``due`` is until when an answer is wanted, None
    where none is asked for. ``by_group`` says that the groups get it and nobody is written to in private.
    """

    id: int
    unit: Unit
    text: str
    made_by: int
    made_at: datetime
    send_at: datetime
    wants_receipt: bool
    due: datetime | None = None
    to_groups: bool = False
    to_people: bool = True
    version: int = 1
    recalled_at: datetime | None = None

    @property
    def is_recalled(self) -> bool:
        """Whether the clerk took it back."""
        return self.recalled_at is not None


@dataclass(frozen=True, slots=True)
class Receipt:
    """One person a notice is for, and what that person said to it."""

    person: Person
    answer: Answer | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How a notice stands."""

    answered: tuple[Receipt, ...]
    waiting: tuple[Receipt, ...]

    @property
    def total(self) -> int:
        """How many people it is for."""
        return len(self.answered) + len(self.waiting)


def count(receipts: Iterable[Receipt]) -> Count:
    """Who has answered and who has not."""
    everybody = list(receipts)
    answered = tuple(r for r in everybody if r.answer is not None)
    return Count(answered, tuple(r for r in everybody if r.answer is None))


def addressed(people: Iterable[Person], audience: Audience, unit_ids: frozenset[int] = frozenset()) -> list[Person]:
    """The people a notice is for, each once, however many posts and groups they are in."""
    return list({person.id: person for person in people if _is_meant(person, audience, unit_ids)}.values())


def _is_meant(person: Person, audience: Audience, unit_ids: frozenset[int]) -> bool:
    match audience:
        case Audience.EVERYBODY:
            return True
        case Audience.LEADERS:
            return person.has(Role.LEADER)
        case Audience.SOME:
            return any(post.role is Role.OFFICIAL and post.unit.id in unit_ids for post in person.posts)
    return person.has(Role.OFFICIAL)
