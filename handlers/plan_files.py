"""A plan sent as a file or pasted as text: progress, the card of what was found, and into the library with one tap."""

from __future__ import annotations

import re

from telegram import Message

from handlers import deadlines, keyboards, plan_words
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from knowledge.facts import PlanDraft
from village.clock import local
from village.model.drafts import FileState, PlanFile, units_of
from village.model.duties import Duty
from village.model.plans import Plan
from village.ports import UnitOfWork
from village.services import draft_facts, drafts
from village.services.access import STAFF
from village.services.drafts import Confirmed

READABLE = (".docx", ".txt", ".md", ".html", ".htm", ".pdf", ".doc", ".yaml", ".yml")
LONG_TEXT = 120  # characters from which on a text with numbered items is no question any more
FEWEST_ITEMS = 3
NUMBERED = re.compile(
    r"(?:^|[\s。；;:：])(?:[一二三四五六七八九十]+、|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]+条)"
)
PROBLEMS_SHOWN = 12
STEPS = ("reading_step.fetch", "reading_step.open", "reading_step.find")
NAMED = 5
NAME_SHOWN = 30


def receive(turn: Turn) -> None:
    """A document came: a clerk's is read as a plan, others are told who can."""
    message = turn.update.effective_message
    document = message.document if message else None
    if turn.person is None or document is None:
        return stranger(turn)
    if not turn.person.has(*STAFF):
        return turn.say(say("said.document"))
    name = document.file_name or "plan.txt"
    if not name.lower().endswith(READABLE):
        return turn.say(say("draft.unknown_kind"))
    drafts.receive(turn.uow, turn.person, turn.chat_id, document.file_id, name, turn.now)


def pasted(turn: Turn) -> bool:
    """A long text of a clerk's: asked whether it is a plan; True when it was taken for one, or for its next part."""
    person, message = turn.somebody, turn.update.effective_message
    if not person.has(*STAFF) or not isinstance(message, Message):
        return False
    goes_on = drafts.unfinished_paste(turn.uow, person, turn.now) is not None
    if not goes_on and not (len(turn.text) > LONG_TEXT and len(NUMBERED.findall(turn.text)) >= FEWEST_ITEMS):
        return False
    name = turn.text.split("\n", 1)[0].strip()[:NAME_SHOWN]
    file, new = drafts.paste(turn.uow, person, turn.chat_id, name, turn.text, turn.now)
    if new:
        yes, no = (
            button(word("button.is_plan"), pack("dp", file.id)),
            button(word("button.no_plan"), pack("dq", file.id)),
        )
        turn.say(say("draft.pasted", name=file.name), keyboards.inline([yes, no]))
    return True


def take_paste(turn: Turn) -> None:
    """“当方案读”."""
    drafts.read_pasted(turn.uow, turn.somebody, turn.tap.number(0), turn.now, is_plan=True)
    turn.show(say("draft.pasted_yes"))


def refuse_paste(turn: Turn) -> None:
    """“不是方案”."""
    drafts.read_pasted(turn.uow, turn.somebody, turn.tap.number(0), turn.now, is_plan=False)
    turn.show(say("draft.pasted_no"))


def progress(file: PlanFile, step: int) -> Html | None:
    """How far the reading of a file has come; None when it is over."""
    if file.state is not FileState.WAITING:
        return None
    return say("draft.reading", name=file.name, number=step + 1, total=len(STEPS), step=word(STEPS[step]))


def card(uow: UnitOfWork, file: PlanFile, number: int) -> tuple[Html, Markup | None] | None:
    """What was found in a plan, with what can be done next; why not, when the file could not be read."""
    if file.state is FileState.FAILED:
        return _failure(file), None
    draft = file.drafts[number] if number < len(file.drafts) else None
    return None if draft is None else view(uow, file, number, draft)


def _failure(file: PlanFile) -> Html:
    problems = file.details.problems
    if not problems:
        return say("draft.failed", name=file.name, why=Html(word(f"unreadable.{file.reason}")))
    lines = [say("draft.mistakes", name=file.name, count=len(problems))]
    lines += [say("draft.mistake", line=line, said=said) for line, said in problems[:PROBLEMS_SHOWN]]
    if len(problems) > PROBLEMS_SHOWN:
        lines.append(say("draft.more_mistakes", count=len(problems) - PROBLEMS_SHOWN))
    return Html("\n".join([*lines, say("draft.mend_and_send")]))


def view(uow: UnitOfWork, file: PlanFile, number: int, draft: PlanDraft) -> tuple[Html, Markup]:
    """The card of a draft."""
    lines = [say("draft.title", title=draft.title, details=plan_words.details(draft))]
    if len(file.drafts) > 1:
        lines = [say("draft.several", number=number + 1, total=len(file.drafts)), *lines]
    lines.append(_counts(draft))
    if draft.kind in {"report", "other"}:
        lines.append(say("draft.no_plan"))
    said, rows = _with_library(uow, file, number, draft)
    check = [button(word("button.check"), pack("dm", file.id, number))]
    if draft.unclear:
        check.append(button(word("button.unclear_first"), pack("df", file.id, number, "u", 0)))
    return Html("\n".join([*lines, *said])), keyboards.inline(check, *rows)


def _counts(draft: PlanDraft) -> Html:
    counts = say(
        "draft.counts",
        clauses=len(draft.clauses),
        indicators=len(draft.indicators),
        deadlines=len(draft.deadlines),
        units=len(units_of(draft)),
    )
    return Html(counts + say("draft.unclear", count=len(draft.unclear))) if draft.unclear else counts


