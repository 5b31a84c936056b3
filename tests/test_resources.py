"""The things that are data are whole: sentences, forms, commands, buttons and menu words."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from handlers import FOR_STRANGERS, GROUP_COMMANDS, IN_GROUPS, IN_PRIVATE, PRIVATE_COMMANDS, TAPS, commands, said, texts
from handlers.callback_data import LIMIT, pack
from handlers.commands import WORDS, word_meant
from knowledge.facts import WHY
from village.forms.loader import DEFINITIONS, load_forms, shipped_forms
from village.model import incidents
from village.model.people import Person, Post, Role, Unit, UnitKind
from village.services import dialogues, notices

ROOT = Path(__file__).parent.parent
CODE = [p for folder in ("handlers", "bot", "web") for p in (ROOT / folder).rglob("*.py") if "chatroom" not in p.parts]
KEYS = texts.keys()
SPEAKERS = {"say", "word"}
LARGEST_ID = 10**12  # what a row's number may grow to


# Sentences


@dataclass
class Said:
    """A call of ``say`` or ``word`` as it stands in the code."""

    where: str
    keys: list[str] = field(default_factory=list)
    patterns: list[str] = field(default_factory=list)
    given: set[str] = field(default_factory=set)
    open_ended: bool = False
    is_word: bool = False


def calls() -> Iterator[Said]:
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in SPEAKERS:
                found = Said(f"{file.relative_to(ROOT)}:{node.lineno}", is_word=_name(node.func) == "word")
                _read_key(node.args[0], found)
                found.given = {k.arg for k in node.keywords if k.arg}
                found.open_ended = any(k.arg is None for k in node.keywords)
                yield found


def _name(node: ast.expr) -> str:
    """``say``, ``texts.word``; but not ``turn.say``, which sends."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "texts":
        return node.attr
    return ""


def _read_key(node: ast.expr, found: Said) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        found.keys.append(node.value)
    elif isinstance(node, ast.IfExp):
        _read_key(node.body, found)
        _read_key(node.orelse, found)
    elif isinstance(node, ast.JoinedStr):
        parts = [re.escape(v.value) if isinstance(v, ast.Constant) else r"[a-z_0-9]+" for v in node.values]
        found.patterns.append("".join(parts))


CALLS = list(calls())


def literals() -> set[str]:
    """Every string in the code: a key may be chosen in one place and said in another."""
    trees = (ast.parse(file.read_text("utf-8")) for file in CODE)
    return {
        n.value for tree in trees for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
    }


def test_the_code_was_found() -> None:
    assert len(CALLS) > 50


def test_every_sentence_the_code_asks_for_is_there() -> None:
    missing = [(c.where, key) for c in CALLS for key in c.keys if not texts.has(key)]
    missing += [(c.where, p) for c in CALLS for p in c.patterns if not any(re.fullmatch(p, k) for k in KEYS)]
    assert missing == []


def test_every_sentence_is_asked_for_somewhere() -> None:
    strings = literals()
    patterns = [p for c in CALLS for p in c.patterns] + [r"invalid\.[a-z_]+"]  # chosen by the rule that was broken
    unused = [k for k in KEYS if k not in strings and not any(re.fullmatch(p, k) for p in patterns)]
    assert unused == []


def test_every_blank_gets_a_value_and_no_value_is_given_for_nothing() -> None:
    wrong = [
        (c.where, key, texts.blanks(key) ^ c.given)
        for c in CALLS
        for key in c.keys
        if texts.has(key) and not c.open_ended and not c.is_word and texts.blanks(key) != c.given and len(c.keys) == 1
    ]
    assert wrong == []


def test_where_the_key_varies_every_blank_of_each_gets_a_value() -> None:
    for call in CALLS:
        chosen = call.keys if len(call.keys) > 1 else []
        chosen = chosen + [k for p in call.patterns for k in KEYS if re.fullmatch(p, k)]
        if not call.open_ended and not call.is_word:
            for key in chosen:
                assert texts.blanks(key) <= call.given, (call.where, key)


