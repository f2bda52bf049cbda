"""A model card's head with model-index: an entry an encoder, a result a task, language, split and system."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from pathlib import Path

import yaml

from pipeline.domain.task import TaskType
from pipeline.exporters.exporter import Export, Exporter
from pipeline.importers.importer import PROVENANCE
from pipeline.store.atomic import write_atomically

# the hub's names of what our task types are
_HUB_TASKS = {
    TaskType.SEQUENCE_CLASSIFICATION.value: "text-classification",
    TaskType.TOKEN_CLASSIFICATION.value: "token-classification",
    TaskType.SPAN_EXTRACTION.value: "question-answering",
    TaskType.MULTIPLE_CHOICE.value: "multiple-choice",
    TaskType.SENTENCE_RETRIEVAL.value: "sentence-similarity",
}
_RESULT = ("target", "language", "split", "profile", "regime", "intermediate", "seed")
Row = Mapping[str, object]


def _write(export: Export, out: Path) -> None:
    types = dict(export.connection.execute("select task, task_type from tasks").fetchall())
    rows = sorted(export.scores.to_pylist(), key=lambda row: (str(row["encoder"]), *_result_key(row)))
    entries = [
        {
            "name": encoder,
            "results": [_result(list(group), types) for _, group in groupby(members, key=_result_key)],
        }
        for encoder, members in groupby(rows, key=lambda row: str(row["encoder"]))
    ]
    head = yaml.safe_dump({"model-index": entries}, allow_unicode=True, sort_keys=False, width=120)
    text = f"---\n{head}---\n"
    write_atomically(out, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _result_key(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in _RESULT)


def _result(rows: list[Row], types: Mapping[str, str]) -> dict[str, object]:
    first = rows[0]
    arguments = {
        name: first[name] for name in ("language", "regime", "intermediate", "seed", "n_examples", "n_available")
    }
    return {
        "task": {"type": _HUB_TASKS.get(types.get(str(first["target"]), ""), "other")},
        "dataset": {
            "type": str(first["target"]),
            "name": str(first["target"]),
            "config": str(first["language"]),
            "split": str(first["split"]),
            "args": {name: value for name, value in arguments.items() if value not in (None, "", 0) or name == "seed"},
        },
        "metrics": [
            {
                "type": str(row["metric"]),
                # with a mark of percent, since a reader takes a bare number up to 1 for a fraction
                "value": f"{row['value']!r}%",
                "args": {name: str(row[name]) for name in PROVENANCE if row[name] is not None},
            }
            for row in rows
        ],
    }


EXPORTER = Exporter(name="model-index", title="a model card with model-index", ending=".md", write=_write)
