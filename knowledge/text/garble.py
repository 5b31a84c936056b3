"""Text whose GBK bytes were read one byte out of step, such as `。ㄒ唬` for （一）, put back by its bytes.

When the first byte of an indent is lost, every following pair is made of the second half of one character and the
first half of the next. The shift ends where a second half is a plain letter, which then stands alone (`鷳B` = 生態).
Pairs that are no character were dropped by whoever saved the page. A number marker is found by shifting every
possible marker forward and comparing; the words behind it are decoded, and a dropped pair is guessed only when the
result reads like the rest of the document. What cannot be put back stays as it is.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise, product
from math import log

from knowledge.text.offsets import Edit
from knowledge.text.script import simplify

_NUMERALS = (*"一二三四五六七八九十", *(f"十{sign}" for sign in "一二三四五六七八九"), "二十")
_LOST = tuple(
    bytes(pair)
    for leads, trails in ((range(0xAA, 0xB0), range(0xA1, 0xFF)), (range(0xF8, 0xFF), range(0xA1, 0xFF)))
    for pair in product(leads, trails)
)
"""The pairs GBK leaves to the user: what a page loses when its bytes are out of step."""

_IN_SENTENCE = re.compile(r"[?？](?P<run>[^\x00-\x3e\x40-\x7f]{0,10}?)(?P<last>[@-~])(?=[\u4e00-\u9fff，。、；])")
_LONGEST = 24
_PRICE_OF_A_GUESS = 3.0


def repairs(text: str) -> Iterator[Edit]:
    """The shifted markers with the words after them, and shifted runs inside sentences, as replacements in order."""
    done = 0
    for edit in sorted((*_markers(text), *_sentences(text)), key=lambda edit: edit.start):
        if edit.start >= done:
            yield edit
            done = edit.end


def _sentences(text: str) -> Iterator[Edit]:
    """Runs inside a sentence, whose full stop lost its first byte: `質量?茖W選擇` is 質量。科學選擇."""
    for hit in _IN_SENTENCE.finditer(text):
        run = "".join("？" if sign == "?" else sign for sign in hit.group("run"))
        raw = b"".join(map(_bytes_of, run)) + hit.group("last").encode()
        for lost in (b"\xa1", b"\xa1\xa3\xbf"):  # the byte alone, or with the sign it made with the next one
            words = _common_words(lost + raw)
            if words:
                yield Edit(hit.start(), hit.end(), words)
                break


def _common_words(raw: bytes) -> str:
    """The bytes as a stop and common characters behind it, nothing when they are something else."""
    try:
        words = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    rest = simplify(words[1:])
    return words if words[:1] in "。、" and rest and all(_is_common(sign) for sign in rest) else ""


def _is_common(sign: str) -> bool:
    """Whether a character is one of the 3755 of the first level of GB 2312."""
    raw = sign.encode("gb2312", "ignore")
    return len(raw) == 2 and 0xB0 <= raw[0] <= 0xD7


def _markers(text: str) -> Iterator[Edit]:
    """The shifted markers of the text and the words after them."""
    likely: _Likeness | None = None
    for hit in _starts().finditer(text):
        likely = likely or _Likeness(text)
        end, words = _heading(text, hit.end(), likely)
        if end:
            yield Edit(hit.start(), end, f"({_shown_markers()[hit.group()]}){words}")


@cache
def _shown_markers() -> dict[str, str]:
    """How `　（numeral）` looks out of step, and the numeral it stands for (the smallest, where two look alike)."""
    shown: dict[str, str] = {}
    for number in _NUMERALS:
        raw = b"\xa1" + f"（{number}）".encode("gb18030")
        shown.setdefault("".join(_show(raw[i : i + 2]) for i in range(0, len(raw) - 1, 2)), number)
    return shown


@cache
def _starts() -> re.Pattern[str]:
    """A shifted marker: at the start of a line, followed by a character whose first byte is the bracket's second."""
    looks = sorted(_shown_markers(), key=len, reverse=True)
    return re.compile(f"^(?:{'|'.join(map(re.escape, looks))})(?=[{re.escape(_after_bracket())}])", re.MULTILINE)


@cache
def _after_bracket() -> str:
    """Every character whose GBK bytes begin with A9, the second byte of ）."""
    return "".join(c for b in range(0x40, 0xFF) if len(c := _show(bytes((0xA9, b)))) == 1)


def _show(pair: bytes) -> str:
    """What a pair of bytes looks like; a pair that is no character, or a private one, is lost."""
    try:
        sign = pair.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "" if len(sign) != 1 or 0xE000 <= ord(sign) <= 0xF8FF else sign


def _bytes_of(sign: str) -> bytes:
    """The two GBK bytes of a character, none when it has no such bytes."""
    try:
        raw = sign.encode("gb18030")
    except UnicodeEncodeError:
        return b""
    return raw if len(raw) <= 2 else b""


class _Likeness:
    """How well words fit the document: pairs of neighbouring characters it uses elsewhere."""

    def __init__(self, text: str) -> None:
        plain = simplify(text)
        self.pairs = Counter(pairwise(plain))
        self.known: dict[tuple[bytes, ...], str] = {}

    def score(self, words: str) -> float:
        plain = simplify(words)
        return sum(log(self.pairs[pair] + 0.05) for pair in pairwise(plain))


def _heading(text: str, start: int, likely: _Likeness) -> tuple[int, str]:
    """Where the shifted run that begins at ``start`` ends, and its words; (0, "") when it never falls into step."""
    raws = [_bytes_of(text[start])[1:]]
    for end in range(start + 1, min(start + _LONGEST, len(text))):
        raw = _bytes_of(text[end])
        raws.append(raw)
        if len(raw) != 2:  # a plain letter: the run is back in step behind it
            words = _decode(raws, text[end + 1 : end + 2], likely) if len(raw) == 1 and raw >= b"\x40" else ""
            return (end + 1, words) if words else (0, "")
    return 0, ""


def _decode(raws: list[bytes], after: str, likely: _Likeness) -> str:
    """The words of a run: with nothing lost, or with one lost pair where that reads better before ``after``."""
    run = (*raws, after.encode())
    if run not in likely.known:
        found = {
            words: likely.score(words + after) - _PRICE_OF_A_GUESS * guesses
            for words, guesses in _readings(tuple(raws))
        }
        likely.known[run] = max(found, key=lambda words: found[words], default="")
    return likely.known[run]


@lru_cache(maxsize=1024)
def _readings(raws: tuple[bytes, ...]) -> tuple[tuple[str, int], ...]:
    """Every reading of a run, with how many lost pairs it takes for granted (none or one)."""
    plain = _read(raws)
    guessed = (
        _read((*raws[:gap], pair + raws[gap], *raws[gap + 1 :])) for gap in range(1, len(raws)) for pair in _LOST
    )
    return tuple((words, 0) for words in (plain,) if words) + tuple((words, 1) for words in guessed if words)


def _read(pieces: tuple[bytes, ...]) -> str:
    """The bytes as Chinese characters, nothing when they are something else."""
    try:
        words = b"".join(pieces).decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return words if all("一" <= sign <= "鿿" for sign in words) else ""
