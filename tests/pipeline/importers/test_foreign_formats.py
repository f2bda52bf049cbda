"""Files of other harnesses, with the traps that each holds."""

import json

import pytest

from pipeline.domain.errors import CrosscheckError, DataFormatError
from pipeline.importers.discovery import load_importers
from pipeline.importers.importer import pick_importer
from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import load_tasks
from tests.pipeline.damage import damaged
from tests.pipeline.importers import foreign_files as files
from tests.small_home import NOW

LANGUAGES = [language.language for language in load_languages()]


def _read(folder, name, content, *, given=None, **options):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return read_import(path, load_tasks(), LANGUAGES, benchmark="XTREME", given=given or {}, name="mine", **options)


def _values(ready):
    return {
        (row.key.target, row.key.language, row.metric, row.key.split.value, row.key.seed): row.value
        for row in ready.scores.rows
    }


@pytest.mark.parametrize(
    ("name", "format_name"),
    [("Tatoeba.json", "mteb"), ("results_2026-01-01.json", "lm-eval"), ("euroeval.jsonl", "euroeval"),
     ("eee.json", "every-eval-ever"), ("card.md", "model-index"), ("results.yaml", "model-index")],
)  # fmt: skip
def test_a_file_is_recognised_by_one_format(tmp_path, name, format_name):
    (tmp_path / name).write_text(files.FILES[name], encoding="utf-8")
    assert pick_importer(tmp_path / name, load_importers()).name == format_name


def test_mteb_reads_accuracy_by_its_name_and_leaves_out_what_is_no_number(tmp_path):
    ready = _read(tmp_path, "Tatoeba.json", files.MTEB, given={"encoder": "m:0.5b"})
    assert _values(ready) == {
        ("tatoeba", "de", "accuracy", "test", 0): 91.3,
        ("tatoeba", "sw", "accuracy", "test", 0): 25.0,
    }
    said = "\n".join(ready.notes())
    assert "deu-Latn as de" in said
    assert "accuracy of test fra-eng (no number)" in said
    assert "f1 of tatoeba, which is scored by accuracy" in said
    assert "tatoeba in csb-Latn, no registered language" in said
    assert "2 scores do not state of how many examples" in said


def test_mteb_names_the_encoder_by_its_folders_or_its_meta_file(tmp_path):
    revision = "0123456789abcdef0123456789abcdef01234567"
    ready = _read(tmp_path, f"org__model/{revision}/BUCC.json", files.BUCC)
    assert {row.key.encoder for row in ready.scores.rows} == {f"org/model@{revision}"}
    assert _values(ready) == {("bucc2018", "de", "f1", "test", 0): 98.5}
    (tmp_path / "x").mkdir()
    (tmp_path / "x/model_meta.json").write_text('{"name": "org/m", "revision": "r1"}')
    assert {row.key.encoder for row in _read(tmp_path, "x/BUCC.json", files.BUCC).scores.rows} == {"org/m@r1"}


def test_mteb_repetitions_are_seeds_and_published_sizes_fill_in(tmp_path):
    ready = _read(tmp_path, "XNLI.json", files.REPEATED, given={"encoder": "m"})
    assert _values(ready) == {("xnli", "de", "accuracy", "test", 0): 50.0, ("xnli", "de", "accuracy", "test", 1): 60.0}
    assert {row.n_examples for row in ready.scores.rows} == {5010}  # XNLI's test set, datasets.csv


def test_lm_eval_reads_languages_leaves_groups_out_and_marks_partial_runs(tmp_path):
    ready = _read(tmp_path, "results_2026-01-01.json", files.LM_EVAL)
    # the hub's "validation" is XNLI's dev set, and XQuAD's test set
    assert _values(ready) == {
        ("xnli", "de", "accuracy", "dev", 0): 50.0,
        ("xnli", "fr", "accuracy", "dev", 0): 40.0,
        ("xquad", "ar", "em", "test", 0): 25.0,
        ("xquad", "ar", "f1", "test", 0): 50.0,
    }
    counts = {row.key.language: (row.n_examples, row.n_available) for row in ready.scores.rows}
    assert counts == {"de": (2490, 2490), "fr": (100, 2490), "ar": (4, 1190)}
    assert {row.key.encoder for row in ready.scores.rows} == {"org/m@abc123"}
    said = "\n".join(ready.notes())
    assert "xnli (a group: an average over tasks)" in said
    assert "xnli_fr (100 of 2490)" in said
    assert "arc_easy: no registered task" in said
    assert "3 scores are of part of their data set, and never confirm a claim" in said


