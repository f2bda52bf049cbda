"""Scores that a row prints, of any system, held against the published ones; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.audits.reports.matching.aliases import Role
from pipeline.audits.reports.matching.facts import rounding
from pipeline.audits.reports.misquotes.assignment import Mark, around, number_places, owners, ways
from pipeline.audits.reports.misquotes.comparisons import (
    AVERAGE_TASK,
    Pair,
    check_difference,
    check_order,
    compared_beside,
    from_to,
    is_difference,
    level_claims,
    pair_of,
)
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.published_scores import (
    AVERAGE,
    PublishedScores,
    has_metric,
    has_setting,
    has_split,
    metrics_in,
    setting_of,
    settings_in,
    value_of,
)
from pipeline.audits.reports.misquotes.sentence import (
    Sentence,
    foreign_scope,
    holds,
    places_in_part,
    shown,
    stated_value,
    system_title,
)
from pipeline.audits.reports.misquotes.spread import check_gap, check_most, check_most_between, is_peak
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import Atom
from pipeline.domain.claim import Comparator
from pipeline.store.reference import ReportedScore

_BEHIND = frozenset(
    "% percent f1 em accuracy acc exact point on in for and or vs versus average avg at zero with without when which "
    "while "
    "against averaged across over is are was were as under by to from compared using via respectively overall macro "
    "micro mean "
    "test dev score scores has have had only already of than out if that the a an it this these those but so because "
    "being "
    "according zero-shot translate published reported printed listed measured in the per translation".split()
)
_TRAINED_ON = re.compile(
    r"\b(?:trained|training|tuned|tuning|supervised|data|labels?|only|source|transfer(?:red|ring)?)\s+"
    r"(?:\w+\s+){0,2}?(?:on|in|from|with)?\s*English\b"
    r"|\bEnglish[- ](?:only|training|train|data|labels?|supervision|SQuAD|MNLI|NLI|fine-tuning|source|intermediate)\b"
    r"|\bfrom English\b(?! (?:to|down|up)\b)",
    re.IGNORECASE,
)
_WITHOUT_RETRIEVAL = re.compile(
    r"\b(?:without|excluding|except|leaving out|not counting|minus)\s+(?:\w+\s+){0,3}?retrieval\b|\bnon-retrieval\b"
    r"|\bretrieval (?:tasks )?(?:excluded|left out|omitted)\b",
    re.IGNORECASE,
)
_TASK_KEYS = {"udpos": ("udpos", "udpos_xglue")}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row's numbers are about."""

    systems: tuple[tuple[str, ...], ...]  # each name with the keys it may stand for
    tasks: tuple[str, ...]
    languages: frozenset[str]
    setting: str | None
    split: str | None


@dataclass(frozen=True, slots=True)
class _Scope:
    """Published scores in a scope; many numbers of one row share it."""

    everything: Sequence[ReportedScore]  # also in other settings, metrics and splits
    rows: Sequence[ReportedScore]
    values: Mapping[str, Decimal]  # each printed value once
    floats: tuple[tuple[str, float], ...]  # the same, for a first look


_Scopes = dict[tuple[_Asked, str | None], _Scope]


def check_scores(atoms: Sequence[Atom], sentence: Sentence) -> Iterator[SourceCheck]:
    """The outcomes for all scores that a row prints, and for what it says of two systems beside each other.

    Nothing where it names no system with a published score.
    """
    scores = sentence.sources.scores
    if not sentence.systems:
        return
    tasks, languages = _tasks(sentence), _languages(sentence, scores)
    asked = _Asked(sentence.systems, tasks, languages, setting_of(sentence.text), _split(sentence))
    levels, differences = list[tuple[Atom, Decimal]](), list[tuple[Atom, Decimal]]()
    for atom in atoms:
        if atom.value is not None and is_difference(sentence.text, atom.value):
            differences.append((atom, abs(Decimal(atom.value))))
        elif (value := _score_value(atom, sentence)) is not None:
            levels.append((atom, value))
    if differences:
        levels = [(atom, value) for atom, value in levels if value >= _LEAST_BESIDE]  # "by 1.6 on XNLI and 4.0 on ..."
        yield from _differences(differences, sentence, asked)
    if tasks and levels:
        yield from _levels(levels, sentence, asked)
    if not levels and not differences:
        pair = _pair(sentence, asked)
        found = pair and check_order(sentence, pair, _open(sentence.text, sentence, _modifier(sentence), asked))
        if found:
            yield found


