"""The invented town that opens with ``make run``: people, plans, one duty; and nothing is put in twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.sample import description, fill_office
from tests.acceptance.town import Town, running_town, texts
from village.model.people import Role, UnitKind

PLANS = Path(__file__).parents[2] / "bot" / "sample" / "plans"


async def test_a_town_with_eight_villages_and_people_in_all_roles(town: Town) -> None:
    with town.office.storage.read() as uow:
        tree = uow.units.tree()
        [office] = [u for u in tree if u.kind is UnitKind.TOWN]
        assert len(tree.under(office.id, UnitKind.VILLAGE)) == 8
        everybody = [u.id for u in tree]
        for role in (Role.OFFICIAL, Role.CLERK, Role.LEADER):
            assert uow.people.in_units(everybody, role), role


async def test_villages_are_known_by_their_short_names(town: Town) -> None:
    with town.office.storage.read() as uow:
        tree = uow.units.tree()
        for village in description()["villages"]:
            for alias in village["aliases"]:
                found = tree.called(alias)
                assert found is not None
                assert found.name == village["name"]


async def test_two_plans_and_the_monthly_duty_made_of_one_of_them(town: Town) -> None:
    with town.office.storage.read() as uow:
        assert len(uow.plans.all()) == 2
        [duty] = uow.duties.active()
        assert (duty.rule, duty.audience) == ("monthly:25", UnitKind.VILLAGE)
        [deadline] = [d for plan in uow.plans.all() for d in plan.draft.deadlines if d.when == "monthly:25"]
        assert duty.quote == deadline.quote


async def test_everybody_of_the_town_is_greeted_once_with_their_menu(town: Town) -> None:
    for entry in description()["people"]:
        [greeting] = [m for m in await town.said_to(entry["name"]) if "您好" in m["text"]]
        assert greeting["text"].startswith(f"{entry['name']}，您好。")
        assert greeting["reply_keyboard"]["keyboard"]


async def test_newcomers_are_in_the_room_and_not_in_the_office(town: Town) -> None:
    for entry in description()["newcomers"]:
        assert await town.messages(town.id(entry["name"])) == []
        with town.office.storage.read() as uow:
            assert uow.people.by_account(town.id(entry["name"])) is None


async def test_the_group_is_bound_and_holds_everybody(town: Town) -> None:
    with town.office.storage.read() as uow:
        group = uow.groups.get(town.group)
    assert group is not None
    assert group.unit_id is not None
    async with town.http.get("/room/chats") as response:
        [chat] = [c for c in await response.json() if c["id"] == town.group]
    assert {town.id(p["name"]) for p in description()["people"]} <= set(chat["members"])


async def test_opening_again_puts_nothing_in_twice(town: Town) -> None:
    before = {p["name"]: len(await town.messages(town.id(p["name"]))) for p in description()["people"]}
    await town.shut()
    await town.open()
    assert fill_office(town.office.storage, town.clock) is None
    assert {name: len(await town.messages(town.id(name))) for name in before} == before
    with town.office.storage.read() as uow:
        assert len(uow.plans.all()) == 2
        assert len(uow.duties.active()) == 1


@pytest.mark.parametrize("now", ["2026-01-31T23:59", "2026-05-25T17:59", "2026-12-26T08:00", "2028-02-29T12:00"])
async def test_it_opens_on_any_day(tmp_path: Path, now: str) -> None:
    async with running_town(tmp_path, now) as town:
        assert "月报" in texts(await town.say("王秀兰", "我的任务"))
        assert "已报 0/8" in texts(await town.say("周敏", "谁还没报"))


@pytest.mark.shared
def test_no_sentence_of_the_shared_plans_stands_in_the_sample_plans() -> None:
    folder = Path(__file__).parents[3] / "shared" / "plans"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/plans is not here: nothing to compare with")
    own = "".join(_words(file) for file in PLANS.glob("*.txt"))
    pieces = {own[at : at + 24] for at in range(len(own) - 24)}
    for file in folder.glob("*.txt"):
        theirs = _words(file)
        copied = [theirs[at : at + 24] for at in range(len(theirs) - 24) if theirs[at : at + 24] in pieces]
        assert copied == [], file.name


def _words(file: Path) -> str:
    return "".join(c for c in file.read_text("utf-8", errors="ignore") if c.isalnum())
