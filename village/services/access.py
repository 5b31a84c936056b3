"""Who may do what: a post covers its unit and everything below it."""

from __future__ import annotations

from village.errors import NotAllowed
from village.model.people import Person, Role, Unit, UnitTree

STAFF = (Role.CLERK, Role.ADMIN)
OVERSEERS = (Role.CLERK, Role.LEADER, Role.ADMIN)


def may(tree: UnitTree, person: Person, unit_id: int, *roles: Role) -> bool:
    """Whether one of the person's posts in these roles covers the unit."""
    return any(post.role in roles and tree.covers(post.unit.id, unit_id) for post in person.posts)


def require(tree: UnitTree, person: Person, action: str, unit_id: int, *roles: Role) -> Unit:
    """The unit, if the person may do this to it.

    Raises:
        NotFound: there is no such unit.
        NotAllowed: no post of the person in these roles covers the unit.
    """
    unit = tree[unit_id]
    if not may(tree, person, unit_id, *roles):
        raise NotAllowed(action, unit.name)
    return unit


def require_any(person: Person, action: str, *roles: Role) -> None:
    """Check that the person holds one of the roles somewhere.

    Raises:
        NotAllowed: none of them.
    """
    if not person.has(*roles):
        raise NotAllowed(action)