def _pair(sentence: Sentence, asked: _Asked) -> Pair | None:
    named = metrics_in(sentence.text)
    metric = named[0] if len(named) == 1 else None
    return pair_of(sentence, asked.tasks, asked.languages, asked.setting, metric)


def _differences(numbers: Sequence[tuple[Atom, Decimal]], sentence: Sentence, asked: _Asked) -> Iterator[SourceCheck]:
    """Each number held against the differences of the two systems on the task and in the language that belong to it."""
    held = [
        [
            found
            for (atom, _), one in zip(numbers, way, strict=True)
            for found in _difference(atom, sentence, one, is_alone=len(numbers) == 1)
        ]
        for way in _ways(numbers, sentence, asked, with_systems=False)
    ]
    yield from _least_accusing(held)


def _difference(atom: Atom, sentence: Sentence, asked: _Asked, *, is_alone: bool) -> Iterator[SourceCheck]:
    stated, pair = stated_value(atom), _pair(sentence, asked)
    if stated is None or atom.quantity not in (None, "points", "percent"):
        return
    tasks = asked.tasks if pair is None else pair.tasks
    why = _open(atom.text, sentence, _modifier(sentence), replace(asked, tasks=tasks), is_difference=True)
    gap = check_gap(atom, stated, sentence, tasks, asked.setting, why) if is_alone and pair is None else None
    if pair is not None and is_peak(atom):
        yield check_most_between(atom, stated, sentence, pair, why)
    elif pair is not None:
        yield check_difference(atom, stated, sentence, pair, why)
    elif gap is not None:
        yield gap
    elif asked.tasks:
        yield SourceCheck(Outcome.UNCHECKED, "it prints a difference, which no source here prints")


def _levels(levels: Sequence[tuple[Atom, Decimal]], sentence: Sentence, asked: _Asked) -> Iterator[SourceCheck]:
    """Each number held against the scores of the system, task and language that belong to it."""
    found = _ways(levels, sentence, asked, with_systems=True)
    if len(levels) == 2 and {atom.value for atom, _ in levels} <= from_to(sentence.text):
        found += [way[::-1] for way in found]  # "X improves over Y from 79.2 to 80.8" names them the other way round
    scopes: _Scopes = {}
    done = dict[tuple[int, _Asked], SourceCheck]()
    held = list[list[SourceCheck]]()
    for way in found:
        for number, ((atom, value), one) in enumerate(zip(levels, way, strict=True)):
            if (number, one) not in done:
                done[number, one] = _held(atom, value, sentence, one, scopes)
        held.append([done[number, one] for number, one in enumerate(way)])
    yield from _least_accusing(held)


def _least_accusing(held: Sequence[list[SourceCheck]]) -> list[SourceCheck]:
    """Of several readings of a row the one that accuses the fewest of its numbers, the first of such."""
    accused = [sum(check.outcome is Outcome.CONTRADICTS for check in checks) for checks in held]
    return held[accused.index(min(accused))]


def _ways(
    numbers: Sequence[tuple[Atom, Decimal]], sentence: Sentence, asked: _Asked, *, with_systems: bool
) -> list[list[_Asked]]:
    """What each number is about, in every way that the order of names and numbers allows."""
    if len(numbers) == 1:
        return [[asked]]
    tokens = tokens_of(sentence.text)
    places = number_places(numbers, tokens)
    if places is None:
        return [[asked] * len(numbers)]
    scores = sentence.sources.scores
    systems = (
        owners([(name.start, keys) for name, keys in scores.systems_of(sentence.text)], places)
        if with_systems
        else None
    )
    bracketed = _bracketed(sentence, numbers) if with_systems else {}
    if bracketed:
        systems = around(bracketed, sentence.systems, len(numbers)) or systems
    targets = _task_marks(sentence)
    tasks = owners(targets, places) if len(targets) > 1 else None
    first = [
        replace(
            asked,
            systems=(systems[number],) if systems else asked.systems,
            tasks=tasks[number] if tasks else asked.tasks,
        )
        for number in range(len(numbers))
    ]
    settings = [(name.start, (name.key,)) for name in settings_in(tokens)]
    found = [first]
    if settings:  # "80.9; with translate-train-all 83.6": a number may be of no setting that is named
        told = [
            [replace(one, setting=keys[0] if keys else None) for one, keys in zip(first, way, strict=True)]
            for way in ways(settings, places)
        ]
        found = told if len({keys for _, keys in settings}) > 1 else [first, *told]
    spoken = [(name.start, (name.key,)) for name in scores.languages_of(_without_training(sentence.text))]
    if not spoken:
        return found
    means = [(index, (AVERAGE,)) for index, token in enumerate(tokens) if token.text in _MEANS]
    return [
        [replace(one, languages=frozenset(keys or ()) - {AVERAGE}) for one, keys in zip(base, way, strict=True)]
        for base in found
        for way in ways(sorted(spoken + means), places)
    ]


