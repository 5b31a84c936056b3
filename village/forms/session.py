"""The dialogue over a form, as a pure value: an answer in, the next state out.

Nothing here knows chats or storage. A saved session goes on after a restart, or in another process, exactly where the
person stopped.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from village.errors import Invalid
from village.forms.schema import Field, Form


@dataclass(frozen=True, slots=True)
class Session:
    """Where a person stands in a form 填报; past the last question comes the summary.

    ``returning`` is True while one answer is being mended from the summary.
    """

    form: Form
    answers: dict[str, str] = field(default_factory=dict)
    position: int = 0
    returning: bool = False

    @property
    def question(self) -> Field | None:
        """The question to be answered now, or None at the summary."""
        return self.form.fields[self.position] if self.position < len(self.form.fields) else None

    def answer(self, text: str) -> Session:
        """Take the answer to the current question and go on.

        Raises:
            Invalid: the answer breaks a rule of the field, or there is no question open.
        """
        asked = self._asked()
        return self._go_on({**self.answers, asked.name: asked.accept(text)})

    def skip(self) -> Session:
        """Leave the current question empty, where the form allows it.

        Raises:
            Invalid: the field is required.
        """
        asked = self._asked()
        if asked.required:
            raise Invalid(asked.name, "required")
        return self._go_on({**self.answers, asked.name: ""})

    def back(self) -> Session:
        """One question back; from a single mended answer back to the summary."""
        if self.returning:
            return self.resume()
        return replace(self, position=max(0, self.position - 1))

    def mend(self, name: str) -> Session:
        """Ask one answer again, then come back to the summary.

        Raises:
            Invalid: the form has no such field.
        """
        names = [f.name for f in self.form.fields]
        if name not in names:
            raise Invalid(name, "unknown_field")
        return replace(self, position=names.index(name), returning=True)

    def resume(self) -> Session:
        """Where the dialogue goes on: at the first question never answered, else at the summary.

        A summary with gaps cannot be reached, whatever old button is pressed.
        """
        gaps = (n for n, f in enumerate(self.form.fields) if f.name not in self.answers)
        return replace(self, position=next(gaps, len(self.form.fields)), returning=False)

    def _asked(self) -> Field:
        if self.question is None:
            raise Invalid("answer", "no_question")
        return self.question

    def _go_on(self, answers: dict[str, str]) -> Session:
        answered = replace(self, answers=answers)
        return answered.resume() if self.returning else replace(answered, position=self.position + 1)
