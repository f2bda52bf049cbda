"""Claims on systems on described benchmarks: the sign of a difference, ranges, and what decides; numbers by hand."""

import math

import duckdb
import pytest
import yaml

from pipeline.build import judge_all
from pipeline.claims.registry.claims_file import read_claims
from pipeline.domain.errors import ClaimError
from pipeline.store.benchmark_scores import BenchmarkImport, BenchmarkScore, score_rows
from pipeline.store.benchmarks import benchmark_rows, load_benchmarks
from pipeline.store.build import claim_row, task_row
from pipeline.store.sql_sandbox.worker import read_plainly
from pipeline.store.tables import create_marts, create_tables, insert_rows
from pipeline.tasks.discovery import load_tasks

BENCHMARKS = load_benchmarks(registered=load_tasks())
NEWS = "wmt16_news_translation"
HEAD = {"paper": "p", "paper_title": "P", "source_version": "v1", "source_url": "https://example.org"}
A_OVER_B = {
    "locator": "t", "statement": "s", "kind": "comparison", "system": {"encoder": "sys-a"},
    "against": [{"encoder": "sys-b"}], "tasks": [NEWS], "only_languages": ["en-de"], "metric": "ter", "split": "test",
    "comparator": "equals", "value": "2.0", "tolerance": 0, "unit": "points", "scope_benchmark": "WMT16 news",
}  # fmt: skip
LEVEL = {name: value for name, value in A_OVER_B.items() if name != "against"} | {"kind": "level", "unit": "score"}


def printed(encoder, value, metric="ter", language="en-de", task=NEWS, split="test"):
    return {
        "source_id": "paper", "source_title": "A paper", "source_url": "https://example.org",
        "table_or_section": "Table 1", "setting": "", "encoder": encoder, "params_millions": None, "task": task,
        "language": language, "flag": "", "system": encoder, "metric": metric, "split": split, "value": float(value),
        "value_text": value,
    }  # fmt: skip


def score(encoder, value, metric="ter", language="en-de", task=NEWS, split="test", seed=0, n=2999, title="WMT16 news"):
    return BenchmarkScore(
        benchmark=title, encoder=encoder, seed=seed, task=task, language=language, split=split, metric=metric,
        value=float(value), value_text=value, n_examples=n, n_seeds=1, n_available=n,
    )  # fmt: skip


def judged(tmp_path, entry, figures=(), scores=()):
    """Verdicts by kind of evidence, and the connection."""
    path = tmp_path / "claims.yaml"
    path.write_text(yaml.safe_dump(HEAD | {"claims": [{"claim_id": "c"} | entry]}), encoding="utf-8")
    connection = duckdb.connect()
    create_tables(connection)
    insert_rows(connection, "benchmark_metrics", benchmark_rows(BENCHMARKS))
    insert_rows(connection, "reported_scores", [{"reported_id": n, **row} for n, row in enumerate(figures, 1)])
    imported = BenchmarkImport(name="own", file="own.csv", sha256="0" * 64, scores=tuple(scores))
    insert_rows(connection, "benchmark_scores", score_rows([imported]))
    insert_rows(connection, "tasks", [task_row(load_tasks()["xnli"])])
    create_marts(connection)
    claims = read_claims(path)
    insert_rows(connection, "claims", [claim_row(claim) for claim in claims])
    judge_all(connection, claims)
    rows = connection.execute(
        "select evidence.kind, verdicts.verdict, estimate, low, high, verdicts.reason, recomputations.sql, "
        "verdicts.scope_differences from evidence join verdicts using (evidence_id) "
        "left join recomputations using (evidence_id)"
    ).fetchall()
    for _, _, estimate, _, _, _, sql, _ in rows:
        if estimate is not None:  # what is stored with the evidence gives the number again
            assert read_plainly(connection, sql).to_pylist()[0]["estimate"] == pytest.approx(estimate)
    connection.close()
    return {row[0]: row[1:] for row in rows}


