"""Tables that lost their lines: cells one below the other, or parted by spaces, put back into rows with tabs.

A run of known heads (``data/tables.yaml`` and the labels of parties) opens such a table and says how many cells a row
has. Rows are told by their running number, or by each line having just as many pieces as there are heads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from knowledge.lexicon import lexicon
from knowledge.text.offsets import Edit

_FEWEST_HEADS, _MOST_HEADS = 3, 12
_LONGEST_HEAD = 12
_LONGEST_CELL = 120
_FARTHEST_ROW = 60
_PIECE = re.compile(r"\S+")
_PIPED = re.compile(r"^[ \t]*\|?(?:[^|\n]{0,200}\|){2,}[^|\n]{0,200}$", re.MULTILINE)
_CHINESE = re.compile("[一-鿿]{2}")
_NAMES = re.compile(r"(?![一二三四五六七八九十]{1,3}、)[^，。；：、,;:.\d]{3,}$")
_BRACKET = re.compile(r"[（(][^()（）]*[)）]|20\d\d年度?")

_Place = tuple[int, int]


def repairs(text: str) -> Iterator[Edit]:
    """The line ends and spaces that stand for the end of a cell, replaced by tabs."""
    if not any(head in text for head in ("序号", "目标", "单位", "时限")):
        return
    done = 0
    for start, places in _headed(text):
        if start < done:
            continue
        for edit in places:
            yield edit
            done = edit.end


def pipes(text: str) -> Iterator[Edit]:
    """Rows drawn with | as rows with tabs."""
    for hit in _PIPED.finditer(text):
        cells = [cell.strip() for cell in hit.group().strip(" \t|").split("|")]
        drawn = all(set(cell) <= set("-: ") for cell in cells)
        yield Edit(hit.start(), hit.end(), "" if drawn else "\t".join(cells))


def _headed(text: str) -> Iterator[tuple[int, list[Edit]]]:
    """Each run of heads with the edits of its table."""
    lines = [(hit.start(), hit.end()) for hit in re.finditer(r"[^\n]*\S[^\n]*", text)]
    at = 0
    while at < len(lines):
        spaced = _spaced(text, lines, at)
        stacked = [] if spaced else _stacked(text, lines, at) or _loose(text, lines, at)
        if spaced or stacked:
            yield lines[at][0], spaced or stacked
        at += 1


def _heads_below(text: str, lines: list[_Place], at: int) -> int:
    """How many lines from ``at`` on are heads, one below the other, the first of them 序号; 0 for too few."""
    heads = 0
    while heads < _MOST_HEADS and at + heads < len(lines) and _is_head(text[slice(*lines[at + heads])]):
        heads += 1
    return heads if heads >= _FEWEST_HEADS and _is_number_head(text[slice(*lines[at])]) else 0


def _loose(text: str, lines: list[_Place], at: int) -> list[Edit]:
    """Cells of several lines below each other: only the number and the name of each row can be told."""
    heads = _heads_below(text, lines, at)
    if not heads:
        return []
    found: list[Edit] = []
    last, number = at, 1
    for place in range(at + heads, len(lines) - 1):
        if place - last > _FARTHEST_ROW:
            break
        words, following = text[slice(*lines[place])].strip(), text[slice(*lines[place + 1])]
        if words == str(number) and (number == 1 or place - last >= heads - 1) and _CHINESE.search(following):
            found.append(_tab(text, lines[place], lines[place + 1]))
            last, number = place, number + 1
    return found if number > _FEWEST_HEADS else []


def _stacked(text: str, lines: list[_Place], at: int) -> list[Edit]:
    """Cells one below the other: heads, then rows that each begin with the next number."""
    heads = _heads_below(text, lines, at)
    if not heads:
        return []
    groups, place, number = [lines[at : at + heads]], at + heads, 1
    while place < len(lines) and text[slice(*lines[place])].strip() == str(number):
        row = lines[place : place + heads]
        following = next(
            (i for i, cell in enumerate(row[1:], 1) if text[slice(*cell)].strip() == str(number + 1)), None
        )
        row = row[:following]
        if any(end - start > _LONGEST_CELL for start, end in row):
            break
        groups.append(row)
        place, number = place + len(row), number + 1
    below = lines[place : place + heads]
    whole = not any(text[slice(*cell)].strip() == str(number) for cell in below)
    return [_tab(text, *pair) for group in groups for pair in pairwise(group)] if len(groups) > 1 and whole else []


def _spaced(text: str, lines: list[_Place], at: int) -> list[Edit]:
    """Cells parted by spaces: a line of heads, then lines of as many pieces, or all of it on the one line."""
    line = text[slice(*lines[at])]
    pieces = _pieces(text, lines[at]) if "\t" not in line and " " in line.strip() else []
    first, heads = _run_of_heads(text, pieces)
    if _FEWEST_HEADS <= heads < len(pieces) and first == 0 and _numbers_below(text, lines, at, len(pieces)):
        heads = len(pieces)
    if heads < _FEWEST_HEADS:
        return []
    before, pieces = pieces[:first], pieces[first:]
    rows = [pieces[:heads]]
    if len(pieces) > heads:
        rows += _on_one_line(text, pieces, heads)
        rows += [pieces[sum(map(len, rows)) :][:1]] if len(rows) > 1 else []
    else:
        for following in lines[at + 1 :]:
            row = _pieces(text, following)
            if len(row) != heads:
                break
            rows.append(row)
    rows = [row for row in ([before[-1:]] if len(rows) > 1 else []) + rows if row]
    if sum(len(row) > 1 for row in rows) < 2:
        return []
    ends = [
        Edit(one[-1][1], other[0][0], "\n")
        for one, other in pairwise(rows)
        if "\n" not in text[one[-1][1] : other[0][0]]
    ]
    return sorted([*ends, *(_tab(text, *pair) for row in rows for pair in pairwise(row))], key=lambda edit: edit.start)


def _numbers_below(text: str, lines: list[_Place], at: int, columns: int) -> bool:
    """Whether the next line has as many pieces as this one, the first of them the number 1."""
    below = _pieces(text, lines[at + 1]) if at + 1 < len(lines) else []
    return len(below) == columns and text[slice(*below[0])] == "1"


def _run_of_heads(text: str, pieces: list[_Place]) -> tuple[int, int]:
    """Where the first run of heads long enough begins among the pieces of a line, and how long it is."""
    run = 0
    for at, piece in enumerate([*pieces, (0, 0)]):
        if run < _MOST_HEADS and _is_head(text[slice(*piece)]):
            run += 1
        elif run >= _FEWEST_HEADS:
            return at - run, run
        else:
            run = 0
    return 0, 0


def _on_one_line(text: str, pieces: list[_Place], heads: int) -> Iterator[list[_Place]]:
    place, number = heads, 1
    while place + heads <= len(pieces) and text[slice(*pieces[place])] == str(number):
        yield pieces[place : place + heads]
        place, number = place + heads, number + 1


def _pieces(text: str, line: _Place) -> list[_Place]:
    return [(hit.start(), hit.end()) for hit in _PIECE.finditer(text, *line)]


def _tab(text: str, one: _Place, other: _Place) -> Edit:
    """A tab for what stands between two cells; blanks inside the first cell's line go with it."""
    end = one[0] + len(text[slice(*one)].rstrip())
    start = other[0] + len(text[slice(*other)]) - len(text[slice(*other)].lstrip())
    return Edit(end, start, "\t")


@cache
def _heads() -> frozenset[str]:
    tables, parties = lexicon("tables"), lexicon("parties")
    labels = (words for topic, words in parties.items() if topic.endswith("_labels"))
    return frozenset(word for words in (*tables.values(), *labels) for word in words)


@cache
def _endings() -> tuple[str, ...]:
    return tuple(word for word in _heads() if len(word) > 1)


def _is_head(words: str) -> bool:
    bare = _BRACKET.sub("", words).strip()
    return 0 < len(bare) <= _LONGEST_HEAD and (
        bare in _heads() or bool(_NAMES.match(bare) and bare.endswith(_endings()))
    )


def _is_number_head(words: str) -> bool:
    return words.strip() in lexicon("tables")["number"]
