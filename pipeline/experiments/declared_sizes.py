"""How many examples a dataset is said to have (data/reference/datasets.csv), for tasks whose files are not here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.domain.task import Split, Task
from pipeline.store.reference import Dataset, load_datasets

# rows of datasets.csv whose sizes add up to a task's; one with {language} stands for each language
_ROWS: dict[str, tuple[str, ...]] = {
    "anli_plus": ("ANLI R1", "ANLI R2", "ANLI R3", "MNLI", "SNLI"),
    "mnli": ("MNLI",),
    "qqp": ("QQP",),
    "squad_v1": ("SQuAD v1.1",),
    "squad_v2": ("SQuAD v2",),
    "hellaswag": ("HellaSwag",),
    "ccg": ("CCG (CCGbank supertagging)",),
    "cosmosqa": ("Cosmos QA",),
    "commonsenseqa": ("CommonsenseQA",),
    "xnli": ("XNLI",),
    "pawsx": ("PAWS-X",),
    "udpos": ("UD-POS",),
    "panx": ("PAN-X (WikiANN NER)",),
    "xquad": ("XQuAD",),
    "mlqa": ("MLQA ({language})",),
    "tydiqa": ("TyDiQA-GoldP",),
    "tatoeba": ("Tatoeba",),
    # BUCC: the source gives gold pairs, not the sentences to embed
}
_EVALUATED_ON = {"anli_plus": ("ANLI R1", "ANLI R2", "ANLI R3")}  # fewer than it is trained on
_MNLI_DEV = re.compile(r"^(\d+) matched / (\d+) mismatched$")
_RANGE = re.compile(r"^(?:\d+-)?(\d+)$")
# answers of a multiple-choice example, as the files' formats have them (pipeline/sources/formats)
_CHOICES = {"hellaswag": 4, "cosmosqa": 4, "commonsenseqa": 5}


@dataclass(frozen=True, slots=True)
class Declared:
    """A size as a source prints it."""

    n_examples: int  # the upper end of a range
    source: str


def declared_size(task: Task, split: Split, language: str) -> Declared | None:
    """Examples of one cell by what is published; None where no source that we have says.

    Where a source gives a range over languages, or English alone, its upper end stands for every language.
    """
    names = _ROWS.get(task.task, ())
    if split is not Split.TRAIN:
        names = _EVALUATED_ON.get(task.task, names)
    total, sources = 0, []
    for name in names:
        row = _datasets().get(name.format(language=language))
        text = None if row is None else getattr(row, f"{split.value}_examples")
        size = None if text is None else _size(text)
        if row is None or size is None:
            return None
        total += size
        sources.append(row.source)
    return Declared(total, "; ".join(dict.fromkeys(sources))) if names else None


def rows_per_example(task: Task) -> int:
    """Token sequences that one example becomes: as many as it has choices, else one."""
    return _CHOICES.get(task.task, 1)


@cache
def _datasets() -> dict[str, Dataset]:
    return {row.dataset: row for row in load_datasets()}


def _size(text: str) -> int | None:
    pair = _MNLI_DEV.match(text)
    if pair:
        return int(pair[1]) + int(pair[2])
    found = _RANGE.match(text)
    return int(found[1]) if found else None
