"""What of a document is a plan, what is not, and why."""

from __future__ import annotations

import pytest

from knowledge import Reading, read_text
from tests.unit.knowledge.reading_builders import BEGIN, TITLE, plan_of

PLAN = f"{TITLE}\n{BEGIN}\n一、任务\n各村每月清理沟渠一次。\n"
OTHER = f"柳树乡2023年护林防火工作方案\n{BEGIN}\n一、任务\n各村每天巡山,冬季不得野外用火。\n"


def reasons(reading: Reading) -> dict[str, str]:
    return {piece.text: piece.why for piece in reading.dropped}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("点此处下载文档", "download bar"),
        ("下载柳树乡方案.doc", "download bar"),
        ("免责声明:文章来自网友,与本站无关。", "disclaimer"),
        ("发布时间:2023-3-6 15:59 某某网", "page data"),
        ("柳树乡方案.docx", "page data"),
        ("第 3 页 共 7 页", "page data"),
        ("相关范文推荐", "related links"),
        ("某县各村根据县里要求开展了很多工作,现汇报如下......", "related links"),
        ("小编为大家整理了这篇方案,希望能帮到各位。", "front matter"),
        ("收起", "button"),
        ("索引号: 1234/2023-1 组配分类: 其他 / 通知", "page data"),
        ("(此件公开发布)", "page data"),
        ("村庄清洁方案(精选3篇)", "headline of a collection"),
        ("看了“清洁方案”的人还看了:", "related links"),
        ("村庄 清洁 行动 方案 乡镇", "key words"),
        ("村庄清洁行动方案 村庄绿化工作计划", "related links"),
    ],
)
@pytest.mark.parametrize("place", ["before", "after"])
def test_furniture_of_a_web_page_is_left_out_with_its_reason(line: str, why: str, place: str) -> None:
    reading = read_text(f"{line}\n{PLAN}" if place == "before" else f"{PLAN}{line}\n")
    assert reasons(reading) == {line: why}
    assert [plan.title for plan in reading.plans] == [TITLE]
    assert line not in reading.plans[0].text


@pytest.mark.parametrize("label", ["【发布单位】某县", "• 公开方式: 政府网站", "文号: 无", "来源:"])
def test_what_a_site_says_of_a_paper_above_it_is_furniture(label: str) -> None:
    assert reasons(read_text(f"{label}\n{PLAN}")) == {label: "page label"}


def test_a_label_line_is_furniture_above_the_plan_and_text_between_its_numbers() -> None:
    reading = read_text(f"时间:2023-03-01\n{PLAN}时间:3月1日至5日\n二、要求\n按期完成。")
    assert reasons(reading) == {"时间:2023-03-01": "page label"}
    assert "时间:3月1日至5日" in reading.plans[0].clauses[0].text


@pytest.mark.parametrize("line", ["一、下载文档要登记。", "(一)温馨提示:出行注意安全。"])
def test_a_numbered_line_is_never_furniture(line: str) -> None:
    assert read_text(f"{TITLE}\n{BEGIN}\n{line}").dropped == ()


def test_hints_a_site_numbers_before_the_title_go_with_its_other_furniture() -> None:
    reading = read_text(f"温馨提示:\n1. 本文档由用户上传,请核对。\n2. 打不开请联系客服。\n3. 内容请自己核对。\n{PLAN}")
    assert [clause.id for clause in reading.plans[0].clauses] == ["一"]
    assert set(reasons(reading).values()) == {"disclaimer", "front matter"}


def test_a_disclaimer_at_the_end_of_a_long_line_is_cut_off() -> None:
    flat = PLAN.replace("\n", " ") + "各组也要照此办理,按户到人。" * 8 + " 免责声明:文章来自网络。"
    reading = read_text(flat)
    assert [piece.why for piece in reading.dropped] == ["disclaimer"]
    assert "免责" not in reading.plans[0].text


def test_several_plans_in_one_file_are_told_apart() -> None:
    assert [plan.title for plan in read_text(PLAN + OTHER).plans] == [TITLE, "柳树乡2023年护林防火工作方案"]


