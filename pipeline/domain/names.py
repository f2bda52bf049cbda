"""Names as people have them - XNLI, PAN-X.de, deu-Latn, zh-CN, exact_match, validation - read as ours; pure.

Nothing is guessed: a name is only read where it can mean one thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from pipeline.domain.language import Language
from pipeline.domain.task import Split, Task, TaskRole

METRICS = {
    "acc": "accuracy",
    "exactmatch": "em",
    "exact": "em",
    "f1score": "f1",
    "map20": "map@20",
}
SPLITS = {
    "val": Split.DEV,
    "valid": Split.DEV,
    "validation": Split.DEV,
    "development": Split.DEV,
    "testing": Split.TEST,
}
# other names of tasks, letters and digits alone
_TASKS = {
    "wikiann": "panx",
    "pos": "udpos",
    "bucc": "bucc2018",
    "tydiqagoldp": "tydiqa",
    "tydiqasecondarytask": "tydiqa",
    "paws": "pawsx",
    "pawsx": "pawsx",
    "mewsli": "mewslix",
}
# ISO 639-3 codes of single languages below a macrolanguage that our codes name (SIL macrolanguage mappings), as MTEB,
# Tatoeba and Flores use them
_INDIVIDUAL = {
    "arb": "ar", "azj": "az", "cmn": "zh", "ekk": "et", "pes": "fa", "quy": "qu", "swh": "sw", "zsm": "ms",
}  # fmt: skip
# scripts and regions that name another text than the one our code stands for
_OTHER_TEXT = {("zh", "hant"), ("zh", "tw"), ("zh", "hk"), ("zh", "mo")}


@dataclass(frozen=True, slots=True)
class Names:
    """What our names are called elsewhere."""

    tasks: Mapping[str, Task]
    languages: Collection[Language]

    def language(self, text: str) -> str | None:
        """Our code of a language written as a code of two or three letters, with script or region, or by its name."""
        known = {language.language for language in self.languages}
        pair = re.sub(r"\s*(?:_|→|->|\u2013|\bto\b)\s*", "-", text.strip().lower())
        if text in known or pair in known:
            return text if text in known else pair
        first, *rest = re.split(r"[-_]", text.strip())
        codes = {language.iso639_3: language.language for language in self.languages} | _INDIVIDUAL
        by_name = {language.name.lower(): language.language for language in self.languages}
        found = first.lower() if first.lower() in known else codes.get(first.lower())
        if found is None:
            return by_name.get(text.strip().lower())
        if any((found, part.lower()) in _OTHER_TEXT for part in rest) or any(len(part) not in (2, 4) for part in rest):
            return None
        return found

    def task(self, text: str) -> str | None:
        """Our key of a target task."""
        targets = {name: task for name, task in self.tasks.items() if task.role is TaskRole.TARGET}
        if text in targets:
            return text
        plainly = bare(text)
        titles = {bare(task.title): name for name, task in targets.items() if "/" not in name}
        plain = {bare(name): name for name in targets}
        return (
            plain.get(plainly)
            or titles.get(plainly)
            or (_TASKS.get(plainly) if _TASKS.get(plainly) in targets else None)
        )

    def task_and_language(self, text: str) -> tuple[str, str | None] | None:
        """Task and language of a name that holds both: "xnli_de", "PAN-X.de", "mlqa.de.de", "XQuAD (de)".

        None where it is no task of ours; the language is None where the name holds none that is known, and where it
        holds two that differ.
        """
        whole = self.task(text)
        if whole is not None:
            return whole, None
        parts = re.findall(r"[^\s._()/\[\]:-]+|-", text.replace("-", " - "))
        parts = [part for part in parts if part != "-"]
        for end in range(len(parts) - 1, 0, -1):
            task = self.task("".join(parts[:end]))
            if task is None:
                continue
            rest = parts[end:]
            codes = {self.language(part) for part in rest}
            if None in codes:  # a script or region behind the language
                codes = {self.language("-".join(rest))}
            language = codes.pop() if len(codes) == 1 else None
            return (task, language) if language is not None else None
        return None

    def metric(self, text: str, task: str) -> str | None:
        """A metric of `task`."""
        known = self.tasks[task].metrics
        if text in known:
            return text
        found = METRICS.get(bare(text), bare(text))
        return next((metric for metric in known if bare(metric) == bare(found)), None)

    def split(self, text: str, task: str) -> str | None:
        """Dev or test; "validation" is test where the hub has the test set of `task` under that name and no other."""
        if text in (Split.DEV.value, Split.TEST.value):
            return text
        lowered = text.strip().lower()
        hub = self.tasks[task].hub
        if lowered == "validation" and hub is not None and not hub.dev and any(r.split == lowered for r in hub.test):
            return Split.TEST.value
        if lowered in (Split.DEV.value, Split.TEST.value):
            return lowered
        found = SPLITS.get(lowered)
        return None if found is None else found.value


def bare(text: str) -> str:
    """Letters and digits alone, in lower case; "@" stays, as in map@20."""
    return re.sub(r"[^a-z0-9@]", "", text.lower())
