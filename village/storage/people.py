"""Rows ↔ units, people, invitations and groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from village.errors import NotFound
from village.model.people import Group, Invitation, Person, Post, Role, Unit, UnitKind, UnitTree
from village.storage.database import Database
from village.storage.tables import groups, invitations, people, posts, units

UNIT_COLUMNS = (
    units.c.id.label("u_id"),
    units.c.name.label("u_name"),
    units.c.kind.label("u_kind"),
    units.c.parent_id.label("u_parent_id"),
    units.c.aliases.label("u_aliases"),
)


def unit_from(row: Row[Any]) -> Unit:
    """A unit from a row that holds ``UNIT_COLUMNS``."""
    return Unit(row.u_id, row.u_name, UnitKind(row.u_kind), row.u_parent_id, tuple(row.u_aliases))


class UnitRows:
    """The unit tree."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, kind: UnitKind, parent_id: int | None, aliases: Iterable[str] = ()) -> Unit:
        """Add a unit and return it with its id."""
        values = {"name": name, "kind": kind, "parent_id": parent_id, "aliases": list(aliases)}
        return self.get(self._database.insert(units, values))

    def get(self, unit_id: int) -> Unit:
        """The unit with this id.

        Raises:
            NotFound: there is none.
        """
        row = self._database.run(select(*UNIT_COLUMNS).where(units.c.id == unit_id)).one_or_none()
        if row is None:
            raise NotFound("unit", unit_id)
        return unit_from(row)

    def tree(self) -> UnitTree:
        """All units."""
        return UnitTree(unit_from(row) for row in self._database.run(select(*UNIT_COLUMNS).order_by(units.c.id)))


class PeopleRows:
    """People with their posts."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, name: str, account: int | None) -> Person:
        """Add a person without posts."""
        values = {"name": name, "account": account, "reachable": True}
        return Person(self._database.insert(people, values), name, account)

    def add_post(self, person_id: int, unit_id: int, role: Role, title: str) -> None:
        """Give a person a post; holding it already changes only the title."""
        self._database.upsert(posts, {"person_id": person_id, "unit_id": unit_id, "role": role}, {"title": title})

    def get(self, person_id: int) -> Person:
        """The person with this id.

        Raises:
            NotFound: there is none.
        """
        found = self._select(people.c.id == person_id)
        if not found:
            raise NotFound("person", person_id)
        return found[0]

    def many(self, person_ids: Collection[int]) -> dict[int, Person]:
        """These people by id; unknown ids are left out."""
        return {person.id: person for person in self._select(people.c.id.in_(sorted(person_ids)))}

    def by_account(self, account: int) -> Person | None:
        """The person who writes from this account, if bound."""
        return next(iter(self._select(people.c.account == account)), None)

    def in_units(self, unit_ids: Iterable[int], *roles: Role) -> list[Person]:
        """People who hold one of these roles in one of these units."""
        holders = select(posts.c.person_id).where(posts.c.unit_id.in_(list(unit_ids)), posts.c.role.in_(roles))
        return self._select(people.c.id.in_(holders))

    def named(self, name: str, unit_id: int) -> Person | None:
        """The person of this name who has a post in the unit, if any."""
        holders = select(posts.c.person_id).where(posts.c.unit_id == unit_id)
        return next(iter(self._select((people.c.name == name) & people.c.id.in_(holders))), None)

    def names(self, person_ids: Collection[int]) -> dict[int, str]:
        """The names of these people."""
        wanted = select(people.c.id, people.c.name).where(people.c.id.in_(sorted(person_ids)))
        return {row.id: row.name for row in self._database.run(wanted)}

    def bind(self, person_id: int, account: int) -> None:
        """The person writes from this account from now on."""
        self._database.run(
            update(people).where(people.c.account == account, people.c.id != person_id).values(account=None)
        )
        self._database.run(
            update(people).where(people.c.id == person_id).values(account=account, reachable=True, trouble=None)
        )

    def set_reachable(self, account: int, *, reachable: bool, trouble: str | None = None) -> None:
        """Whether messages to this account arrive, and why not."""
        values = {"reachable": reachable, "trouble": None if reachable else trouble}
        self._database.run(update(people).where(people.c.account == account).values(values))

    def seen(self, person_id: int, now: datetime, away_since: datetime | None) -> None:
        """The person did something now, after having been away since then."""
        values = {"last_seen": now, "away_since": away_since}
        self._database.run(update(people).where(people.c.id == person_id).values(values))

    def _select(self, condition: Any) -> list[Person]:
        query = (
            select(people, posts.c.role, posts.c.title, *UNIT_COLUMNS)
            .select_from(people.outerjoin(posts, posts.c.person_id == people.c.id))
            .outerjoin(units, units.c.id == posts.c.unit_id)
            .where(condition)
            .order_by(people.c.id, posts.c.id)
        )
        found: dict[int, Person] = {}
        for row in self._database.run(query):
            known = found.get(row.id)
            held = known.posts if known else ()
            if row.u_id is not None:
                held = (*held, Post(unit_from(row), Role(row.role), row.title))
            found[row.id] = Person(
                row.id, row.name, row.account, held, row.reachable, row.trouble, row.last_seen, row.away_since
            )
        return list(found.values())


class InvitationRows:
    """Invitations by their code."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, invitation: Invitation, now: datetime) -> None:
        """Keep a new invitation."""
        self._database.run(
            insert(invitations).values(
                code=invitation.code,
                name=invitation.name,
                unit_id=invitation.unit.id,
                role=invitation.role,
                title=invitation.title,
                made_by=invitation.made_by,
                made_at=now,
                expires_at=invitation.expires_at,
            )
        )

    def get(self, code: str) -> Invitation:
        """The invitation with this code, used or not.

        Raises:
            NotFound: there is none.
        """
        query = select(invitations, *UNIT_COLUMNS).join(units, units.c.id == invitations.c.unit_id)
        row = self._database.run(query.where(invitations.c.code == code)).one_or_none()
        if row is None:
            raise NotFound("invitation", code)
        return Invitation(
            code=row.code,
            name=row.name,
            unit=unit_from(row),
            role=Role(row.role),
            title=row.title,
            expires_at=row.expires_at,
            made_by=row.made_by,
            used_by=row.used_by,
        )

    def use(self, code: str, person_id: int, now: datetime) -> bool:
        """Mark as used; False when somebody was faster."""
        unused = (invitations.c.code == code) & invitations.c.used_by.is_(None)
        done = self._database.run(update(invitations).where(unused).values(used_by=person_id, used_at=now))
        return done.rowcount == 1

    def cancel(self, code: str) -> None:
        """Make the invitation worthless: the person said it is not theirs."""
        self._database.run(delete(invitations).where(invitations.c.code == code, invitations.c.used_by.is_(None)))


