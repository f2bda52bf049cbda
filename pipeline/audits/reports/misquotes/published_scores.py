"""The published scores of data/reference, found by the names under which a sentence speaks of them; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from pipeline.audits.reports.matching.aliases import lengths_of
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import Token, tokens_of
from pipeline.domain.language import Language
from pipeline.store.home import REFERENCE
from pipeline.store.languages import load_languages
from pipeline.store.reference import ReportedScore, load_reported_scores

AVERAGE = "avg"
_NOTE = re.compile(r"\s*(?:\([^()]*\)|\[[^\[\]]*\]|,\s.*|\*.*)\s*$")
_NO_SYSTEM = frozenset({"LASER 3]", "LASER 4]"})  # cut in the source
_BASE_FORMS = re.compile(
    r"^(?P<family>xlm-roberta|infoxlm|ernie-m|veco|xlm-align|xlm-v|mdeberta-v3)-(?P<size>base|large)$"
)
_SETTINGS = (
    (
        "translate-train",
        re.compile(
            r"\btranslate-?[ -]?train(?:-all)?\b|\btranslat\w+ (?:training|train) (?:data|sets?)\b", re.IGNORECASE
        ),
    ),
    ("translations", phrasing.TRANSLATIONS),
    ("translate-test", re.compile(r"\btranslate-?[ -]?test\b", re.IGNORECASE)),
    ("in-language", re.compile(r"\bin-language\b|\bmonolingual\b", re.IGNORECASE)),
    (
        "zero-shot",
        re.compile(
            r"\bzero-?[ -]?shot\b|\bcross-lingual transfer setting\b|\b(?:without|no) transl\w+\b", re.IGNORECASE
        ),
    ),
)
_SETTING_NAMES: dict[tuple[str, ...], str] = {
    ("zero", "shot"): "zero-shot",
    ("zeroshot",): "zero-shot",
    ("translate", "train"): "translate-train",
    ("translate", "train", "all"): "translate-train",
    ("translate", "test"): "translate-test",
    ("in", "language"): "in-language",
    **{(no, word): "zero-shot" for no in ("without", "no") for word in ("translated", "translation")},
}
_METRICS = (
    ("f1", re.compile(r"\bf1\b|\bf-?score\b|\bf-?measure\b", re.IGNORECASE)),
    ("em", re.compile(r"\bem\b|\bexact[- ]match\b", re.IGNORECASE)),
    ("accuracy", re.compile(r"\baccurac\w+\b|\bacc\.?\b", re.IGNORECASE)),
)
_SPLITS = {"dev": ("dev", "validation"), "test": ("test", "eval")}


_SIZES = frozenset({"small", "base", "large", "xl", "xxl"})
_WORDS = frozenset({"it", "he", "my", "is", "as", "or", "so", "no", "am", "to", "an", "at", "be", "me", "we"})


_WRITTEN = frozenset(
    {"paper", "abstract", "author", "report", "table", "readme", "repository", "article", "publication"}
)
_ARTICLES = frozenset({"a", "an", "the", "this", "that", "such", "very", "its", "their", "our"})
_Span = tuple[str, tuple[str, ...], int, int]


def _start(span: _Span) -> int:
    return span[2]


def _sizes_alone(tokens: Sequence[Token], taken: set[int]) -> list[int]:
    """Where a size stands that belongs to no name, before a number or beside another size."""

    def is_size(index: int) -> bool:
        return 0 <= index < len(tokens) and tokens[index].base in _SIZES

    found = list[int]()
    for index in range(len(tokens)):
        if index in taken or not is_size(index) or (index and tokens[index - 1].text in _ARTICLES):
            continue
        is_counted = index + 1 < len(tokens) and tokens[index + 1].is_number
        beside = [index - 1, index + 1]
        beside += [
            index + step
            for step in (-2, 2)
            if 0 <= index + step // 2 < len(tokens) and tokens[index + step // 2].text in ("and", "or", "to")
        ]
        if is_counted or any(is_size(other) for other in beside):
            found.append(index)
    return found


@dataclass(frozen=True, slots=True)
class Named:
    """One name in a sentence: its tokens are [start, end)."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class PublishedScores:
    """Scores by system and task, with the names of systems and languages, ready for look-ups; done once for a text."""

    by_place: Mapping[tuple[str, str], tuple[ReportedScore, ...]]  # system key, task
    by_scope: Mapping[tuple[str, str, str], tuple[ReportedScore, ...]]  # system key, task, language
    by_language: Mapping[str, tuple[tuple[str, ReportedScore], ...]]  # each with its system key
    gains: tuple[ReportedScore, ...]  # differences that sources print
    systems: Mapping[tuple[str, ...], tuple[str, ...]]  # word bases -> system keys
    languages: Mapping[tuple[str, ...], str]  # word bases -> code
    system_lengths: Mapping[str, tuple[int, ...]]  # as `aliases.lengths_of`
    language_lengths: Mapping[str, tuple[int, ...]]

    def systems_of(self, text: str) -> tuple[tuple[Named, tuple[str, ...]], ...]:
        """Systems that a text names (`systems_in`)."""
        return _systems_of(self, text)

    def languages_of(self, text: str) -> tuple[Named, ...]:
        """Languages that a text names (`languages_in`)."""
        return _languages_of(self, text)

    def systems_in(self, tokens: Sequence[Token]) -> list[tuple[Named, tuple[str, ...]]]:
        """Systems named, each with the keys that the name may stand for; the longest name wins.

        A size alone is a name behind its family: "mT5-Base, Large and XL", "mT5 XNLI: Small 67.5, Base 75.4".
        """
        spans = [*_spans(tokens, self.systems, self.system_lengths)]
        authored = [span for span in spans if tokens[span[3] : span[3] + 1] and tokens[span[3]].base in _WRITTEN]
        if len(authored) < len(spans):  # "the XLM-R paper puts XLM-R Large ..."
            spans = [span for span in spans if span not in authored]
        sizes = _sizes_alone(tokens, {index for _, _, start, end in spans for index in range(start, end)})
        if sizes:
            spans = self._with_sizes(tokens, spans, sizes)
        return [(Named(found, start, end), self.systems[bases]) for found, bases, start, end in spans]

    def _with_sizes(self, tokens: Sequence[Token], spans: list[_Span], sizes: Sequence[int]) -> list[_Span]:
        """The names, and sizes alone as names of the family before them."""
        plain = [span for span in spans if (*span[1], "large") in self.systems]
        families = [(span[2], span[1][:-1]) for span in spans if span[1][-1] in _SIZES]
        if len(sizes) > 1:
            families += [(span[2], span[1]) for span in plain]
            families += [
                (index, (token.base,)) for index, token in enumerate(tokens) if (token.base, "large") in self.systems
            ]
        found, used = list[_Span](), set[int]()
        for index in sizes:
            start, family = max((one for one in families if one[0] < index), default=(0, ()))
            bases = (*family, tokens[index].base)
            if family and bases in self.systems:
                found.append((" ".join(bases), bases, index, index + 1))
                used.add(start)
        kept = [span for span in spans if span not in plain or span[2] not in used]
        return sorted([*kept, *found], key=_start)

    def languages_in(self, tokens: Sequence[Token]) -> list[Named]:
        """Languages named, in order; a code such as "sw" only right before a number, or in a list of such."""
        spans = _spans(tokens, self.languages, self.language_lengths)
        named = [Named(self.languages[bases], start, end) for _, bases, start, end in spans]
        known = set(self.languages.values())
        found, follows = list[Named](), False
        for index in range(len(tokens) - 1, -1, -1):
            is_code = tokens[index].text in known
            if is_code and (follows or (tokens[index + 1 : index + 2] and tokens[index + 1].is_number)):
                found.append(Named(tokens[index].text, index, index + 1))
                follows = True
            else:
                follows = False
        if all(one.key in _WORDS for one in found):
            return named  # "it 80.9" alone is no Italian
        inside = {
            index
            for _, _, start, end in _spans(tokens, self.systems, self.system_lengths)
            for index in range(start, end)
        }
        found = [one for one in found if one.start not in inside]  # "BERT-en 76.2"
        return sorted([*named, *found], key=lambda one: one.start)

    def scores(self, systems: Iterable[str], tasks: Iterable[str], languages: Iterable[str]) -> list[ReportedScore]:
        """Every score of those systems on those tasks in those languages; AVERAGE stands for the mean over all."""
        wanted, spoken = list(tasks), set(languages)
        if len(spoken) == 1:
            (language,) = spoken
            return [
                row for system in systems for task in wanted for row in self.by_scope.get((system, task, language), ())
            ]
        return [
            row
            for system in systems
            for task in wanted
            for row in self.by_place.get((system, task), ())
            if row.language in spoken
        ]


