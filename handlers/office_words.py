"""Words people here say: a clerk adds “茅厕=厕所”, and questions with 茅厕 find 厕所 from then on."""

from __future__ import annotations

import re

from handlers import keyboards
from handlers.callback_data import pack
from handlers.keyboards import Markup, button
from handlers.start import stranger
from handlers.texts import Html, say, word
from handlers.turn import Turn
from village.services import office_words
from village.services.access import STAFF

ADDING = re.compile(r"加词\s*[:：]?\s*(?P<word>[^=＝]+?)\s*[=＝]\s*(?P<meaning>[^=＝]+?)\s*[。.]?")
LISTED = 30


def is_meant(turn: Turn) -> bool:
    """Whether a clerk adds a word."""
    return turn.somebody.has(*STAFF) and ADDING.fullmatch(turn.text) is not None


def add(turn: Turn) -> None:
    """“加词 茅厕=厕所”."""
    _add(turn, turn.text)


def command(turn: Turn) -> None:
    """/words alone shows the list; /words 茅厕=厕所 adds one."""
    _add(turn, f"加词 {turn.text}")


def _add(turn: Turn, text: str) -> None:
    found = ADDING.fullmatch(text)
    if found is None or turn.person is None:
        return show(turn)
    new = office_words.add(turn.uow, turn.person, found["word"], found["meaning"], turn.now)
    turn.say(say("words.added" if new else "words.known", word=found["word"], meaning=found["meaning"]))


def show(turn: Turn) -> None:
    """“本地说法” or /words: what was added, each to be taken out again."""
    if turn.person is None:
        return stranger(turn)
    turn.say(*_list(turn))


def remove(turn: Turn) -> None:
    """“删 2”."""
    office_words.remove(turn.uow, turn.somebody, turn.tap.number(0), turn.now)
    turn.show(*_list(turn))


def _list(turn: Turn) -> tuple[Html, Markup | None]:
    found = office_words.words(turn.uow, turn.somebody)[-LISTED:]
    if not found:
        return say("words.none"), None
    lines = [say("words.head")]
    lines += [say("words.line", number=n, word=w.word, meaning=w.meaning) for n, w in enumerate(found, 1)]
    keys = [button(f"{word('button.delete')} {n}", pack("wdx", w.id)) for n, w in enumerate(found, 1)]
    return Html("\n".join([*lines, "", say("words.how")])), keyboards.inline(*keyboards.columns(keys, 4))
