"""Names as people have them - XNLI, PAN-X.de, deu-Latn, zh-CN, exact_match, validation - read as ours, and said so.

What is not recognised is left as it is, for `checks` to refuse with the nearest name. Nothing is guessed: a name is
only read where it can mean one thing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from pipeline.domain.errors import DataFormatError, unknown_name
from pipeline.domain.language import Language
from pipeline.domain.task import Split, Task, TaskRole
from pipeline.importers.importer import RawFile, RawRow

_METRICS = {
    "acc": "accuracy",
    "exactmatch": "em",
    "exact": "em",
    "f1score": "f1",
    "map20": "map@20",
}
_SPLITS = {
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
        if text in known:
            return text
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
        bare = _bare(text)
        titles = {_bare(task.title): name for name, task in targets.items() if "/" not in name}
        plain = {_bare(name): name for name in targets}
        return plain.get(bare) or titles.get(bare) or (_TASKS.get(bare) if _TASKS.get(bare) in targets else None)

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
        found = _METRICS.get(_bare(text), _bare(text))
        return next((metric for metric in known if _bare(metric) == _bare(found)), None)

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
        found = _SPLITS.get(lowered)
        return None if found is None else found.value


def _bare(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", text.lower())


def read_names(raw: RawFile, names: Names) -> RawFile:
    """The file with every name that is recognised read as ours; each reading is a note, once."""
    said: dict[str, None] = {}
    rows = tuple(_row(row, names, said) for row in raw.rows)
    notes = (f"read as ours: {'; '.join(said)}",) if said else ()
    return replace(raw, rows=rows, notes=(*raw.notes, *notes))


def select_ours(raw: RawFile, names: Names) -> RawFile:
    """The file without scores of tasks, metrics and languages that are not registered; what is left out is a note.

    Raises:
        DataFormatError: nothing is left.
    """
    ours, left_out = [], []
    for number, row in enumerate(raw.rows):
        why = _why_not_ours(row, names)
        if why:
            left_out.append(why)
        else:
            ours.append(number)
    if not ours and raw.rows:
        raise DataFormatError(raw.path, None, f"no score of a registered task ({left_out[0]})", "one at least")
    notes = (f"left out: {listed(left_out)}",) if left_out else ()
    outcomes = {at: raw.outcomes[number] for at, number in enumerate(ours) if number in raw.outcomes}
    return replace(raw, rows=tuple(raw.rows[number] for number in ours), notes=(*raw.notes, *notes), outcomes=outcomes)


def _why_not_ours(row: RawRow, names: Names) -> str:
    target, language, metric = (row.cells.get(column, "") for column in ("target", "language", "metric"))
    task = names.tasks.get(target)
    if task is None or task.role is not TaskRole.TARGET:
        said = str(unknown_name("task", f"{target:.60}", names.tasks))
        return f"{target:.60}: {said if 'did you mean' in said else 'no registered task'}"
    if metric and metric not in task.metrics:
        return f"{metric:.60} of {target}, which is scored by {', '.join(task.metrics)}"
    if language and language not in {one.language for one in names.languages}:
        return f"{target} in {language:.60}, no registered language"
    return ""


def _row(row: RawRow, names: Names, said: dict[str, None]) -> RawRow:
    cells = dict(row.cells)
    task = names.task(cells.get("target", ""))
    both = names.task_and_language(cells.get("target", "")) if task is None else None
    if both is not None and both[1] is not None and cells.get("language", both[1]) == both[1]:
        task, cells["language"] = both[0], both[1]
    changes = {"target": task, "language": names.language(cells.get("language", ""))}
    if task is not None and not cells.get("metric") and len(names.tasks[task].metrics) == 1:
        cells["metric"] = names.tasks[task].metrics[0]  # the only one that there is
        said[f"no metric of {task} as {cells['metric']}"] = None
    if task is not None:
        changes["metric"] = names.metric(cells.get("metric", ""), task)
        changes["split"] = names.split(cells.get("split", ""), task)
    for column, new in changes.items():
        old = row.cells.get(column, "")
        if new is not None and old and new != old:
            beside = f" {cells['language']}" if column == "target" and both is not None else ""
            said[f"{old} as {new}{beside}"] = None
            cells[column] = new
    return RawRow(row.path, row.line, cells, row.place)


def listed(items: Iterable[str], limit: int = 4) -> str:
    """The first few of some names: "a, b and 3 more"."""
    every = list(dict.fromkeys(items))
    shown = ", ".join(f"{item:.160}" for item in every[:limit])
    return f"{shown} and {len(every) - limit} more" if len(every) > limit else shown