def _group(row: Row[Any]) -> Group:
    return Group(row.chat_id, row.title, row.unit_id, row.active, row.trouble)


class GroupRows:
    """Group chats the assistant is or was in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, chat_id: int) -> Group | None:
        """The group with this chat id, if known."""
        row = self._database.run(select(groups).where(groups.c.chat_id == chat_id)).one_or_none()
        return _group(row) if row else None

    def seen(self, chat_id: int, title: str, *, active: bool, trouble: str | None = None) -> None:
        """Note that the assistant was added to or removed from a group, and why it cannot write there."""
        self._database.upsert(groups, {"chat_id": chat_id}, {"title": title, "active": active, "trouble": trouble})

    def bind(self, chat_id: int, unit_id: int, person_id: int) -> None:
        """The group belongs to the unit from now on."""
        values = {"unit_id": unit_id, "bound_by": person_id, "active": True, "trouble": None}
        self._database.run(update(groups).where(groups.c.chat_id == chat_id).values(values))

    def of_unit(self, unit_id: int) -> list[Group]:
        """Groups bound to the unit that the assistant is still in."""
        query = select(groups).where(groups.c.unit_id == unit_id, groups.c.active).order_by(groups.c.chat_id)
        return [_group(row) for row in self._database.run(query)]

    def bound(self) -> list[Group]:
        """All groups that belong to a unit, also those the assistant was put out of."""
        query = select(groups).where(groups.c.unit_id.is_not(None)).order_by(groups.c.chat_id)
        return [_group(row) for row in self._database.run(query)]

    def set_trouble(self, chat_id: int, trouble: str | None, *, active: bool) -> None:
        """Why nothing arrives in the group, and whether the assistant is still in it."""
        statement = update(groups).where(groups.c.chat_id == chat_id)
        self._database.run(statement.values(trouble=trouble, active=active))

    def arrived(self, chat_id: int) -> None:
        """Something arrived in the group: whatever was the trouble is over."""
        in_trouble = (groups.c.chat_id == chat_id) & groups.c.trouble.is_not(None)
        self._database.run(update(groups).where(in_trouble).values(trouble=None, active=True))

    def move(self, old: int, new: int) -> None:
        """A group became a supergroup; safe to repeat. One that was seen under its new id first keeps its unit too."""
        before = self._database.run(select(groups).where(groups.c.chat_id == old)).one_or_none()
        if before is None:
            return
        if self.get(new) is None:
            self._database.run(update(groups).where(groups.c.chat_id == old).values(chat_id=new))
            return
        unbound = (groups.c.chat_id == new) & groups.c.unit_id.is_(None)
        bound = {"unit_id": before.unit_id, "bound_by": before.bound_by}
        self._database.run(update(groups).where(unbound).values(bound))
        self._database.run(delete(groups).where(groups.c.chat_id == old))
