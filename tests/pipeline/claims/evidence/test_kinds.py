"""Presence, absence, ordering, consistency, structure and own statements on small data known by hand."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from pipeline.build import build_judged
from pipeline.claims.evidence.consistency import consistency_evidence, count_interval
from pipeline.claims.evidence.measured import measured_evidence
from pipeline.claims.evidence.statements import run_statement
from pipeline.claims.evidence.structure import sql_evidence, structure_evidence
from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.judge import decide
from pipeline.claims.verdicts.reasons import reason
from pipeline.domain.claim import ClaimKind, Comparator, Counted, FigureQuery
from pipeline.domain.errors import ClaimError
from pipeline.domain.verdict import Direction, VerdictWord
from pipeline.statistics.equivalence import equivalence_test
from pipeline.store.languages import load_languages
from pipeline.store.reference import load_datasets, load_reported_scores
from pipeline.store.tables import create_tables, insert_rows
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.claims.examples import CLAIM, EVIDENCE
from tests.small_home import (
    LANGUAGES,
    NOW,
    RIGHT,
    change_record,
    small_run,
    small_tasks,
    write_small_home,
    write_small_run,
)

CLAIMS = {claim.claim_id: claim for claim in load_claims(FROZEN_CLAIMS)}
TASK_LANGUAGES = dict.fromkeys(("xnli", "panx", "xquad"), LANGUAGES)
ZERO = replace(CLAIM, value="0", value_low=0.0, value_high=0.0)
PRESENCE = replace(ZERO, kind=ClaimKind.PRESENCE, comparator=Comparator.ABOVE)
ABSENCE = replace(ZERO, kind=ClaimKind.ABSENCE, comparator=Comparator.AT_MOST, tolerance=1.0)
EQUIVALENCE = replace(ABSENCE, comparator=Comparator.EQUALS)
MANY = replace(
    ZERO,
    kind=ClaimKind.CONSISTENCY,
    comparator=Comparator.AT_LEAST,
    value="5",
    value_low=5.0,
    value_high=5.0,
    counted=Counted.REGIMES,
    unit="intermediate_tasks",
)
COUNT = replace(ZERO, kind=ClaimKind.STRUCTURE, value="9", value_low=9.0, value_high=9.0, unit="tasks")


def _word(claim, low, high, **changes):
    return decide(claim, replace(EVIDENCE, estimate=(low + high) / 2, low=low, high=high, **changes)).verdict.value


@pytest.mark.parametrize(
    ("claim", "low", "high", "word"),
    [
        (PRESENCE, 0.1, 2.0, "CONFIRMED"),
        (PRESENCE, 0.0, 2.0, "CONSISTENT"),  # zero itself is no gain
        (PRESENCE, -1.0, 0.1, "CONSISTENT"),
        (PRESENCE, 0.0, 0.0, "CONTRADICTED"),
        (PRESENCE, -2.0, -0.1, "CONTRADICTED"),
        (ABSENCE, -9.0, 1.0, "CONFIRMED"),  # a loss is no benefit
        (ABSENCE, 0.5, 1.5, "CONSISTENT"),
        (ABSENCE, 1.1, 1.5, "CONTRADICTED"),
        (EQUIVALENCE, -1.0, 1.0, "CONFIRMED"),
        (EQUIVALENCE, -9.0, 1.0, "CONSISTENT"),
        (EQUIVALENCE, -9.0, -1.1, "CONTRADICTED"),
        (MANY, 5.0, 9.0, "CONFIRMED"),
        (MANY, 4.0, 9.0, "CONSISTENT"),
        (MANY, 0.0, 4.0, "CONTRADICTED"),
        (COUNT, 9.0, 9.0, "CONFIRMED"),
        (COUNT, 7.0, 7.0, "CONTRADICTED"),
    ],
)
def test_decide_judges_claims_that_hold_or_fall(claim, low, high, word):
    assert _word(claim, low, high) == word
    assert _word(claim, low, high, encoder="small") == "SCOPE_MISMATCH"


def test_decide_calls_a_count_of_the_sources_own_inconsistent():
    assert _word(COUNT, 7.0, 7.0, is_own_table=True) == "SELF_INCONSISTENT"


@pytest.mark.parametrize(
    ("claim", "low", "high", "direction"),
    [
        (PRESENCE, 1.0, 2.0, Direction.AS_CLAIMED),
        (PRESENCE, -1.0, 2.0, Direction.UNTOLD),
        (ABSENCE, -2.0, 0.0, Direction.AS_CLAIMED),
        (ABSENCE, 2.0, 3.0, Direction.NOT_AS_CLAIMED),
        (MANY, 0.0, 4.0, Direction.NOT_AS_CLAIMED),
    ],
)
def test_direction_across_scopes_is_whether_the_claim_would_hold(claim, low, high, direction):
    found = decide(claim, replace(EVIDENCE, estimate=low, low=low, high=high, encoder="small"))
    assert found.direction is direction


def test_reason_speaks_of_counts_without_points():
    evidence = replace(EVIDENCE, estimate=392_703.0, low=None, high=None)
    claim = replace(COUNT, value="392702", value_low=392_702.0, value_high=392_702.0, unit="training_examples")
    text = reason(claim, evidence, VerdictWord.CONTRADICTED, None, ())
    assert text == "Measured figure 392,703 does not fit the claimed 392,702 training examples."


def test_equivalence_test_is_two_one_sided_t_tests():
    # mean 0, standard deviation 1 of 4 gains, margin 2: t = 2 / (1 / sqrt 4) = 4 with 3 degrees of freedom, and the
    # one-sided p of t = 4 at 3 degrees is 0.01400 (t table: 4.541 has 0.01, 3.182 has 0.025)
    gains = [-(1.5**0.5), 0.0, 0.0, 1.5**0.5]
    found = equivalence_test(gains, 2.0)
    assert found["p"] == pytest.approx(0.0140, abs=2e-4)
    assert found["p_above_lower"] == pytest.approx(found["p_below_upper"])


@pytest.mark.parametrize("gains", [[], [1.0], [1.0, 1.0]])
def test_equivalence_test_says_nothing_without_a_spread(gains):
    assert equivalence_test(gains, 1.0)["p"] is None


def test_count_interval_leaves_room_for_what_was_not_scored():
    units = [(2.0, 1.0, 3.0), (1.0, -1.0, 2.0), (-1.0, -2.0, 1.0), (-3.0, -4.0, -2.0), (None, None, None)]
    # two above zero; one surely; at most three of the four, and the fifth
    assert count_interval(units) == (2, 1, 4)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Path:
    """The small home, and squad_v1 with continued MLM that answers as hellaswag did: +10/3 against squad_v1's +10."""
    home = write_small_home(tmp_path_factory.mktemp("home"))
    for task in ("xnli", "panx", "xquad"):
        run = small_run("hellaswag", task)
        write_small_run(home.runs, replace(run, run_id=f"small-mlm-{task}-0"))
        manifest = home.runs / f"small-mlm-{task}-0" / "run.json"
        change_record(manifest, regime="squad_v1+mlm")
    return build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)


