"""A form file is read whole, or refused with every fault, its line, and what was probably meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from village.bootstrap import open_forms
from village.errors import FormInvalid
from village.forms.loader import load_forms, parse_form, shipped_forms
from village.forms.schema import FieldKind
from village.settings import Settings

GOOD = """\
form: patrol
title: 巡查
words: [巡查, 2026]
fields:
  - name: place
    heading: 地点
    label: 在哪里？
    example: 三组河堤
  - name: state
    heading: 情况
    label: 怎么样？
    type: select_one
    choices: [正常, 有险情, 3]
  - name: more
    heading: 补充
    label: 还有什么要说的？
    required: false
    max_length: 200
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(FormInvalid) as refusal:
        parse_form(text, "patrol.yaml")
    assert refusal.value.file == "patrol.yaml"
    return refusal.value.problems


def test_a_form_comes_out_as_it_is_written() -> None:
    form = parse_form(GOOD, "patrol.yaml")
    assert (form.name, form.title, form.words) == ("patrol", "巡查", ("巡查", "2026"))
    place, state, more = form.fields
    assert (place.kind, place.required, place.max_length, place.example) == (FieldKind.TEXT, True, 1000, "三组河堤")
    assert (state.kind, state.choices) == (FieldKind.CHOICE, ("正常", "有险情", "3"))
    assert (more.required, more.max_length) == (False, 200)


def changed(old: str, new: str) -> str:
    assert old in GOOD
    return GOOD.replace(old, new)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("", 1, ["空的"], id="empty file"),
        pytest.param("# 只有注释\n", 1, ["空的"], id="only comments"),
        pytest.param("form: [巡查\ntitle: x\n", 2, ["不是正确的 YAML"], id="bracket left open"),
        pytest.param("form: a\n\ttitle: b\n", 2, ["不是正确的 YAML"], id="tab"),
        pytest.param("form: a\x07\n", 1, ["不是正确的 YAML"], id="control character"),
        pytest.param(GOOD + "---\nform: b\n", 19, ["不是正确的 YAML"], id="two documents"),
        pytest.param("- form\n- title\n", 1, ["名称: 内容"], id="a list instead of a mapping"),
        pytest.param("巡查表", 1, ["名称: 内容"], id="plain words"),
        pytest.param(changed("title: 巡查\n", ""), 1, ["缺少“title”"], id="no title"),
        pytest.param(changed("title:", "titel:"), 2, ["titel", "是不是“title”"], id="misspelt key of the form"),
        pytest.param(changed("label: 在", "lable: 在"), 7, ["lable", "是不是“label”"], id="misspelt key of a field"),
        pytest.param(changed("title: 巡查", "颜色: 红\ntitle: 巡查"), 2, ["不认识“颜色”"], id="a key like no other"),
        pytest.param(changed("title: 巡查", "title: 巡查\ntitle: 再查"), 3, ["“title”写了两次"], id="a key twice"),
        pytest.param(changed("title: 巡查", "title: 123"), 2, ["“title”的内容不对", "123"], id="a number for words"),
        pytest.param(changed("title: 巡查", "title: ''"), 2, ["“title”的内容不对"], id="nothing for words"),
        pytest.param(changed("title: 巡查", "title: '  '"), 2, ["“title”的内容不对"], id="blanks for words"),
        pytest.param(changed("title: 巡查", "title: !python/name:os.system"), 2, ["“title”的内容不对"], id="a tag"),
        pytest.param(
            changed("required: false", "required: 否"), 17, ["“required”的内容不对"], id="a word for yes or no"
        ),
        pytest.param(
            changed("max_length: 200", "max_length: 两百"), 18, ["“max_length”的内容不对"], id="a word for a number"
        ),
        pytest.param(
            changed("max_length: 200", "max_length: true"), 18, ["“max_length”的内容不对"], id="true for a number"
        ),
        pytest.param(changed("max_length: 200", "max_length: 0"), 18, ["“max_length”", "1 到 4000"], id="no room"),
        pytest.param(
            changed("max_length: 200", "max_length: 9000"), 18, ["“max_length”", "1 到 4000"], id="too much room"
        ),
        pytest.param(
            changed("type: select_one", "type: number"), 9, ["不认识的类型“number”", "select_one"], id="unknown type"
        ),
        pytest.param(changed("    choices: [正常, 有险情, 3]\n", ""), 9, ["choices"], id="a choice without choices"),
        pytest.param(changed("[正常, 有险情, 3]", "[]"), 9, ["choices"], id="no choices at all"),
        pytest.param(
            changed("[正常, 有险情, 3]", "[yes, no]"), 13, ["“choices”", "引号"], id="yes and no are no words in YAML"
        ),
        pytest.param(
            changed("[正常, 有险情, 3]", "[正常, 正常]"), 13, ["“choices”", "正常", "两次"], id="a choice twice"
        ),
        pytest.param(
            changed("    choices: [正常, 有险情, 3]", "    source: streets"),
            9,
            ["source", "streets", "units"],
            id="unknown source",
        ),
        pytest.param(changed("name: state", "name: place"), 9, ["问题“place”重名"], id="two questions of one name"),
        pytest.param("form: a\ntitle: b\nfields: []\n", 3, ["一个问题也没有"], id="no questions"),
        pytest.param("form: a\ntitle: b\nfields: 很多\n", 3, ["“fields”的内容不对"], id="words for questions"),
        pytest.param("form: a\ntitle: b\nfields:\n  - 在哪里？\n", 4, ["名称: 内容"], id="a bare question"),
        pytest.param(
            changed("  - name: place\n    heading", "  - heading"), 5, ["缺少“name”"], id="a question without a name"
        ),
        pytest.param(
            "form: a\ntitle: b\nfields: &all\n  - *all\n", 3, ["“fields”的内容不对"], id="a list that holds itself"
        ),
    ],
)
def test_a_fault_is_said_with_its_line(text: str, line: int, words: list[str]) -> None:
    found = faults(text)
    assert any(at == line and all(word in sentence for word in words) for at, sentence in found), found


