"""The compiled report: every answer once, who is missing said plainly, on the page the standard asks for."""

from __future__ import annotations

import random

import pytest
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from tests.unit.village.exports_builders import AFTER, BEFORE, YEAR, gathered, lines_of, monthly, opened
from village.exports.charts import counts
from village.exports.compiled import Order, compiled_docx, title_of
from village.exports.figures import total
from village.exports.numbering import Numbering, chinese
from village.exports.official import COMMON
from village.exports.words import ended, keys, period, periods, say
from village.forms.schema import Field, FieldKind, Form
from village.model.compiled import Compilation
from village.model.duties import State

FIGURES = Form(
    "figures",
    "改厕进度",
    (
        Field("houses", "改厕户数", "改了几户？", kind=FieldKind.INTEGER),
        Field("tons", "清运垃圾（吨）", "清了几吨？", kind=FieldKind.DECIMAL, range=True),
        Field("on_time", "是否按期", "按期吗？", kind=FieldKind.CHOICE, choices=("是", "否")),
    ),
)
LEDGER = Form(
    "found",
    "巡查",
    (
        Field(
            "problems",
            "发现问题",
            "有问题吗？",
            kind=FieldKind.REPEAT,
            fields=(
                Field("what", "情况", "什么问题？"),
                Field("who", "责任人", "谁负责？"),
                Field("due", "完成时限", "哪天前？", kind=FieldKind.DATE),
                Field("photo", "照片", "照片", kind=FieldKind.IMAGE, required=False),
            ),
        ),
    ),
)


def text(made: Compilation, order: Order = Order.SECTION) -> str:
    return "\n".join(lines_of(compiled_docx(made, order)))


def found(*items: tuple[str, str, str, str]) -> dict[str, str]:
    answers: dict[str, str] = {}
    for number, values in enumerate(items):
        answers[f"problems.{number}"] = "有"
        answers |= {f"problems.{number}.{k}": v for k, v in zip(("what", "who", "due", "photo"), values, strict=True)}
    return answers | {f"problems.{len(items)}": "没有"}


# What stands in it


@pytest.mark.parametrize("order", Order)
@pytest.mark.parametrize("months", [YEAR[:1], YEAR])
def test_every_answer_stands_in_it_once(order: Order, months: tuple[str, ...]) -> None:
    said: list[str] = []

    def answer(village: int, period: str) -> dict[str, str]:
        words = [f"办了{name}{village}号{period}那件事" for name in ("甲", "乙", "丙", "丁")]
        said.extend(words)
        return monthly(*words)

    whole = text(gathered(answer, periods=months), order)
    assert [whole.count(words) for words in said] == [1] * len(said)


def test_sections_stand_in_the_order_of_the_form_and_villages_in_theirs() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly(f"进展{v}", "好", "", f"打算{v}"))))
    heads = [line for line in lines if line.startswith(("一、", "二、", "三、", "四、"))]
    assert heads == ["一、本期进展", "二、取得成效", "三、存在问题", "四、下步打算"]
    assert lines[lines.index("一、本期进展") + 1] == "（一）甘溪沟村。进展0。"
    assert lines[lines.index("一、本期进展") + 4] == "（四）石桥村。进展3。"


def test_by_village_each_village_has_all_its_sections() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly(f"进展{v}", f"成效{v}")), Order.VILLAGE))
    at = lines.index("二、黑水村")
    assert lines[at + 1 : at + 3] == ["（一）本期进展。进展1。", "（二）取得成效。成效1。"]
    assert "存在问题：无。" in lines


def test_equal_answers_are_said_once_with_all_names() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly(f"进展{v}", "干净了" if v < 3 else "没有变化"))))
    assert "（一）甘溪沟村、黑水村、铁佛寺村。干净了。" in lines
    assert "（二）石桥村。没有变化。" in lines


def test_villages_with_nothing_to_say_are_named_together() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly("做了", problems="缺车" if v == 1 else ""))))
    assert "甘溪沟村、铁佛寺村、石桥村：无。" in lines
    assert "各村均无。" in lines, "nobody had anything under 取得成效"


def test_an_answer_of_several_lines_keeps_its_lines() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly(f"先清沟{v}\n\n再修路"), villages=1)))
    assert lines[lines.index("（一）甘溪沟村。先清沟0。") + 1] == "再修路。"


