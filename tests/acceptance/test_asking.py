"""Questions in plain words to the sample plans: the line, the asked fact in bold, where it stands, and what next."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.town import Town, find_button, running_town, texts

WANG = "王秀兰"
TOWN_PLAN = "清河镇2026年生态振兴工作方案 · 镇级 · 2026年"
COUNTY_PLAN = "清河县2026年生态文明示范创建指标分工方案 · 县级 · 2026年"
STRAW = "秸秆利用率"

ASKED = [
    ("厕所今年改多少户", "156户", f"{TOWN_PLAN} · 二、1"),
    ("茅厕今年要改好多户", "156户", f"{TOWN_PLAN} · 二、1"),
    ("秸秆利用率要达到多少", "85%以上", f"{TOWN_PLAN} · 二、2"),
    ("秸杆利用率", "85%以上", f"{TOWN_PLAN} · 二、2"),
    ("jiegan liyonglv", "85%以上", f"{TOWN_PLAN} · 二、2"),
    ("畜禽粪便资源化利用率是多少", "80%以上", f"{TOWN_PLAN} · 二、2"),
    ("规模养殖场粪污设施配套率", "95%以上", f"{TOWN_PLAN} · 二、2"),
    ("农村安全饮水率", "100%", f"{TOWN_PLAN} · 二、3"),
    ("受污染耕地安全利用率要到多少", "92%左右", f"{TOWN_PLAN} · 二、3"),
    ("污水处理站什么时候建好", "2027年底前", f"{TOWN_PLAN} · 二、1"),
    ("谁负责改厕", "李建国", f"{TOWN_PLAN} · 二、1"),
    ("巡河一周几次", "1次", f"{TOWN_PLAN} · 二、4"),
    ("森林火灾发生率", "0.02%以内", f"{TOWN_PLAN} · 二、4"),
    ("月报几号交", "每月25日前", f"{TOWN_PLAN} · 三、3"),
    ("集中居住的村子绿化覆盖率", "30%以上", f"{TOWN_PLAN} · 一、1"),
    ("每个村几个示范点", "1-2个", f"{TOWN_PLAN} · 二、1"),
    ("效能办多久检查一次", "每季度", f"{TOWN_PLAN} · 三、2"),
    ("森林覆盖率", "≥40%", f"{COUNTY_PLAN} · 第4项"),
    ("生活垃圾无害化处理率", "100%", f"{COUNTY_PLAN} · 第12项"),
    ("满意度要达到多少", "≥80%", f"{COUNTY_PLAN} · 第18项"),
    ("危险废物处置率", "100%", f"{COUNTY_PLAN} · 第6项"),
    ("单位GDP能耗", "0.70", f"{COUNTY_PLAN} · 第7项"),
]


async def test_twenty_questions_are_answered_with_the_fact_in_bold_and_its_place(town: Town) -> None:
    wrong = []
    for question, fact, source in ASKED:
        [card] = await town.say(WANG, question)
        bold = " ".join(re.findall(r"<b>(.*?)</b>", card["html"]))
        title, *_, clause = source.split(" · ")
        lines = [line for line in card["text"].splitlines() if title in line and clause in line]
        if fact not in bold or len(lines) != 1:
            wrong.append((question, bold, card["text"].splitlines()[-1]))
    assert wrong == []


async def test_a_card_is_short_and_its_first_button_opens_the_source(town: Town) -> None:
    [card] = await town.say(WANG, "规模养殖场粪污设施配套率")
    assert len(card["text"]) <= 800
    assert [b["text"] for b in card["inline_keyboard"][0]] == ["看原文", "谁负责", "什么时候要"]
    _, [source] = await town.tap(WANG, "看原文")
    assert source["text"].startswith(TOWN_PLAN.split(" ·", 1)[0])
    assert "牵头单位:镇农业服务中心" in source["text"]


async def test_the_next_candidate_takes_the_cards_place_and_leads_back(town: Town) -> None:
    [card] = await town.say(WANG, STRAW)
    _, [every] = await town.tap(WANG, "看全部")
    assert [b["text"] for b in every["inline_keyboard"][0]] == ["1", "2", "3"]
    _, [other] = await town.tap_data(WANG, town.id(WANG), card["id"], "cand:1:1")
    assert other["id"] == card["id"]
    assert "<b>≥95%</b>" in other["html"]
    assert other["text"].endswith("县级 · 2026年 · 第9项")
    _, [back] = await town.tap(WANG, "看全部")
    assert back["text"] == every["text"]


async def test_the_county_clerk_hears_the_own_level_first(town: Town) -> None:
    [card] = await town.say("周敏", "卫生厕所普及率")
    name, own, other = card["text"].splitlines()
    assert name == "农村卫生厕所普及率，几个方案要求不同："
    assert own.startswith("· 镇级 2026年：85%以上（")
    assert other.startswith("· 县级 2026年：≥95%（")


async def test_what_no_plan_says_is_not_made_up(town: Town) -> None:
    for question in ("宅基地怎么批", "低保一个月发多少钱", "今天天气怎么样"):
        [said] = await town.say(WANG, question)
        assert said["text"].startswith("没有查到这方面的规定。")
        assert "<b>" not in said["html"]


async def test_near_candidates_are_offered_where_nothing_fits(town: Town) -> None:
    [said] = await town.say(WANG, "水利局要做什么")
    assert said["text"] == "没有查到这方面的规定。相近的有："
    *near, ask = said["inline_keyboard"]
    assert 1 <= len(near) <= 3
    assert [b["text"] for b in ask] == ["请办公室回答"]
    _, [near] = await town.tap(WANG, said["inline_keyboard"][0][0]["text"])
    assert "指标分工方案" in near["text"]


async def test_the_menu_word_says_how_to_ask(town: Town) -> None:
    for text in ("查政策", "/q"):
        assert texts(await town.say(WANG, text)) == "直接打字问就行，例：厕所今年改多少户"


@pytest.mark.parametrize("text", ["/q 秸秆利用率", "/q\n秸秆利用率", "/q@village_desk_bot 秸秆利用率", "/q秸秆利用率"])
async def test_the_command_takes_its_question_however_it_is_typed(town: Town, text: str) -> None:
    assert "85%以上" in texts(await town.say(WANG, text))


@pytest.mark.parametrize(
    "text",
    ["秸秆\u200b利\u200b用率", "\u202e秸秆利用率\u202c", "  秸秆　利用率 ", "秸秆利用率？？？", "【秸秆利用率】"],
)
async def test_marks_nobody_sees_do_not_spoil_a_question(town: Town, text: str) -> None:
    assert "<b>85%以上</b>" in (await town.say(WANG, text))[0]["html"]


async def test_html_in_a_question_is_only_text(town: Town) -> None:
    [said] = await town.say(WANG, "<b>秸秆</b>&amp;<script>利用率")
    assert "<script>" not in said["html"]


async def test_html_in_a_plan_is_shown_as_it_stands_there(town: Town, tmp_path: Path) -> None:
    file = tmp_path / "标签.txt"
    file.write_text("清河镇2026年试点工作方案\n\n一、指标\n1.墙面粉刷率达到<b>90%</b>以上 & 不留死角。\n", "utf-8")
    import_files(town, file)
    [card] = await town.say(WANG, "墙面粉刷率")
    assert "<b>90%</b>以上 & 不留死角" in card["text"]
    _, [source] = await town.tap(WANG, "看原文")
    assert "<b>90%</b>以上 & 不留死角" in source["text"]


async def test_somebody_elses_question_cannot_be_opened_by_a_forged_button(town: Town) -> None:
    await town.say("张勇", STRAW)
    [mine] = await town.say(WANG, "森林覆盖率")
    toast, said = await town.tap_data(WANG, town.id(WANG), mine["id"], "cand:1:1", forged=True)
    assert "不能操作" in toast["toast"]
    assert said == []


# -- the library changes ---------------------------------------------------------------------------------------------


def village_desk(town: Town, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Another process at the same database, as the office's computer is."""
    environment = {k: v for k, v in os.environ.items() if k not in ("TELEGRAM_TOKEN", "DATABASE_URL")}
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        env=environment | {"DATA_DIR": town.settings.data_dir},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def import_files(town: Town, *files: Path) -> str:
    done = village_desk(town, "plans", "import", *map(str, files))
    assert done.returncode == 0, done.stderr
    return done.stdout


