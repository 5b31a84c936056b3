"""Expressions asked about (六个100%是什么, 两站两员): which sentence says what is meant by one."""

from __future__ import annotations

import re

from knowledge.search.normalise import plain

_QUOTES = re.compile("[\"'“”‘’《》「」]")
_EXPLAINS = re.compile(r"\s*(?:[(（:：]|即|就是|是指|指的?是|包括|分别)")
_LISTED = re.compile("(?:[^，,。；;]{1,24}[、，,]){2,}[^。；;]{0,24}$")
_BEFORE = 0.6


def asked_term(question: str, words: re.Pattern[str]) -> str:
    """The expression a question wants explained, "" when it asks for none."""
    found = words.search(question)
    before = _QUOTES.sub("", plain(question[: found.start()] if found else ""))
    return re.sub(r"[^\w%]+", "", before) if len(before) <= 20 else ""


def defines(term: str, sentence: str) -> float:
    """1 when a sentence explains the expression behind it, a little less when it lists the parts before it."""
    text = _QUOTES.sub("", plain(sentence))
    at = text.find(term)
    if at < 0:
        return 0.0
    if _EXPLAINS.match(text, at + len(term)):
        return 1.0
    return _BEFORE if _LISTED.search(text, 0, at) else 0.0
