"""Every pattern finds its example and leaves its counter-example alone."""

from __future__ import annotations

import pytest

from knowledge.extract.patterns import RULES, rule


@pytest.mark.parametrize("name", sorted(RULES))
def test_a_pattern_hits_its_example_and_misses_the_other(name: str) -> None:
    one = RULES[name]
    assert one.pattern.search(one.hit), one.hit
    assert one.pattern.search(one.miss) is None, one.miss


def test_two_patterns_cannot_share_a_name() -> None:
    with pytest.raises(ValueError, match="marker"):
        rule("marker", "x", hit="x", miss="y")