_MEANS = frozenset({"avg", "average", "averages", "averaged", "mean", "overall"})


def _bracketed(sentence: Sentence, levels: Sequence[tuple[Atom, Decimal]]) -> dict[int, tuple[str, ...]]:
    """Numbers with their system in brackets right behind them: "81.1 (mT5-Large)"."""
    found = {}
    for number, (atom, _) in enumerate(levels):
        match = re.search(rf"(?<![\d.]){re.escape(atom.value or '')}\s*\(([^()]*)\)", sentence.text)
        named = sentence.sources.scores.systems_of(match[1]) if match and atom.value else []
        if len(named) == 1:
            found[number] = named[0][1]
    return found


def _with_twins(keys: Sequence[str]) -> tuple[str, ...]:
    return tuple(key for name in keys for key in _TASK_KEYS.get(name, (name,)))


def _task_marks(sentence: Sentence) -> list[Mark]:
    """Target tasks named, in order.

    "NER" is CoNLL's where it stands beside other tasks on which claims compare the same two systems.
    """
    aliases, tokens = sentence.sources.aliases, tokens_of(sentence.text)
    found = [
        (mention.start, _with_twins(aliases.subjects[mention.name].keys))
        for mention in aliases.mentions_of(sentence.text)
        if mention.role is Role.TARGET
    ]
    named = {key for _, keys in found for key in keys}
    words = {token.text for token in tokens}
    if "conll" in words or ("ner" in words and "panx" not in named and compared_beside(sentence, _NER, named)):
        place = next(index for index, token in enumerate(tokens) if token.text in ("conll", "ner"))
        found.append((place, (_NER,)))
    return sorted(found)


_NER = "conll_ner"


def _tasks(sentence: Sentence) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(key for _, keys in _task_marks(sentence) for key in keys))
    if not found and "xtreme" in sentence.subjects and phrasing.is_averaged(sentence.text):
        return (AVERAGE_TASK,)
    return found


def _languages(sentence: Sentence, scores: PublishedScores) -> frozenset[str]:
    return frozenset(named.key for named in scores.languages_of(_without_training(sentence.text)))


def _without_training(text: str) -> str:
    """The text, "English" hidden where it is the language of training."""
    return _TRAINED_ON.sub(lambda match: re.sub("english", "training", match.group(), flags=re.IGNORECASE), text)


def _split(sentence: Sentence) -> str | None:
    keys = {key for name in sentence.row_names(Role.SPLIT) for key in sentence.sources.aliases.subjects[name].keys}
    return keys.pop() if len(keys) == 1 else None


def _score_value(atom: Atom, sentence: Sentence) -> Decimal | None:
    """The number as a score in percent; None where it is something else."""
    stated = stated_value(atom)
    if stated is None or atom.quantity not in (None, "percent", "points") or stated > 100:
        return None
    if not _stands_alone(atom, sentence):
        return None
    return stated if stated >= _LEAST or "." in str(stated) else None


_LEAST_BESIDE = 30  # beside a difference a smaller number may be another one
_LEAST = 10  # a smaller whole number counts something


