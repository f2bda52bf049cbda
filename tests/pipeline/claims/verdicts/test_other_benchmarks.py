import duckdb

from pipeline.build import build_judged
from pipeline.tasks.discovery import load_tasks
from tests.frozen import FROZEN_CLAIMS
from tests.other_benchmarks import write_home_of_several_benchmarks
from tests.small_home import NOW, write_small_home

ESTIMATES = """
select claim_id, evidence_id, evidence.estimate, verdict
from evidence inner join verdicts using (claim_id, evidence_id)
where kind = 'measured' order by all"""


def _rows(home, statement):
    path = build_judged(home, now=NOW, git_commit=None, tasks=list(load_tasks().values()), claims_folder=FROZEN_CLAIMS)
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(statement).fetchall()


def test_claims_on_the_papers_nine_targets_are_not_moved_by_other_benchmarks(tmp_path):
    alone = _rows(write_small_home(tmp_path / "alone"), ESTIMATES)
    beside = _rows(write_home_of_several_benchmarks(tmp_path / "beside"), ESTIMATES)

    assert any(estimate is not None for *_, estimate, _ in alone)
    assert beside == alone


def test_tasks_of_a_store_name_their_benchmark(tmp_path):
    statement = """
        select role, benchmark, count(*)
        from tasks
        where benchmark <> 'other'  -- any number of files may stand there
        group by all order by all"""

    assert _rows(write_small_home(tmp_path), statement) == [
        ("intermediate", "xtreme", 9),
        ("intermediate", "xtreme_r", 1),
        ("target", "xglue", 9),
        ("target", "xtreme", 9),
        ("target", "xtreme_r", 3),
    ]
