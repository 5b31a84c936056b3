"""Word files: the numbers Word prints, tables whole, and what a reader sees and does not see."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from knowledge import read_file
from knowledge.reading import read_source
from knowledge.reading.docx import read_docx
from knowledge.reading.numbering import FORMATS, chinese
from knowledge.text.numerals import to_int
from tests.unit.knowledge.reading_builders import BEGIN, TITLE
from tests.unit.knowledge.word_builders import W, docx, level, lists, para, run

OFFICE = (
    level(0, "chineseCountingThousand", "%1、")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircleChinese", "%4")
)


def lines(path: Path) -> list[str]:
    return read_docx(path).split("\n")


def test_automatic_numbers_are_written_as_word_prints_them(tmp_path: Path) -> None:
    depths = [0, 1, 2, 2, 3, 3, 1, 2, 0, 1]
    body = "".join(para(f"事项{at}", (1, depth)) for at, depth in enumerate(depths))
    assert lines(docx(tmp_path / "a.docx", body, numbering=lists(OFFICE))) == [
        "一、事项0", "（一）事项1", "1. 事项2", "2. 事项3", "① 事项4", "② 事项5",
        "（二）事项6", "1. 事项7", "二、事项8", "（一）事项9",
    ]  # fmt: skip


def test_a_level_that_never_restarts_counts_on_over_the_sections(tmp_path: Path) -> None:
    running = level(0, "chineseCounting", "%1、") + level(1, "decimal", "%2.", '<w:lvlRestart w:val="0"/>')
    body = "".join(para("事", (1, depth)) for depth in (0, 1, 1, 0, 1))
    assert lines(docx(tmp_path / "a.docx", body, numbering=lists(running))) == [
        "一、事",
        "1. 事",
        "2. 事",
        "二、事",
        "3. 事",
    ]


def test_a_list_with_its_own_first_number_begins_again_and_others_count_on(tmp_path: Path) -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>'
        '</w:lvlOverride></w:num><w:num w:numId="3"><w:abstractNumId w:val="0"/></w:num>'
    )
    body = "".join(para("事", (list_id, 0)) for list_id in (1, 1, 3, 2, 2))
    made = docx(
        tmp_path / "a.docx", body, numbering=lists(level(0, "decimal", "第%1条", '<w:suff w:val="nothing"/>'), again)
    )
    assert lines(made) == ["第1条事", "第2条事", "第3条事", "第5条事", "第6条事"]


def test_a_number_may_come_from_the_style_or_from_what_it_is_based_on(tmp_path: Path) -> None:
    styles = (
        f'<w:styles {W}><w:style w:styleId="A"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:styleId="B"><w:name w:val="x"/><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    given = (("目标", "A", None), ("任务", "B", None), ("无号", "A", (0, 0)), ("", "A", None), ("要求", "A", None))
    body = "".join(para(words, number, style) for words, style, number in given)
    made = docx(tmp_path / "a.docx", body, styles=styles, numbering=lists(OFFICE))
    assert lines(made) == ["一、目标", "二、任务", "无号", "", "三、要求"]


def test_what_word_hides_or_struck_out_is_left_and_what_it_wraps_is_kept(tmp_path: Path) -> None:
    body = (
        para(run("到") + '<w:smartTag w:element="chsdate">' + run("6月30日") + "</w:smartTag>" + run("前完成"))
        + para("<w:del>" + run("旧的") + "</w:del><w:ins>" + run("新的") + "</w:ins>")
        + para(run("看得见") + run("看不见", "<w:vanish/>"))
        + "<w:sdt><w:sdtContent>" + para("控件里的话") + "</w:sdtContent></w:sdt>"
        + para("<w:r><w:t>上</w:t><w:br/><w:t>下</w:t><w:tab/><w:t>右</w:t></w:r>")
        + para("目标 1", style="T")
    )  # fmt: skip
    styles = f'<w:styles {W}><w:style w:styleId="T"><w:name w:val="toc 1"/></w:style></w:styles>'
    assert lines(docx(tmp_path / "a.docx", body, styles=styles)) == [
        "到6月30日前完成", "新的", "看得见", "控件里的话", "上", "下 右",
    ]  # fmt: skip


def test_a_footnote_stands_under_the_line_that_names_it(tmp_path: Path) -> None:
    notes = f'<w:footnotes {W}><w:footnote w:id="2">{para("普及率按常住户计算。")}</w:footnote></w:footnotes>'
    body = para(run("普及率达到85%") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run("以上。")) + para("下一段")
    assert lines(docx(tmp_path / "a.docx", body, footnotes=notes)) == [
        "普及率达到85%以上。", "注：普及率按常住户计算。", "下一段",
    ]  # fmt: skip


def test_cells_over_rows_and_columns_keep_every_column_in_its_place(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=5, cols=4)
    texts = {(0, 0): "类别", (0, 1): "指标", (0, 2): "目标值", (1, 2): "2023年", (1, 3): "2025年", (2, 0): "环境",
             (2, 1): "普及率", (2, 2): "85%", (2, 3): "95%", (3, 1): "保洁率", (3, 2): "90%", (3, 3): "95%",
             (4, 0): "二、产业"}  # fmt: skip
    for (row, column), words in texts.items():
        table.cell(row, column).text = words
    for one, other in (((0, 0), (1, 0)), ((0, 1), (1, 1)), ((0, 2), (0, 3)), ((2, 0), (3, 0)), ((4, 0), (4, 3))):
        table.cell(*one).merge(table.cell(*other))
    document.save(str(tmp_path / "a.docx"))
    assert lines(tmp_path / "a.docx") == [
        "类别\t指标\t目标值2023年\t目标值2025年", "环境\t普及率\t85%\t95%", "环境\t保洁率\t90%\t95%", "二、产业",
    ]  # fmt: skip


def test_a_frame_of_one_cell_is_no_table(tmp_path: Path) -> None:
    document = Document()
    cell = document.add_table(rows=1, cols=1).cell(0, 0)
    cell.text = "一、任务"
    cell.add_paragraph("清理沟渠。")
    document.save(str(tmp_path / "a.docx"))
    assert lines(tmp_path / "a.docx") == ["一、任务", "清理沟渠。"]


def test_facts_of_a_numbered_word_file_have_their_ids(tmp_path: Path) -> None:
    body = (
        para(TITLE) + para(BEGIN) + para("工作目标", (1, 0)) + para("到2025年，户厕普及率达到85%以上。", (1, 1))
        + para("工作任务", (1, 0)) + para("村庄清洁", (1, 1)) + para("2023年6月底前清理沟渠。", (1, 2))
    )  # fmt: skip
    plan = read_file(docx(tmp_path / "a.docx", body, numbering=lists(OFFICE))).plans[0]
    assert [clause.id for clause in plan.clauses] == ["一.一", "二.一.1"]
    assert (plan.indicators[0].clause, plan.deadlines[0].clause) == ("一.一", "二.一.1")


def test_a_word_file_under_a_text_name_is_read_as_one(tmp_path: Path) -> None:
    assert read_source(docx(tmp_path / "a.txt", para("清理沟渠。"))).kind == "docx"


@given(st.integers(1, 9999))
def test_chinese_numbers_read_back_as_what_they_were(number: int) -> None:
    assert to_int(chinese(number)) == number


@pytest.mark.parametrize(
    ("style", "number", "said"),
    [
        ("chineseCounting", 10, "十"), ("chineseCounting", 21, "二十一"), ("chineseCounting", 105, "一百零五"),
        ("decimalEnclosedCircle", 3, "③"), ("decimalEnclosedCircle", 30, "30"), ("decimalEnclosedParen", 2, "⑵"),
        ("upperRoman", 14, "XIV"), ("lowerRoman", 4, "iv"), ("upperLetter", 27, "AA"), ("decimalZero", 7, "07"),
        ("ideographTraditional", 3, "丙"), ("ideographTraditional", 11, "11"), ("chineseLegalSimplified", 12, "拾贰"),
    ],
)  # fmt: skip
def test_each_format_prints_its_numbers(style: str, number: int, said: str) -> None:
    assert FORMATS[style](number) == said
