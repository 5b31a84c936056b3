"""Files made to do harm, or far too large: each is refused with its reason, soon and without much memory."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from tests.unit.knowledge.pdf_builders import Page, pdf
from tests.unit.knowledge.word_builders import W, docx, para

SECONDS, MEGABYTES = 5.0, 300.0

READ = """
import json, re, resource, sys, time
from pathlib import Path
from knowledge import UnreadableDocument, read_file
begun = time.perf_counter()
try:
    reason = f"read {len(read_file(sys.argv[1]).plans)}"
except UnreadableDocument as error:
    reason = error.reason
took = time.perf_counter() - begun
# not RUSAGE_SELF: it starts with the size of the process that forked this one
own = int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
peak = max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
print(json.dumps([reason, took, peak]))
"""


def zip_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        with packed.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(400):
                part.write(b" " * 1024 * 1024)
        packed.writestr("_rels/.rels", '<R><r Type="a/officeDocument" Target="word/document.xml"/></R>')


def many_paragraphs(path: Path) -> None:
    docx(path, "<w:p/>" * 4_000_000)


def entity_bomb(path: Path) -> None:
    names = "abcdefghi"
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in pairwise(names))
    head = f'<!DOCTYPE d [<!ENTITY a "好好好好好好好好">{entities}]>'
    body = f"{head}<w:document {W}><w:body>{para('&i;')}</w:body></w:document>"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("_rels/.rels", '<R><r Type="a/officeDocument" Target="word/document.xml"/></R>')
        packed.writestr("word/document.xml", body)


def nested_tables(path: Path) -> None:
    docx(path, "<w:tbl><w:tr><w:tc>" * 10_000 + para("底") + "</w:tc></w:tr></w:tbl>" * 10_000)


def nested_tables_of_a_page(path: Path) -> None:
    path.write_text("<html>" + "<table><tr><td>" * 10_000 + "底", "utf-8")


def cut_short(path: Path) -> None:
    whole = docx(path, para("清理沟渠。" * 500)).read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def fifty_megabytes(path: Path) -> None:
    with path.open("wb") as opened:
        opened.seek(50 * 1024 * 1024)
        opened.write(b"x")


def long_text(path: Path) -> None:
    path.write_text("清理沟渠。" * 1_500_000, "utf-8")


def program(path: Path) -> None:
    path.write_bytes(b"MZ\x90\x00" + bytes(range(256)) * 40)


def pdf_bomb(path: Path) -> None:
    packer = zlib.compressobj(9)
    stream = b"".join(packer.compress(b"q " * 1_000_000) for _ in range(400)) + packer.flush()
    stream = zlib.compress(stream, 9)
    head = b"%PDF-1.5\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    page = b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj 4 0 obj<</Length %d"
    filters = b"/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream endobj trailer<</Root 1 0 R>>"
    path.write_bytes(head + page % len(stream) + filters % stream)


def thousands_of_pages(path: Path) -> None:
    page = Page()
    for _ in range(24):
        page.line("清理沟渠" * 7)
    path.write_bytes(pdf([page] * 2500))


def drawing(path: Path) -> None:
    page = Page()
    page.paragraph("清理沟渠" * 30)
    page.drawn += [f"{x % 500} {x % 700} m {x % 500 + 20} {x % 700} l S" for x in range(300_000)]
    path.write_bytes(pdf([page]))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "name", "reasons"),
    [
        (zip_bomb, "a.docx", {"too_large"}),
        (many_paragraphs, "a.docx", {"too_large"}),
        (entity_bomb, "a.docx", {"damaged"}),
        (nested_tables, "a.docx", {"too_large"}),
        (nested_tables_of_a_page, "a.html", {"read 0"}),
        (cut_short, "a.docx", {"damaged"}),
        (fifty_megabytes, "a.pdf", {"too_large"}),
        (long_text, "a.txt", {"too_large"}),
        (program, "a.docx", {"unknown_kind"}),
        (pdf_bomb, "a.pdf", {"too_large", "damaged", "scanned"}),
        (thousands_of_pages, "a.pdf", {"too_large"}),
        (drawing, "a.pdf", {"too_large", "read 0", "read 1"}),
    ],
)
def test_a_hostile_file_is_refused_soon_and_small(
    tmp_path: Path, make: Callable[[Path], object], name: str, reasons: set[str]
) -> None:
    make(tmp_path / name)
    done = subprocess.run(
        [sys.executable, "-c", READ, str(tmp_path / name)], capture_output=True, text=True, check=True
    )
    reason, took, peak = json.loads(done.stdout)
    assert reason in reasons
    assert took < SECONDS
    assert peak < MEGABYTES
