"""Claim rows split into atoms: one assertion each, with at most one number; pure, by rules, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from pipeline.audits.reports.matching.aliases import Aliases, Mention, Role
from pipeline.audits.reports.reading.clauses import Clause, split_clauses
from pipeline.audits.reports.reading.phrasing import hedge_of, restriction_of
from pipeline.audits.reports.reading.wording import Token, is_negated, stem, stems, tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Comparator
from pipeline.domain.document import ExtractedClaim

_REACH = 5  # words behind a number in which the thing counted is looked for
_BEFORE = 3  # words before a number in which a comparator is looked for
_GLUE = frozenset({"and", "or"})
_AGAIN = frozenset({"on", "with", "from", "for", "in"})  # "on SQuAD and on MNLI"
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
    upper: str | None = None  # of a range


def atoms_of(row: ExtractedClaim, aliases: Aliases) -> tuple[Atom, ...]:
    """The atoms of one claim row, in order; at least one.

    A clause without a number is one atom. Numbers in a list ("8.2, 7.5 and 7.0 points") are dealt out to a list of
    regimes or target tasks of the same length; where the lengths differ, each is kept with a doubt.
    """
    clauses = _with_labels(split_clauses(row.text, is_truncated=row.is_truncated), aliases)
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
            doubt=(number.doubt if number else "") or _reservation(row.text, clause.text, aliases),
            upper=number.upper if number else None,
        )
        for index, (clause, subjects, number) in enumerate(fields, start=1)
    )


def _with_labels(clauses: Sequence[Clause], aliases: Aliases) -> list[Clause]:
    """Clauses, each number behind the words that say what it counts: "intermediate tasks considered" with "nine"."""
    found, label = list[Clause](), ""
    for clause in clauses:
        tokens, numbers = tokens_of(clause.text), _numbers_in(clause.text, aliases)
        if label and numbers and (numbers[0].index == 0 or _is_list(clause.text, aliases)):
            is_open = numbers[0].quantity is None or (numbers[0].quantity == "examples" and numbers[0].index == 0)
        else:
            is_open = False
        if is_open and found and found[-1].text == label:
            found.pop()
        found.append(Clause(f"{label}: {clause.text}", clause.reaches_cut) if is_open else clause)
        if not numbers:
            label = clause.text if _labelled(tokens, aliases) is not None else ""
        elif not is_open:
            label = ""
    return found


def _is_list(text: str, aliases: Aliases) -> bool:
    """Whether names and numbers make up all of a clause: "MNLI 392,702, QQP 363,846"."""
    tokens = tokens_of(text)
    named = {index for mention in aliases.mentions_of(text) for index in range(mention.start, mention.end)}
    rest = [token for index, token in enumerate(tokens) if index not in named and not token.is_number]
    return bool(named) and all(token.text in _GLUE | _AGAIN | {"has", "have", "with"} for token in rest)


def _labelled(label: Sequence[Token], aliases: Aliases) -> str | None:
    """What the words in front of a colon count, as in "target tasks in XTREME used" or "MNLI train"; None: nothing."""
    bases = tuple(token.base for token in label)
    if len(bases) > _LONGEST_LABEL:
        return None
    found = [
        (start + length, length, aliases.quantities[bases[start : start + length]])
        for start, base in enumerate(bases)
        for length in aliases.quantity_lengths.get(base, ())
        if start + length <= len(bases)
        and aliases.quantities.get(bases[start : start + length]) in _COUNTED
        and label[start + length - 1].text.endswith("s")
    ]
    if found:
        return max(found)[2]
    words = bases[-3:] if bases and bases[-1] in _SIZE_WORDS else bases[-1:]
    is_size = {"training", "size"} <= set(bases)
    return next(
        (name for name, sets in _SET_WORDS.items() if set(words) & sets), "training_examples" if is_size else None
    )


def _reservation(sentence: str, clause: str, aliases: Aliases) -> str:
    """Why the clause is less than an assertion: a hedge before it or in it, or a restriction; "" for neither."""
    place = sentence.find(clause)
    hedge = hedge_of(sentence, place + len(clause)) if place >= 0 else hedge_of(clause)
    if hedge:
        return f"the sentence only says {hedge!r}"
    restriction = restriction_of(clause, aliases.known_words)
    return f"restricted: {restriction!r}" if restriction else ""


def atom_stems(atom: Atom, aliases: Aliases) -> frozenset[str]:
    """Stems of the atom's words that name no subject; of a clause that was cut, without its last word."""
    tokens = tokens_of(atom.text)
    named = {index for mention in aliases.mentions_of(atom.text) for index in range(mention.start, mention.end)}
    end = len(tokens) - atom.reaches_cut
    return stems(token for index, token in enumerate(tokens[:end]) if index not in named)


