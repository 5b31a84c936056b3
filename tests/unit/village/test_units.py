"""The unit tree knows who stands under whom and whom a name means; a post covers its unit and all below."""

from __future__ import annotations

import pytest

from tests.builders import Office
from village.errors import NotAllowed, NotFound
from village.model.people import Person, Post, Role, Unit, UnitKind, UnitTree
from village.services.access import OVERSEERS, STAFF, may, require, require_any

COUNTY = Unit(1, "清河县", UnitKind.COUNTY)
TOWN = Unit(2, "清河镇", UnitKind.TOWN, 1, ("清河",))
VILLAGE = Unit(3, "甘溪沟村", UnitKind.VILLAGE, 2, ("甘溪沟", "甘溪"))
OTHER = Unit(4, "黑水村", UnitKind.VILLAGE, 2, ("黑水",))
FAR_TOWN = Unit(5, "白沙镇", UnitKind.TOWN, 1)
OFFICE = Unit(6, "农办", UnitKind.DEPARTMENT, 1)


@pytest.fixture
def tree() -> UnitTree:
    return UnitTree([COUNTY, TOWN, VILLAGE, OTHER, FAR_TOWN, OFFICE])


def person(*posts: tuple[Unit, Role]) -> Person:
    return Person(1, "王秀兰", 1, tuple(Post(unit, role, "干部") for unit, role in posts))


@pytest.mark.parametrize(
    ("above", "below", "covered"),
    [
        (COUNTY, VILLAGE, True),
        (TOWN, VILLAGE, True),
        (VILLAGE, VILLAGE, True),
        (VILLAGE, TOWN, False),
        (VILLAGE, OTHER, False),
        (FAR_TOWN, VILLAGE, False),
        (OFFICE, TOWN, False),
    ],
)
def test_a_unit_covers_itself_and_what_stands_under_it(tree: UnitTree, above: Unit, below: Unit, covered: bool) -> None:
    assert tree.covers(above.id, below.id) is covered


def test_under_gives_units_of_one_kind_in_the_order_they_were_made(tree: UnitTree) -> None:
    assert tree.under(TOWN.id) == [TOWN, VILLAGE, OTHER]
    assert tree.under(COUNTY.id, UnitKind.VILLAGE) == [VILLAGE, OTHER]
    assert tree.under(FAR_TOWN.id, UnitKind.VILLAGE) == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [("甘溪沟村", VILLAGE), ("甘溪", VILLAGE), (" 黑水 ", OTHER), ("清河", TOWN), ("没有这个村", None), ("", None)],
)
def test_a_unit_is_meant_by_its_name_and_its_aliases(tree: UnitTree, name: str, meant: Unit | None) -> None:
    assert tree.called(name) == meant


def test_an_alias_two_units_share_means_neither() -> None:
    twins = UnitTree(
        [Unit(1, "东河村", UnitKind.VILLAGE, aliases=("河村",)), Unit(2, "西河村", UnitKind.VILLAGE, aliases=("河村",))]
    )
    assert twins.called("河村") is None


def test_the_printed_name_goes_before_another_units_alias() -> None:
    town, village = Unit(1, "石桥", UnitKind.TOWN), Unit(2, "石桥村", UnitKind.VILLAGE, 1, ("石桥",))
    assert UnitTree([town, village]).called("石桥") == town


@pytest.mark.parametrize(("unit", "town"), [(VILLAGE, TOWN), (TOWN, TOWN), (COUNTY, COUNTY), (OFFICE, COUNTY)])
def test_every_unit_belongs_to_a_town_or_to_what_stands_highest(tree: UnitTree, unit: Unit, town: Unit) -> None:
    assert tree.town_of(unit.id) == town


def test_a_unit_nobody_knows_is_not_found(tree: UnitTree) -> None:
    for ask in (lambda: tree[99], lambda: tree.covers(COUNTY.id, 99), lambda: tree.town_of(99)):
        with pytest.raises(NotFound) as refusal:
            ask()
        assert (refusal.value.what, refusal.value.key) == ("unit", 99)