def test_plain_words_get_their_values_and_have_no_marks() -> None:
    for call in CALLS:
        for key in call.keys:
            if call.is_word and texts.has(key):
                assert texts.blanks(key) == call.given, (call.where, key)
                assert "<" not in texts.word(key), (call.where, key)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.used: set[str] = set()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.open.append(tag)
        self.used.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("key", KEYS)
def test_a_sentence_is_well_formed_and_kind(key: str) -> None:
    sentence = texts.word(key)
    parser = _Tags()
    parser.feed(sentence)
    assert (parser.open, parser.used - {"b", "i"}) == ([], set())
    assert sentence.strip() == sentence, "blanks at the ends"
    assert sentence
    assert "!" not in sentence, "nobody is shouted at"
    assert "！" not in sentence, "nobody is shouted at"
    assert "用户" not in sentence, "people have names"
    assert len(sentence) < 600


def test_no_sentence_stands_twice_in_the_file() -> None:
    class Loader(yaml.SafeLoader):
        pass

    def mapping(loader: yaml.SafeLoader, node: yaml.MappingNode) -> dict[object, object]:
        names = [k.value for k, _ in node.value]
        assert len(names) == len(set(names)), [n for n, count in Counter(names).items() if count > 1]
        return dict(loader.construct_pairs(node, deep=True))

    Loader.add_constructor("tag:yaml.org,2002:map", mapping)
    yaml.load(texts.FILE.read_text("utf-8"), Loader)


def test_every_reason_why_a_piece_is_unclear_has_a_sentence() -> None:
    assert [why for why in WHY if not texts.has(f"unclear.{why}")] == []


# Forms


def test_the_shipped_forms_load_and_each_file_is_named_after_its_form() -> None:
    assert load_forms(DEFINITIONS) == shipped_forms()
    assert {f.stem for f in DEFINITIONS.glob("*.yaml")} == set(shipped_forms())


def test_every_form_the_code_names_is_shipped() -> None:
    from handlers import invite
    from village.services import plan_duties

    assert {*(form for _, _, form in plan_duties.FORMS), dialogues.INVITATION, invite.FORM} <= shipped_forms().keys()


def test_a_word_asks_for_one_form_only_and_for_nothing_else_of_the_menu() -> None:
    owners = Counter(word for form in shipped_forms().values() for word in form.words)
    assert [word for word, count in owners.items() if count > 1] == []
    meant = {word: word_meant(word) for word in owners}
    assert {word: action for word, action in meant.items() if action not in {None, "report", "invite"}} == {}


def test_the_roles_of_the_invitation_are_those_the_office_knows() -> None:
    assert shipped_forms()["invitation"].field("role").choices == tuple(dialogues.ROLE_WORDS)


def test_the_choices_of_a_notice_are_those_the_office_knows() -> None:
    form = shipped_forms()["notice"]
    assert form.field("to").choices == tuple(notices.AUDIENCES)
    assert form.field("way").choices == tuple(notices.WAYS)
    assert form.field("when").choices == (notices.NOW, notices.TOMORROW, notices.AT_A_TIME)


def test_an_incident_has_a_form_for_each_report_of_its_chain() -> None:
    assert all(name in shipped_forms() for name in incidents.FORMS.values())


# Commands and menu words

UNIT = Unit(1, "清河镇", UnitKind.TOWN)


def everybody() -> Iterator[Person]:
    """People with every mixture of roles."""
    for mask in range(1, 2 ** len(Role)):
        posts = tuple(Post(UNIT, role, "干部") for n, role in enumerate(Role) if mask >> n & 1)
        yield Person(1, "某人", 1, posts)


def test_command_names_are_what_telegram_takes() -> None:
    for name in {*PRIVATE_COMMANDS, *GROUP_COMMANDS}:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name), name


def test_every_command_shown_is_answered_and_described() -> None:
    shown = set(commands.PRIVATE).union(*(commands.commands_of(person) for person in everybody()))
    assert shown <= PRIVATE_COMMANDS.keys()
    assert set(commands.GROUP) <= GROUP_COMMANDS.keys()
    for described in commands.described(tuple(shown | set(commands.GROUP))):
        assert 1 <= len(described["description"]) <= 256


