"""The sample town for every acceptance test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.acceptance.town import Town, running_town


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Monday 18 May 2026, ten in the morning, one week before the monthly report is due."""
    async with running_town(tmp_path) as made:
        yield made
