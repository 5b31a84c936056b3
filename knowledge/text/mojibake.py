"""Text whose bytes were read in the wrong encoding as a whole, such as `鏉戝簞` for 村庄, read again in the right one.

Tried only where the text hardly holds a common character and the other reading holds many; each line is put back by
itself, so that a position still leads to its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.text.offsets import Edit

_COMMON = frozenset(
    "的一是不了在有和人为大中以要年月日工作村镇乡县市区实施方案任务目标责任单位完成建设全面各项发展落实组织加强管理"
)
_PAIRS = (
    ("gb18030", "utf-8"),
    ("cp1252", "utf-8"),
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("cp1252", "gb18030"),
)
_SAMPLE = 3000
_ENOUGH, _TIMES_BETTER = 0.08, 3


def repairs(text: str) -> Iterator[Edit]:
    """The lines of a wrongly read text as they should read; nothing for any other text."""
    pair = _misread(text[:_SAMPLE])
    if pair is None:
        return
    for line in re.finditer(r"[^\n]+", text):
        yield Edit(line.start(), line.end(), _again(line.group(), *pair))


def _misread(sample: str) -> tuple[str, str] | None:
    """The encoding a text was read in and the one it is in, None when it reads well as it is."""
    now = _likeness(sample)
    if len(sample) < 20 or now >= _ENOUGH:
        return None
    found = [(likeness, pair) for pair in _PAIRS if (likeness := _likeness(_again(sample, *pair))) >= _ENOUGH]
    best = max(found, key=lambda each: each[0], default=None)
    return best[1] if best and best[0] > _TIMES_BETTER * now else None


def _again(words: str, read_as: str, written_in: str) -> str:
    """The bytes of the words read anew; lost ones stay lost, and € is the byte 80 of Windows' GBK."""
    kept = words.replace("\ufffd", "")
    mark = "€" if read_as == "gb18030" else "\0"
    raw = b"\x80".join(piece.encode(read_as, "ignore") for piece in kept.split(mark))
    return raw.decode(written_in, "ignore")


def _likeness(words: str) -> float:
    """The share of signs that are among the commonest of office Chinese."""
    return sum(sign in _COMMON for sign in words) / max(1, len(words))
