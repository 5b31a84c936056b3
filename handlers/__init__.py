"""Chat in → one service call → chat out. ``register_all`` is the one list of what answers what, in order."""

from __future__ import annotations

from typing import Any

from telegram import Update
from telegram.ext import (
    Application,
    BaseHandler,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    TypeHandler,
    filters,
)

from handlers import (
    agenda,
    attachments,
    board,
    chores,
    deadlines,
    decisions,
    dialogue,
    documents,
    faqs,
    finishing,
    gaps,
    groups,
    incidents,
    inline,
    invite,
    library,
    missed,
    notices,
    office_words,
    plan_facts,
    plan_files,
    plan_fixes,
    pleas,
    problems,
    reports,
    responses,
    roster,
    said,
    search,
    start,
    status,
)
from handlers.turn import Handle, Turn, turn

PRIVATE = filters.ChatType.PRIVATE
GROUPS = filters.ChatType.GROUPS
NEW = filters.UpdateType.MESSAGE
EDITED = filters.UpdateType.EDITED_MESSAGE

PRIVATE_COMMANDS: dict[str, Handle] = {
    "start": reports.started,
    "help": start.help_,
    "report": reports.choose_report,
    "tasks": reports.tasks,
    "q": search.ask_command,
    "cancel": dialogue.leave,
    "board": board.show,
    "missed": missed.show,
    "status": status.show,
    "invite": invite.begin,
    "deadlines": deadlines.show,
    "plans": library.show,
    "problems": problems.mine,
    "ledger": problems.ledger,
    "bind": groups.bind,
    "mine": agenda.show,
    "unanswered": gaps.show,
    "answers": faqs.show,
    "words": office_words.command,
}

GROUP_COMMANDS: dict[str, Handle] = {
    "q": said.group_question,
    "status": groups.status,
    "bind": groups.bind,
    "help": groups.where_bound(start.help_),
    "start": groups.where_bound(start.help_),
    "report": groups.where_bound(reports.choose_report),
}

TAPS: dict[str, Handle] = {
    "join": start.join,
    "nojoin": start.decline,
    "cand": search.candidate,
    "src": search.show_source,
    "who": search.responsible,
    "whn": search.due,
    "all": search.show_all,
    "fqs": search.show_faq,
    "vy": search.good,
    "vn": search.bad,
    "ofc": pleas.send,
    "ofx": pleas.withdraw,
    "ha": pleas.begin_answer,
    "hc": pleas.clauses,
    "hu": pleas.use_clause,
    "hd": pleas.decline,
    "fqp": faqs.page,
    "fqm": faqs.begin_mending,
    "fqr": faqs.remove,
    "fqb": faqs.restore,
    "gp": gaps.page,
    "gj": gaps.join,
    "gu": gaps.use,
    "gd": gaps.drop,
    "gx": gaps.export,
    "wdx": office_words.remove,
    "ag": agenda.page,
    "rep": reports.open_report,
    "go": reports.go_on,
    "new": reports.start_over,
    "fb": finishing.moving(dialogue.back),
    "fs": finishing.moving(dialogue.skip),
    "fc": finishing.moving(dialogue.choose),
    "fq": finishing.moving(dialogue.choose_quick),
    "fd": finishing.moving(dialogue.confirm),
    "fn": finishing.moving(dialogue.go_on),
    "fl": dialogue.list_fields,
    "fm": dialogue.mend,
    "fv": dialogue.show_again,
    "fx": dialogue.leave,
    "pn": problems.register_tapped,
    "px": problems.attach,
    "ps": problems.begin,
    "py": problems.approve,
    "pk": problems.no_return,
    "po": problems.reopen,
    "pv": problems.details,
    "pf": problems.files,
    "pq": problems.position,
    "pi": problems.mine,
    "pm": problems.mine_page,
    "pb": problems.ledger_tapped,
    "pl": problems.state_page,
    "ib": incidents.begin_tapped,
    "iq": incidents.only_asking,
    "in": incidents.no_change,
    "it": incidents.story,
    "nr": notices.reply,
    "nb": notices.change_answer,
    "na": notices.remind,
    "nl": notices.list_waiting,
    "np": notices.tick_called,
    "nv": notices.show,
    "nx": notices.ask_recall,
    "ny": notices.recall,
    "nc": notices.begin_correction,
    "nn": notices.begin,
    "rw": roster.week,
    "rb": responses.refresh,
    "rn": responses.begin,
    "rl": responses.ask_lift,
    "ry": responses.lift,
    "rr": responses.received,
    "rd": responses.done,
    "jl": decisions.list_reported,
    "jo": decisions.show_report,
    "jf": decisions.show_files,
    "ja": decisions.accept,
    "jr": decisions.ask_reason,
    "jx": decisions.settle,
    "fno": reports.not_a_report,
    "fok": finishing.finish_tapped,
    "brd": board.refresh,
    "doc": documents.order,
    "docp": documents.order_problems,
    "again": status.again,
    "bind": groups.bind_tapped,
    "dp": plan_files.take_paste,
    "dq": plan_files.refuse_paste,
    "dc": plan_files.show_card,
    "dok": plan_files.use,
    "dr": plan_files.replace,
    "dyr": plan_files.use_in_year,
    "dx": plan_files.discard,
    "dm": plan_facts.menu,
    "df": plan_facts.show_fact,
    "dd": plan_facts.remove,
    "du": plan_facts.accept_offer,
    "da": plan_facts.show_about,
    "dv": plan_facts.choose_level,
    "dl": plan_facts.set_level,
    "de": plan_fixes.which,
    "dt": plan_fixes.begin,
    "kl": deadlines.show_page,
    "kp": deadlines.choose,
    "ks": deadlines.save,
    "kn": deadlines.not_now,
    "yl": library.show_page,
    "yp": library.show_plan,
    "yc": library.correct,
    "ye": library.export,
    "yb": library.bring_back,
    "lr": library.ask_retire,
    "ly": library.retire,
    "done": chores.mark_done,
    "undo": chores.not_done,
}


