"""Studies answered from runs known by hand; see tests.small_studies."""

import json
from dataclasses import replace

import duckdb
import pytest

from pipeline.build import build_judged
from pipeline.claims.analyses.studies import decide
from pipeline.domain.study import StudyAnswer, StudyQuantity
from pipeline.statistics.study_curves import Estimate
from pipeline.store.records import write_run
from pipeline.store.sealed import read_sealed, write_sealed
from pipeline.store.shipped import read_shipped
from pipeline.store.shipping import write_snapshot
from pipeline.store.study_records import read_studies, write_study
from pipeline.store.study_shipping import write_study_snapshot
from tests.small_home import NOW, small_run, small_tasks, write_small_home
from tests.small_studies import small_point, small_study


def _built(home, tmp_path, shipped=None):
    return build_judged(
        home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=tmp_path / "no-claims", shipped=shipped
    )


def _rows(path, sql):
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    made = write_small_home(tmp_path_factory.mktemp("home"))
    for study in (
        small_study(),
        small_study(study="scores", position=2, quantity=StudyQuantity.SCORE, points=_scores()),
        small_study(study="unrun", position=3, points=(small_point(1.0, "hellaswag"), small_point(2.0, "mnli"))),
    ):
        write_study(made.study_records, study)
    return made


def _scores():
    points = (small_point(1.0, "hellaswag"), small_point(2.0, "squad_v1"))
    return tuple(replace(one, runs=(replace(one.runs[0], baseline_run_id=None),)) for one in points)


@pytest.fixture(scope="module")
def built(home, tmp_path_factory):
    return _built(home, tmp_path_factory.mktemp("built"))


def test_points_are_means_over_languages_of_gains(built):
    rows = _rows(
        built, "select series, x, estimate, score, n, n_seeds from study_points where study = 'small' order by all"
    )
    assert rows == [
        ("english", 1.0, 0.0, 70.0, 10, 1),
        ("english", 2.0, pytest.approx(10.0), 80.0, 10, 1),
        ("others", 1.0, pytest.approx(15.0), 60.0, 20, 1),
        ("others", 2.0, pytest.approx(5.0), 50.0, 20, 1),
    ]


def test_points_name_their_runs_and_random_guessing(built):
    rows = _rows(
        built, "select run_ids, chance from study_points where study = 'small' and x = 1 and series = 'others'"
    )
    assert rows == [(["small-hellaswag-xnli-0", "small-none-xnli-0"], pytest.approx(100.0 / 3))]


def test_study_of_scores_needs_no_baseline(built):
    rows = _rows(
        built, "select estimate, score from study_points where study = 'scores' and series = 'others' order by x"
    )
    assert rows == [(60.0, 60.0), (50.0, 50.0)]


def test_answer_follows_from_the_change_of_the_answering_series(built):
    ((answer, change, low, high, sentence),) = _rows(
        built, "select answer, change, low, high, sentence from studies where study = 'small'"
    )
    assert change == pytest.approx(-10.0)
    assert low < 0 <= high  # German does not change, Chinese by -20
    assert answer == "undecided"
    assert sentence.startswith(
        "At mini scale (by hand) the gain of the series “Other languages” changes by −10.0 points (95% interval"
    )
    # 12 and 10 of 20 right with an interval that reaches down to a third
    assert "from “hellaswag” to “squad_v1” (place, places): undecided, it cannot be told, for neither end" in sentence
    assert sentence.endswith("one seed has run, so the interval holds nothing of the spread between trainings.")


def test_study_whose_runs_are_missing_is_undecided_and_says_so(built):
    ((answer, change, points, planned, sentence),) = _rows(
        built, "select answer, change, n_points, n_points_planned, sentence from studies where study = 'unrun'"
    )
    assert (answer, change, points, planned) == ("undecided", None, 1, 2)
    assert "1 of 2 points have run, too few to answer" in sentence
    assert _rows(built, "select count(*) from study_points where study = 'unrun'") == [(0,)]


@pytest.mark.parametrize(
    ("low", "high", "has_learned", "expected"),
    [
        (0.1, 2.0, True, StudyAnswer.YES),
        (-2.0, -0.1, True, StudyAnswer.NO),
        (-0.1, 2.0, True, StudyAnswer.UNDECIDED),
        (0.0, 2.0, True, StudyAnswer.UNDECIDED),  # the threshold is in the interval
        (0.1, 2.0, False, StudyAnswer.UNDECIDED),  # nothing was learned
        (0.1, 2.0, None, StudyAnswer.YES),  # random guessing is not known
    ],
)
def test_answer_is_decided_by_the_interval(low, high, has_learned, expected):
    assert decide(Estimate(1.0, low, high), 0.0, has_learned=has_learned) is expected


def test_answer_is_held_against_the_threshold():
    assert decide(Estimate(1.0, 0.5, 1.5), 2.0, has_learned=True) is StudyAnswer.NO


def test_runs_of_studies_are_no_evidence(home, tmp_path):
    other = write_small_home(tmp_path / "home")
    for regime in ("none", "squad_v1", "hellaswag"):
        run = small_run(regime, "xnli")
        write_run(other.runs, replace(run, config={**run.config, "is_study": True}))
    path = _built(other, tmp_path)
    assert _rows(path, "select count(*) from runs where target_task = 'xnli'") == [(3,)]
    for view in ("current_runs", "experiment_pairs"):
        names = {name for (name,) in _rows(path, f"select run_id from {view}")}
        assert names
        assert not {name for name in names if "xnli" in name}


def test_shipped_studies_give_the_rows_of_the_home(home, built, tmp_path):
    write_snapshot(home, ["small"], tmp_path / "snapshot" / "small")
    before = read_shipped(tmp_path / "snapshot").sha256
    manifest, studies = write_study_snapshot(home, tmp_path / "snapshot" / "studies")
    assert manifest.files["runs"].n_rows == 3
    assert [study.study for study in studies] == ["scores", "small", "unrun"]
    shipped = read_shipped(tmp_path / "snapshot")
    assert shipped.sha256 != before
    assert shipped.study_records == read_studies(home.study_records)


def test_records_are_refused_under_another_name(tmp_path):
    path = write_study(tmp_path, small_study())
    path.rename(tmp_path / "other.mini.json")
    with pytest.raises(ValueError, match="the one it is named after"):
        read_studies(tmp_path)


def test_records_of_another_form_are_refused_with_their_place(tmp_path):
    path = write_study(tmp_path, small_study())
    write_sealed(path, json.loads(read_sealed(path, "")) | {"quantity": "speed"})
    with pytest.raises(ValueError, match="'speed' at 'quantity'"):
        read_studies(tmp_path)
