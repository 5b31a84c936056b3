"""Folding, numerals, script, byte repair and the way back to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.text.clean import clean
from knowledge.text.fold import fold
from knowledge.text.numerals import to_int, to_number
from knowledge.text.offsets import Edit, OffsetMap, apply
from knowledge.text.script import is_traditional, simplify


@given(st.text(max_size=200))
def test_folding_keeps_every_position(text: str) -> None:
    assert len(fold(text)) == len(text)


def test_folding_gives_one_sign_for_each_meaning() -> None:
    assert fold("（１２％）：Ａ，ｂ；～－【】") == "(12%):A,b;~-[]"


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        *(("12", 12), ("三", 3), ("十", 10), ("二十一", 21), ("一百零八", 108), ("两", 2), ("二零二三", 2023)),
        *(("③", 3), ("⑽", 10), ("⒉", 2), ("㈣", 4), ("三千二百万", 32_000_000)),
        *(("x", None), ("", None), ("三x", None)),
    ],
)
def test_numerals_of_every_style_are_read(printed: str, number: int | None) -> None:
    assert to_int(printed) == number


@given(st.integers(min_value=1, max_value=9999))
def test_any_chinese_numeral_reads_back(number: int) -> None:
    assert to_int(_in_words(number)) == number


def _in_words(number: int) -> str:
    words, gap = "", False
    for unit, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            words += ("零" if gap and words else "") + "零一二三四五六七八九"[digit] + sign
        gap = not digit
    return words


def test_figures_are_whole_numbers_where_they_can_be() -> None:
    assert (to_number("12.0"), to_number("0.70"), to_number("三十")) == (12, 0.7, 30)


@given(st.text("ab中\n", max_size=60), st.data())
def test_a_position_in_repaired_text_leads_back_to_the_same_sign(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8, unique=True)))
    edits = [Edit(a, b, data.draw(st.text("xyz", max_size=3))) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    repaired, shift = apply(text, edits)
    back = OffsetMap().then(shift)
    for place, sign in enumerate(repaired):
        if sign not in "xyz":
            assert text[back.to_source(place)] == sign


def test_steps_that_change_nothing_cost_nothing() -> None:
    assert OffsetMap().then(apply("abc", [Edit(0, 1, "x")])[1]).shifts == ()


def test_a_traditional_text_becomes_simplified_and_a_simplified_one_stays() -> None:
    assert clean("村莊環境整治與污水處理").text == "村庄环境整治与污水处理"
    assert clean("乾隆年间建起来的村庄,家家户户门前有水,这个字不动,其余的也照旧").steps == ()
    assert is_traditional("環境")
    assert not is_traditional("abc")
    assert simplify("乾隆") == "乾隆"


@pytest.mark.parametrize(
    ("garbled", "whole"),
    [
        ("生态(tài)村", "生态村"),  # a tone mark
        ("我们(men)村", "我们村"),  # no tone, but its very sound
        ("指数(ei)", "指数(ei)"),  # no sound of this character
        ("A(abc)", "A(abc)"),  # not behind a Chinese character
        ("一\r\n二\r三\ufeff\u200b", "一\n二\n三"),
    ],
)
def test_what_a_site_added_to_the_signs_goes(garbled: str, whole: str) -> None:
    assert clean(garbled).text == whole


def _shifted(words: str) -> str:
    """The words as a page shows them that lost one byte of their indent: what is no character falls out."""
    raw = b"\xa1" + words.encode("gb18030")
    shown, at = "", 0
    while at < len(raw):
        pair = raw[at : at + 2]
        if len(pair) == 1 or (pair[0] < 0x80):
            shown, at = shown + chr(pair[0]), at + 1
            continue
        try:
            sign = pair.decode("gb18030")
        except UnicodeDecodeError:
            sign = ""
        shown += "" if "\ue000" <= sign <= "\uf8ff" else sign
        at += 2
    return shown


@pytest.mark.parametrize("number", ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一"])
def test_a_shifted_number_is_put_back_by_its_bytes(number: str) -> None:
    text = f"{_shifted(f'（{number}）農')}村道路建設\n農村道路年年要修,農民出行方便。\n"
    assert clean(text).text.startswith(f"({number})农村道路建设\n")


def test_a_lost_pair_is_guessed_from_the_words_of_the_document() -> None:
    heading = _shifted("（二）主要污染物減")
    text = f"{heading}排\n主要污染物減排任務,主要污染物要減排到位。"
    assert clean(text).text.startswith("(二)主要污染物减排\n")


@pytest.mark.parametrize("words", ["科學", "現", "總結", "農業發展", "開學"])
@pytest.mark.parametrize("kept", [True, False])
def test_a_run_inside_a_sentence_is_put_back_by_its_bytes(words: str, kept: bool) -> None:
    raw = f"。{words}".encode("gb18030")[1:]
    shifted = b"".join((raw,)).decode("gb18030", "ignore")
    shown = shifted if kept or not shifted.startswith("？") else shifted[1:]
    garbled = f"提高質量?{shown}選擇模式"
    expected = f"提高質量。{words}選擇模式"
    assert clean(garbled, ["shifted_bytes"]).text == expected


def test_a_question_in_a_sentence_stays() -> None:
    assert clean("水質好不好?看A選項", ["shifted_bytes"]).text == "水質好不好?看A選項"


def test_what_never_falls_into_step_stays_as_it_is() -> None:
    for stuck in ("。ㄒ唬┥", "。ㄒ唬┥鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳鷳", "。ㄒ唬┥鷳。", "。ㄒ唬┥☺"):
        assert clean(stuck, ["shifted_bytes"]).text == stuck


def test_the_steps_can_be_chosen_by_name_and_a_wrong_name_lists_them() -> None:
    assert clean("環(huán)境", ["pinyin"]).text == "環境"
    with pytest.raises(ValueError, match="pinyin, shifted_bytes, stray_marks"):
        clean("x", ["polish"])


def test_a_repaired_place_leads_back_through_all_steps() -> None:
    source = "\ufeff環(huán)境整治與污水(shuǐ)處理"
    cleaned = clean(source)
    assert cleaned.steps == ("line_ends", "pinyin", "simplified")
    assert source[cleaned.offsets.to_source(cleaned.text.index("处"))] == "處"


PARAGRAPHS = (
    "为切实做好村庄清洁,确保各项任务落到实处,制定本方案,请各村认真组织实施。",
    "一、清理沟渠路边,做到沟里无淤泥、路边无杂物、房前屋后无柴堆。",
    "(一)先清大沟再清小沟,大沟由农业站统一安排机械,小沟由各组自己动手。",
)


@pytest.mark.parametrize("width", [12, 16, 20])
def test_lines_that_a_page_cut_at_its_width_are_joined_again(width: int) -> None:
    cut = "\n".join("\n".join(words[at : at + width] for at in range(0, len(words), width)) for words in PARAGRAPHS * 2)
    cleaned = clean(cut)
    assert cleaned.text == "\n".join(PARAGRAPHS * 2)
    place = cleaned.text.index("自己动手")
    assert cut[cleaned.offsets.to_source(place)] == "自"


def test_lines_that_end_with_their_sentence_stay() -> None:
    assert clean("清理村里的每一条沟渠。\n修补村里的每一条村道。\n" * 5).steps == ()


PLAIN = "柳树乡2023年村庄清洁行动方案\n为做好村庄清洁，各村要在6月底前完成任务，建设目标全面落实。\n各村每月清理沟渠。"


@pytest.mark.parametrize(("written", "read"), [("utf-8", "latin-1"), ("gb18030", "latin-1"), ("gb18030", "cp1252")])
def test_a_text_read_in_the_wrong_encoding_is_read_again(written: str, read: str) -> None:
    cleaned = clean(PLAIN.encode(written).decode(read, "replace"))
    assert cleaned.steps[0] == "mojibake"
    assert cleaned.text == PLAIN if read == "latin-1" else "各村每月清" in cleaned.text


def test_utf_8_read_as_gbk_loses_few_characters() -> None:
    again = clean(PLAIN.encode("utf-8").decode("gb18030", "replace")).text
    assert "各村要在6月底前完成任务" in again
    assert len(again) > len(PLAIN) * 0.9


@pytest.mark.parametrize("text", [PLAIN, "Budget: 12,000 yuan for the village road and the canal.", "鏉", ""])
def test_a_text_that_reads_well_is_left_alone(text: str) -> None:
    assert clean(text, ["mojibake"]).text == text


def test_radicals_and_spaces_around_figures_of_a_typesetter_go() -> None:
    assert clean("⽉底前，⻓江⽔质。").text == "月底前，长江水质。"
    assert (
        clean("各村于 6 月 30 日前完成 20 户，2023 年 6 月底前验收。").text
        == "各村于6月30日前完成20户，2023年6月底前验收。"
    )
    assert clean("工作目标 2023年前完成\n一、 3个村").text == "工作目标 2023年前完成\n一、 3个村"


def test_rows_drawn_with_bars_become_rows_with_tabs() -> None:
    drawn = "| 指标 | 目标值 | 时限 |\n|---|:--:|---|\n| 普及率 | 85% | 年底 |\n甲|乙"
    assert clean(drawn).text.split("\n") == ["指标\t目标值\t时限", "", "普及率\t85%\t年底", "甲|乙"]


@pytest.mark.parametrize(
    "flat",
    [
        "序号\n指标\n目标值\n责任单位\n1\n普及率\n85%\n村建所\n2\n保洁率\n95%\n各村\n一、要求",
        "序号 指标 目标值 责任单位\n1 普及率 85% 村建所\n2 保洁率 95% 各村\n一、要求",
        "序号  指标  目标值  责任单位  1  普及率  85%  村建所  2  保洁率  95%  各村 一、要求",
    ],
)
def test_a_table_that_lost_its_lines_gets_its_rows_back(flat: str) -> None:
    assert clean(f"任务如下：\n{flat}").text.split("\n") == [
        "任务如下：", "序号\t指标\t目标值\t责任单位", "1\t普及率\t85%\t村建所", "2\t保洁率\t95%\t各村", "一、要求",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["序号\n指标\n说明\n以上各项", "任务 目标 单位 都要明确。", "指标\n目标值\n1\n2", "序号 指标 目标值\n一 二"]
)
def test_words_that_are_heads_elsewhere_make_no_table(text: str) -> None:
    assert clean(text).text == text


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("负责全县第1页共18页的清沟工作", "负责全县的清沟工作"),
        ("5月30日一6月4日清沟", "5月30日—6月4日清沟"),
        (
            "".join(f"第{n}段沟渠要清理。?\n" for n in "一二三四五六"),
            "".join(f"第{n}段沟渠要清理。\n" for n in "一二三四五六"),
        ),
        ("还要清吗?\n要清。", "还要清吗?\n要清。"),
    ],
)
def test_what_a_copy_left_inside_sentences_goes(printed: str, whole: str) -> None:
    assert clean(printed).text == whole


def test_lines_cut_at_a_number_of_signs_are_joined_also_over_a_page_end() -> None:
    words = "各村在2023年6月30日前清理沟渠12条并把20处塌方修好随后由乡里逐段验收再把结果张榜" * 6
    lines = [words[at : at + 34] for at in range(0, len(words), 34)]
    printed = "\n".join([*lines[:3], "— 1 —", "", *lines[3:]]) + "。"
    assert clean(printed).text == words + "。"


def test_cells_of_several_lines_below_each_other_keep_their_numbers() -> None:
    rows = "".join(
        f"{n}\n{name}\n{n + 4}\n清理干净,\n不留死角。\n河长办\n" for n, name in enumerate(("清沟", "修路", "植树"), 1)
    )
    rebuilt = clean(f"序号\n考核项目\n分值\n考核内容\n责任单位\n{rows}").text
    assert [line for line in rebuilt.split("\n") if "\t" in line] == ["1\t清沟", "2\t修路", "3\t植树"]


def test_a_page_on_one_line_gets_its_lines_back_and_keeps_spaces_inside_sentences() -> None:
    printed = [
        "首页",
        "石桥乡2023年清沟工作方案",
        "为做好清沟工作,方便群众生产 生活,制定本方案。",
        "一、目标任务",
        "清理沟渠十二条,修补塌方二十处,由农业站和村建所分段验收,验收以后张榜公布,接受群众监督。",
        "二、要求",
        "(一)抓紧落实,各村要在雨季以前动工,把各段沟渠清理干净,淤泥就近还田,不得堆放在路边。",
        "(二)按期完成,各村完成以后向农业站报告,农业站会同村建所到现场查看,不合格的重新清理。",
    ]
    long = " ".join(printed * 3)
    assert clean(long, ["one_line"]).text.split("\n") == printed * 3
