"""Every refusal has a kind sentence of its own; faults of ours have none and stay loud."""

from __future__ import annotations

import re

import pytest

from handlers.sentences import explain
from tests.builders import wall
from village import errors
from village.errors import (
    FormInvalid,
    Invalid,
    InvitationRefused,
    NotAllowed,
    NotFound,
    NotPossible,
    Overtaken,
    SettingsInvalid,
    StorageError,
    VillageError,
    WindowClosed,
)
from village.model.problems import StepKind

REFUSALS = [
    *(InvitationRefused(why) for why in ("unknown", "used", "expired")),
    NotAllowed("report", "甘溪沟村"),
    NotAllowed("invite"),
    WindowClosed(wall(5, 25, 18)),
    *(Overtaken("problem", 3, step, "周敏", wall(5, 20)) for step in StepKind),
    NotPossible("approved", "new"),
    NotFound("session", "problem:a3.1"),
    Invalid("due", "day_past"),
    Invalid("unit", "no_unit"),
    *(NotFound(what, 1) for what in ("unit", "occurrence", "plan", "clause", "question", "period", "choice", "person")),
    NotFound("session", "occurrence:3"),
    NotFound("session", "invitation"),
    *(Invalid("progress", rule) for rule in ("empty", "no_words", "required", "incomplete", "nothing")),
    Invalid("progress", "too_long", most=1000, length=1200),
    Invalid("kind", "not_a_choice", choices=["甲", "乙"]),
    Invalid("duty", "no_form", name="月报"),
    Invalid("duty", "ended"),
    Invalid("rule", "unknown", text="monthly:<40>"),
    Invalid("weather", "unknown_field"),
    Invalid("answer", "no_question"),
]
OPERATORS_ONLY = {FormInvalid, SettingsInvalid, StorageError, errors.MappingInvalid}


@pytest.mark.parametrize("error", REFUSALS, ids=str)
@pytest.mark.parametrize("has_button", [True, False])
def test_every_refusal_becomes_a_sentence_without_our_words_in_it(error: VillageError, has_button: bool) -> None:
    sentence = explain(error, has_button=has_button)
    assert sentence is not None
    assert re.search(r"[一-鿿]", sentence)
    assert sentence.endswith("。")
    assert not re.search(r"[a-z_]{4,}", sentence), "a word of ours has slipped in"


def test_every_kind_of_error_is_in_one_of_the_two_lists() -> None:
    kinds = {k for k in vars(errors).values() if isinstance(k, type) and issubclass(k, VillageError)} - {VillageError}
    assert kinds == {type(e) for e in REFUSALS} | OPERATORS_ONLY


def test_the_facts_stand_in_the_sentence() -> None:
    assert "1000 字" in str(explain(Invalid("progress", "too_long", most=1000, length=1200)))
    assert "5月25日(周一)18:00" in str(explain(WindowClosed(wall(5, 25, 18))))


def test_a_finished_invitation_is_not_called_a_report() -> None:
    assert explain(NotFound("session", "invitation")) != explain(NotFound("session", "occurrence:3"))


def test_a_forged_button_is_told_kindly_and_a_fault_elsewhere_stays_loud() -> None:
    assert explain(ValueError("forged"), has_button=True) is not None
    assert explain(ValueError("a fault of ours")) is None


@pytest.mark.parametrize("error", [KeyError("x"), RuntimeError("x"), StorageError("locked"), FormInvalid("f", [])])
def test_faults_have_no_sentence(error: Exception) -> None:
    assert explain(error, has_button=True) is None
