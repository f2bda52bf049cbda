"""A submission folder of XTREME from the stored predictions of one system, which `score` and evaluate.py read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pipeline.domain.errors import MissingDataError, ProfileError
from pipeline.exporters.exporter import Export, Exporter
from pipeline.store.atomic import write_atomically

_SYSTEM = ("profile", "encoder", "regime", "seed")
_PREDICTIONS = (
    "select example_id, predicted from predictions where run_id = $run_id and task = $task and language = $language "
    "and split = 'test'"
)
Rows = Sequence[tuple[str, str]]  # example id, predicted


def _write(export: Export, out: Path) -> None:
    scores = [row for row in export.scores.to_pylist() if row["split"] == "test"]
    systems = sorted({tuple(str(row[name]) for name in _SYSTEM) for row in scores})
    if len(systems) != 1:
        listed = "; ".join(", ".join(system) for system in systems[:3]) or "none with test scores"
        raise ProfileError(
            f"a submission folder is of one system, and the selection holds {len(systems)} ({listed}): choose one by "
            "--profile, --encoder and --regime; of several seeds, select by the profile"
        )
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ProfileError(f"{out} is there already and not empty; name another folder with --out")
    types = dict(export.connection.execute("select task, task_type from tasks").fetchall())
    cells = sorted({(row["target"], row["language"], row["run_id"]) for row in scores})
    files = {}
    for task, language, run_id in cells:
        rows = export.connection.execute(
            _PREDICTIONS, {"run_id": run_id, "task": task, "language": language}
        ).fetchall()
        ending, text = _file(task, language, types[task], rows)
        files[f"{task}/test-{language}.{ending}"] = text
    for name, text in files.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, partial(_fill, text))


def _fill(text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")


def _file(task: str, language: str, task_type: str, rows: Rows) -> tuple[str, str]:
    """Ending and content of one file.

    Raises:
        MissingDataError: the system's predictions are not stored, or not as ids.
    """
    if task in ("mewslix", "lareqa"):
        raise MissingDataError(f"rankings of {task} are kept by place, not by id; leave it out with --task")
    if not rows or not any(predicted for _, predicted in rows):
        raise MissingDataError(
            f"no predictions of {task} in {language!r} are stored, only scores; export the scores as csv, or leave the "
            "task out with --task"
        )
    if task_type == "span_extraction":
        ids = {name for name, _ in rows}
        # an id that repeats another was numbered, and evaluate.py knows one answer an id
        answers = {name: text for name, text in rows if name.rpartition("#")[0] not in ids}
        return "json", json.dumps(answers, ensure_ascii=False, indent=1)
    if task == "bucc2018":
        lines = [f"{source}\t{target}" for source, found in rows for target in found.split()]
        return "tsv", "".join(f"{line}\n" for line in lines)
    if not all(name.isdecimal() for name, _ in rows):
        raise MissingDataError(f"examples of {task} in {language!r} have ids that give no order of lines; leave it out")
    ordered = [text for _, text in sorted(rows, key=lambda row: int(row[0]))]
    if task_type == "token_classification":
        return "tsv", "\n".join("".join(f"{tag}\n" for tag in text.split(" ")) for text in ordered)
    if task_type == "multiple_choice":
        return "jsonl", "".join(json.dumps({"label": int(text)}) + "\n" for text in ordered)
    return "tsv", "".join(f"{text}\n" for text in ordered)


EXPORTER = Exporter(
    name="xtreme-folder", title="a submission folder of XTREME, from stored predictions", ending="", write=_write
)
