"""Tables of sentences and the targets in them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.knowledge.reading_builders import Target, assert_in_place, indicators, plan_of, targets


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # comparators
        ("户厕普及率达到85%以上。", [Target("户厕普及率", 85)]),
        ("户厕普及率达85%。", [Target("户厕普及率", 85)]),
        ("户厕普及率不低于85%。", [Target("户厕普及率", 85)]),
        ("户厕普及率≥85%。", [Target("户厕普及率", 85)]),
        ("户厕普及率达100%。", [Target("户厕普及率", 100, op="=")]),
        ("户厕普及率为85%。", [Target("户厕普及率", 85, op="=")]),
        ("户厕普及率达到85%左右。", [Target("户厕普及率", 85, op="=")]),
        ("户厕普及率高于85%。", [Target("户厕普及率", 85, op=">")]),
        ("水管漏损率控制在10%以内。", [Target("水管漏损率", 10, op="<=")]),
        ("水管漏损率不超过10%。", [Target("水管漏损率", 10, op="<=")]),
        ("水管漏损率低于10%。", [Target("水管漏损率", 10, op="<")]),
        ("水管漏损率降至10%。", [Target("水管漏损率", 10, op="<=")]),
        ("绿化率控制在30%以上。", [Target("绿化率", 30)]),
        ("户厕普及率85%。", [Target("户厕普及率", 85, op="=")]),
        ("水管漏损率10%以下。", [Target("水管漏损率", 10, op="<=")]),
        # numerals, ranges, units
        ("户厕普及率达到百分之八十五以上。", [Target("户厕普及率", 85)]),
        ("户厕普及率达到８５％以上。", [Target("户厕普及率", 85)]),
        ("每亩产值≥1.5万元/亩。", [Target("每亩产值", 1.5, "万元/亩")]),
        ("打造3-5个示范点。", [Target("打造示范点", (3, 5), "个", "=")]),
        ("打造3至5个示范点。", [Target("打造示范点", (3, 5), "个", "=")]),
        ("购进洒水车一辆。", [Target("购进洒水车", 1, "辆", "=")]),
        ("环境指数(EI)≥55。", [Target("环境指数(EI)", 55, "")]),
        # changes
        ("盗窃案件同比下降20%。", [Target("盗窃案件", 20, op="decrease")]),
        ("化肥用量较上年减少3%以上。", [Target("化肥用量", 3, op="decrease")]),
        ("村民人均收入增长8%。", [Target("村民人均收入", 8, op="increase")]),
        (
            "用水量、用电量分别比2020年降低30%和15.5%。",
            [Target("用水量", 30, op="decrease"), Target("用电量", 15.5, op="decrease")],
        ),
        ("化肥、农药利用率均达到40%以上。", [Target("化肥利用率", 40), Target("农药利用率", 40)]),
        ("案件起数、伤亡人数下降2%。", [Target("案件起数", 2, op="decrease"), Target("伤亡人数", 2, op="decrease")]),
        ("节能、节水器具普及率≥60%。", [Target("节能、节水器具普及率", 60)]),
        # counts
        ("新建公厕1座。", [Target("新建公厕", 1, "座", "=")]),
        ("完成20户危房改造。", [Target("完成危房改造", 20, "户", "=")]),
        ("安排资金8400万元。", [Target("安排资金", 8400, "万元", "=")]),
        ("提供公益岗位100个以上。", [Target("提供公益岗位", 100, "个")]),
        ("化学品减排量90吨。", [Target("化学品减排量", 90, "吨", "=")]),
        ("村里的3个组开展试点。", [Target("村里的组开展试点", 3, "个", "=")]),
        ("评估得分在90分以上。", [Target("评估得分", 90, "分")]),
        ("空气质量排名保持全县前20以内。", [Target("空气质量排名", 20, "位", "<=")]),
        ("完成50%的村道验收。", [Target("完成村道验收", 50, op="=")]),
        ("帮助60%村民参保。", [Target("帮助", 60, op="=")]),
        ("创建示范村6个以上、示范户20户。", [Target("创建示范村", 6, "个"), Target("示范户", 20, "户", "=")]),
        ("培训人员300人,其中妇女120人。", [Target("培训人员", 300, "人", "="), Target("妇女", 120, "人", "=")]),
        ("候诊时间缩短至30分钟以内。", [Target("候诊时间", 30, "分钟", "<=")]),
        ("签约率稳定在六成以上。", [Target("签约率", 60)]),
        ("签约率达到六成半。", [Target("签约率", 65)]),
        ("一是新建公厕1座。", [Target("新建公厕", 1, "座", "=")]),
        # names from the part before
        ("推广秸秆还田,比例达到85%以上。", [Target("推广秸秆还田比例", 85)]),
        # what the plan says twice, once in words and once with a date
        (
            "负荷率稳定在80%以上,2023年底达到85%。",
            [Target("负荷率", 80), Target("负荷率", 85, due="2023-12-31")],
        ),
        # due dates
        (
            "到2025年,保洁率达到90%;绿化率达到30%。",
            [Target("保洁率", 90, due="2025"), Target("绿化率", 30, due="2025")],
        ),
        ("到2025年,户厕普及率达到85%以上。", [Target("户厕普及率", 85, due="2025")]),
        ("2025年户厕普及率达到85%以上。", [Target("户厕普及率", 85, due="2025")]),
        ("6月底前完成20户危房改造,绿化率达到30%以上。",
         [Target("完成危房改造", 20, "户", "=", "2023-06-30"), Target("绿化率", 30)]),
    ],
)  # fmt: skip
def test_a_target_is_read(sentence: str, expected: list[Target]) -> None:
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "落实工地“六个100%”。",  # a slogan
        "落实工地6个100%。",
        "利用1-2年时间治理。",  # a duration
        "沿河1公里范围内不准建房。",  # a zone
        "日处理20吨以上的设施要监测。",  # a threshold of objects
        "取土样500余份。",  # about, and done
        "目前全村有公厕12座。",  # the present
        "去年新建公厕12座。",  # the past
        "预计降雨偏少20%。",  # a forecast
        "全村共有大棚460栋。",
        "解决3个方面的问题。",
        "每周开展1次巡查。",  # a cadence, see deadlines
        "按照《绿化率30%标准》执行。",
        "不发生一次死亡2人的事故。",
        "依据〔2020〕12号文件。",
        "管好已发放的105万株苗木。",
        "村里有3名老人。",
        "整改率每低1个百分点扣2分。",
        "全村已配备保洁员12名。",
    ],
)
def test_what_looks_like_a_target_and_is_none(sentence: str) -> None:
    assert targets(sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # comparators that forbid
        ("户厕普及率不得低于90%。", [Target("户厕普及率", 90)]),
        ("火点不得超过5个。", [Target("火点", 5, "个", "<=")]),
        ("户厕普及率大于等于90%。", [Target("户厕普及率", 90)]),
        # shares of many
        ("三分之二以上的村达到标准。", [Target("村达到标准", 66.67)]),
        ("一半以上的村建成示范村。", [Target("村建成示范村", 50)]),
        ("按照不低于10%的比例抽查。", [Target("抽查比例", 10)]),
        ("村集体收入翻一番。", [Target("村集体收入", 100, "%", "increase")]),
        # names that another figure stands before
        ("户厕普及率比上年提高5个百分点,达到92%左右。",
         [Target("户厕普及率", 5, "个百分点", "increase"), Target("户厕普及率", 92, "%", "=")]),
        ("培育10个示范村、100个示范户。", [Target("培育示范村", 10, "个", "="), Target("示范户", 100, "个", "=")]),
        ("投资260万元新建广场1处。",
         [Target("广场投资", 260, "万元", "="), Target("新建广场", 1, "处", "=")]),
        ("签订承诺书,签订不少于600份。", [Target("签订承诺书", 600, "份")]),
        # years of one name
        ("处理率:2023年达到60%,2024年达到70%。",
         [Target("处理率", 60, due="2023"), Target("处理率", 70, due="2024")]),
        ("处理率2023年达60%、2024年达70%。", [Target("处理率", 60, due="2023"), Target("处理率", 70, due="2024")]),
        ("2023年、2024年处理率分别达到60%、70%。",
         [Target("处理率", 60, due="2023"), Target("处理率", 70, due="2024")]),
        ("处理率在2022年基础上提升5个百分点。", [Target("处理率", 5, "个百分点", "increase")]),
        # counts whose date or label says that they are owed
        ("8月底前封闭排口12个。", [Target("封闭排口", 12, "个", "=", "2023-08-31")]),
        ("对2022年排查的9处隐患,3月底前整改到位。", [Target("整改隐患", 9, "处", "=", "2023-03-31")]),
        ("目标任务:改厕300户。", [Target("改厕", 300, "户", "=")]),
        ("各村明确1名管水员。", [Target("各村明确管水员", 1, "名", "=")]),
        ("每村至少打造一个示范点。", [Target("每村示范点", 1, "个")]),
        ("镇财政每年安排经费150万元。", [Target("镇财政每年经费", 150, "万元", "=")]),
        ("上半年完成投资的50%以上。", [Target("完成投资", 50, due="2023-06-30")]),
        ("打造3个以上的示范小院。", [Target("打造示范小院", 3, "个")]),
        ("组建1支不少于10人的抢修队。",
         [Target("组建抢修队", 1, "支", "="), Target("抢修队人数", 10, "人")]),
        ("办件时间缩短2天。", [Target("办件时间", 2, "天", "decrease")]),
        ("各村市级用稿2篇。", [Target("各村市级用稿", 2, "篇", "=")]),
        ("两项浓度、总量分别不高于53和32微克/立方米。",
         [Target("两项浓度", 53, "微克/立方米", "<="), Target("总量", 32, "微克/立方米", "<=")]),
        ("知晓率达到九成五,受害率控制在千分之一以内。",
         [Target("知晓率", 95), Target("受害率", 1, "‰", "<=")]),
        ("单车报警每月不超过3次。", [Target("单车报警", 3, "次", "<=")]),
        ("种植面积达到25000亩(早稻12000亩,中稻1000亩)。",
         [Target("种植面积", 25000, "亩"), Target("早稻", 12000, "亩", "="), Target("中稻", 1000, "亩", "=")]),
        ("加装护栏1.2千米,9月20日前完工。", [Target("加装护栏", 1.2, "千米", "=", "2023-09-20")]),
        ("5月10日前完成设置,其中新增警示牌86块。", [Target("新增警示牌", 86, "块", "=", "2023-05-10")]),
        ("6月底前修桥3座,修建水池2座。",
         [Target("修桥", 3, "座", "=", "2023-06-30"), Target("修建水池", 2, "座", "=", "2023-06-30")]),
        ("重点区域面积较去年缩减三成。", [Target("重点区域面积", 30, "%", "decrease")]),
        ("带动农户增收15%。", [Target("带动农户增收", 15, "%", "increase")]),
        ("每个网格不超过200亩。", [Target("每个网格面积", 200, "亩", "<=")]),
        ("8月底前120户全部改完。", [Target("全部改完", 120, "户", "=", "2023-08-31")]),
        ("为每个供水站配置2辆吸污车。", [Target("每个供水站吸污车", 2, "辆", "=")]),
        ("组建救援队伍11支、每支不少于8人。",
         [Target("组建救援队伍", 11, "支", "="), Target("每支救援队伍人数", 8, "人")]),
        ("甲醛(HCHO)和粉尘(PM)等主要污染物排放总量分别下降15%和10%。",
         [Target("甲醛(HCHO)排放总量", 15, "%", "decrease"),
          Target("粉尘(PM)等主要污染物排放总量", 10, "%", "decrease")]),
        ("每户发放明白纸1份。", [Target("每户发放明白纸", 1, "份", "=")]),
        ("展览面积超3万平米。", [Target("展览面积", 3, "万平米", ">")]),
        ("发放明白纸户均1份以上。", [Target("户均明白纸", 1, "份")]),
        ("2023年计划投资20万元再建2公里村道。",
         [Target("村道投资", 20, "万元", "=", "2023"), Target("再建村道", 2, "公里", "=", "2023")]),
    ],
)  # fmt: skip
def test_a_target_of_many_styles_is_read(sentence: str, expected: list[Target]) -> None:
    assert targets(sentence) == expected


@pytest.mark.parametrize(
    "sentence",
    [
        "年终考评占60%。",  # a weight
        "占考核总分的10%。",
        "考核得分90分以上为优秀。",
        "全镇现有户厕1200户,普及率78%。",  # the present
        "落实排污口整治等12项工作清单。",  # items of a list
        "每10户随机抽查1户。",  # a rate
        "对完成率低于60%的村通报批评。",  # a condition
        "自然村(20户以上)通硬化路。",
        "按照每处50万元、每座20万元的标准补助。",
        "收水范围为周边3-5公里内村庄。",
        "护林员脱岗超过3次的,予以解聘。",
        "各局安排1名副局长。",
    ],
)
def test_weights_rates_and_conditions_are_no_targets(sentence: str) -> None:
    assert targets(sentence) == []


def test_figures_under_a_heading_of_the_present_state_are_no_targets() -> None:
    plan = plan_of("一、基本情况\n卫生厕所普及率78%。\n二、任务\n卫生厕所普及率达到90%。")
    assert [indicator.value for indicator in plan.indicators] == [90]


def test_a_heading_and_its_text_say_a_target_once() -> None:
    plan = plan_of("一、任务\n1.户厕普及率≥95%。抓紧改厕,确保户厕普及率不低于95%。")
    assert [indicator.quote for indicator in plan.indicators] == ["户厕普及率≥95%"]


def test_a_heading_that_contradicts_its_text_gives_both_marked() -> None:
    plan = plan_of("一、任务\n1.户厕普及率100%。抓紧改厕,使户厕普及率达到85%以上。\n2.扫院子。绿化率达到30%以上。")
    assert [(i.value, i.conflict) for i in plan.indicators] == [(100, True), (85, True), (30, False)]
    assert plan.indicators[0].as_json()["conflict"] is True
    assert "conflict" not in plan.indicators[2].as_json()


def test_the_same_share_of_two_things_counts_twice() -> None:
    assert len(targets("清运率达到100%,保洁率达到100%。")) == 2


@given(st.integers(1, 9999), st.sampled_from(["户", "座", "公里", "万元"]), st.sampled_from(["", " ", "　"]))
def test_any_number_and_width_is_read_the_same(number: int, unit: str, gap: str) -> None:
    wide = str(number).translate({ord(str(digit)): chr(ord("０") + digit) for digit in range(10)})
    for printed in (str(number), wide):
        assert [(i.value, i.unit) for i in indicators(f"新建公厕{printed}{gap}{unit}。")] == [(number, unit)]


@given(
    st.lists(st.sampled_from(["绿化率达30%以上,", "新建公厕1座、", "已建成5座,", "(村)", "3%", "“", "《"]), max_size=12)
)
def test_every_quote_stands_where_its_span_says(pieces: list[Any]) -> None:
    assert_in_place(plan_of("一、任务\n" + "".join(pieces) + "完成。"))
