"""Small PDF files written by hand: lines of Chinese text and ruled tables, without a font file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

EM = 16
LEFT, TOP, ACROSS = 70, 770, 28


@dataclass
class Page:
    """What a page draws, from the top down."""

    drawn: list[str] = field(default_factory=list)
    height: float = TOP

    def line(self, words: str, indent: float = 0, size: int = EM, down: float = 1.6) -> None:
        self.write(LEFT + indent * EM, self.height, words, size)
        self.height -= size * down

    def write(self, left: float, height: float, words: str, size: int = EM) -> None:
        coded = words.encode("utf-16-be").hex()
        self.drawn.append(f"BT /F1 {size} Tf {left} {height} Td <{coded}> Tj ET")

    def paragraph(self, words: str, across: int = ACROSS) -> None:
        """Wrap by hand as a printer does: two squares in, then lines from margin to margin."""
        self.line(words[: across - 2], indent=2)
        for at in range(across - 2, len(words), across):
            self.line(words[at : at + across])

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[int], merged: Sequence[tuple[int, int]] = ()
    ) -> None:
        """Ruled cells; ``merged`` names (row, column) fields that go on from the field above."""
        top, high = self.height, EM * 1.8
        lefts = [LEFT + sum(widths[:at]) * EM for at in range(len(widths) + 1)]
        for at in range(len(rows) + 1):
            for column in range(len(widths)):
                if (at, column) not in merged:
                    self._rule(lefts[column], top - at * high, lefts[column + 1], top - at * high)
        for left in lefts:
            self._rule(left, top, left, top - len(rows) * high)
        for at, row in enumerate(rows):
            for column, words in enumerate(row):
                self.write(lefts[column] + 4, top - (at + 0.75) * high, words)
        self.height -= len(rows) * high + 2 * EM

    def _rule(self, x1: float, y1: float, x2: float, y2: float) -> None:
        self.drawn.append(f"{x1} {y1} m {x2} {y2} l S")


def pdf(pages: Sequence[Page], trailer: str = "") -> bytes:
    """The bytes of a PDF with these pages."""
    font = (
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 4>>"
        "/DW 1000/FontDescriptor<</Type/FontDescriptor/FontName/STSong-Light/Flags 4/Ascent 880/Descent -120"
        "/ItalicAngle 0/CapHeight 700/StemV 80/FontBBox[0 -120 1000 880]>>>>]>>"
    )
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(len(pages)))
    objects = ["<</Type/Catalog/Pages 2 0 R>>", f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>", font]
    for at, page in enumerate(pages):
        stream = "\n".join(page.drawn)
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * at} 0 R>>"
        )
        objects.append(f"<</Length {len(stream)}>>\nstream\n{stream}\nendstream")
    return _file(objects, trailer)


def _file(objects: Sequence[str], trailer: str) -> bytes:
    pieces, places, length = ["%PDF-1.5\n"], [], 9
    for number, content in enumerate(objects, 1):
        places.append(length)
        pieces.append(f"{number} 0 obj\n{content}\nendobj\n")
        length += len(pieces[-1])
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
    end = f"{head}trailer\n<</Size {len(objects) + 1}/Root 1 0 R{trailer}>>"
    return f"{''.join(pieces)}{end}\nstartxref\n{length}\n%%EOF\n".encode("latin-1")
