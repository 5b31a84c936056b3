"""Who there is: units in a tree, people with posts in them, invitations and groups."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from village.errors import NotFound

SEEN_EVERY = timedelta(minutes=1)  # how closely it is kept when somebody was last seen
AWAY_AFTER = timedelta(hours=1)


class Role(StrEnum):
    """What a post lets a person do."""

    OFFICIAL = "official"
    CLERK = "clerk"
    LEADER = "leader"
    ADMIN = "admin"


class UnitKind(StrEnum):
    """What a unit 单位 is."""

    COUNTY = "county"
    TOWN = "town"
    DEPARTMENT = "department"
    VILLAGE = "village"


@dataclass(frozen=True, slots=True)
class Unit:
    """A node of the unit tree; ``aliases`` are the other names people call it by."""

    id: int
    name: str
    kind: UnitKind
    parent_id: int | None = None
    aliases: tuple[str, ...] = ()

    def is_called(self, name: str) -> bool:
        """Whether a person who says ``name`` means this unit."""
        return name in {self.name, *self.aliases}


class UnitTree:
    """All units, to ask who stands under whom; asking for one that is not there raises ``NotFound``."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._units = {unit.id: unit for unit in units}

    def __getitem__(self, unit_id: int) -> Unit:
        if unit_id not in self._units:
            raise NotFound("unit", unit_id)
        return self._units[unit_id]

    def __iter__(self) -> Iterator[Unit]:
        return iter(self._units.values())

    def covers(self, above: int, unit_id: int) -> bool:
        """Whether ``unit_id`` is ``above`` or stands somewhere under it."""
        at: int | None = unit_id
        while at is not None:
            if at == above:
                return True
            at = self[at].parent_id
        return False

    def under(self, unit_id: int, kind: UnitKind | None = None) -> list[Unit]:
        """The unit and all below it, of one kind if asked, in the order they were made."""
        inside = (u for u in self._units.values() if self.covers(unit_id, u.id))
        return [u for u in inside if kind is None or u.kind is kind]

    def called(self, name: str) -> Unit | None:
        """The one unit a person means by ``name``; None when no or more than one fits.

        A printed name is unique and goes before another unit's alias.
        """
        found = [u for u in self._units.values() if u.is_called(name.strip())]
        exact = [u for u in found if u.name == name.strip()]
        return (exact or found)[0] if len(exact or found) == 1 else None

    def town_of(self, unit_id: int) -> Unit:
        """The town a unit belongs to; the unit itself when there is none above."""
        at = self[unit_id]
        while at.kind is not UnitKind.TOWN and at.parent_id is not None:
            at = self[at.parent_id]
        return at


@dataclass(frozen=True, slots=True)
class Post:
    """One role of a person in one unit, with its printed title (村党支部书记)."""

    unit: Unit
    role: Role
    title: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here 人员.

    ``account`` is the person's id in the chat network, None until they joined; ``reachable`` turns False when the
    network says that nobody is there any more, and ``trouble`` is its reason as a stable word (``blocked`` …).
    ``last_seen`` is kept to the minute; ``away_since`` is when they were last seen before their latest absence.
    """

    id: int
    name: str
    account: int | None
    posts: tuple[Post, ...] = ()
    reachable: bool = True
    trouble: str | None = None
    last_seen: datetime | None = None
    away_since: datetime | None = None

    def has(self, *roles: Role) -> bool:
        """Whether the person holds any of these roles anywhere."""
        return any(post.role in roles for post in self.posts)

    def units(self, *roles: Role) -> list[Unit]:
        """Units in which the person holds one of these roles (any role when none is given)."""
        return list(dict.fromkeys(p.unit for p in self.posts if not roles or p.role in roles))

    @property
    def home(self) -> Unit | None:
        """The unit meant when the person names none."""
        return self.posts[0].unit if self.posts else None

    def seen(self, now: datetime) -> Person:
        """The person after showing themselves now: the same within a minute, back from an absence after an hour."""
        if self.last_seen is None:
            return replace(self, last_seen=now)
        if abs(now - self.last_seen) < SEEN_EVERY:
            return self
        was_away = now - self.last_seen >= AWAY_AFTER
        return replace(self, last_seen=now, away_since=self.last_seen if was_away else self.away_since)


@dataclass(frozen=True, slots=True)
class Invitation:
    """A deep link for one person into one post: one use, then worthless."""

    code: str
    name: str
    unit: Unit
    role: Role
    title: str
    expires_at: datetime
    made_by: int | None = None
    used_by: int | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """A group chat; it belongs to a unit once a clerk has bound it."""

    chat_id: int
    title: str
    unit_id: int | None
    active: bool = True
    trouble: str | None = None
