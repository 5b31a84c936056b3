"""Every form an office has: what was said in it stands once in the compiled report and once in the ledger."""

from __future__ import annotations

import io
from datetime import date
from itertools import count

import pytest
from openpyxl import load_workbook

from tests.unit.village.exports_builders import YEAR, gathered, lines_of
from village.exports.compiled import Order, compiled_docx
from village.exports.ledger_of_reports import reports_xlsx
from village.forms.loader import shipped_forms
from village.forms.schema import Field, FieldKind, Form
from village.forms.session import Session
from village.forms.steps import NO, YES

TODAY = date(2026, 5, 20)
WORDS = {FieldKind.TEXT, FieldKind.PLACE}
REPORTED = {name: form for name, form in shipped_forms().items() if not any(field.source for field in form.fields)}


def filled(form: Form, numbers: count[int], branch: int) -> Session:
    """The form as somebody fills it who has two of everything; ``branch`` chooses where there is a choice."""
    session = Session(form, today=TODAY)
    while (asked := session.question) is not None:
        if asked.kind.is_attachment:
            session = session.attach(next(numbers), TODAY).next()
            continue
        session = session.answer(_answer(asked, next(numbers), branch), TODAY)
        session = session.confirm() if session.doubt else session
    return session


def _answer(asked: Field, number: int, branch: int) -> str:
    if asked.choices == (YES, NO):
        return NO if asked.name.endswith(".2") else YES
    if asked.kind in {FieldKind.CHOICE, FieldKind.CHOICES}:
        return asked.choices[branch % len(asked.choices)] if asked.choices else "甘溪沟村"
    plain = {FieldKind.INTEGER: "3", FieldKind.DECIMAL: "3.5", FieldKind.DATE: "今天", FieldKind.TIME: "16:30"}
    return plain.get(asked.kind, "是" if asked.kind is FieldKind.ACKNOWLEDGE else f"第{number}号事情")


def words_of(session: Session) -> list[str]:
    kinds = {step.name: step.kind for step in session.steps}
    return [answer for name, answer in session.final.items() if kinds[name] in WORDS]


@pytest.mark.parametrize("branch", [0, 1])
@pytest.mark.parametrize("name", sorted(REPORTED))
def test_every_answer_of_every_shipped_form_stands_in_both_documents_once(name: str, branch: int) -> None:
    form, numbers = REPORTED[name], count(10_000)
    sessions = {(v, p): filled(form, numbers, branch) for p in YEAR[:2] for v in range(3)}
    made = gathered(lambda v, p: sessions[v, p].final, form=form, periods=YEAR[:2], villages=3)
    said = [words for session in sessions.values() for words in words_of(session)]
    for order in Order:
        text = "\n".join(lines_of(compiled_docx(made, order)))
        assert [text.count(words) for words in said] == [1] * len(said)
    book = load_workbook(io.BytesIO(reports_xlsx(made)))
    cells = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cells.count(words) for words in said] == [1] * len(said)


def test_most_shipped_forms_ask_for_words() -> None:
    assert sum(bool(words_of(filled(form, count(1), 1))) for form in REPORTED.values()) >= 6