def _stands_alone(atom: Atom, sentence: Sentence) -> bool:
    """Whether no noun stands behind the number that it would count."""
    tokens, places = tokens_of(atom.text), places_in_part(atom)
    behind = tokens[places[0] + 1] if places and places[0] + 1 < len(tokens) else None
    if places and [token.text for token in tokens[places[0] + 1 : places[0] + 3]] in (["%", "of"], ["percent", "of"]):
        return False  # a share of something
    if atom.value and re.search(rf"(?<![\d.]){re.escape(atom.value)}\s?%?[),;]", atom.text):
        return True
    if behind is None or behind.is_number or behind.text in _BEHIND or behind.text in ("points", "±"):
        return True
    sources = sentence.sources
    starts = {mention.start for mention in sources.aliases.mentions_of(atom.text)}
    starts |= {name.start for name, _ in sources.scores.systems_of(atom.text)}
    starts |= {name.start for name in sources.scores.languages_of(atom.text)}
    return places[0] + 1 in starts


def _modifier(sentence: Sentence) -> str:
    return phrasing.modifier_of(sentence.plain)


def _held(atom: Atom, stated: Decimal, sentence: Sentence, asked: _Asked, scopes: _Scopes) -> SourceCheck:
    keys = list(dict.fromkeys(key for names in asked.systems for key in names))
    metric = _metric(atom, sentence)
    if (asked, metric) not in scopes:
        everything = sentence.sources.scores.scores(keys, asked.tasks, asked.languages or {AVERAGE})
        found = _in_scope(everything, asked, metric)
        printed_values = {row.value_text: value_of(row) for row in found}
        floats = tuple((text, float(value)) for text, value in printed_values.items())
        scopes[asked, metric] = _Scope(everything, found, printed_values, floats)
    if is_peak(atom) and not asked.languages:
        why = _open(atom.text, sentence, phrasing.modifier_of(sentence.plain), asked)
        everywhere = frozenset(sentence.sources.scores.by_language) - {AVERAGE}
        spoken = sentence.sources.scores.scores(keys, asked.tasks, everywhere)
        return check_most(atom, stated, sentence, _in_scope(spoken, asked, metric), why)
    scope = scopes[asked, metric]
    rows, values = scope.rows, scope.values
    aliases = sentence.sources.aliases
    who = " or ".join(system_title(names, aliases) for names in asked.systems)
    what = ", ".join(dict.fromkeys(map(aliases.title, asked.tasks)))
    if not rows:
        return SourceCheck(Outcome.UNCHECKED, f"no published score of {who} on {what} is held here in that scope")
    near = _near(atom, stated, scope)
    right = {text for text, is_held in near.items() if is_held or _is_fraction_of(stated, values[text])}
    agreeing = [row for row in rows if row.value_text in right]
    sources = tuple(dict.fromkeys(row.source_id for row in agreeing or rows))
    printed = _printed(rows)
    modifier = phrasing.modifier_of(sentence.plain)
    if agreeing:
        if sentence.hedge or modifier:
            return SourceCheck(
                Outcome.DOUBTFUL,
                f"{printed} is published for {who} on {what}; the row says {sentence.hedge or modifier!r}",
                sources=sources,
            )
        each = "" if asked.languages else phrasing.one_by_one(sentence.text)
        if each and not _open(atom.text, sentence, modifier, asked):
            says = f"says {shown(atom)} for {who} on {what} {each!r}; it is published as a mean over languages"
            return SourceCheck(Outcome.CONTRADICTS, says, Misquote.SCOPE, sources=sources)
        claims = level_claims(sentence, keys, asked.tasks, asked.languages)
        ids = tuple(claim.claim_id for claim in claims if holds(atom, stated, Decimal(claim.value)))
        reason = f"published for {who} on {what} by {', '.join(sources)}"
        return SourceCheck(Outcome.AGREES, reason, None, ids, sources)
    if any(is_held is not False for is_held in near.values()) or sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, f"published for {who} on {what}: {printed}", sources=sources)
    why = _open(atom.text, sentence, modifier, asked)
    if asked.setting not in (None, "zero-shot") and not any(row.setting for row in rows):
        why = why or f"no source says that it is of {asked.setting}"
    if why:
        return SourceCheck(Outcome.UNCHECKED, f"published for {who} on {what}: {printed}, but {why}", sources=sources)
    says = f"says {shown(atom)} for {who} on {what}; published: {printed}"
    kind, note = _kind(atom, stated, asked, scope, sentence.sources.scores)
    return SourceCheck(Outcome.CONTRADICTS, f"{says}{note}", kind, sources=sources)


