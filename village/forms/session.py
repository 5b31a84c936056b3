"""The dialogue over a form, as a pure value: an answer in, the next state out.

Nothing here knows chats or storage. A saved session goes on after a restart, or in another process, exactly where the
person stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from village.errors import Invalid
from village.forms import values
from village.forms.expressions import holds
from village.forms.schema import Field, FieldKind, Form
from village.forms.steps import Scope, steps

LAST_WORDS = frozenset(
    {"同上", "同上月", "同上期", "同上次", "同上周", "同昨天", "和上次一样", "和上月一样", "跟上月一样"}
)


@dataclass(frozen=True, slots=True)
class Session:
    """Where a person stands in a form 填报; past the last question comes the summary.

    ``returning`` is True while one answer is being mended from the summary. ``doubt`` is an answer that looks unlikely
    and waits for a second yes. ``last`` holds the answers of the report before, ``files`` what was sent to a question
    (ids of attachments), ``today`` the day of the newest answer.
    """

    form: Form
    answers: dict[str, str] = field(default_factory=dict)
    position: int = 0
    returning: bool = False
    doubt: str = ""
    last: dict[str, str] = field(default_factory=dict)
    files: dict[str, tuple[int, ...]] = field(default_factory=dict)
    today: date = date(2000, 1, 1)

    @property
    def steps(self) -> tuple[Field, ...]:
        """The questions, as the answers so far make them."""
        return steps(self.form, self.answers, self.today)

    @property
    def question(self) -> Field | None:
        """The question to be answered now, or None at the summary."""
        asked = self.steps
        return asked[self.position] if self.position < len(asked) else None

    @property
    def final(self) -> dict[str, str]:
        """The answers that count: those of questions that are still asked."""
        return {step.name: self.answers[step.name] for step in self.steps if step.name in self.answers}

    @property
    def final_files(self) -> dict[str, tuple[int, ...]]:
        """What was sent to questions that are still asked."""
        return {step.name: self.files[step.name] for step in self.steps if step.name in self.files}

    def answer(self, text: str, today: date) -> Session:
        """Take the answer to the current question and go on, or wait where it looks unlikely.

        Raises:
            Invalid: the answer breaks a rule of the field, or there is no question open.
        """
        asked = self._asked()
        given = self._same_as_last(asked) if text.strip() in LAST_WORDS else values.read(asked, text, today)
        scope = Scope(self.answers, asked.name.rpartition(".")[0] + "." if "." in asked.name else "")
        if given and asked.constraint and not holds(asked.constraint, scope, today, given):
            raise Invalid(asked.name, "constraint", message=asked.constraint_message, answer=given)
        dated = replace(self, today=today, doubt="")
        if given and asked.warning and given != self.doubt and not holds(asked.warning, scope, today, given):
            return replace(dated, doubt=given)
        return dated._go_on(asked, given)

    def confirm(self) -> Session:
        """“对，就是这样”: the unlikely answer is meant.

        Raises:
            Invalid: nothing waits for it.
        """
        if not self.doubt:
            raise Invalid("answer", "no_question")
        return replace(self, doubt="")._go_on(self._asked(), self.doubt)

    def attach(self, file: int, today: date, caption: str = "") -> Session:
        """Keep something sent with the current question; it answers a question that asks for it.

        Raises:
            Invalid: there is no question open, or the caption is no answer to it.
        """
        asked = self._asked()
        kept = replace(self.with_file(asked.name, file), today=today)
        return kept.answer(caption, today) if caption and not asked.kind.is_attachment else kept

    def with_file(self, name: str, file: int) -> Session:
        """Keep something sent to a question, whichever is open by now: an album comes piece by piece."""
        sent = (*self.files.get(name, ()), file)
        kept = replace(self, files={**self.files, name: sent})
        counts = any(step.name == name and step.kind.is_attachment for step in self.steps)
        return replace(kept, answers={**self.answers, name: str(len(sent))}) if counts else kept

    def tick(self, choice: str) -> Session:
        """Take one more of several choices, or take it back.

        Raises:
            Invalid: the question does not take several choices, or there is none open.
        """
        asked = self._asked()
        if asked.kind is not FieldKind.CHOICES or choice not in asked.choices:
            raise Invalid(asked.name, "not_a_choice", choices=list(asked.choices))
        taken = choices_taken(asked, self.answers) ^ {choice}
        kept = values.SEPARATOR.join(c for c in asked.choices if c in taken)
        return replace(self, answers={**self.answers, asked.name: kept})

    def next(self) -> Session:
        """“发完了”: go on from a question that was answered by sending something.

        Raises:
            Invalid: nothing was sent and something is required.
        """
        asked = self._asked()
        return self._go_on(asked, self.answers[asked.name]) if self.answers.get(asked.name) else self.skip()

    def skip(self) -> Session:
        """Leave the current question empty, where the form allows it.

        Raises:
            Invalid: the field is required.
        """
        asked = self._asked()
        if asked.required:
            raise Invalid(asked.name, "required")
        return replace(self, doubt="")._go_on(asked, "")

    def back(self) -> Session:
        """One question back; from a doubt to the question; from a single mended answer back to the summary."""
        if self.doubt:
            return replace(self, doubt="")
        if self.returning:
            return self.resume()
        return replace(self, position=max(0, self.position - 1))

    def mend(self, name: str) -> Session:
        """Ask one answer again, then come back to the summary.

        Raises:
            Invalid: the form has no such field.
        """
        names = [step.name for step in self.steps]
        if name not in names:
            raise Invalid(name, "unknown_field")
        return replace(self, position=names.index(name), returning=True, doubt="")

    def resume(self) -> Session:
        """Where the dialogue goes on: at the first question never answered, else at the summary.

        A summary with gaps cannot be reached, whatever old button is pressed.
        """
        asked = self.steps
        gaps = (n for n, step in enumerate(asked) if step.name not in self.answers)
        return replace(self, position=next(gaps, len(asked)), returning=False, doubt="")

    def _asked(self) -> Field:
        asked = self.question
        if asked is None:
            raise Invalid("answer", "no_question")
        return asked

    def _same_as_last(self, asked: Field) -> str:
        if not self.last.get(asked.name):
            raise Invalid(asked.name, "no_last")
        return self.last[asked.name]

    def _go_on(self, asked: Field, given: str) -> Session:
        answered = replace(self, answers={**self.answers, asked.name: given})
        return answered.resume() if self.returning else replace(answered, position=self.position + 1)


def choices_taken(field: Field, answers: dict[str, str]) -> frozenset[str]:
    """What is ticked so far in a question that takes several choices."""
    if field.kind is not FieldKind.CHOICES:
        return frozenset()
    return frozenset(answers.get(field.name, "").split(values.SEPARATOR)) - {""}
