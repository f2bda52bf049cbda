import json

import duckdb
import pytest

from pipeline.claims.evidence.reported import Facts, reported_evidence
from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.reasons import judged
from pipeline.store.reference import load_reported_scores
from pipeline.store.tables import create_tables, insert_rows
from tests.frozen import FROZEN_CLAIMS

METRICS = {
    "xnli": ("accuracy",),
    "pawsx": ("accuracy",),
    "udpos": ("f1",),
    "panx": ("f1",),
    "xquad": ("f1", "em"),
    "mlqa": ("f1", "em"),
    "tydiqa": ("f1", "em"),
    "bucc2018": ("f1",),
    "tatoeba": ("accuracy",),
}
FACTS = Facts(METRICS, {}, {})
CLAIMS = {claim.claim_id: claim for claim in load_claims(FROZEN_CLAIMS)}
BEST = CLAIMS["phang2020-best-gain"]


@pytest.fixture
def store():
    with duckdb.connect() as connection:
        create_tables(connection)
        yield connection


def _row(number, encoder, task, metric, value_text, **changes):
    return {
        "reported_id": number,
        "source_id": "paper",
        "source_title": "A paper",
        "source_url": "https://example.org",
        "table_or_section": "Table 1",
        "setting": "zero-shot",
        "encoder": encoder,
        "params_millions": None,
        "task": task,
        "language": "avg",
        "flag": "",
        "system": "s",
        "metric": metric,
        "split": "test",
        "value": float(value_text),
        "value_text": value_text,
    } | changes


def _complete(gain: float):
    """All nine tasks, every metric 50.0 before and 50.0 + gain after."""
    rows = []
    for task, metrics in METRICS.items():
        for metric in metrics:
            for encoder, value in (("xlm-roberta-large", 50.0), ("xlm-roberta-large+intermediate", 50.0 + gain)):
                rows.append(_row(len(rows) + 1, encoder, task, metric, f"{value:.1f}"))
    return rows


def test_reported_gain_of_a_complete_table_is_judged_in_scope(store):
    insert_rows(store, "reported_scores", _complete(5.4))
    (evidence,) = reported_evidence(store, BEST, FACTS)
    # each arm rounds by 0.05, so a gain by 0.1
    assert (evidence.estimate, evidence.low, evidence.high) == pytest.approx((5.4, 5.3, 5.5))
    assert judged(BEST, evidence).verdict.value == "CONSISTENT"


@pytest.mark.parametrize(("gain", "word"), [(3.0, "DEVIATES"), (-3.0, "CONTRADICTED")])
def test_reported_gain_that_excludes_the_claim(store, gain, word):
    insert_rows(store, "reported_scores", _complete(gain))
    (evidence,) = reported_evidence(store, BEST, FACTS)
    assert judged(BEST, evidence).verdict.value == word


def test_reported_gain_from_the_papers_own_table_makes_it_inconsistent(store):
    insert_rows(store, "reported_scores", [row | {"source_id": "phang2020-abstract"} for row in _complete(3.0)])
    (evidence,) = reported_evidence(store, BEST, FACTS)
    assert judged(BEST, evidence).verdict.value == "SELF_INCONSISTENT"


def test_reported_leaves_flagged_figures_out(store):
    rows = _complete(5.4)
    rows[0]["flag"] = "typo"
    insert_rows(store, "reported_scores", rows)
    reported, _ = reported_evidence(store, BEST, FACTS)
    assert reported.estimate is None
    assert [(cell.task, cell.reason) for cell in reported.missing_cells] == [("xnli", "not printed for both")]


def test_reported_leaves_a_figure_printed_twice_out(store):
    insert_rows(store, "reported_scores", [*_complete(5.4), _row(99, "xlm-roberta-large", "xnli", "accuracy", "51.0")])
    reported, _ = reported_evidence(store, BEST, FACTS)
    assert [cell.reason for cell in reported.missing_cells] == [
        "accuracy of its baseline is printed 2 times (s); name its row"
    ]


