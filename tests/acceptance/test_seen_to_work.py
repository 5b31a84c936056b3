"""What a machine sees of the office: the heartbeat file, /health with what is wrong, /metrics, the watchdog's word."""

from __future__ import annotations

import asyncio
import dataclasses
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.health import HealthPortError, serve_health
from tests.acceptance.town import Town, texts
from village.errors import StorageError
from village.model.messages import NewMessage, Rank
from village.model.people import Role

WANG = "王秀兰"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Watcher:
    """Somebody's monitoring, outside."""

    def __init__(self, root: str) -> None:
        self.root = root

    async def health(self) -> tuple[int, dict[str, Any]]:
        async with aiohttp.ClientSession(self.root) as http, http.get("/health") as answer:
            return answer.status, await answer.json()

    async def metrics(self) -> dict[str, float]:
        async with aiohttp.ClientSession(self.root) as http, http.get("/metrics") as answer:
            assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
            page = await answer.text()
        samples = [s for family in text_string_to_metric_families(page) for s in family.samples]
        return {s.name + "".join(f"/{v}" for v in s.labels.values()): s.value for s in samples}


@pytest.fixture
async def watcher(town: Town) -> AsyncIterator[Watcher]:
    settings = dataclasses.replace(town.settings, health_port=free_port())
    async with serve_health(town.office, settings):
        yield Watcher(f"http://127.0.0.1:{settings.health_port}")


async def test_without_a_port_nothing_listens_and_nothing_is_counted(town: Town) -> None:
    async with serve_health(town.office, town.settings):
        assert type(town.office.meter).__name__ == "Unmeasured"


async def test_a_port_that_is_taken_is_said(town: Town) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = dataclasses.replace(town.settings, health_port=taken.getsockname()[1])
        with pytest.raises(HealthPortError, match="HEALTH_PORT"):
            async with serve_health(town.office, settings):
                pass


async def test_an_office_at_work_is_healthy(watcher: Watcher) -> None:
    status, facts = await watcher.health()
    assert (status, facts["ok"], facts["wrong"]) == (200, True, [])
    assert {"delivery", "planning", "polling"} <= facts.keys()