@lru_cache(maxsize=1 << 14)
def _systems_of(scores: PublishedScores, text: str) -> tuple[tuple[Named, tuple[str, ...]], ...]:
    return tuple(scores.systems_in(tokens_of(text)))


@lru_cache(maxsize=1 << 14)
def _languages_of(scores: PublishedScores, text: str) -> tuple[Named, ...]:
    return tuple(scores.languages_in(tokens_of(text)))


NO_SCORES = PublishedScores({}, {}, {}, (), {}, {}, {}, {})


def _spans(
    tokens: Sequence[Token], names: Mapping[tuple[str, ...], object], lengths: Mapping[str, tuple[int, ...]]
) -> list[_Span]:
    found, start = list[_Span](), 0
    while start < len(tokens):
        for length in lengths.get(tokens[start].base, ()):
            bases = tuple(token.base for token in tokens[start : start + length])
            if bases in names:
                found.append((" ".join(bases), bases, start, start + length))
                start += length - 1
                break
        start += 1
    return found


def gather_scores(rows: Iterable[ReportedScore], languages: Iterable[Language]) -> PublishedScores:
    """The index of all published scores; rows with a flag on their reading are kept, as they are printed so."""
    places: dict[tuple[str, str], list[ReportedScore]] = defaultdict(list)
    scopes: dict[tuple[str, str, str], list[ReportedScore]] = defaultdict(list)
    languages_of: dict[str, list[tuple[str, ReportedScore]]] = defaultdict(list)
    names: dict[tuple[str, ...], set[str]] = defaultdict(set)
    gains = []
    for row in rows:
        if row.metric.startswith("points_gain_over_"):
            gains.append(row)
            continue
        if row.metric.startswith("number_of"):
            continue
        key = system_key(row)
        places[key, row.task].append(row)
        scopes[key, row.task, row.language].append(row)
        languages_of[row.language].append((key, row))
        for name in _names_of(row):
            bases = tuple(token.base for token in tokens_of(name))
            if bases:
                names[bases].add(key)
    codes = {tuple(token.base for token in tokens_of(language.name)): language.language for language in languages}
    return PublishedScores(
        by_place={place: tuple(found) for place, found in places.items()},
        by_scope={scope: tuple(found) for scope, found in scopes.items()},
        by_language={language: tuple(found) for language, found in languages_of.items()},
        gains=tuple(gains),
        systems={bases: tuple(sorted(keys)) for bases, keys in names.items()},
        languages=codes,
        system_lengths=lengths_of(names),
        language_lengths=lengths_of(codes),
    )