def test_who_is_missing_late_or_not_concerned_is_said_at_the_head_apart() -> None:
    def answer(village: int, period: str) -> dict[str, str] | State:
        return [monthly("甲"), State.MISSED, State.EXEMPT, monthly("丁")][village]

    lines = lines_of(compiled_docx(gathered(answer, late=lambda v, p: v == 3)))
    head = lines[1 : lines.index("一、本期进展")]
    assert head == ["应报3个村，已报2个。", "补报：石桥村。", "未报：黑水村。", "不涉及：铁佛寺村。"]


def test_what_was_sent_back_is_said_so_and_its_answers_stay() -> None:
    made = gathered(lambda v, p: monthly(f"进展{v}"), returned=lambda v, p: v == 2)
    lines = lines_of(compiled_docx(made))
    assert lines[1:3] == ["应报4个村，已报3个。", "退回待改：铁佛寺村。"]
    assert "（三）铁佛寺村（退回待改）。进展2。" in lines
    assert [row.missing for row in counts(made)] == [1]


def test_what_came_late_stands_last_and_is_marked() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly(f"进展{v}"), late=lambda v, p: v == 0)))
    at = lines.index("一、本期进展")
    assert lines[at + 1].startswith("（一）黑水村。")
    assert lines[at + 4] == "（四）甘溪沟村（补报）。进展0。"


def test_over_a_year_runs_of_periods_are_said_short() -> None:
    def answer(village: int, period: str) -> dict[str, str] | State:
        if village == 1 and period in {"2026-02", "2026-03", "2026-04", "2026-08"}:
            return State.MISSED
        return monthly("照常保洁" if period < "2026-06" else f"{period}的事")

    lines = lines_of(compiled_docx(gathered(answer, periods=YEAR, villages=2)))
    assert "共12期，应报24份，已报20份。" in lines
    assert "未报：黑水村（2月至4月、8月）。" in lines
    assert "1月至5月：照常保洁。" in lines
    assert "1月、5月：照常保洁。" in lines


def test_what_is_the_same_all_year_takes_one_line() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: monthly("照常保洁"), periods=YEAR, villages=2)))
    assert "（二）黑水村。1月至12月：照常保洁。" in lines
    assert "（二）黑水村。1月至12月：无。" in lines


def test_an_unsent_period_says_so_instead_of_empty_sections() -> None:
    lines = lines_of(compiled_docx(gathered(lambda v, p: State.OPEN, now=BEFORE)))
    assert "还没有收到报送。" in lines
    assert not any(line.startswith("一、") for line in lines)


def test_answers_the_form_does_not_know_are_not_lost() -> None:
    whole = text(gathered(lambda v, p: monthly("做了") | {"old_question": f"从前的答复{v}"}))
    assert whole.count("从前的答复2") == 1


def test_letters_no_document_can_hold_are_left_out() -> None:
    whole = text(gathered(lambda v, p: monthly("清\x00沟\x0b\ud83d 2 里\ufffe"), villages=1))
    assert "清沟 2 里" in whole


@pytest.mark.parametrize("seed", range(5))
def test_any_text_makes_a_document_word_can_open(seed: int) -> None:
    dice = random.Random(seed)

    def answer(village: int, period: str) -> dict[str, str]:
        return monthly(
            "".join(chr(dice.choice([dice.randrange(1, 0x3000), dice.randrange(0x10000)])) for _ in range(99))
        )

    assert lines_of(compiled_docx(gathered(answer)))


# Figures


def figures(village: int, period: str) -> dict[str, str]:
    return {"houses": str(village * 10), "tons": ["1.5", "2", "1-2", ""][village], "on_time": "是" if village else "否"}


def test_figures_stand_in_a_table_with_their_totals() -> None:
    lines = lines_of(compiled_docx(gathered(figures, form=FIGURES)))
    assert "一、改厕户数等数据" in lines
    assert "改厕户数合计60。" in lines
    assert "清运垃圾（吨）合计4.5-5.5。" in lines
    at = lines.index("单位|改厕户数|清运垃圾（吨）")
    assert lines[at + 1 : at + 6] == [
        "甘溪沟村|0|1.5",
        "黑水村|10|2",
        "铁佛寺村|20|1-2",
        "石桥村|30|—",
        "合计|60|4.5-5.5",
    ]


