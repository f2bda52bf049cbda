import io
from dataclasses import replace

import duckdb
import numpy as np
import pytest
from rich.console import Console

from pipeline.build import build_judged
from pipeline.claims.analyses.multiverse import cells_of, definitions, multiverse_rows
from pipeline.commands.printing.multiverse_table import print_multiverse, summary
from pipeline.domain.claim import Aggregation, ClaimKind, LanguageRule, Metric
from pipeline.domain.prediction import Prediction
from pipeline.domain.score import LayerScore, Score
from pipeline.domain.task import Benchmark, Split, Task, TaskRole, TaskType
from pipeline.statistics.group_means import mean_over_groups, mean_over_tasks
from pipeline.store.records import write_cell, write_run
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.claims.examples import CLAIM
from tests.small_home import NOW, small_run, small_tasks, write_small_home

SQUAD = "phang2020-squad-gain"


def _row(task, language, gain, split="test", variant="", **changes):
    return {
        "evidence_id": "e",
        "claim_id": "c",
        "task": task,
        "language": language,
        "split": split,
        "variant": variant,
        "gain": gain,
        "is_judged": split == "test",
        "is_retrieval": task == "tatoeba",
        "is_seen": None,
        "layer": None,
        "n_runs": 1,
        "family": {"de": "Indo-European", "en": "Indo-European", "zh": "Sino-Tibetan"}[language],
    } | changes


def _found(rows, **wanted):
    """The one definition whose columns are as wanted, the others at their first value."""
    plain = {
        "split": "as judged",
        "english": "with",
        "qa_metric": "mean",
        "retrieval": "with",
        "retrieval_layer": "headline",
    }
    plain |= {"macro_over": "tasks", "languages_seen": "all"} | wanted
    (row,) = [row for row in rows if all(row[name] == value for name, value in plain.items())]
    return row


def test_mean_over_tasks_has_the_interval_of_fixed_tasks():
    # task 0: 1, 3 (mean 2, s^2 2, s^2/n 1); task 1: 4, 4, 7 (mean 5, s^2 3, s^2/n 1): mean 3.5, variance (1 + 1) / 4;
    # degrees of freedom (1/2)^2 / ((1/4)^2 / 1 + (1/4)^2 / 2) = 8/3, of which the 97.5% point of t is 3.4247 (R: qt)
    found = mean_over_tasks(np.array([1.0, 3, 4, 4, 7]), np.array([0, 0, 1, 1, 1]), 0.95)
    assert (found.value, found.n_groups, found.n_cells) == (3.5, 2, 5)
    assert found.high - found.value == pytest.approx(3.4247 * 0.5**0.5, rel=2e-3)
    assert found.value - found.low == pytest.approx(found.high - found.value)


def test_mean_over_tasks_with_a_lone_cell_has_no_interval():
    found = mean_over_tasks(np.array([1.0, 3, 4]), np.array([0, 0, 1]), 0.95)
    assert (found.value, found.low, found.high) == (3.0, None, None)


def test_mean_over_tasks_without_spread_has_no_width():
    found = mean_over_tasks(np.array([2.0, 2, 4, 4]), np.array([0, 0, 1, 1]), 0.95)
    assert (found.value, found.low, found.high) == (3.0, 3.0, 3.0)


def test_mean_over_groups_is_the_textbook_t_interval():
    # groups of mean 1 (0 and 2), 3, 5: mean 3, s 2, t(2) at 97.5% is 4.3027
    found = mean_over_groups(np.array([0.0, 2, 3, 5]), np.array([0, 0, 1, 2]), 0.95)
    assert found.value == 3.0
    assert found.high == pytest.approx(3 + 4.3027 * 2 / 3**0.5, abs=1e-3)


ROWS = [
    _row("xnli", "de", 1.0),
    _row("xnli", "en", 5.0),
    _row("xnli", "zh", 3.0),
    _row("xnli", "de", -1.0, split="dev"),
    _row("xnli", "en", -2.0, split="dev"),
    _row("xquad", "de", 10.0, variant="f1"),
    _row("xquad", "de", 20.0, variant="em"),
    _row("xquad", "de", 15.0, variant="mean"),
    _row("xquad", "en", 0.0, variant="f1"),
    _row("xquad", "en", 10.0, variant="em"),
    _row("xquad", "en", 5.0, variant="mean"),
    _row("tatoeba", "de", 30.0),
    _row("tatoeba", "zh", 40.0),
]


