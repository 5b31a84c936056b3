"""Invented plans for the search tests: a town, a county, and builders that fill the rest."""

from knowledge.facts import Clause, Indicator, PlanDraft, Span

TOWN = """清河镇2026年人居环境提升方案
为让村子更干净，自3月1日至10月31日开展集中行动。
一、主要目标
1.卫生厕所。今年新改户厕320户，另建公厕2座。到2027年卫生厕所普及率达到90%以上。
2.垃圾清运。每天清运一次，垃圾日产日清率达到98%。购置清运车3辆，投入资金45万元。
二、工作安排
3.秸秆管理。秸秆综合利用率不低于88%。严禁在田里焚烧秸秆。(镇农业服务中心牵头，各村配合)
4.污水治理。6月底前建好集镇污水处理站;(镇建设办牵头)年底前接通老街管网。(镇水务站牵头，镇财政所配合)
5.信息报送。各村每月20日前把进展报到镇办公室。
6.河道保护。天然水域不得捕捞，违者交县渔政站处理。举报请打0710-6123456。
"""

COUNTY = """南山县2025年污染防治要点
一、秸秆
1.全县秸秆综合利用率达到86%。责任单位落实到人。
二、预警
2.收到橙色预警，隐患点群众要全部转移。收到黄色预警，加强巡查。
"""


def clause(plan_text: str, start: str, **facts: object) -> Clause:
    """The clause whose line begins with ``start``."""
    begin = plan_text.index(start)
    end = plan_text.index("\n", begin)
    text = plan_text[begin:end]
    number, _, rest = text.partition(".")
    given = {"id": number, "heading": rest.partition("。")[0], "text": text, "span": Span(begin, end), **facts}
    return Clause(**given)  # type: ignore[arg-type]


def town() -> PlanDraft:
    """A town plan with goals, duties, parties, dates and a telephone number."""
    clauses = (
        clause(TOWN, "1."),
        clause(TOWN, "2."),
        clause(TOWN, "3.", lead=("镇农业服务中心",), support=("各村",)),
        clause(TOWN, "4.", lead=("镇建设办", "镇水务站"), support=("镇财政所",)),
        clause(TOWN, "5."),
        clause(TOWN, "6."),
    )
    quote = "秸秆综合利用率不低于88%"
    at = TOWN.index(quote)
    rate = Indicator("秸秆综合利用率", ">=", 88, "%", None, "3", quote, Span(at, at + len(quote)))
    return PlanDraft("town.txt", "清河镇2026年人居环境提升方案", "plan", "town", 2026, TOWN, clauses, (rate,))


def county() -> PlanDraft:
    """A county plan that says something else about straw."""
    clauses = (
        clause(COUNTY, "1.", heading=None, lead=("县农业农村局",), support=("县环保局",)),
        clause(COUNTY, "2.", heading=None),
    )
    return PlanDraft("county.txt", "南山县2025年污染防治要点", "plan", "county", 2025, COUNTY, clauses)