def test_reported_takes_decimals_from_the_whole_table(store):
    # "50" stands for 50.0: other cells of the table show one decimal
    rows = _complete(5.4)
    for row in rows:
        row["value_text"] = row["value_text"].removesuffix(".0")
    insert_rows(store, "reported_scores", rows)
    (evidence,) = reported_evidence(store, BEST, FACTS)
    assert (evidence.low, evidence.high) == pytest.approx((5.3, 5.5))


def test_reported_keeps_sources_apart(store):
    second = [row | {"source_id": "other", "reported_id": row["reported_id"] + 100} for row in _complete(3.0)]
    insert_rows(store, "reported_scores", [*_complete(5.4), *second])
    rows = reported_evidence(store, BEST, FACTS)
    assert [(row.label, round(row.estimate or 0, 6)) for row in rows] == [
        ("other, Table 1 · best", 3.0),
        ("paper, Table 1 · best", 5.4),
    ]


def test_reported_says_when_nothing_is_printed(store):
    claim = CLAIMS["phang2020-squad-gain"]
    rows = reported_evidence(store, claim, FACTS)
    assert [row.evidence_id.rpartition("|")[2] for row in rows] == ["squad_v1", "squad_v2"]
    verdict = judged(claim, rows[0])
    assert verdict.verdict.value == "NOT_COMPUTABLE"
    assert all(task in verdict.reason for task in METRICS)


@pytest.fixture
def shipped(store):
    insert_rows(store, "reported_scores", [row.model_dump() for row in load_reported_scores()])
    return {(row.kind.value, row.label.split(",")[0]): row for row in reported_evidence(store, BEST, FACTS)}


def test_shipped_sources_lack_retrieval_and_say_so(shipped):
    reported = shipped["reported", "rembert-paper"]
    assert reported.estimate is None
    assert {cell.task for cell in reported.missing_cells} == {"bucc2018", "tatoeba"}
    assert "bucc2018, tatoeba" in judged(BEST, reported).reason


def test_shipped_sources_bound_what_retrieval_would_have_to_gain(shipped):
    # RemBERT paper, Table 16, X-STILTs minus XLM-R: xnli 80.0 - 79.2 = 0.8; pawsx 87.9 - 86.4 = 1.5;
    # udpos 74.9 - 73.8 = 1.1; panx 64.0 - 65.4 = -1.4; xquad F1 78.7 - 76.6 = 2.1, EM 63.3 - 60.8 = 2.5, mean 2.3;
    # mlqa 72.4 - 71.6 = 0.8, 53.7 - 53.2 = 0.5, mean 0.65; tydiqa 76.0 - 65.1 = 10.9, 59.5 - 45.0 = 14.5, mean 12.7;
    # sum 17.65, each of seven off by at most 0.1. Needed: 9 x 5.4 - 17.65 = 30.95, +- 9 x 0.05 + 0.7 = 1.15.
    bound = json.loads(json.dumps(shipped["derived", "rembert-paper"].details))["bound"]
    assert bound["sum_printed"] == pytest.approx({"value": 17.65, "low": 16.95, "high": 18.35})
    assert bound["sum_needed_of_missing"] == pytest.approx({"value": 30.95, "low": 29.8, "high": 32.1})
    assert bound["missing_tasks"] == ["bucc2018", "tatoeba"]


def test_shipped_mt5_table_prints_three_tasks_in_full(shipped):
    # 80.4 - 79.2 = 1.2; 87.7 - 86.4 = 1.3; 64.7 - 65.4 = -0.7: sum 1.8; question answering without EM does not count
    derived = shipped["derived", "mt5-readme"]
    assert derived.tasks == ("xnli", "pawsx", "panx")
    assert derived.details["bound"]["sum_printed"]["value"] == pytest.approx(1.8)
    assert derived.estimate is None
