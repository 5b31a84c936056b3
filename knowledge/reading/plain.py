"""Bytes of a text file → text, whatever the office's editor saved them as."""

from __future__ import annotations

import codecs

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_COMMON = frozenset(
    "的一是不在有和人为為大中以要年月日工作村镇鎮乡鄉县縣市区區实實方案任务務责責完成建设設各发發落组組加强強管理"
)


def decode(raw: bytes) -> str | None:
    """The text of the bytes, or None when they are no text.

    A byte order mark decides; else UTF-8 if it fits, UTF-16 if every other byte says so, else GB18030 or Big5,
    whichever gives more of the commonest characters.
    """
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace")
    for encoding in ("utf-8", *_utf16(raw), *_double_byte(raw)):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _reads_as_text(text):
            return text
    return None


def _utf16(raw: bytes) -> tuple[str, ...]:
    """The UTF-16 order the bytes look like: line ends and ASCII signs leave their zero on one side."""
    sample = raw[:4000]
    little, big = sample[1::2].count(0), sample[0::2].count(0)
    if max(little, big) < 2:
        return ()
    return ("utf-16-le",) if little > big else ("utf-16-be",)


def _double_byte(raw: bytes) -> list[str]:
    """GB18030 and Big5, the one first in which the text has more of the commonest characters of both scripts."""
    sample = raw[:4000]

    def common(encoding: str) -> int:
        return sum(sign in _COMMON for sign in sample.decode(encoding, errors="ignore"))

    return sorted(("gb18030", "big5hkscs"), key=common, reverse=True)


def _reads_as_text(text: str) -> bool:
    """Whether hardly any sign is a control character or a private one."""
    sample = text[:4000]
    odd = sum((ord(sign) < 32 and sign not in "\t\n\r\f") or 0xE000 <= ord(sign) <= 0xF8FF for sign in sample)
    return odd * 100 <= len(sample)