async def test_what_another_process_imports_is_answered_at_once_and_what_it_retires_no_more(
    town: Town, tmp_path: Path
) -> None:
    question = "路灯今年装多少盏"
    assert texts(await town.say(WANG, question)).startswith("没有查到")
    file = tmp_path / "路灯.txt"
    file.write_text("清河镇2026年村村亮工作方案\n\n一、任务\n1.今年全镇新装太阳能路灯320盏。\n", "utf-8")
    number = re.search(r"编号 (\d+)", await town.office.desk.off_loop(import_files, town, file))
    assert number
    [card] = await town.say(WANG, question)
    assert "<b>320盏</b>" in card["html"]
    assert card["text"].endswith("清河镇2026年村村亮工作方案 · 镇级 · 2026年 · 一、1")
    retired = await town.office.desk.off_loop(village_desk, town, "plans", "retire", number[1])
    assert retired.returncode == 0
    assert texts(await town.say(WANG, question)).startswith("没有查到")
    toast, _ = await town.tap(WANG, "看原文")
    assert "已经不在了" in toast["toast"]


async def test_a_candidate_of_a_plan_gone_meanwhile_says_so(town: Town) -> None:
    await town.say(WANG, STRAW)
    await town.tap(WANG, "看全部")
    message, data = find_button(await town.messages(town.id(WANG)), "2")
    await town.office.desk.off_loop(village_desk, town, "plans", "retire", "1")
    _, said = await town.tap_data(WANG, town.id(WANG), message, data)
    assert texts(said) == "这个方案已经换了，请重新问一次。"