def test_choices_are_said_with_those_who_chose_them() -> None:
    lines = lines_of(compiled_docx(gathered(figures, form=FIGURES)))
    assert "否：甘溪沟村。" in lines
    assert "是：黑水村、铁佛寺村、石桥村。" in lines


def test_figures_of_a_year_have_a_column_a_month() -> None:
    lines = lines_of(compiled_docx(gathered(figures, form=FIGURES, periods=YEAR, villages=2)))
    assert "单位|" + "|".join(f"{m}月" for m in range(1, 13)) + "|合计" in lines
    assert "黑水村|" + "10|" * 12 + "120" in lines
    assert "合计|" + "10|" * 12 + "120" in lines


def test_figures_of_more_days_than_a_page_is_wide_become_sentences() -> None:
    days = tuple(f"2026-05-{day:02}" for day in range(1, 16))
    lines = lines_of(compiled_docx(gathered(figures, form=FIGURES, periods=days, villages=2)))
    assert any(line.startswith("黑水村：5月1日 10、5月2日 10、") for line in lines)
    assert "改厕户数合计150。" in lines


def test_by_village_figures_are_said_with_the_village_and_summed_at_the_end() -> None:
    lines = lines_of(compiled_docx(gathered(figures, form=FIGURES), Order.VILLAGE))
    assert "（一）改厕户数。10。" in lines
    assert lines[lines.index("五、合计") + 1 :][:2] == ["改厕户数合计60。", "清运垃圾（吨）合计4.5-5.5。"]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "2"], "3"),
        (["1.5", "2"], "3.5"),
        (["1-2", "3"], "4-5"),
        (["-1", "3"], "2"),
        (["约三", "3"], "3"),
        ([], "0"),
    ],
)
def test_sums(values: list[str], expected: str) -> None:
    assert total(values) == expected


# Repeats


def test_items_of_a_repeat_are_numbered_under_the_village() -> None:
    def answer(village: int, period: str) -> dict[str, str]:
        if village == 0:
            return found(("排水沟堵了", "李四", "2026-06-30", "2"), ("3盏灯不亮", "", "", ""))
        return found(("护栏松动", "赵六", "2026-07-01", "")) if village == 1 else found()

    lines = lines_of(compiled_docx(gathered(answer, form=LEDGER)))
    at = lines.index("（一）甘溪沟村")
    assert lines[at + 1] == "1.排水沟堵了；责任人：李四；完成时限：2026年6月30日；照片2张。"
    assert lines[at + 2] == "2. 3盏灯不亮。"
    assert "（二）黑水村。护栏松动；责任人：赵六；完成时限：2026年7月1日。" in lines
    assert "铁佛寺村、石桥村：无。" in lines


# The page


def test_a_draft_says_so_on_every_page_until_the_window_closes() -> None:
    draft = opened(compiled_docx(gathered(lambda v, p: monthly("做了"), now=BEFORE)))
    section = draft.sections[0]
    assert section.header.paragraphs[0].text == section.even_page_header.paragraphs[0].text == "草稿：收报截止前"
    assert draft.paragraphs[1].text == "（截至5月22日09:14，5月25日18:00前还可以改）"
    final = opened(compiled_docx(gathered(lambda v, p: monthly("做了"), now=AFTER)))
    assert final.sections[0].header.paragraphs[0].text == ""


def test_the_page_is_what_the_standard_asks_for() -> None:
    document = opened(compiled_docx(gathered(lambda v, p: monthly("做了"))))
    section = document.sections[0]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(margin.mm) for margin in margins] == [37, 35, 28, 26]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    body = document.styles["Normal"]
    assert body.paragraph_format.line_spacing == Pt(28)
    assert body.font.size == Pt(16)
    assert body.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    assert abs(section.page_width - section.left_margin - section.right_margin - Mm(156)) < Mm(0.2)


