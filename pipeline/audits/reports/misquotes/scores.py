"""Scores that a row prints, of any system, held against the published ones; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.audits.reports.matching.aliases import Role
from pipeline.audits.reports.matching.facts import rounding
from pipeline.audits.reports.misquotes.outcome import Misquote, Outcome, SourceCheck
from pipeline.audits.reports.misquotes.published_scores import (
    AVERAGE,
    PublishedScores,
    has_metric,
    has_setting,
    has_split,
    metrics_in,
    setting_of,
    value_of,
)
from pipeline.audits.reports.misquotes.sentence import Sentence, holds, number_places, same_number, shown, stated_value
from pipeline.audits.reports.reading import phrasing
from pipeline.audits.reports.reading.wording import tokens_of
from pipeline.domain.atom import Atom
from pipeline.store.reference import ReportedScore

_DIFFERENCE = re.compile(
    r"\bby\s+(?:about |roughly |over |more than |almost |nearly |some |an? (?:average|mean) of |up to )*[-+]?\d"
    r"|\bpoints?\s+(?:above|over|better|worse|higher|lower|more|less|ahead|behind|below)\b|"
    r"\b(?:gain|gains|gap|drop|difference|improvement|increase|decrease|margin|lead|advantage|uplift|decline|loss)\s+of\b|[-+]\d[\d.]*\s*points?|"
    r"\b(?:gains?|gained|loses?|lost|adds?|improves?|improved|increases?|increased|drops?|dropped)\s+(?:\w+\s+)?[-+]?\d",
    re.IGNORECASE,
)
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
    r"|\bfrom English\b",
    re.IGNORECASE,
)
_TASK_KEYS = {"udpos": ("udpos", "udpos_xglue")}
_AVERAGE_TASK = "average"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a row's numbers are about."""

    systems: tuple[tuple[str, ...], ...]  # each name with the keys it may stand for
    tasks: tuple[str, ...]
    languages: frozenset[str]
    setting: str | None
    split: str | None


def check_scores(atoms: Sequence[Atom], sentence: Sentence) -> Iterator[SourceCheck]:
    """The outcomes for all scores that a row prints; nothing where it names no system with a published score."""
    scores = sentence.sources.scores
    if not sentence.systems:
        return
    tasks = _tasks(sentence)
    if not tasks:
        return
    asked = _Asked(
        systems=sentence.systems,
        tasks=tasks,
        languages=_languages(sentence, scores),
        setting=setting_of(sentence.text),
        split=_split(sentence),
    )
    if _DIFFERENCE.search(sentence.text):
        yield from _differences(atoms, sentence, asked)
        return
    stated = [(atom, value) for atom in atoms if (value := _score_value(atom, sentence)) is not None]
    for index, (atom, value) in enumerate(stated):
        yield _held(atom, value, sentence, _of_number(asked, index, len(stated)))


def _of_number(asked: _Asked, index: int, n_numbers: int) -> _Asked:
    """The system and the task that belong to one of several numbers, where there are as many of these."""
    systems, tasks = asked.systems, asked.tasks
    if n_numbers > 1 and len(systems) == n_numbers and len(tasks) == 1:
        systems = (systems[index],)
    elif n_numbers > 1 and len(tasks) == n_numbers and len(systems) == 1:
        tasks = (tasks[index],)
    return _Asked(systems, tasks, asked.languages, asked.setting, asked.split)


def _tasks(sentence: Sentence) -> tuple[str, ...]:
    aliases = sentence.sources.aliases
    mentions = [mention for mention in aliases.mentions(tokens_of(sentence.text)) if mention.role is Role.TARGET]
    named = [key for mention in mentions for key in aliases.subjects[mention.name].keys]
    if re.search(r"\bCoNLL\b", sentence.text):
        named.append("conll_ner")
    found = [key for name in dict.fromkeys(named) for key in _TASK_KEYS.get(name, (name,))]
    if not found and "xtreme" in sentence.subjects and phrasing.is_averaged(sentence.text):
        return (_AVERAGE_TASK,)
    return tuple(found)


def _languages(sentence: Sentence, scores: PublishedScores) -> frozenset[str]:
    text = _TRAINED_ON.sub(" ", sentence.text)
    return frozenset(named.key for named in scores.languages_in(tokens_of(text)))


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


_LEAST = 10  # a smaller whole number counts something


def _stands_alone(atom: Atom, sentence: Sentence) -> bool:
    """Whether no noun stands behind the number that it would count."""
    tokens, places = tokens_of(atom.text), number_places(atom)
    behind = tokens[places[0] + 1] if places and places[0] + 1 < len(tokens) else None
    if behind is None or behind.is_number or behind.text in _BEHIND or behind.text in ("points", "±"):
        return True
    sources = sentence.sources
    starts = {mention.start for mention in sources.aliases.mentions(tokens)}
    starts |= {name.start for name, _ in sources.scores.systems_in(tokens)}
    starts |= {name.start for name in sources.scores.languages_in(tokens)}
    return places[0] + 1 in starts


