"""What a sentence can answer: figures, money, shares, dates, rhythms, units, bans; and where they stand.

Each pattern is used twice: to know which sentences can answer a kind of question, and to mark the asked words.
"""

from __future__ import annotations

import re
from enum import IntFlag, auto
from functools import lru_cache

_FIGURES = r"\d{1,12}(?:\.\d{1,6})?"
_NUMBER = rf"{_FIGURES}(?:\s?[-~～—至到]\s?{_FIGURES})?"
_ONE = "[一二三四五六七八九十两]"
_RATIO = r"[\u4e00-\u9fffμa-zA-Z]{1,5}[/／][\u4e00-\u9fffa-zA-Z³²]{1,4}[³²3]?"
_HAN = "[一二三四五六七八九十百千万亿零两]{1,8}"
_COUNTED = r"(?:余|多|几)?(?:万|亿)?"


class Kind(IntFlag):
    """Kinds of fact a sentence holds."""

    FIGURE = auto()
    PERCENT = auto()
    MONEY = auto()
    WHEN = auto()
    OFTEN = auto()
    WHO = auto()
    BAN = auto()
    PHONE = auto()
    LIST = auto()
    PROCEDURE = auto()
    STANDARD = auto()


PATTERNS: dict[Kind, re.Pattern[str]] = {
    # 85%以上 · 百分之三十 · 0.02%以内
    Kind.PERCENT: re.compile(
        rf"(?:{_NUMBER}\s?[%％]|百分之[一二三四五六七八九十百零点\d]+|{_ONE}分之{_ONE}|{_ONE}成(?:[一二三四五六七八九半])?(?![立为员效果分本就功年])|全覆盖)"
        r"(?:左右|以上|以下|以内)?"
    ),
    # 571万元 · 3亿元 · 7200多万元
    Kind.MONEY: re.compile(rf"(?:{_NUMBER}\s?{_COUNTED}|{_HAN}(?:余|多)?)元(?:以[上下内])?"),
    # 2021年底前 · 6月30日前 · 每月25日 · 9月份 · 6月上旬至9月下旬
    Kind.WHEN: re.compile(
        r"(?:(?:20|19)\w\w年|每月|每年|次月|当月)?(?:(?:1[0-2]|\d)月(?:份|底|初|[上中下]旬|\d{1,2}日)?|\d{1,2}日(?!两次|常))"
        r"(?:底)?(?:至(?:\d+月)?(?:\d+日|[上中下]旬|底)?)?(?:之?前|以前|起)?"
        r"|(?<![\d.])(?:1[0-2]|[1-9])[.·](?:[12]\d|3[01]|[1-9])(?=[“\"世全防国])"
        r"|(?:20|19)\w\w年(?:底|末)?(?:之?前|以前|起)?|年底(?:之?前)?|年内|全年|汛期|汛前"
    ),
    # 每季度至少研究一次 · 每日两次 · 每天报送 · 日报告
    Kind.OFTEN: re.compile(
        r"每(?:[半两一二三\d]*个?)(?:年|季度?|月|周|星期|日|天|旬)(?:至少|不少于)?[^，,。；;、]{0,10}?(?:[一两二三四\d]+次|(?=[，,。；;、]|$))"
        r"|每(?:年|季度|月|周|日|天)|[日周旬月季]报告?|定期|随时"
        r"|\d{1,3}(?:个)?(?:小时|工作日|天|日|分钟|周|月)(?:之|以)?内|立即|第一时间|当[日天]"
    ),
    # 县农水局牵头 · 责任单位:… · 由…负责 · 任组长
    Kind.WHO: re.compile(
        r"[^，,。；;、:：()（）\[\]\s]{0,14}(?:局|委|办|部|厅|部门|政府|街道|处|乡镇|镇|村|站|所|队|组|会|单位|中心|公司|领导|书记|镇长|主任|人)"
        r"(?=牵头|(?:具体)?负责|承担|督促|任[副]?组长|任第一|兼任|担任|是[^，,。；;]{0,20}主体|要牵头)"
        r"|(?<=[:：])[^，,。；;:：]{2,40}"
    ),
    # 禁止 · 不得 · 应当
    Kind.BAN: re.compile(r"禁止|严禁|不得|不准|一律不|必须|应当?|要(?=[^求素点])|允许|可以|可按"),
    # 12369 · 0710-6123456
    Kind.PHONE: re.compile(r"(?<!\d)(?:\d{3,4}-\d{7,8}|1\d{10}|1\d{4}|\d{7,8})(?!\d)"),
    # A、B和C · 即…
    Kind.LIST: re.compile(r"[^，,。；;：:]、[^，,。；;]|即[^。；;]"),
    # 申请 · 审批 · 手续
    Kind.PROCEDURE: re.compile("申请|申报|办理|审批|审核|批准|程序|流程|手续|报名|提交|受理|领取"),
    # 补助标准 · 每人每月300元
    Kind.STANDARD: re.compile("标准(?!化)|每[人户亩头座平][^，,。；;]{0,6}元"),
    # any number, written or in words of counting
    Kind.FIGURE: re.compile(
        rf"[≥≤><]?(?<![\d.第a-zA-Z]){_NUMBER}(?![\d.xX])(?!\s?[年月日号、])\s*{_COUNTED}(?:[%％]|{_RATIO}|[\u4e00-\u9fffμ℃a-zA-Z](?:[米克斤里顷次厘方])?)?|[一两二三四五六七八九十]{{1,6}}(?:个|辆|座|级|种|次)"
        r"|(?<!\d)\d{1,2}年(?![底初末度])(?:以上|以内|内)?"
    ),
}