def test_a_plan_printed_twice_is_kept_once_and_a_near_copy_stays() -> None:
    near = PLAN.replace("每月", "每周")
    reading = read_text(PLAN + OTHER + "推荐阅读\n" + PLAN.replace("\n", "\n\n") + near)
    assert len(reading.plans) == 3
    assert list(reasons(reading).values()).count("printed twice") == 1


def test_a_near_copy_names_the_plan_it_is_like() -> None:
    items = "".join(f"{n}.清理第{n}段沟渠,由本组负责。\n" for n in range(1, 9))
    first, near = f"{TITLE}\n{BEGIN}\n{items}", f"河口乡2023年村庄清洁方案\n{BEGIN}\n{items}9.做好宣传发动工作。\n"
    assert [plan.like for plan in read_text(first + near + OTHER).plans] == [None, TITLE, None]


def test_a_headline_above_its_plan_is_no_plan_of_its_own() -> None:
    masked = PLAN.replace("2023年", "20xx年")
    reading = read_text(f"精选方案:{TITLE}\n\n很多人都在找这样的方案。\n{masked}")
    assert [(plan.title, plan.headline, plan.year) for plan in reading.plans] == [
        (TITLE.replace("2023", "20xx"), TITLE, None)
    ]
    assert "很多人都在找这样的方案。" in reasons(reading)


def test_a_title_at_the_end_of_a_page_names_the_text_before_it() -> None:
    reading = read_text(PLAN.removeprefix(TITLE) + f"{TITLE}\n发布时间:2023-3-6\n")
    assert [plan.title for plan in reading.plans] == [TITLE]


def test_a_text_without_a_title_is_called_by_its_signature_or_file() -> None:
    body = PLAN.removeprefix(TITLE)
    signed = read_text(f"{body}柳树乡人民政府\n2023年3月1日", "a.txt").plans[0]
    assert (signed.title, signed.year) == ("柳树乡人民政府文件(2023年3月1日)", 2023)
    assert read_text(body, "清洁.txt").plans[0].title == "清洁"


def test_a_covering_notice_is_part_of_the_plan_it_sends() -> None:
    cover = f"柳树乡关于印发《{TITLE}》的通知\n各村:\n现将方案印发给你们。\n2023年3月6日\n"
    reading = read_text(cover + PLAN)
    assert [(plan.title, plan.cover) for plan in reading.plans] == [(TITLE, f"柳树乡关于印发《{TITLE}》的通知")]


def test_a_title_inside_a_plan_without_numbers_of_its_own_does_not_divide_it() -> None:
    annex = "村庄清洁考评办法\n各村清洁情况纳入年终考评,由农业站会同各组长打分,结果张榜公布,接受群众监督,不得弄虚作假。"
    assert len(read_text(PLAN + annex).plans) == 1


@pytest.mark.parametrize("start", ["为做好工作", "根据县里要求", "一、任务"])
def test_a_title_with_a_reason_or_new_numbers_begins_a_plan(start: str) -> None:
    other = f"村庄清洁考评办法\n{start},各村清洁情况纳入年终考评,由农业站会同各组长打分,结果张榜公布,接受群众监督。"
    assert len(read_text(PLAN + other).plans) == 2


@pytest.mark.parametrize(
    "text",
    [
        f"在全乡清洁工作会上的讲话\n{BEGIN}\n一、认清形势。\n二、狠抓落实。",
        "本报讯(记者 张某 通讯员 李某)近日,柳树乡各村开展清洁行动,村民踊跃参加,村容村貌焕然一新,受到好评。",
        "",
        "收起\n展开",
        TITLE,
    ],
)
def test_speeches_news_and_bare_titles_are_no_plans(text: str) -> None:
    assert read_text(text).plans == ()


def test_short_headings_that_end_like_titles_do_not_divide_a_plan() -> None:
    body = "".join(
        f"{head}\n{BEGIN}\n" for head in ("时间安排", "任务清单", "工作措施", "工作部署", "工作要求", "任务分工")
    )
    plan = plan_of(body)
    assert [clause.heading for clause in plan.clauses][-3:] == ["工作部署", "工作要求", "任务分工"]