def test_require_refuses_an_unknown_unit_in_words_and_not_with_a_crash(tree: UnitTree) -> None:
    with pytest.raises(NotFound):
        require(tree, person((COUNTY, Role.CLERK)), "bind_group", 99, *STAFF)


@pytest.mark.parametrize(
    ("post", "unit", "roles", "allowed"),
    [
        ((TOWN, Role.CLERK), VILLAGE, STAFF, True),
        ((COUNTY, Role.ADMIN), VILLAGE, STAFF, True),
        ((VILLAGE, Role.CLERK), TOWN, STAFF, False),
        ((FAR_TOWN, Role.CLERK), VILLAGE, STAFF, False),
        ((TOWN, Role.LEADER), VILLAGE, STAFF, False),
        ((TOWN, Role.LEADER), VILLAGE, OVERSEERS, True),
        ((OTHER, Role.OFFICIAL), VILLAGE, (Role.OFFICIAL,), False),
    ],
)
def test_a_post_covers_its_unit_and_below_in_its_own_role_only(
    tree: UnitTree, post: tuple[Unit, Role], unit: Unit, roles: tuple[Role, ...], allowed: bool
) -> None:
    assert may(tree, person(post), unit.id, *roles) is allowed


def test_several_posts_each_count_for_their_own_unit(tree: UnitTree) -> None:
    both = person((VILLAGE, Role.OFFICIAL), (OTHER, Role.CLERK))
    assert may(tree, both, OTHER.id, *STAFF)
    assert not may(tree, both, VILLAGE.id, *STAFF)
    assert both.units() == [VILLAGE, OTHER]
    assert both.units(Role.CLERK) == [OTHER]
    assert both.home == VILLAGE


def test_the_refusal_says_what_was_tried_and_where(tree: UnitTree) -> None:
    with pytest.raises(NotAllowed) as refusal:
        require(tree, person((OTHER, Role.OFFICIAL)), "report", VILLAGE.id, Role.OFFICIAL)
    assert (refusal.value.action, refusal.value.unit) == ("report", "甘溪沟村")
    assert require(tree, person((VILLAGE, Role.OFFICIAL)), "report", VILLAGE.id, Role.OFFICIAL) == VILLAGE


def test_a_person_without_posts_may_nothing_and_lives_nowhere(tree: UnitTree) -> None:
    nobody = person()
    assert nobody.home is None
    assert not may(tree, nobody, VILLAGE.id, *Role)
    with pytest.raises(NotAllowed):
        require_any(nobody, "invite", *STAFF)


def test_units_come_back_from_storage_as_they_went_in(office: Office) -> None:
    stored = office.see(lambda uow: uow.units.tree())
    assert list(stored)[1] == office.town
    assert stored.called("甘溪沟") == office.villages[0]
    assert stored.under(office.town.id, UnitKind.VILLAGE) == office.villages


def test_a_post_given_twice_changes_only_the_title(office: Office) -> None:
    official, village = office.officials[0], office.villages[0]
    office.do(lambda uow: uow.people.add_post(official.id, village.id, Role.OFFICIAL, "支书"))
    assert [(p.role, p.title) for p in office.refresh(official).posts] == [(Role.OFFICIAL, "支书")]


def test_people_are_found_by_unit_and_role(office: Office) -> None:
    def names(*roles: Role) -> list[str]:
        units = [office.town.id, office.villages[0].id]
        return [p.name for p in office.see(lambda uow: uow.people.in_units(units, *roles))]

    assert names(*STAFF) == ["周敏"]
    assert names(Role.OFFICIAL, Role.LEADER) == ["李建国", "村官1"]
    assert names() == []


def test_an_account_that_nobody_reaches_is_noted_and_joining_again_mends_it(office: Office) -> None:
    official = office.officials[0]
    office.do(lambda uow: uow.people.set_reachable(1001, reachable=False))
    assert office.refresh(official).reachable is False
    office.do(lambda uow: uow.people.bind(official.id, 1001))
    assert office.refresh(official).reachable is True