def _split_at_and(clause: Clause, aliases: Aliases) -> Iterator[Clause]:
    """Part a clause at each "and" that has a subject and a number on both of its sides."""
    if not _is_assertion(clause.text, aliases):
        yield clause
        return
    for match in _AND.finditer(clause.text):
        left, right = clause.text[: match.start()], clause.text[match.end() :]
        if _is_assertion(left, aliases) and _is_assertion(right, aliases) and not _joins_names(left, right, aliases):
            yield Clause(left, reaches_cut=False)
            yield from _split_at_and(Clause(right, clause.reaches_cut), aliases)
            return
    yield clause


def _joins_names(left: str, right: str, aliases: Aliases) -> bool:
    """Whether the "and" between the two stands in a list of names: "SQuAD, MNLI and HellaSwag gain ..."."""
    names = [mention for mention in aliases.mentions_of(left) if mention.end == len(tokens_of(left))]
    others = [mention for mention in aliases.mentions_of(right) if mention.start == 0]
    if not names or not others or names[0].role is not others[0].role:
        return False
    return all(
        one.quantity not in GAIN_QUANTITIES and "." not in (one.value or "") for one in _numbers_in(left, aliases)
    )


def _is_assertion(text: str, aliases: Aliases) -> bool:
    return any(mention.role in _CORE for mention in aliases.mentions_of(text)) and bool(_numbers_in(text, aliases))


def _clause_atoms(clause: Clause, aliases: Aliases) -> list[tuple[Clause, frozenset[str], _Number | None]]:
    tokens = tokens_of(clause.text)
    mentions = aliases.mentions_of(clause.text)
    everything = frozenset(mention.name for mention in mentions)
    numbers = list(_numbers_in(clause.text, aliases, cut=clause.reaches_cut))
    label, colon, _ = clause.text.partition(": ")
    if numbers and colon:  # as `_with_labels` puts it
        place, counted = len(tokens_of(label)), _labelled(tokens_of(label), aliases)
        numbers = [
            replace(one, quantity=counted, doubt=one.doubt if one.quantity == counted else "")
            if one.index >= place and _is_unnamed(one, place) and _is_whole(one.value)
            else one
            for one in numbers
        ]
    if not numbers:
        return [(clause, everything, None)]
    paired = _paired(numbers, mentions)
    if paired:
        subjects = {mention.name for mention, _ in paired}
        return [(clause, everything - subjects | {mention.name}, number) for mention, number in paired]
    found = list[tuple[Clause, frozenset[str], _Number | None]]()
    for run in _runs(numbers, tokens):
        if len(run) == 1:
            found.append((clause, everything, run[0]))
        else:
            found += [(clause, names, number) for names, number in _dealt(run, mentions, tokens, everything)]
    return found


def _is_unnamed(number: _Number, place: int) -> bool:
    return number.quantity is None or (number.quantity == "examples" and number.index == place)


def _is_whole(value: str | None) -> bool:
    return value is not None and value.lstrip("-").isdigit()


def _paired(numbers: Sequence[_Number], mentions: Sequence[Mention]) -> list[tuple[Mention, _Number]]:
    """Numbers that each stand right behind their own regime or task, or each right before it; [] where it is not so.

    "SQuAD (8.2 points), MNLI (7.5) and HellaSwag (7.0)" pairs them; so does "8.2 from SQuAD and 7.5 from MNLI", and
    "PAWS-X covers seven languages, XQuAD eleven".
    """
    regimes = [mention for mention in mentions if mention.role is Role.REGIME]
    if len({number.quantity for number in numbers} - {None}) == 1 and numbers[0].quantity in _COUNTED:
        targets = [mention for mention in mentions if mention.role is Role.TARGET]
        scored, regimes = list(numbers), targets if len(targets) == len(numbers) and not regimes else regimes
    else:
        scored = [number for number in numbers if number.quantity in (None, *GAIN_QUANTITIES)]
    if len(scored) != len(regimes) or len(scored) < 2 or len({mention.name for mention in regimes}) != len(regimes):
        return []
    places = sorted([(mention.start, 0) for mention in regimes] + [(number.index, 1) for number in scored])
    order = [kind for _, kind in places]
    if order not in ([0, 1] * len(scored), [1, 0] * len(scored)):
        return []
    quantity = next((number.quantity for number in scored if number.quantity), None)
    filled = [replace(number, quantity=number.quantity or quantity) for number in scored]
    return list(zip(regimes, filled, strict=True))


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
            yield everything - others, replace(number, quantity=quantity)
        else:
            doubt = f"{len(run)} numbers in a list, and not exactly one list of as many subjects"
            yield everything, replace(number, quantity=quantity, doubt=number.doubt or doubt)


