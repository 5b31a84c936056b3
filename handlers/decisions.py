"""What the office decides: reports looked at, accepted or sent back; villages let off."""

from __future__ import annotations

from datetime import datetime

from handlers import dialogue, keyboards, sent_files
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import report_name, short_moment
from village.clock import local
from village.errors import NotFound
from village.forms.difference import changes
from village.forms.schema import Form
from village.forms.steps import steps
from village.model.decisions import Decision, Verdict
from village.model.duties import Duty, Occurrence
from village.model.messages import OutboxMessage
from village.model.reports import Report
from village.ports import UnitOfWork
from village.services import decisions, duties
from village.services.access import OVERSEERS, STAFF, require

A_PAGE = 20


def list_reported(turn: Turn) -> None:
    """“看已报的”: the villages that reported, a button each."""
    made = _board(turn, turn.tap.number(0), turn.tap.text(1))
    page = turn.tap.number(2)
    shown = made.reported[page * A_PAGE : (page + 1) * A_PAGE]
    rows = keyboards.columns([button(o.unit.name, pack("jo", o.id)) for o in shown], 2)
    moves = [button(word("button.board"), pack("brd", made.duty.id, made.period))]
    if len(made.reported) > (page + 1) * A_PAGE:
        moves.append(button(word("button.more"), pack("jl", made.duty.id, made.period, page + 1)))
    turn.show(say("decision.whose" if shown else "decision.nothing_yet"), keyboards.inline(*rows, moves))


def _board(turn: Turn, duty_id: int, period: str) -> duties.Board:
    duty = turn.uow.duties.get(duty_id)
    require(turn.uow.units.tree(), turn.somebody, "see_board", duty.unit.id, *OVERSEERS)
    return duties.board(turn.uow, duty, period)


def show_report(turn: Turn) -> None:
    """One village's report, as the clerk reads it."""
    occurrence = turn.uow.occurrences.get(turn.tap.number(0))
    duty = turn.uow.duties.get(occurrence.duty_id)
    require(turn.uow.units.tree(), turn.somebody, "see_report", duty.unit.id, *OVERSEERS)
    turn.show(*_report(turn, duty, occurrence))


def _report(turn: Turn, duty: Duty, occurrence: Occurrence) -> tuple[Html, Markup]:
    report = turn.uow.reports.latest(occurrence.id)
    if report is None:
        raise NotFound("report", occurrence.id)
    form = turn.desk.forms.get(report.form)
    lines = [_head(turn, duty, occurrence, report)]
    if form is not None:
        lines += dialogue.answer_lines(steps(form, report.answers, local(turn.now).date()), report.answers)
        lines += _changed(turn, form, report)
    last = decisions.newest(turn.uow, occurrence.id)
    if last is not None:
        lines += [Html(""), verdict_line(turn.uow, last)]
    back = button(word("button.back_to_list"), pack("jl", duty.id, occurrence.period, 0))
    sent = [button(word("button.see_report_files"), pack("jf", occurrence.id))] if report.files else []
    return Html("\n".join(lines)), keyboards.inline(_verdict_buttons(turn, occurrence, report, last), sent, [back])


def show_files(turn: Turn) -> None:
    """“看照片、听语音”: what was sent with a report, by question."""
    occurrence = turn.uow.occurrences.get(turn.tap.number(0))
    duty = turn.uow.duties.get(occurrence.duty_id)
    require(turn.uow.units.tree(), turn.somebody, "see_report", duty.unit.id, *OVERSEERS)
    report = turn.uow.reports.latest(occurrence.id)
    if report is None:
        raise NotFound("report", occurrence.id)
    form = turn.desk.forms.get(report.form)
    asked = steps(form, report.answers, local(turn.now).date()) if form else ()
    headings, name = {step.name: step.heading for step in asked}, report_name(duty, occurrence, turn.now)
    captions = {
        number: say("attachment.of_report", heading=name, part=headings.get(question, ""))
        for question, numbers in report.files.items()
        for number in numbers
    }
    sent_files.show(turn, captions)


def _head(turn: Turn, duty: Duty, occurrence: Occurrence, report: Report) -> Html:
    name = report_name(duty, occurrence, turn.now)
    by = turn.uow.people.get(report.made_by).name
    values = {"heading": name, "version": report.version, "made": short_moment(report.made_at), "name": by}
    return say("decision.report_late" if report.late else "decision.report", **values)