def test_no_person_is_shown_a_command_twice_or_more_than_telegram_takes() -> None:
    for person in everybody():
        names = commands.commands_of(person)
        assert len(names) == len(set(names)) <= 100


def test_a_typed_word_means_one_thing() -> None:
    counted = Counter(word for words in WORDS.values() for word in words)
    assert [word for word, count in counted.items() if count > 1] == []


def test_every_word_of_the_menu_does_something() -> None:
    menu = {key: texts.word(key) for key in KEYS if key.startswith("menu.")}
    assert len(set(menu.values())) == len(menu)
    for key, word in menu.items():
        action = word_meant(word)
        assert action == key.removeprefix("menu.")
        assert action in said.ACTIONS


def test_every_word_leads_to_an_action_somebody_takes() -> None:
    assert WORDS.keys() - said.ACTIONS.keys() == {"cancel", "back", "skip", "submit"}


def test_the_answers_a_form_takes_for_nothing_are_no_menu_words() -> None:
    from village.forms.values import NOTHING

    assert {word for word in NOTHING if word_meant(word)} == set()


def test_no_choice_of_a_form_is_a_menu_word() -> None:
    for form in shipped_forms().values():
        for each in form.fields:
            assert [c for c in each.choices if word_meant(c)] == []


# Buttons


def packed() -> Iterator[tuple[str, str, int | None]]:
    """Where, verb and number of arguments of every button the code makes; None where some are handed on as one."""
    for file in CODE:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            is_pack = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "pack"
            if is_pack and isinstance(node.args[0], ast.Constant):
                counted = None if any(isinstance(arg, ast.Starred) for arg in node.args) else len(node.args) - 1
                yield f"{file.relative_to(ROOT)}:{node.lineno}", node.args[0].value, counted


def test_every_button_the_code_makes_has_somebody_to_answer_it() -> None:
    buttons = list(packed())
    assert len(buttons) > 15
    assert {verb for _, verb, _ in buttons} == TAPS.keys()


def test_verbs_are_short_and_need_no_escaping() -> None:
    for verb in TAPS:
        assert re.fullmatch(r"[a-z]{2,6}", verb)
    assert TAPS.keys() >= FOR_STRANGERS
    assert TAPS.keys() == IN_GROUPS | IN_PRIVATE


LARGEST: dict[str, tuple[object, ...]] = {
    "join": ("x" * 22,),
    "nojoin": ("x" * 22,),
    "brd": (LARGEST_ID, "2026-12-31/2"),
    **dict.fromkeys(("dc", "dm", "da", "dv", "dok", "dx"), (LARGEST_ID, 999)),
    "dr": (LARGEST_ID, 999, LARGEST_ID),
    "dyr": (LARGEST_ID, 999, 2026, LARGEST_ID),
    "dl": (LARGEST_ID, 999, "municipal"),
    "df": (LARGEST_ID, 999, "i", 99_999),
    **dict.fromkeys(("dd", "de", "du"), (LARGEST_ID, 999, "i", 99_999, 99_999)),
    "dt": (LARGEST_ID, 999, "support", "i", 99_999, 99_999),
    "kp": (LARGEST_ID, 999, "-" * 40),
    "ks": (LARGEST_ID, "-" * 40),
}


def test_every_payload_fits_into_telegrams_64_bytes_however_the_numbers_grow() -> None:
    for where, verb, count in packed():
        args = LARGEST[verb] if count is None else LARGEST.get(verb, (LARGEST_ID,) * count)
        assert count is None or len(args) == count, where
        assert len(pack(verb, *args).encode()) <= LIMIT, where


def test_an_invitation_code_is_no_longer_than_a_button_and_a_deep_link_hold() -> None:
    import secrets

    from village.services.people import CODE_BYTES

    code = secrets.token_urlsafe(CODE_BYTES)
    assert len(code) <= 22
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,64}", code)