@pytest.fixture
def store(built):
    with duckdb.connect(str(built), read_only=True) as connection:
        yield connection


def _claim(claim_id, **changes):
    return replace(CLAIMS[claim_id], tasks=("xnli", "panx", "xquad"), **changes)


def test_ordering_is_the_difference_of_the_two_regimes(store):
    (row,) = measured_evidence(store, _claim("phang2020-english-over-continued-mlm"), TASK_LANGUAGES)
    assert row.label == "small · small-encoder · squad_v1 over squad_v1+mlm"
    assert row.estimate == pytest.approx(10 - 10 / 3)
    assert row.low <= row.estimate <= row.high


def test_ordering_of_identical_regimes_is_zero_without_width(store):
    claim = _claim("phang2020-english-over-continued-mlm", regimes=("hellaswag",), rivals=("squad_v1+mlm",))
    (row,) = measured_evidence(store, claim, TASK_LANGUAGES)
    assert (row.estimate, row.low, row.high) == (0.0, 0.0, 0.0)
    assert decide(claim, row).direction is Direction.UNTOLD  # one seed
    assert decide(claim, replace(row, n_seeds=3)).direction is Direction.NOT_AS_CLAIMED


def test_ordering_against_several_takes_the_best_of_them_and_names_what_is_missing(store):
    claim = _claim("phang2020-multi-task-best", regimes=("hellaswag",), intermediate_tasks=())
    claim = replace(claim, rivals=("squad_v1", "squad_v1+mlm", "qqp"))
    (row,) = measured_evidence(store, claim, TASK_LANGUAGES)
    assert row.details["rival"] == "squad_v1"
    assert row.estimate == pytest.approx(10 / 3 - 10)
    assert ("regimes compared with", "the best of 2 of 3") in [(d.what, d.evidence) for d in row.other_differences]


