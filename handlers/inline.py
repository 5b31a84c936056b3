"""``@bot 秸秆`` in any chat: up to five cited clauses to choose from, for people who have joined.

The answer is sent at once and not through the outbox: a list nobody waits for any more is worth nothing, and who is
still typing asks again by the next letter.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from handlers import answer_card, answer_parts, keyboards
from handlers.desk import Desk
from handlers.start import FROM_INLINE
from handlers.texts import Html, word
from handlers.wording import plan_details
from knowledge.search import Answer
from village.model.people import Person
from village.model.questions import Faq
from village.ports import UnitOfWork

MOST = 5
CACHE_SECONDS = 5
SHORTEST, LONGEST = 2, 200
TITLE_SHOWN = 60


async def answer(update: Update, context: Any) -> None:
    """Answer one inline question."""
    desk: Desk = context.bot_data["desk"]
    found = await desk.off_loop(_results, desk, update)
    if found is None or update.inline_query is None:
        return
    results, is_member = found
    try:
        await update.inline_query.answer(
            results,
            cache_time=CACHE_SECONDS,
            is_personal=True,
            button=None if is_member else InlineQueryResultsButton(word("inline.join"), start_parameter=FROM_INLINE),
        )
    except TelegramError:
        return  # asked too long ago: the person has typed on


def _results(desk: Desk, update: Update) -> tuple[list[InlineQueryResultArticle], bool] | None:
    """What to offer, and whether the person has joined; None when the update is done already."""
    query = update.inline_query
    with desk.storage.begin() as uow:
        if query is None or not uow.inbox.done(update.update_id, desk.clock.now()):
            return None
        person = uow.people.by_account(query.from_user.id)
        offered = _offered(desk, uow, person, query.query.strip()) if person is not None else []
        uow.commit()
    return offered, person is not None


def _offered(desk: Desk, uow: UnitOfWork, person: Person, text: str) -> list[InlineQueryResultArticle]:
    """Nothing is kept of what is typed here: every letter is a question of its own."""
    if not SHORTEST <= len(text) <= LONGEST or not any(c.isalnum() for c in text):
        return []
    found = desk.answers.glance(uow, person, text, desk.clock.now())
    made = [_faq(uow, found.faq)] if found.faq is not None else []
    if found.reply.found:
        made += [_article(n, each, desk.clock.now()) for n, each in enumerate(answer_card.choice(found).all)]
    return made[:MOST]


def _article(number: int, answer: Answer, now: datetime) -> InlineQueryResultArticle:
    place = f"{answer.plan}{plan_details(answer.level, answer.year, answer.clause)}"
    return _made(f"a{number}", answer_parts.title(answer), place, answer_parts.cited(answer, now))


def _faq(uow: UnitOfWork, faq: Faq) -> InlineQueryResultArticle:
    return _made(f"f{faq.id}", faq.answer, faq.question, answer_parts.faq_text(uow, faq))


def _made(key: str, title: str, description: str, text: Html) -> InlineQueryResultArticle:
    content = InputTextMessageContent(
        str(text), parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )
    return InlineQueryResultArticle(key, keyboards.shorten(title, TITLE_SHOWN), content, description=description)
