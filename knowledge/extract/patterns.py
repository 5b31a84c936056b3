"""Every regular expression of the extraction, each with a sentence it finds something in and one it must not.

All of them run on the folded text (``text/fold.py``): half-width digits, letters, brackets, commas. ``rule`` compiles a
pattern and notes its two examples; a test runs them all. Words come from ``data/*.yaml``; numbers in a pattern bound
how far it looks, so that a text without a full stop costs no more than any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.lexicon import alternatives, lexicon


@dataclass(frozen=True, slots=True)
class Rule:
    """A pattern with its examples: ``hit`` is found, ``miss`` is not."""

    name: str
    pattern: re.Pattern[str]
    hit: str
    miss: str


RULES: dict[str, Rule] = {}


def rule(name: str, source: str, hit: str, miss: str) -> re.Pattern[str]:
    """Compile a pattern under a name of its own."""
    if name in RULES:
        raise ValueError(f"two patterns are called {name}")
    RULES[name] = Rule(name, re.compile(source, re.MULTILINE), hit, miss)
    return RULES[name].pattern


_T, _F, _P, _I, _D, _R = (
    lexicon(name) for name in ("titles", "furniture", "parties", "indicators", "dates", "reporting")
)
_N = "[零一二三四五六七八九十百]{1,5}"
_CJK = "\u4e00-\u9fff"

# ── numbering ────────────────────────────────────────────────────────────────────────────────────────────────────────
# One alternative a style, shallow to deep. A marker stands at the start of a line or right behind a break: white space,
# the end of a sentence, a closing bracket. `1.` must not be the start of a decimal; a year or month may follow it.

_COUNTED = "[年月日号个户亩万亿%]|人次|公里"

MARKER = rule(
    "marker",
    rf"(?:^|(?<=[\s。;:!?)\]”*#]))(?:"
    rf"第\s?(?P<part>{_N}|\d{{1,3}})\s?[编篇章](?=[\s、:{_CJK}])"
    rf"|第\s?(?P<segment>{_N}|\d{{1,3}})\s?节(?=[\s、:{_CJK}])"
    rf"|第\s?(?P<article>{_N}|\d{{1,3}})\s?条(?=[\s、:{_CJK}“《(])"
    rf"|(?P<legal>[壹贰叁参肆伍陆柒捌玖拾]{{1,3}})\s?[、.]"
    rf"|(?P<roman>[IVX]{{1,4}}|[Ⅰ-Ⅻ])\s?[.、](?=\s?[{_CJK}])"
    rf"|(?P<chapter>{_N})\s?(?:、|\.(?!\d))"
    rf"|\(\s?(?P<section>{_N})\s?\)\s?[、.]?|(?P<section_sign>[㈠-㈩])"
    rf"|(?P<decimal>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})(?=[\s、.]?[{_CJK}“《Ⅰ-Ⅻ]|\s+[\dA-Z])(?!\s?[万亿千百个年月日%倍元亩公里米吨度级户人])[、.]?"
    r"|(?P<item>\d{1,3})(?:\s?、|\s?\.(?!\d)|\s?\.(?=20\d\d年)|\s?\.(?=\d{1,2}月)|(?=\t))"
    rf"|(?<![^\n])(?P<item_spaced>\d{{1,2}})(?=[ \t]{{1,4}}[{_CJK}])(?!\s+(?:{_COUNTED}))"
    r"|(?P<item_sign>[⒈-⒛])"
    r"|\(\s?(?P<point>\d{1,2})\s?\)[、.]?|(?P<point_sign>[⑴-⒇])|(?P<half>\d{1,2})\)"
    rf"|(?<![):\]”])第\s?(?P<stage>[一二三四五六七八九十\d])\s?阶段(?=[\s、:(,])"
    rf"|(?P<letter>(?<![^\n])[A-H])\s?[.、](?=\s?[{_CJK}])"
    r"|(?P<circle>[①-⑳])[、.]?)\s*",
    hit="(三)抓好巡查。每周一次。",
    miss="全年投入1.5万元,见第三页(附表)。",
)

BRACKET_HEADING = rule(
    "bracket heading",
    rf"^[ \t]*\[(?P<words>[{_CJK}A-Za-z\d“”、~-]{{2,16}})\](?=[ \t]*(?:\n|[{_CJK}\d“]))",
    hit="[工作目标]\n全面完成",
    miss="[责任单位:农业站]",
)

RUN_ON_MARKER = rule(
    "run-on marker",
    rf"(?<=[{_CJK}%])(?:(?P<chapter>[一二三四五六七八九十]{{1,3}})、(?![一二三四五六七八九十]、)"
    rf"|\((?P<section>{_N})\)|(?P<item>\d{{1,2}})[.、](?!\d))(?=[{_CJK}]{{2}})",
    hit="总体要求一、工作目标",
    miss="投入1.5万元",
)

ORDINAL = rule(
    "ordinal",
    r"(?:^|(?<=[\s。;:]))(?:(?P<number>[一二三四五六七八九十])(?:是要?|要)(?=[^\s,。;])|第(?P<nth>[一二三四五六七八九十])[,、])",
    hit="下一步:一是修好村道。二是清理沟渠。",
    miss="这是统一是非标准的一要务",
)

DECIMAL_HEAD = rule("decimal head", r"^(\d+)\.", hit="2.1", miss="2")

ANNEX = rule(
    "annex",
    r"^\s*附\s?(?:件|表|录)\s?(?:\d{1,2}|[一二三四五六七八九十]{1,2})?\s?(?:[:.、]|$)",
    hit="附件1:任务清单",
    miss="附近的村庄要附件齐全",
)

# ── titles, furniture, signature ─────────────────────────────────────────────────────────────────────────────────────

_TITLE_WORDS = alternatives(_T["plan"], _T["notice"], _T["report"], _T["other"])
_NTH = r"[一二三四五六七八九十]{1,3}|\d{1,2}"

TITLE = rule(
    "title",
    rf"^[^。;!?\n]{{2,70}}?(?P<word>{_TITLE_WORDS})\s?"
    rf"(?:\((?:{alternatives(_T['suffix'])}|\d{{1,3}}|20\d\d[^()]{{0,12}}|[^()]{{2,12}}[\[〔(]20\d\d[\]〕)]第?\d{{1,4}}号)\)\s?){{0,2}}$",
    hit="石桥乡2023年河道清理实施方案(试行)",
    miss="为做好河道清理工作,制定本方案。",
)

_RUNS_ON = (
    rf"为(?!准|主|辅|期|中心|目标|重点|核心|载体|抓手|一)[{_CJK}]|根据|依据|按照|结合|贯彻|近年来|当前|今年|20\d\d年是"
    r"|各[村乡镇单社区县直]|第一[章条]|一、|\(一\)|[去今本上]年|[我全][镇乡县区市村省]|现(?:将|就|结合|制)|近期|随着|总则"
    rf"|(?!内容|目标|目的|主要|重点)[{_CJK}]{{2,14}}(?<!就)(?<!也)(?<!的)是[{_CJK}]"
)

PAGE_NUMBER = rule(
    "page number before a text", r"^\d{1,3}[、.]\s?(?=\S)", hit="1、石桥乡防汛工作方案", miss="2021年防汛工作方案"
)

ANNOUNCED = rule(
    "file a page announces",
    rf"(?:《|^)(?P<title>[^《》\n]{{4,60}}?(?:{_TITLE_WORDS})[^《》\n]{{0,12}}?)\s?\.(?:docx?|pdf|wps|pptx?)(?:》|_第\d+页|$)",
    hit="《石桥乡防汛工作方案.docx》由会员分享",
    miss="石桥乡防汛工作方案由会员分享",
)

TITLE_RUN_ON = rule(
    "title run on",
    rf"^(?P<title>[^。;!?,:\s]{{4,60}}?(?:{alternatives(tuple(w for w in _T['plan'] if len(w) == 2), _T['notice'])})"
    rf"(?:\((?:{alternatives(_T['suffix'])})\))?)(?={_RUNS_ON})",
    hit="石桥乡防汛工作方案为切实做好防汛工作",
    miss="制定方案为先",
)

PART_HEAD = rule(
    "part of a collection",
    rf"^\[?(?:第(?:{_NTH})篇|篇(?:{_NTH})|范文(?:{_NTH}))\]?\s?(?:[:、.]\s?|$|\s+)",
    hit="第二篇:石桥乡防汛工作方案",
    miss="第二篇章已经翻开",
)

PART_TAIL = rule(
    "part of a collection, at the end",
    rf"(?<![\d第(])\s?(?:20\d\d\s?)?(?:\[?(?:第(?:{_NTH})篇|篇(?:{_NTH})|范文(?:{_NTH}))\]?|\d{{1,2}}|\([一二三四五六七八九十]{{1,2}}\))$",
    hit="石桥乡防汛工作方案 篇2",
    miss="石桥乡防汛工作方案(第2版)",
)

PART_RUN_ON = rule(
    "part run on",
    rf"(?:^|(?<=[。;!?)]))\s?(?P<title>[^。;!?,:\s()]{{4,40}}?(?:{alternatives(_T['plan'], _T['notice'])})"
    rf"\s?(?:20\d\d年?\s?)?(?:第(?:{_NTH})篇|篇(?:{_NTH})))\s?:?",
    hit="对照执行。石桥乡防汛工作方案篇2为做好防汛工作",
    miss="石桥乡防汛工作方案",
)

COLLECTION = rule(
    "collection",
    r"(?:合集|大全|汇总|精选|集锦|锦集|汇编)?(?<![\d第/])\d{1,3}篇\)?(?:\(第\d{1,2}/\d{1,2}页\))?$|\((?:精选|通用|热门|推荐|实用|优秀|汇总|集锦|合集|最新|锦集|整理|范文)[^()]{0,8}篇\)$",
    hit="防汛工作方案(精选3篇)",
    miss="防汛工作方案 篇3",
)

CONTENTS_ENTRY = rule(
    "entry of contents", r"\s?[.·…-]{3,}\s?-?\s?\d{1,3}\s?-?$", hit="一、总则......3", miss="一、总则"
)

BRACKET_TITLE = rule(
    "bracket title", r"^\[(?P<title>[^\[\]\n]{4,60})\]", hit="[石桥乡防汛工作方案]为做好", miss="(附件1)防汛方案"
)

CALLED = rule("people called", r"^(?:@\S{1,12}\s+)+(?:[^,。\s]{2,8},)?", hit="@所有人 关于开会的通知", miss="各村:")

TITLE_LABEL = rule(
    "title label",
    rf"^(?:{alternatives(_T['label'])}|[^\s,。:_]{{2,6}}(?=[:_][^\n]{{4,60}}(?:方案|计划|通知|规划|意见)$))\s?[:_|]\s?",
    hit="精选方案_某镇防汛工作方案",
    miss="某镇防汛工作方案",
)

ABOUT = rule(
    "about",
    rf"关于(?:印发|转发|下发|发布|做好|开展)?.{{2,60}}?的?(?:{alternatives(_T['notice'])})",
    hit="关于印发秋季植树工作方案的通知",
    miss="秋季植树工作方案",
)

ADDRESSED = rule(
    "addressed", r"^[^。;]{0,60}(?:各|有关)[^。;]{1,120}:$", hit="各村、镇直各单位:", miss="各村要抓好落实。"
)

SENDS = rule("sends a plan", r"(?:印发|转发|下发)(?:给|你|各|,)", hit="现印发给你们", miss="印发宣传单")

HEADLINE = rule(
    "headline",
    rf"^(?:\[[^\[\]]{{2,10}}\])?(?P<words>(?=[^\n]*[{_CJK}]{{4}})[^。;,:!?\t|\n]{{6,45}})$",
    hit="[公开栏]柳树村用电安全这一年怎么干",
    miss="各村、各单位:",
)

SENT_TITLE = rule(
    "title a notice sends",
    r"关于(?:印发|转发|下发)《?(?P<words>[^《》\n]{6,60}?)》?的(?:紧急)?通知$",
    hit="某县关于印发2023年护林工作计划的通知",
    miss="关于做好护林工作的通知",
)

ENCLOSED_TITLE = rule(
    "enclosed title", r"《([^《》\n]{4,60})》", hit="印发《某镇禁烧方案》的通知", miss="印发某镇禁烧方案"
)

FILE_NAME = rule(
    "name of a file",
    r"^[^\n]{2,80}\.(?:docx?|pdf|wps|txt|xlsx?|et|ofd|jpe?g|png|rar|zip|pptx?)(?:\s?\([\d.]{1,8}\s?[KMG]?B?\))?$",
    hit="2. 管护任务分解表.xlsx(36KB)",
    miss="填写管护任务分解表",
)

FURNITURE = {
    "download bar": rule(
        "download bar",
        rf"{alternatives(_F['download'])}|^下载[^\n]{{2,60}}\.(?:docx?|pdf|wps|ppt)$",
        hit="点此处下载文档",
        miss="组织群众下载安装防汛软件",
    ),
    "disclaimer": rule("disclaimer", alternatives(_F["disclaimer"]), hit="免责声明:内容来自网络", miss="签订责任书"),
    "page data": rule(
        "page data",
        rf"{alternatives(_F['meta'])}"
        r"|^[\w.-]+\.(?:com|cn|net|org)\S{0,30}$"
        r"|^[^\n]{0,40}\(第?\d{1,3}/\d{1,3}页\)\s?$|^第?\s?\d{1,4}\s?页?(?:\s?[/共]\s?\d{1,4}\s?页?)?$",
        hit="发布时间:2014-3-6 15:59",
        miss="时间安排如下",
    ),
    "page label": rule(
        "page label",
        rf"^[•·\-*\s]{{0,3}}(?:(?:{alternatives(_F['meta_label'])})\s?:|\[(?:{alternatives(_F['meta_label'])})\])\s?[^\n]{{0,80}}$",
        hit="大小:12KB",
        miss="任务:清理沟渠",
    ),
    "related links": rule(
        "related links",
        rf"(?:^|[^{_CJK}])(?:{alternatives(_F['related'])})|(?:{alternatives(_F['related_ends'])})\s?:?$|(?:\.{{6}}|…{{2}})\s?$",
        hit="相关范文推荐",
        miss="加强与相关单位的联系",
    ),
    "front matter": rule(
        "front matter",
        alternatives(_F["front"]),
        hit="小编为你整理了这篇文章",
        miss="整编民兵队伍",
    ),
    "button": rule("button", rf"^(?:{alternatives(_F['whole_line'])})$", hit="展开", miss="展开排查"),
}

PAGE_PIECES = rule(
    "page data behind a title",
    rf"^(?:(?:(?:{alternatives(_F['meta_label'])}|发布时间|更新时间|发布日期|字体|字号|责任编辑)\s?:\s?"
    rf"(?:\[[^\[\]]{{0,12}}\]|\S{{0,30}})|{alternatives(_F['whole_line'])}|收藏本文|20[\dxX]{{2}}-\d{{1,2}}-\d{{1,2}}|\d{{1,2}}:\d\d(?::\d\d)?)\s+){{1,12}}",
    hit="作者:阿文 来源:某网 打印 为做好防汛工作",
    miss="为做好防汛工作",
)

DATED_LINK = rule(
    "link with a date",
    r"^[·•\-*]?\s*(?P<words>[^\n]{4,60}?)\s+\[?20\d\d[-./]\d{1,2}[-./]\d{1,2}\]?$",
    hit="· 某乡春季绿化工作计划    2024-02-26",
    miss="某乡2024年春季绿化工作计划",
)

TAIL = rule(
    "tail",
    rf"(?:^|(?<=[\s。;!?)]))(?:{alternatives(_F['tail'])})[^\n]{{0,1500}}$",
    hit="确保完成。 免责声明:图文归作者。",
    miss="要免责声明归档。",
)

DATE_LINE = rule(
    "date line",
    r"^\s*(?:20\d\d|二[零〇○0]{1,2}[零一二三四五六七八九]{1,2})\s?[年./-]\s?[\d一二三四五六七八九十]{1,3}\s?[月./-]"
    r"\s?[\d一二三四五六七八九十]{1,3}\s?日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\s*$",
    hit="2021年3月5日",
    miss="2021年3月5日前完成",
)

SIGNER = rule(
    "signer",
    r"^\s*[^\s。;,:、]{2,26}(?:人民政府|办公室|委员会|党委|局|领导小组|指挥部|办事处|管委会|专班|村委会|站|中心)\s*$",
    hit="石桥乡人民政府",
    miss="责任单位:石桥乡人民政府",
)

CONTACT = rule(
    "contact line",
    r"^\s*\(?[^。;\n]{0,30}(?:联系人|联系电话|值班电话|咨询电话|电话|邮箱|传真)\s?:[^。\n]{1,80}$",
    hit="值班电话:0000-1234567",
    miss="公布值班电话,24小时有人接听。",
)

CLOSING = rule(
    "closing line",
    r"^\s*(?:\(此件[^)\n]{2,20}\)|抄送[:;][^\n]{1,200}|主题词[: ][^\n]{1,80}"
    r"|[^。;\n]{2,30}20\d\d年\d{1,2}月\d{1,2}日\s?印发|附\s?件\s?:?|-+|_+)?\s*$",
    hit="抄送:县委办公室",
    miss="抄送材料要齐全",
)

NEWS = rule("news", rf"(?<!\d)(?:{alternatives(_T['news'])})", hit="本报讯(记者 王某)", miss="5月10日前报送进展")

PLANNED = rule(
    "calls itself a plan",
    r"[制拟]定(?:本|如下|此)|(?:如下|以下)(?:方案|计划|安排|意见|要求|通知|措施|[:。])"
    r"|(?:方案|计划|预案|办法|要点|细则|规定|意见|清单|任务|安排|分解表|规划)"
    r"|(?:责任|牵头|配合)(?:单位|部门|人)|牵头",
    hit="现制定如下方案",
    miss="村民踊跃参加,村容焕然一新",
)

YEAR_IN_TITLE = rule(
    "year in title", r"(?<!\d)(20\d\d|19\d\d)(?=\s?年|-|—|度|[^\d]|$)", hit="2023年方案", miss="20xx年方案"
)

YEAR_IN_WORDS = rule(
    "year in words",
    r"二[零〇○0]([零一二三四五六七八九0])([零一二三四五六七八九])年",
    hit="二零二一年五月",
    miss="二十一年",
)

YEAR_OF_REPUBLIC = rule(
    "year of the republic",
    r"(?<!\d)(?:民国\s?(\d{2,3})|(1[01]\d)(?=\s?年度))\s?年",
    hit="溪口乡113年度计划",
    miss="建校110年庆典",
)

SPEECH = rule("speech", alternatives(_T["speech"]), hit="下面,我讲几点意见", miss="征求群众意见")

YEAR_TARGET = rule(
    "year as target",
    r"(?<![较比自从据\d])(20\d\d)年(?:\d{1,2}月)?(?:底|末|内|前|起|,|全|基本|农|完|实|建|计划|力争)",
    hit="2021年底前完成",
    miss="较2020年下降",
)

MASKED_YEAR = rule(
    "masked year",
    r"(?:20|二〇|二零)[xX×*]{1,2}\s?(?=年|[^\dxX×*]|$)|[xX×]{4}年|20年全[县乡镇市区]",
    hit="20xx年方案",
    miss="2023年方案",
)

YEAR_AT_WORK = rule(
    "year of the work",
    rf"(?<![较比前去\d])(20\d\d)年(?:度(?=[{_CJK}])|\d{{1,2}}月(?:\d{{1,2}}日)?(?=至|前|底|-|起|,|在|上旬|中旬|下旬|完成|启动)"
    rf"|(?<![到至]20\d\d年)(?:全[年县市区镇乡村]|(?:的)?(?:重点)?(?:工作|任务))|[春夏秋冬]|新[增建]|安排|(?:村庄|农村|秸秆|森林|防汛|项目))",
    hit="就2023年工作安排如下",
    miss="较2020年同期下降",
)

NUMBER_OF_PAPER = rule(
    "number of a paper",
    r"^\s*\(?[^\s。,;()]{1,14}[\[〔(](?P<y>20\d\d)[\]〕)]\s?第?\d{1,4}号\)?\s*$",
    hit="石政发〔2023〕12号",
    miss="依据国发〔2020〕5号文件",
)

LEVEL_OF_SELF = rule(
    "level of self",
    r"(?:[全我本](?=.{1,2}(?!场|民|直))|(?<![县区市])(?=(?:镇|乡|街道)党(?:委、政府|委政府|政办|工委)))(?P<unit>镇|乡|县|区|市|省|街道)(?!场|民|直)",
    hit="全镇开展排查",
    miss="城镇污水",
)

_PLACE_SIGN = rf"(?!{alternatives(_T['not_level'], _T['not_below'])})[{_CJK}A-Za-z*]"

LEVEL_IN_TITLE = rule(
    "level in title",
    rf"^(?:(?!{alternatives(_T['not_level'])})[^\n]){{0,9}}?"
    rf"(?!{alternatives(_T['not_level'])})(?P<unit>街道|镇|乡|县|区|市|省)"
    rf"(?:(?:{_PLACE_SIGN}){{1,4}}?"
    rf"(?!{alternatives(_T['not_level'], _T['not_below'])})(?P<below>街道|镇|乡|县|区|市)){{0,2}}",
    hit="石桥镇2022年防汛方案",
    miss="做好防汛方案",
)

SPACED_HEADING = rule(
    "spaced heading", r"[^\s,。;:!?、]{2,16}[ \t]+(?=[^\s(\[])", hit="工作目标 确保完成", miss="工作目标,确保"
)

CELL = rule("first cell of a row", r"(?P<words>[^\t\n]{1,60})\t", hit="改造户厕\t200户", miss="改造户厕200户")

INNER_HEADING = rule(
    "heading between numbers",
    rf"^(?!.*(?:{alternatives(_T['not_headings'])})$)[{_CJK}“”A-Za-z]{{4,18}}$",
    hit="护学岗建设",
    miss="各村党支部书记",
)

PLAIN_HEADING = rule(
    "plain heading",
    r"^[ \t]*(?:#{1,6}[ \t]*|\*\*)?(?P<words>[^\s。;,:!?、…·|\d(][^。;,:!?…|\n]{1,24})(?:\*\*)?[ \t]*$",
    hit="## 重点工作",
    miss="开展沟渠清淤。",
)

# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────────

SENTENCE = rule("sentence", r"[^。;!?\n]{1,1000}[。;!?]?", hit="清理河道。", miss="\n")

# ── parties ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_LABELS = alternatives(_P["lead_labels"], _P["sole_labels"], _P["support_labels"], _P["other_labels"])
_SPACED = "|".join(r"\s?".join(map(re.escape, label)) for label in _LABELS.replace("\\", "").split("|"))

_IS = "(?:(?<=单位|部门|科室|站所|主体)[为是])(?!第一|主要|落实)"

LABEL = rule("label", rf"(?P<label>{_SPACED})\s?(?::|(?P<is>{_IS}))", hit="牵头单位:农业站", miss="牵头单位要抓好落实")

LABEL_LINE = rule(
    "label line",
    rf"(?:^|(?<=[\s。;:!?)、.-]))\**(?:{_SPACED})\s?\**\s?(?::|{_IS})(?P<names>[^\n。]{{0,400}})",
    hit="责任单位:各村、派出所",
    miss="各责任单位要抓紧",
)

BRACKET = rule(
    "bracket",
    r"[(\[〔]\s*(?P<inside>(?:[^()\[\]〔〕\n]|(?<=[:、,;])\n){2,400}(?:\([^()\[\]\n]{1,12}\)[^()\[\]\n]{0,300}){0,12})\s*[)\]〕]",
    hit="(农业站牵头,各村(居)配合)",
    miss="农业站牵头,各村配合",
)

ROLE_VERB = rule(
    "role verb",
    rf"(?:{alternatives(_P['lead_verbs'], _P['support_verbs'])})(?=[,;、。\s]|$)",
    hit="农业站牵头,各村配合",
    miss="含水利部门管理的水库",
)

PROSE_LEAD = rule(
    "prose lead",
    r"(?:^|(?<=[,。;:)、.\s]))(?:由|请)?(?P<unit>[^,。;:\s《》“”]{1,160}?):?(?:要|应|须)?"
    r"(?:作为[^,。;]{0,14}牵头(?:部门|单位)|牵头(?!人|单位|部门|领导|责任|、|的))",
    hit="由农业站牵头组织实施",
    miss="牵头单位要抓好落实",
)

PROSE_SUPPORT = rule(
    "prose support",
    r"(?:牵头|承办|主办|负责)[^,。;]{0,12},(?P<unit>[^,。;:\s]{2,60}?)(?:要|应|须)?(?:积极|主动|密切|具体)?"
    r"(?:配合|协助|协办|参与|落实|具体实施)(?=[,。;])",
    hit="由农业站牵头,各村配合,抓好落实",
    miss="各村牵头抓好落实",
)

PROSE_HELP = rule(
    "prose help",
    r"(?:^|(?<=[,。;\n]))\s?(?P<unit>[^,。;:\s《》]{2,60}?(?:局|办|站|所|中心|委|部门|单位|村|镇|乡|街道|社区|政府))"
    r"(?:要|应|须)?(?:在各自职责范围内|按照?(?:各自)?职责(?:分工)?|在职责范围内)(?:做好)?(?:协同)?(?:配合|协助)",
    hit="农业站、各村在各自职责范围内协同配合",
    miss="农业站要加强与各村的配合",
)

PROSE_BY = rule(
    "prose by",
    r"由(?P<unit>[^,。;:\s《》“”]{2,40}?)(?:具体|统一|共同|全权|分别)?(?:负责(?!人|同志|制|解释)|承办(?!人|单位)|主办(?!单位))",
    hit="经费由镇财政所负责拨付",
    miss="各村主要负责人",
)

PROSE_CHARGE = rule(
    "prose charge",
    rf"(?:^|(?<=[。;,\n()、.]))\s?(?P<unit>[^,。;:\s()]{{2,30}}?(?:{alternatives(_P['office_endings'])}|各村|各社区|村|社区)):?(?:具体|主要|牵头|统一)?负责"
    r"(?!人|同志|制|解释)[^,。;:]{2,24}",
    hit="镇督查室办负责督促检查。",
    miss="各村主要负责人",
)

# ── figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────

_UNITS = alternatives(
    _I["percent"],
    _I["measures"],
    tuple(scale + unit for scale in _I["scales"][:] for unit in _I["measures"] if unit != "万元"),
)
_PER = alternatives(_I["per"])
NUMERALS = "一二两三四五六七八九十百千万亿零"

SHARED_UNIT = rule(
    "shared unit",
    rf"(?<![\d.])(?P<low>\d{{1,12}}(?:\.\d{{1,6}})?)(?=(?:、\d{{1,12}}(?:\.\d{{1,6}})?)*(?:和|、)\d{{1,12}}(?:\.\d{{1,6}})?\s?(?P<unit>{_UNITS}))",
    hit="分别不高于53和32微克/立方米",
    miss="新建3处和5处",
)

FIGURE = rule(
    "figure",
    rf"(?<![\d.第xX〔])(?P<low>\d{{1,12}}(?:\.\d{{1,6}})?)(?:\s?%?\s?[-~至到]\s?(?P<high>\d{{1,12}}(?:\.\d{{1,6}})?))?\s?"
    rf"(?P<more>余|多|来|几)?\s?(?P<unit>{_UNITS})(?P<per>/(?:{_PER}))?(?![a-zA-Z])",
    hit="新建公厕1座",
    miss="第3个,20xx年",
)

CHINESE_FIGURE = rule(
    "chinese figure",
    r"(?P<number>[一二两三四五六七八九十百]{1,4})(?P<unit>辆|台|套|座|处|户|个|(?<=[两三四五六七八九])(?:期|场|所|家|条|支|间|栋))"
    r"(?=以上|$|[,;。、)])",
    hit="购进垃圾车一辆,",
    miss="一个方面",
)

DOUBLED = rule("doubled", r"翻(?P<times>[一两])番", hit="收入翻一番", miss="翻新一番")

WORDED_FIGURE = rule(
    "worded figure",
    rf"(?<![第{NUMERALS}])(?P<low>[{NUMERALS}]{{1,9}}(?<![万亿]))"
    rf"(?:[至到~-](?P<high>[{NUMERALS}]{{1,9}}(?<![万亿])))?"
    rf"(?P<more>余|多|来|几)?(?P<unit>{_UNITS})(?![{NUMERALS}])",
    hit="改造危房五十户,",
    miss="第十二条",
)

AT_LEAST_SO_FEW = rule(
    "at least so few",
    r"(?:至少|不少于|不低于)[\u4e00-\u9fff]{0,6}$",
    hit="每村至少打造",
    miss="每村打造",
)

FRACTION = rule(
    "fraction",
    r"(?<!百)(?P<under>[二三四五六七八九十])分之(?P<over>[一二三四五六七八九])",
    hit="占到三分之二以上",
    miss="百分之八",
)

HALF = rule("half", r"一半(?=以上|的)|半数(?=以上)", hit="一半以上的村", miss="一半路程")

THOUSANDTHS = rule(
    "thousandths", r"千分之(?P<number>[零一二三四五六七八九十百]{1,5})", hit="千分之一以内", miss="百分之一"
)

HUNDREDTHS = rule(
    "hundredths", r"百分之(?P<number>[零一二三四五六七八九十百]{1,5})", hit="百分之八十五以上", miss="85%"
)

TENTHS = rule(
    "tenths",
    r"(?P<number>[一二三四五六七八九])成(?P<half>[半一二三四五六七八九])?(?=以上|以内|以下|左右|[,。;、]|$)",
    hit="稳定在六成以上",
    miss="完成以上任务",
)

EACH_POINT = rule("each point", r"每(?:[低高超降升少多减增]\w{0,2})?$", hit="整改率每低", miss="每户普及率")

BARE_FIGURE = rule(
    "bare figure",
    r"(?P<sign>[≥≤≧≦><])\s?(?P<low>\d{1,9}(?:\.\d{1,4})?)(?=[,;。、)\s]|$)",
    hit="指数(EI)≥55,",
    miss="占比≥20%",
)

RANK = rule(
    "rank",
    r"(?:排名|排位|位次|名次|位列|位居|排在)[^,。;]{0,12}?(?:前|第)\s?(?P<low>\d{1,4}|[一二三四五六七八九十]{1,3})\s?(?P<unit>名|位)?(?:以内|之内|以前|内)?",
    hit="排名保持全市前20以内",
    miss="前20户",
)

BEFORE_FIGURE = rule(
    "comparator before",
    rf"(?:(?P<least>{alternatives(_I['at_least_before'])})|(?P<most>{alternatives(_I['at_most_before'])})"
    rf"|(?P<cap>{alternatives(_I['cap'])})|(?<!下)(?P<reach>{alternatives(_I['reach'])})|(?P<keep>{alternatives(_I['keep'])}))"
    r"(?:了)?\s?(?:每年|均|约)?\s?$",
    hit="普及率不低于",
    miss="新建公厕",
)

AFTER_FIGURE = rule(
    "comparator after",
    rf"^\s?(?:(?P<least>{alternatives(_I['at_least_after'])})|(?P<most>{alternatives(_I['at_most_after'])})"
    rf"|(?P<about>{alternatives(_I['about_after'])}))",
    hit="以上水平",
    miss="的示范点",
)

CHANGE = rule(
    "change",
    rf"(?P<verb>{alternatives(_I['down'], _I['up'])})(?:幅度)?(?:不低于|不少于|达到|达|超过|约|了)?\s?$",
    hit="起数同比下降",
    miss="下降到",
)

CHANGE_EACH = rule(
    "change of each",
    rf"(?P<base>(?:同比|(?:较|(?<!占)比)[^,。;]{{0,14}}?)?)(?:分别)?(?P<base2>(?:同比|(?:较|(?<!占)比)[^,。;]{{0,14}}?)?)"
    rf"(?:分别)?(?<!改造)(?<!整治)(?P<verb>{alternatives(_I['down'], _I['up'])})(?:幅度)?(?:分别)?"
    r"(?:不低于|不少于|达到|达|超过|约|了)?\s?$",
    hit="排放量较上年分别下降",
    miss="控制在",
)

BASELINE = rule("baseline", r"(?:同比|较[^,。;]{0,14}|比[^,。;]{0,14})$", hit="用水量比2020年", miss="用水量")

QUOTED_FIGURE = rule(
    "quoted figure", r"[“\"‘][^“”\"‘’\n]{0,12}$", hit="落实“六个100%", miss="落实“六个百分百”,达到100%"
)

STARTED_FROM = rule(
    "started from",
    r"(?:由|从)[^,。;]{0,16}$",
    hit="机械化率由上年的",
    miss="由县农业农村局负责,机械化率达到",
)

GOES_TO = rule(
    "goes to",
    rf"^[^,。;]{{0,8}}?(?:{alternatives(_I['down'], _I['up'])}|降|升|增|减|扩大|缩小|缩短|压缩|发展|恢复|扩)"
    r"(?:到|至|为)",
    hit="提高到80%",
    miss="提高5个百分点",
)

THRESHOLD = rule(
    "threshold",
    r"^(?:以上|以下|以内|及以上|及以下)?(?:的[^,。;]{0,14}?)?,?[^,。;%\d]{0,6}?"
    r"(?:不得分|不计分|[得扣加记计减]\d[\d.]*分|扣除|[为评](?:优秀|良好|优|良|合格|不合格|先进|及格|达标|[一二三]等)|奖励|给予|取消|解聘|辞退|问责|追究|停发|清退|予以|约谈|通报批评|评为|评定为|视为|认定为|一票否决|不予|实行末位)",
    hit="以上的村,奖励2万元",
    miss="以上的村完成改造",
)

OF_THOSE = rule(
    "of those",
    r"^(?:以上|以下|以内|及以上|及以下)的[^,。;\d]{1,12}?(?:占比|比例|比重|达到|达|不少于|不低于|超过|增加|提高|增长|\d)",
    hit="以上的村占比提高",
    miss="以上的村完成",
)

SCORE = rule(
    "score",
    r"(?:扣|加|得|计|记|满分|分值|总分|共计?|各占?|占)\s?$|\(\s?$",
    hit="的扣",
    miss="达到",
)

WEIGHT = rule(
    "weight",
    r"(?:占|计入|折合)[^,。;]{0,8}(?:总分|考核|成绩|分值|得分|权重)的?\s?$|权重(?:为|占|是|的)?\s?$"
    r"|(?:考评|考核|查看|测评|评价|成绩|得分|督查|检查|评议|打分|暗访|评分)[^,。;]{0,4}占\s?$",
    hit="年终考评占",
    miss="农产品加工值占",
)

BACKGROUND = rule(
    "background",
    r"^[^,。;]{0,8}(?:基本情况|现状|存在(?:的)?(?:主要)?(?:突出)?问题|概况|背景|发展基础|工作成效|主要成效|形势分析|工作回顾)",
    hit="基本情况",
    miss="问题整改",
)

PRESENT = rule(
    "present",
    r"(?:^|[,。;:\n])[^,。;:\n]{0,10}(?:现有|共有|现共有|下辖|辖有)[^,。;]{0,14}\d",
    hit="全镇现有户厕1200户,",
    miss="完成现有危房改造",
)

SO_MANY_ITEMS = rule(
    "so many items",
    r"^(?:具体|重点|主要|工作|专项|基本|配套)*(?:清单|任务|措施|制度|内容|机制|要求|职责|行动|事项|工作(?=$|[,。;、]))",
    hit="具体工作清单",
    miss="重点工程",
)

LASTS = rule("lasts", r"(?:工作日|自然日|月(?!饼)|小时|等级|档次|台阶|学时(?=内))", hit="工作日以内", miss="示范点")

STAFF_NOT_COUNTED = rule(
    "staff not counted",
    r"^(?:分管|副|主要|包|助理|专职|兼职)*[\u4e00-\u9fff]{0,3}(?:领导|局长|调研员|书记|主任|镇长|乡长|班子成员|负责人|工作人员|联络员|同志)",
    hit="分管领导抓落实",
    miss="管水员",
)

AROUND = rule(
    "around",
    r"(?:周边|方圆|半径|两侧|沿线|相距|间距|距离|周围)各?\s?$",
    hit="公路两侧各",
    miss="每村建设",
)

EACH_COSTS = rule(
    "each costs",
    r"每[处座个户亩村台套辆件头只口间栋孔桌](?:最高|不高于|不超过)?\s?$",
    hit="按照每处",
    miss="每村建设",
)

CONDITION = rule(
    "condition",
    r"(?:(?<![不得能])(?:低于|少于)|不足|未达到?|达不到|未完成|不到)[^,。;]{0,3}$",
    hit="对完成率低于",
    miss="普及率达到",
)

SPENT_ON = rule(
    "spent on",
    r"(?:以上|左右)?(?:用于|进行|再|继续|开展|实施|推进|新建|改建|建设|完成|建成|建)*"
    rf"(?:\d[\d.]*\s?(?:{_UNITS}))?的?"
    r"(?P<thing>[\u4e00-\u9fff]{2,20}?)(?:建设|改造)?(?=[,。;、\d]|$)",
    hit="用于村道改造,",
    miss="%",
)

SHORTENED = rule(
    "shortened",
    r"(?<=缩短|压缩|提速)(?:了)?\s?(?P<low>\d{1,4})\s?(?P<unit>小时|分钟|天|个工作日)",
    hit="时间缩短2小时",
    miss="缩短至2小时",
)

SHARE_OF = rule(
    "share of",
    r"^(?:以上|左右)?的(?:比例|标准|比率|幅度)(?P<thing>[\u4e00-\u9fff]{2,12})",
    hit="的比例抽查",
    miss="的村达标",
)

OF_THOSE_COUNTED = rule(
    "of those counted", r"^的(?!目标|任务)[^,。;\d]{1,14}?\d", hit="的物流企业3家", miss="的村完成改造"
)

ATTRIBUTE = rule(
    "attribute",
    r"(?:占地|面积|总长|全长|长|宽|深|高|厚|直径|容量|容积|装机|库容)(?:约|为|达)?\s?$",
    hit="建设占地",
    miss="新建公厕",
)

RATE = rule(
    "rate",
    r"(?:每|按|一)(?:个|户|人|亩|村|处|件|例|家|台|吨|生|月|年|次|名|位)[^,。;]{0,10}(?:补助|补贴|奖励|奖补|支付|给予|收费|缴纳|发放)[^,。;]{0,4}$"
    r"|每\s?\d+\s?[个户人亩名公里][^,。;]{0,16}$",
    hit="对新建点每个补助",
    miss="每村新建",
)

COUNT_OF_PERCENT = rule("count of percents", r"[\d一二三四五六七八九十]个\s?$", hit="工地6个", miss="新建6处")

PAST = rule(
    "past", rf"(?<![较比与于同由从])(?:{alternatives(_I['past'])})", hit="目前有示范点12个", miss="较去年下降,完成6个点"
)

ALREADY = rule(
    "already",
    r"共有[^,。;]{0,12}$|已经?(?![^,。;]{0,12}的)|已(?:完成|建成|开展)[^,。;]{0,20},[^,。;]*$",
    hit="全村已配备",
    miss="完成已申报未验收的",
)

TASK_VERB = rule("task verb", alternatives(_I["verbs"]), hit="新建公厕", miss="全镇")

PEOPLE_VERB = rule(
    "people verb", rf"(?:{alternatives(_I['people_verbs'])})(?:好|了)?\s?$", hit="各村明确", miss="明确的"
)

TOLD_YEAR = rule(
    "told year",
    r"(?:度|底|末)?(?:的?基础上|水平|以来|相比|(?!计划|将|拟|力争|要)[^,。;\d]{0,8}(?:排查|发现|反馈|交办|查出|遗留|申报|认定|剩余|结转|尚未))",
    hit="排查发现的隐患",
    miss="新建公厕",
)

AFTER_NOUN_VERB = rule(
    "verb after noun",
    rf"^[^,。;、的\d]{{0,8}}?(?:{alternatives(_I['after_verbs'])})",
    hit="村开展示范种植",
    miss="的村民很多",
)

NOT_COUNTED = rule(
    "not counted",
    rf"^(?:{alternatives(_I['not_counted'])})|^\d[\d.]*%|^范围|^以?外|^(?:以上|以下|以内)的(?!示范|新|村|户)",
    hit="方面的问题",
    miss="示范点",
)

FREQUENCY = rule(
    "frequency", r"(?:每|一)(?:年|月|季度?|周|日|天|旬|学期|半年)[^,。;]{0,24}$", hit="每周至少开展", miss="全年开展"
)

LEAD_IN = rule(
    "lead in",
    rf"^(?:(?!使用|将军|在线|并网)(?:{alternatives(_I['lead_in'])}))+",
    hit="确保全面实现",
    miss="覆盖率",
)

DUE_WORDS = rule(
    "due words",
    r"^(?:到|至(?!少|多)|在|于)?(?:(?:20(?:\d\d|xx)|二零[零一二三四五六七八九]{2})年)?(?:\d{1,2}月份?)?(?:\d{1,2}日)?"
    r"(?:上旬|中旬|下旬|上半年|下半年|前[二三]季度|第?[一二三四]季度|底|末|年底|年内|年末|月底)?(?:之?前|以前)?,?(?=.{2})",
    hit="2021年底前完成",
    miss="\n",
)

PLACE_WORDS = rule(
    "place words", r"^(?:在)?(?:全|我|本)(?:镇|乡|县|区|市|省|年|街道|村)(?:范围内)?", hit="全镇绿化率", miss="镇绿化率"
)

# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────────────

_DIGIT = "[零一二三四五六七八九]"
_YEAR = rf"(?:20\d\d|二零{_DIGIT}{{2}})"
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九]?十[一二三四五六七八九]?|[一二三四五六七八九])"
_NEXT = "次年|翌年|来年|明年|下年"


def _year_named(group: str) -> str:
    """A year before a month, if there is one: in digits, in words, of the Republic, masked, this one or the next."""
    return (
        rf"(?:(?P<{group}>{_YEAR}|(?:民国)?1[01]\d(?=年\s?\d{{1,2}}月)|{_NEXT})\s?年?\s?(?:度)?"
        r"|(?:今|本|当|20[xX*×]{2})年\s?)?"
    )


_PART = "上中旬|中下旬|上旬|中旬|下旬|初|中|底|末"
_BEFORE = r"(?:以前|之前|前(?![后往期提去来]))"
_CLOCK = (
    r"(?:\s?\((?:星期|周)[一二三四五六日天]\))?\s?(?:上午|下午|中午|晚上?|早上?)?"
    r"(?:下班(?=前)|\d{1,2}\s?[:时点](?!段)(?:\s?\d{2}分?|半|整)?)?"
)
_AND = r"(?:前)?\s?(?:、|和|及|与)\s?"

WINDOW = rule(
    "window",
    rf"{_year_named('y1')}(?P<m1>{_NUMBER}) ?月(?: ?(?P<d1>{_NUMBER}) ?[日号]|(?P<p1>{_PART})|份)?(?:(?:起|开始),?)?"
    rf"\s?(?:至|到|--?|~|一(?=\d)|,(?=[^,。;]{{2,12}}(?:结束|止)))\s?{_year_named('y2')}"
    rf"(?:(?P<m2>{_NUMBER}) ?月)?(?: ?(?P<d2>{_NUMBER}) ?[日号]|(?P<p2>{_PART})|份)?(?P<bare>月份?)?止?",
    hit="自3月1日至5月31日",
    miss="3月1日前",
)

MONTHS = rule(
    "months",
    rf"{_year_named('y')}(?<![\d.])(?P<m1>\d{{1,2}})月?\s?[-~至到一]\s?"
    r"(?P<m2>\d{1,2}) ?月(?:份|底|末)?(?! ?\d{1,2} ?日)",
    hit="4-6月:采购",
    miss="4月6日",
)

DAY = rule(
    "day",
    rf"{_year_named('y')}(?P<m>{_NUMBER}) ?月 ?(?P<d>{_NUMBER}) ?[日号](?P<clock>{_CLOCK})"
    rf"(?P<before>\s?{_BEFORE})?(?P<since>起)?",
    hit="6月30日18:00前",
    miss="6月底",
)

BARE_DAY = rule(
    "bare day",
    r"(?<![\d月至到~-])(?P<d>\d{1,2}) ?[日号](?:之前|以前|前(?![后往期提去来]))",
    hit="25日前报送月报",
    miss="25日内报送月报",
)

BARE_MONTH_END = rule(
    "bare month end",
    r"(?<![\d个每本当上下年一二三四五六七八九十])月(?:底|末)(?:之前|以前|前)?",
    hit="月底前完成鉴定",
    miss="每月底报送",
)

MONTH_NAMED = rule("month named", r"(?<!\d)(?P<m>\d{1,2}) ?月", hit="4月", miss="月底")

DAY_MORE = rule(
    "one more day",
    rf"(?P<d>{_NUMBER})[日号](?P<before>\s?{_BEFORE})?",
    hit="20日前",
    miss="20处",
)

AND_MORE = rule("and more", _AND, hit="5日前、20日前", miss="5日,20日前")

LISTED_MONTHS = rule(
    "listed months",
    rf"{_year_named('y')}(?<![\d、和])(?:\d{{1,2}}月(?:份|底)?{_AND}){{1,5}}\d{{1,2}}月(?:份)?(?P<part>底|末)?(?P<before>{_BEFORE})?(?!\d)"
    rf"|(?<![\d、和月])(?:\d{{1,2}}[、和]){{1,5}}\d{{1,2}}月(?:(?P<part2>底|末)(?P<before2>{_BEFORE})?|(?P<before3>{_BEFORE}))",
    hit="6月、12月底前各考核一次",
    miss="6月底前、7处",
)

MONTH = rule(
    "month",
    rf"(?<!\d)(?<!\d、)(?P<at>在|于)?{_year_named('y')}(?P<m>{_NUMBER}) ?月(?!龄)"
    rf"(?P<share>份)?(?P<part>{_PART})?(?P<before>{_BEFORE})?(?P<since>起|开始)?",
    hit="6月底前",
    miss="半年",
)

TIME_LABEL = rule("time label", r"(?:时限|时间|期限|限期|阶段|时段|节点)\s?:\s?$", hit="完成时限:", miss="工作时间")

YEAR_END = rule(
    "year end",
    rf"(?:(?P<y>{_YEAR})年|20[xX*×]{{2}}年|[今本当]年|(?<![每\d近多历个一二三四五六七八九十两])年)(?:底|末|内|终(?=前)|年底|年内|年末)(?P<before>{_BEFORE})?",
    hit="年底前完成",
    miss="每年底",
)

BEFORE_YEAR = rule("before year", rf"(?P<y>{_YEAR})年{_BEFORE}", hit="2025年前完成护岸", miss="2025年前后")

FROM_NOW = rule(
    "from now",
    r"(?:自|从)?(?:即日|现在|本?(?:方案|通知|文件)?(?:印发|发文|下发|发布)之日|印发)起?(?:开始)?(?:至|到|-|~)$",
    hit="即日起至",
    miss="起至",
)

BY_YEAR = rule(
    "by year", rf"(?:到|至|截至|截止)(?P<y>{_YEAR})年(?!底|末|\d|内|前)", hit="到2025年,建成", miss="到2025年底"
)

SINCE_YEAR = rule("since year", r"(?:自|从)?(?P<y>20\d\d)年(?:度)?(?:开始|起)", hit="2021年起", miss="2021年底")

YEAR_TASK = rule(
    "year with verb",
    r"(?<![较比自从依据\d至到-])(?P<y>20\d\d)年(?=(?:要|将|计划|力争|争取|全面|基本)?(?:完成|建成|实现|建立|启动|开工|制定|编制|出台|印发|修订))",
    hit="2022年建成并投用",
    miss="2022年污水处理率",
)

DONE_BY = rule(
    "done by",
    r"(?:前)?(?:要|须|应)?(?:全部|全面|基本|必须)?(?:完工|完成|建成|竣工|更新|整改|验收|投用|安装|拆除|搬迁|交付|到位|清零|销号|改造)"
    r"(?:到位|完毕|完成|结束)?(?=[,。;]|$)",
    hit="前完工,",
    miss="前完成沟渠清理,",
)

BEGINS_TASK = rule(
    "begins a task",
    r"(?:全面|正式|集中|基本|组织|完成)?(?:开工|动工|启动|投入使用|竣工|完工|交付|验收|投产|投用|完成|组织|召开|开展|举办|建成|开馆|启用|通车|实施)",
    hit="开工建设",
    miss="雨水偏多",
)

QUARTER = rule(
    "quarter",
    rf"{_year_named('y')}(?<!每)(?:(?P<first>前)(?P<q1>[二两三])个?季度|第?(?P<q>[一二三四1-4])(?:[、至到和-]?第?(?P<q2>[二三四2-4]))?季度|(?P<half>上半年|下半年))(?P<end>末|底)?(?P<before>{_BEFORE})?",
    hit="二季度末前",
    miss="每季度",
)

MONTHLY_DAY = rule(
    "monthly day",
    rf"(?:每(?:个)?月(?:的)?|[次下当]月)(?P<d>{_NUMBER})\s?[日号]",
    hit="每月20日前报送",
    miss="每月报送",
)

PERIOD = rule(
    "period",
    r"(?:每(?:个)?|按(?!(?:月|周|季度?|年度?)(?:安排|排出|分解|细化|制定))|逐(?=[日月周季])|分(?=月(?!份)|季度))"
    r"(?P<unit>半年|季度|季|年度|年|月|(?:周|星期)(?:[一二三四五六日](?!次|回|篇|期|场))?|日|天)"
    r"(?!龄|代|份|度计划|期|户|均|薪|程|内|每|[^,。;]{0,24}(?:时节|季节|期间|前后|旺季))"
    r"(?:[初末底](?![\d月])(?:前)?)?",
    hit="每季度研究一次",
    miss="每户每次",
)

_MARKS = alternatives(_D["cadence_marks"])

CADENCE = rule(
    "cadence",
    rf"(?:(?<=实行)|(?<=执行)|(?<=落实)|(?<=坚持)|(?<=推行)|(?<=建立))“?(?P<done>[日周月季])(?:{_MARKS})(?=”?(?:[,。;、]|$))"
    rf"|一(?P<one>日|天|周|月|季度?)一(?:{_MARKS})"
    rf"|(?<=、)(?P<next>[日周月季])(?:{_MARKS})(?=”?(?:[,。;]|$))"
    rf"|(?P<unit>[日周月季年])(?:{_MARKS})(?=、[日周月季年](?:{_MARKS})|”?[、和及]“?零报告|[”\"]?(?:工作)?(?:制度?|机制))",
    hit="日巡查、周调度",
    miss="今日报告",
)

EACH_TIME_OF_DAY = rule(
    "each time of day",
    r"早、?(?P<noon>中、?)?晚各(?=[^,。;]{0,8}(?:[一二两1-3]次|巡|报|查))",
    hit="早、晚各巡查一次",
    miss="早晚温差",
)

ODD_CADENCE = rule(
    "odd cadence",
    r"每(?:隔)?(?:半(?:个)?月|旬|学期|学年|[两二三四五六\d]{1,2}\s?个?(?:日|天|周|月|季度|年)|间隔)|隔(?:日|天|周|月)(?!离)|一旬一|逢[一二三五七八九十][、,]?逢?",
    hit="每半月调度一次",
    miss="每月调度一次",
)

RELATIVE_TIME = rule(
    "relative time",
    r"(?:\d{1,3}|[一二两三五七十]{1,3})\s?(?:个)?(?:工作日|日|天|小时|个?月|周)(?:之|以)?内",
    hit="收到通知后3日内报送",
    miss="每月5日前报送",
)

CLOCKS = rule(
    "clocks",
    r"(?:上午|下午|中午|晚上?|早上?)?\s?\d{1,2}\s?[:时点](?:\d{2}分?|半)?前?(?=[、和及,]|[^,。;]{0,4}各?(?:报|一次|报告|上报))",
    hit="8时、16时各报一次",
    miss="8小时",
)

TIMES = rule(
    "times",
    r"^[^,。;、]{0,24}?(?P<n>\d{1,2}|[一二两三四五六七八九十])\s?(?:次|回|轮|遍|篇|期|场)",
    hit="至少开展1次",
    miss="报送信息",
)

FORECAST = rule("forecast", alternatives(_D["forecast"]), hit="预计雨量偏多", miss="完成排查")

NOT_DUE = rule("not due before", rf"(?:{alternatives(_D['not_due_before'])})$", hit="排放量较", miss="排查在")

CAPPED = rule(
    "capped",
    r"^[^,。;]{0,6}?(?:不超过|不高于|不得超过|控制在|不多于|保持|稳定在|维持)",
    hit="不超过3次",
    miss="巡查不少于3次",
)

NOT_DONE_BY = rule(
    "not done by",
    r"^(?:仍|还|尚)?(?:未|没有|不能|无法)(?:[^,。;]{0,4})(?:完成|达标|通过|整改|到位|脱贫|报送|上报)",
    hit="仍未完成的村",
    miss="完成整改",
)

SINCE = rule("since", r"(?:自|从)[^,。;]{2,14}(?:起|开始),$", hit="自3月份开始,", miss="自开始,")

SEASON = rule(
    "season",
    r"(?:期(?:间|限)?|季节?)(?:为|是|:)?$|(?:时间|阶段|时段)(?:安排)?(?:为|是|:)$|(?:阶段|时间|期|期间)\($",
    hit="集中申报期为",
    miss="到期后",
)

SEASON_AFTER = rule("season after", r"^(?:为|是)[^,。;]{0,12}期", hit="为森林防火期", miss="完成为期")

IN_FORCE = rule(
    "in force",
    r"^(?:之日)?(?:起)?(?:正式)?(?:施行|生效|(?:实施|执行)(?=[,。;至]|$)|印发|[^,。;]{0,6}函)",
    hit="起施行",
    miss="起实施改造",
)

NAMED_DAY = rule("named day", r"^\s?[\"“‘(]|^(?:世界|全国|国际|全民|国家)", hit="“世界地球日”", miss="前完成")

DUTY_VERB = rule(
    "duty verb", alternatives(tuple(w for w in _D["task_verbs"] if w != "报"), ("报",)), hit="报送情况", miss="覆盖率"
)

HEAD_YEAR = rule("head year", r"(?P<y>20\d\d)年?(?:度|底|末)?(?!\d)", hit="2025年目标值", miss="目标值")

NUMERIC_WINDOW = rule(
    "numeric window",
    r"(?<![\d.])(?!20\d\d-\d{1,2}-\d{1,2}(?!\d|\s?[-~至到]))(?P<y1>20\d\d)[./-](?P<m1>\d{1,2})(?:[./-](?P<d1>\d{1,2}))?\s?(?:[~至到]|--?)\s?"
    r"(?:(?P<y2>20\d\d)[./-])?(?P<m2>\d{1,2})(?:[./-](?P<d2>\d{1,2}))?(?![\d.])",
    hit="2024.3.1-2024.6.30",
    miss="2024-03-01",
)

NUMERIC_DAY = rule(
    "numeric day",
    r"(?<![\d.])(?P<y>20\d\d)[./-](?P<m>\d{1,2})(?:[./-](?P<d>\d{1,2}))?(?![\d.]|[/-]\d|\s?\d{1,2}:\d\d)"
    rf"(?P<before>\s?{_BEFORE})?",
    hit="2024.12.31前",
    miss="2025-01-07 09:07",
)

VAGUE_TIME = rule(
    "vague time",
    rf"{alternatives(_D['vague'])}|(?:{alternatives(_D['occasions'])})[”\"]?(?:来临|到来|开始)?(?:之前|前|期间|前后|前夕)"
    rf"|[{_CJK}]{{2}}(?:来临|到来)前",
    hit="国庆节前完成亮化",
    miss="6月底前完成改厕",
)

DAMAGED = rule(
    "damaged",
    "[\ufffd\u3105-\u312f\u2500-\u257f\ue000-\uf8ff]|锟斤拷|烫烫烫|(?:[\u00c0-\u00ff]{2,})",
    hit="实施┥鷳工程",
    miss="实施生态工程",
)

# ── reporting ────────────────────────────────────────────────────────────────────────────────────────────────────────

_ATTRIBUTES = alternatives(_R["attributes"])
_THINGS = alternatives(_R["things"])

ALERT = rule("alert", alternatives(_R["alerts"]), hit="发现险情立即上报", miss="每月按时上报")

HANDS_IN = rule(
    "hands in",
    rf"(?:{alternatives(_R['hand_in'])})(?!{_ATTRIBUTES})"
    r"|(?<![提移转成])交(?=[^,。;通叉警管]{0,10}(?:总结|材料|台账|表|名单|清单|报告|方案))"
    rf"|(?<![申举汇预公情通呈填上播])报(?!{alternatives(_R['not_handed'])})(?:一次|两次)?(?=[^,。;]{{0,10}}(?:{_THINGS}))",
    hit="按时报送进展",
    miss="完善信息报送平台",
)

HANDS_TO = rule(
    "hands to",
    rf"(?<![申举汇预公情通呈填上])报(?!{alternatives(_R['not_handed'])})[^,。;]{{0,24}}?"
    rf"(?:备案|汇总|(?:{alternatives(_R['recipients'])})(?=$|[,。;、()]|存档|留存|汇总))",
    hit="将名单报镇农业站",
    miss="组织适龄儿童到学区中心报名",
)

TELLS = rule(
    "tells",
    rf"向[^,。;]{{2,24}}?(?:{alternatives(_R['tell'])})",
    hit="向镇党委报告一次",
    miss="面向群众通过广播宣传",
)

SUMS_UP = rule(
    "sums up",
    rf"^[^,。;]{{0,8}}?(?:{alternatives(_R['sums_up'])})(?!{_ATTRIBUTES})",
    hit="通报一次进展",
    miss="组织干部入户走访帮扶对象后汇总",
)

PAPER = rule(
    "paper", rf"(?<![个每半一两作次当末])(?:{alternatives(_R['papers'])})", hit="形成工作总结", miss="每半个月通报一次"
)

LEDGER = rule(
    "ledger",
    r"(?:建立|建好|建起|完善|更新|形成|填写|填报|整理|健全|制作|编制)(?:好|起|了|完善)?(?P<thing>[^,。;]{0,16}(?:台账|名册|花名册|汇总表))",
    hit="建立问题台账",
    miss="每月查一次台账",
)

PAPER_OF_CADENCE = rule(
    "paper of cadence",
    r"[日周旬月季年]一?(?:零报告|报告|通报|汇报|汇总|报送|上报|总结|小结|报)",
    hit="日巡查、日报告制度",
    miss="周调度机制",
)

HANDED_THING = rule(
    "handed thing",
    rf"(?:将|把)(?P<moved>[^,。;将把]{{0,30}}(?:{_THINGS}))[^,。;将把]{{0,24}}?"
    rf"(?:{alternatives(_R['hand_in'])}|报(?=[^,。;]{{0,24}}(?:备案|汇总|{alternatives(_R['recipients'])})))"
    rf"|(?:{alternatives(_R['hand_in'], _R['tell'])}|通报|汇总|(?<![提移转成])交(?![通叉警管接流易付])"
    rf"|(?<![申举汇预公情通呈填上播])报(?!{alternatives(_R['not_handed'])}|送|告|至|备))(?:一次|两次|\d次)?"
    r"(?P<after>[^,。;()“”]{2,40})",
    hit="将排查情况报送镇办公室",
    miss="将排查做实做细",
)

THING_BEFORE = rule(
    "thing before",
    rf"^(?:[^,。;:]{{0,20}}?(?:制定|拟定|编制|填写|填好|形成|撰写|收集|整理|汇总|做好|建立|完善)(?:好|出|了)?)?"
    rf"(?P<thing>[^,。;:]{{0,30}}?(?:{_THINGS}))(?:等)?(?:分别|统一|一律)?(?:要|应|须|需)?[于在]?[\d月日前、底末年和]{{0,20}}$",
    hit="各村整治进展情况要于",
    miss="各村要抓紧",
)

SEASON_NAME = rule(
    "season name",
    rf"(?<!非)(?:{alternatives(_R['seasons'])})(?!来临|到来|结束|过后|前|后|工作方案)",
    hit="汛期实行每日零报告",
    miss="汛期来临前完成检修",
)
