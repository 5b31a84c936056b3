"""Repairs a document as it came: a named list of steps, each of which says what it replaces.

The steps run in order over the whole document; the map back to the source grows with each. ``clean`` returns which of
them changed anything, so that a draft can say how far its text is from the paper.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise

from knowledge.text import garble, mojibake, table_rows
from knowledge.text.offsets import Edit, OffsetMap, apply
from knowledge.text.script import is_traditional, simplify

_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹ"
_PINYIN = re.compile(rf"(?<=\S)[(（]([a-züɡ{_TONED}]{{1,6}})[)）]")
_SENTENCE_ENDS = "。；;：:！!？?”"
_OPENS_ITEM = re.compile(r"\s*(?:第.{1,4}[章节条]|[（(]?[一二三四五六七八九十\d]{1,3}[)）、.．]|[①-⑳#*]|附件)")
_RAGGED, _NARROWEST, _WIDEST, _FEWEST_CUT = 4, 20, 120, 4
_TIGHT = re.compile("[\u4e00-\u9fff][\\dA-Za-z]|(?<=[^\\n])[\\dA-Za-z%][\u4e00-\u9fff]")
_SPACED_ANYWHERE = re.compile(
    "(?<=[\u4e00-\u9fff、，：）》”])[ \u00a0](?=[\\dA-Za-z])|(?<=[\\dA-Za-z%‰])[ \u00a0](?=[\u4e00-\u9fff])"
)
_NUMBERS_AN_ITEM = re.compile(r"(?:^|[\n。；;！!？?])[ \t　]*\d{1,2}(?:\.\d{1,2}){0,3}$")
_TIME_UNITS = ("年", "月", "日")
_FEW_SPACED = 6
_LONGEST_PATH = 16
_LINES_OF_PAGE_END = 4
_LONG = re.compile(r"[^\n\t]{300,}")
_GAP = re.compile(r"(?<=[^\s|])[ \u00a0　]+(?=[^\s|:：])")
_FEWEST_GAPS, _LONGEST_PIECE = 6, 36
_PIECE_ENDS = (*"。；！？：;!?:)）】》”]",)
_LINES_A_SLIP = 50
_PAGE_NUMBER = re.compile(r"^[\s—－-]*(?:第\s?)?\d{1,3}(?:\s?页)?[\s—－-]*$")
_RADICAL = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_LONE_RADICALS = dict(
    zip(
        "⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳⺟⺁⻁⺮⺶⺝⺼⻏⻖⺌⺍⺘⺡⺣⺨⺩⺬⺭⺾⻂⻃⻌⻍⻎⻐⻑⻒",
        "民西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟母厂虎竹羊月肉邑阜小小手水火犬玉示示草衣西辶辶辶钅长长",
        strict=True,
    )
)
_SPACED_FIGURE = re.compile(
    "(?<=[\u4e00-\u9fff])[ \u00a0]\\d[\\d.,-]{0,9}"
    "(?:%|[ \u00a0](?=[年月日号个户人名座处公里万亿千米吨亩元项家场次台套条所间份%]))"
    "|(?<=\\d)[ \u00a0](?=[年月日][\\d \u00a0底前初末中上下份至到起])"
)
_LOST_END = re.compile("(?<=[\u4e00-\u9fff。；：，、）)!！?？])[ \t]*[РЕ][ \t]*(?=[\u4e00-\u9fff（(\\d“《]|\\s|$)")
_STRAY = re.compile(r"(?<=[。；：:;，、)）\u4e00-\u9fff])[?？](?=[ \t]*$)|^[?？](?=[ \t]*$)", re.MULTILINE)
_MOST_ASKED = 4
_PAGE_IN_TEXT = re.compile(r"(?<=[^\s\n])第\s?\d{1,4}\s?页\s?[,，/]?\s?共\s?\d{1,4}\s?页(?=\S)")
_ONE_AS_DASH = re.compile(r"(?<=[日月号])一(?=\d{1,2}[日月号])")
_LONE_NUMBER = re.compile(
    r"^([ \t　]*(?:第[一二三四五六七八九十百\d]{1,4}[章节条]|[一二三四五六七八九十]{1,3}、"
    r"|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．]))"
    r"[ \t　]*\n\s*(?=[一-鿿“《])(?![一二三四五六七八九十]{1,3}、)",
    re.MULTILINE,
)
_JUNK = re.compile("[\ufeff\u200b-\u200f\u2060\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r\n?|[\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The repaired text, the way back to the source, and the names of the steps that changed something."""

    text: str
    offsets: OffsetMap
    steps: tuple[str, ...]


