"""Claim rows split into atoms: one assertion each, with at most one number; pure, by rules, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.audits.reports.matching.aliases import Aliases, Mention, Role
from pipeline.audits.reports.reading.clauses import Clause, split_clauses
from pipeline.audits.reports.reading.wording import Token, is_negated, stem, stems, tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Comparator
from pipeline.domain.document import ExtractedClaim

_REACH = 5  # words behind a number in which the thing counted is looked for
_BEFORE = 3  # words before a number in which a comparator is looked for
_GLUE = frozenset({"and", "or"})
_AND = re.compile(r",?\s+and\s+", re.IGNORECASE)
_CORE = (Role.REGIME, Role.CHOICE, Role.TARGET)
GAIN_QUANTITIES = ("points", "percent")


@dataclass(frozen=True, slots=True)
class _Number:
    """One number of a clause."""

    index: int  # of its token
    value: str | None
    quantity: str | None
    comparator: Comparator
    doubt: str


def atoms_of(row: ExtractedClaim, aliases: Aliases) -> tuple[Atom, ...]:
    """The atoms of one claim row, in order; at least one.

    A clause without a number is one atom. Numbers in a list ("8.2, 7.5 and 7.0 points") are dealt out to a list of
    regimes or target tasks of the same length; where the lengths differ, each is kept with a doubt.
    """
    clauses = split_clauses(row.text, is_truncated=row.is_truncated)
    parts = [part for clause in clauses for part in _split_at_and(clause, aliases)]
    fields = [field for part in parts for field in _clause_atoms(part, aliases)]
    return tuple(
        Atom(
            position=row.position,
            number=index,
            text=clause.text,
            subjects=tuple(sorted(subjects)),
            value=number.value if number else None,
            quantity=number.quantity if number else None,
            comparator=number.comparator if number else Comparator.EQUALS,
            is_negated=is_negated(tokens_of(clause.text)[: number.index if number else None]),
            reaches_cut=clause.reaches_cut,
            doubt=number.doubt if number else "",
        )
        for index, (clause, subjects, number) in enumerate(fields, start=1)
    )


def atom_stems(atom: Atom, aliases: Aliases) -> frozenset[str]:
    """Stems of the atom's words that name no subject; of a clause that was cut, without its last word."""
    tokens = tokens_of(atom.text)
    named = {index for mention in aliases.mentions(tokens) for index in range(mention.start, mention.end)}
    end = len(tokens) - atom.reaches_cut
    return stems(token for index, token in enumerate(tokens[:end]) if index not in named)


def _split_at_and(clause: Clause, aliases: Aliases) -> Iterator[Clause]:
    """Part a clause at each "and" that has a subject and a number on both of its sides."""
    for match in _AND.finditer(clause.text):
        left, right = clause.text[: match.start()], clause.text[match.end() :]
        if _is_assertion(left, aliases) and _is_assertion(right, aliases):
            yield Clause(left, reaches_cut=False)
            yield from _split_at_and(Clause(right, clause.reaches_cut), aliases)
            return
    yield clause


def _is_assertion(text: str, aliases: Aliases) -> bool:
    tokens = tokens_of(text)
    mentions = aliases.mentions(tokens)
    return any(mention.role in _CORE for mention in mentions) and bool(_numbers(tokens, mentions, aliases, cut=False))


def _clause_atoms(clause: Clause, aliases: Aliases) -> list[tuple[Clause, frozenset[str], _Number | None]]:
    tokens = tokens_of(clause.text)
    mentions = aliases.mentions(tokens)
    everything = frozenset(mention.name for mention in mentions)
    numbers = _numbers(tokens, mentions, aliases, cut=clause.reaches_cut)
    if not numbers:
        return [(clause, everything, None)]
    found = list[tuple[Clause, frozenset[str], _Number | None]]()
    for run in _runs(numbers, tokens):
        if len(run) == 1:
            found.append((clause, everything, run[0]))
        else:
            found += [(clause, names, number) for names, number in _dealt(run, mentions, tokens, everything)]
    return found


def _runs(numbers: Sequence[_Number], tokens: Sequence[Token]) -> list[list[_Number]]:
    """Numbers of one list together: nothing but "and" or "or" stands between them."""
    runs = list[list[_Number]]()
    for number in numbers:
        between = tokens[runs[-1][-1].index + 1 : number.index] if runs else ()
        if runs and all(token.text in _GLUE for token in between):
            runs[-1].append(number)
        else:
            runs.append([number])
    return runs