def _mention_lists(mentions: Sequence[Mention], tokens: Sequence[Token]) -> list[list[Mention]]:
    lists = list[list[Mention]]()
    for mention in (mention for mention in mentions if mention.role in (Role.REGIME, Role.TARGET)):
        last = lists[-1][-1] if lists else None
        is_next = last is not None and all(token.text in _GLUE | _AGAIN for token in tokens[last.end : mention.start])
        if last is not None and is_next and last.role is mention.role:
            lists[-1].append(mention)
        else:
            lists.append([mention])
    return lists


@lru_cache(maxsize=1 << 14)
def _numbers_in(text: str, aliases: Aliases, *, cut: bool = False) -> tuple[_Number, ...]:
    """The numbers of a clause, in order."""
    tokens, mentions = tokens_of(text), aliases.mentions_of(text)
    named = {index for mention in mentions for index in range(mention.start, mention.end)}
    indices = [index for index, token in enumerate(tokens) if token.is_number and index not in named]
    spreads = {index for index in indices if index and tokens[index - 1].text == "±"}
    uppers = {index for index in indices if index > 1 and index - 2 in indices and _upper_end(index - 2, tokens)}
    return tuple(_number(index, tokens, aliases, cut=cut) for index in indices if index not in spreads | uppers)


def _number(index: int, tokens: Sequence[Token], aliases: Aliases, *, cut: bool) -> _Number:
    token = tokens[index]
    upper = _upper_end(index, tokens)
    behind = tokens[index + 3 :] if upper else tokens[index + 1 :]
    quantity = _named_set(_quantity(behind, aliases, cut=cut) or _number_of(index, tokens, aliases), tokens)
    if token.value is not None and (token.text[:1] in "+-" or token.value % 1) and quantity in _COUNTED | {"tasks"}:
        quantity = None  # "+5.4 in all languages": no count has a sign or a fraction
    if quantity in (None, "examples") and token.value is not None and token.value >= _LEAST_SET and not token.value % 1:
        quantity = _set_beside(index, tokens) or quantity
    names = _comparators(index, tokens, quantity, aliases)
    value, doubt = token.base, ""
    if token.value is None:
        doubt = f"{token.text!r} may be a decimal comma or a list"
    elif upper:
        doubt = "a range, not one number"
    elif "about" in names:
        doubt = "an approximate number"
    elif behind and behind[0].text == "±":
        doubt = "printed with a spread"
    elif quantity in GAIN_QUANTITIES or quantity is None:
        value, doubt = _signed(token, tokens, aliases)
    if not doubt and is_negated(tokens[index + 1 :]):
        doubt = "a negation stands behind the number"
    if not doubt and cut and index == len(tokens) - 1:
        doubt = CUT_DOUBT
    comparator = next((Comparator(name) for name in names if name != "about"), Comparator.EQUALS)
    return _Number(index, value if token.value is not None else None, quantity, comparator, doubt, upper)


def _set_beside(index: int, tokens: Sequence[Token]) -> str | None:
    """The set right before a number, or right behind it: "dev 2,000", "its development set has 2,000", "2,000 dev"."""
    place = index - 1
    while place >= 0 and tokens[place].text in _SIZE_WORDS | _HOLDS:
        place -= 1
    beside = (tokens[place].text if place >= 0 else "", tokens[index + 1].text if index + 1 < len(tokens) else "")
    return next((name for word in beside for name, words in _SET_WORDS.items() if word in words), None)


def _number_of(index: int, tokens: Sequence[Token], aliases: Aliases) -> str | None:
    """What "the number of intermediate tasks is nine" and "intermediate tasks number nine" count; None for nothing."""
    if not index or tokens[index].value != (tokens[index].value or Decimal(0)).to_integral_value():
        return None
    verb, before = tokens[index - 1].text, tokens[max(0, index - _LONGEST_LABEL) : index - 1]
    words = [token.text for token in before]
    is_told = verb in _NUMBERS_OF or (verb in _IS and bool({"number", "count", "size", "total"} & set(words)))
    return _labelled(before, aliases) if is_told and not any(token.is_number for token in before) else None


_NUMBERS_OF = frozenset({"number", "numbers", "numbered", "total", "totals", "totalled"})
_IS = frozenset({"is", "are", "was", "were", "equals", "to", "at", "being"})


def _upper_end(index: int, tokens: Sequence[Token]) -> str | None:
    """The second number of "8 to 9"; None where the number is no range."""
    if index + 2 >= len(tokens) or tokens[index + 1].text != "to" or not tokens[index + 2].is_number:
        return None
    if index and tokens[index - 1].text == "from" and any(_MOVES.match(token.text) for token in tokens):
        behind = tokens[index + 3 : index + 3 + _BEFORE]
        if not any(token.text in ("point", "points") for token in behind):
            return None  # "rises from 79.2 to 80.8" are two scores
    return tokens[index + 2].base