def test_ordering_that_never_ran_is_one_row_that_says_so(store):
    (row,) = measured_evidence(store, _claim("phang2020-english-over-translated"), TASK_LANGUAGES)
    assert row.estimate is None
    assert "squad_v1+translated" in row.why_not


def test_recomputation_of_orderings_and_counts_gives_the_stored_number(store):
    rows = store.execute("select stored_value, sql, quantity from recomputations where sql is not null").fetchall()
    assert len(rows) > 10
    for stored, sql, _ in rows:
        assert store.execute(sql).fetchall() == [(pytest.approx(stored),)]


def test_absence_has_the_interval_of_two_one_sided_tests(store):
    rows = measured_evidence(store, CLAIMS["phang2020-xnli-no-benefit"], TASK_LANGUAGES)
    by_regime = {row.details["regimes"][0]: row for row in rows}
    assert set(by_regime) == {"squad_v1", "hellaswag"}
    assert {row.level for row in rows} == {0.90}
    assert by_regime["squad_v1"].estimate == pytest.approx(10.0)
    assert by_regime["squad_v1"].details["equivalence_over_languages"]["n_units"] == 3


def test_consistency_counts_regimes_and_bounds_the_rest(store):
    claim = replace(CLAIMS["phang2020-tydiqa-consistent"], tasks=("xnli",))
    (row,) = consistency_evidence(store, claim, TASK_LANGUAGES)
    # squad_v1 +10, hellaswag 0 (+10, 0, -10 over en, de, zh): one gains; seven regimes have not run
    assert row.estimate is None
    assert row.why_not.endswith(
        "2 of the 9 regimes scored beside a baseline; whatever these give, fewer than 5 cannot decide."
    )
    assert (row.n_cells, row.n_cells_needed) == (2, 9)
    few = replace(claim, value="1", value_low=1.0, value_high=1.0)
    (row,) = consistency_evidence(store, few, TASK_LANGUAGES)
    assert (row.estimate, row.low, row.high) == (1.0, 0.0, 9.0)  # one seed, so either may count or not
    assert row.remarks == (
        "2 of the 2 scored regimes were trained with one seed, which decides nothing; each may count or not.",
    )


def test_consistency_counts_tasks(store):
    claim = replace(_claim("phang2020-tydiqa-consistent"), regimes=("squad_v1",), counted=Counted.TASKS)
    (row,) = consistency_evidence(store, claim, TASK_LANGUAGES)
    assert row.estimate == 2.0  # +10 xnli, 0 panx, +20 xquad


def test_consistency_of_nothing_is_not_computable(store):
    (row,) = consistency_evidence(store, CLAIMS["phang2020-tydiqa-consistent"], TASK_LANGUAGES)
    assert row.estimate is None
    assert decide(CLAIMS["phang2020-tydiqa-consistent"], row).verdict is VerdictWord.NOT_COMPUTABLE


def test_gain_of_several_tasks_tells_which_were_trained_together(store):
    claim = _claim("phang2020-multi-task-gain", regimes=("squad_v1",))
    (row,) = measured_evidence(store, claim, TASK_LANGUAGES)
    found = {difference.what: difference.evidence for difference in row.other_differences}
    assert found["intermediate tasks trained together"] == "1 of 9: squad_v1"


@pytest.fixture
def reference():
    with duckdb.connect() as connection:
        create_tables(connection)
        insert_rows(connection, "languages", [_as_row(row) for row in load_languages()])
        insert_rows(connection, "datasets", [row.model_dump() for row in load_datasets()])
        insert_rows(connection, "reported_scores", [row.model_dump() for row in load_reported_scores()])
        yield connection


def _as_row(language):
    import dataclasses

    return dataclasses.asdict(language)