def system_key(row: ReportedScore) -> str:
    """What tells systems apart: the encoder, or the name where several systems share a made-up encoder."""
    return row.system if row.encoder == "bert-variant" else row.encoder


def _names_of(row: ReportedScore) -> set[str]:
    system = row.system
    while _NOTE.search(system):
        system = _NOTE.sub("", system)
    system = system.replace("_", " ").strip()
    if row.encoder == "bert-variant":
        return {system}
    found = {row.encoder}
    if system not in _NO_SYSTEM and len(system) > 2:
        found.add(system)
    if row.encoder.startswith("xlm-roberta"):
        found.add(row.encoder.replace("xlm-roberta", "XLM-R"))
    base = _BASE_FORMS.match(row.encoder)
    if base and base["family"] != "xlm-roberta":
        found.add(f"{base['family']} {base['size']}")
    if row.encoder == "mbert":
        found |= {"multilingual BERT", "M-BERT"}
    if row.encoder == "xlm-roberta-large+intermediate":
        found |= {"X-STILTs", "X-STILT"}
    if row.encoder in ("xlm-roberta-base", "xlm-roberta-large"):
        found |= {"XLM-R", "XLM-RoBERTa"}
    if row.encoder in ("infoxlm-base", "infoxlm-large"):
        found.add("InfoXLM")
    return found


@lru_cache(maxsize=1 << 12)
def setting_of(text: str) -> str | None:
    """The setting that a sentence names; None for none or several."""
    text = phrasing.NO_TRANSLATION.sub(" zero-shot ", text)
    found = [name for name, pattern in _SETTINGS if pattern.search(text)]
    return found[0] if len(found) == 1 else None


def settings_in(tokens: Sequence[Token]) -> list[Named]:
    """Settings named, in order."""
    spans = _spans(tokens, _SETTING_NAMES, lengths_of(_SETTING_NAMES))
    return [Named(_SETTING_NAMES[bases], start, end) for _, bases, start, end in spans]


@lru_cache(maxsize=1 << 13)
def metrics_in(text: str) -> tuple[str, ...]:
    """Metrics that a sentence names."""
    return tuple(name for name, pattern in _METRICS if pattern.search(text))


def has_setting(row: ReportedScore, setting: str) -> bool:
    """Whether the row is of that setting, or does not say."""
    return not row.setting or row.setting.startswith(setting)


def has_metric(row: ReportedScore, metric: str) -> bool:
    """Whether the row is in that metric, or does not say."""
    return row.metric.startswith((metric, "score (metric unstated)"))


def has_split(row: ReportedScore, split: str) -> bool:
    """Whether the row is of that split."""
    return row.split.startswith(_SPLITS[split])


@lru_cache(maxsize=1 << 13)
def _decimal(text: str) -> Decimal:
    return Decimal(text)


def value_of(row: ReportedScore) -> Decimal:
    """The value as printed."""
    return _decimal(row.value_text)


def shipped_scores(reference: Path = REFERENCE) -> PublishedScores:
    """Published scores of data/reference that rows can be held against."""
    return gather_scores(load_reported_scores(reference), load_languages())
