"""What the office hears when somebody joins: the post the link was for, whatever other posts there are."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from telegram import Update

from handlers import start
from handlers.callback_data import pack
from handlers.desk import Desk
from handlers.turn import Turn
from tests.builders import Office
from village.model.messages import NewMessage
from village.model.people import Role
from village.services import people
from village.services.answers import Answers


def tap(office: Office, account: int, data: str) -> list[NewMessage]:
    """Press a button of an invitation in private; returns what is said."""
    user = {"id": account, "is_bot": False, "first_name": "x"}
    chat = {"id": account, "type": "private", "first_name": "x"}
    message = {"message_id": 5, "date": 1, "chat": chat, "text": "?"}
    query = {"id": "1", "from": user, "chat_instance": "1", "message": message, "data": data}
    update = Update.de_json({"update_id": 1, "callback_query": query}, None)
    with ThreadPoolExecutor(1) as executor, office.storage.begin() as uow:
        desk = Desk(office.storage, office.clock, Answers(), office.forms, executor)
        made = Turn(desk, uow, update, office.now, uow.people.by_account(account))
        (start.join if data.startswith("join") else start.decline)(made)
        uow.commit()
    return made.messages


def texts(messages: list[NewMessage], chat: int) -> list[str]:
    return [m.body["params"]["text"] for m in messages if m.chat_id == chat and "text" in m.body["params"]]


@pytest.mark.parametrize("village", [0, 1])
def test_the_office_hears_of_the_post_the_link_was_for(office: Office, village: int) -> None:
    official = office.officials[0]
    office.do(lambda uow: uow.people.add_post(official.id, office.villages[1].id, Role.OFFICIAL, "代理主任"))
    unit = office.villages[village]
    made = office.do(people.invite, office.clerk, unit.id, Role.OFFICIAL, official.name, "支书", office.now)
    [heard] = texts(tap(office, 7001, pack("join", made.code)), 900)
    assert unit.name in heard
    assert "支书" in heard


def test_a_declined_link_is_told_to_the_clerk_who_made_it_with_names_escaped(office: Office) -> None:
    unit = office.villages[0]
    made = office.do(people.invite, office.clerk, unit.id, Role.OFFICIAL, "<b>王</b>", "支书", office.now)
    [heard] = texts(tap(office, 7001, pack("nojoin", made.code)), 900)
    assert "&lt;b&gt;王&lt;/b&gt;" in heard
    assert unit.name in heard