_TAG_INSIDE = r"(?:[^()（）\[\]【】]|[(（][^()（）]*[)）]){0,400}"
_TAG_LINE = r"\s*(?:牵头单位|牵头部门|责任单位|配合单位|责任部门|责任人)[:：][^\n]+"
TAG = re.compile(
    rf"[(（\[【]{_TAG_INSIDE}(?:牵头|负责|责任单位|责任部门|落实|参与|配合){_TAG_INSIDE}[)）\]】]"
    rf"|(?:^|(?<=\n)){_TAG_LINE}(?:\n+{_TAG_LINE})*"
)
_WHO_WORDS = re.compile(
    "牵头|负责|责任(?:单位|部门|主体|人|领导|科室)|主管|督促|组长|主体|主任|担任|承担|由.{2,12}(?:组织|会同)|归"
)
_ALIKE = {
    "天": "天|日|个工作日",
    "日": "日|天|个工作日",
    "人": "人|名",
    "名": "人|名",
    "位": "人|名|位",
    "台": "台|辆",
    "辆": "台|辆",
    "家": "家|个|户",
    "斤": "斤|公斤",
    "间": "间|座|所|处|个",
    "座": "座|处|个|所",
    "次": "次|趟|遍",
    "趟": "趟|次",
    "回": "次|回",
    "棵": "棵|株",
    "块": "块|元",
    "小时": "小时|个小时|h",
    "里": "公里|里|千米",
    "公里": "公里|千米",
    "分": "分(?!之|钟)",
}
# Signs without which a pattern cannot match: cheaper to look for than the pattern.
_NEEDS = {
    Kind.PERCENT: ("%", "％", "分之", "全覆盖", "成"),
    Kind.MONEY: ("元",),
    Kind.WHEN: ("月", "年", "日", "汛"),
    Kind.OFTEN: ("每", "报", "定期", "随时", "内", "立即", "第一", "当"),
    Kind.LIST: ("、", "即"),
    Kind.PROCEDURE: ("申", "办", "审", "批", "程", "手续", "报名", "提交", "受理", "领取"),
    Kind.STANDARD: ("标准", "元"),
}
_DIGIT = re.compile(r"\d")
_ANYWHERE = (Kind.BAN, Kind.FIGURE)
_IN_DIGITS = (*_ANYWHERE, Kind.PHONE)
_WANTED = {
    "percent": Kind.PERCENT,
    "money": Kind.MONEY,
    "count": Kind.FIGURE,
    "figure": Kind.FIGURE,
    "when": Kind.WHEN,
    "often": Kind.OFTEN,
    "who": Kind.WHO,
    "whether": Kind.BAN,
    "phone": Kind.PHONE,
    "list": Kind.LIST,
    "procedure": Kind.PROCEDURE,
    "standard": Kind.STANDARD,
}


def kinds(sentence: str, *, named: bool = False) -> Kind:
    """What kinds of fact a sentence holds; ``named`` says that units stand beside it."""
    found = Kind.WHO if named or _WHO_WORDS.search(sentence) else Kind(0)
    for kind, marks in _NEEDS.items():
        if any(mark in sentence for mark in marks) and PATTERNS[kind].search(sentence):
            found |= kind
    for kind in _IN_DIGITS if _DIGIT.search(sentence) else _ANYWHERE:
        if PATTERNS[kind].search(sentence):
            found |= kind
    return found


def wanted(wants: frozenset[str]) -> Kind:
    """The kinds of fact a question wants, as one flag."""
    flag = Kind(0)
    for want in wants:
        flag |= _WANTED.get(want, Kind(0))
    return flag


@lru_cache(maxsize=128)
def count_pattern(measure: str) -> re.Pattern[str]:
    """Things counted by a unit (156户, 149处, 一辆), or by one that is said for it (几天 → 10日)."""
    alike = _ALIKE.get(measure, re.escape(measure))
    return re.compile(rf"(?:{_NUMBER}|[一两二三四五六七八九十百千]{{1,8}})\s*(?:余|多)?万?(?:{alike})")


def counted(sentence: str, measure: str) -> bool:
    """Does the sentence count things by this unit?"""
    return count_pattern(measure).search(sentence) is not None