@pytest.mark.parametrize(
    ("wanted", "points"),
    [
        ({}, (3 + 10 + 35) / 3),
        ({"english": "without"}, (2 + 15 + 35) / 3),
        ({"qa_metric": "f1"}, (3 + 5 + 35) / 3),
        ({"qa_metric": "em"}, (3 + 15 + 35) / 3),
        ({"retrieval": "without"}, (3 + 10) / 2),
        ({"split": "dev"}, -1.5),
        # de: (1 + 15 + 30) / 3, en: (5 + 5) / 2, zh: (3 + 40) / 2
        ({"macro_over": "languages"}, (46 / 3 + 5 + 21.5) / 3),
        # Indo-European: (1 + 5 + 15 + 5 + 30) / 5 = 11.2; Sino-Tibetan 21.5
        ({"macro_over": "families"}, (11.2 + 21.5) / 2),
    ],
)
def test_multiverse_changes_one_thing_at_a_time(wanted, points):
    assert _found(multiverse_rows(CLAIM, ROWS), **wanted)["value"] == pytest.approx(points)


def test_multiverse_lists_definitions_that_come_to_the_same_once():
    # xnli on test alone: nothing to tell splits, metrics and retrieval apart
    rows = multiverse_rows(CLAIM, [row for row in ROWS if row["task"] == "xnli" and row["split"] == "test"])
    assert {(row["split"], row["qa_metric"], row["retrieval"]) for row in rows} == {("as judged", "mean", "with")}
    assert [row["definition"] for row in rows] == list(range(1, len(rows) + 1))


def test_multiverse_keeps_other_rows_when_a_definition_falls_away():
    without = [row for row in ROWS if row["task"] != "tatoeba"]
    kept = _found(multiverse_rows(CLAIM, ROWS), retrieval="without")
    assert _found(multiverse_rows(CLAIM, without))["value"] == kept["value"]


def test_multiverse_tells_seen_from_unseen_languages():
    rows = [row | {"is_seen": row["language"] != "zh"} for row in ROWS]
    found = multiverse_rows(CLAIM, rows)
    assert _found(found, languages_seen="unseen")["value"] == pytest.approx((3 + 40) / 2)
    assert _found(found, languages_seen="seen")["value"] == pytest.approx((3 + 10 + 30) / 3)
    assert {row["languages_seen"] for row in multiverse_rows(CLAIM, ROWS)} == {"all"}


LAYERS = [
    _row("tatoeba", "de", 6.0, layer=0), _row("tatoeba", "zh", 12.0, layer=0),
    _row("tatoeba", "de", 60.0, layer=10), _row("tatoeba", "zh", 30.0, layer=10),
    _row("tatoeba", "de", 9.0, layer=2),  # Chinese was not scored there
]  # fmt: skip


def test_multiverse_takes_retrieval_at_other_layers():
    rows = multiverse_rows(CLAIM, ROWS + LAYERS)
    assert rows[:-2] == multiverse_rows(CLAIM, ROWS)
    assert [row["retrieval_layer"] for row in rows[-2:]] == ["0", "10"]
    assert _found(rows, retrieval_layer="0")["value"] == pytest.approx((3 + 10 + 9) / 3)
    assert _found(rows, retrieval_layer="10")["value"] == pytest.approx((3 + 10 + 45) / 3)
    assert [row["n_cells"] for row in rows[-2:]] == [7, 7]


def test_multiverse_leaves_out_a_layer_scored_with_fewer_seeds():
    fewer = [row | {"n_runs": 1} for row in LAYERS]
    rows = multiverse_rows(CLAIM, [row | {"n_runs": 3} for row in ROWS] + fewer)
    assert {row["retrieval_layer"] for row in rows} == {"headline"}


