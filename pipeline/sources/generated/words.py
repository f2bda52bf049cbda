"""Words of one language: text cut into words, one-word units, conjunctions."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel.plural import PluralRule

from pipeline.sources.generated import values
from pipeline.sources.generated.cldr import has_foreign_letters, locale

PUNCTUATION = (",", ";", ".", ":", "-", "/")
_MARK = re.compile(r"([,;:()\[\]«»“”/،؛、，。（）·။၊।])")
_CLASSIFIERS = ("个", "か")  # zh and ja units that CLDR writes as a classifier and a noun: two words in one
_UNIT_GROUPS = ("length", "mass", "volume", "duration", "electric", "power", "pressure", "energy", "digital")


def split_words(text: str) -> tuple[str, ...]:
    """Words of a text: cut at spaces and around marks.

    Scripts without spaces (ja my th zh) are cut at marks alone: CLDR says nothing of word borders inside a name.
    """
    return tuple(_MARK.sub(r" \1 ", text).split())


@cache
def conjunction(language: str, style: values.ListStyle) -> str | None:
    """CLDR's word between two items, "and" (style "standard") or "or"; None where it is a mark, not a word."""
    between = values.list_text(language, ("0", "1"), style)[1:-1].strip()
    return between if is_word(between) else None


def unit_words(language: str, number: int) -> tuple[tuple[str, bool], ...]:
    """Units that are one written-out word after (or, True, before) this number, 2-99, in this language."""
    rule: PluralRule = locale(language).plural_form
    return _unit_words(language, next(other for other in range(2, 100) if rule(other) == rule(number)))


@cache
def _unit_words(language: str, number: int) -> tuple[tuple[str, bool], ...]:
    """The same words for every number of one plural form."""
    digits = values.number_text(language, number)
    found = set()
    for unit in map(str, locale("en").unit_display_names):
        if unit.startswith(_UNIT_GROUPS) and values.has_unit(language, unit):
            text = values.quantity_text(language, number, unit, "long")
            word = text.replace(digits, "", 1).strip()
            if _is_written_out(language, word):
                found.add((word, text.endswith(digits)))
    return tuple(sorted(found))


def is_word(text: str) -> bool:
    """Whether a text is letters alone, with the vowel signs and joiners that Indic and Persian words need."""
    return bool(text) and all(unicodedata.category(char)[0] in "LM" or char in "\u200c\u200d" for char in text)


def _is_written_out(language: str, word: str) -> bool:
    """Whether a unit is one word in the language's script, neither abbreviation nor symbol."""
    if not is_word(word) or has_foreign_letters(language, word) or word.startswith(_CLASSIFIERS):
        return False
    return not (word.isascii() and len(word) < 4)