def line_ends(text: str) -> Iterator[Edit]:
    """One kind of line end; marks nobody sees (zero-width, control, byte order) out."""
    for hit in _JUNK.finditer(text):
        yield Edit(hit.start(), hit.end(), "\n" if hit.group()[0] in "\r\u2028\u2029\x85" else "")


def lost_ends(text: str) -> Iterator[Edit]:
    """A lone Cyrillic letter between Chinese signs, which document sites print where a paragraph ended."""
    for hit in _LOST_END.finditer(text):
        yield Edit(hit.start(), hit.end(), "\n")


def hard_wraps(text: str) -> Iterator[Edit]:
    """Line ends inside sentences, where a page cuts every line at the same width; page numbers between go with them."""
    lines = text.split("\n")
    measure, least = _wrapped_at(lines)
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    place = 0
    while least and place < len(lines) - 1:
        begin = place
        place += 1
        if not _is_cut(lines[begin], least, measure):
            continue
        following = next(
            (at for at in range(place, min(place + _LINES_OF_PAGE_END, len(lines))) if not _at_page_end(lines[at])),
            place,
        )
        words = lines[following]
        if (
            words.strip()
            and "\t" not in words
            and not _OPENS_ITEM.match(words)
            and (following == place or not words.startswith((" ", "　")))
        ):
            yield Edit(
                starts[begin] + len(lines[begin].rstrip()), starts[following] + len(words) - len(words.lstrip()), ""
            )
            place = following


def _at_page_end(line: str) -> bool:
    """Whether a line is blank or only a page number."""
    return not line.strip() or _PAGE_NUMBER.match(line) is not None