def test_multiverse_without_retrieval_has_no_layers():
    rows = [row for row in ROWS if row["task"] != "tatoeba"]
    assert {row["retrieval_layer"] for row in multiverse_rows(CLAIM, rows)} == {"headline"}


def test_multiverse_says_whether_the_claim_would_hold():
    gains = (("de", 8.0), ("en", 8.2), ("zh", 8.4))
    rows = [_row("xnli", language, gain) | {"n_runs": 3} for language, gain in gains]
    first = multiverse_rows(CLAIM, rows)[0]
    assert (first["holds"], first["direction"]) == (True, "same sign")
    far = multiverse_rows(CLAIM, [row | {"gain": row["gain"] - 20} for row in rows])[0]
    assert (far["holds"], far["direction"]) == (False, "opposite sign")


def test_multiverse_of_one_seed_tells_no_sign():
    rows = [_row("xnli", language, gain) for language, gain in (("de", 8.0), ("en", 8.2), ("zh", 8.4))]
    of_several_languages, of_one = multiverse_rows(CLAIM, rows)[0], multiverse_rows(CLAIM, rows[:1])[0]
    assert of_several_languages["low"] > 0
    assert {of_several_languages["direction"], of_one["direction"]} == {"cannot be told"}
    assert (of_several_languages["holds"], of_one["holds"]) == (None, None)


def test_multiverse_does_not_judge_without_an_interval():
    row = multiverse_rows(CLAIM, [_row("xnli", "de", 8.2) | {"n_runs": 3}])[0]
    assert (row["low"], row["holds"], row["direction"], row["level"]) == (None, None, None, None)


def test_multiverse_ignores_the_order_of_rows():
    assert multiverse_rows(CLAIM, ROWS) == multiverse_rows(CLAIM, ROWS[::-1])


def test_definitions_of_one_body_number_at_most_their_product():
    assert len(list(definitions(cells_of(ROWS), CLAIM))) <= 3 * 2 * 3 * 2 * 3 * 3


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    return build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)


def test_built_multiverse_holds_the_hand_computed_gains(built):
    with duckdb.connect(str(built), read_only=True) as connection:
        rows = connection.execute(
            "select split, english, qa_metric, retrieval, macro_over, languages_seen, value from multiverse "
            "where claim_id = $claim",
            {"claim": SQUAD},
        ).fetchall()
    found = {row[:6]: row[6] for row in rows}
    # see tests/small_home.py: +10, 0, +20 over the tasks; question answering by F1 +20, by EM +20
    assert found["as judged", "with", "mean", "with", "tasks", "all"] == pytest.approx(10.0)
    assert found["test", "with", "mean", "with", "tasks", "all"] == pytest.approx((20 / 3 + 0 + 20) / 3)
    assert found["dev", "with", "mean", "with", "tasks", "all"] == pytest.approx(5.0)
    # without English: xnli dev (10 + 20) / 2, panx dev (-10 + 10) / 2, xquad test ((30 + 20) / 2 + (10 + 20) / 2) / 2
    assert found["as judged", "without", "mean", "with", "tasks", "all"] == pytest.approx((15 + 0 + 20) / 3)


# percent at layers 0, 1 (the headline) and 2, of Tatoeba in German and Chinese
LAYER_SCORES = {
    "none": {"de": (50.0, 30.0, 20.0), "zh": (40.0, 20.0, 20.0)},
    "squad_v1": {"de": (40.0, 60.0, 20.0), "zh": (20.0, 30.0, 60.0)},
}


def _add_retrieval(home):
    for regime, languages in LAYER_SCORES.items():
        run = replace(small_run(regime, "tatoeba"), config={"evaluation": {"retrieval_layers": "all"}})
        write_run(home.runs, run)
        for language, values in languages.items():
            layers = [LayerScore(layer, "accuracy", value, layer == 1) for layer, value in enumerate(values)]
            score = Score(run.run_id, "tatoeba", language, Split.TEST, "accuracy", values[1], 10, 10, None, "by hand")
            n_right = values[1] / 10
            answers = [Prediction(f"{n}", "x" if n < n_right else "y", "x", float(n < n_right)) for n in range(10)]
            write_cell(home.runs, run.run_id, [score], answers, 1.0, layers)
    return home


