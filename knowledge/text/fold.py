"""One face for one sign: a view of the text for matching, as long as the text itself.

Full-width digits, letters and brackets become half-width, ideographic spaces plain ones. Nothing is inserted or
removed, so a span found in the folded view is a span of the text, and quotes keep the punctuation of the document.
"""

from __future__ import annotations

from functools import cache

_SIGNS = {
    "　": " ", "\u00a0": " ", "，": ",", "；": ";", "：": ":", "！": "!", "？": "?", "．": ".",
    "（": "(", "）": ")", "﹙": "(", "﹚": ")", "【": "[", "】": "]", "［": "[", "］": "]",
    "％": "%", "﹪": "%", "～": "~", "∼": "~", "〜": "~", "－": "-", "—": "-", "–": "-", "―": "-", "−": "-", "‐": "-",
    "＞": ">", "＜": "<", "＝": "=", "≧": "≥", "≦": "≤", "／": "/", "＋": "+", "＿": "_", "﹕": ":", "﹐": ",",
    "〇": "零", "○": "零", "﹑": "、", "､": "、", "⩾": "≥", "⩽": "≤", "“": "“", "”": "”",
}  # fmt: skip


@cache
def _table() -> dict[int, str]:
    table = {ord(sign): plain for sign, plain in _SIGNS.items()}
    table |= {code: chr(code - 0xFEE0) for code in range(ord("０"), ord("９") + 1)}
    table |= {code: chr(code - 0xFEE0) for code in range(ord("Ａ"), ord("Ｚ") + 1)}
    table |= {code: chr(code - 0xFEE0) for code in range(ord("ａ"), ord("ｚ") + 1)}
    return table


def fold(text: str) -> str:
    """The text with one sign for each meaning; same length, same positions."""
    return text.translate(_table())