@pytest.mark.parametrize(
    "text",
    [
        f"2023年柳树乡优秀村干部名单\n{BEGIN}\n1.张某某 柳树村\n2.李某某 石桥村\n3.王某某 河口村",
        f"致全乡农民朋友的公开信\n{BEGIN}\n一、不烧秸秆。\n二、爱护沟渠。",
        "关于村级公路工程的招标公告\n一、项目概况\n硬化村道3公里。\n二、投标人资格\n具备相应资质,6月5日前报名。",
        f"《柳树乡清洁行动方案》政策解读\n一、背景\n{BEGIN}\n二、主要内容\n户厕普及率达到85%以上。",
        f"驻村帮扶先进事迹材料\n{BEGIN}\n一、心系群众\n走访农户200户。",
        "各位领导,同志们:\n受乡党委委托,我作简要发言。\n一、去年工作\n新建公厕5座。\n二、今年打算\n6月底前完成改厕。\n谢谢大家",
        "日前,记者从柳树乡了解到,该乡6个村的沟渠清理已全部完成,连日来村民自发到沟边种花,村容村貌焕然一新。",
        f"农村土地承包合同书\n甲方:某村\n乙方:张某\n一、承包面积\n12亩。\n二、承包期限\n2023年1月1日至2027年12月31日。{BEGIN}",
    ],
    ids=["list of names", "open letter", "tender", "explanation", "deeds", "speech", "news", "contract"],
)
def test_papers_an_office_also_has_are_no_plans(text: str) -> None:
    reading = read_text(text)
    assert [plan.title for plan in reading.plans] == []
    assert any(piece.why.startswith("no plan") for piece in reading.dropped)


def test_a_flat_page_with_its_title_twice_is_read() -> None:
    flat = f"{TITLE} {TITLE} " + PLAN.removeprefix(TITLE).replace("\n", " ") + "各组也要照此办理,按户到人。" * 8
    assert [plan.title for plan in read_text(flat).plans] == [TITLE]


def test_a_title_that_runs_on_into_the_text_is_found() -> None:
    flat = TITLE + PLAN.removeprefix(TITLE).replace("\n", "") + "各组也要照此办理,按户到人。" * 8
    assert [plan.title for plan in read_text(flat).plans] == [TITLE]


@pytest.mark.parametrize(
    ("title", "kind"),
    [("柳树乡清洁方案", "plan"), ("关于做好清洁工作的通知", "notice"), ("柳树乡清洁工作汇报", "report")],
)
def test_the_kind_is_the_last_word_of_the_title(title: str, kind: str) -> None:
    assert plan_of("一、任务\n清理沟渠。", title).kind == kind


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("柳树乡清洁方案", "township"),
        ("柳树镇清洁方案", "town"),
        ("城关街道清洁方案", "town"),
        ("某县城镇污水治理方案", "county"),
        ("某县柳树乡清洁方案", "township"),
        ("某市某区城关街道清洁方案", "town"),
        ("某县特色小镇建设方案", "county"),
        ("某县委关于乡风文明的方案", "county"),
        ("区农业污染防治方案", "district"),
        ("某市乡镇道路养护方案", "city"),
        ("某省清洁方案", "province"),
        ("农村道路养护方案", "town"),  # by the text: 全镇
    ],
)
def test_the_level_is_the_one_the_title_names_else_the_text(title: str, level: str) -> None:
    assert plan_of("一、任务\n在全镇清理沟渠。", title).level == level


def test_no_level_is_better_than_a_wrong_one() -> None:
    assert plan_of("一、任务\n清理沟渠。", "农村道路养护方案").level is None


@pytest.mark.parametrize(
    ("title", "tail", "year"),
    [
        ("柳树乡2023年方案", "", 2023),
        ("柳树乡20xx年方案", "\n2021年3月5日", None),
        ("柳树乡方案", "\n柳树乡人民政府\n2021年3月5日", 2021),
        ("柳树乡方案", "\n二零二一年三月五日", 2021),
        ("柳树乡方案", "2022年底前清完。2022年底前验收。2025年底前巩固。", 2022),
        ("柳树乡方案", "20xx年清理。2022年底前清完。2022年底前验收。", None),
        ("柳树乡方案", "2022年底前清完。", None),
    ],
)
def test_the_year_is_the_one_the_plan_is_for(title: str, tail: str, year: int | None) -> None:
    assert plan_of(f"一、任务\n清理沟渠。{tail}", title).year == year


