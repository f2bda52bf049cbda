"""A stranger's statements in a claims file or a published file: none reads or writes a file or changes a verdict."""

import json
import time
from contextlib import closing
from dataclasses import replace

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.claims.evidence import statements
from pipeline.claims.provenance import recompute as recomputing
from pipeline.claims.provenance.explained import pick
from pipeline.claims.provenance.recompute import recompute
from pipeline.commands.verify_steps import opened
from pipeline.domain.errors import ClaimError, StoreError
from pipeline.store.publish import open_build, publish, published
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.store.sql_sandbox.attempts import ATTEMPTS, BOMBS, digest, written
from tests.small_home import NOW, small_tasks, write_small_home

EVERY = [query for query, _ in ATTEMPTS + BOMBS]
TRIED = [  # every fourth each time, all of them in the slow tier
    pytest.param(query, id=query[:60], marks=[] if number % 4 == 0 else pytest.mark.slow)
    for number, query in enumerate(EVERY)
]
START_SECONDS = 20  # a loaded machine may need them to start the process
CLAIMS = """paper: p
paper_title: A paper
source_version: v1
source_url: https://example.org
claims:
  - claim_id: c
    locator: Table 1
    statement: Something is above zero.
    kind: sql
    comparator: above
    value: "0"
    tolerance: 0
    unit: points
    scope_encoder: small
    scope_benchmark: XTREME
    sql_encoder: small
    sql_benchmark: XTREME
    statement_sql: {statement}
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = write_small_home(tmp_path_factory.mktemp("home"))
    publish(place, build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return place


@pytest.fixture
def file(home):
    """The published file; what a statement leaves of it and beside it is looked at afterwards."""
    path = published(home)
    before, beside = digest(path), sorted(path.parent.iterdir())
    yield path
    assert sorted(path.parent.iterdir()) == beside
    assert digest(path) == before


def _claims_file(folder, statement):
    path = folder / "claims.yaml"
    path.write_text(CLAIMS.replace("{statement}", json.dumps(statement)), encoding="utf-8")  # JSON is YAML too
    return path


@pytest.fixture
def short_limits(monkeypatch):
    monkeypatch.setattr(statements, "LIMITS", replace(statements.LIMITS, wall_seconds=1.0))
    monkeypatch.setattr(recomputing, "LIMITS", replace(recomputing.LIMITS, wall_seconds=1.0, n_characters=20_000))


def test_sixty_statements_and_more_are_tried():
    assert len(EVERY) >= 80


@pytest.mark.parametrize("query", TRIED)
def test_claims_file_gets_a_hostile_statement_nowhere(home, file, tmp_path, short_limits, query):
    claims = _claims_file(tmp_path, written(query, file))
    started = time.perf_counter()
    with pytest.raises(ClaimError), opened(home, claims):
        pass
    assert time.perf_counter() - started < START_SECONDS
    assert [path.name for path in tmp_path.iterdir()] == ["claims.yaml"]


@pytest.mark.parametrize("query", TRIED)
def test_stored_statement_gets_nowhere_when_computed_anew(file, short_limits, query):
    with closing(open_build(file)) as connection:
        row = pick(connection, "phang2020-squad-gain:squad_v1:measured/small")[0]
        before = connection.execute("select * from verdicts order by all").fetchall()
        for column in ("sql", "rows_sql"):
            hostile = replace(row, row=row.row | {column: written(query, file)})
            started = time.perf_counter()
            with pytest.raises(StoreError, match="refused or fails"):
                recompute(connection, [hostile])
            assert time.perf_counter() - started < START_SECONDS
        assert connection.execute("select * from verdicts order by all").fetchall() == before


OF_JUDGEMENTS = [
    "select count(*)::double {as} from verdicts",
    "select avg(estimate) {as} from evidence",
    "select count(*)::double {as} from claims",
    "with gains as (select estimate as gain from evidence) select avg(gain) {as} from gains",
    "select avg(gain) {as} from gains where exists (select 1 from verdicts where verdict = 'CONFIRMED')",
    "select (select max(estimate) from evidence) {as} from (select 1)",
    "select avg(stored_value) {as} from recomputations",
    "select count(*)::double {as} from multiverse",
    "select count(*)::double {as} from verdict_changes",
    "select avg(gain) {as} from gains anti join evidence on gains.gain = evidence.estimate",
]


@pytest.mark.parametrize("statement", OF_JUDGEMENTS)
def test_no_claim_is_judged_by_our_own_judgements(home, tmp_path, statement):
    columns = "as value, null::double as low, null::double as high, 1 as n"
    with (
        pytest.raises(ClaimError, match="holds judgements and no evidence"),
        opened(home, _claims_file(tmp_path, statement.replace("{as}", columns))),
    ):
        pass


@pytest.mark.parametrize("statement", OF_JUDGEMENTS)
def test_no_number_is_computed_anew_from_our_own_judgements(file, statement):
    with closing(open_build(file)) as connection:
        row = pick(connection, "phang2020-squad-gain:squad_v1:measured/small")[0]
        hostile = replace(row, row=row.row | {"sql": statement.replace("{as}", "as estimate")})
        with pytest.raises(StoreError, match="holds judgements, so it would agree with itself"):
            recompute(connection, [hostile])


WRITES = "with x as (copy (select 1) to '{outside}' (use_tmp_file false)) select count(*)::double as estimate from x"
TURNS = "with x as (update verdicts set verdict = 'CONFIRMED' returning 1) select count(*)::double from x"


@pytest.mark.parametrize("statement", [WRITES, TURNS])
def test_verify_of_a_file_that_holds_hostile_statements(home, tmp_path, statement):
    place = replace(home, root=tmp_path / "home")
    path = place.builds / published(home).name
    place.builds.mkdir(parents=True)
    path.write_bytes(published(home).read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute("update recomputations set sql = $sql", {"sql": written(statement, path)})
    publish(place, path)
    before = digest(path)
    done = CliRunner().invoke(app, ["verify", "--recompute", "all", "--home", str(place.root)])
    assert done.exit_code != 0
    assert "refused or fails" in str(done.exception)
    assert digest(path) == before
    assert [each.name for each in place.builds.iterdir()] == [path.name]


def test_verify_reads_no_file_that_a_view_of_the_published_file_names(home, tmp_path):
    place = replace(home, root=tmp_path / "home")
    path = place.builds / published(home).name
    place.builds.mkdir(parents=True)
    path.write_bytes(published(home).read_bytes())
    with duckdb.connect(str(path)) as connection:
        connection.execute("drop table differences")
        connection.execute("create view differences as select content from read_text('/etc/hostname')")
    publish(place, path)
    with pytest.raises(duckdb.PermissionException), opened(place, None) as connection:
        connection.execute("select * from differences").fetchall()


def test_a_build_runs_the_statement_of_a_claim_while_it_writes(home, tmp_path):
    own = "select avg(value) as value, null::double as low, null::double as high, count(*) as n from scores"
    _claims_file(tmp_path, own)
    place = write_small_home(tmp_path / "home")
    path = build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=tmp_path)
    assert [each.name for each in place.builds.iterdir()] == [path.name]
    with duckdb.connect(str(path), read_only=True) as connection:
        [(mean, n_scores)] = connection.execute("select avg(value), count(*) from scores").fetchall()
        assert connection.execute("select estimate, n_cells from evidence").fetchall() == [
            (pytest.approx(mean), n_scores)
        ]


@pytest.mark.parametrize("statement", [WRITES, TURNS, "select count(*) as value from '/etc/passwd'"])
def test_a_build_refuses_a_hostile_statement_and_leaves_no_file(tmp_path, statement):
    place = write_small_home(tmp_path / "home")
    _claims_file(tmp_path, statement.replace("{outside}", str(tmp_path / "taken")))
    with pytest.raises(ClaimError, match="refused or fails"):
        build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=tmp_path)
    assert list(place.builds.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["claims.yaml", "home"]
