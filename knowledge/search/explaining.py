"""Why an answer is the answer: what a question was taken for, and what each candidate got for what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.search.asking import Asked
from knowledge.search.finding import Hit
from knowledge.search.scoring import NEAR, Probe, Question

_SHOWN = 60


def explained(asked: Asked, question: Question, hits: Sequence[Hit], found_from: float) -> str:
    """The question as understood, then each candidate with its marks, best first."""
    return "\n".join(
        [*_understood(asked, question, found_from), *(line for hit in hits for line in _hit(question, hit))]
    )


def _understood(asked: Asked, question: Question, found_from: float) -> Iterator[str]:
    told = {
        "wants": sorted(asked.wants),
        "counted in": asked.measures,
        "levels": sorted(asked.levels),
        "years": sorted(asked.years),
        "places": asked.places,
    }
    stated = "; ".join(f"{name} {', '.join(map(str, values))}" for name, values in told.items() if values)
    yield f"looks for {_pieces(question)!r}; {stated or 'wants nothing in particular'}"
    for other in asked.alternatives:
        yield f"  {asked.code[other.start : other.end].strip() or '(a question word)'} = {', '.join(other.names)}"
    yield f"found from trust {found_from}; rank orders the answers"


def _pieces(question: Question) -> str:
    """What is looked for, with the weight of each piece."""
    held: dict[str, float] = {}
    at = 0
    for piece in question.asked.code.split():
        at = question.asked.code.index(piece, at)
        held[piece] = sum(question.weights[at : at + len(piece)]) / question.total
        at += len(piece)
    return " ".join(f"{piece}({weight:.2f})" for piece, weight in held.items())


def _hit(question: Question, hit: Hit) -> Iterator[str]:
    plan = hit.book.plan
    where = " · ".join(str(part) for part in (plan.title, plan.level, plan.year) if part)
    number = hit.entry.clause.id if hit.entry.clause else "outside the clauses"
    yield f"rank {hit.rank:.3f} trust {hit.scored.trust:.3f}  {where} · {number}"
    yield f"    {hit.sentence.text[:_SHOWN]}"
    yield f"    {hit.scored.notes}; beside it {hit.rank - hit.scored.rank:+.3f}"
    if not hit.exact:
        yield f"    {_matches(question, hit)}"


def _matches(question: Question, hit: Hit) -> str:
    """Which tokens were found in the sentence, and as what."""
    sentence = hit.sentence
    probes = question.hits(sentence.code, sentence.sound)
    said = [_match(question, place, probes) for place, weight in enumerate(question.weights) if weight]
    return " ".join(dict.fromkeys(said))


def _match(question: Question, place: int, probes: Sequence[Probe]) -> str:
    token = question.asked.code[place]
    best = max((probe for probe in probes if place in probe.at), key=lambda probe: probe.worth, default=None)
    if best is None:
        return f"{token}–"
    typed = "".join(question.asked.code[i] for i in best.at)
    if best.by_sound:
        return f"{typed}~{best.worth:g}"
    if typed == best.piece:
        return f"{typed}={best.worth:g}"
    return f"{typed}→{best.piece if best.worth != NEAR else 'near'}={best.worth:g}"
