"""Spelling and sound: the one code that index and question share."""

from __future__ import annotations

import pytest

from knowledge.search.normalise import encode, is_run, latin_runs, package_file
from knowledge.search.sounds import sounds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ＰＭ２．５", "pm2.5"),
        ("廁所", "厕所"),
        ("“一县一特”产业", "一县一特产业"),
        ("地质灾害(隐患)点", "地质灾害隐患点"),
        ("厕所，普及率！", "厕所 普及率"),
        ("Ⅲ类", "III类"),
    ],
)
def test_two_ways_of_writing_have_one_code(one: str, other: str) -> None:
    assert encode(one) == encode(other)


def test_a_word_of_letters_or_figures_is_one_token() -> None:
    assert len(encode("PM2.5")) == len(encode("12369")) == 1
    assert is_run(encode("12369"))
    assert not is_run("厕")
    assert encode("12369") != encode("12345")


def test_blanks_part_a_question_but_not_print() -> None:
    assert encode("提 升") == "提 升"
    assert encode("提 升", printed=True) == "提升"


def test_rare_characters_are_no_figures() -> None:
    assert encode("\u3401厕所") == "厕所"


def test_letters_alone_may_be_pinyin() -> None:
    assert list(latin_runs("查 jiegan PM2.5").values()) == ["jiegan"]


def test_a_package_that_is_not_there_is_named() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_package"):
        package_file("no_such_package", "x")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        pytest.param("结杆", "秸秆", id="same syllables"),
        pytest.param("四是", "十四", id="tongue not curled"),
        pytest.param("蓝", "南", id="l and n"),
        pytest.param("星", "新", id="ing and in"),
        pytest.param("律", "率", id="ü"),
    ],
)
def test_what_southern_ears_mix_up_sounds_alike(one: str, other: str) -> None:
    table = sounds()
    assert sorted(table.of(one)) == sorted(table.of(other))


def test_a_character_sounds_as_in_its_word() -> None:
    table = sounds()
    assert table.of("重复") == table.typed("chongfu")
    assert table.of("重点") == table.typed("zhongdian")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("jiegan", "秸秆"),
        ("liyonglv", "利用率"),
        ("xiancheng", "县城"),
        ("nvxing", "女性"),
        ("lve", "略"),
        ("haoma", "号码"),
    ],
)
def test_typed_pinyin_is_cut_into_as_few_syllables_as_possible(typed: str, meant: str) -> None:
    assert sounds().typed(typed) == sounds().of(meant)


@pytest.mark.parametrize("letters", ["", "vocs", "xyz", "html"])
def test_other_letters_are_no_pinyin(letters: str) -> None:
    assert sounds().typed(letters) is None
