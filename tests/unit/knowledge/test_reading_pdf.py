"""PDF files: lines joined, edges cut, tables kept, and a reason where there is no text."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import UnreadableDocument, read_file
from knowledge.reading import read_source
from tests.unit.knowledge.pdf_builders import EM, Page, pdf
from tests.unit.knowledge.reading_builders import TITLE

LONG = (
    "各村要把房前屋后的柴草杂物清理干净,做到沟渠通畅、道路平整、院落整洁,"
    "每月月底前向乡环境办报送一次进展情况,遇到难题随时反映。"
)
LOCK = f"/Encrypt<</Filter/Standard/V 1/R 2/P -44/O({'o' * 32})/U({'u' * 32})>>/ID[<00><00>]"


def text_of(tmp_path: Path, *pages: Page) -> str:
    (tmp_path / "plan.pdf").write_bytes(pdf(pages))
    return read_source(tmp_path / "plan.pdf").text


def test_lines_that_a_page_broke_are_joined_into_paragraphs(tmp_path: Path) -> None:
    page = Page()
    page.line(TITLE, indent=6, size=22)
    page.paragraph(LONG)
    page.line("一、工作任务", indent=2)
    page.paragraph(LONG)
    assert text_of(tmp_path, page).split("\n") == [TITLE, LONG, "一、工作任务", LONG]


def test_without_indents_a_number_begins_a_paragraph_after_a_full_stop(tmp_path: Path) -> None:
    page = Page()
    for words in (
        "1.清理沟渠的淤泥和垃圾,由各组组长带人逐户逐段",
        "抓落实,雨季以前完成,不留死角,做完后由村里验收。",
        "2.修补",
    ):
        page.line(words)
    assert text_of(tmp_path, page).split("\n") == [
        "1.清理沟渠的淤泥和垃圾,由各组组长带人逐户逐段抓落实,雨季以前完成,不留死角,做完后由村里验收。",
        "2.修补",
    ]


def test_a_paragraph_goes_on_over_the_page_and_its_number_is_cut(tmp_path: Path) -> None:
    pages = [Page(), Page(), Page()]
    for number, page in enumerate(pages, 1):
        page.line("柳树乡人民政府文件", indent=10)
        page.line(f"{number}村的沟渠由本村负责清理,公路两侧由养路工负责清扫干净"[:28], indent=0)
        page.line("以上各项要记好台账,做到有人抓、有人管、有人查,件件要有着落"[:28])
        page.height = 60
        page.line(f"- {number} -", indent=12)
    text = text_of(tmp_path, *pages)
    assert "文件" not in text
    assert "- 1 -" not in text
    assert text.count("\n") == 0


def test_a_wider_gap_between_lines_ends_a_paragraph_that_fills_its_line(tmp_path: Path) -> None:
    page = Page()
    for words in (LONG[:28], LONG[28:56], LONG[:28], LONG[28:56]):
        page.line(words)
        page.height -= EM if words == LONG[28:56] else 0
    assert text_of(tmp_path, page).split("\n") == [LONG[:56], LONG[:56]]


def test_decimal_numbers_begin_a_paragraph_behind_a_full_line(tmp_path: Path) -> None:
    page = Page()
    page.line("1.1 清理沟渠淤泥和垃圾由各组组长带人逐户逐段抓落实。")
    page.line("1.2 修补村道塌方由村建所牵头逐处勘查后再分段施工。")
    assert text_of(tmp_path, page).count("\n") == 1


def test_numbers_of_a_table_at_the_end_of_pages_are_no_page_numbers(tmp_path: Path) -> None:
    pages = [Page() for _ in range(3)]
    rows = [("清理沟渠的淤泥和垃圾", "7"), ("修补村道的塌方和坑洼", "2"), ("栽种村口的行道树", "30")]
    for page, cells in zip(pages, rows, strict=True):
        for cell in cells:
            page.line(cell)
    assert text_of(tmp_path, *pages).split("\n") == [cell for cells in rows for cell in cells]


def test_what_a_browser_prints_around_a_page_and_a_head_on_both_pages_go(tmp_path: Path) -> None:
    pages = [Page(), Page()]
    for number, (page, words) in enumerate(zip(pages, ("清理沟渠。", "修补村道。"), strict=True), 1):
        page.write(24, 826, "11/22/26, 12:36 AM", 9)
        page.write(24, 810, "柳树乡内网", 9)
        for _ in range(8):
            page.line(words)
        page.write(24, 20, f"file:///home/plan.html {number}/2", 9)
    assert set(text_of(tmp_path, *pages).split("\n")) == {"清理沟渠。", "修补村道。"}


def test_a_ruled_table_gives_a_row_a_line_with_merged_cells_said_in_each(tmp_path: Path) -> None:
    page = Page()
    page.line(TITLE, indent=2)
    page.table(
        [
            ("类别", "指标", "目标值"),
            ("环境", "户厕普及率", "85%"),
            ("", "保洁率", "95%"),
            ("产业", "新建大棚", "12座"),
        ],
        (5, 8, 6),
        merged=[(2, 0)],
    )
    page.paragraph(LONG)
    assert text_of(tmp_path, page).split("\n") == [
        TITLE, "类别\t指标\t目标值", "环境\t户厕普及率\t85%", "环境\t保洁率\t95%", "产业\t新建大棚\t12座", LONG,
    ]  # fmt: skip


def test_a_gap_as_wide_as_a_space_is_one(tmp_path: Path) -> None:
    page = Page()
    page.write(70, 700, "工作任务")
    page.write(70 + 4.5 * EM, 700, "各村每月清理沟渠一次并且记好台账以备检查")
    assert text_of(tmp_path, page) == "工作任务 各村每月清理沟渠一次并且记好台账以备检查"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (pdf([Page()]), "scanned"),
        (pdf([Page()], LOCK), "locked"),
        (b"%PDF-1.7", "damaged"),
        (pdf([Page()])[:200], "damaged"),
    ],
    ids=["no text", "password", "head only", "cut short"],
)
def test_a_pdf_without_text_says_why(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "plan.pdf").write_bytes(content)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(tmp_path / "plan.pdf")
    assert caught.value.reason == reason


def test_a_pdf_is_known_by_its_bytes_whatever_its_name(tmp_path: Path) -> None:
    page = Page()
    page.paragraph(LONG)
    (tmp_path / "plan.txt").write_bytes(pdf([page]))
    assert read_source(tmp_path / "plan.txt").kind == "pdf"