@pytest.mark.parametrize(
    ("style", "face", "size"),
    [
        ("Title", "方正小标宋简体", 22),
        ("Normal", "仿宋_GB2312", 16),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
    ],
)
def test_faces_of_the_standard(style: str, face: str, size: int) -> None:
    font = opened(compiled_docx(gathered(lambda v, p: monthly("做了")))).styles[style].font
    assert font._element.rPr.rFonts.get(qn("w:eastAsia")) == face
    assert font.size == Pt(size)


def test_every_face_has_one_to_fall_back_on() -> None:
    document = opened(compiled_docx(gathered(lambda v, p: monthly("做了"))))
    part = next(p for p in document.part.package.iter_parts() if p.partname == "/word/fontTable.xml")
    table = part.blob.decode()
    for face, instead in (("方正小标宋简体", "宋体"), ("仿宋_GB2312", "仿宋"), ("楷体_GB2312", "楷体")):
        assert f'w:name="{face}"><w:altName w:val="{instead}"/>' in table


def test_common_faces_can_be_asked_for_with_a_bold_title() -> None:
    document = opened(compiled_docx(gathered(lambda v, p: monthly("做了")), faces=COMMON))
    title = document.styles["Title"].font
    assert title._element.rPr.rFonts.get(qn("w:eastAsia")) == "宋体"
    assert title.bold


def test_page_numbers_stand_on_the_outer_side() -> None:
    document = opened(compiled_docx(gathered(lambda v, p: monthly("做了"))))
    assert document.settings.odd_and_even_pages_header_footer
    section = document.sections[0]
    sides = [
        f.paragraphs[0]._p.pPr.find(qn("w:jc")).get(qn("w:val")) for f in (section.footer, section.even_page_footer)
    ]
    assert sides == ["right", "left"]
    assert section.footer.paragraphs[0].text == "— 1 —"
    assert "PAGE" in section.footer.paragraphs[0]._p.xml


def test_office_and_date_close_it_on_the_right() -> None:
    document = opened(compiled_docx(gathered(lambda v, p: monthly("做了"))))
    office, date = document.paragraphs[-2:]
    assert (office.text, date.text) == ("清河镇办公室", "2026年12月28日")
    assert office.style.element.pPr.find(qn("w:jc")).get(qn("w:val")) == "right"


# Words


def test_titles_name_the_period() -> None:
    def title(*months: str) -> str:
        return title_of(gathered(lambda v, p: monthly("做了"), periods=months, villages=1))

    assert title("2026-05") == "清河镇2026年5月月报汇总"
    assert title(*YEAR) == "清河镇2026年月报汇总"
    assert title(*YEAR[:3]) == "清河镇2026年1月至3月月报汇总"
    assert title(*(f"2026-04-{day:02}" for day in range(1, 31))) == "清河镇2026年4月月报汇总"
    assert title(*(f"2026-04-{day:02}" for day in range(1, 30))) == "清河镇2026年4月1日至4月29日月报汇总"
    assert title("2025-12", "2026-01") == "清河镇2025年12月至2026年1月月报汇总"


def test_periods_of_every_kind_have_a_name() -> None:
    assert period("2026-05-08") == "2026年5月8日"
    assert period("2026-W20") == "2026年第20周"
    assert period("2026-W20", year=False) == "第20周"
    assert period("whatever") == "whatever"
    assert periods(["2026-W19", "2026-W20"]) == "2026年第19周至第20周"


def test_sentences_end_once() -> None:
    assert [ended(t) for t in ("好", "好。", "好！", "好，")] == ["好。", "好。", "好！", "好。"]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (101, "一百零一"),
        (110, "一百一十"),
        (203, "二百零三"),
        (1001, "一千零一"),
    ],
)
def test_chinese_numerals(number: int, expected: str) -> None:
    assert chinese(number) == expected


def test_numbers_begin_anew_under_each_heading() -> None:
    numbers = Numbering()
    steps = [1, 2, 2, 3, 4, 3, 2, 3, 1, 2]
    assert [numbers.next(level) for level in steps] == [
        "一、", "（一）", "（二）", "1.", "（1）", "2.", "（三）", "1.", "二、", "（一）",
    ]  # fmt: skip


def test_no_sentence_ranks_anybody() -> None:
    everything = " ".join(say(key) for key in keys())
    assert not any(word in everything for word in ("排名", "第一名", "倒数", "落后", "先进"))
