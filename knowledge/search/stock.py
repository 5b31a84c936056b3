"""The plans a library holds, and their clauses in the index."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.facts import PlanDraft
from knowledge.search.entries import Book, Entry, book, entries
from knowledge.search.index import Index
from knowledge.search.paths import Path, leads_to, path_of


@dataclass(slots=True)
class Shelf:
    """A plan and the numbers of its entries in the index."""

    book: Book
    numbers: list[int] = field(default_factory=list)


class Stock:
    """Index and plans that belong together; a worn stock is replaced whole, so readers see one or the other."""

    def __init__(self, plans: Iterable[tuple[str, PlanDraft]]) -> None:
        self.index = Index()
        self.shelves: list[Shelf | None] = []
        self.keys: dict[str, int] = {}
        self.places: Counter[str] = Counter()
        self._numbered: dict[int, array[int]] = {}
        for key, plan in plans:
            self.add(key, plan)

    def add(self, key: str, plan: PlanDraft) -> None:
        """Put a plan in, in place of the one that had this key."""
        self.remove(key)
        shelf = Shelf(book(key, plan))
        self.places.update(shelf.book.places)
        number = len(self.shelves)
        self.shelves.append(shelf)
        self.keys[key] = number
        for entry in entries(number, plan):
            place = self.index.add(entry)
            shelf.numbers.append(place)
            if entry.clause and (path := path_of(entry.clause.id)):
                self._numbered.setdefault(path[-1], array("I")).append(place)

    def remove(self, key: str) -> None:
        """Take a plan out; a key that is not there is no error."""
        number = self.keys.pop(key, None)
        if number is not None and (shelf := self.shelves[number]):
            self.index.remove(shelf.numbers)
            self.places -= Counter(shelf.book.places)
            self.shelves[number] = None

    def title_sound(self, number: int) -> str:
        """How the title of a plan sounds."""
        shelf = self.shelves[number]
        return shelf.book.sound if shelf else ""

    def at_path(self, path: Path) -> Iterator[Entry]:
        """The clauses that stand under the numbers a question names."""
        for number in self._numbered.get(path[-1], ()):
            entry = self.index.entries[number]
            if entry and entry.clause and leads_to(path, path_of(entry.clause.id)):
                yield entry

    def plans(self) -> Iterator[tuple[str, PlanDraft]]:
        """Keys and plans, in the order they came."""
        return ((shelf.book.key, shelf.book.plan) for shelf in self.shelves if shelf)

    def knows(self, piece: str) -> bool:
        """Does a token, or a pair of them, stand in any plan?"""
        return self.index.frequency(piece) > 0

    def places_in(self, code: str) -> tuple[str, ...]:
        """The places named in a question that plans are signed by, the longest first."""
        named = [place for place in self.places if place in code]
        return tuple(sorted(named, key=len, reverse=True))
