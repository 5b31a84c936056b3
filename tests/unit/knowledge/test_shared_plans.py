"""How well the shared plans are read: floors a little under what was reached, on real documents labelled by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from knowledge import Reading, read_file
from knowledge.text.clean import clean
from tests.unit.knowledge.reading_builders import assert_in_place

pytestmark = pytest.mark.shared

SHARED = Path(__file__).resolve().parents[4] / "shared"
FILES = sorted((SHARED / "plans").glob("*.txt"))


@pytest.fixture(scope="module")
def readings() -> dict[str, Reading]:
    if not FILES:
        pytest.skip("the shared plans are not beside this checkout")
    return {file.name: read_file(file) for file in FILES}


@pytest.fixture(scope="module")
def score(readings: dict[str, Reading]) -> dict[str, Any]:
    plans = [plan.as_json() for reading in readings.values() for plan in reading.plans]
    result: dict[str, Any] = _scorer().score_read(
        {"plans": plans, "files": list(readings)}, SHARED / "eval/gold", False
    )
    return result


def _scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("shared_score", SHARED / "eval" / "score.py")
    if spec is None or spec.loader is None:
        pytest.skip("the shared scorer is not beside this checkout")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("what", "floor"),
    [("plans", 1.0), ("clauses", 0.99), ("lead", 0.98), ("support", 0.98), ("indicators", 0.97), ("deadlines", 0.96)],
)
def test_facts_of_the_shared_plans_are_found(score: dict[str, Any], what: str, floor: float) -> None:
    assert score["f1"][what] >= floor


@pytest.mark.parametrize(("what", "floor"), [("op", 0.98), ("name", 0.9), ("due", 0.97), ("year", 1.0)])
def test_details_of_the_shared_plans_are_right(score: dict[str, Any], what: str, floor: float) -> None:
    assert score[what] >= floor


def test_no_furniture_is_left_in_a_clause(score: dict[str, Any]) -> None:
    assert score["leaks"] == 0


def test_every_file_gives_its_plans_and_every_fact_its_place(readings: dict[str, Reading]) -> None:
    assert [len(reading.plans) for reading in readings.values()] == [1, 1, 1, 1, 9]
    for reading in readings.values():
        for plan in reading.plans:
            assert_in_place(plan)


def test_the_damaged_plan_is_repaired_almost_whole(readings: dict[str, Reading]) -> None:
    damaged = next(file for file in FILES if file.name.startswith("001"))
    whole = (SHARED / "eval" / "001-repaired.txt").read_text("utf-8").split("\n")
    repaired = clean(damaged.read_text("utf-8")).text.split("\n")
    assert sum(a != b for a, b in zip(repaired, whole, strict=False)) <= 1  # one run inside a sentence is left