def test_facts_lead_back_to_the_source_file() -> None:
    source = f"小编整理\r\n{TITLE}\r\n{BEGIN}\r\n一、任务\r\n到2025年,户厕普及率达到85%以上。"
    plan = read_text(source).plans[0]
    place = plan.source_span(plan.indicators[0].span)
    assert source[place.start : place.end] == plan.indicators[0].quote
    assert plan.cleaned == ("line_ends",)


def test_the_json_has_the_keys_of_the_contract() -> None:
    reading = read_text("收起\n" + PLAN, "plan.txt")
    plan = reading.plans[0].as_json()
    assert list(plan) == ["file", "title", "kind", "level", "year", "clauses", "indicators", "deadlines"]
    assert list(plan["clauses"][0]) == ["id", "heading", "text", "lead", "support"]
    more = ["reports", "owes", "season", "within"]
    assert list(plan["deadlines"][0]) == ["what", "when", "who", "clause", "quote", *more]
    assert reading.dropped[0].as_json() == {"file": "plan.txt", "text": "收起", "why": "button"}
    ranged = plan_of("一、任务\n打造3-5个示范点。").as_json()["indicators"][0]
    assert list(ranged) == ["name", "op", "value", "unit", "due", "clause", "quote"]
    assert ranged["value"] == [3, 5]


def test_a_title_over_two_lines_is_put_together() -> None:
    plan = read_text(f"柳树乡二〇二三年春季村庄清洁\n实施方案\n\n{BEGIN}\n一、任务\n清理沟渠。").plans[0]
    assert (plan.title, plan.year) == ("柳树乡二零二三年春季村庄清洁实施方案", 2023)
    assert read_text(f"各村、各单位:\n实施方案\n{BEGIN}\n一、任务\n清理沟渠。").plans[0].title == "实施方案"


COLLECTION = (
    "村庄清洁方案(精选2篇)\n小编整理了几篇,一起来看看吧。\n"
    "村庄清洁方案 篇1\n为清洁村庄,制定本方案。\n一、任务\n各村每月清理沟渠一次。\n"
    "村庄清洁方案 篇2\n为美化村庄,安排如下。\n一、任务\n各组每周打扫村道两次。\n"
    "【村庄清洁方案】相关文章:\n1.村庄绿化方案\n2.村庄清洁总结"
)


@pytest.mark.parametrize(
    "text",
    [
        COLLECTION,
        COLLECTION.replace("方案 篇", "方案"),
        COLLECTION.replace("村庄清洁方案 篇1", "第一篇:村庄清洁方案").replace(
            "村庄清洁方案 篇2", "第二篇:村庄清洁方案"
        ),
        COLLECTION.replace("村庄清洁方案 篇1", "篇一").replace("村庄清洁方案 篇2", "篇二"),
    ],
    ids=["篇2 behind", "2 behind", "第二篇 before", "篇二 alone"],
)
def test_each_text_of_a_collection_is_a_plan_and_its_links_are_none(text: str) -> None:
    plans = read_text(text).plans
    assert [plan.title for plan in plans] == ["村庄清洁方案"] * 2
    assert [clause.id for plan in plans for clause in plan.clauses] == ["一", "一"]


def test_texts_of_a_collection_that_a_site_ran_together_are_told_apart() -> None:
    more = "各组也要照此办理,按户到人。" * 8
    first = f"村庄清洁方案篇1为清洁村庄,制定本方案。一、任务每月清沟一次。{more}"
    flat = f"{first}村庄清洁方案篇2为美化村庄,安排如下。一、任务每周打扫两次。"
    assert [plan.title for plan in read_text(flat).plans] == ["村庄清洁方案"] * 2


def test_a_letter_without_a_title_goes_to_the_plan_it_sends() -> None:
    letter = f"各村、各单位:\n现将《{TITLE.removesuffix('方案')}方案》印发给你们,请遵照执行。\n2023年3月6日\n"
    alone, behind = read_text(letter + PLAN), read_text(OTHER + letter + PLAN)
    assert [plan.title for plan in alone.plans] == [TITLE]
    assert "印发给你们" not in behind.plans[0].text
    assert "印发给你们" in behind.plans[1].text