def _near(atom: Atom, stated: Decimal, scope: _Scope) -> dict[str, bool | None]:
    """Printed values that a number may mean, with what `holds` says; of a plain number none that are farther than 1."""
    is_exact = not any(word in atom.doubt for word in ("approximate", "decimal comma", "spread"))
    is_plain = is_exact and atom.comparator is Comparator.EQUALS and atom.upper is None
    if not is_plain or not 1 < stated <= _MOST:
        return {text: holds(atom, stated, value) for text, value in scope.values.items()}
    around = float(stated)
    return {text: holds(atom, stated, scope.values[text]) for text, value in scope.floats if -1 <= value - around <= 1}


_MOST = 100  # a score; it is rounded to ones at most


def _is_fraction_of(stated: Decimal, printed: Decimal) -> bool:
    """Whether 0.808 is meant for 80.8."""
    return stated <= 1 and abs(stated * 100 - printed) <= rounding(stated) * 50


def _open(part: str, sentence: Sentence, modifier: str, asked: _Asked, *, is_difference: bool = False) -> str:
    """Why the row may speak of another system or setting than the published figures do; "" where nothing says so."""
    if sentence.unknown:
        return f"it names {', '.join(sentence.unknown)}, of which no source here speaks"
    if sentence.field:
        return f"it speaks of {sentence.field}"
    if modifier:
        return f"the row says {modifier!r}, which makes it another system"
    if sentence.is_intermediate and not sentence.names_own_system:
        return "the row speaks of intermediate training"
    if sentence.row_names(Role.BENCHMARK) - {"xtreme"}:
        return "it is about another benchmark"
    part = phrasing.part_of_languages(sentence.text) if not asked.languages else ""
    if part:
        return f"it speaks of {part}"
    foreign = foreign_scope(sentence)
    if foreign:
        return f"the row says {foreign!r}, of which no source here speaks"
    if not is_difference and asked.tasks == (AVERAGE_TASK,) and not _WITHOUT_RETRIEVAL.search(sentence.text):
        return "averages depend on the tasks taken in"
    if phrasing.is_denied(part):
        return "it holds a negation"
    return ""


def _in_scope(rows: Iterable[ReportedScore], asked: _Asked, metric: str | None) -> list[ReportedScore]:
    """Scores in the scope that the row names; where it names no language, averages over languages."""
    found = list(rows)
    if asked.setting is not None:
        found = [row for row in found if has_setting(row, asked.setting)]
    if metric is not None:
        in_metric = [row for row in found if has_metric(row, metric)]
        found = in_metric or found
    if asked.split is not None:
        found = [row for row in found if has_split(row, asked.split)] or found
    return found


def _metric(atom: Atom, sentence: Sentence) -> str | None:
    named = metrics_in(atom.text) or metrics_in(sentence.text)
    return named[0] if len(named) == 1 else None


def _printed(rows: Sequence[ReportedScore], most: int = 5) -> str:
    values = list(dict.fromkeys(row.value_text for row in rows))
    return ", ".join(values[:most]) + (f" and {len(values) - most} more" if len(values) > most else "")


def _kind(
    atom: Atom,
    stated: Decimal,
    asked: _Asked,
    scope: _Scope,
    scores: PublishedScores,
) -> tuple[Misquote, str]:
    """What the number is instead, where the very sources print it elsewhere."""
    sources = {row.source_id for row in scope.rows}

    def is_it(row: ReportedScore) -> bool:
        return bool(holds(atom, stated, value_of(row)))

    other_setting = [row for row in scope.everything if is_it(row)]
    if other_setting:
        row = other_setting[0]
        return (
            Misquote.SETTING,
            f"; {row.value_text} is its number for {row.setting or 'another setting'}, {row.metric}",
        )
    keys = {key for names in asked.systems for key in names}
    elsewhere = [
        (key, row)
        for language in sorted(asked.languages or {AVERAGE})
        for key, row in scores.by_language.get(language, ())
        if row.source_id in sources and (key in keys) != (row.task in asked.tasks) and is_it(row)
    ]
    for key, row in elsewhere:
        if key in keys:
            return Misquote.TASK, f"; {row.value_text} is its number on {row.task}"
    if elsewhere:
        return Misquote.ENCODER, f"; {elsewhere[0][1].value_text} is the number of {elsewhere[0][1].system}"
    return Misquote.VALUE, ""