def test_built_multiverse_takes_retrieval_at_other_layers(tmp_path):
    home = _add_retrieval(write_small_home(tmp_path))
    tatoeba = Task(
        "tatoeba", "Tatoeba", TaskRole.TARGET, TaskType.SENTENCE_RETRIEVAL, ("accuracy",), ("de", "zh"), None,
        Benchmark.XTREME,
        licence="none", url="https://example.org",
    )  # fmt: skip
    with duckdb.connect(
        str(build_judged(home, now=NOW, git_commit=None, tasks=(*small_tasks(), tatoeba), claims_folder=FROZEN_CLAIMS)),
        read_only=True,
    ) as connection:
        rows = connection.execute(
            "select retrieval_layer, value, n_cells from multiverse "
            "where claim_id = $claim and split = 'as judged' and english = 'with' and qa_metric = 'mean' "
            "and retrieval = 'with' and macro_over = 'tasks' and "
            "languages_seen = 'all' order by definition",
            {"claim": SQUAD},
        ).fetchall()
    # +10, 0, +20 over the other tasks; Tatoeba at layer 1: (30 + 10) / 2, at 0: (-10 - 20) / 2, at 2: (0 + 40) / 2
    expected = [("headline", 50 / 4), ("0", 15 / 4), ("2", 50 / 4)]
    assert [row[0] for row in rows] == [layer for layer, _ in expected]
    assert [row[1] for row in rows] == pytest.approx([value for _, value in expected])
    assert [row[2] for row in rows] == [11, 11, 11]


def test_first_definition_is_the_evidence_itself(built):
    with duckdb.connect(str(built), read_only=True) as connection:
        rows = connection.execute(
            "select estimate, value from multiverse inner join evidence using (evidence_id) where definition = 1"
        ).fetchall()
    assert len(rows) >= 4
    assert [row[1] for row in rows] == pytest.approx([row[0] for row in rows])


def test_print_multiverse_counts_and_tabulates(built):
    out = io.StringIO()
    with duckdb.connect(str(built), read_only=True) as connection:
        assert print_multiverse(connection, SQUAD, Console(file=out, width=200))
        assert not print_multiverse(connection, "no-such-claim", Console(file=out, width=200))
    said = "definitions on Mini-XTREME with small-encoder, none of which is the claim's, it holds in"
    assert said in out.getvalue()  # the scope stands before the count
    out = io.StringIO()
    with duckdb.connect(str(built), read_only=True) as connection:
        print_multiverse(connection, SQUAD, Console(file=out, width=80))
    assert "…" not in out.getvalue()


def test_summary_counts_what_holds():
    rows = [{"holds": True, "direction": "same sign"}, {"holds": False, "direction": "opposite sign"}]
    rows += [{"holds": None, "direction": None}]
    scope = {"benchmark": "Mini-XTREME", "encoder": "mini", "is_other_scope": True}
    said = (
        "Of 3 definitions on Mini-XTREME with mini, none of which is the claim's, it holds in 1; "
        "direction: same sign 1, opposite sign 1; no interval in 1"
    )
    assert summary([row | scope for row in rows]) == said


@pytest.mark.parametrize(
    ("changes", "own"),
    [
        ({}, ("with", "mean", "tasks")),
        ({"metric": Metric.EM}, ("with", "em", "tasks")),
        ({"languages": LanguageRule.ALL_BUT_ENGLISH}, ("without", "mean", "tasks")),
        ({"aggregation": Aggregation.MEAN_OVER_FAMILIES}, ("with", "mean", "families")),
    ],
)
def test_first_definition_is_the_claims_own(changes, own):
    first = multiverse_rows(replace(CLAIM, **changes), ROWS)[0]
    assert (first["english"], first["qa_metric"], first["macro_over"]) == own


def test_absence_is_judged_at_its_own_level():
    claim = replace(CLAIM, kind=ClaimKind.ABSENCE)
    assert multiverse_rows(claim, ROWS)[0]["level"] == 0.90