async def test_health_says_which_part_is_silent(town: Town, watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(town.office.watchdog, "_planned", town.office.watchdog._planned - 1000)
    status, facts = await watcher.health()
    assert status == 503
    assert [w.partition(" has")[0] for w in facts["wrong"]] == ["planning"]


async def test_metrics_count_what_happened(town: Town, watcher: Watcher, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await watcher.metrics()
    assert before["village_desk_updates_received_total"] == 0
    for text in ("帮助", "秸秆利用率", "月报"):
        await town.say(WANG, text)
    await town.post("/room/faults", {"method": "sendMessage", "times": 1, "error_code": 403, "chat": town.id("张勇")})
    await town.say("张勇", "帮助")
    with monkeypatch.context() as patched:
        patched.setattr("handlers.start.help_", lambda _turn: 1 / 0)
        patched.setitem(__import__("handlers.said").said.ACTIONS, "help", lambda _turn: 1 / 0)
        await town.say(WANG, "帮助")
    after = await watcher.metrics()
    assert after["village_desk_updates_received_total"] == 5
    assert after["village_desk_updates_handled_total"] == 4
    assert after["village_desk_updates_failed_total"] == 1
    assert after["village_desk_update_handling_seconds_count"] == 5
    assert after["village_desk_sends_total/delivered"] >= 4
    assert after["village_desk_sends_total/unreachable"] == 1
    assert after["village_desk_delivery_delay_seconds_count"] == after["village_desk_sends_total/delivered"]
    assert after["village_desk_outbox_messages/sent"] > before["village_desk_outbox_messages/sent"]
    assert (after["village_desk_questions_asked_total"], after["village_desk_questions_found_total"]) == (1, 1)
    assert after["village_desk_sessions_open"] == 1
    assert after["village_desk_storage_up"] == 1
    assert 0 <= after["village_desk_planner_tick_age_seconds"] < 60
    assert "village_desk_part_silent_seconds/delivery" in after
    assert after["village_desk_process_resident_memory_bytes"] > 1e6


async def test_metrics_are_told_while_the_database_is_away(
    town: Town, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StorageError("locked")

    monkeypatch.setattr(town.office.storage, "read", away)
    figures = await watcher.metrics()
    assert figures["village_desk_storage_up"] == 0
    assert "village_desk_updates_received_total" in figures
    monkeypatch.undo()


async def test_the_heartbeat_file_is_touched_while_everything_moves(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.watchdog.LOOK_EVERY", 0.02)
    beat = tmp_path / "heartbeat"
    await town.shut()
    await town.open(heartbeat_file=str(beat))
    async with asyncio.timeout(8):
        while not beat.exists():  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)
        first = beat.stat().st_mtime_ns
        while beat.stat().st_mtime_ns == first:  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)
    town.office.watchdog._planned -= 179
    monkeypatch.setattr("bot.watchdog.STALLED_AFTER", 100.0)
    last = beat.stat().st_mtime_ns
    town.office.watchdog._beat()
    assert beat.stat().st_mtime_ns == last
    town.office.watchdog.planned()
    town.office.watchdog._beat()
    assert beat.stat().st_mtime_ns > last


async def test_a_heartbeat_that_cannot_be_written_stops_nothing(
    town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    town.office.watchdog._heartbeat = tmp_path / "no such folder" / "heartbeat"
    town.office.watchdog._beat()
    assert "no heartbeat" in caplog.text


# -- the watchdog's word -----------------------------------------------------------------------------------------------


async def audited(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two looks with time enough between them."""
    monkeypatch.setattr("scheduler.audit.LASTING", 0.0)
    await town.office.audit()


async def test_an_update_that_stays_open_is_told_to_the_clerks_once_and_to_health(
    town: Town, watcher: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.turns.Turns.offer", lambda *_: None)  # nobody takes it up
    monkeypatch.setattr("bot.turns.Turns.look_again", lambda _: None)
    await town.post("/room/messages", {"as": town.id(WANG), "text": "帮助"})
    async with asyncio.timeout(8):
        while len(town.room.updates):  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.02)
    town.clock.set(town.clock.now() + timedelta(minutes=20))
    for _ in range(3):
        await audited(town, monkeypatch)
    async with asyncio.timeout(8):
        while "没有处理完" not in texts(await town.said_to("周敏")):  # noqa: ASYNC110  # looks on
            await asyncio.sleep(0.05)
    assert texts(await town.said_to("周敏")).count("没有处理完") == 1
    status, facts = await watcher.health()
    assert status == 503
    assert facts["wrong"][0].startswith("inbox: ")
    monkeypatch.undo()
    await town.shut()
    await town.open()  # what was left open is handled
    await town.office.audit()
    assert town.office.watchdog.troubles == []


async def test_a_message_about_a_trouble_that_is_over_is_not_sent(town: Town) -> None:
    with town.office.storage.begin() as uow:
        clerks = [u.id for u in uow.units.tree()]
        [clerk, *_] = uow.people.in_units(clerks, Role.CLERK)
        uow.outbox.add(NewMessage("t", "trouble", {"kind": "inbox"}, Rank.REMINDER, clerk.account), town.clock.now())
        uow.commit()
    await town.idle()
    with town.office.storage.read() as uow:
        message = uow.outbox.find("t")
    assert message is not None
    assert (message.state.value, message.reason) == ("skipped", "pointless by now")


async def test_waking_from_two_days_of_sleep_is_no_trouble(town: Town, watcher: Watcher) -> None:
    town.clock.set(town.clock.now() + timedelta(days=2))
    await town.office.audit()  # before the planner has looked
    assert town.office.watchdog.troubles == []
    await town.later(seconds=1)
    await town.office.audit()
    assert (await watcher.health())[0] == 200


async def test_storage_away_postpones_the_audit(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise StorageError("locked")

    with monkeypatch.context() as patched:
        patched.setattr(town.office.storage, "read", away)
        await town.office.audit()
    assert town.office.watchdog.troubles == []