async def test_an_empty_library_says_who_fills_it(town: Town) -> None:
    for number in ("1", "2"):
        await town.office.desk.off_loop(village_desk, town, "plans", "retire", number)
    assert "还没有放进任何方案" in texts(await town.say(WANG, STRAW))


@pytest.mark.shared
async def test_the_shared_plans_answer_after_an_import(town: Town, shared_plans: list[Path]) -> None:
    await town.office.desk.off_loop(import_files, town, *shared_plans)
    [card] = await town.say("李建国", "城镇污水处理率")
    assert "%" in card["text"]
    assert card["inline_keyboard"][0][0]["text"] == "看原文"
    _, [source] = await town.tap("李建国", "看原文")
    assert 20 < len(source["text"]) <= 4096


@pytest.fixture
def shared_plans() -> list[Path]:
    folder = Path(__file__).parents[3] / "shared" / "plans"
    if not folder.is_dir():
        pytest.skip("the folder ../shared/plans is not here: nothing to import")
    return sorted(folder.glob("*.txt"))[:6]


async def test_sentences_of_several_plans_are_no_comparison(town: Town, tmp_path: Path) -> None:
    for year in (2025, 2026):
        file = tmp_path / f"{year}.txt"
        task = f"对退化林地实行封山育林，{'不准' * (year - 2024)}放牧。"
        text = f"清河镇{year}年护林工作方案\n\n一、任务\n1.封山育林。{task}\n"
        file.write_text(text, "utf-8")
        await town.office.desk.off_loop(import_files, town, file)
    [card] = await town.say(WANG, "封山育林怎么做")
    assert "几个方案" not in card["text"]
    assert card["text"].splitlines()[-1].startswith("清河镇202")


FORM = """
form: monthly_report
title: 月报
words: [月报]
fields:
  - {name: toilets, type: integer, heading: 改厕, label: 累计改厕多少户？, indicator: 农村户厕改造}
"""


async def test_a_figure_a_form_ties_to_a_target_stands_on_its_card(tmp_path: Path) -> None:
    (tmp_path / "forms").mkdir()
    (tmp_path / "forms" / "monthly_report.yaml").write_text(FORM, "utf-8")
    async with running_town(tmp_path) as town:
        await town.shut()
        await town.open(forms_dir=str(tmp_path / "forms"))
        assert "现在：" not in texts(await town.say(WANG, "厕所今年改多少户"))
        for name, count in ((WANG, "12"), ("张勇", "30户")):
            await town.say(name, "月报")
            await town.say(name, count)
            await town.tap(name, "提交")
        assert "现在：甘溪沟村 12户（5月报的）" in texts(await town.say(WANG, "厕所今年改多少户"))
        assert "现在：清河镇 合计 42户（5月，2 个村报的）" in texts(await town.say("李建国", "厕所今年改多少户"))
