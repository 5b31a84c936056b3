"""Who leads and who helps: (X牵头,Y配合), [牵头单位:…;配合单位:…], 责任单位 lines, 由X牵头 in a sentence.

牵头, 负责 and a 责任单位 that stands alone lead; 配合, 参与, 落实 and a 责任单位 beside a 牵头单位 support.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.extract.patterns import (
    BRACKET,
    LABEL,
    LABEL_LINE,
    PROSE_BY,
    PROSE_CHARGE,
    PROSE_HELP,
    PROSE_LEAD,
    PROSE_SUPPORT,
    ROLE_VERB,
)
from knowledge.lexicon import alternatives, lexicon

_WORDS = lexicon("parties")
_LONGEST_NAME = 30
_LONG_LINE = 160

_ENDING = re.compile(rf"(?:{alternatives(_WORDS['endings'], _WORDS['generic'])})(?:\([^()]{{1,12}}\))?$")
_AND_MORE = re.compile(
    rf"等(?=(?:{alternatives(_WORDS['generic'])})$|各?(?:相关|有关)[^,、]{{0,10}}(?:单位|部门|乡镇)$)"
)
_AND = re.compile(r"(?:以及|及其|及|和)(?=[各县市区镇乡有相])|(?<=[村局位门镇乡办站所区])(?=各)")
_AND_OTHERS = re.compile(r"(?<=..)等(?:[^、]{0,6}(?:单位|部门|科室|站所)(?:\([^()]{1,4}\))?)?$")
_TITLED = re.compile(r"(?:主任|书记|镇长|乡长|县长|村长|局长|所长|站长|队长|组长)(?:[\u4e00-\u9fffxX*×]{2,3})?$")
_MASKED = re.compile(r"^[xX*×某]{1,4}$")
_OFFICE = re.compile(rf"..(?:{alternatives(_WORDS['office_endings'])})$")
_GOES_ON = re.compile(
    r"[,;、]?(?:持续推进|长期坚持|持续实施|长期|按季推进|[^,;、]{0,12}(?:底前|月前|日前|年底|月底)(?:完成)?)$"
)
_RUN_ON = re.compile(
    rf"({alternatives(_WORDS['whole'])})(?!会同|和|及|与)(?=[\u4e00-\u9fff]{{2,8}}(?:{alternatives(_WORDS['office_endings'])})$)"
)
_PLACES = re.compile(
    r"委、办、局|(?<=各[县市区乡镇])、(?=[市区镇乡县](?:人民)?政府|[市区镇乡县](?=[、,;(]|$)|街道(?:办事处)?(?=[、,;(]|$))"
)


@dataclass(frozen=True, slots=True)
class Tag:
    """One statement of who does it; ``opens_line`` tells a 责任单位 line from a bracket inside a sentence."""

    start: int
    end: int
    lead: tuple[str, ...]
    support: tuple[str, ...]
    opens_line: bool = False


def tags(folded: str, start: int, end: int) -> list[Tag]:
    """The tags of ``folded[start:end]`` in order; brackets inside a tag line belong to the line."""
    brackets = list(_brackets(folded, start, end))
    lines = [tag for tag in _line_tags(folded, start, end) if not _within(tag, brackets)]
    brackets = [tag for tag in brackets if not _within(tag, lines)]
    return sorted([*lines, *brackets], key=lambda tag: tag.start)


def _within(tag: Tag, others: list[Tag]) -> bool:
    return any(other.start < tag.start < other.end for other in others)


def prose(folded: str, start: int, end: int) -> Tag | None:
    """Who leads by the words of a sentence, for a clause that has no tag; 负责 counts where nobody 牵头."""
    lead = [hit.group("unit") for hit in PROSE_LEAD.finditer(folded, start, end)]
    charged = sorted(
        (hit.start("unit"), hit.group("unit"))
        for pattern in (PROSE_BY, PROSE_CHARGE)
        for hit in pattern.finditer(folded, start, end)
    )
    helping = (hit for pattern in (PROSE_SUPPORT, PROSE_HELP) for hit in pattern.finditer(folded, start, end))
    support = [hit.group("unit") for hit in helping]
    names = _units(lead) or _units([unit for _, unit in charged])
    if not names:
        return None
    helpers = tuple(name for unit in support for name in split_names(unit) if is_unit(name) or _TITLED.search(name))
    return Tag(start, end, _once(names), _once(helpers))


def tag_rule(folded: str, tag: Tag) -> str:
    """The name of the rule that found a tag, for an explanation."""
    if tag.opens_line:
        return "label line"
    return "bracket" if folded[tag.start] in "([" else "table"


def _units(said: list[str]) -> list[str]:
    names = [name for unit in said for name in split_names(_after_verb(unit))]
    return [name for name in names if is_unit(name) or _TITLED.search(name)]


def split_names(raw: str) -> list[str]:
    """A list of units as printed → its names; brackets inside a name keep it whole, a closing 等 goes."""
    pieces = raw.split()
    between = "、" if all(names_office(piece.rstrip(",、;")) for piece in pieces) else ""
    flat = _PLACES.sub(lambda hit: hit.group().replace("、", "\0"), between.join(pieces))
    names: list[str] = []
    for piece in _outside_brackets(flat):
        for part in _AND_MORE.sub("\1", piece).split("\1"):
            names += _AND.split(part) if not is_unit(part) or _AND.search(part) else [part]
    names = [each for name in names for each in _RUN_ON.sub("\\1\1", name).split("\1")]
    return [name for name in map(_bare, names) if name and len(name) <= _LONGEST_NAME]


def is_unit(name: str) -> bool:
    """Whether a name reads like a unit, a group of units or a masked name."""
    return names_office(name) or name.startswith("各")


def names_office(name: str) -> bool:
    """Whether a name ends as those of units do, or is a masked one."""
    return bool(_ENDING.search(name) or _MASKED.match(name))


def _bare(name: str) -> str:
    name = re.sub(r"^(?:由|请|以及|及|和|以|为|即|所涉及的)(?=.{2})", "", name.replace("\0", "、").strip("、,;:.·-* "))
    return _AND_OTHERS.sub("", name)


def _after_verb(unit: str) -> str:
    """The unit of a prose match without the words a sentence opens with."""
    unit = re.sub(r"^[^由]{1,14}由(?=[\u4e00-\u9fff]{2})", "", unit)
    return re.sub(r"^(?:原则上|具体|统一|分别|要|应|应当|须|由|请|以|按)+", "", unit)


def _outside_brackets(flat: str) -> list[str]:
    pieces, depth = [""], 0
    for sign in flat:
        depth += (sign in "([") - (sign in ")]")
        if depth <= 0 and sign in "、,;/":
            pieces.append("")
        else:
            pieces[-1] += sign
    return pieces


def _brackets(folded: str, start: int, end: int) -> Iterator[Tag]:
    for hit in BRACKET.finditer(folded, start, end):
        inside = re.sub(r"(?<=[:、,;])\n", "", hit.group("inside")).split("。")[0]
        found = _labelled(inside) if LABEL.search(inside) else _by_verbs(inside)
        found = found or (_bare_units(inside) if _closes(folded, hit, end) else None)
        if found:
            yield Tag(hit.start(), hit.end(), *found)


def _closes(folded: str, hit: re.Match[str], end: int) -> bool:
    """Whether a bracket stands behind a sentence and closes its line or its item, as a tag does."""
    before = folded[max(0, hit.start() - _LONGEST_NAME) : hit.start()]
    behind = folded[hit.end() : min(end, hit.end() + 1)]
    return behind in ("", "。", ";", "\n", " ") and not is_unit(re.split(r"[,。;、\s]", before)[-1])


def _bare_units(inside: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Units in a bracket without a word of who leads: all of them; None when something else stands there too."""
    names = split_names(_GOES_ON.sub("", inside))
    if names and all(is_unit(name) for name in names) and any(_OFFICE.search(name) for name in names):
        return _once(names), ()
    return None