def test_the_annexes_a_covering_notice_lists_are_no_clauses() -> None:
    listed = f"附件:1.{TITLE}\n2.村庄清洁小组名单\n柳树乡人民政府\n2023年3月6日\n附件1\n"
    cover = f"柳树乡关于印发《{TITLE}》的通知\n各村:\n现印发给你们。\n{listed}"
    reading = read_text(cover + PLAN)
    assert [[clause.id for clause in plan.clauses] for plan in reading.plans] == [["一"]]


def test_a_table_of_contents_is_left_out() -> None:
    contents = "目 录\n一、任务\n二、要求\n"
    reading = read_text(f"{TITLE}\n{contents}一、任务\n{BEGIN}\n二、要求\n{BEGIN}")
    assert [clause.id for clause in reading.plans[0].clauses] == ["一", "二"]
    assert list(reasons(reading).values()) == ["table of contents"] * 3
    dotted = read_text(f"{TITLE}\n目录\n一、目标任务......1\n{BEGIN}\n一、任务\n清理沟渠。")
    assert "一、目标任务......1" in reasons(dotted)


def test_a_plan_whose_annex_prints_it_again_is_kept_once() -> None:
    reading = read_text(PLAN + "(以下为附件内容)\n" + PLAN + "某网编辑整理")
    assert len(reading.plans) == 1


def test_a_short_headline_printed_twice_is_the_title() -> None:
    head = "重点工作安排"
    reading = read_text(f"{head}\n时间:2023-04-09\n{head}\n(一)清理沟渠。{BEGIN}\n(二)打扫村道。{BEGIN}")
    assert [plan.title for plan in reading.plans] == [head]


def test_a_title_in_brackets_before_the_text_is_found() -> None:
    assert [p.title for p in read_text(f"【{TITLE}】{BEGIN}\n一、任务\n清理沟渠。").plans] == [TITLE]


@pytest.mark.parametrize(
    ("text", "year"),
    [
        (f"柳树乡清洁方案\n柳政发〔2022〕5号\n{BEGIN}\n一、任务\n清理沟渠。", 2022),
        (f"柳树乡2022年清洁方案\n柳树乡村庄清洁方案\n{BEGIN}\n一、任务\n清理沟渠。", 2022),
        (
            "柳树乡清洁方案\n现就2022年工作安排如下,比2021年工作更细,请各村对照执行,落实到位,不得延误。\n一、任务\n清理沟渠。",
            2022,
        ),
        (f"柳树乡清洁方案\n{BEGIN}\n一、任务\n到2025年,沟渠全清。", None),
    ],
    ids=["number of the paper", "headline", "opening", "far target"],
)
def test_the_year_is_found_where_the_title_has_none(text: str, year: int | None) -> None:
    assert [plan.year for plan in read_text(text).plans] == [year]


def test_a_text_called_by_no_title_word_is_called_by_its_first_line() -> None:
    plan = read_text(
        f"【公开栏】柳树村用电安全这一年怎么干\n{BEGIN}\n一、目标\n清理线路。\n5月10日前建台账,6月10日前整改。"
    ).plans[0]
    assert plan.title == "柳树村用电安全这一年怎么干"
    printed = read_text(
        f"县委 县政府 印发《柳树乡清洁行动方案》\n2023-03-06\n(一)清理沟渠。{BEGIN}\n(二)打扫村道。"
    ).plans[0]
    assert printed.title == "柳树乡清洁行动方案"


def test_a_plan_printed_right_in_its_notice_is_called_by_its_own_name() -> None:
    head = "柳树乡关于印发2023年村庄清洁工作计划的通知"
    plan = read_text(f"{head}\n现将计划印发给你们。\n{BEGIN}\n(一)清理沟渠。\n(二)打扫村道。").plans[0]
    assert (plan.title, plan.kind, plan.cover) == ("2023年村庄清洁工作计划", "plan", head)