def test_of_a_metric_of_which_less_is_better_a_printed_difference_is_how_much_lower(tmp_path):
    figures = [printed("sys-a", "50.1"), printed("sys-b", "52.2")]
    verdict, estimate, low, high, reason, *_ = judged(tmp_path, A_OVER_B, figures)["reported"]
    # 52.2 - 50.1, each known to 0.05
    assert (verdict, estimate, low, high) == ("CONSISTENT", *map(pytest.approx, (2.1, 2.0, 2.2)))
    assert "Of TER less is better: the difference is how much lower the system lies." in reason


def test_a_system_of_higher_ter_is_behind(tmp_path):
    figures = [printed("sys-a", "52.2"), printed("sys-b", "50.1")]
    verdict, estimate, *_ = judged(tmp_path, A_OVER_B, figures)["reported"]
    assert (verdict, estimate) == ("CONTRADICTED", pytest.approx(-2.1))
    ahead = A_OVER_B | {"comparator": "above", "value": "0"}
    assert judged(tmp_path, ahead, figures)["reported"][0] == "CONTRADICTED"
    assert judged(tmp_path, ahead, figures[::-1])["reported"][0] == "CONTRADICTED"  # whatever their order in the table
    better = [printed("sys-a", "50.1"), printed("sys-b", "52.2")]
    assert judged(tmp_path, ahead, better)["reported"][0] == "CONFIRMED"


def test_of_a_metric_of_which_more_is_better_the_sign_is_the_usual_one(tmp_path):
    figures = [printed("sys-a", "30.1", "bleu"), printed("sys-b", "28.0", "bleu")]
    assert judged(tmp_path, A_OVER_B | {"metric": "BLEU"}, figures)["reported"][1] == pytest.approx(2.1)


def test_against_the_best_of_several_the_lowest_counts_where_less_is_better(tmp_path):
    figures = [printed("sys-a", "50.0"), printed("sys-b", "52.0"), printed("sys-c", "51.0")]
    entry = A_OVER_B | {"against": [{"encoder": "sys-b"}, {"encoder": "sys-c"}], "value": "1.0"}
    assert judged(tmp_path, entry, figures)["reported"][:2] == ("CONSISTENT", pytest.approx(1.0))
    scores = [score("sys-a", "50.0"), score("sys-b", "52.0"), score("sys-c", "51.0")]
    assert judged(tmp_path, entry, scores=scores)["measured"][1] == pytest.approx(1.0)


def test_a_level_is_the_score_itself_and_a_bound_from_above_fits_a_ter(tmp_path):
    entry = LEVEL | {"comparator": "at_most", "value": "50.5"}
    found = judged(tmp_path, entry, [printed("sys-a", "50.1")])["reported"]
    assert found[:2] == ("CONFIRMED", pytest.approx(50.1))
    assert "Reported score 50.10 [50.05, 50.15] lies" in found[4]
    assert judged(tmp_path, entry, [printed("sys-a", "150.1")])["reported"][0] == "DEVIATES"


def test_all_pairs_are_a_mean_of_those_printed_or_the_printed_average(tmp_path):
    pairs = BENCHMARKS.tasks[NEWS].languages
    entry = {name: value for name, value in A_OVER_B.items() if name != "only_languages"} | {"value": "3.0"}
    every = [printed(system, f"{base + n}.0", language=pair) for system, base in (("sys-a", 40), ("sys-b", 43))
             for n, pair in enumerate(pairs)]  # fmt: skip
    assert judged(tmp_path, entry, every)["reported"][:2] == ("CONSISTENT", pytest.approx(3.0))
    average = [printed("sys-a", "40.0", language="avg"), printed("sys-b", "43.0", language="avg")]
    assert judged(tmp_path, entry, average)["reported"][:2] == ("CONSISTENT", pytest.approx(3.0))
    verdict, _, _, _, reason, *_ = judged(tmp_path, entry, every[:3])["reported"]
    assert verdict == "NOT_COMPUTABLE"
    assert NEWS in reason