def test_lm_eval_groups_of_older_files_and_limits_without_numbers_are_left_out(tmp_path):
    old = {key: value for key, value in files.LM_EVAL.items() if key not in ("groups", "group_subtasks")}
    assert ("xnli", "de", "accuracy", "dev", 0) in _values(_read(tmp_path, "results_a.json", old))
    old["config"] = {**old["config"], "limit": 0.1}
    del old["n-samples"]
    with pytest.raises(DataFormatError, match=r"limited to 0\.1, and the numbers of samples are not stated"):
        _read(tmp_path, "results_a.json", old)


def _samples(folder, rows):
    path = folder / "samples_xquad_ar_2026-01-01.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")


def test_lm_eval_samples_beside_the_results_are_outcomes(tmp_path):
    _samples(tmp_path, files.SAMPLES)
    ready = _read(tmp_path, "results_2026-01-01.json", files.LM_EVAL)
    assert [row.outcome for rows in ready.outcomes.predictions.values() for row in rows] == [1.0, 0.5, 0.5, 0.0]
    _samples(tmp_path, files.SAMPLES + files.SAMPLES[:1])
    with pytest.raises(DataFormatError, match="line 5: found sample 0 a second time"):
        _read(tmp_path, "results_2026-01-01.json", files.LM_EVAL)
    _samples(tmp_path, files.SAMPLES[:3])
    with pytest.raises(DataFormatError, match="3 outcomes of"):
        _read(tmp_path, "results_2026-01-01.json", files.LM_EVAL)


def test_euroeval_repetitions_are_seeds_of_a_sample_whose_size_is_not_stated(tmp_path):
    ready = _read(tmp_path, "euroeval.jsonl", files.FILES["euroeval.jsonl"])
    assert _values(ready) == {
        ("xquad", "de", "em", "test", 0): 40.0, ("xquad", "de", "f1", "test", 0): 60.0,
        ("xquad", "de", "em", "test", 1): 50.0, ("xquad", "de", "f1", "test", 1): 70.0,
    }  # fmt: skip
    assert {row.key.encoder for row in ready.scores.rows} == {"org/m (val)"}
    said = "\n".join(ready.notes())
    assert "left out: mcc of scala-de" in said
    assert "numbers of examples are not stated" in said
    assert {row.n_examples for row in ready.scores.rows} == {0}  # not XQuAD's 1,190


def test_records_of_every_eval_ever_are_scaled_by_their_bounds(tmp_path):
    ready = _read(tmp_path, "eee.json", files.EEE)
    # -1 to 1: zero is half way
    assert _values(ready) == {
        ("xnli", "de", "accuracy", "test", 0): 50.0,
        ("xnli", "fr", "accuracy", "test", 0): 45.0,
        ("xnli", "es", "accuracy", "test", 0): 50.0,
    }
    impls = {row.key.language: row.stated["metric_impl"] for row in ready.scores.rows}
    assert impls["de"] == "lm_eval 0.4.9; interval 48 to 52 as stated"  # offsets, since they do not hold 0.5
    assert impls["es"] == "lm_eval 0.4.9; interval 25 to 75 as stated"  # bounds, since they hold 0
    assert {row.key.language: row.n_examples for row in ready.scores.rows} == {"de": 5010, "fr": 100, "es": 5010}
    said = "\n".join(ready.notes())
    assert "taken as offsets from it" in said
    assert "mmlu" in said
    assert "xnli_th (lower is better, or levels)" in said


def test_records_of_every_eval_ever_without_bounds_are_refused(tmp_path):
    result = files.eee_result("xnli_de", 0.5)
    del result["metric_config"]["max_score"]
    with pytest.raises(DataFormatError, match="two numbers, which say whether scores are fractions or percent"):
        _read(tmp_path, "eee.json", files.eee([result]))
    with pytest.raises(DataFormatError, match=r"found score 50 of evaluation_results\.0; expected one from 0 to 1"):
        _read(tmp_path, "eee.json", files.eee([files.eee_result("xnli_de", 50)]))


