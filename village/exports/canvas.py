"""A picture as wide as a phone shows it without zooming: letters, bars and a legend on white, as PNG.

The Chinese face comes with a dependency, so a server without any font draws the same picture.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from village.exports.words import printable

WIDTH = 1080
EDGE = 48
TITLE, TEXT, SMALL = 50, 36, 30
INK, FAINT, RULE, PAPER = "#1F2933", "#66727F", "#E3E7EB", "#FFFFFF"
SIMPLIFIED = 2  # the face's place in its file
REGULAR, BOLD = 400, 700
PIECES = re.compile(r"[A-Za-z0-9.,%]{1,20}|.")
FACE = files("manimgx_fonts_cjk") / "NotoSansCJK-VF.otf.ttc"


@cache
def _font(size: int, weight: int) -> Any:
    with as_file(FACE) as file:
        font = ImageFont.truetype(str(file), size, index=SIMPLIFIED, layout_engine=ImageFont.Layout.BASIC)
    font.set_variation_by_axes([weight])
    return font


class Canvas:
    """Drawn from top to bottom; ``y`` is where the next thing goes. Made tall, and cut to what was used."""

    def __init__(self, title: str, subtitle: str, room: int) -> None:
        self._image = Image.new("RGB", (WIDTH, room + 600), PAPER)
        self._draw = ImageDraw.Draw(self._image)
        self.y = EDGE
        for line in self.wrapped(title, TITLE, WIDTH - 2 * EDGE, BOLD):
            self.text(EDGE, self.y, line, TITLE, weight=BOLD)
            self.y += round(TITLE * 1.4)
        for line in self.wrapped(subtitle, SMALL, WIDTH - 2 * EDGE):
            self.text(EDGE, self.y + 4, line, SMALL, FAINT)
            self.y += round(SMALL * 1.5)
        self.y += 24

    def text(
        self, x: float, y: float, words: str, size: int = TEXT, ink: str = INK, *, weight: int = REGULAR, at: str = "l"
    ) -> None:
        """Words with their upper edge at ``y``; ``at`` is l, m or r: which part of them stands at ``x``."""
        self._draw.text((x, y), printable(words), ink, _font(size, weight), anchor=f"{at}a")

    def width(self, words: str, size: int = TEXT, weight: int = REGULAR) -> float:
        """How wide the words will be."""
        return float(_font(size, weight).getlength(printable(words)))

    def wrapped(self, words: str, size: int, width: float, weight: int = REGULAR) -> list[str]:
        """The words in lines that fit; figures and Latin words stay in one piece."""
        lines, line = [], ""
        for piece in PIECES.findall(printable(words).replace("\n", " ")):
            if line and self.width(line + piece, size, weight) > width:
                lines.append(line)
                line = ""
            line += piece
        return [*lines, line] if line else lines

    def bar(self, x: float, width: float, height: float, colour: str, *, y: float | None = None) -> None:
        """A bar that begins at ``x``; one that stands for something is at least a hair wide."""
        top = self.y if y is None else y
        if width > 0:
            self._draw.rectangle((round(x), round(top), round(x + max(width, 3)) - 1, round(top + height) - 1), colour)

    def mark(self, x: float, top: float, bottom: float, colour: str = INK) -> None:
        """An upright line: a target."""
        self._draw.line((round(x), round(top), round(x), round(bottom)), colour, 4)

    def rule(self) -> None:
        """A faint line across."""
        self._draw.line((EDGE, self.y, WIDTH - EDGE, self.y), RULE, 2)

    def legend(self, entries: Sequence[tuple[str, str]]) -> None:
        """What the colours mean, side by side."""
        x = float(EDGE)
        for colour, words in entries:
            self.bar(x, 30, 30, colour, y=self.y + 6)
            self.text(x + 44, self.y, words, SMALL, FAINT)
            x += 44 + self.width(words, SMALL) + 48
        self.y += 64

    def png(self) -> bytes:
        """The picture, cut below what was drawn."""
        out = io.BytesIO()
        self._image.crop((0, 0, WIDTH, self.y + EDGE)).save(out, "PNG", optimize=True)
        return out.getvalue()
