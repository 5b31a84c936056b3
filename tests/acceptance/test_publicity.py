"""The office has a week's notice of a publicity day, with a text to read out."""

from __future__ import annotations

from tests.acceptance.town import Town, texts


async def test_a_week_before_the_clerk_gets_the_text(town: Town) -> None:
    await town.at("2026-05-29T09:05")
    said = texts(await town.said_to("周敏"))
    assert "6月5日(周五) 环境日" in said
    assert "可以这样广播" in said
    await town.at("2026-06-01T09:05")
    assert texts(await town.said_to("周敏")).count("6月5日(周五) 环境日") == 1


async def test_anybody_may_ask_what_comes_next(town: Town) -> None:
    assert "国际生物多样性日" in texts(await town.say("王秀兰", "宣传节点"))