def test_all_faults_are_said_at_once_in_the_order_of_the_file() -> None:
    text = (
        changed("title: 巡查", "titel: 巡查")
        .replace("label: 怎", "lable: 怎")
        .replace("max_length: 200", "max_length: x")
    )
    assert [line for line, _ in faults(text)] == [2, 11, 18]


def test_a_fault_in_one_question_does_not_hide_the_same_in_the_next() -> None:
    text = GOOD.replace("  - name: place\n    heading", "  - nmae: place\n    heading")
    text = text.replace("  - name: more\n    heading", "  - heading")
    assert [line for line, sentence in faults(text) if "name" in sentence] == [5, 14]


def test_a_mistaken_question_is_not_blamed_twice() -> None:
    [(line, sentence)] = faults(changed("label: 在", "lable: 在"))
    assert line == 7
    assert "缺少" not in sentence


def write(folder: Path, name: str, text: str | bytes) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / name).write_bytes(text.encode() if isinstance(text, str) else text)
    return folder


def test_the_offices_own_form_replaces_the_shipped_one_of_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "forms", "ours.yaml", changed("form: patrol", "form: monthly_report"))
    forms = open_forms(Settings(forms_dir=str(folder)))
    assert forms["monthly_report"].title == "巡查"
    assert forms.keys() == shipped_forms().keys()
    assert open_forms(Settings()) == shipped_forms()


def test_a_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load_forms(write(tmp_path, "a.yaml", b"\xef\xbb\xbf" + GOOD.encode()))["patrol"].title == "巡查"


def test_a_file_in_another_encoding_says_how_to_save_it(tmp_path: Path) -> None:
    folder = write(tmp_path, "a.yaml", GOOD.encode("gb18030"))
    with pytest.raises(FormInvalid) as refusal:
        load_forms(folder)
    assert refusal.value.file == "a.yaml"
    assert "UTF-8" in refusal.value.problems[0][1]


def test_one_folder_does_not_hold_the_same_form_twice(tmp_path: Path) -> None:
    write(tmp_path, "a.yaml", GOOD)
    write(tmp_path, "b.yaml", GOOD)
    with pytest.raises(FormInvalid) as refusal:
        load_forms(tmp_path)
    assert refusal.value.file == "b.yaml"
    assert "patrol" in refusal.value.problems[0][1]


def test_a_folder_that_is_not_there_is_said_and_not_passed_over(tmp_path: Path) -> None:
    with pytest.raises(FormInvalid) as refusal:
        open_forms(Settings(forms_dir=str(tmp_path / "nowhere")))
    assert "FORMS_DIR" in refusal.value.problems[0][1]


def test_a_file_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.yaml").mkdir()
    with pytest.raises(FormInvalid) as refusal:
        load_forms(tmp_path)
    assert refusal.value.file == "folder.yaml"


def test_a_form_does_not_know_questions_it_does_not_ask() -> None:
    form = parse_form(GOOD, "patrol.yaml")
    assert form.field("state").heading == "情况"
    with pytest.raises(StopIteration):
        form.field("weather")
