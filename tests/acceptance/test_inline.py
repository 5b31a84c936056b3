"""“@bot 秸秆” in any chat: cited clauses to choose from, for people who have joined."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.acceptance.test_office_answers import ANSWER, QUESTION, answer, ask_office
from tests.acceptance.town import Town, texts

WANG = "王秀兰"


async def inline(town: Town, name: str, query: str, chat: int | None = None) -> dict[str, Any]:
    body = {"as": town.id(name), "chat": town.group if chat is None else chat, "query": query}
    offered: dict[str, Any] = await town.post("/room/inline", body)
    return offered


async def choose(town: Town, name: str, offered: dict[str, Any], number: int = 0, chat: int | None = None) -> Any:
    place = town.group if chat is None else chat
    choice = {"query_id": offered["query_id"], "result_id": offered["results"][number]["id"]}
    said = await town.post("/room/inline/choose", {"as": town.id(name), "chat": place, **choice})
    await town.idle()
    return said


async def test_up_to_five_cited_clauses_are_offered_and_the_chosen_one_is_said(town: Town) -> None:
    offered = await inline(town, WANG, "秸秆利用率")
    assert 1 < len(offered["results"]) <= 5
    assert offered["results"][0]["title"] == "秸秆综合利用率 85%以上"
    assert offered["results"][0]["description"] == "清河镇2026年生态振兴工作方案 · 镇级 · 2026年 · 二、2"
    assert offered["button"] is None
    said = await choose(town, WANG, offered)
    assert said["from"]["id"] == town.id(WANG)
    assert said["via"] == "村务助手"
    assert said["html"].startswith("秸秆综合利用率：<b>85%以上</b>\n")
    assert said["text"].endswith("清河镇2026年生态振兴工作方案 · 镇级 · 2026年 · 二、2")


async def test_a_citation_is_said_and_not_asked(town: Town) -> None:
    """The bot hears what was said through it, in the group and in private, and does not answer its own words."""
    await town.post("/room/settings", {"privacy": False})
    for chat in (town.group, town.id(WANG)):
        before = len(await town.messages(chat))
        await choose(town, WANG, await inline(town, WANG, "秸秆利用率", chat), chat=chat)
        assert len(await town.messages(chat)) == before + 1


async def test_the_offices_own_answers_come_first(town: Town) -> None:
    await ask_office(town)
    await answer(town)
    offered = await inline(town, WANG, QUESTION)
    assert (offered["results"][0]["title"], offered["results"][0]["description"]) == (ANSWER, QUESTION)
    said = await choose(town, WANG, offered)
    assert "清河镇办公室答复（周敏，2026年5月18日）" in said["text"]


async def test_whoever_has_not_joined_is_shown_the_way_in_and_nothing_else(town: Town) -> None:
    offered = await inline(town, "路人甲", "秸秆利用率", town.id("路人甲"))
    assert offered["results"] == []
    assert offered["button"]["text"] == "先请镇办公室给加入链接"
    await town.post("/room/links", {"as": town.id("路人甲"), "url": offered["button"]["url"]})
    await town.idle()
    assert "要一个加入链接" in texts(await town.said_to("路人甲"))


@pytest.mark.parametrize("query", ["", "秸", "？！", "字" * 250, "今天天气怎么样"])
async def test_what_cannot_be_answered_offers_nothing(town: Town, query: str) -> None:
    offered = await inline(town, WANG, query)
    assert (offered["results"], offered["button"]) == ([], None)


async def test_what_is_typed_here_is_kept_nowhere(town: Town) -> None:
    await inline(town, WANG, "低保怎么申请")

    def counts() -> tuple[int, int]:
        with town.office.storage.read() as uow:
            return uow.questions.counts()

    assert await town.office.desk.off_loop(counts) == (0, 0)


async def test_the_answer_is_personal_and_short_lived(town: Town) -> None:
    await inline(town, WANG, "秸秆利用率")
    [call] = [c for c in town.room.calls.after(0) if c.method == "answerInlineQuery"]
    assert call.unknown == []
    assert (call.params["is_personal"], int(call.params["cache_time"])) == ("true", 5)


async def test_many_at_once_are_all_answered(town: Town) -> None:
    names = (WANG, "张勇", "刘德福", "赵桂芳", "孙国强", "吴玉梅")
    offers = await asyncio.gather(*(inline(town, name, "秸秆利用率") for name in names))
    assert all(offered["results"] for offered in offers)
