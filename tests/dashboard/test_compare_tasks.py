import duckdb
import pytest

from dashboard.data.published_file import read_query
from tests.dashboard.small_store import insert, write_tables

BODY = {"profile": "p", "encoder": "e", "source_digest": "s"}
TASKS = ("pawsx", "xnli", "xquad")  # in the order of their types and titles


def _difference(task, low, high):
    pair = {"task": task, "split": "test", "subject": "mnli", "rival": "none", "language": "de"}
    alone = {"difference": (low + high) / 2, "low": low, "high": high, "corrected_low": low, "corrected_high": high}
    counts = {"level": 0.95, "n_compared": 1, "n_examples": 200, "n_languages": 1, "n_seeds": 1}
    return BODY | pair | alone | counts | {"p": None, "p_holm": None}


@pytest.mark.parametrize(
    ("xnli", "xquad", "order"),
    [
        ((-1.0, 1.0), (0.5, 2.0), ["xquad", "pawsx", "xnli"]),
        ((-2.0, -0.5), (0.5, 2.0), ["xnli", "xquad", "pawsx"]),
        ((-1.0, 1.0), (0.0, 2.0), ["pawsx", "xnli", "xquad"]),
    ],
)
def test_compare_opens_on_a_task_where_two_regimes_can_be_told_apart(xnli, xquad, order):
    with duckdb.connect() as connection:
        write_tables(connection)
        for task, kind in zip(TASKS, ("sequence_classification",) * 2 + ("span_extraction",), strict=True):
            named = {"task": task, "title": task, "role": "target", "task_type": kind, "metrics": ["accuracy"]}
            empty = {"languages": [], "labels": [], "licence": "", "url": "", "note": ""}
            insert(connection, "tasks", named | empty | {"benchmark": "xtreme", "primary_metric": "accuracy"})
            rank = {"task": task, "split": "test", "regime": "mnli", "score": 50.0, "best": 1, "worst": 2}
            counts = {"tied_group": 1, "n_regimes": 2, "n_languages": 1, "level": 0.95}
            insert(connection, "regime_ranks", BODY | rank | counts)
        for task, (low, high) in (("xnli", xnli), ("xquad", xquad)):
            insert(connection, "comparisons", _difference(task, low, high))
        rows = connection.execute(read_query("compare_tasks"), BODY).fetchall()
    assert [row[0] for row in rows] == order
