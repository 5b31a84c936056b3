"""Invitations, joining, and binding a group to a unit."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from village.errors import InvitationRefused, NotFound
from village.model.people import Group, Invitation, Person, Role, Unit
from village.ports import UnitOfWork
from village.services.access import STAFF, require, require_any

INVITATION_LIFE = timedelta(days=7)
OUT_OF_GROUP = frozenset({"kicked", "deleted", "no chat"})
CODE_BYTES = 12  # 96 random bits, 16 characters of Telegram's deep-link alphabet


def invite(
    uow: UnitOfWork, by: Person | None, unit_id: int, role: Role, name: str, title: str, now: datetime
) -> Invitation:
    """Make a deep link that lets one person into one post once, for seven days.

    ``by`` None is the operator at the command line, who is behind the office's own door.

    Raises:
        NotAllowed: ``by`` is no clerk of a unit above.
    """
    unit = uow.units.get(unit_id)
    if by is not None:
        require(uow.units.tree(), by, "invite", unit_id, *STAFF)
    invitation = Invitation(
        code=secrets.token_urlsafe(CODE_BYTES),
        name=name,
        unit=unit,
        role=role,
        title=title,
        expires_at=now + INVITATION_LIFE,
        made_by=by.id if by else None,
    )
    uow.invitations.add(invitation, now)
    uow.log.add(now, by.id if by else None, "invite", f"unit:{unit_id}")
    return invitation


def look_at(uow: UnitOfWork, code: str, now: datetime) -> Invitation:
    """The invitation behind a deep link, if it can still be used.

    Raises:
        InvitationRefused: with ``why`` ``unknown``, ``used`` or ``expired``.
    """
    try:
        invitation = uow.invitations.get(code)
    except NotFound:
        raise InvitationRefused("unknown") from None
    if invitation.used_by is not None:
        raise InvitationRefused("used")
    if invitation.expires_at <= now:
        raise InvitationRefused("expired")
    return invitation


def join(uow: UnitOfWork, code: str, account: int, now: datetime) -> Person:
    """Bind the account that opened the link to the person it was made for.

    A known account gets the post in addition. A person of that name already in the unit is taken over, which is how
    somebody comes back with a new phone.

    Raises:
        InvitationRefused: the link cannot be used, or somebody was faster.
    """
    invitation = look_at(uow, code, now)
    person = uow.people.by_account(account) or uow.people.named(invitation.name, invitation.unit.id)
    if person is None:
        person = uow.people.add(invitation.name, account)
    if not uow.invitations.use(code, person.id, now):
        raise InvitationRefused("used")
    uow.people.bind(person.id, account)
    uow.people.add_post(person.id, invitation.unit.id, invitation.role, invitation.title)
    uow.log.add(now, person.id, "join", f"unit:{invitation.unit.id}")
    return uow.people.get(person.id)


def decline(uow: UnitOfWork, code: str, now: datetime) -> Invitation:
    """The person says the link is not for them; it becomes worthless.

    Raises:
        InvitationRefused: the link cannot be used anyway.
    """
    invitation = look_at(uow, code, now)
    uow.invitations.cancel(code)
    uow.log.add(now, None, "decline", f"unit:{invitation.unit.id}")
    return invitation


def invitable_units(uow: UnitOfWork, by: Person) -> list[Unit]:
    """Units the person may invite into.

    Raises:
        NotAllowed: the person is no clerk.
    """
    require_any(by, "invite", *STAFF)
    tree = uow.units.tree()
    return list({u.id: u for post in by.posts if post.role in STAFF for u in tree.under(post.unit.id)}.values())


def bind_group(uow: UnitOfWork, by: Person, chat_id: int, title: str, unit_id: int, now: datetime) -> Group:
    """The group belongs to the unit from now on: its status cards go there.

    Raises:
        NotAllowed: the person is no clerk of that unit.
    """
    require(uow.units.tree(), by, "bind_group", unit_id, *STAFF)
    uow.groups.seen(chat_id, title, active=True)
    uow.groups.bind(chat_id, unit_id, by.id)
    uow.log.add(now, by.id, "bind_group", f"unit:{unit_id}")
    return Group(chat_id, title, unit_id)


def note_seen(uow: UnitOfWork, person: Person, now: datetime) -> Person:
    """The person has just done something; written down at most once a minute."""
    seen = person.seen(now)
    if seen is not person:
        uow.people.seen(person.id, now, seen.away_since)
    return seen


def lost(uow: UnitOfWork, chat_id: int, trouble: str) -> None:
    """Nothing arrives at a person or group any more; ``trouble`` is the stable word for why, for the clerk to see."""
    if chat_id > 0:
        uow.people.set_reachable(chat_id, reachable=False, trouble=trouble)
    else:
        uow.groups.set_trouble(chat_id, trouble, active=trouble not in OUT_OF_GROUP)


def rename_chat(uow: UnitOfWork, old: int, new: int) -> None:
    """A group became a supergroup: everything that knew the old id learns the new one. Safe to repeat."""
    uow.groups.move(old, new)
    uow.cards.move_chat(old, new)
    uow.outbox.move_chat(old, new)
