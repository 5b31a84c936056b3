"""How a question is taken apart."""

from __future__ import annotations

import pytest

from knowledge.search.asking import TYPED, Asked, grammar, understand


def ask(question: str, known: str = "") -> Asked:
    return understand(question, lambda token: token in known)


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("喂我想问一下哈厕所那个普及率", "厕所 普及率"),
        ("请问谁管理河道", "管理河道"),
        ("能源要节约多少", "能源 节约"),
        ("有机肥还田了没有", "有机肥还田"),
        ("補貼發了嗎", "补贴发"),
    ],
)
def test_words_around_the_thing_are_cut_out_and_no_word_is_cut_in_two(question: str, left: str) -> None:
    assert " ".join(ask(question).code.split()) == left


@pytest.mark.parametrize(
    ("question", "wants", "measures"),
    [
        ("改几户", {"count"}, ("户",)),
        ("普及率多少", {"count", "percent"}, ()),
        ("补助多少", {"count", "money"}, ()),
        ("花好多钱", {"money"}, ()),
        ("几号报", {"when"}, ("日",)),
        ("多久报一次", {"often", "when"}, ()),
        ("归哪个局", {"who"}, ()),
        ("巡河一周几次", {"often"}, ()),
        ("一个礼拜几次", {"often"}, ()),
        ("礼拜几报", {"when"}, ("周",)),
        ("打哪个电话", {"phone", "where"}, ()),
        ("热线电话", {"phone"}, ()),
        ("值班电话要畅通", set(), ()),
        ("够不够", {"whether"}, ()),
        ("水清不清归哪个去查", {"who"}, ()),
        ("哪个验收", {"where", "who"}, ()),
        ("哪个组", {"where"}, ()),
        ("包括哪些村", {"list"}, ()),
        ("绿化覆盖率", {"figure"}, ()),
        ("绿化", set(), ()),
    ],
)
def test_the_kind_of_answer_is_read_off_the_question(question: str, wants: set[str], measures: tuple[str, ...]) -> None:
    asked = ask(question)
    assert asked.wants == wants
    assert asked.measures == measures


@pytest.mark.parametrize(
    ("question", "known", "left"),
    [
        ("桶桶盆盆哪里领", "桶 盆", "桶盆"),
        ("天天补", "", "天天补"),
        ("星星村", "星星", "星星村"),
        ("树拆不拆", "", "树拆"),
        ("树好不好", "", "树"),
    ],
)
def test_what_speech_doubles_is_looked_for_once_and_a_verb_that_asks_stays(
    question: str, known: str, left: str
) -> None:
    assert " ".join(ask(question, known).code.split()) == left


def test_trade_words_count_for_little_unless_they_are_what_is_asked() -> None:
    weak = ask("绿化目标")
    asked = ask("绿化有什么目标")
    assert weak.weights[weak.code.index("目")] < 1
    assert asked.weights[asked.code.index("目")] == 1


def test_level_and_year_are_noted() -> None:
    asked = ask("我们镇2026年绿化")
    assert asked.levels == {"town"}
    assert asked.years == {2026}


def test_other_names_are_noted_with_their_place() -> None:
    asked = ask("今年茅厕")
    (other,) = asked.alternatives
    assert asked.code[other.start : other.end] == "茅厕"
    assert "厕所" in other.names


def test_typed_pinyin_becomes_sounds_and_its_question_words_characters() -> None:
    asked = ask("jiegan duoshao")
    assert asked.code.startswith(TYPED * 2)
    assert asked.sound.strip() == ask("秸秆").sound
    assert asked.wants == {"count"}


def test_letters_the_library_knows_are_no_pinyin() -> None:
    token = ask("gai").code[0]
    assert token == TYPED
    assert understand("gai", lambda _: True).code != TYPED


def test_words_typed_apart_belong_together_in_pinyin_only() -> None:
    assert ask("wu shui chu li").code == TYPED * 4
    assert ask("wu shui chu li you duo shao").wants == {"count"}
    assert ask("shui guan wushui").wants == {"who"}
    assert " " in ask("污水 处理").code.strip()


@pytest.mark.parametrize("question", ["", "？", "的", "喂那个", "多少", "2", "12."])
def test_a_question_about_nothing_is_empty(question: str) -> None:
    assert ask(question).empty


def test_a_very_long_question_is_cut() -> None:
    assert len(ask("厕所" * 5000).code) <= 120


def test_every_listed_word_survives_encoding() -> None:
    rules = grammar()
    for words in (rules.kinds, rules.levels, rules.weak, rules.fillers, rules.keep, rules.names):
        assert all(word.strip() for word in words)
    assert all(name.strip() for names in rules.names.values() for name in names)