def test_imported_corpus_scores_are_shown_with_their_sign_and_decide_nothing(tmp_path):
    scores = [score("sys-a", "50.1", seed=seed) for seed in (0, 1)] + [score("sys-b", "103.4", seed=n) for n in (0, 1)]
    entry = A_OVER_B | {"value": "53.3"}
    verdict, estimate, low, _, reason, *_ = judged(tmp_path, entry, scores=scores)["measured"]
    assert (verdict, estimate, low) == ("CONSISTENT", pytest.approx(53.3), None)
    assert "of which no interval is known" in reason
    # a difference beyond 100 is possible where there is no upper end, and not refuted for want of an interval
    far = [score("sys-a", "50.0"), score("sys-b", "250.0")]
    assert judged(tmp_path, A_OVER_B | {"value": "120.0"}, scores=far)["measured"][0] == "CONSISTENT"


def rte(encoder, value, seed=0, n=277):
    return score(encoder, value, "accuracy", "en", "glue_rte", "dev", seed, n, "GLUE")


RTE = A_OVER_B | {
    "tasks": ["glue_rte"], "only_languages": [], "metric": "accuracy", "split": "dev", "comparator": "above",
    "value": "10", "scope_benchmark": "GLUE",
}  # fmt: skip


def test_imported_shares_of_several_trainings_have_an_interval_and_decide(tmp_path):
    scores = [rte("sys-a", value, n) for n, value in enumerate(("80.14", "80.51", "80.14"))]
    scores += [rte("sys-b", value, n) for n, value in enumerate(("54.15", "54.51", "55.23"))]
    verdict, estimate, low, high, *_ = judged(tmp_path, RTE, scores=scores)["measured"]
    # differences 25.99, 26.00, 24.91; mean 25.633; their variance over 3 is 0.3912 / 3 = 0.1304
    # examples: p = .802633, q = .546300; as unlike as can be d = .651067; (d - .256333^2) / 277 = .00211322; 21.1322
    # share of seeds .1304 / 21.2626 = .006133, so 326 degrees of freedom: t 1.9673; half 1.9673 * 4.6111 = 9.071
    assert (verdict, estimate) == ("CONFIRMED", pytest.approx(25.6333, abs=1e-3))
    assert (low, high) == (pytest.approx(25.633 - 9.071, abs=5e-3), pytest.approx(25.633 + 9.071, abs=5e-3))
    assert judged(tmp_path, RTE | {"value": "20"}, scores=scores)["measured"][0] == "CONSISTENT"
    assert judged(tmp_path, RTE | {"value": "40"}, scores=scores)["measured"][0] == "CONTRADICTED"


def test_one_training_or_unknown_sizes_decide_nothing(tmp_path):
    one = [rte("sys-a", "80.14"), rte("sys-b", "54.15")]
    assert judged(tmp_path, RTE, scores=one)["measured"][0] == "CONSISTENT"
    unknown = [rte(system, value, seed, 0) for seed in (0, 1) for system, value in (("sys-a", "80"), ("sys-b", "54"))]
    assert judged(tmp_path, RTE, scores=unknown)["measured"][0] == "CONSISTENT"


def test_scores_of_a_part_are_another_scope(tmp_path):
    scores = [
        rte(system, value, seed).model_copy(update={"n_examples": 100, "n_available": 277})
        for seed in (0, 1)
        for system, value in (("sys-a", "80"), ("sys-b", "54"))
    ]
    verdict, *_, differences = judged(tmp_path, RTE, scores=scores)["measured"]
    assert verdict == "SCOPE_MISMATCH"
    assert "examples per cell" in differences


def test_a_task_score_is_the_mean_of_its_official_metrics(tmp_path):
    entry = LEVEL | {
        "tasks": ["glue_mrpc"], "only_languages": [], "metric": "task_score", "value": "87.5", "unit": "percent",
        "scope_benchmark": "GLUE",
    }  # fmt: skip
    figures = [
        printed("sys-a", "85.0", "accuracy", "en", "glue_mrpc"),
        printed("sys-a", "90.0", "f1", "en", "glue_mrpc"),
    ]
    # the mean of both, each known to 0.05
    assert judged(tmp_path, entry, figures)["reported"][:4] == (
        "CONFIRMED", pytest.approx(87.5), pytest.approx(87.45), pytest.approx(87.55),
    )  # fmt: skip
    assert judged(tmp_path, entry, figures[:1])["reported"][0] == "NOT_COMPUTABLE"


