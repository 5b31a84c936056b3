"""A plan sent as a file: what was found, fact by fact beside its quote, then into the library with one tap."""

from __future__ import annotations

from handlers import dialogue, keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from handlers.wording import clause_label, plan_details
from knowledge.facts import Deadline, Indicator, PlanDraft
from village.model.drafts import Fact, FileState, PlanFile, facts
from village.model.plans import recurring
from village.ports import UnitOfWork
from village.services import drafts, plans
from village.services.access import STAFF, require_any

READABLE = (".docx", ".txt", ".md", ".html", ".htm", ".pdf", ".doc")
QUOTE_SHOWN = 300
LISTED = 20
FIX_FORM = "indicator_fix"
OPS = {
    ">=": "op.at_least",
    "<=": "op.at_most",
    "=": "op.equal",
    ">": "op.above",
    "<": "op.below",
    "increase": "op.increase",
    "decrease": "op.decrease",
}
TIMES = {"weekly": "when.weekly", "daily": "when.daily", "yearly": "when.yearly"}
PLAIN_TIMES = {
    "monthly": "when.every_month",
    "weekly": "when.every_week",
    "daily": "when.every_day",
    "quarterly": "when.every_quarter",
    "yearly": "when.every_year",
}


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
    turn.say(say("draft.reading", name=name))


def card(uow: UnitOfWork, file: PlanFile, number: int) -> tuple[Html, Markup | None] | None:
    """What was found in a plan, with what can be done next; why not, when the file could not be read."""
    if file.state is FileState.FAILED:
        return say("draft.failed", name=file.name, why=Html(word(f"unreadable.{file.reason}"))), None
    draft = file.drafts[number]
    return None if draft is None else _card(uow, file.id, number, draft)


def _card(uow: UnitOfWork, file_id: int, number: int, draft: PlanDraft) -> tuple[Html, Markup]:
    units = {unit for clause in draft.clauses for unit in (*clause.lead, *clause.support)}
    lines = [
        say("draft.title", title=draft.title, details=plan_details(draft.level, draft.year, "")),
        say(
            "draft.counts",
            clauses=len(draft.clauses),
            indicators=len(draft.indicators),
            deadlines=len(draft.deadlines),
            units=len(units),
        ),
    ]
    if draft.kind in {"report", "other"}:
        lines.append(say("draft.no_plan"))
    rows = []
    if facts(draft):
        rows.append([button(word("button.check"), pack("df", file_id, number, 0))])
    before = drafts.predecessor(uow, draft)
    if before is not None:
        lines.append(say("draft.replaces", title=before.draft.title))
        rows.append([button(word("button.replace"), pack("dr", file_id, number, before.id))])
    use = word("button.keep_both" if before else "button.use")
    rows.append(
        [button(use, pack("dok", file_id, number)), button(word("button.discard"), pack("dx", file_id, number))]
    )
    return Html("\n".join(lines)), keyboards.inline(*rows)


def show_card(turn: Turn) -> None:
    """Back from the facts to the card."""
    file, draft = _found(turn)
    turn.show(*_card(turn.uow, file.id, turn.tap.number(1), draft))


def _found(turn: Turn) -> tuple[PlanFile, PlanDraft]:
    return drafts.find(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1))


def show_fact(turn: Turn) -> None:
    """One fact beside its quote, with what can be done about it."""
    file, draft = _found(turn)
    turn.show(*_fact_view(file.id, turn.tap.number(1), draft, turn.tap.number(2)))


def _fact_view(file_id: int, number: int, draft: PlanDraft, at: int) -> tuple[Html, Markup]:
    fact, total = drafts.fact_at(draft, at), len(facts(draft))
    lines = [say("draft.fact", number=at + 1, total=total, fact=fact_words(fact)), ""]
    lines.append(say("draft.quote", quote=fact.quote[:QUOTE_SHOWN], clause=clause_label(fact.clause)))
    onward = at + 1 < total
    go = button(word("button.right_next"), pack("df", file_id, number, at + 1)) if onward else None
    done = button(word("button.to_card"), pack("dc", file_id, number))
    moves = [go, done] if go else [done]
    wrong = [button(word("button.remove_fact"), pack("dd", file_id, number, at))]
    if isinstance(fact, Indicator):
        wrong.append(button(word("button.correct_fact"), pack("de", file_id, number, at)))
    return Html("\n".join(lines)), keyboards.inline([m for m in moves if m], wrong)


