"""What cannot be within a source or an import: confusion matrices, official averages, shares, EM above F1; by hand."""

from fractions import Fraction
from itertools import pairwise

import duckdb
import pytest

from pipeline.audits.published.audit import find_discrepancies
from pipeline.audits.published.confusion import is_possible, nearest_f1
from pipeline.audits.published.stored import fill_discrepancies
from pipeline.store.benchmark_scores import BenchmarkImport, BenchmarkScore, score_rows
from pipeline.store.benchmarks import benchmark_rows, load_benchmarks
from pipeline.store.build import task_row
from pipeline.store.entered import EnteredTable, entered_rows
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets
from pipeline.store.tables import create_tables, insert_rows
from pipeline.tasks.discovery import load_tasks

from .invented import numbered, score

TASKS = load_tasks()
BENCHMARKS = load_benchmarks(registered=TASKS)
DEV = {"split": "dev", "language": "en", "setting": ""}


def around(value, half="0.05"):
    return Fraction(value) - Fraction(half), Fraction(value) + Fraction(half)


@pytest.mark.parametrize(
    ("n", "accuracy", "f1", "expected"),
    [
        (4, "75", "80", True),  # one error, two true positives: 4 / 5
        (4, "75", "66.67", True),  # one error, one true positive: 2 / 3
        (4, "75", "0", True),  # one error, none
        (4, "75", "75", False),  # between 66.67 and 80
        (4, "75", "90", False),  # three true positives give 6 / 7, 85.71, the most that there is
        (4, "100", "100", True),
        (4, "100", "50", False),
        (4, "0", "0", True),
        (4, "0", "10", False),  # nothing is right, so no true positive
        (4, "60", "50", False),  # no number of errors of four gives 60 percent
        (408, "86.8", "90.5", True),  # 54 errors; 257 true positives: 514 / 568 = 90.49
        (408, "86.8", "93.9", False),  # 354 right answers, all positive, give 708 / 762 = 92.91
    ],
)
def test_an_accuracy_and_an_f1_that_some_confusion_matrix_has_or_none(n, accuracy, f1, expected):
    assert is_possible(n, around(accuracy, "0.01") if n == 4 else around(accuracy), around(f1)) is expected


def test_every_confusion_matrix_of_a_few_examples_is_possible_and_its_neighbours_are_told():
    for n in range(1, 13):
        seen = {}
        for right in range(n + 1):
            for true_positives in range(right + 1):
                wrong = n - right
                both = 2 * true_positives + wrong
                f1 = Fraction(200 * true_positives, both) if both else Fraction(100)
                seen.setdefault(right, set()).add(f1)
        for right, values in seen.items():
            accuracy = around(Fraction(100 * right, n), "0.000001")
            assert all(is_possible(n, accuracy, (value, value)) for value in values)
            between = sorted(values)
            for low, high in pairwise(between):
                middle = (low + high) / 2
                assert not is_possible(n, accuracy, (middle, middle)), (n, right, middle)


def test_the_nearest_f1_is_named():
    assert nearest_f1(4, around("75"), 75.0) == pytest.approx(80.0)
    assert nearest_f1(4, around("60"), 75.0) is None


def found(kind, *parts, imported=()):
    every = find_discrepancies(numbered(parts), load_datasets(), load_languages(), BENCHMARKS, imported)
    return [one for one in every if one.kind == kind]


def mrpc(accuracy, f1):
    return [
        score(value, task="glue_mrpc", metric=metric, **DEV) for metric, value in (("accuracy", accuracy), ("f1", f1))
    ]


def test_a_printed_accuracy_and_f1_that_exclude_each_other_are_found():
    assert not found("confusion_matrix", *mrpc("86.8", "90.5"))
    (one,) = found("confusion_matrix", *mrpc("86.8", "93.9"))
    assert "prints accuracy 86.8 and F1 93.9 for alpha-base, glue_mrpc, dev" in one.sentence
    assert "no confusion matrix of 408 examples has both" in one.sentence
    assert [cell.value_text for cell in one.cells] == ["86.8", "93.9"]
    (one,) = found("confusion_matrix", *mrpc("86.70", "90.5"))  # 353 of 408 are 86.52, 354 are 86.76
    assert "no number of errors among 408 examples gives that accuracy" in one.sentence


def test_a_printed_share_of_a_described_task_is_held_against_its_size():
    assert not found("share", score("70.40", task="glue_rte", **DEV))  # 195 of 277 are 70.397
    (one,) = found("share", score("70.20", task="glue_rte", **DEV))
    assert "no whole number of right answers of 277" in one.sentence


