"""People and where they belong: units, posts, invitations, groups, the duty roster."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Protocol

from village.model.people import Group, Invitation, Person, Role, Unit, UnitKind, UnitTree
from village.model.roster import Shift


class Units(Protocol):
    """The unit tree."""

    def add(self, name: str, kind: UnitKind, parent_id: int | None, aliases: Iterable[str] = ()) -> Unit:
        """Add a unit and return it with its id."""
        ...

    def get(self, unit_id: int) -> Unit:
        """The unit with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def tree(self) -> UnitTree:
        """All units."""
        ...


class People(Protocol):
    """People with their posts."""

    def add(self, name: str, account: int | None) -> Person:
        """Add a person without posts."""
        ...

    def add_post(self, person_id: int, unit_id: int, role: Role, title: str) -> None:
        """Give a person a post; holding it already changes only the title."""
        ...

    def get(self, person_id: int) -> Person:
        """The person with this id.

        Raises:
            NotFound: there is none.
        """
        ...

    def many(self, person_ids: Collection[int]) -> dict[int, Person]:
        """These people by id; unknown ids are left out."""
        ...

    def by_account(self, account: int) -> Person | None:
        """The person who writes from this account, if bound."""
        ...

    def in_units(self, unit_ids: Iterable[int], *roles: Role) -> list[Person]:
        """People who hold one of these roles in one of these units."""
        ...

    def named(self, name: str, unit_id: int) -> Person | None:
        """The person of this name who has a post in the unit, if any."""
        ...

    def names(self, person_ids: Collection[int]) -> dict[int, str]:
        """The names of these people."""
        ...

    def bind(self, person_id: int, account: int) -> None:
        """The person writes from this account from now on."""
        ...

    def set_reachable(self, account: int, *, reachable: bool, trouble: str | None = None) -> None:
        """Whether messages to this account arrive, and why not."""
        ...

    def seen(self, person_id: int, now: datetime, away_since: datetime | None) -> None:
        """The person did something now, after having been away since then."""
        ...


class Invitations(Protocol):
    """Invitations by their code."""

    def add(self, invitation: Invitation, now: datetime) -> None:
        """Keep a new invitation."""
        ...

    def get(self, code: str) -> Invitation:
        """The invitation with this code, used or not.

        Raises:
            NotFound: there is none.
        """
        ...

    def use(self, code: str, person_id: int, now: datetime) -> bool:
        """Mark as used; False when somebody was faster."""
        ...

    def cancel(self, code: str) -> None:
        """Make the invitation worthless: the person said it is not theirs."""
        ...


class Groups(Protocol):
    """Group chats the assistant is or was in."""

    def get(self, chat_id: int) -> Group | None:
        """The group with this chat id, if known."""
        ...

    def seen(self, chat_id: int, title: str, *, active: bool, trouble: str | None = None) -> None:
        """Note that the assistant was added to or removed from a group, and why it cannot write there."""
        ...

    def bind(self, chat_id: int, unit_id: int, person_id: int) -> None:
        """The group belongs to the unit from now on."""
        ...

    def of_unit(self, unit_id: int) -> list[Group]:
        """Groups bound to the unit that the assistant is still in."""
        ...

    def bound(self) -> list[Group]:
        """All groups that belong to a unit, also those the assistant was put out of."""
        ...

    def set_trouble(self, chat_id: int, trouble: str | None, *, active: bool) -> None:
        """Why nothing arrives in the group, and whether the assistant is still in it."""
        ...

    def arrived(self, chat_id: int) -> None:
        """Something arrived in the group: whatever was the trouble is over."""
        ...

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup; safe to repeat."""
        ...


class Roster(Protocol):
    """Shifts by office and day."""

    def put(self, unit_id: int, shift: Shift) -> None:
        """Keep a day's shift in the place of the one that was there."""
        ...

    def get(self, unit_id: int, day: date) -> Shift | None:
        """A day's shift, if one was put in."""
        ...

    def between(self, unit_id: int, first: date, last: date) -> list[Shift]:
        """The shifts from one day to another, both included."""
        ...