def _dealt(
    run: Sequence[_Number], mentions: Sequence[Mention], tokens: Sequence[Token], everything: frozenset[str]
) -> Iterator[tuple[frozenset[str], _Number]]:
    """Each number of a list with its subject; the last number's quantity holds for all."""
    lists = [found for found in _mention_lists(mentions, tokens) if len(found) == len(run)]
    for place, number in enumerate(run):
        quantity = number.quantity or run[-1].quantity
        if len(lists) == 1:
            others = frozenset(mention.name for mention in lists[0]) - {lists[0][place].name}
            yield everything - others, _Number(number.index, number.value, quantity, number.comparator, number.doubt)
        else:
            doubt = f"{len(run)} numbers in a list, and not exactly one list of as many subjects"
            yield everything, _Number(number.index, number.value, quantity, number.comparator, number.doubt or doubt)


def _mention_lists(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[list[Mention]]:
    lists = list[list[Mention]]()
    for mention in (mention for mention in mentions if mention.role in (Role.REGIME, Role.TARGET)):
        last = lists[-1][-1] if lists else None
        is_next = last is not None and all(token.text in _GLUE for token in tokens[last.end : mention.start])
        if last is not None and is_next and last.role is mention.role:
            lists[-1].append(mention)
        else:
            lists.append([mention])
    return lists


def _numbers(tokens: Sequence[Token], mentions: Sequence[Mention], aliases: Aliases, *, cut: bool) -> list[_Number]:
    named = {index for mention in mentions for index in range(mention.start, mention.end)}
    indices = [index for index, token in enumerate(tokens) if token.is_number and index not in named]
    spreads = {index for index in indices if index and tokens[index - 1].text == "±"}
    return [_number(index, tokens, aliases, cut=cut) for index in indices if index not in spreads]


def _number(index: int, tokens: Sequence[Token], aliases: Aliases, *, cut: bool) -> _Number:
    token = tokens[index]
    quantity = _quantity(tokens[index + 1 :], aliases, cut=cut)
    names = _phrases_before(tokens[max(0, index - _BEFORE) : index], aliases)
    value, doubt = token.base, ""
    if token.value is None:
        doubt = f"{token.text!r} may be a decimal comma or a list"
    elif _in_range(index, tokens):
        doubt = "a range, not one number"
    elif "about" in names:
        doubt = "an approximate number"
    elif quantity in GAIN_QUANTITIES or quantity is None:
        value, doubt = _signed(token, tokens, aliases)
    if not doubt and is_negated(tokens[index + 1 :]):
        doubt = "a negation stands behind the number"
    if not doubt and cut and index == len(tokens) - 1:
        doubt = CUT_DOUBT
    comparator = next((Comparator(name) for name in names if name != "about"), Comparator.EQUALS)
    return _Number(index, value if token.value is not None else None, quantity, comparator, doubt)


CUT_DOUBT = "the sentence is cut right behind the number, which may go on"


def _quantity(behind: Sequence[Token], aliases: Aliases, *, cut: bool) -> str | None:
    """What is counted, from the words behind the number; a cut sentence may end within the only phrase that fits."""
    if len(behind) > 1 and behind[0].text == "±":
        behind = behind[2:]
    stop = next((index for index, token in enumerate(behind) if token.is_number), len(behind))
    bases = tuple(token.base for token in behind[: min(stop, _REACH)])
    for start in range(len(bases)):
        fitting = [phrase for phrase in aliases.quantities if bases[start : start + len(phrase)] == phrase]
        if fitting:
            return aliases.quantities[max(fitting, key=len)]
    if cut and bases and stop == len(behind) <= _REACH:
        begun = {name for phrase, name in aliases.quantities.items() if len(phrase) > 1 and phrase[0] == bases[-1]}
        return begun.pop() if len(begun) == 1 else None
    return None


def _phrases_before(before: Sequence[Token], aliases: Aliases) -> list[str]:
    """Comparators right before a number, nearest first."""
    bases = tuple(token.base for token in before)
    return [
        aliases.comparators[bases[start:]]
        for start in range(len(bases) - 1, -1, -1)
        if bases[start:] in aliases.comparators
    ]


def _in_range(index: int, tokens: Sequence[Token]) -> bool:
    def joins(at: int, number_at: int) -> bool:
        return (
            0 <= at < len(tokens)
            and 0 <= number_at < len(tokens)
            and tokens[at].text == "to"
            and tokens[number_at].is_number
        )

    return joins(index + 1, index + 2) or joins(index - 1, index - 2)


def _signed(token: Token, tokens: Iterable[Token], aliases: Aliases) -> tuple[str, str]:
    """The number with the sign that the sentence gives it: a loss counts negative, unless a sign is printed."""
    words = {stem(other.text) for other in tokens if not other.is_number}
    up, down = bool(words & aliases.up), bool(words & aliases.down)
    if token.text.startswith(("+", "-")) or (up and not down):
        return token.base, ""
    if up == down:
        return token.base, "the sentence speaks of gain and loss" if up else "no word says that it is a gain or a loss"
    return f"-{token.base}", ""