def _wrapped_at(lines: list[str]) -> tuple[Callable[[str], int], int]:
    """How lines are measured and the least a cut one has; 0 when lines end where sentences do."""
    filled = [line for line in lines if line.strip()]
    best: tuple[int, Callable[[str], int], int] = (0, _cells, 0)
    for measure, ragged, widest in ((_cells, _RAGGED, _WIDEST), (_signs, _RAGGED // 2, _WIDEST // 2)):
        width = _usual_width([measure(line) for line in filled], ragged)
        cut = sum(_is_cut(line, width - ragged, measure) for line in filled)
        if _NARROWEST <= width <= widest and cut >= _FEWEST_CUT and cut * 4 >= len(filled) and cut > best[0]:
            best = (cut, measure, width - ragged)
    return best[1], best[2]


def _usual_width(widths: list[int], ragged: int) -> int:
    """The largest width but for a slip in fifty lines; 0 where more are longer."""
    largest = sorted(widths, reverse=True)[: 2 + len(widths) // _LINES_A_SLIP]
    width = next((one for one, other in pairwise(largest) if one - other <= ragged), 0)
    return width if sum(one > width for one in largest) <= len(widths) // _LINES_A_SLIP else 0


def _is_cut(line: str, least: int, measure: Callable[[str], int]) -> bool:
    """Whether a line fills the width and ends where no sentence does."""
    words = line.rstrip()
    return words[-1:] not in ("", *_SENTENCE_ENDS) and "\t" not in line and measure(words) >= least


def _signs(line: str) -> int:
    return len(line.rstrip())


def _cells(line: str) -> int:
    return sum(1 if sign.isascii() else 2 for sign in line.rstrip())


def one_line(text: str) -> Iterator[Edit]:
    """Line breaks that a copy turned into spaces: behind a sentence, behind a short heading, before a number."""
    for line in _LONG.finditer(text):
        gaps = [*_GAP.finditer(text, *line.span())]
        if len(gaps) < _FEWEST_GAPS:
            continue
        begun = line.start()
        for gap in gaps:
            piece = text[begun : gap.start()]
            short = len(piece) <= _LONGEST_PIECE and not any(sign in piece for sign in "，,。；;")
            if short or piece[-1:] in _PIECE_ENDS or _OPENS_ITEM.match(text, gap.end()):
                yield Edit(gap.start(), gap.end(), "\n")
                begun = gap.end()


def stray_marks(text: str) -> Iterator[Edit]:
    """Question marks that a lost sign left at the end of line after line."""
    hits = [*_STRAY.finditer(text)]
    if len(hits) > _MOST_ASKED and len(hits) * 3 > text.count("\n"):
        for hit in hits:
            yield Edit(hit.start(), hit.end(), "")


def lone_numbers(text: str) -> Iterator[Edit]:
    """A number on a line of its own, put before the words it numbers."""
    for hit in _LONE_NUMBER.finditer(text):
        yield Edit(hit.end(1), hit.end(), "")


def pinyin(text: str) -> Iterator[Edit]:
    """Pinyin in brackets that a site put behind characters: with a tone mark, or the very sound of the character."""
    for hit in _PINYIN.finditer(text):
        sound = hit.group(1)
        if any(letter in _TONED for letter in sound) or _sounds_like(text[hit.start() - 1], sound):
            yield Edit(hit.start(), hit.end(), "")


def shifted_bytes(text: str) -> Iterator[Edit]:
    """GBK read one byte out of step, put back where the bytes allow it."""
    yield from garble.repairs(text)


def simplified(text: str) -> Iterator[Edit]:
    """Traditional characters, when the document is written in them."""
    if is_traditional(text):
        yield Edit(0, len(text), simplify(text))


def radicals(text: str) -> Iterator[Edit]:
    """Radicals that a PDF gave for characters (⽉ for 月), one for one."""
    for hit in _RADICAL.finditer(text):
        sign = _LONE_RADICALS.get(hit.group()) or unicodedata.normalize("NFKC", hit.group())
        yield Edit(hit.start(), hit.end(), sign)


def spaced_figures(text: str) -> Iterator[Edit]:
    """Spaces a typesetter put around figures and Latin words: 于 6 月 30 日前; all where it did so throughout."""
    throughout = len(_SPACED_ANYWHERE.findall(text)) > max(_FEW_SPACED, len(_TIGHT.findall(text)))
    for hit in (_SPACED_ANYWHERE if throughout else _SPACED_FIGURE).finditer(text):
        dated = text[hit.end() : hit.end() + 1] in _TIME_UNITS
        if dated or not _NUMBERS_AN_ITEM.search(text[max(0, hit.start() - _LONGEST_PATH) : hit.start()]):
            yield Edit(hit.start(), hit.end(), hit.group().replace(" ", "").replace("\u00a0", ""))


def page_numbers(text: str) -> Iterator[Edit]:
    """Page numbers that a copy left inside a sentence: 负责全县第1页共18页的指导."""
    for hit in _PAGE_IN_TEXT.finditer(text):
        yield Edit(hit.start(), hit.end(), "")


def dashes(text: str) -> Iterator[Edit]:
    """The numeral 一 where a dash was meant: 5月30日一6月4日."""
    for hit in _ONE_AS_DASH.finditer(text):
        yield Edit(hit.start(), hit.end(), "—")


STEPS: dict[str, Callable[[str], Iterable[Edit]]] = {
    "mojibake": mojibake.repairs,
    "line_ends": line_ends,
    "lost_ends": lost_ends,
    "radicals": radicals,
    "pinyin": pinyin,
    "shifted_bytes": shifted_bytes,
    "stray_marks": stray_marks,
    "one_line": one_line,
    "hard_wraps": hard_wraps,
    "lone_numbers": lone_numbers,
    "simplified": simplified,
    "piped_rows": table_rows.pipes,
    "table_rows": table_rows.repairs,
    "spaced_figures": spaced_figures,
    "page_numbers": page_numbers,
    "dashes": dashes,
}


def clean(text: str, steps: Iterable[str] = tuple(STEPS)) -> Cleaned:
    """Run the named steps in order.

    Raises:
        ValueError: for a name that is no step; the message lists the steps there are.
    """
    offsets = OffsetMap()
    done: list[str] = []
    for name in steps:
        if name not in STEPS:
            raise ValueError(f"no cleaning step {name!r}; there are {', '.join(STEPS)}")
        repaired, shift = apply(text, STEPS[name](text))
        if repaired != text:
            done.append(name)
            offsets = offsets.then(shift)
            text = repaired
    return Cleaned(text, offsets, tuple(done))


def _sounds_like(character: str, sound: str) -> bool:
    """Whether a character is read that way, without looking at tones."""
    if not "一" <= character <= "鿿":
        return False
    import pypinyin  # heavy, and hardly ever needed

    return sound in pypinyin.pinyin(character, style=pypinyin.Style.NORMAL, heteronym=True)[0]
