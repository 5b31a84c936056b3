"""Questions: plain text in, one short card with its source out."""

from __future__ import annotations

from html import escape

from handlers import keyboards
from handlers.callback_data import pack
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, plan_details
from knowledge.facts import Span
from knowledge.search import Answer, Reply
from village.model.questions import Question
from village.services.answers import clause_number, source

LONGEST_QUESTION = 200
LONGEST_SOURCE = 3500
NEAR = 3


def ask(turn: Turn, text: str) -> None:
    """Answer a question in this chat."""
    if turn.person is None:
        return stranger(turn)
    if not text:
        return turn.say(say("ask.how" if turn.is_private else "ask.q_usage"))
    if len(text) > LONGEST_QUESTION:
        return turn.say(say("ask.too_long", length=len(text)))
    if not any(c.isalnum() for c in text):
        return turn.say(say("ask.unclear"))
    question, reply = turn.desk.answers.ask_for(turn.uow, turn.person, turn.chat_id, text, turn.now)
    if not reply.found:
        return turn.say(*_not_found(turn, question, reply))
    turn.say(card(reply.answers[0]), _buttons(turn, question, reply, 0))


def ask_command(turn: Turn) -> None:
    """/q, in private or in a group."""
    ask(turn, turn.text)


def how(turn: Turn) -> None:
    """The menu's “查政策”: say how, there is nothing to open."""
    turn.say(say("ask.how"))


def candidate(turn: Turn) -> None:
    """A tap on another candidate of an earlier question."""
    number = turn.tap.number(1)
    question, reply = turn.desk.answers.again(turn.uow, turn.somebody, turn.chat_id, turn.tap.number(0))
    if number >= len(reply.answers):
        return turn.say(say("ask.gone"))
    turn.show(card(reply.answers[number]), _buttons(turn, question, reply, number))


def show_source(turn: Turn) -> None:
    """A tap on “看原文”: the clause as it stands in the plan."""
    plan, clause = source(turn.uow, turn.tap.number(0), turn.tap.number(1))
    text = clause.text if len(clause.text) <= LONGEST_SOURCE else clause.text[:LONGEST_SOURCE] + word("ask.source_more")
    details = plan_details(plan.draft.level, plan.draft.year, clause.id)
    turn.say(say("ask.source", plan=plan.draft.title, clause=details, text=text))


def card(answer: Answer) -> Html:
    """The line with the asked fact in bold, then plan · level · year · clause."""
    details = plan_details(answer.level, answer.year, answer.clause)
    return Html(f"{bold(answer.text, answer.asked)}\n\n{say('ask.source_line', plan=answer.plan, details=details)}")


def bold(text: str, spans: tuple[Span, ...]) -> Html:
    """Text with some stretches in bold, everything escaped."""
    parts, at = [], 0
    for span in sorted(spans, key=lambda s: s.start):
        if span.start < at or span.end <= span.start:
            continue
        parts += [
            escape(text[at : span.start], quote=False),
            f"<b>{escape(text[span.start : span.end], quote=False)}</b>",
        ]
        at = span.end
    return Html("".join([*parts, escape(text[at:], quote=False)]))


def _buttons(turn: Turn, question: Question, reply: Reply, shown: int) -> keyboards.Markup:
    others = [(n, a) for n, a in enumerate(reply.answers[: NEAR + 1]) if n != shown]
    rows = [[keyboards.button(label(a), pack("cand", question.id, n))] for n, a in others[:NEAR]]
    return keyboards.inline(_source_button(turn, reply.answers[shown]), *rows)


def _source_button(turn: Turn, answer: Answer) -> list[dict[str, str]]:
    plan = turn.uow.plans.get(int(answer.plan_key))
    number = clause_number(plan, answer.clause)
    if number is None:
        return []
    return [keyboards.button(word("button.source"), pack("src", plan.id, number))]


def label(answer: Answer) -> str:
    """A candidate in the few words a button holds: how it begins, and where it stands."""
    start = answer.text.split("\n", 1)[0]
    where = f"（{answer.plan[:8]} {clause_label(answer.clause)}）" if answer.clause else f"（{answer.plan[:8]}）"
    return keyboards.shorten(start, keyboards.BUTTON_LENGTH - len(where)) + where


def _not_found(turn: Turn, question: Question, reply: Reply) -> tuple[Html, keyboards.Markup | None]:
    near = reply.answers[:NEAR]
    if not near:
        empty = not turn.uow.plans.all()
        return say("ask.empty_library" if empty else "ask.not_found"), None
    rows = [[keyboards.button(label(a), pack("cand", question.id, n))] for n, a in enumerate(near)]
    return say("ask.not_found_near"), keyboards.inline(*rows)
