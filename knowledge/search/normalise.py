"""One code for every way of writing the same thing: widths, Traditional characters, figures.

Index and question go through ``encode``, so nothing has to be said twice. In the code every character stands
for one token: a Chinese character for itself, a run of Latin letters or figures (PM2.5, 12369) for one private
character, everything else for a blank. Pairs of neighbours are then plain two-character strings.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

_RUN = re.compile(r"[a-z]*\d+(?:\.\d+)?[a-z]*|[a-z]+")
_INSIDE = re.compile(r"""[()\[\]{}"'“”‘’《》〈〉【】「」『』〔〕]""")
_GAP = re.compile("(?<=[\u4e00-\u9fff])[ \t]+(?=[\u4e00-\u9fff])")
_OTHER = re.compile("[^〇\u3400-\u4dbf\u4e00-\u9fff]+")
# Rare characters that no plan holds stand for words of letters and figures: two bytes each, a private plane takes four.
_RUNS_FROM, _RUNS = 0x3400, 0x19C0
_RARE = re.compile("[\u3400-\u4dbf]")


def package_file(package: str, *parts: str) -> Path:
    """Where a file of an installed package lies, without importing the package (and paying for it)."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(package)
    return Path(spec.submodule_search_locations[0], *parts)


@lru_cache(maxsize=1)
def _simpler() -> dict[int, str]:
    """Traditional character → Simplified, from OpenCC's own table; one for one, so lengths stay."""
    lines = package_file("opencc", "dictionary", "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (line.split("\t") for line in lines if "\t" in line)
    return {ord(old): new.split()[0] for old, new in pairs if len(old) == 1 and len(new.split()[0]) == 1}


def plain(text: str) -> str:
    """Text in half width, lower case and Simplified characters; punctuation is kept."""
    flat = unicodedata.normalize("NFKC", text).lower()
    return flat if _traditional().isdisjoint(flat) else flat.translate(_simpler())


@lru_cache(maxsize=1)
def _traditional() -> frozenset[str]:
    """The characters that have a simpler form; most texts hold none, and need no second look."""
    return frozenset(map(chr, _simpler()))


def run_code(run: str) -> str:
    """The one character a run of letters or figures is written as."""
    return chr(_RUNS_FROM + crc32(run.encode()) % _RUNS)


def is_run(token: str) -> bool:
    """Is this token a run of letters or figures, a word by itself?"""
    return "\u3400" <= token <= "\u4dbf"


def encode(text: str, *, printed: bool = False) -> str:
    """Text as tokens, one character each; pieces are set apart by single blanks.

    Brackets and quotation marks do not part what they stand between. In printed text neither do blanks, which
    conversion leaves behind; in a question they do.
    """
    flat = _RARE.sub(" ", _INSIDE.sub("", plain(text)))
    runs = _RUN.sub(lambda m: run_code(m.group()), _GAP.sub("", flat) if printed else flat)
    return _OTHER.sub(" ", runs).strip()


def latin_runs(text: str) -> dict[str, str]:
    """Code → letters, for every run of letters alone: each may be typed pinyin."""
    return {run_code(run): run for run in _RUN.findall(plain(text)) if run.isalpha()}