def test_news_that_prints_a_plan_is_left_before_it() -> None:
    reading = read_text(f"日前,柳树乡印发《{TITLE}》。全文如下,请各村群众知晓并且互相转告,共同监督落实:\n{PLAN}")
    assert [plan.title for plan in reading.plans] == [TITLE]


def test_a_page_that_only_links_to_a_plan_has_none() -> None:
    page = f"柳树乡关于印发《{TITLE}》的通知\n附件下载:\n1. {TITLE}.pdf(1.2MB)\n2. 任务分解表.xlsx(36KB)\n相关信息\n"
    reading = read_text(page + "· 柳树乡2023年财政工作报告    2024-01-25\n主办单位:柳树乡人民政府")
    assert reading.plans == ()


def test_a_page_on_one_line_loses_its_trail_and_what_stands_behind_the_title() -> None:
    body = PLAN.removeprefix(TITLE).replace("\n", " ") + "各组也要照此办理,按户到人。" * 8
    flat = f"首页 > 大全 > 工作方案 > 正文 {TITLE} 作者:阿文 来源:某网 发布时间:2023-09-08 字体:[大 中 小] 打印 {body}"
    plan = read_text(flat).plans[0]
    assert plan.title == TITLE
    assert "阿文" not in plan.text


def test_a_title_over_lines_with_blanks_between_is_closed_up() -> None:
    text = f"柳树乡2023年度村庄清洁\n\n重点工作 实施方案\n \n{BEGIN}\n一、任务\n清理沟渠。"
    assert [plan.title for plan in read_text(text).plans] == ["柳树乡2023年度村庄清洁重点工作实施方案"]


def test_contact_lines_above_the_signature_are_no_part_of_the_last_clause() -> None:
    plan = plan_of("一、任务\n清理沟渠。\n值班电话:0000-1234567\n柳树乡人民政府\n2023年3月6日\n(此件公开发布)")
    assert plan.clauses[-1].text == "一、任务\n清理沟渠。"


@pytest.mark.parametrize(
    "text",
    [
        "柳树乡“三步走”抓好清洁工作\n一是大力宣传,发放资料500份,群众意识不断提高。二是巡逻检查,成立队伍12支。三是变废为宝,利用率达90%。",
        "记者从县里获悉,全县21个村被认定为示范村,其中柳树村等5个村为重点村,各村环境焕然一新,村民纷纷点赞叫好。",
    ],
)
def test_short_reports_of_what_was_done_are_no_plans(text: str) -> None:
    assert read_text(text).plans == ()


BODY = "一、任务\n1.全镇全年清理河道 12 公里,清理垃圾 300 吨。\n2.各村 6 月 30 日前把清单报镇水利站。\n" * 2


def test_a_document_site_runs_page_number_title_and_text_together() -> None:
    text = (
        "《石桥镇河道清理实施方案.docx》由会员分享,可在线阅读。\n"
        "1、石桥镇河道清理实施方案河道是全镇的水源,清理河道关系到每一户人家的用水安全,也关系到下游几千亩水田。"
        "为做好今年的河道清理工作,制定本方案。"
        f"{BODY}"
    )
    [plan] = read_text(text).plans
    assert plan.title == "石桥镇河道清理实施方案"
    assert any("文库" in d.why or "page" in d.why for d in read_text(text).dropped)


def test_lone_cyrillic_letters_are_the_paragraph_ends_a_site_lost() -> None:
    text = f"石桥镇河道清理实施方案\n{BODY}".replace("\n", "Р")
    [plan] = read_text(text).plans
    assert plan.title == "石桥镇河道清理实施方案"
    assert "Р" not in plan.text


def test_a_title_over_two_lines_takes_the_line_that_names_the_year() -> None:
    text = f"石桥镇人民政府2024年重点工作\n任务分解和责任分工方案\n{BODY}"
    assert read_text(text).plans[0].title == "石桥镇人民政府2024年重点工作任务分解和责任分工方案"


def test_a_speech_that_says_how_many_points_it_has_is_no_plan() -> None:
    text = f"这次会议是镇里决定召开的一次重要会议。按照安排,我讲两个方面的意见。\n{BODY}"
    assert read_text(text).plans == ()