def test_the_printed_official_average_is_judged_as_printed(tmp_path):
    entry = {name: value for name, value in LEVEL.items() if name not in ("tasks", "only_languages", "metric")}
    entry |= {"printed": {"task": "glue", "metric": "average"}, "value": "80.5", "scope_benchmark": "GLUE"}
    found = judged(tmp_path, entry, [printed("sys-a", "80.5", "average", "avg", "glue")])["reported"]
    assert found[:2] == ("CONFIRMED", pytest.approx(80.5))


def test_missing_tasks_bound_the_mean_by_the_ranges_of_their_metrics(tmp_path):
    entry = LEVEL | {
        "tasks": ["glue_cola", "glue_rte"], "only_languages": [], "metric": "task_score", "value": "96.0",
        "unit": "percent", "scope_benchmark": "GLUE",
    }  # fmt: skip
    figures = [printed("sys-a", "70.0", "accuracy", "en", "glue_rte")]
    verdict, _, _, _, reason, *_ = judged(tmp_path, entry, figures)["derived"]
    # (70 + 100) / 2 = 85 at most, so 96.0 cannot be; CoLA's Matthews lies in -100 to 100
    assert verdict == "DEVIATES"
    assert "they can sum to -100 to +100, as the ranges of their metrics say" in reason


def test_without_an_upper_end_missing_tasks_bound_nothing(tmp_path):
    assert math.isinf(BENCHMARKS.tasks[NEWS].metrics["ter"].high)
    found = judged(tmp_path, A_OVER_B, [printed("sys-a", "50.0")])
    assert found["reported"][0] == "NOT_COMPUTABLE"
    assert "derived" not in found


GAIN = {
    "locator": "t", "statement": "s", "kind": "gain", "regimes": ["mnli"], "tasks": ["glue_rte"], "split": "dev",
    "comparator": "equals", "value": "1.0", "tolerance": 0, "unit": "points", "scope_encoder": "x",
    "scope_benchmark": "GLUE",
}  # fmt: skip


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (GAIN, "'glue_rte' is a task of GLUE, which is described and not trained here, and a claim of kind gain"),
        (GAIN | {"kind": "presence", "comparator": "above"}, "a claim of kind presence"),
        (RTE | {"metric": "acuracy"}, "unknown metric of glue_rte 'acuracy'; did you mean 'accuracy'?"),
        (RTE | {"only_languages": ["de"]}, "unknown language of glue_rte 'de'"),
        (RTE | {"scope_benchmark": "XTREME"}, "scope_benchmark 'XTREME': its tasks are of 'GLUE'; write that"),
        (RTE | {"tasks": ["glue_rte", "xnli"]}, "'glue_rte' is of GLUE, a described benchmark, and 'xnli' of none"),
        (RTE | {"tasks": ["glue_rte", NEWS]}, "tasks of GLUE and of WMT16 news; make it two claims"),
        (A_OVER_B | {"split": "dev"}, "split 'dev': wmt16_news_translation has test"),
        (A_OVER_B | {"only_languages": ["en-fr"]}, "unknown pair of languages of wmt16_news_translation 'en-fr'"),
        (A_OVER_B | {"only_languages": [], "languages": "all_but_english"}, "list those meant in only_languages"),
        (A_OVER_B | {"aggregation": "mean_over_families"}, "have no one family"),
        (
            {name: value for name, value in A_OVER_B.items() if name not in ("tasks", "only_languages", "metric")}
            | {"printed": {"task": "iwslt", "metric": "TER"}},
            "printed.metric 'TER': of WMT16 news less of it is better, and no file says so of 'iwslt'",
        ),
        (LEVEL | {"tasks": ["xnli"], "metric": "accuracy", "only_languages": []}, "unit 'score' is not judged here"),
        (RTE | {"tasks": ["xnli"], "metric": "bleu", "split": "test"}, "the metrics of these tasks are others"),
    ],
)  # fmt: skip
def test_what_a_described_benchmark_cannot_answer_is_said_with_the_next_step(tmp_path, entry, said):
    with pytest.raises(ClaimError) as caught:
        judged(tmp_path, entry)
    assert said in str(caught.value)
