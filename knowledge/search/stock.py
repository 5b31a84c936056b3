"""The plans a library holds, and their clauses in the index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.facts import PlanDraft
from knowledge.search.entries import Book, book, entries
from knowledge.search.index import Index


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
        for key, plan in plans:
            self.add(key, plan)

    def add(self, key: str, plan: PlanDraft) -> None:
        """Put a plan in, in place of the one that had this key."""
        self.remove(key)
        shelf = Shelf(book(key, plan))
        number = len(self.shelves)
        self.shelves.append(shelf)
        self.keys[key] = number
        shelf.numbers = [self.index.add(entry) for entry in entries(number, plan)]

    def remove(self, key: str) -> None:
        """Take a plan out; a key that is not there is no error."""
        number = self.keys.pop(key, None)
        if number is not None and (shelf := self.shelves[number]):
            self.index.remove(shelf.numbers)
            self.shelves[number] = None

    def plans(self) -> Iterator[tuple[str, PlanDraft]]:
        """Keys and plans, in the order they came."""
        return ((shelf.book.key, shelf.book.plan) for shelf in self.shelves if shelf)

    def knows(self, token: str) -> bool:
        """Does a token stand in any plan?"""
        return self.index.frequency(token) > 0
