"""What a start has to load. Who may import what is held by import-linter, in pyproject.toml."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def loaded_by(module: str) -> set[str]:
    """Top-level names that stand in memory after a fresh interpreter has imported the module."""
    code = f"import {module}, sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


HEAVY = {"PIL", "docx", "openpyxl", "alembic", "pypinyin", "opencc", "lxml"}


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("village", HEAVY | {"sqlalchemy", "telegram", "apscheduler", "yaml"}),
        ("village.bootstrap", HEAVY | {"telegram", "apscheduler", "aiohttp"}),
        ("village.services.duties", HEAVY | {"telegram", "apscheduler", "sqlalchemy"}),
        ("scheduler.planner", HEAVY | {"telegram", "apscheduler", "sqlalchemy"}),
        ("handlers", HEAVY | {"sqlalchemy"}),  # telegram.ext itself looks for apscheduler
        ("knowledge", HEAVY | {"sqlalchemy", "telegram", "rapidfuzz"}),
    ],
)
def test_a_start_loads_no_more_than_it_needs(module: str, unwanted: set[str]) -> None:
    assert loaded_by(module) & unwanted == set()