@pytest.mark.parametrize(
    ("claim_id", "found"),
    [
        ("phang2020-mnli-size", [(392_702.0, "CONFIRMED")]),
        ("phang2020-squad-v2-size", [(130_319.0, "CONFIRMED")]),
        # 16,946 + 45,460 + 100,459 + 392,702 + 550,152
        ("phang2020-anli-plus-size", [(None, "NOT_COMPUTABLE"), (1_105_719.0, "SCOPE_MISMATCH")]),
        ("phang2020-target-tasks", [(None, "NOT_COMPUTABLE")]),  # a list of our own is no evidence on a paper
        ("phang2020-multi-task-size", [(None, "NOT_COMPUTABLE")]),
        ("phang2020-xtreme-languages", [(40.0, "CONFIRMED")]),
        ("phang2020-intermediate-tasks", [(9.0, "CONFIRMED"), (7.0, "SCOPE_MISMATCH")]),
        ("phang2020-retrieval-untrained", [(2.0, "SCOPE_MISMATCH")]),
        ("phang2020-three-phases", [(None, "NOT_COMPUTABLE")]),
        ("phang2020-encoder", [(None, "NOT_COMPUTABLE")]),
    ],
)
def test_structure_is_held_against_published_figures(reference, claim_id, found):
    rows = structure_evidence(reference, CLAIMS[claim_id])
    assert [(row.estimate, decide(CLAIMS[claim_id], row).verdict.value) for row in rows] == found


def test_structure_refuses_a_statement_that_is_not_there(reference):
    claim = replace(COUNT, figures=(FigureQuery("height_of_the_moon"),))
    with pytest.raises(ClaimError, match="height_of_the_moon"):
        structure_evidence(reference, claim)


OWN = (
    "select avg(gain) as value, min(gain) as low, max(gain) as high, count(*) as n from gains "
    "where metric = 'task_score'"
)


def _own(statement):
    return replace(CLAIM, kind=ClaimKind.SQL, statement_sql=statement, sql_encoder="small", sql_benchmark="XTREME")


def test_own_statement_gives_value_interval_and_rows(store):
    claim = _own(OWN + " and regime = 'squad_v1' and task = 'panx' and split = 'dev'")
    (row,) = sql_evidence(store, claim)
    assert (row.estimate, row.low, row.high, row.n_cells) == (0.0, -10.0, 10.0, 3)  # -10, 0, +10
    assert decide(claim, row).verdict is VerdictWord.SCOPE_MISMATCH  # what it is about is declared


def test_own_statement_without_rows_is_not_computable(store):
    claim = _own(OWN + " and false")
    assert decide(claim, sql_evidence(store, claim)[0]).verdict is VerdictWord.NOT_COMPUTABLE


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("drop table scores", "not a read"),
        ("select 1 as value; select 2", "holds 2 statements"),
        ("insert into scores select * from scores", "not a read"),
        ("select content as value, 1 low, 1 high, 1 n from read_text('/etc/hostname')", "Files, network"),
        ("select count(*) as value, null as low, null as high, 1 as n from duckdb_tables()", "calls 'duckdb_tables'"),
        ("select 1 as value, 1 low, 1 high, 1 n from '/tmp/x.csv'", "Files, network"),
        ("select 1 as value", "expected one row of value, low, high, n"),
        ("select gain as value, 1 as low, 2 as high, 1 as n from gains", "expected one row"),
        ("select 1 as value, 3 as low, 2 as high, 1 as n", "do not fit together"),
        ("select 1 as value, null as low, 2 as high, 1 as n", "do not fit together"),
        ("select 'many' as value, null as low, null as high, 1 as n", "expected numbers"),
        ("select 1.0 / 0 as value, null as low, null as high, 1 as n", "do not fit together"),
        ("select nothing as value, 1 as low, 2 as high, 1 as n from scores", "fails"),
        ("selekt 1", "cannot read this at line 1, column 1"),
    ],
)
def test_own_statement_is_refused(store, statement, fault):
    with pytest.raises(ClaimError, match=fault):
        run_statement(store, "c", statement)


def test_own_statement_may_name_parts(store):
    statement = "with mine as (select 1 as x) select 2 as value, 1 as low, 3 as high, count(*) as n from mine"
    assert run_statement(store, "c", statement) == (2.0, 1.0, 3.0, 1)


def test_small_home_is_what_these_tests_take_it_for():
    assert RIGHT["xnli", next(split for task, split in RIGHT if task == "xnli")]["none"] == (6, 8, 5)
