"""Charts: as wide as a phone, Chinese letters drawn, the bars in proportion, everybody in their own order."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from PIL import Image, ImageChops

from tests.unit.village.exports_builders import YEAR, gathered, monthly
from village.exports.canvas import Canvas
from village.exports.charts import (
    AMBER,
    BLUE,
    GREEN,
    GREY,
    LIGHT_BLUE,
    counts,
    indicators_chart,
    problems_chart,
    submission_chart,
    submission_png,
)  # fmt: skip
from village.model.charts import IndicatorState, PeriodCount, ProblemCount
from village.model.duties import State


def picture(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def area(image: Image.Image, colour: str) -> int:
    """How many points have a colour."""
    wanted = tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
    found = image.getcolors(image.width * image.height)
    assert found is not None
    return sum(number for number, seen in found if seen == wanted)


def drawn(text: str) -> Image.Image:
    canvas = Canvas(text, "", 100)
    return picture(canvas.png())


def test_chinese_letters_are_drawn_and_not_boxes() -> None:
    assert ImageChops.difference(drawn("报送"), drawn("清河")).getbbox() is not None
    assert ImageChops.difference(drawn("报"), drawn("\U0010fffd")).getbbox() is not None


def test_who_is_not_concerned_owes_nothing() -> None:
    states: list[dict[str, str] | State] = [monthly("甲"), monthly("乙"), State.MISSED, State.EXEMPT]
    made = gathered(lambda v, p: states[v], late=lambda v, p: v == 1)
    assert counts(made) == [PeriodCount("2026-05", on_time=1, late=1, missing=1)]


def test_bars_are_as_long_as_their_numbers() -> None:
    image = picture(submission_chart([PeriodCount("2026-05", 6, 3, 3)], "题", ""))
    legend = 30 * 30
    on_time, late, missing = (area(image, colour) - legend for colour in (GREEN, AMBER, GREY))
    assert on_time == pytest.approx(2 * late, rel=0.02)
    assert late == pytest.approx(missing, rel=0.02)


def test_a_year_is_as_wide_as_a_phone_and_small_enough_to_send() -> None:
    content = submission_png(gathered(lambda v, p: monthly("甲"), periods=YEAR))
    assert picture(content).width == 1080
    assert len(content) < 500_000


@pytest.mark.parametrize("rows", [0, 1, 60, 400])
def test_any_number_of_rows_keeps_to_what_a_photo_may_measure(rows: int) -> None:
    weeks = [PeriodCount(f"20{20 + n // 50}-W{n % 50 + 1:02}", n, 1, 0) for n in range(rows)]
    image = picture(submission_chart(weeks, "很长的题目" * 9, "说明"))
    assert image.width + image.height <= 10_000
    assert max(image.size) <= 20 * min(image.size)


def test_problems_found_and_closed_have_a_bar_each() -> None:
    image = picture(problems_chart([ProblemCount("2026-05", 10, 5, 5), ProblemCount("2026-06", 0, 0, 5)], "题", ""))
    found, closed = (area(image, colour) - 30 * 30 for colour in (AMBER, GREEN))
    assert found == pytest.approx(2 * closed, rel=0.02)


def test_an_indicator_is_green_once_it_reaches_its_target() -> None:
    def green(value: str, *, at_most: bool = False) -> bool:
        state = IndicatorState("普及率", Decimal(85), "%", Decimal(value), at_most=at_most)
        image = picture(indicators_chart([state], "题", ""))
        assert (area(image, GREEN) > 900) != (area(image, BLUE) > 900)
        return area(image, GREEN) > 900

    assert (green("85"), green("84.9"), green("84.9", at_most=True), green("86", at_most=True)) == (
        True, False, True, False,
    )  # fmt: skip


def test_an_indicator_without_a_figure_has_its_target_and_no_bar() -> None:
    image = picture(indicators_chart([IndicatorState("普及率" * 40, Decimal(0), due="2026年底")], "题", ""))
    assert area(image, GREEN) == area(image, BLUE) == 900


def test_a_figure_is_not_torn_apart_at_the_end_of_a_line() -> None:
    lines = Canvas("题", "", 100).wrapped("一二三四五2026年第30周", 50, 255)
    assert lines == ["一二三四五", "2026年第", "30周"]


def test_a_range_of_several_villages_is_drawn_to_both_ends() -> None:
    state = IndicatorState("普及率", Decimal(85), "%", Decimal(60), highest=Decimal(80))
    image = picture(indicators_chart([state], "题", ""))
    low, rest = area(image, BLUE) - 900, area(image, LIGHT_BLUE)
    assert low == pytest.approx(3 * rest, rel=0.05)
