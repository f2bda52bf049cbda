import csv
import io

import duckdb
import pytest

from pipeline.claims.analyses.wanted_figures import template_csv, wanted_figures
from pipeline.claims.registry.claims_file import load_claims
from pipeline.store.build import task_row
from pipeline.store.tables import create_tables, insert_rows
from pipeline.tasks.discovery import load_tasks
from tests.frozen import FROZEN_CLAIMS

CLAIMS = {claim.claim_id: claim for claim in load_claims(FROZEN_CLAIMS)}
SQUAD = CLAIMS["phang2020-squad-gain"]
LARGE = "xlm-roberta-large"


@pytest.fixture
def store():
    with duckdb.connect() as connection:
        create_tables(connection)
        insert_rows(connection, "tasks", [task_row(task) for task in load_tasks().values()])
        yield connection


def figure(number, encoder, task, metric, split, value="50.0"):
    return {
        "reported_id": number, "source_id": "paper", "source_title": "A paper", "source_url": "https://example.org",
        "table_or_section": "Table 1", "setting": "zero-shot", "encoder": encoder, "params_millions": None,
        "task": task, "language": "avg", "flag": "", "system": "s", "metric": metric, "split": split,
        "value": float(value), "value_text": value,
    }  # fmt: skip


def test_a_claim_that_nothing_is_printed_of_misses_every_cell_of_both_arms(store):
    found = wanted_figures(store, SQUAD, "squad_v1").figures
    # nine tasks, F1 and EM of three of them: 12 figures an arm
    assert [one.system for one in found] == [f"{LARGE}+squad_v1"] * 12 + [LARGE] * 12
    assert {(one.task, one.metric, one.split, one.decimals) for one in found} == {
        ("xnli", "accuracy", "dev", 1),
        ("pawsx", "accuracy", "dev", 1),
        ("udpos", "f1", "dev", 1),
        ("panx", "f1", "dev", 1),
        ("xquad", "f1", "test", 1),
        ("xquad", "em", "test", 1),
        ("mlqa", "f1", "dev", 1),
        ("mlqa", "em", "dev", 1),
        ("tydiqa", "f1", "test", 1),
        ("tydiqa", "em", "test", 1),
        ("bucc2018", "f1", "dev", 1),
        ("tatoeba", "accuracy", "test", 1),
    }


def test_readings_share_their_baseline(store):
    assert len(wanted_figures(store, SQUAD).figures) == 36


def test_cells_that_a_checked_source_prints_are_named_and_still_wanted(store):
    insert_rows(store, "reported_scores", [figure(1, LARGE, "xnli", "accuracy", "dev")])
    wanted = wanted_figures(store, SQUAD, "squad_v1")
    assert [(one.system, one.task) for one in wanted.figures if one.checked_source] == [(LARGE, "xnli")]
    assert (wanted.n_checked, len(wanted.figures)) == (1, 24)


def test_nothing_is_missing_where_one_table_prints_all(store):
    cells = wanted_figures(store, SQUAD, "squad_v1").figures
    rows = [figure(n, one.system, one.task, one.metric, one.split) for n, one in enumerate(cells, 1)]
    insert_rows(store, "reported_scores", rows)
    assert wanted_figures(store, SQUAD, "squad_v1").why_none == (
        "nothing is missing of claim 'phang2020-squad-gain': it is judged from squad_v1: paper, Table 1"
    )
    assert {one.system for one in wanted_figures(store, SQUAD).figures} == {f"{LARGE}+squad_v2", LARGE}


@pytest.mark.parametrize("claim_id", ["phang2020-three-phases", "phang2020-xnli-no-benefit"])
def test_a_claim_that_printed_figures_do_not_decide_says_so(store, claim_id):
    wanted = wanted_figures(store, CLAIMS[claim_id])
    assert wanted.figures == ()
    assert "which printed figures do not decide" in wanted.why_none


def test_a_template_leaves_one_column_to_fill_in(store):
    rows = list(csv.DictReader(io.StringIO(template_csv(wanted_figures(store, SQUAD, "squad_v1").figures))))
    assert list(rows[0]) == [
        "system", "task", "language", "split", "metric", "decimals", "checked_source", "value",
    ]  # fmt: skip
    assert len(rows) == 24
    assert {row["value"] for row in rows} == {""}