def _with_library(
    uow: UnitOfWork, file: PlanFile, number: int, draft: PlanDraft
) -> tuple[list[Html], list[list[dict[str, str]]]]:
    """What the library has that is like it, and what can be done with the draft then."""
    note, at = file.note(number), (file.id, number)
    no = button(word("button.discard"), pack("dx", *at))
    if note.known is not None:
        plan = uow.plans.get(note.known)
        if not plan.live:
            return [say("draft.known_retired")], [[button(word("button.use_again"), pack("dok", *at)), no]]
        changed = _changed(plan.draft, draft)
        if not changed:
            return [say("draft.known")], [[button(word("button.never_mind"), pack("dx", *at))]]
        lines = [say("draft.known_changed", count=len(changed)), *changed[:NAMED]]
        return lines, [[button(word("button.use_changed"), pack("dok", *at)), no]]
    if note.rival is not None and (rival := uow.plans.get(note.rival)).live:
        said = _rival_line(rival, note.share)
        replace = [button(word("button.replace"), pack("dr", *at, rival.id))]
        return [said], [replace, [button(word("button.keep_both"), pack("dok", *at)), no]]
    return [], [[button(word("button.use"), pack("dok", *at)), no]]


def _rival_line(rival: Plan, share: int) -> Html:
    if not share:
        return say("draft.replaces", title=rival.draft.title)
    return say("draft.like", title=rival.draft.title, share=plan_words.share_words(share))


def _changed(old: PlanDraft, new: PlanDraft) -> list[Html]:
    """What a draft says otherwise than the plan in the library, a line a fact."""
    lines = []
    if (old.title, old.level, old.year) != (new.title, new.level, new.year):
        lines.append(say("change.about", title=new.title, details=plan_words.details(new)))
    lines += [
        say("change.now", fact=_first_line(plan_words.indicator(i))) for i in new.indicators if i not in old.indicators
    ]
    lines += [
        say("change.now", fact=_first_line(plan_words.deadline(d, new.year)))
        for d in new.deadlines
        if d not in old.deadlines
    ]
    lines += [say("change.units", clause=c.id) for c in new.clauses if c not in old.clauses]
    gone = len(old.indicators) + len(old.deadlines) - len(new.indicators) - len(new.deadlines)
    return [*lines, *([say("change.gone", count=gone)] if gone > 0 else [])]


def _first_line(text: Html) -> Html:
    return Html(text.split("\n", 1)[0])


def show_card(turn: Turn) -> None:
    """Back from the facts to the card."""
    draft_facts.stop_typing(turn.uow, turn.somebody)
    file, draft = found(turn)
    turn.show(*view(turn.uow, file, turn.tap.number(1), draft))


def found(turn: Turn) -> tuple[PlanFile, PlanDraft]:
    """The draft a button is about."""
    return drafts.find(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1))


# Into the library


def use(turn: Turn) -> None:
    """“直接启用”: into the library; first the year, where days without one would be lost."""
    _, draft = found(turn)
    if draft_facts.needs_year(draft):
        return _ask_year(turn, draft, 0)
    _confirm(turn, None)


def replace(turn: Turn) -> None:
    """“启用，换掉旧的”."""
    _, draft = found(turn)
    if draft_facts.needs_year(draft):
        return _ask_year(turn, draft, turn.tap.number(2))
    _confirm(turn, turn.tap.number(2))


def _ask_year(turn: Turn, draft: PlanDraft, old: int) -> None:
    at, this = (turn.tap.number(0), turn.tap.number(1)), local(turn.now).year
    years = [button(word("button.as_year", year=year), pack("dyr", *at, year, old)) for year in (this, this + 1)]
    other = button(word("button.other_year"), pack("dt", *at, "year", "i", 0, 0))
    none = button(word("button.no_year"), pack("dyr", *at, 0, old))
    text = say("draft.ask_year", title=draft.title, year=this)
    turn.show(text, keyboards.inline(years, [other, none]))


def use_in_year(turn: Turn) -> None:
    """“按 2026 年”, or without a year."""
    year, old = turn.tap.number(2), turn.tap.number(3)
    if year:
        draft_facts.set_year(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), year)
    _confirm(turn, old or None)


def _confirm(turn: Turn, replaces: int | None) -> None:
    done = drafts.confirm(
        turn.uow,
        turn.somebody,
        turn.tap.number(0),
        turn.tap.number(1),
        turn.now,
        replaces=replaces,
        seasons=turn.desk.seasons,
    )
    turn.show(Html("\n".join(_used(done))))
    deadlines.offer(turn, done.plan)


def _used(done: Confirmed) -> list[Html]:
    title = done.plan.draft.title
    lines = [say("draft.corrected" if done.imported.changed and not done.imported.new else "draft.used", title=title)]
    if done.replaced is not None:
        lines.append(say("draft.old_retired", title=done.replaced.draft.title))
    if done.followed.made:
        lines.append(say("draft.followed", count=len(done.followed.made), names=_names(done.followed.made)))
    if done.followed.ended:
        lines.append(say("draft.not_followed", count=len(done.followed.ended), names=_names(done.followed.ended)))
    return lines


def _names(duties: tuple[Duty, ...]) -> str:
    return "、".join(keyboards.shorten(duty.name, NAME_SHOWN) for duty in duties[:NAMED])


def discard(turn: Turn) -> None:
    """“不要了”."""
    gone = drafts.discard(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    turn.show(say("draft.discarded", title=gone.title))
