"""Web pages and Markdown: what a reader sees of them, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.reading import read_source
from knowledge.reading.html import read_html
from knowledge.reading.markdown import read_markdown


def page(body: str) -> list[str]:
    return (read_html(f"<html><head><title>题</title></head><body>{body}</body></html>".encode()) or "").split("\n")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>一、任务</p><p>清理<b>沟渠</b>。</p>", ["一、任务", "清理沟渠。"]),
        ("<div>上<br>下</div>", ["上", "下"]),
        ("甲<script>var 乙;</script><style>p{}</style><nav>首页</nav>丙", ["甲丙"]),
        ("甲<div style='display: none'>藏<p>着</p></div><p hidden>藏</p>乙", ["甲", "乙"]),
        ("<ol><li>甲</li><li>乙</li></ol><ol start=5><li>丙</li></ol>", ["1. 甲", "2. 乙", "5. 丙"]),
        ("<ol type=A><li>甲<ol><li>内</li></ol></li><li>乙</li></ol>", ["A. 甲", "1. 内", "B. 乙"]),
        ("<ul><li>甲</li><li>乙</li></ul>", ["甲", "乙"]),
        ("85&nbsp;%&gt;80&#37;&unknown;", ["85\xa0%>80%&unknown;"]),
        ("<pre>甲\n  乙</pre>丙\n  丁", ["甲", "乙", "丙 丁"]),
        ("<p>没有<b>收尾", ["没有收尾"]),
        ("</table></ol></pre>乱", ["乱"]),
    ],
)
def test_a_page_gives_the_lines_a_reader_sees(body: str, expected: list[str]) -> None:
    assert page(body) == expected


def test_a_table_gives_rows_and_one_that_only_lays_out_gives_its_lines() -> None:
    data = "<table><tr><th>指标<th>目标值<tr><td>普及率<td>85%<tr><td colspan=2>二、产业</table>"
    assert page(data) == ["指标\t目标值", "普及率\t85%", "二、产业"]
    assert page(f"<table><tr><td>左边<td><p>一、任务</p>{data}</table>") == [
        "左边", "一、任务", "指标\t目标值", "普及率\t85%", "二、产业",
    ]  # fmt: skip
    tall = "<table><tr><td rowspan=2>环境<td>普及率<td>85%<tr><td>保洁率<td>95%</table>"
    assert page(tall) == ["环境\t普及率\t85%", "环境\t保洁率\t95%"]


@pytest.mark.parametrize(
    ("declared", "saved"), [("gb2312", "gb18030"), ("utf-8", "utf-8"), ("big5", "big5"), ("x-unknown", "utf-8")]
)
def test_the_character_set_a_page_names_is_believed_where_it_fits(tmp_path: Path, declared: str, saved: str) -> None:
    (tmp_path / "a.htm").write_bytes(f'<meta charset="{declared}"><p>清理水溝。</p>'.encode(saved))
    source = read_source(tmp_path / "a.htm")
    assert (source.text, source.kind) == ("清理水溝。", "html")


def test_a_page_saved_as_word_or_text_is_read_as_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes("<html><body><p>清理沟渠。</p></body></html>".encode("gb18030"))
    assert read_source(tmp_path / "a.doc").text == "清理沟渠。"


def test_markdown_loses_its_signs_and_keeps_its_words() -> None:
    source = (
        "# 清洁方案\n\n> **一、任务**\n- 清理[沟渠](http://a.b/c)![图](a.png)\n1. *每月*一次\n```\n---\n"
        "| 指标 | 目标值 |\n|:---|---:|\n| 普及率 | 85\\% |\n\n5*3*2 a_b_c"
    )
    assert [line for line in read_markdown(source).split("\n") if line] == [
        "# 清洁方案", "一、任务", "清理沟渠", "1. 每月一次", "指标\t目标值", "普及率\t85\\%", "5*3*2 a_b_c",
    ]  # fmt: skip
