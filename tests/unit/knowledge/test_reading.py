"""Files in every encoding and kind, and a reason for each that cannot be read."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from docx import Document

from knowledge import UnreadableDocument, read_file
from knowledge import reading as files
from knowledge.reading import docx as word
from knowledge.reading import guard
from tests.unit.knowledge.reading_builders import BEGIN, TITLE
from tests.unit.knowledge.word_builders import docx, para

BODY = f"{TITLE}\n{BEGIN}\n一、任务\n各村每月5日前报送台账。\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_text_is_read_in_any_encoding_an_office_saves(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(BODY.encode(encoding))
    plan = read_file(file).plans[0]
    assert (plan.file, plan.title, plan.deadlines[0].when) == ("plan.txt", TITLE, "monthly:5")


def test_a_text_in_big5_is_read_and_made_simplified(tmp_path: Path) -> None:
    file = tmp_path / "plan.txt"
    file.write_bytes(
        "柳樹鄉2023年村莊清潔行動方案\n為做好清潔,制定本方案。\n一、任務\n各村每月5日前報送臺賬。".encode("big5")
    )
    plan = read_file(file).plans[0]
    assert (plan.title, plan.deadlines[0].when) == (TITLE, "monthly:5")


def test_a_word_file_gives_paragraphs_and_table_rows_in_order(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph(TITLE)
    document.add_paragraph(BEGIN)
    table = document.add_table(rows=2, cols=4)
    for row, cells in enumerate((("序号", "任务", "牵头单位", "配合单位"), ("1", "改造公厕5座", "村建所", "各村"))):
        for column, words in enumerate(cells):
            table.cell(row, column).text = words
    document.add_paragraph("一、要求\n按期完成。")
    document.save(str(tmp_path / "plan.docx"))
    plan = read_file(tmp_path / "plan.docx").plans[0]
    assert (plan.clauses[0].lead, plan.clauses[0].support) == (("村建所",), ("各村",))
    assert [clause.id for clause in plan.clauses] == ["1", "一"]


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("word/other.xml", "<x/>")
    return path


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("plan.txt", b"", "empty"),
        ("plan.txt", b" \n\n ", "empty"),
        ("plan.doc", OLE, "legacy_doc"),
        ("plan.docx", OLE, "locked"),
        ("plan.docx", b"no word file", "damaged"),
        ("plan.docx", b"PK\x03\x04 broken", "damaged"),
        ("plan.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        ("plan.docx", b"MZ" + bytes(90), "unknown_kind"),
        ("plan.doc", b"{\\rtf1 x}", "legacy_doc"),
        ("plan.rtf", b"{\\rtf1 x}", "unknown_kind"),
        ("plan.xls", OLE, "unknown_kind"),
        ("plan.xlsx", b"PK\x03\x04", "unknown_kind"),
        ("plan.jpg", b"\xff\xd8\xff\xe0", "scanned"),
        ("plan.zip", b"PK\x03\x04", "unknown_kind"),
        ("plan.txt", bytes(range(1, 32)) * 40, "unknown_kind"),
        ("plan.txt", b"\x81\xff\xff" * 40, "unknown_kind"),
        ("plan.png", b"\x89PNG", "scanned"),
    ],
)
def test_what_cannot_be_read_says_why_in_one_word(tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(_write(tmp_path / name, content))
    assert caught.value.reason == reason
    assert reason in UnreadableDocument.REASONS
    assert caught.value.file.endswith(name)


def test_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as missing:
        read_file(tmp_path / "nothing.txt")
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnreadableDocument) as folder:
        read_file(tmp_path / "folder")
    assert (missing.value.reason, folder.value.reason) == ("missing", "damaged")


def test_a_word_file_without_a_document_is_damaged(tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        read_file(_zip(tmp_path / "plan.docx"))
    assert caught.value.reason == "damaged"


def test_a_large_file_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 10)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(_write(tmp_path / "plan.txt", b"x" * 11))
    assert caught.value.reason == "too_large"


def test_a_part_that_unfolds_too_far_is_not_unfolded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word, "MAX_UNPACKED", 3)
    with pytest.raises(UnreadableDocument) as caught:
        word.read_docx(docx(tmp_path / "plan.docx", para("清理沟渠。")))
    assert caught.value.reason == "too_large"


def test_a_reader_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "SECONDS", 0.01)
    with pytest.raises(UnreadableDocument) as caught:
        read_file(docx(tmp_path / "plan.docx", para("清理沟渠。")))
    assert caught.value.reason == "too_large"


def test_a_reader_that_breaks_does_not_break_us(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard.sys, "executable", "/bin/false")
    with pytest.raises(UnreadableDocument) as caught:
        read_file(docx(tmp_path / "plan.docx", para("清理沟渠。")))
    assert caught.value.reason == "damaged"


def test_importing_the_library_loads_nothing_heavy() -> None:
    heavy = "docx, lxml, pypdfium2, opencc, pypinyin, openpyxl, rapidfuzz, yaml, knowledge.extract.patterns"
    code = f"import sys, knowledge; print([m for m in '{heavy}'.split(', ') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
