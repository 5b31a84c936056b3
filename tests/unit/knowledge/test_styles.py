"""Invented documents of many styles, labelled by hand, read as text, as Word and as PDF: the same facts each time.

``data/styles/NAME.txt`` is the document, ``NAME.yaml`` what is in it: a clause is its id, then ``lead / support``; an
indicator its clause, name, operator, value with unit and due date; a deadline its clause, time and task.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document

from knowledge import Clause, Deadline, Indicator, PlanDraft, Reading, read_file
from tests.unit.knowledge.pdf_builders import EM, Page, pdf
from tests.unit.knowledge.reading_builders import assert_in_place

STYLES = sorted((Path(__file__).parent / "data" / "styles").glob("*.txt"))
ACROSS = 28


def as_text(source: Path, folder: Path) -> Path:
    target = folder / source.name
    target.write_text(source.read_text("utf-8"), "gb18030")
    return target


def as_word(source: Path, folder: Path) -> Path:
    document = Document()
    for block in blocks(source):
        if isinstance(block, str):
            document.add_paragraph(block)
            continue
        table = document.add_table(rows=len(block), cols=len(block[0]))
        for row, cells in enumerate(block):
            for column, words in enumerate(cells):
                table.cell(row, column).text = words
    document.save(str(folder / f"{source.stem}.docx"))
    return folder / f"{source.stem}.docx"


def as_pdf(source: Path, folder: Path) -> Path:
    """Wrapped by hand at the right margin, with page numbers; rows of a table ruled."""
    pages = [Page()]
    for block in blocks(source):
        room = pages[-1].height - 60
        if room < (
            EM * 1.8 * len(block) + 2 * EM if isinstance(block, list) else EM * 1.6 * (len(block) // ACROSS + 1)
        ):
            pages.append(Page())
        if isinstance(block, list):
            pages[-1].table(block, widths(block))
        else:
            pages[-1].paragraph(block.strip(), ACROSS)
    for number, page in enumerate(pages, 1):
        page.write(290, 30, f"- {number} -")
    target = folder / f"{source.stem}.pdf"
    target.write_bytes(pdf(pages))
    return target


def blocks(source: Path) -> list[str | list[list[str]]]:
    """Paragraphs as words, tables as rows of equal length."""
    found: list[str | list[list[str]]] = []
    for line in source.read_text("utf-8").split("\n"):
        if "\t" not in line:
            found += [line] if line.strip() else []
        elif found and isinstance(found[-1], list):
            found[-1].append((line.split("\t") + [""] * 9)[: len(found[-1][0])])
        else:
            found.append([line.split("\t")])
    return found


def widths(rows: list[list[str]]) -> list[int]:
    return [max(len(row[column]) for row in rows) + 1 for column in range(len(rows[0]))]


def said(clause: Clause) -> str:
    parties = f" {'、'.join(clause.lead)} / {'、'.join(clause.support)}"
    return clause.id + (parties if clause.lead or clause.support else "")


def aimed(target: Indicator) -> str:
    value = list(target.value) if isinstance(target.value, tuple) else target.value
    return f"{target.clause} {target.name} {target.op} {value}{target.unit} {target.due or '-'}"


def owed(deadline: Deadline) -> str:
    when = deadline.when if isinstance(deadline.when, str) else f"{deadline.when['from']}..{deadline.when['to']}"
    return f"{deadline.clause} {when} {deadline.what}"


def told(plan: PlanDraft) -> dict[str, Any]:
    return {
        "title": plan.title,
        "about": [plan.kind, plan.level, plan.year],
        "clauses": [said(clause) for clause in plan.clauses],
        "indicators": [aimed(target) for target in plan.indicators],
        "deadlines": [owed(deadline) for deadline in plan.deadlines],
    }


def read(source: Path, made: Callable[[Path, Path], Path], folder: Path) -> Reading:
    reading = read_file(made(source, folder))
    for plan in reading.plans:
        assert_in_place(plan)
    return reading


@pytest.mark.parametrize("made", [as_text, as_word, as_pdf])
@pytest.mark.parametrize("source", STYLES, ids=lambda path: path.stem)
def test_a_document_of_any_style_gives_its_facts(
    source: Path, made: Callable[[Path, Path], Path], tmp_path: Path
) -> None:
    expected = yaml.safe_load(source.with_suffix(".yaml").read_text("utf-8"))
    assert [told(plan) for plan in read(source, made, tmp_path).plans] == expected