def fact_words(fact: Fact) -> Html:
    """A fact in the words a person says."""
    if isinstance(fact, Deadline):
        return say("draft.deadline", what=fact.what, when=_when(fact.when))
    value = "–".join(f"{v:g}" for v in fact.value) if isinstance(fact.value, tuple) else f"{fact.value:g}"
    op = word(OPS[fact.op])
    due = say("draft.due", due=fact.due) if fact.due else ""
    return Html(say("draft.indicator", name=fact.name, op=op, value=value, unit=fact.unit) + due)


def _when(when: object) -> str:
    if isinstance(when, dict):
        return f"{when.get('from') or ''}—{when.get('to') or ''}"
    name, _, rest = str(when).partition(":")
    if name == "monthly" and rest:
        return say("when.monthly", day=rest)
    if name in TIMES and rest:
        return say(TIMES[name], count=rest)
    return word(PLAIN_TIMES[name]) if name in PLAIN_TIMES else str(when)


def correct_fact(turn: Turn) -> None:
    """“改一改”: a small dialogue over the figure."""
    numbers = (turn.tap.number(0), turn.tap.number(1), turn.tap.number(2))
    form = turn.desk.forms[FIX_FORM]
    turn.show(*dialogue.view(turn, drafts.begin_fix(turn.uow, turn.somebody, *numbers, form, turn.now)))


def finish_fix(turn: Turn, subject: str) -> None:
    """The figure is right now: the fact again, as it will stand in the library."""
    file_id, number, at = drafts.finish_fix(turn.uow, turn.somebody, subject)
    _, draft = drafts.find(turn.uow, turn.somebody, file_id, number)
    turn.show(*_fact_view(file_id, number, draft, at))


def remove_fact(turn: Turn) -> None:
    """“不是，去掉”: then the next fact, or the card after the last."""
    file_id, number, at = turn.tap.number(0), turn.tap.number(1), turn.tap.number(2)
    draft = drafts.remove_fact(turn.uow, turn.somebody, file_id, number, at)
    left = len(facts(draft))
    if not left:
        return turn.show(*_card(turn.uow, file_id, number, draft))
    turn.show(*_fact_view(file_id, number, draft, min(at, left - 1)))


def use(turn: Turn) -> None:
    """“启用”: into the library; questions are answered from it at once."""
    plan = drafts.confirm(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    _used(turn, plan.draft, len(recurring(plan)))


def replace(turn: Turn) -> None:
    """“启用，换掉旧的”."""
    old = turn.tap.number(2)
    plan = drafts.confirm(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now, replaces=old)
    _used(turn, plan.draft, len(recurring(plan)))


def _used(turn: Turn, draft: PlanDraft, repeating: int) -> None:
    lines = [say("draft.used", title=draft.title)]
    rows = []
    if repeating:
        lines.append(say("draft.repeating", count=repeating))
        rows.append([button(word("menu.deadlines"), pack("dl"))])
    turn.show(Html("\n".join(lines)), keyboards.inline(*rows) if rows else None)


def discard(turn: Turn) -> None:
    """“不要了”."""
    gone = drafts.discard(turn.uow, turn.somebody, turn.tap.number(0), turn.tap.number(1), turn.now)
    turn.show(say("draft.discarded", title=gone.title))


def library(turn: Turn) -> None:
    """“方案库” or /plans: what questions are answered from, each to be retired with a tap."""
    if turn.person is None:
        return stranger(turn)
    require_any(turn.person, "see_library", *STAFF)
    found = turn.uow.plans.all()
    if not found:
        return turn.say(say("library.empty"))
    lines = [say("library.head", count=len(found))]
    for n, plan in enumerate(found[:LISTED], 1):
        lines.append(say("library.line", number=n, title=plan.draft.title, details=_details(plan.draft)))
    rows = [button(f"{word('button.retire')} {n}", pack("lr", p.id)) for n, p in enumerate(found[:LISTED], 1)]
    turn.say(Html("\n".join(lines)), keyboards.inline(*keyboards.columns(rows, 3)))


def _details(draft: PlanDraft) -> str:
    return plan_details(draft.level, draft.year, "")


def ask_retire(turn: Turn) -> None:
    """“停用 3”: ask once more, since answers change for everybody."""
    plan = turn.uow.plans.get(turn.tap.number(0))
    yes = button(word("button.retire_yes"), pack("ly", plan.id))
    turn.say(say("library.ask_retire", title=plan.draft.title), keyboards.inline([yes]))


def retire(turn: Turn) -> None:
    """“停用”, meant."""
    plan = plans.retire(turn.uow, turn.tap.number(0), turn.somebody, turn.now)
    turn.show(say("library.retired", title=plan.draft.title))
