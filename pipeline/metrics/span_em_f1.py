"""Exact match (EM) and word-overlap F1 of answer strings, each the best over the gold answers.

Three rules share one formula and differ in what they strip before comparing:

squad_v1  lower case, ASCII punctuation, English articles, white space; in every language.
          XTREME's third_party/evaluate_squad.py, used for XQuAD and TyDiQA.
squad_v2  squad_v1 plus the no-answer rule of the SQuAD 2.0 script: both sides empty is a full match.
mlqa      lower case, Unicode punctuation, the articles of the language; Chinese characters count as words.
          XTREME's third_party/evaluate_mlqa.py, which knows the seven MLQA languages; no articles in another.

A question without a gold answer follows the no-answer rule whatever the rule. In squad_v1 and mlqa an answer that
is empty after stripping has EM 1 against its equal but F1 0, as in the official scripts.
"""

from __future__ import annotations

import re
import string
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipeline.domain.errors import MetricInputError

_ASCII_PUNCTUATION = str.maketrans("", "", string.punctuation)
_UNICODE_PUNCTUATION = dict.fromkeys(
    code for code in range(sys.maxunicode) if unicodedata.category(chr(code)).startswith("P")
) | dict.fromkeys(map(ord, string.punctuation))
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")
# None: the language has no articles of its own
_MLQA_ARTICLES: dict[str, re.Pattern[str] | None] = {
    "ar": re.compile("ال"),  # anywhere in a word: the script's other alternative can never match
    "de": re.compile(r"\b(ein|eine|einen|einem|eines|einer|der|die|das|den|dem|des)\b"),
    "en": _ENGLISH_ARTICLES,
    "es": re.compile(r"\b(un|una|unos|unas|el|la|los|las)\b"),
    "hi": None,
    "vi": re.compile(r"\b(của|là|cái|chiếc|những)\b"),
    "zh": None,
}
_CHINESE_CHARACTER = re.compile(r"([\u4e00-\u9fa5])")


class SpanRule(StrEnum):
    """Which official script is followed."""

    SQUAD_V1 = "squad_v1"
    SQUAD_V2 = "squad_v2"
    MLQA = "mlqa"


@dataclass(frozen=True, slots=True)
class SpanMatch:
    """How well one answer matches its best gold answer, 0-1; EM and F1 may come from different gold answers."""

    em: float
    f1: float


def span_match(
    predicted: str, gold: Sequence[str], rule: SpanRule = SpanRule.SQUAD_V1, language: str = "en"
) -> SpanMatch:
    """EM and F1 of one answer, each the best over the gold answers.

    Args:
        predicted: the answer; "" says that there is none.
        gold: alternatives; empty where the question has no answer.
        language: of the context; only the MLQA rule reads it.
    """
    normalise = _normaliser(rule, language)
    found = normalise(predicted)
    expected = [normalise(answer) for answer in gold]
    if rule is SpanRule.SQUAD_V2:
        expected = [answer for answer in expected if answer]
    if not expected:
        return SpanMatch(float(not found), float(not found))
    return SpanMatch(
        em=float(found in expected),
        f1=max(_overlap_f1(found.split(), answer.split()) for answer in expected),
    )


def span_em_f1(matches: Iterable[SpanMatch]) -> tuple[float, float]:
    """Mean EM and mean F1 over questions, in percent.

    Raises:
        MetricInputError: no question.
    """
    rows = list(matches)
    if not rows:
        raise MetricInputError("EM and F1 of 0 questions; expected at least 1. Does the file hold questions?")
    return 100.0 * sum(row.em for row in rows) / len(rows), 100.0 * sum(row.f1 for row in rows) / len(rows)


def normalise_squad(text: str) -> str:
    """`text` in lower case without ASCII punctuation and English articles, words separated by one space."""
    return " ".join(_ENGLISH_ARTICLES.sub(" ", text.lower().translate(_ASCII_PUNCTUATION)).split())


def normalise_mlqa(text: str, language: str) -> str:
    """`text` in lower case without punctuation and the articles of `language`, words separated by one space.

    In Chinese each character U+4E00-U+9FA5 is a word. A language that MLQA does not have keeps its articles.
    """
    bare = text.lower().translate(_UNICODE_PUNCTUATION)
    articles = _MLQA_ARTICLES.get(language)
    if articles is not None:
        bare = articles.sub(" ", bare)
    if language == "zh":
        bare = _CHINESE_CHARACTER.sub(r" \1 ", bare)
    return " ".join(bare.split())


def span_impl(rule: SpanRule, metric: str, language: str) -> str:
    """What the score was computed with: "MLQA v1 f1 (zh), as XTREME evaluate_mlqa.py"."""
    match rule:
        case SpanRule.SQUAD_V1:
            return f"SQuAD v1.1 {metric}, as XTREME evaluate_squad.py"
        case SpanRule.SQUAD_V2:
            return f"SQuAD v2.0 {metric}"
        case SpanRule.MLQA:
            if language not in _MLQA_ARTICLES:
                return f"MLQA v1 {metric} ({language}: not of MLQA, articles kept)"
            return f"MLQA v1 {metric} ({language}), as XTREME evaluate_mlqa.py"


def _normaliser(rule: SpanRule, language: str) -> Callable[[str], str]:
    if rule is SpanRule.MLQA:
        return lambda text: normalise_mlqa(text, language)
    return normalise_squad


def _overlap_f1(found: Sequence[str], expected: Sequence[str]) -> float:
    """F1 of two bags of words, 0-1; 0 where either is empty."""
    n_same = sum((Counter(found) & Counter(expected)).values())
    if n_same == 0:
        return 0.0
    precision, recall = n_same / len(found), n_same / len(expected)
    return 2 * precision * recall / (precision + recall)