GLUE = {
    ("glue_cola", "mcc"): 60, ("glue_sst2", "accuracy"): 94, ("glue_mrpc", "accuracy"): 86, ("glue_mrpc", "f1"): 90,
    ("glue_stsb", "pearson"): 87, ("glue_stsb", "spearman"): 85, ("glue_qqp", "accuracy"): 89, ("glue_qqp", "f1"): 71,
    ("glue_mnli", "accuracy_matched"): 86, ("glue_mnli", "accuracy_mismatched"): 86, ("glue_qnli", "accuracy"): 92,
    ("glue_rte", "accuracy"): 70, ("glue_wnli", "accuracy"): 65,
}  # fmt: skip
TEST = {"split": "test", "language": "en"}


def glue(average):
    rows = [score(f"{value}.0", task=task, metric=metric, **TEST) for (task, metric), value in GLUE.items()]
    return [*rows, score(average, task="glue", metric="average", split="test")]


def test_an_official_average_that_its_tasks_give_is_no_finding():
    # 60, 94, (86+90)/2 = 88, (87+85)/2 = 86, (89+71)/2 = 80, 86, 92, 70, 65: 721 / 9 = 80.11
    assert not found("average_of_tasks", *glue("80.1"))


def test_an_official_average_that_does_not_follow_is_found_with_what_would_give_it():
    (one,) = found("average_of_tasks", *glue("82.0"))  # without WNLI: 656 / 8
    assert "prints 82.0 as the GLUE average of alpha-base; the scores of its 9 tasks give 80.11" in one.sentence
    assert "without WNLI they do" in one.sentence
    (one,) = found("average_of_tasks", *glue("85.0"))
    assert "without" not in one.sentence


def test_an_official_average_of_a_source_that_lacks_a_task_is_left_alone():
    assert not found("average_of_tasks", *glue("85.0")[1:])


def test_an_average_over_pairs_that_does_not_follow_is_found():
    ter = {"task": "wmt16_news_translation", "metric": "ter", "split": "test"}
    rows = [score(value, language=pair, **ter) for pair, value in (("cs-en", "50.0"), ("de-en", "60.0"),
            ("fi-en", "70.0"), ("ro-en", "120.0"))]  # fmt: skip
    assert not found("average_of_languages", *rows, score("75.0", language="avg", **ter))
    (one,) = found("average_of_languages", *rows, score("70.0", language="avg", **ter))
    assert "its 4 languages give 75.00" in one.sentence


@pytest.fixture
def connection():
    with duckdb.connect() as opened:
        create_tables(opened)
        insert_rows(opened, "benchmark_metrics", benchmark_rows(BENCHMARKS))
        insert_rows(opened, "tasks", [task_row(task) for task in TASKS.values()])
        yield opened


def imports(connection, tmp_path):
    """Findings on imports in the built file, by kind; nothing is published beside them."""
    head = "source_id,source_title,source_url,table_or_section,setting,encoder,params_millions,task,language,flag,"
    (tmp_path / "reported_scores.csv").write_text(f"{head}system,metric,split,value\n", encoding="utf-8")
    (tmp_path / "datasets.csv").write_text(
        "dataset,role,train_examples,dev_examples,test_examples,num_languages,languages,metric,source\n", "utf-8"
    )
    fill_discrepancies(connection, tmp_path)
    return dict(connection.execute("select kind, sentence from discrepancies").fetchall())


def described(*cells):
    scores = tuple(
        BenchmarkScore(
            benchmark="GLUE", encoder="m", seed=0, task=task, language=language, split="dev", metric=metric,
            value=float(value), value_text=value, n_examples=n, n_seeds=1, n_available=n,
        )
        for task, language, metric, value, n in cells
    )  # fmt: skip
    return score_rows([BenchmarkImport(name="own", file="own.csv", sha256="0" * 64, scores=scores)])


def test_imported_scores_that_exclude_each_other_are_found(connection, tmp_path):
    rows = described(("glue_mrpc", "en", "accuracy", "86.8", 408), ("glue_mrpc", "en", "f1", "93.9", 408))
    insert_rows(connection, "benchmark_scores", rows)
    ((kind, sentence),) = imports(connection, tmp_path).items()
    assert kind == "confusion_matrix"
    assert "import:own prints accuracy 86.8 and F1 93.9 for m, seed 0, glue_mrpc, dev" in sentence
    assert connection.execute("select count(*) from discrepancy_figures where reported_id is not null").fetchall() == [
        (0,)
    ]


