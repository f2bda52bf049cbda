"""What the headers and row names of a table can mean: systems, tasks, languages, metrics, splits, settings; pure."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from pipeline.audits.reports.matching.aliases import Aliases
from pipeline.audits.reports.matching.aliases import Role as Subject
from pipeline.claims.evidence.printed import AVERAGE, printed_name
from pipeline.claims.evidence.reported import printed_arms
from pipeline.domain.benchmark import Benchmarks
from pipeline.domain.claim import Claim, Metric, SplitRule, System
from pipeline.domain.names import Names, bare
from pipeline.domain.regime import MULTI_TASK_KEY, RegimeKind
from pipeline.domain.task import Task, TaskRole, TaskType

BEST = "intermediate"  # regime of a printed system after the best intermediate task of each target
OVERALL = "average"  # task of an average over tasks
PAIR = ("f1", "em")
_AVERAGES = frozenset("avg average mean ave macroavg macroaverage".split())
_METRICS = {
    "acc": "accuracy", "accuracy": "accuracy", "f1": "f1", "f1score": "f1", "em": "em", "exactmatch": "em",
    "map20": "map@20", "map@20": "map@20", "ndcg": "ndcg", "taskscore": Metric.TASK_SCORE.value,
    "meanoff1andem": Metric.TASK_SCORE.value, "avgoff1andem": Metric.TASK_SCORE.value,
    "meanf1em": Metric.TASK_SCORE.value, "f1emaverage": Metric.TASK_SCORE.value,
}  # fmt: skip
_PAIRS = {"f1em": ("f1", "em"), "emf1": ("em", "f1")}
_SPLITS = {
    "dev": "dev", "development": "dev", "devset": "dev", "developmentset": "dev", "validation": "dev", "valid": "dev",
    "val": "dev", "validationset": "dev", "test": "test", "testset": "test", "testing": "test",
    SplitRule.DEV_ELSE_TEST.value: SplitRule.DEV_ELSE_TEST.value, "develsetest": SplitRule.DEV_ELSE_TEST.value,
}  # fmt: skip
_SETTINGS = {  # part of a heading -> setting, the first that fits
    "zeroshot": "zero-shot",
    "translatetrainall": "translate-train-all",
    "translatetrain": "translate-train",
    "translatetest": "translate-test",
    "inlanguage": "in-language",
}
_NO_REGIME = frozenset(
    "none baseline nointermediate nointermediatetask nointermediatetraining withoutintermediate "
    "withoutintermediatetask withoutintermediatetraining".split()
)
_GROUPS = frozenset(  # headings over the tasks of XTREME's groups
    "sentencepair pairsentence sentenceclassification sentencepairclassification classification structured "
    "structuredprediction questionanswering qa retrieval sentenceretrieval crosslingualretrieval metric metrics".split()
)
# other short names of tasks in papers; each may be several of ours
_SHORT = {"ner": ("panx", "xglue_ner"), "pos": ("udpos", "xglue_pos"), "tydi": ("tydiqa",)}


class Role(StrEnum):
    """What a label says of a figure."""

    SYSTEM = "system"
    TASK = "task"
    LANGUAGE = "language"
    METRIC = "metric"
    SPLIT = "split"
    SETTING = "setting"
    SKIP = "left out"
    GROUP = "group"  # says nothing of a figure: a heading over several tasks


WORDS: Mapping[str, Role | None] = {  # heads of columns of labels; None: what stands below plays no part
    **dict.fromkeys(
        "model models system systems method methods encoder approach regime intermediate intermediatetask".split(),
        Role.SYSTEM,
    ),
    **dict.fromkeys("task tasks dataset datasets benchmark target targettask".split(), Role.TASK),
    **dict.fromkeys("language languages lang".split(), Role.LANGUAGE),
    **dict.fromkeys("metric metrics measure".split(), Role.METRIC),
    **dict.fromkeys("split set partition".split(), Role.SPLIT),
    "setting": Role.SETTING,
    **dict.fromkeys("decimals reading checkedsource".split(), None),
}
VALUE_WORDS = frozenset("value values score scores figure figures result results".split())

Meaning = Mapping[Role, tuple[str, ...]]  # candidates of each role; more than one: it is not said which
# candidates of a system: "encoder", "encoder+regime", or "+regime" where the label names no encoder


@dataclass(frozen=True, slots=True)
class Known:
    """What labels are read against."""

    names: Names
    encoders: Mapping[str, tuple[str, ...]]  # letters and digits of a name -> encoders
    regimes: Mapping[str, tuple[str, ...]]  # likewise -> regimes
    claim: Claim | None = None  # that the table is held against
    stated: Mapping[str, str] = field(default_factory=dict)  # label -> what the reader says that it means
    benchmarks: Benchmarks = Benchmarks()  # noqa: RUF009  # frozen; described ones, among whose tasks are some of `tasks`

    @property
    def tasks(self) -> Mapping[str, Task]:
        """Every registered task."""
        return self.names.tasks

    def knows(self, system: str) -> bool:
        """Whether a system is one that claims, published figures or aliases name."""
        encoder = system.partition("+")[0]
        return not encoder or any(encoder in found or system in found for found in self.encoders.values())

    def nearest(self, text: str) -> str:
        """The name that is spelled most like a label, of whatever kind; "" where none is like it."""
        every = [*self.tasks, *(language.language for language in self.names.languages)]
        every += [name for found in (*self.encoders.values(), *self.regimes.values()) for name in found]
        every += [language.name for language in self.names.languages]
        every += [task.title for task in self.tasks.values()]  # a title before its key
        by_letters = {letters: found[0] for letters, found in (*self.encoders.items(), *self.regimes.items())}
        by_letters |= {bare(name): name for name in every}
        near = difflib.get_close_matches(bare(text)[:80], by_letters, n=1)
        return by_letters[near[0]] if near else ""


def known_names(
    tasks: Mapping[str, Task],
    names: Names,
    aliases: Aliases,
    claims: Iterable[Claim],
    encoders: Iterable[str] = (),
    *,
    claim: Claim | None = None,
    stated: Mapping[str, str] | None = None,
    benchmarks: Benchmarks = Benchmarks(),  # noqa: B008  # frozen
) -> Known:
    """What labels are read against.

    Args:
        claims: whose systems are known by name.
        encoders: further encoders, as published figures name them.
        claim: that the table is held against.
        stated: what the reader says of labels.
    """
    every = list(claims) + ([claim] if claim is not None else [])
    whole: dict[str, list[str]] = {}
    named = {one.encoder: (one.encoder, *one.aliases) for each in every for one in _systems(each)}
    named |= {name: (name,) for name in encoders if name not in named}
    for each in every:
        if each.scope_encoder:
            named[each.scope_encoder] = (each.scope_encoder, *each.scope_encoder_aliases)
    for subject in aliases.subjects.values():
        if subject.role is Subject.ENCODER and (subject.keys or subject.name in named):
            named[subject.name] = (*named.get(subject.name, (subject.name,)), *subject.keys, *subject.phrases)
    for encoder, spoken in named.items():
        for text in spoken:
            whole.setdefault(bare(text), []).append(encoder)
    for subject in aliases.subjects.values():  # a family, such as XLM-R, of which it is not said which
        if subject.role is Subject.ENCODER and not subject.keys:
            for text in (subject.name, *subject.phrases):
                family = [name for name in sorted(named) if name.startswith(f"{subject.name}-") and "+" not in name]
                whole.setdefault(bare(text), []).extend(family)
    return Known(
        names,
        {text: tuple(dict.fromkeys(found)) for text, found in whole.items() if text and found},
        _regimes(tasks, aliases),
        claim,
        {plain_label(label): name for label, name in (stated or {}).items()},
        benchmarks,
    )


def _systems(claim: Claim) -> list[System]:
    return [side for arms in printed_arms(claim) for side in (arms.system, *arms.others)]


def _regimes(tasks: Mapping[str, Task], aliases: Aliases) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = dict.fromkeys(_NO_REGIME, (RegimeKind.NONE.value,))
    for task in tasks.values():
        if task.role is TaskRole.INTERMEDIATE:
            found[bare(task.task)] = found[bare(task.title)] = (task.task,)
    for subject in aliases.subjects.values():
        keys = tuple(key for key in subject.keys if key in tasks or key == MULTI_TASK_KEY)
        if subject.role is Subject.REGIME and keys:
            for phrase in (subject.name, *subject.phrases):
                found[bare(phrase)] = keys
        elif subject.role is Subject.CHOICE:
            for phrase in (BEST, *subject.phrases):
                found[bare(phrase)] = (BEST,)
    return found


def plain_label(text: str) -> str:
    """A label without marks of footnotes, blanks made one."""
    text = re.sub(r"\^(\{[^{}]{0,40}\}|\S)", "", text)
    text = re.sub(r"_\{([^{}]{0,80})\}", r" \1", text)
    return " ".join(text.strip("†‡*§¶#°⋆★☆^¹²³⁴⁵⁶⁷⁸⁹⁰ :").split())


def meanings(label: str, known: Known) -> list[Meaning]:
    """Everything that a label can mean, the whole of it read; [] where it is not known."""
    text = plain_label(label)
    if text in known.stated:
        return [_stated(known.stated[text], known)]
    found = _whole(text, known)
    if found:
        return found
    for head, tail in _halves(text):
        firsts, seconds = _whole(head, known), _whole(tail, known)
        for first in firsts:
            for second in seconds:
                if not first.keys() & second.keys() and Role.SYSTEM not in second:
                    found.append({**first, **second})
        if found:
            break
    return found


def _halves(text: str) -> list[tuple[str, str]]:
    """Ways to read a label as two: "XQuAD (F1 / EM)", "XQuAD F1", "xnli_de", "XNLI: dev"."""
    found = []
    brackets = re.fullmatch(r"(.+?)\s*[(\[](.+)[)\]]", text)
    if brackets:
        found.append((brackets[1], brackets[2]))
    for mark in re.finditer(r"[\s:,_.\u2013-]+", text):
        found.append((text[: mark.start()], text[mark.end() :]))
    return [(head, tail) for head, tail in found if head.strip() and tail.strip()][:12]


def _whole(text: str, known: Known) -> list[Meaning]:
    letters = bare(text)
    if not letters:
        return []
    found: list[Meaning] = []
    tasks = _tasks(text, known)
    if tasks:
        found.append({Role.TASK: tasks})
    else:
        both = known.names.task_and_language(text)
        if both is not None and both[1] is not None:
            found.append({Role.TASK: (both[0],), Role.LANGUAGE: (both[1],)})
    if letters in _AVERAGES:
        found.append({Role.LANGUAGE: (AVERAGE,)})
    language = known.names.language(text.strip())
    if language is not None:
        found.append({Role.LANGUAGE: (language,)})
    systems = _system(text, known)
    if systems:
        found.append({Role.SYSTEM: systems})
    return [*found, *_of_protocol(text, letters, known)]


def _of_protocol(text: str, letters: str, known: Known) -> list[Meaning]:
    """Metric, split, setting or group of tasks that a label names."""
    found: list[Meaning] = []
    described = {bare(name): name for task in known.benchmarks.tasks.values() for name in task.metrics}
    if letters in _METRICS or letters in described:
        found.append({Role.METRIC: (_METRICS.get(letters) or described[letters],)})
    if letters in _PAIRS and re.search(r"[/|,&+]|and", text.lower()):
        found.append({Role.METRIC: ("/".join(_PAIRS[letters]),)})
    if letters in _GROUPS:
        found.append({Role.GROUP: (text,)})
    if letters in _SPLITS:
        found.append({Role.SPLIT: (_SPLITS[letters],)})
    setting = next((name for part, name in _SETTINGS.items() if part in letters), None)
    if setting is not None:
        found.append({Role.SETTING: (setting,)})
    return found


def _tasks(text: str, known: Known) -> tuple[str, ...]:
    short = tuple(task for task in _SHORT.get(bare(text), ()) if task in known.tasks)
    if len(short) > 1 and known.claim is not None:
        short = tuple(task for task in short if task in known.claim.tasks) or short
    if short:
        return short
    task = known.names.task(text)
    return () if task is None else (task,)


def _system(text: str, known: Known) -> tuple[str, ...]:
    letters = bare(text)
    if letters in known.encoders:
        return known.encoders[letters]
    if letters in known.regimes:
        return tuple(f"+{regime}" for regime in known.regimes[letters])
    parts = [
        part for part in re.split(r"\s*(?:\+|→|->|/|,|&|\(|\)|\bafter\b|\bwith\b|\bw/|\bthen\b)\s*", text) if bare(part)
    ]
    if len(parts) != 2:
        return ()
    for one, other in (parts, parts[::-1]):
        encoders, regimes = known.encoders.get(bare(one), ()), known.regimes.get(bare(other), ())
        if encoders and regimes:
            return tuple(with_regime(encoder, regime) for encoder in encoders for regime in regimes)
    return ()


def with_regime(encoder: str, regime: str) -> str:
    """How figures name an encoder after a regime."""
    return printed_name(System(encoder, regime))


def _stated(name: str, known: Known) -> Meaning:
    """What a reader says that a label means: one name, or several of several kinds separated by commas."""
    if name in ("-", ""):
        return {Role.SKIP: ("",)}
    if name == "*":
        return {Role.GROUP: ("",)}
    found: dict[Role, tuple[str, ...]] = {}
    for part in name.split(","):
        if part.strip() == OVERALL:
            found |= {Role.TASK: (OVERALL,), Role.LANGUAGE: (AVERAGE,)}
            continue
        options = [one for one in _whole(part.strip(), known) if not one.keys() & found.keys()]
        found |= options[0] if options else {Role.SYSTEM: (part.strip(),)}
    return found


def averaged(meaning: Meaning, role: Role) -> Meaning:
    """An average in a row or column of tasks is one over tasks."""
    is_average = meaning.get(Role.LANGUAGE) == (AVERAGE,) and len(meaning) == 1
    return {Role.TASK: (OVERALL,), Role.LANGUAGE: (AVERAGE,)} if is_average and role is Role.TASK else meaning


def metrics_of(task: Task) -> tuple[str, ...]:
    """The metrics that make up a task's score in XTREME."""
    return task.metrics if task.task_type is TaskType.SPAN_EXTRACTION else task.metrics[:1]


def words_of(meaning: Meaning) -> str:
    """A meaning as the match prints it."""
    return ", ".join(_words(role, values) for role, values in meaning.items())


def _words(role: Role, values: Sequence[str]) -> str:
    if role is Role.SKIP:
        return "left out"
    if role is Role.GROUP:
        return "a heading that says nothing of its figures"
    if role is Role.SYSTEM:
        return " or ".join(system_words(value) for value in values)
    return " or ".join(values).replace("/", " / ")


def system_words(system: str) -> str:
    """A candidate as people read it; one that names no encoder is what was trained in between."""
    if not system.startswith("+"):
        return system
    return "no intermediate task" if system == "+none" else f"after {system[1:]}"