def _line_tags(folded: str, start: int, end: int) -> Iterator[Tag]:
    """Runs of label lines with nothing but space between them, each run one tag."""
    region = [-1, -1]
    for hit in LABEL_LINE.finditer(folded, start, end):
        stop = _line_stop(folded, hit)
        if region[0] >= 0 and not folded[region[1] : hit.start()].strip(" \n。;"):
            region[1] = stop
            continue
        yield from _line_tag(folded, *region)
        region = [hit.start(), stop]
    yield from _line_tag(folded, *region)


def _line_stop(folded: str, hit: re.Match[str]) -> int:
    """Where the names of a label line end; in a text without line breaks, at the first space."""
    names = hit.group("names")
    if len(names) <= _LONG_LINE:
        return hit.end()
    lead = len(names) - len(names.lstrip())
    cut = re.search(r"\s(?!\()", names[lead:])
    return hit.start("names") + lead + (cut.start() if cut else _LONG_LINE)


def _line_tag(folded: str, start: int, end: int) -> Iterator[Tag]:
    if start < 0:
        return
    found = _labelled(folded[start:end])
    if found:
        yield Tag(start, end, *found, opens_line=True)


def _labelled(words: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Lead and support of `牵头单位:A;配合单位:B`; None when no label has names behind it."""
    hits = list(LABEL.finditer(words))
    by_label: list[tuple[str, list[str]]] = []
    for at, hit in enumerate(hits):
        stop = hits[at + 1].start() if at + 1 < len(hits) else len(words)
        label = re.sub(r"\s", "", hit.group("label"))
        names = split_names(re.split(r"[。\n]", words[hit.end() : stop].strip())[0])
        by_label.append((label, [name for name in names if not hit.group("is") or is_unit(name)]))
    return roles_of(by_label)


def roles_of(by_label: list[tuple[str, list[str]]]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Lead and support of labels with their names; a 责任单位 beside a 牵头单位 supports, alone it leads."""
    has_lead = any(label in _WORDS["lead_labels"] and names for label, names in by_label)
    lead = [n for label, names in by_label for n in names if _leads(label, has_lead)]
    support = [n for label, names in by_label for n in names if _supports(label, has_lead)]
    return (_once(lead), _once(support)) if lead or support else None


def _leads(label: str, has_lead: bool) -> bool:
    return label in _WORDS["lead_labels"] or (label in _WORDS["sole_labels"] and not has_lead)


def _supports(label: str, has_lead: bool) -> bool:
    return label in _WORDS["support_labels"] or (label in _WORDS["sole_labels"] and has_lead)


def _by_verbs(words: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Lead and support of `A牵头,B、C配合`; None when the bracket is about something else."""
    lead: list[str] = []
    support: list[str] = []
    done = 0
    for hit in ROLE_VERB.finditer(words):
        names = split_names(words[done : hit.start()])
        leads = hit.group() in _WORDS["lead_verbs"] and not (lead and hit.group().endswith("落实"))
        (lead if leads else support).extend(names)
        done = hit.end()
    if not any(is_unit(name) for name in [*lead, *support]):
        return None
    return _once(lead), _once(support)


def _once(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