FOR_STRANGERS = frozenset({"join", "nojoin"})
IN_GROUPS = frozenset({"cand", "src", "who", "whn", "all", "vy", "vn", "ag", "nr", "bind"})
IN_PRIVATE = TAPS.keys() - {"bind"}


def tapped(made: Turn) -> None:
    """A pressed button: its verb decides; one unknown, a stranger's or out of place gets a kind word."""
    handle = TAPS.get(made.tap.verb)
    if handle is None:
        raise ValueError(made.tap.verb)
    if made.person is None and made.tap.verb not in FOR_STRANGERS:
        raise ValueError("a stranger's tap")
    if made.tap.verb not in (IN_PRIVATE if made.is_private else IN_GROUPS):
        raise ValueError("a tap in the wrong place")
    handle(made)


def nothing(made: Turn) -> None:
    """An update nobody here is meant to answer: it is done all the same."""


def _handlers() -> list[BaseHandler[Update, Any, Any]]:
    """In order; the first that fits takes the update."""
    return [
        CallbackQueryHandler(turn(tapped)),
        InlineQueryHandler(inline.answer),
        ChatMemberHandler(turn(groups.membership), ChatMemberHandler.MY_CHAT_MEMBER),
        MessageHandler(filters.StatusUpdate.MIGRATE, turn(groups.migrated)),
        *(CommandHandler(name, turn(handle), PRIVATE & NEW) for name, handle in PRIVATE_COMMANDS.items()),
        *(CommandHandler(name, turn(handle), GROUPS & NEW) for name, handle in GROUP_COMMANDS.items()),
        MessageHandler(PRIVATE & NEW & filters.COMMAND, turn(said.private_command)),
        MessageHandler(PRIVATE & NEW & filters.TEXT, turn(said.private_text)),
        MessageHandler(PRIVATE & NEW & ~filters.StatusUpdate.ALL, turn(attachments.received)),
        MessageHandler(GROUPS & NEW & filters.TEXT & ~filters.COMMAND, turn(said.group_question)),
        MessageHandler(EDITED & filters.TEXT, turn(search.edited)),
        TypeHandler(Update, turn(nothing)),
    ]


def register_all(application: Application[Any, Any, Any, Any, Any, Any]) -> None:
    """Every handler in its order, all in one group: exactly one of them takes an update."""
    application.add_handlers(_handlers())


__all__ = ["FOR_STRANGERS", "GROUP_COMMANDS", "PRIVATE_COMMANDS", "TAPS", "register_all"]
