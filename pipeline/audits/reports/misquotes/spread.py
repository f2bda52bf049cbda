"""What a row says of one system's or one pair's languages: a gap between two, or the most in any; pure."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal

from pipeline.audits.reports.misquotes.comparisons import Pair, direction_of, sign_of
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.published_scores import AVERAGE, Named, has_setting, value_of
from pipeline.audits.reports.misquotes.sentence import Sentence, holds, shown, system_title
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Comparator
from pipeline.store.reference import ReportedScore

_S = phrasing.SYSTEM
_CHANGE = re.compile(rf"\bfrom\b[^{_S}]*{_S}[^{_S}]*\b(?:to|into)\b[^{_S}]*{_S}", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\b[^{_S}]*{_S}[^{_S}]*\band\b[^{_S}]*{_S}", re.IGNORECASE)
_PEAK = re.compile(r"\b(?:up to|as much as|(?:a )?maximum of|at (?:the )?most)\s+$", re.IGNORECASE)


def is_peak(atom: Atom) -> bool:
    """Whether the number is said to be the most in any language: "by up to 15.7 points"."""
    if atom.value is None:
        return False
    return any(
        _PEAK.search(atom.text[: match.start()])
        for match in re.finditer(rf"(?<![\d.]){re.escape(atom.value.lstrip('+-'))}(?![\d]|\.\d)", atom.text)
    )


def check_gap(
    atom: Atom, stated: Decimal, sentence: Sentence, tasks: tuple[str, ...], setting: str | None, why: str
) -> SourceCheck | None:
    """The outcome for a difference between two languages of one system; None where the row sets no two side by side.

    Args:
        why: what says that the row may speak of another system; "" for nothing.
    """
    named = _languages(sentence)
    if len(sentence.systems) != 1 or len(tasks) != 1 or len(named) != 2:
        return None
    plain = _with_signs(sentence.text, named)
    sign = _direction(plain)
    if sign is None:
        return None
    first, second = named[0].key, named[1].key
    scores = sentence.sources.scores
    found = list(scores.scores(sentence.systems[0], tasks, {first, second}))
    rows = [row for row in found if setting is None or has_setting(row, setting)]
    known = dict(_gaps(rows, first, second))
    who = system_title(sentence.systems[0], sentence.sources.aliases)
    what = sentence.sources.aliases.title(tasks[0])
    if not known:
        return SourceCheck(Outcome.UNCHECKED, f"no source here prints {who} on {what} in both languages")
    equal = {gap: source for gap, source in known.items() if holds(_plain(atom), stated, abs(gap)) is not False}
    printed = ", ".join(f"{gap:+}" for gap in known)
    says = f"says {shown(atom).lstrip('-')} points between {first} and {second} for {who} on {what}; the scores that"
    says += f" sources print are {printed} apart"
    sources = tuple(dict.fromkeys(known.values()))
    if sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, says, sources=sources)
    right = [source for gap, source in equal.items() if not sign or (gap > 0) == (sign > 0)]
    if right:
        return SourceCheck(Outcome.AGREES, f"follows from the scores that {right[0]} prints", sources=(right[0],))
    if why:
        return SourceCheck(Outcome.UNCHECKED, f"{says}, but {why}", sources=sources)
    return SourceCheck(Outcome.CONTRADICTS, says, Misquote.SIGN if equal else Misquote.VALUE, sources=sources)


def check_most_between(atom: Atom, stated: Decimal, sentence: Sentence, pair: Pair, why: str) -> SourceCheck:
    """The outcome for the largest difference of two systems in any language, or in the languages that the row names."""
    scores = sentence.sources.scores
    first = _by_language(scores.scores(pair.first, pair.tasks, _all(sentence, pair)), pair)
    second = _by_language(scores.scores(pair.second, pair.tasks, _all(sentence, pair)), pair)
    sign = pair.direction or 1
    most: dict[Decimal, str] = {}
    for place, values in first.items():
        shared = values.keys() & second.get(place, {}).keys()
        if shared:
            most[max(sign * (values[one] - second[place][one]) for one in shared)] = place[0]
    return _told_most(atom, stated, sentence, most, why, "the two systems are")


def check_most(atom: Atom, stated: Decimal, sentence: Sentence, rows: Iterable[ReportedScore], why: str) -> SourceCheck:
    """The outcome for a score that is said to be the highest in any language.

    Args:
        rows: scores of the system on the task in the setting and metric that the row names, in every language.
    """
    most: dict[Decimal, str] = {}
    for place, values in _by_language(rows, None).items():
        most[max(values.values())] = place[0]
    return _told_most(atom, stated, sentence, most, why, "the best language is")


def _told_most(
    atom: Atom, stated: Decimal, sentence: Sentence, most: dict[Decimal, str], why: str, what: str
) -> SourceCheck:
    if not most:
        return SourceCheck(Outcome.UNCHECKED, "no source here prints it by language")
    sources = tuple(dict.fromkeys(most.values()))
    printed = ", ".join(map(str, most))
    says = f"says up to {stated}; by the scores that sources print, {what} at most {printed}"
    equal = [source for value, source in most.items() if holds(_plain(atom), stated, value)]
    if sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, says, sources=sources)
    if equal:
        return SourceCheck(Outcome.AGREES, f"the most in any language, by {equal[0]}", sources=(equal[0],))
    if why or stated < max(most):
        return SourceCheck(Outcome.UNCHECKED, f"{says}, but {why or 'it may be the most of some'}", sources=sources)
    return SourceCheck(Outcome.CONTRADICTS, says, Misquote.VALUE, sources=sources)


def _plain(atom: Atom) -> Atom:
    """The atom without "up to", whose number is then held as it stands."""
    return replace(atom, comparator=Comparator.EQUALS) if atom.comparator is Comparator.AT_MOST else atom


def _all(sentence: Sentence, pair: Pair) -> frozenset[str]:
    return pair.languages or frozenset(sentence.sources.scores.by_language) - {AVERAGE}


def _by_language(rows: Iterable[ReportedScore], pair: Pair | None) -> dict[tuple[str, str, str], dict[str, Decimal]]:
    """Scores by language, of each source, setting and metric."""
    found: dict[tuple[str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        is_it = pair is None or (
            (pair.setting is None or has_setting(row, pair.setting))
            and (pair.metric is None or row.metric.startswith(pair.metric))
        )
        if is_it and row.language != AVERAGE:
            found[row.source_id, row.setting, row.metric][row.language] = value_of(row)
    return found


def _gaps(rows: Iterable[ReportedScore], first: str, second: str) -> Iterator[tuple[Decimal, str]]:
    """First minus second, within one source, system, setting, metric and split."""
    places: dict[tuple[str, str, str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        places[row.source_id, row.system, row.setting, row.metric, row.split][row.language] = value_of(row)
    for place, values in places.items():
        if first in values and second in values:
            yield values[first] - values[second], place[0]


def _languages(sentence: Sentence) -> list[Named]:
    """Languages named, each once."""
    found: dict[str, Named] = {}
    for named in sentence.sources.scores.languages_of(sentence.text):
        found.setdefault(named.key, named)
    return list(found.values())


def _with_signs(text: str, named: list[Named]) -> str:
    """The text with phrasing.SYSTEM for each of the names."""
    tokens = tokens_of(text)
    for one in named:
        words = r"\W+".join(re.escape(token.text) for token in tokens[one.start : one.end])
        text = re.sub(rf"\b{words}\b", _S, text, count=1, flags=re.IGNORECASE)
    return text


def _direction(plain: str) -> int | None:
    """1: the first language is said to be above; -1: below; 0: it does not say; None: they are not set side by side."""
    if _CHANGE.search(plain):
        return -sign_of(plain)
    if _BETWEEN.search(plain):
        return 0
    return direction_of(_PREPOSITION.sub(_S, plain)) or None


_PREPOSITION = re.compile(rf"\b(?:in|on|for|of)\s+(?:the\s+|its\s+)?{_S}", re.IGNORECASE)
