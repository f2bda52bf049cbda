"""Words and numbers of a sentence, and how alike two sets of words are; pure, no model."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from pipeline.audits.reports.reading.numerals import plain_numbers

NUMBER_WORDS = {
    word: number
    for number, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )  # "one" is as often a pronoun
}
_STOP_WORDS = frozenset(
    "a an the of on in to for with and or is are be was were been being we our they their it its this that these "
    "those which as by from at all do does did own not no never without nor s".split()
)
_NEGATIONS = frozenset("not no never without nor neither cannot fails fail hardly".split())
_SUFFIXES = ("ments", "ment", "ances", "ance", "ings", "ing", "ed", "es", "e", "s")
_TOKEN = re.compile(
    r"(?P<bad>(?<![\w.])\d+,\d{1,2}(?!\d))"
    r"|(?P<number>(?:(?<![^\s(])[+-])?(?<![\w.])(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?![^\W_]))"
    r"|(?P<word>[^\W_]+(?:\.\d+)?\+?|%|±)"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign."""

    text: str  # lower case
    base: str  # singular; for numbers as plain digits
    value: Decimal | None  # of a number
    is_number: bool  # also where it cannot be read: a decimal comma


@lru_cache(maxsize=1 << 15)
def tokens_of(text: str) -> tuple[Token, ...]:
    """Words and numbers in order (`numerals.plain_numbers`); punctuation is dropped, hyphens part words.

    A dash between digits becomes "to".
    """
    plain = plain_numbers(text).casefold()
    plain = re.sub(r"(?<=\d)\s*-\s*(?=\d)", " to ", plain)
    return tuple(_token(match) for match in _TOKEN.finditer(plain))


def _token(match: re.Match[str]) -> Token:
    text = match.group()
    if match["bad"]:
        return Token(text, text, None, is_number=True)
    if match["number"]:
        value = Decimal(text.replace(",", ""))
        return Token(text, str(value), value, is_number=True)
    if text in NUMBER_WORDS:
        return Token(text, str(NUMBER_WORDS[text]), Decimal(NUMBER_WORDS[text]), is_number=True)
    return Token(text, singular(text), None, is_number=False)


@lru_cache(maxsize=1 << 15)
def singular(word: str) -> str:
    """The word without a plural ending: "studies" -> "study", "tasks" -> "task", "less" -> "less"."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


@lru_cache(maxsize=1 << 15)
def stem(word: str) -> str:
    """The word without its endings, for comparison alone: "improves", "improving", "improvement" -> "improv"."""
    base = singular(word)
    for suffix in _SUFFIXES:
        if base.endswith(suffix) and len(base) - len(suffix) >= 3:
            base = re.sub(r"([bgmnprt])\1$", r"\1", base[: -len(suffix)])  # "dropped" -> "drop"
            break
    return base.removesuffix("e") if len(base) > 3 else base


def stems(tokens: Iterable[Token]) -> frozenset[str]:
    """Stems of the words that carry meaning; numbers and stop words are left out."""
    return frozenset(stem(token.text) for token in tokens if not token.is_number and token.text not in _STOP_WORDS)


@lru_cache(maxsize=1 << 13)
def stems_of(text: str) -> frozenset[str]:
    """Stems of the words of a text that carry meaning."""
    return stems(tokens_of(text))


def is_negated(tokens: Iterable[Token]) -> bool:
    """Whether an odd number of negations stands among the words."""
    return sum(token.text in _NEGATIONS or token.text.endswith("n't") for token in tokens) % 2 == 1


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Dice coefficient of two sets of stems, 0-1: shared ones, twice, over the sizes added up; 0 of nothing."""
    total = len(first) + len(second)
    return 2 * len(first & second) / total if total else 0.0
