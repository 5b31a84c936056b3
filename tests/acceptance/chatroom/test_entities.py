"""HTML into entities and back: offsets in UTF-16 units, Telegram's refusals, and HTML that is safe on the page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chatroom.detect import with_found
from bot.chatroom.entities import parse_html, trimmed, utf16_length
from bot.chatroom.errors import ApiError
from bot.chatroom.safe_html import safe_html


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("<b>改厕</b> 20 户", "改厕 20 户", [("bold", 0, 2)]),
        ("😀<i>好</i>", "😀好", [("italic", 2, 1)]),
        ("<b>一<i>二</i></b>", "一二", [("bold", 0, 2), ("italic", 1, 1)]),
        ("<B>大写</B>", "大写", [("bold", 0, 2)]),
        ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd",
         [("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
        ("a &lt;b&gt; &amp; &quot;&#39;&#x4e2d;", 'a <b> & "\'中', []),
        ("&nbsp;&copy;", "&nbsp;&copy;", []),
        ("<code>x</code>", "x", [("code", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [("pre", 0, 1)]),
        ("<blockquote expandable>引</blockquote>", "引", [("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">密</span>', "密", [("spoiler", 0, 1)]),
        ('<a href="https://example.org/a?b=1&amp;c=2">原文</a>', "原文", [("text_link", 0, 2)]),
        ('<a href="tg://user?id=7">老王</a>', "老王", [("text_mention", 0, 2)]),
        ('<a href="不是网址">原文</a>', "原文", []),
        ("<b></b>空", "空", []),
    ],
)  # fmt: skip
def test_html_becomes_text_and_entities(html: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found, parsed = parse_html(html)
    assert found == text
    assert [(entity["type"], entity["offset"], entity["length"]) for entity in parsed] == entities


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("a <", "Unclosed start tag at byte offset 2"),
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
        ("中<div>", 'Unsupported start tag "div" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("<b>x</b", "Unclosed end tag at byte offset 4"),
        ('<a href="x', 'Empty attribute name in the tag "a" at byte offset 0'),
        ("<b x", 'Unclosed start tag "b" at byte offset 0'),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ],
)
def test_broken_html_is_refused_with_telegrams_reason(html: str, reason: str) -> None:
    with pytest.raises(ApiError) as refusal:
        parse_html(html)
    assert refusal.value.answer()["description"] == f"Bad Request: can't parse entities: {reason}"


def test_white_space_at_the_ends_goes_and_entities_move_along() -> None:
    assert trimmed("  好 \n", [{"type": "bold", "offset": 0, "length": 5}]) == (
        "好", [{"type": "bold", "offset": 0, "length": 1}],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start x", [("bot_command", "/start")]),
        ("/start@desk_bot", [("bot_command", "/start@desk_bot")]),
        ("去 /help 看", [("bot_command", "/help")]),
        ("5/6", []),
        ("看 https://example.org/a?b=1，好", [("url", "https://example.org/a?b=1")]),
        ("请@desk_bot看", [("mention", "@desk_bot")]),
        ("写信 wang@example.org", [("email", "wang@example.org")]),
        ("#改厕 进展", [("hashtag", "#改厕")]),
        ("#123", []),
        ("3.5 公里", []),
    ],
)
def test_entities_telegram_finds_by_itself(text: str, found: list[tuple[str, str]]) -> None:
    entities = with_found(text, [])
    units = text.encode("utf-16-le")
    pieces = [units[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le") for e in entities]
    assert list(zip([entity["type"] for entity in entities], pieces, strict=True)) == found


class _Reader(HTMLParser):
    """The text a browser would show, and every tag and link it would make."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.feed(html)
        self.close()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src") or name.startswith("on")]


ENTITY = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["bold", "italic", "text_link", "url", "pre", "blockquote", "mention", "spoiler"]),
        "offset": st.integers(0, 8),
        "length": st.integers(1, 8),
        "url": st.sampled_from(["https://example.org/?a=\"'<b>", "javascript:alert(1)", "data:text/html,x"]),
    }
)


@given(st.text("<>&\"'a中😀\n", max_size=12), st.lists(ENTITY, max_size=5))
def test_html_for_the_page_shows_exactly_the_text_and_only_safe_tags_and_links(text: str, entities: list[dict]) -> None:
    length = utf16_length(text)
    fitting = [entity for entity in entities if entity["offset"] + entity["length"] <= length]
    read = _Reader(safe_html(text, fitting))
    if _whole(text, fitting):
        assert read.text == text
    assert read.tags <= {"b", "i", "a", "pre", "blockquote", "span"}
    assert all(link.startswith(("http://", "https://")) for link in read.links)


def _whole(text: str, entities: list[dict]) -> bool:
    """Whether no entity cuts an emoji in half."""
    units = text.encode("utf-16-le")
    edges = {edge for entity in entities for edge in (entity["offset"], entity["offset"] + entity["length"])}
    return all(not 0xDC <= units[2 * edge + 1] < 0xE0 for edge in edges if 2 * edge < len(units))


@given(st.text("<b>/i&amp;😀 中", max_size=30))
def test_any_html_is_parsed_or_refused_but_never_breaks(html: str) -> None:
    try:
        text, entities = parse_html(html)
    except ApiError:
        return
    assert all(0 <= entity["offset"] < entity["offset"] + entity["length"] <= utf16_length(text) for entity in entities)
