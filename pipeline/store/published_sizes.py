"""How many examples a test or dev set has, where somebody's figures do not say: published sizes that hold exactly."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from pipeline.domain.task import Split
from pipeline.store.reference import Dataset, load_datasets

# rows of datasets.csv that give one size, the same in every language or one row a language; where sources contradict
# each other (PAWS-X) or give a range or a maximum (UD-POS, PAN-X, TyDiQA, Tatoeba, BUCC), the size is not known
_ROWS = {"xnli": "XNLI", "xquad": "XQuAD", "mlqa": "MLQA ({language})"}


def exact_size(datasets: Sequence[Dataset], task: str, split: str, language: str) -> int | None:
    """Examples of one cell; None where no row says."""
    wanted = _ROWS.get(task, "").format(language=language)
    for row in datasets:
        if row.dataset == wanted:
            text = {Split.DEV.value: row.dev_examples, Split.TEST.value: row.test_examples}.get(split) or ""
            return int(text) if text.isdecimal() else None
    return None


@cache
def published_size(task: str, split: Split, language: str) -> int | None:
    """The size that data/reference/datasets.csv gives exactly; None where it gives none."""
    return exact_size(load_datasets(), task, split.value, language)
