"""Reports: from the menu, the word 月报 or a reminder's button to the receipt."""

from __future__ import annotations

import re
from datetime import datetime

from handlers import dialogue, keyboards, search, start
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import left, moment, report_name, short_moment
from village.clock import local
from village.forms.schema import Form
from village.forms.steps import steps
from village.model.duties import Duty, Occurrence, State
from village.model.people import Role
from village.model.reports import Report
from village.services import dialogues, duties, problem_lists, reports

LINK = "report"
ASKED = re.compile(r"q(\d{1,18})", re.ASCII)


def started(turn: Turn) -> None:
    """/start: from the group's “去私聊里报” straight into the report, else the welcome or the invitation."""
    if match := ASKED.fullmatch(turn.text):
        start.can_be_written_to(turn)
        return search.continue_in_private(turn, int(match[1]))
    if turn.text != LINK:
        return start.start(turn)
    start.can_be_written_to(turn)
    choose_report(turn)


def choose_report(turn: Turn) -> None:
    """“报送” or “月报”: straight into the one report owed, or a choice where there are several."""
    if turn.person is None:
        return stranger(turn)
    if not turn.is_private:
        return _to_private(turn)
    owed = [(d, o) for d, o in duties.owed_by(turn.uow, turn.person, turn.now) if d.form]
    if not owed:
        return turn.say(say("report.none_owed" if turn.person.has(Role.OFFICIAL) else "report.not_official"))
    if len(owed) == 1:
        return _open(turn, *owed[0])
    rows = [[button(report_name(d, o, turn.now), pack("rep", o.id))] for d, o in owed]
    turn.say(say("report.which"), keyboards.inline(*rows))


def choose_form(turn: Turn, form: Form) -> None:
    """A form's own word (零报告, 巡查日志): into the one owed by it, or what else there is to report."""
    if turn.person is None:
        return stranger(turn)
    owed = [(d, o) for d, o in duties.owed_by(turn.uow, turn.person, turn.now) if d.form == form.name]
    if not owed:
        return turn.say(say("report.form_not_owed", title=form.title))
    waiting = [(d, o) for d, o in owed if o.is_missing]
    _open(turn, *(waiting or owed)[0])


def pasted(turn: Turn) -> bool:
    """Whether the text is a whole report in one message; if so it is shown, split into the fields."""
    saved = reports.fill(turn.uow, turn.somebody, turn.text, turn.desk.forms, turn.now)
    if saved is None:
        return False
    if saved.session.question is None:
        turn.say(*dialogue.pasted_view(turn, saved))
    else:
        turn.say(say("report.pasted_partly", heading=dialogue.heading(turn, saved)))
        turn.say(*dialogue.view(turn, saved))
    return True


def not_a_report(turn: Turn) -> None:
    """“不是月报”: what was taken for a report is thrown away."""
    dialogues.drop(turn.uow, turn.somebody, dialogue.subject(turn.tap.text(0)))
    turn.show(say("report.not_a_report"))


def _to_private(turn: Turn) -> None:
    open_chat = keyboards.link(word("button.to_private"), turn.desk.deep_link(LINK))
    turn.say(say("report.group"), keyboards.inline([open_chat]))


def open_report(turn: Turn) -> None:
    """A tap on “现在报” or on one of several reports."""
    _open(turn, *duties.find_owed(turn.uow, turn.somebody, turn.tap.number(0)))


def _open(turn: Turn, duty: Duty, occurrence: Occurrence) -> None:
    name = report_name(duty, occurrence, turn.now)
    before = turn.uow.reports.latest(occurrence.id)
    draft = reports.draft_of(turn.uow, turn.somebody, occurrence.id)
    if before is not None and draft is None and occurrence.state is not State.RETURNED:
        return turn.say(*_reported(turn, duty, occurrence, before))
    if draft is not None:
        go_on = button(word("button.go_on"), pack("go", occurrence.id))
        over = button(word("button.start_over"), pack("new", occurrence.id))
        return turn.say(say("report.draft_there", heading=name), keyboards.inline([go_on, over]))
    if occurrence.is_closed(turn.now) and before is None:
        late = button(word("button.report_late"), pack("go", occurrence.id))
        leave = button(word("button.leave"), pack("fx", occurrence.id))
        text = say("report.closed", heading=name, due=moment(occurrence.due))
        return turn.say(text, keyboards.inline([late, leave]))
    _begin(turn, occurrence.id)


