"""Traditional to Simplified characters, with OpenCC's own tables.

Both tables map one character to one character, so a converted text keeps every position.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources

SHARE_OF_TRADITIONAL = 0.05
"""A text counts as Traditional from this share of its Chinese characters on; a single 乾 in a Simplified text stays."""


@cache
def _characters() -> dict[int, str]:
    """Traditional character → Simplified, from OpenCC's TSCharacters (the first choice of each line)."""
    table = (resources.files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    pairs = ((old, new.split(" ")[0]) for old, new in rows)
    return {ord(old): new for old, new in pairs if len(old) == 1 and len(new) == 1 and old != new}


@cache
def _phrases() -> tuple[dict[str, str], re.Pattern[str]]:
    """Words in which a character is kept or converted another way, such as 乾隆, and one pattern for all of them."""
    table = (resources.files("opencc") / "dictionary" / "TSPhrases.txt").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if "\t" in line)
    words = {old: new.split(" ")[0] for old, new in rows if len(old) == len(new.split(" ")[0])}
    return words, re.compile("|".join(sorted(map(re.escape, words), key=len, reverse=True)))


def is_traditional(text: str) -> bool:
    """Whether enough of the Chinese characters are Traditional ones."""
    sample = text[:20_000]
    chinese = sum("一" <= sign <= "鿿" for sign in sample)
    table = _characters()
    return chinese > 0 and sum(ord(sign) in table for sign in sample) / chinese >= SHARE_OF_TRADITIONAL


def simplify(text: str) -> str:
    """The text in Simplified characters; same length."""
    words, pattern = _phrases()
    pieces: list[str] = []
    done = 0
    for hit in pattern.finditer(text):
        pieces += (text[done : hit.start()].translate(_characters()), words[hit.group()])
        done = hit.end()
    pieces.append(text[done:].translate(_characters()))
    return "".join(pieces)