def _held(atom: Atom, stated: Decimal, sentence: Sentence, asked: _Asked) -> SourceCheck:
    scores = sentence.sources.scores
    keys = list(dict.fromkeys(key for names in asked.systems for key in names))
    everything = scores.scores(keys, asked.tasks)
    rows = _in_scope(everything, asked, _metric(atom, sentence))
    who, what = _shown_systems(asked), ", ".join(asked.tasks)
    if not rows:
        return SourceCheck(Outcome.UNCHECKED, f"no published score of {who} on {what} is held here in that scope")
    agreeing = [row for row in rows if holds(atom, stated, value_of(row)) or _is_fraction_of(stated, value_of(row))]
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
        return SourceCheck(Outcome.AGREES, f"published for {who} on {what} by {', '.join(sources)}", sources=sources)
    if any(same_number(atom, stated, value_of(row)) for row in rows) or sentence.hedge:
        return SourceCheck(Outcome.DOUBTFUL, f"published for {who} on {what}: {printed}", sources=sources)
    why = _open(atom.text, sentence, modifier, asked)
    if why:
        return SourceCheck(Outcome.UNCHECKED, f"published for {who} on {what}: {printed}, but {why}", sources=sources)
    says = f"says {shown(atom)} for {who} on {what}; published: {printed}"
    kind, note = _kind(atom, stated, asked, everything, rows, scores)
    return SourceCheck(Outcome.CONTRADICTS, f"{says}{note}", kind, sources=sources)


def _is_fraction_of(stated: Decimal, printed: Decimal) -> bool:
    """Whether 0.808 is meant for 80.8."""
    return stated <= 1 and abs(stated * 100 - printed) <= rounding(stated) * 50


def _open(part: str, sentence: Sentence, modifier: str, asked: _Asked) -> str:
    """Why the row may speak of another system or setting than the published figures do; "" where nothing says so."""
    if sentence.unknown:
        return f"it names {', '.join(sentence.unknown)}, of which no source here speaks"
    if modifier:
        return f"the row says {modifier!r}, which makes it another system"
    if sentence.is_intermediate:
        return "the row speaks of intermediate training"
    if sentence.row_names(Role.BENCHMARK) - {"xtreme"}:
        return "it is about another benchmark"
    if asked.tasks == (_AVERAGE_TASK,):
        return "averages depend on the tasks taken in"
    if phrasing.is_denied(part):
        return "it holds a negation"
    return ""


def _in_scope(rows: Iterable[ReportedScore], asked: _Asked, metric: str | None) -> list[ReportedScore]:
    """Scores in the scope that the row names; where it names no language, averages over languages."""
    wanted = asked.languages or {AVERAGE}
    found = [row for row in rows if row.language in wanted]
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


def _shown_systems(asked: _Asked) -> str:
    return " or ".join(" / ".join(keys) for keys in asked.systems)


def _printed(rows: Sequence[ReportedScore], most: int = 5) -> str:
    values = list(dict.fromkeys(row.value_text for row in rows))
    return ", ".join(values[:most]) + (f" and {len(values) - most} more" if len(values) > most else "")


def _kind(
    atom: Atom,
    stated: Decimal,
    asked: _Asked,
    everything: Sequence[ReportedScore],
    rows: Sequence[ReportedScore],
    scores: PublishedScores,
) -> tuple[Misquote, str]:
    """What the number is instead, where the very sources print it elsewhere."""
    sources = {row.source_id for row in rows}
    wanted = asked.languages or {AVERAGE}

    def is_it(row: ReportedScore) -> bool:
        return row.language in wanted and bool(holds(atom, stated, value_of(row)))

    other_setting = [row for row in everything if is_it(row)]
    if other_setting:
        row = other_setting[0]
        return (
            Misquote.SETTING,
            f"; {row.value_text} is its number for {row.setting or 'another setting'}, {row.metric}",
        )
    keys = {key for names in asked.systems for key in names}
    tasks = [
        row
        for (key, task), found in scores.by_place.items()
        if key in keys and task not in asked.tasks
        for row in found
        if row.source_id in sources and is_it(row)
    ]
    if tasks:
        return Misquote.TASK, f"; {tasks[0].value_text} is its number on {tasks[0].task}"
    encoders = [
        row
        for (key, task), found in scores.by_place.items()
        if key not in keys and task in asked.tasks
        for row in found
        if row.source_id in sources and is_it(row)
    ]
    if encoders:
        return Misquote.ENCODER, f"; {encoders[0].value_text} is the number of {encoders[0].system}"
    return Misquote.VALUE, ""


def _differences(atoms: Sequence[Atom], sentence: Sentence, asked: _Asked) -> Iterator[SourceCheck]:
    """Differences between systems that a source prints as such; others are not recomputed here."""
    keys = {key for names in asked.systems for key in names}
    for atom in atoms:
        stated = stated_value(atom)
        if stated is None or atom.quantity not in (None, "points", "percent"):
            continue
        wanted = asked.languages or {AVERAGE}
        rows = [
            row
            for row in sentence.sources.scores.gains
            if row.encoder in keys
            and row.task in asked.tasks
            and row.language in wanted
            and _rival(row) in {_plain(key) for key in keys}
        ]
        agreeing = [row for row in rows if holds(atom, stated, value_of(row))]
        if agreeing:
            sources = tuple(dict.fromkeys(row.source_id for row in agreeing))
            yield SourceCheck(
                Outcome.DOUBTFUL if sentence.hedge else Outcome.AGREES,
                f"published as such by {', '.join(sources)}",
                sources=sources,
            )
        elif (
            rows and not sentence.hedge and not _open(atom.text, sentence, phrasing.modifier_of(sentence.plain), asked)
        ):
            sources = tuple(dict.fromkeys(row.source_id for row in rows))
            yield SourceCheck(
                Outcome.CONTRADICTS,
                f"says {shown(atom)} points; published: {_printed(rows)}",
                Misquote.VALUE,
                sources=sources,
            )
        else:
            yield SourceCheck(Outcome.UNCHECKED, "it prints a difference, which no source here prints")


def _rival(row: ReportedScore) -> str:
    return _plain(row.metric.removeprefix("points_gain_over_"))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.casefold().replace("xlm-mlm-100", "xlm-100"))