def _changed(turn: Turn, form: Form, report: Report) -> list[Html]:
    before = turn.uow.reports.version(report.occurrence_id, report.version - 1)
    if before is None:
        return []
    found = changes(form, before.answers, report.answers, local(turn.now).date())
    lines = [say("decision.changed", heading=c.heading, before=_or_nothing(c.before), after=_or_nothing(c.after))
             for c in found]  # fmt: skip
    return [Html(""), say("decision.changes"), *lines] if lines else []


def _or_nothing(answer: str) -> str:
    return keyboards.shorten(answer, 60) or word("report.nothing")


def _verdict_buttons(turn: Turn, occurrence: Occurrence, report: Report, last: Decision | None) -> list[dict[str, str]]:
    """“通过”, “退回” for a clerk; nothing where this version has its verdict already."""
    if not turn.somebody.has(*STAFF) or (last is not None and last.version == report.version):
        return []
    accept = button(word("button.accept"), pack("ja", occurrence.id))
    return [accept, button(word("button.give_back"), pack("jr", occurrence.id, decisions.RETURN))]


def verdict_line(uow: UnitOfWork, decision: Decision) -> Html:
    """``周敏 5月22日 09:14 退回：……``."""
    values = {"name": uow.people.get(decision.by).name, "when": short_moment(decision.at)}
    line = say(f"decision.{decision.verdict}", **values)
    return Html(f"{line}{say('decision.because', reason=decision.reason)}") if decision.reason else line


def voices(uow: UnitOfWork, sent: OutboxMessage, now: datetime) -> tuple[Html, Markup]:
    """A report came with voice notes: somebody has to listen."""
    occurrence = uow.occurrences.get(sent.body["occurrence"])
    heading, by = report_name(uow.duties.get(occurrence.duty_id), occurrence, now), uow.people.get(sent.body["by"])
    text = say("attachment.voices", heading=heading, count=sent.body["count"], name=by.name)
    see = button(word("button.see_report_files"), pack("jf", occurrence.id))
    return text, keyboards.inline([see, button(word("button.see_report"), pack("jo", occurrence.id))])


def accept(turn: Turn) -> None:
    """“通过”."""
    decision = decisions.accept(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    occurrence = turn.uow.occurrences.get(decision.occurrence_id)
    turn.show(*_report(turn, turn.uow.duties.get(occurrence.duty_id), occurrence))


def ask_reason(turn: Turn) -> None:
    """“退回”, “请假/不涉及”: why?"""
    what = turn.tap.text(1)
    if what not in decisions.FORMS:
        raise ValueError(what)
    saved = decisions.begin_reason(turn.uow, turn.somebody, what, turn.tap.number(0), turn.desk.forms, turn.now)
    turn.say(*dialogue.view(turn, saved))


def finish_reason(turn: Turn, subject: str) -> None:
    """The reason is written: the report goes back, or the wish to the office."""
    decision = decisions.finish_reason(turn.uow, turn.somebody, subject, turn.now)
    turn.show(say("decision.wish_sent" if decision.verdict is Verdict.ASKED else "decision.given_back"))


def settle(turn: Turn) -> None:
    """“同意”, “还是要报”."""
    made = decisions.settle(turn.uow, turn.somebody, turn.tap.number(0), turn.now, exempt=turn.tap.text(1) == "y")
    turn.show(Html(f"{_of(turn.uow, made, turn)}\n{verdict_line(turn.uow, made)}"))


def _of(uow: UnitOfWork, decision: Decision, turn: Turn) -> Html:
    occurrence = uow.occurrences.get(decision.occurrence_id)
    return say("decision.about", heading=report_name(uow.duties.get(occurrence.duty_id), occurrence, turn.now))


def message(uow: UnitOfWork, sent: OutboxMessage) -> tuple[Html, Markup | None]:
    """What those concerned are told of a decision: by kind, with what they can do."""
    decision = uow.decisions.get(sent.body["decision"])
    occurrence = uow.occurrences.get(decision.occurrence_id)
    duty = uow.duties.get(occurrence.duty_id)
    name = report_name(duty, occurrence, decision.at)
    by = uow.people.get(decision.by).name
    match sent.kind:
        case "exempt_asked":
            yes = button(word("button.let_off"), pack("jx", decision.id, "y"))
            no = button(word("button.still_owed"), pack("jx", decision.id, "n"))
            return say("decision.wish", heading=name, name=by, reason=decision.reason), keyboards.inline([yes, no])
        case "exempt_settled":
            key = "decision.let_off" if decision.verdict is Verdict.EXEMPT else "decision.still_owed"
            return say(key, heading=name), None
    change = button(word("button.change"), pack("go", occurrence.id))
    return say("decision.returned_notice", heading=name, name=by, reason=decision.reason), keyboards.inline([change])
