"""Repairs a document as it came: a named list of steps, each of which says what it replaces.

The steps run in order over the whole document; the map back to the source grows with each. ``clean`` returns which of
them changed anything, so that a draft can say how far its text is from the paper.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from knowledge.text import garble
from knowledge.text.offsets import Edit, OffsetMap, apply
from knowledge.text.script import is_traditional, simplify

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN = re.compile(rf"(?<=\S)[(（]([a-züɡ{_TONED}]{{1,6}})[)）]")
_JUNK = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r\n?|[\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The repaired text, the way back to the source, and the names of the steps that changed something."""

    text: str
    offsets: OffsetMap
    steps: tuple[str, ...]


def line_ends(text: str) -> Iterator[Edit]:
    """One kind of line end; marks nobody sees (zero-width, control, byte order) out."""
    for hit in _JUNK.finditer(text):
        yield Edit(hit.start(), hit.end(), "\n" if hit.group()[0] in "\r\u2028\u2029\x85" else "")


def pinyin(text: str) -> Iterator[Edit]:
    """Pinyin in brackets that a site put behind characters: with a tone mark, or the very sound of the character."""
    for hit in _PINYIN.finditer(text):
        sound = hit.group(1)
        if any(letter in _TONED for letter in sound) or _sounds_like(text[hit.start() - 1], sound):
            yield Edit(hit.start(), hit.end(), "")


def shifted_bytes(text: str) -> Iterator[Edit]:
    """GBK read one byte out of step, put back where the bytes allow it."""
    yield from garble.repairs(text)


def simplified(text: str) -> Iterator[Edit]:
    """Traditional characters, when the document is written in them."""
    if is_traditional(text):
        yield Edit(0, len(text), simplify(text))


STEPS: dict[str, Callable[[str], Iterable[Edit]]] = {
    "line_ends": line_ends,
    "pinyin": pinyin,
    "shifted_bytes": shifted_bytes,
    "simplified": simplified,
}


def clean(text: str, steps: Iterable[str] = tuple(STEPS)) -> Cleaned:
    """Run the named steps in order.

    Raises:
        ValueError: for a name that is no step; the message lists the steps there are.
    """
    offsets = OffsetMap()
    done: list[str] = []
    for name in steps:
        if name not in STEPS:
            raise ValueError(f"no cleaning step {name!r}; there are {', '.join(STEPS)}")
        repaired, shift = apply(text, STEPS[name](text))
        if repaired != text:
            done.append(name)
            offsets = offsets.then(shift)
            text = repaired
    return Cleaned(text, offsets, tuple(done))


def _sounds_like(character: str, sound: str) -> bool:
    """Whether a character is read that way, without looking at tones."""
    if not "一" <= character <= "鿿":
        return False
    import pypinyin  # heavy, and hardly ever needed

    return sound in pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]
