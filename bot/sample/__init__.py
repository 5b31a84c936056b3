"""The invented sample town of the local chat room: people, villages, two plans, one duty, one group."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from bot.chatroom.room import ChatRoom
from bot.chatroom.saying import say, text_parts
from knowledge import read_file
from village.clock import Clock
from village.model.people import Role, Unit, UnitKind
from village.ports import UnitOfWork
from village.services import plan_duties, plans
from village.storage.unit_of_work import Storage

HERE = Path(__file__).parent
FIRST_ACCOUNT = 7_000_000_001
GROUP_ID = -4_000_000_001


@dataclass(frozen=True, slots=True)
class Town:
    """What was put into storage: the town and its people by name."""

    unit: Unit
    accounts: dict[str, int]


def description() -> dict[str, Any]:
    """The sample town as written down in ``town.yaml``."""
    loaded: dict[str, Any] = yaml.safe_load((HERE / "town.yaml").read_text("utf-8"))
    return loaded


def fill_office(storage: Storage, clock: Clock) -> Town | None:
    """Put the sample town into an empty office; None when there is an office already."""
    with storage.begin() as uow:
        if list(uow.units.tree()):
            return None
        town = _office(uow, description())
        _plans(uow, town.unit, clock.now())
        uow.commit()
    return town


def _office(uow: UnitOfWork, sample: dict[str, Any]) -> Town:
    county = uow.units.add(sample["county"], UnitKind.COUNTY, None)
    town = uow.units.add(sample["town"], UnitKind.TOWN, county.id)
    for village in sample["villages"]:
        uow.units.add(village["name"], UnitKind.VILLAGE, town.id, village["aliases"])
    tree, accounts = uow.units.tree(), {}
    for number, entry in enumerate(sample["people"]):
        unit = tree.called(entry["unit"])
        person = uow.people.add(entry["name"], FIRST_ACCOUNT + number)
        uow.people.add_post(person.id, unit.id if unit else town.id, Role(entry["role"]), entry["title"])
        accounts[entry["name"]] = FIRST_ACCOUNT + number
    clerk = uow.people.by_account(FIRST_ACCOUNT)
    uow.groups.seen(GROUP_ID, sample["group"], active=True)
    uow.groups.bind(GROUP_ID, town.id, clerk.id if clerk else 0)
    return Town(town, accounts)


def _plans(uow: UnitOfWork, town: Unit, now: datetime) -> None:
    for file in sorted((HERE / "plans").glob("*.txt")):
        for imported in plans.import_reading(uow, read_file(file), None, town.id, now):
            for number, deadline in enumerate(imported.plan.draft.deadlines):
                if deadline.reports and str(deadline.when).startswith("monthly:"):
                    plan_duties.from_deadline(uow, None, imported.plan.id, number, town.id, now)


def fill_room(room: ChatRoom, town: Town) -> None:
    """Let the town's people into the room: each says /start, as people do who have just been let in."""
    sample = description()
    for entry in sample["people"]:
        account = town.accounts[entry["name"]]
        room.add_person(entry["name"], id=account, note=f"{entry['unit']} {entry['title']}")
        if not room.chats[account].started:
            say(room, account, room.chats[account], text_parts("/start")[0])
    for entry in sample["newcomers"]:
        room.add_person(entry["name"], note=entry["note"])
    room.add_chat(sample["group"], town.accounts.values(), id=GROUP_ID)