def test_what_a_source_documents_is_a_claim(tmp_path):
    source = {"source_type": "documentation", "source_organization_name": "o", "evaluator_relationship": "first_party"}
    ready = _read(tmp_path, "eee.json", {**files.EEE, "source_metadata": source})
    assert ready.benchmark == "claimed: XTREME"
    assert "these scores are what somebody says, no runs" in "\n".join(ready.notes())


def test_euroeval_records_of_every_eval_ever_name_the_metric_and_count_repetitions(tmp_path):
    lines = "".join(json.dumps(files.EUROEVAL_EEE) + "\n" for _ in range(1))
    ready = _read(tmp_path, "euroeval_benchmark_results.jsonl", lines)
    assert _values(ready) == {("xquad", "de", "f1", "test", 0): 65.0}
    assert [row.n_examples for row in ready.scores.rows] == [0]  # 10 are repetitions, and the sample is EuroEval's own


def test_model_cards_are_claims_and_each_entry_has_its_scale(tmp_path):
    ready = _read(tmp_path, "card.md", files.CARD)
    assert _values(ready) == {
        ("panx", "de", "f1", "test", 0): 86.38,
        ("xnli", "zh", "accuracy", "dev", 0): 71.3,
        ("xnli", "de", "accuracy", "test", 0): 20.0,
    }
    assert ready.benchmark == "claimed: XTREME"
    said = "\n".join(ready.notes())
    assert "taken as a fraction: 86.38 percent" in said
    assert "zh-CN as zh" in said
    assert "loss of xnli" in said


def test_results_that_the_hub_has_verified_are_no_mere_claims(tmp_path):
    given = {"encoder": "org/m", "split": "test", "metric": "accuracy"}
    ready = _read(tmp_path, "results.yaml", files.EVAL_RESULTS, given=given)
    assert _values(ready) == {("xnli", "de", "accuracy", "test", 0): 71.5}
    assert ready.benchmark == "XTREME"


@pytest.mark.parametrize("name", files.FILES)
def test_taking_a_file_in_twice_changes_nothing(tmp_path, name):
    given = {"results.yaml": {"encoder": "m", "split": "test", "metric": "accuracy"}, "Tatoeba.json": {"encoder": "m"}}
    home = Home(tmp_path / "home")
    first = write_import(home, _read(tmp_path, name, files.FILES[name], given=given.get(name)), now=NOW)
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    again = _read(tmp_path, name, files.FILES[name], given=given.get(name))
    assert write_import(home, again, now=NOW.replace(year=2027)) == first
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", [*files.FILES, "scores.parquet"])
def test_damaged_files_are_read_or_refused_with_one_message(tmp_path, name):
    path = tmp_path / name
    if name == "scores.parquet":
        import pandas as pd

        cells = {"encoder": "m", "regime": "none", "intermediate": "", "target": "xnli", "language": "de",
                 "metric": "accuracy", "split": "test", "seed": 0, "value": 50.0, "n_examples": 10}  # fmt: skip
        pd.DataFrame([cells]).to_parquet(path)
        whole = path.read_bytes()
    else:
        whole = files.FILES[name].encode()
    formats = {"Tatoeba.json": "mteb", "results_2026-01-01.json": "lm-eval", "euroeval.jsonl": "euroeval",
               "eee.json": "every-eval-ever", "scores.parquet": "parquet"}  # fmt: skip
    messages = []
    for number in range(2000):
        path.write_bytes(damaged(whole, number))
        try:
            ready = read_import(
                path, load_tasks(), LANGUAGES, name="mine", format_name=formats.get(name, "model-index")
            )
            assert all(0 <= row.value <= 100 for row in ready.scores.rows)
        except CrosscheckError as error:
            messages.append(str(error))
    assert len(messages) > 500
    for message in messages:
        assert name in message
        assert "\n" not in message
        assert len(message) < 900
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [name]