def _begin(turn: Turn, occurrence_id: int, *, fresh: bool = False) -> None:
    saved = reports.begin(turn.uow, turn.somebody, occurrence_id, turn.desk.forms, turn.now, fresh=fresh)
    turn.say(*dialogue.view(turn, saved))


def go_on(turn: Turn) -> None:
    """“继续填”, “补报” or “改一改”."""
    _begin(turn, turn.tap.number(0))


def start_over(turn: Turn) -> None:
    """“重新填”."""
    _begin(turn, turn.tap.number(0), fresh=True)


def submit_report(turn: Turn, occurrence_id: int) -> None:
    """“提交”, tapped or typed: on disk first, then the receipt; a second time gives the same receipt."""
    receipt = reports.submit(turn.uow, turn.somebody, occurrence_id, turn.now)
    text, markup = _stamped("report.receipt", turn, receipt.duty, receipt.occurrence, receipt.report)
    form = turn.desk.forms.get(receipt.report.form)
    answers = receipt.report.answers
    asked = steps(form, answers, local(turn.now).date()) if form else ()
    lines = ["", *dialogue.answer_lines(asked, answers)] if asked else []
    if found := turn.uow.problems.of_report(occurrence_id):
        lines += ["", say("problem.from_report", count=len(found))]
    turn.show(Html("\n".join([text, *lines])), markup)


def _reported(turn: Turn, duty: Duty, occurrence: Occurrence, report: Report) -> tuple[Html, Markup | None]:
    return _stamped("report.already", turn, duty, occurrence, report)


def _stamped(key: str, turn: Turn, duty: Duty, occurrence: Occurrence, report: Report) -> tuple[Html, Markup | None]:
    name = report_name(duty, occurrence, turn.now)
    until = _until(occurrence, report, turn.now)
    text = say(key, heading=name, version=report.version, made=short_moment(report.made_at), until=until)
    if occurrence.is_closed(turn.now):
        return text, None
    return text, keyboards.inline([button(word("button.change"), pack("go", occurrence.id))])


def _until(occurrence: Occurrence, report: Report, now: datetime) -> Html:
    if not occurrence.is_closed(now):
        return say("report.receipt_until", due=moment(occurrence.due))
    return say("report.receipt_late") if report.late else Html("")


def tasks(turn: Turn) -> None:
    """“我的任务”: what the person's units owe, soonest first."""
    if turn.person is None:
        return stranger(turn)
    owed = duties.owed_by(turn.uow, turn.person, turn.now)
    waiting = [o for _, o in owed if o.is_missing]
    lines = [say("tasks.head", count=len(waiting))] if waiting else [say("tasks.none")]
    rows = []
    for number, (duty, occurrence) in enumerate(owed, 1):
        lines.append(_task_line(turn, number, duty, occurrence))
        if occurrence.is_missing:
            rows.append([_task_button(turn, duty, occurrence)])
    if in_hand := problem_lists.in_hand(turn.uow, turn.person):
        lines.append(say("tasks.problems", count=len(in_hand)))
        rows.append([button(word("menu.problems"), pack("pi"))])
    turn.say(Html("\n".join(lines)), keyboards.inline(*rows) if rows else None)


def _task_button(turn: Turn, duty: Duty, occurrence: Occurrence) -> dict[str, str]:
    name = report_name(duty, occurrence, turn.now)
    if duty.form is None:
        return button(f"{word('button.done')}：{name}", pack("done", occurrence.id))
    key = "button.report_late" if occurrence.is_closed(turn.now) else "button.report_now"
    return button(f"{word(key)}：{name}", pack("rep", occurrence.id))


def _task_line(turn: Turn, number: int, duty: Duty, occurrence: Occurrence) -> Html:
    name = report_name(duty, occurrence, turn.now)
    report = turn.uow.reports.latest(occurrence.id)
    if report is not None:
        return say("tasks.done", number=number, heading=name, version=report.version)
    if not occurrence.is_missing:
        return say("tasks.chore_done", number=number, heading=name)
    due = moment(occurrence.due)
    if occurrence.is_closed(turn.now):
        key = "tasks.late" if duty.form else "tasks.chore_late"
        return say(key, number=number, heading=name, due=due)
    return say("tasks.open", number=number, heading=name, due=due, left=left(occurrence.due, turn.now))