def test_imported_scores_that_fit_are_no_finding(connection, tmp_path):
    rows = described(("glue_mrpc", "en", "accuracy", "86.8", 408), ("glue_mrpc", "en", "f1", "90.5", 408))
    insert_rows(connection, "benchmark_scores", rows)
    assert imports(connection, tmp_path) == {}


def test_an_imported_official_average_that_does_not_follow_is_found(connection, tmp_path):
    cells = [(task, "en", metric, f"{value}.0", 0) for (task, metric), value in GLUE.items()]
    insert_rows(connection, "benchmark_scores", described(*cells, ("glue", "avg", "average", "80.1", 0)))
    assert imports(connection, tmp_path) == {}
    connection.execute("update benchmark_scores set value = 85, value_text = '85.0' where task = 'glue'")
    assert list(imports(connection, tmp_path)) == ["average_of_tasks"]


def test_an_imported_share_and_an_exact_match_above_f1_are_found(connection, tmp_path):
    run = {
        "profile": "import:own", "phase": "target", "encoder": "m", "encoder_digest": "d", "n_parameters": 0,
        "regime": "none", "intermediate_tasks": [], "seed": 0, "status": "finished",
        "config": '{"imported": {"file": "own.csv"}}', "versions": "{}", "code_digest": "c", "source": "XTREME",
        "source_digest": "s", "started_at": "2026-01-01", "machine": "{}", "manifest_sha256": "m",
    }  # fmt: skip
    for run_id, target in (("a", "xquad"), ("b", "xnli")):
        columns = {**run, "run_id": run_id, "target_task": target}
        names = ", ".join(columns)
        marks = ", ".join("?" for _ in columns)
        connection.execute(f"insert into runs ({names}) values ({marks})", list(columns.values()))
    scores = [("a", "xquad", "em", 50.0), ("a", "xquad", "f1", 40.0), ("b", "xnli", "accuracy", 33.3)]
    for run_id, task, metric, value in scores:
        connection.execute(
            "insert into scores values (?, ?, 'de', 'test', ?, ?, 40, 40, null, 'x', null)",
            [run_id, task, metric, value],
        )
    said = imports(connection, tmp_path)
    assert set(said) == {"metric_order", "share"}
    assert "import:own prints more EM than F1 for m, seed 0, xquad, de (50 and 40)" in said["metric_order"]
    assert "no whole number of right answers of 40 gives that (the nearest is 32.5000" in said["share"]
    connection.execute("delete from discrepancies")
    connection.execute("delete from discrepancy_figures")
    connection.execute("update scores set value = 32.5 where task = 'xnli'")  # 13 of 40
    connection.execute("update scores set value = 55.0 where metric = 'f1'")
    assert imports(connection, tmp_path) == {}


def entered(*figures):
    about = {"name": "own", "title": "T", "url": "https://example.org", "table": "Table 1", "entered_by": "me"}
    about |= {"entered_at": "2026-01-01T00:00:00Z", "file_name": "t.csv", "file_sha256": "0" * 64}
    names = ("task", "language", "metric", "value_text")
    shared = {"system": "S", "encoder": "s", "split": "test", "setting": ""}
    cells = [shared | dict(zip(names, figure, strict=True)) for figure in figures]
    return entered_rows([EnteredTable.model_validate(about | {"figures": cells})])


def test_a_table_entered_by_hand_is_held_against_itself(connection, tmp_path):
    languages = (("en", "80.0"), ("de", "70.0"), ("fr", "72.0"), ("es", "74.0"), ("avg", "76.0"))  # the mean is 74.0
    figures = [("xquad", language, "f1", value) for language, value in languages]
    insert_rows(connection, "entered_scores", entered(*figures, ("xquad", "de", "em", "71.0")))
    said = imports(connection, tmp_path)
    assert set(said) == {"average_of_languages", "metric_order"}
    assert (
        "entered:own prints 76.0 as the xquad average (f1) of S; its 4 languages give 74.00"
        in (said["average_of_languages"])
    )
    assert connection.execute("select count(reported_id) from discrepancy_figures").fetchall() == [(0,)]


def test_a_table_entered_by_hand_that_fits_is_no_finding(connection, tmp_path):
    figures = [("xquad", language, "f1", "70.0") for language in ("en", "de", "fr", "es", "avg")]
    insert_rows(connection, "entered_scores", entered(*figures, ("xquad", "de", "em", "60.0")))
    assert imports(connection, tmp_path) == {}
