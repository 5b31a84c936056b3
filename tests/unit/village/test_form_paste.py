"""A whole report in one message falls into its fields; a text that is none stays what it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from village.forms.loader import shipped_forms
from village.forms.paste import split

FORM = shipped_forms()["monthly_report"]
PARTS = {
    "progress": "改厕12户，清垃圾5车。",
    "results": "村口干净了。",
    "problems": "缺一辆清运车。",
    "plans": "再改8户。",
}


@pytest.mark.parametrize(
    "text",
    [
        "一、工作进展\n改厕12户，清垃圾5车。\n二、主要成效\n村口干净了。\n三、存在问题\n缺一辆清运车。\n四、下步打算\n再改8户。",
        "进展：改厕12户，清垃圾5车。\n成效：村口干净了。\n问题：缺一辆清运车。\n打算：再改8户。",
        "1.本月进展 改厕12户，清垃圾5车。2.成效 村口干净了。3.问题 缺一辆清运车。4.下月计划 再改8户。",
        "甘溪沟村月报\n（一）工作进展：改厕12户，清垃圾5车。\n（二）成效：村口干净了。\n（三）困难：缺一辆清运车。\n（四）打算：再改8户。",
        "进展:改厕12户，清垃圾5车。 成效:村口干净了。 问题:缺一辆清运车。 打算:再改8户。",
    ],
)
def test_a_report_falls_into_its_fields_however_it_is_numbered(text: str) -> None:
    assert split(FORM, text) == PARTS


def test_parts_that_are_missing_stay_missing() -> None:
    assert split(FORM, "进展：改厕12户\n问题：没有车") == {"progress": "改厕12户", "problems": "没有车"}


@pytest.mark.parametrize(
    "text",
    [
        "改厕12户，清垃圾5车",
        "工作进展不错，存在问题不多，下步打算再改几户",
        "进展：改厕12户",
        "茅厕今年要改好多户",
        "",
    ],
)
def test_a_text_without_two_headings_is_no_whole_report(text: str) -> None:
    assert split(FORM, text) == {}


def test_a_heading_written_twice_keeps_both_parts() -> None:
    assert split(FORM, "进展：改厕\n问题：缺车\n进展：修路")["progress"] == "改厕\n修路"


@given(st.text(alphabet="进展成效问题打算：:一二、。\n 户", max_size=60))
def test_whatever_is_sent_the_parts_are_the_forms_and_no_longer_than_the_text(text: str) -> None:
    parts = split(FORM, text)
    kept = sum(len(part) for part in parts.values())
    assert kept <= len(text)
    assert set(parts) <= {field.name for field in FORM.fields}
