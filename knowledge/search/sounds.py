"""How characters sound: homophones and typed pinyin share one code.

Tones are dropped, and pairs that southern speech and input methods mix up (zh/z, n/l, ang/an …) are one sound.
Readings come from pypinyin's table of single characters, read as a file: importing the package would also load
its forty thousand phrases. A character with several readings takes the first one, except in the words listed in
``data/search_sounds.yaml``.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache

from knowledge.search.normalise import package_file
from knowledge.search.words import load

_FIRST, _LAST = 0x4E00, 0x9FFF
_SOUNDS_FROM = 0xE000
_MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ang", "an"), ("eng", "en"), ("ing", "in"))
_LONGEST = 6


def _bare(reading: str) -> str:
    """A reading without its tone; ü is written v, as on a keyboard."""
    marked = unicodedata.normalize("NFD", reading.replace("ü", "v").replace("ǖ", "v"))
    letters = "".join("v" if c == "\u0308" else c for c in marked if c == "\u0308" or not unicodedata.combining(c))
    return letters.replace("uv", "v")


def _merged(syllable: str) -> str:
    """The syllable with look-alike sounds made one."""
    for wide, narrow in _MERGED:
        syllable = syllable.replace(wide, narrow)
    return "l" + syllable[1:] if syllable.startswith("n") else syllable


class Sounds:
    """The sound code of text, and the way from typed pinyin to it."""

    def __init__(self, readings: dict[int, str], respelt: dict[str, str]) -> None:
        self._code: dict[str, str] = {}
        self._typed: dict[str, str] = {}
        self._table = {point: self._sound(_bare(reading)) for point, reading in readings.items()}
        self._respelt = respelt
        self._words = re.compile("|".join(map(re.escape, respelt)) or "(?!)")

    def _sound(self, syllable: str) -> str:
        merged = _merged(syllable)
        code = self._code.setdefault(merged, chr(_SOUNDS_FROM + len(self._code)))
        self._typed[syllable] = code
        if "v" in syllable:
            self._typed.setdefault(syllable.replace("v", "u"), code)
        return code

    def of(self, code: str) -> str:
        """The sound of encoded text, one character for each token; figures and Latin runs stay themselves."""
        return self._words.sub(lambda m: self._respelt[m.group()], code).translate(self._table)

    def typed(self, letters: str) -> str | None:
        """The sounds of typed pinyin in as few syllables as possible, or None when it is no pinyin."""
        best: list[tuple[int, str] | None] = [(0, "")] + [None] * len(letters)
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - _LONGEST), end):
                before, sound = best[start], self._typed.get(letters[start:end])
                if before is None or sound is None:
                    continue
                now = best[end]
                if now is None or before[0] + 1 < now[0]:
                    best[end] = (before[0] + 1, before[1] + sound)
        found = best[-1]
        return found[1] if found and found[0] else None


@lru_cache(maxsize=1)
def sounds() -> Sounds:
    """The one table of sounds, read when it is first needed (about 40 ms)."""
    raw: dict[str, str] = json.loads(package_file("pypinyin", "pinyin_dict.json").read_text("utf-8"))
    points = ((int(point), reading) for point, reading in raw.items())
    first = {point: reading.split(",")[0] for point, reading in points if _FIRST <= point <= _LAST}
    return Sounds(first, load("search_sounds").mapping("words"))
