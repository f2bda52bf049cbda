"""What is written in a format and read again is what it was."""

import json
import math
from contextlib import closing

import pandas as pd
import pytest

from pipeline.build import build_judged
from pipeline.domain.errors import MissingDataError, ProfileError
from pipeline.exporters.discovery import load_exporters
from pipeline.exporters.exporter import Export, Selection, select_scores
from pipeline.importers.importer import COLUMNS
from pipeline.importers.scores import read_frame_import, read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.store.publish import open_build
from pipeline.submissions.folder import score_folder
from pipeline.submissions.imported import as_import
from pipeline.tasks.discovery import load_tasks
from tests.small_home import NOW

LANGUAGES = [language.language for language in load_languages()]
SCORES = """\
enc-a,none,,xnli,de,accuracy,test,0,48.59437751004016,2490,2490
enc-a,none,,xnli,fr,accuracy,test,0,40,100,2490
enc-a,none,,xnli,de,accuracy,test,1,50,2490,2490
enc-a,squad_v1,squad_v1,xnli,de,accuracy,test,0,0.4016064257028112,2490,2490
enc-a,multi_task,squad_v1+mnli,udpos,ko,f1,dev,0,0.5,950,950
enc-a,multi_task,squad_v1+mnli,udpos,ko,accuracy,dev,0,1,950,950
org/m:0.5b@rev,none,,xquad,en,f1,test,0,77.125,1190,1190
org/m:0.5b@rev,none,,xquad,en,em,test,0,50,1190,1190
"""
HEADER = ",".join((*COLUMNS, "n_available"))


def _cells(ready):
    return {
        (row.key, row.intermediate, row.metric, row.value, row.n_examples, row.n_available) for row in ready.scores.rows
    }


def _published(folder, ready):
    home = Home(folder / "home")
    write_import(home, ready, now=NOW)
    (folder / "claims").mkdir(exist_ok=True)
    path = build_judged(
        home, now=NOW, git_commit=None, tasks=list(load_tasks().values()), claims_folder=folder / "claims"
    )
    return open_build(path)


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    folder = tmp_path_factory.mktemp("first")
    (folder / "own.csv").write_text(f"{HEADER}\n{SCORES}", encoding="utf-8")
    ready = read_import(folder / "own.csv", load_tasks(), LANGUAGES, benchmark="XTREME", allowed=["fractions"])
    with closing(_published(folder, ready)) as connection:
        yield ready, Export(select_scores(connection, Selection(profiles=["import:own"])), connection)


@pytest.mark.parametrize("name", ["csv", "parquet", "every-eval-ever", "model-index"])
def test_scores_written_and_read_again_are_equal(first, tmp_path, name):
    ready, export = first
    exporter = load_exporters()[name]
    path = tmp_path / f"again{exporter.ending}"
    exporter.write(export, path)
    again = read_import(path, load_tasks(), LANGUAGES, benchmark="XTREME", allowed=["fractions"])
    assert _cells(again) == _cells(ready)
    assert again.benchmark == ("claimed: XTREME" if name == "model-index" else "XTREME")


def test_a_frame_of_the_published_scores_is_read_as_they_are(first):
    ready, export = first
    frame = export.scores.select([*COLUMNS, "n_available"]).to_pandas()
    again = read_frame_import(frame, load_tasks(), name="frame", benchmark="XTREME", allowed=["fractions"])
    assert _cells(again) == _cells(ready)


def test_a_frame_as_people_have_it_is_read():
    frame = pd.DataFrame(
        {"encoder": ["m"], "target": ["XNLI"], "language": ["deu-Latn"], "metric": ["acc"], "split": ["test"],
         "value": [100 * 4 / 30], "n_examples": [30]}
    )  # fmt: skip
    (row,) = read_frame_import(frame, load_tasks(), name="frame").scores.rows
    assert (row.key.target, row.key.language, row.metric) == ("xnli", "de", "accuracy")
    assert math.isclose(row.value, 400 / 30)


def test_records_of_every_eval_ever_have_what_its_schema_requires(first, tmp_path):
    _, export = first
    load_exporters()["every-eval-ever"].write(export, tmp_path / "records.jsonl")
    records = [json.loads(line) for line in (tmp_path / "records.jsonl").read_text().splitlines()]
    assert len(records) == 5  # systems: two seeds of one, squad_v1, multi_task, the other encoder
    for record in records:
        # required by every_eval_ever/schemas/eval.schema.json at 9bce413
        required = {"schema_version", "evaluation_id", "retrieved_timestamp", "source_metadata", "model_info",
                    "eval_library", "evaluation_results"}  # fmt: skip
        assert required <= set(record)
        assert {"deployment_type", "model_availability"} <= set(record["model_info"]["additional_details"])
        assert all(isinstance(value, str) for value in record["model_info"]["additional_details"].values())
        for result in record["evaluation_results"]:
            assert {"evaluation_name", "source_data", "metric_config", "score_details"} <= set(result)
            assert all(isinstance(value, str) for value in result["score_details"]["details"].values())


def _write(folder, files):
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


SUBMISSION = {
    "xnli/test-de.tsv": "neutral\nentailment\ncontradiction\n" * 4,
    "udpos/test-de.tsv": "NOUN\nVERB\n\nADJ\n\nSYM\nX\n",
    "tatoeba/test-de.tsv": "0\n2\n2\n",
    "xquad/test-de.json": json.dumps({"q2": "Zürich", "q1": "\u2028 a, b"}),
}
GOLD = {
    **SUBMISSION,
    "tatoeba/test-de.tsv": "0\n1\n2\n",
    "xquad/test-de.json": json.dumps(
        {"data": [{"paragraphs": [{"qas": [{"id": f"q{n}", "answers": [{"text": "Zürich"}]} for n in (1, 2)]}]}]}
    ),
}


def test_a_submission_folder_written_again_is_the_one_that_was_read(tmp_path):
    _write(tmp_path / "found", SUBMISSION)
    _write(tmp_path / "gold", GOLD)
    tasks = {name: task for name, task in load_tasks().items() if name in ("xnli", "udpos", "tatoeba", "xquad")}
    scored = score_folder(tmp_path / "found", tmp_path / "gold", list(tasks.values()), is_partial=True, are_kept=True)
    ready = as_import(
        tmp_path / "found", scored, load_tasks(), LANGUAGES, name="mine", benchmark="XTREME", given={"encoder": "m"}
    )
    exporter = load_exporters()["xtreme-folder"]
    with closing(_published(tmp_path, ready)) as connection:
        export = Export(select_scores(connection, Selection(profiles=["import:mine"])), connection)
        exporter.write(export, tmp_path / "out")
        for name, text in SUBMISSION.items():
            written = (tmp_path / "out" / name).read_text(encoding="utf-8")
            if name.endswith("json"):
                assert json.loads(written) == json.loads(text)
            else:
                assert written == text
        with pytest.raises(ProfileError, match="is there already and not empty"):
            exporter.write(export, tmp_path / "out")


def test_a_submission_folder_needs_one_system_and_its_predictions(first, tmp_path):
    _, export = first
    exporter = load_exporters()["xtreme-folder"]
    with pytest.raises(ProfileError, match="is of one system, and the selection holds 4"):
        exporter.write(export, tmp_path / "out")
    lone = Export(select_scores(export.connection, Selection(encoders=["org/m:0.5b@rev"])), export.connection)
    with pytest.raises(MissingDataError, match="no predictions of xquad in 'en' are stored"):
        exporter.write(lone, tmp_path / "out")
    assert not (tmp_path / "out").exists()
