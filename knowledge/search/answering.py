"""From scored sentences to what the person sees: cards with their facts, and the same matter in several plans."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.search.asking import Asked
from knowledge.search.cards import card, marks
from knowledge.search.corrected import amended
from knowledge.search.finding import Hit, preferred
from knowledge.search.lines import GAP
from knowledge.search.replies import Answer, AnswerKind, Group
from knowledge.search.scoring import Question
from knowledge.search.stated import deadline_in, differs, indicator_in, same_matter
from knowledge.search.terms import defines

_LINES = 8
_AS_WELL_COVERED = 0.1
_QUOTES = "“”\"'"
_FIGURES = frozenset({"percent", "money", "count", "figure"})
_TIMES = frozenset({"when", "often"})


class Cards(dict[int, Answer]):
    """The answers made of hits, each made once."""

    def __init__(self, question: Question) -> None:
        super().__init__()
        self.question = question

    def of(self, hit: Hit) -> Answer:
        """The answer a hit becomes."""
        made = self.get(id(hit))
        if made is None:
            made = self[id(hit)] = _answer(self.question, hit)
        return made


def answers(cards: Cards, hits: Iterable[Hit], limit: int) -> Iterator[Answer]:
    """Cards of the best hits; a sentence already shown on an earlier card gets none of its own."""
    shown: list[str] = []
    for hit in hits:
        if len(shown) == limit:
            return
        if any(hit.sentence.text in text for text in shown):
            continue
        answer = cards.of(hit)
        shown.append(answer.text)
        yield answer


def groups(cards: Cards, hits: list[Hit], shown: tuple[Answer, ...], prefer: tuple[str, ...]) -> tuple[Group, ...]:
    """The best answer with what the other plans say on its matter; then each of the other answers by itself."""
    if not shown:
        return ()
    lead = shown[0]
    best: dict[str, Hit] = {}
    for hit in hits:
        if hit.book.key != lead.plan_key and _as_good(hits[0], hit):
            best.setdefault(hit.book.key, hit)
    others = [answer for hit in list(best.values())[:_LINES] if same_matter(lead, answer := cards.of(hit))]
    own = {hit.book.key for hit in hits if preferred(hit.book, prefer)}
    side = sorted([lead, *others], key=lambda a: (a.plan_key not in own, -(a.year or 0)))
    first = Group(_name(cards.question.asked, lead), tuple(side), any(differs(lead, other) for other in others))
    there = {(a.plan_key, a.clause, a.fact) for a in side}
    rest = [a for a in shown[1:] if (a.plan_key, a.clause, a.fact) not in there]
    return (first, *(Group(_name(cards.question.asked, answer), (answer,)) for answer in rest))


def _as_good(lead: Hit, hit: Hit) -> bool:
    """Does a hit answer as much of the question as the best one does, with the same kind of fact?"""
    return hit.scored.share >= lead.scored.share - _AS_WELL_COVERED and hit.scored.fit >= lead.scored.fit


def _name(asked: Asked, answer: Answer) -> str:
    """What a group is about, in few words: the indicator, else what was asked."""
    return answer.indicator.name if answer.indicator else asked.question.strip().rstrip("?？。")


def _answer(question: Question, hit: Hit) -> Answer:
    asked, plan, clause = question.asked, hit.book.plan, hit.entry.clause
    printed = card(asked, hit.entry, hit.scored.place, hit.ranks, question.told, whole=hit.exact)
    text, note = amended(printed, plan, clause, party=hit.sentence.tag if "who" in asked.wants else "")
    bold = marks(asked, hit.entry, text, question.told)
    number = clause.id if clause else ""
    indicator = indicator_in(plan, number, printed, question.told)
    return Answer(
        kind=_kind(asked, hit),
        text=f"{text}\n{note}" if note else text,
        asked=bold,
        plan_key=hit.book.key,
        plan=plan.title,
        level=plan.level,
        year=plan.year,
        file=plan.file,
        clause=number,
        score=round(min(1.0, max(0.0, hit.scored.trust)), 3),
        fact="，".join(text[span.start : span.end].strip(_QUOTES) for span in bold),
        indicator=indicator,
        deadline=deadline_in(plan, number, printed, question.told),
        lead=clause.lead if clause else (),
        support=clause.support if clause else (),
        contradicts=bool(indicator and indicator.conflict),
        corrected=bool(note),
    )


def _kind(asked: Asked, hit: Hit) -> AnswerKind:
    """What the card is, so that a shell can choose its sign and buttons."""
    if "who" in asked.wants:
        return "party"
    if asked.wants & _TIMES:
        return "deadline"
    quotes = (indicator.quote for indicator in hit.book.plan.indicators)
    if asked.wants & _FIGURES or any(quote in hit.sentence.text for quote in quotes):
        return "indicator"
    if asked.term and defines(asked.term, hit.sentence.text):
        return "term"
    return "row" if GAP in hit.sentence.text else "clause"
