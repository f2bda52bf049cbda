"""Which name of a row each of its numbers belongs to, where a row prints several; pure.

A row may put names before numbers ("sw 73.9, ur 73.8"), behind them ("84.5 in French") or list both. Where the order
does not tell, there is more than one way; whoever holds the numbers against sources takes the way that accuses least.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipeline.audits.reports.reading.wording import Token
from pipeline.domain.atom import Atom

Mark = tuple[int, tuple[str, ...]]  # where a name stands among the tokens, and the keys that it may stand for


def number_places(numbers: Sequence[tuple[Atom, Decimal]], tokens: Sequence[Token]) -> list[int] | None:
    """Where the numbers stand in the row, in order; None where one is not found again."""
    places, start = list[int](), 0
    for atom, _ in numbers:
        wanted = (atom.value or "").lstrip("-")
        found = next(
            (
                index
                for index in range(start, len(tokens))
                if tokens[index].is_number and tokens[index].base.lstrip("+-") == wanted
            ),
            None,
        )
        if found is None:
            return None
        places.append(found)
        start = found + 1
    return places


def owners(marks: Sequence[Mark], places: Sequence[int]) -> list[tuple[str, ...]] | None:
    """The name that belongs to each number; None where the order of names and numbers does not tell.

    As many names as numbers belong to them in order; else each name heads the numbers up to the next name.
    """
    if not marks:
        return None
    if len({keys for _, keys in marks}) == 1:
        return [marks[0][1]] * len(places)
    if len(marks) == len(places):
        return [keys for _, keys in marks]
    heads = [[place for place in places if start < place] for start, _ in marks]
    blocks = [len(one) - len(other) for one, other in zip(heads, [*heads[1:], []], strict=True)]
    if min(blocks) < 1 or len(heads[0]) != len(places):
        return None
    return [keys for (_, keys), n in zip(marks, blocks, strict=True) for _ in range(n)]


def ways(marks: Sequence[Mark], places: Sequence[int]) -> list[list[tuple[str, ...] | None]]:
    """Ways in which names may belong to numbers, the likeliest first; None: a number that no name belongs to.

    Names and numbers that take turns, and lists of equal length, leave one way. Else each name may belong to all
    numbers from it to the next name, to the number before it, or to all numbers before it.
    """
    if not marks:
        return [[None] * len(places)]
    order = [kind for _, kind in sorted([(start, 0) for start, _ in marks] + [(place, 1) for place in places])]
    n = len(places)
    if len(marks) == n and order in ([0, 1] * n, [1, 0] * n, [0] * n + [1] * n, [1] * n + [0] * n):
        return [[keys for _, keys in marks]]
    before = [next((keys for start, keys in reversed(marks) if start < place), None) for place in places]
    behind = [next((keys for start, keys in marks if start > place), None) for place in places]
    next_to = [
        next((keys for start, keys in marks if place < start < following), None)
        for place, following in zip(places, [*places[1:], 1 << 30], strict=True)
    ]
    found = [before, next_to, behind]
    if len(marks) == n:
        found.insert(0, [keys for _, keys in marks])
    return [way for index, way in enumerate(found) if way not in found[:index]]


def around(
    bracketed: Mapping[int, tuple[str, ...]], systems: Sequence[tuple[str, ...]], n_numbers: int
) -> list[tuple[str, ...]] | None:
    """Systems of all numbers, where those in brackets leave as many systems as numbers."""
    left = [keys for keys in systems if keys not in bracketed.values()]
    if len(left) + len(bracketed) != n_numbers:
        return None
    rest = iter(left)
    return [bracketed[number] if number in bracketed else next(rest) for number in range(n_numbers)]
