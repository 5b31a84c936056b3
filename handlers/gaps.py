"""What was asked and not answered well: a list for the clerk to work through, and to take along as a table."""

from __future__ import annotations

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.pleas import named, show_settled
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import short_moment
from village.model.questions import Gap, QuestionState
from village.services import gaps, office_answers

ANSWERS_SHOWN = 6
ASKERS_SHOWN = 5


def show(turn: Turn) -> None:
    """“没答上的” or /unanswered."""
    if turn.person is None:
        return stranger(turn)
    turn.say(*_page(turn, 0))


def page(turn: Turn) -> None:
    """The next or the one before."""
    turn.show(*_page(turn, turn.tap.number(0)))


def _page(turn: Turn, number: int) -> tuple[Html, Markup | None]:
    found = gaps.gaps(turn.uow, turn.somebody, turn.now)
    if not found:
        return say("gap.none"), None
    number = min(number, len(found) - 1)
    question = found[number].question
    answer = button(word("button.answer"), pack("ha", question.id))
    same = button(word("button.same_answer"), pack("gj", question.id, number))
    none = button(word("button.no_answer"), pack("gd", question.id, number))
    export = button(word("button.export"), pack("gx"))
    text = _text(turn, found[number], number + 1, len(found))
    return text, keyboards.inline(
        [answer, same, none], keyboards.pager(number, len(found), lambda n: pack("gp", n)), [export]
    )


def _text(turn: Turn, gap: Gap, number: int, total: int) -> Html:
    question = gap.question
    askers = [named(turn.uow.people.get(person)) for person in gap.askers]
    who = "、".join(askers[:ASKERS_SHOWN])
    lines = [
        say("gap.head", number=number, total=total),
        say("gap.asked", who=who, count=len(askers), when=short_moment(question.asked_at))
        if len(askers) > ASKERS_SHOWN
        else say("gap.asked_by", who=who, when=short_moment(question.asked_at)),
        say("gap.question", question=question.text),
    ]
    if question.state is QuestionState.SENT:
        lines.append(say("gap.waiting"))
    elif gap.disliked:
        lines.append(say("gap.disliked", count=gap.disliked))
    return Html("\n".join(lines))


def join(turn: Turn) -> None:
    """“归到已有答复”: which one? The likeliest first."""
    number, at = turn.tap.number(0), turn.tap.number(1)
    question = office_answers.to_answer(turn.uow, turn.somebody, number)
    found = turn.desk.answers.likely(turn.uow, turn.somebody, question.text)
    different = list({faq.answer: faq for faq in reversed(found)}.values())[::-1][:ANSWERS_SHOWN]
    back = [button(word("button.to_list"), pack("gp", at))]
    if not different:
        return turn.show(say("gap.no_answers"), keyboards.inline(back))
    lines = [say("gap.which", question=question.text)]
    for place, faq in enumerate(different, 1):
        lines.append(say("gap.choice", number=place, question=faq.question, answer=keyboards.shorten(faq.answer, 80)))
    keys = [button(str(place), pack("gu", question.id, faq.id)) for place, faq in enumerate(different, 1)]
    turn.show(Html("\n".join(lines)), keyboards.inline(*keyboards.columns(keys, 3), back))


def use(turn: Turn) -> None:
    """That answer fits this question as well."""
    numbers = turn.tap.number(0), turn.tap.number(1)
    show_settled(turn, office_answers.answer_with(turn.uow, turn.somebody, *numbers, turn.now))


def drop(turn: Turn) -> None:
    """“不用答”: then the next one."""
    number, at = turn.tap.number(0), turn.tap.number(1)
    office_answers.drop(turn.uow, turn.somebody, number, turn.now)
    turn.show(*_page(turn, at))


def export(turn: Turn) -> None:
    """“导出表格”: a workbook, made when it is sent."""
    gaps.export(turn.uow, turn.somebody, turn.chat_id, turn.update.update_id, turn.now)
    turn.toast = word("gap.exporting")