_MOVES = re.compile(
    r"(?:improv(?:e[sd]?|ing)|increas(?:es|ed|ing)|ris(?:es?|ing)|rose|rais(?:es?|ed|ing)|climb\w*|grow\w*|grew|lift\w*"
    r"|jump\w*|go(?:es|ing)?|went|mov(?:es?|ed|ing)|boost(?:s|ed|ing)|push\w*|bring\w*|brought|tak(?:es?|ing)|took"
    r"|drop(?:s|ped|ping)|f[ae]ll\w*|declin(?:es|ed|ing)|decreas(?:es|ed|ing)|reduc(?:es?|ed|ing)|sinks?|sank|lower(?:s|ed))$"
)


def _comparators(index: int, tokens: Sequence[Token], quantity: str | None, aliases: Aliases) -> list[str]:
    """Comparators before a number; "over nine tasks" tells what an average is over and is none."""
    before = tokens[max(0, index - _BEFORE) : index]
    if quantity in _AVERAGED_OVER and before and before[-1].text in ("over", "across"):
        return []
    return _phrases_before(before, aliases)


def _named_set(quantity: str | None, tokens: Sequence[Token]) -> str | None:
    """Examples of the split that the clause names: "MNLI's training set holds 392,702 examples"."""
    if quantity == "tasks":
        return _named_role([token.text for token in tokens])
    if quantity != "examples":
        return quantity
    words = {stem(token.text) for token in tokens}
    named = [name for name, stems_of in _SETS.items() if words & stems_of]
    return named[0] if len(named) == 1 else "examples"


def _named_role(words: Sequence[str]) -> str:
    """Tasks as what the clause takes them: "five English tasks are used as intermediate tasks"."""
    text = " ".join(words)
    roles = {"intermediate_tasks": r"\bas intermediate\b", "target_tasks": r"\bas (?:targets?|evaluation)\b"}
    return next((name for name, pattern in roles.items() if re.search(pattern, text)), "tasks")


_LONGEST_LABEL = 12  # words; more are a sentence
_COUNTED = frozenset(
    {"training_examples", "dev_examples", "test_examples", "intermediate_tasks", "target_tasks", "languages", "phases"}
)
_AVERAGED_OVER = frozenset({"tasks", "target_tasks", "intermediate_tasks", "languages"})
_SIZE_WORDS = frozenset({"size", "set", "split", "count", "number", "data"})
_SET_WORDS = {
    "training_examples": frozenset({"train", "training"}),
    "dev_examples": frozenset({"dev", "development", "validation"}),
    "test_examples": frozenset({"test"}),
}
_HOLDS = frozenset({"has", "have", "holds", "of", "with", "is", "contains", "numbers", "counts", "comprises"})
_LEAST_SET = 100  # a smaller number beside "dev" is a score
_SETS = {
    "training_examples": frozenset({"train"}),
    "dev_examples": frozenset({"dev", "develop", "development", "validation"}),
    "test_examples": frozenset({"test"}),
}
CUT_DOUBT = "the sentence is cut right behind the number, which may go on"


def _quantity(behind: Sequence[Token], aliases: Aliases, *, cut: bool) -> str | None:
    """What is counted, from the words behind the number; a cut sentence may end within the only phrase that fits."""
    if len(behind) > 1 and behind[0].text == "±":
        behind = behind[2:]
    stop = next((index for index, token in enumerate(behind) if token.is_number), len(behind))
    bases = tuple(token.base for token in behind[: min(stop, _REACH)])
    for start, base in enumerate(bases):
        for length in aliases.quantity_lengths.get(base, ()):
            found = aliases.quantities.get(bases[start : start + length])
            if found is not None and start + length <= len(bases):
                return found
    if cut and bases and stop == len(behind) <= _REACH:
        begun = {name for phrase, name in aliases.quantities.items() if len(phrase) > 1 and phrase[0] == bases[-1]}
        return begun.pop() if len(begun) == 1 else None
    return None


def _phrases_before(before: Sequence[Token], aliases: Aliases) -> list[str]:
    """Comparators right before a number, the longest first: "no more than" is not "more than"."""
    bases = tuple(token.base for token in before)
    return [aliases.comparators[bases[start:]] for start in range(len(bases)) if bases[start:] in aliases.comparators]


def _signed(token: Token, tokens: Iterable[Token], aliases: Aliases) -> tuple[str, str]:
    """The number with the sign that the sentence gives it: a loss counts negative, unless a sign is printed."""
    words = {stem(other.text) for other in tokens if not other.is_number}
    up, down = bool(words & aliases.up), bool(words & aliases.down)
    if token.text.startswith(("+", "-")) or (up and not down):
        return token.base, ""
    if up == down:
        return token.base, "the sentence speaks of gain and loss" if up else "no word says that it is a gain or a loss"
    return f"-{token.base}", ""
