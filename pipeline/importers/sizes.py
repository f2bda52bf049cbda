"""How many examples a test or dev set has, where a file of scores does not say: published sizes that hold exactly."""

from __future__ import annotations

from functools import cache

from pipeline.domain.task import Split
from pipeline.store.reference import load_datasets

# rows of datasets.csv that give one size, the same in every language or one row a language; where sources contradict
# each other (PAWS-X) or give a range or a maximum (UD-POS, PAN-X, TyDiQA, Tatoeba, BUCC), the size is not known
_ROWS = {"xnli": "XNLI", "xquad": "XQuAD", "mlqa": "MLQA ({language})"}


def published_size(task: str, split: Split, language: str) -> int | None:
    """Examples of one cell; None where no source says."""
    row = _sizes().get(_ROWS.get(task, "").format(language=language))
    text = "" if row is None else row.get(split.value, "")
    return int(text) if text.isdecimal() else None


@cache
def _sizes() -> dict[str, dict[str, str]]:
    return {
        row.dataset: {Split.DEV.value: row.dev_examples or "", Split.TEST.value: row.test_examples or ""}
        for row in load_datasets()
    }
