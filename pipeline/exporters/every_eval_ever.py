"""Records of Every Eval Ever (schema 0.3.0), one a line: a system is a record, a score one of its results."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC
from itertools import groupby
from pathlib import Path

from pipeline.exporters.exporter import Export, Exporter
from pipeline.importers.importer import PROVENANCE
from pipeline.store.atomic import write_atomically

SCHEMA_VERSION = "0.3.0"
_SYSTEM = ("encoder", "profile", "regime", "intermediate", "seed", "benchmark")
Row = Mapping[str, object]


def _write(export: Export, out: Path) -> None:
    ((built_at,),) = export.connection.execute("select built_at from builds").fetchall()
    stamp = str(int(built_at.replace(tzinfo=UTC).timestamp()))
    rows = sorted(export.scores.to_pylist(), key=_system)
    records = [_record(key, list(group), stamp) for key, group in groupby(rows, key=_system)]
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    write_atomically(out, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def _system(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in _SYSTEM)


def _record(key: tuple[str, ...], rows: list[Row], stamp: str) -> dict[str, object]:
    named = dict(zip(_SYSTEM, key, strict=True))
    return {
        "schema_version": SCHEMA_VERSION,
        "evaluation_id": "/".join([named["benchmark"], named["encoder"], named["profile"], *key[2:5], stamp]),
        "retrieved_timestamp": stamp,
        "source_metadata": {
            "source_name": f"Crosscheck, profile {named['profile']}",
            "source_type": "evaluation_run",
            "source_organization_name": "Crosscheck",
            "evaluator_relationship": "other",
        },
        "eval_library": {"name": "crosscheck", "version": "0.1.0"},
        "model_info": {
            "name": named["encoder"],
            "id": named["encoder"],
            "additional_details": {
                "deployment_type": "unknown",
                "model_availability": "unknown",
                **{name: named[name] for name in ("regime", "intermediate", "seed")},
            },
        },
        "evaluation_results": [_result(row) for row in rows],
    }


def _result(row: Row) -> dict[str, object]:
    place = f"{row['target']}/{row['language']}/{row['split']}/{row['metric']}"
    n_examples = {"num_samples": row["n_examples"]} if row["n_examples"] else {}
    n_available = {"samples_number": row["n_available"]} if row["n_available"] else {}
    return {
        "evaluation_result_id": f"{row['run_id']}/{place}",
        "evaluation_name": str(row["target"]),
        "source_data": {
            "dataset_name": str(row["target"]),
            "source_type": "hf_dataset",
            "hf_split": str(row["split"]),
            **n_available,
            "additional_details": {"language": str(row["language"]), "split": str(row["split"])},
        },
        "metric_config": {
            "metric_id": str(row["metric"]),
            "metric_unit": "percent",
            "lower_is_better": False,
            "score_type": "continuous",
            "min_score": 0,
            "max_score": 100,
        },
        "score_details": {
            "score": row["value"],
            "details": {name: str(row[name]) for name in PROVENANCE if row[name] is not None},
            **({"uncertainty": n_examples} if n_examples else {}),
        },
    }


EXPORTER = Exporter(
    name="every-eval-ever", title="records of Every Eval Ever, JSON lines", ending=".jsonl", write=_write
)
