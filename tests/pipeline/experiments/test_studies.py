"""Studies: their files, the profiles of their points, and the plan of all points together."""

import csv
import dataclasses

import pytest

from pipeline.domain.errors import ProfileError, UnknownNameError
from pipeline.domain.study import StudyQuantity
from pipeline.experiments.declared_source import DeclaredSource
from pipeline.experiments.plan import JobKind
from pipeline.experiments.studies import load_point, load_study, point_profiles, study_names
from pipeline.experiments.study_plan import plan_study
from pipeline.sources.generated.source import GeneratedSource
from pipeline.store.home import REFERENCE

NAMES = [
    "intermediate-languages",
    "pretraining-volume",
    "pretraining-diversity",
    "intermediate-volume",
    "encoder-size",
    "mt5-size",
]
STUDY = """
title = "T"
order = 1
question = "Q?"
asked = "A."
limits = "L."
quantity = "gain"
axis = { name = "Examples", unit = "examples" }
answer = { series = "others", yes = "y", no = "n", undecided = "u" }

[mini]
label = "tiny"
series = [{ series = "others", title = "Others", languages = ["de", "zh"] }]
profile = { extends = "smoke", title = "S", targets = ["xquad"] }

[[mini.points]]
x = 10
label = "10"
regime = "squad_v1"
profile.intermediate.n_train_examples = 10

[[mini.points]]
x = 20
label = "20"
regime = "squad_v1"
profile.intermediate.n_train_examples = 20

[paper]
label = "large"
series = [{ series = "others", title = "Others", languages = ["de"] }]
profile = { extends = "smoke", title = "S" }
points = [{ x = 1, label = "1", regime = "squad_v1" }, { x = 2, label = "2", regime = "mnli" }]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "tiny.toml").write_text(STUDY, encoding="utf-8")
    return tmp_path


def _changed(folder, old, new):
    path = folder / "tiny.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return load_study("tiny", folder)


@pytest.fixture(scope="module")
def source():
    return GeneratedSource(seed=0)


def test_point_takes_the_common_profile_and_what_it_changes_itself(folder):
    first, second = point_profiles(load_study("tiny", folder), "mini")
    assert (first.intermediate.n_train_examples, second.intermediate.n_train_examples) == (10, 20)
    assert first.intermediate.epochs == 1  # of smoke
    assert first.name == second.name == "studies-mini"
    assert first.is_study
    assert first.regimes == ("none", "squad_v1")
    assert first.evaluation.languages == ("de", "zh")
    assert first.evaluation.splits == ("test",)


def test_study_of_scores_runs_no_baseline(folder):
    file = _changed(folder, 'quantity = "gain"', 'quantity = "score"')
    assert [profile.regimes for profile in point_profiles(file, "mini")] == [("squad_v1",), ("squad_v1",)]


def test_points_share_equal_jobs(folder, source):
    made = plan_study(load_study("tiny", folder), "mini", source)
    kinds = [job.kind for job in made.plan.jobs]
    # one encoder; SQuAD twice; XQuAD after none once and after each SQuAD once
    assert kinds.count(JobKind.PRETRAIN) == 1
    assert kinds.count(JobKind.TRAIN) == 2 + 3
    assert kinds.count(JobKind.EVALUATE) == 2 + 3
    first, second = made.study.points
    assert first.runs[0].baseline_run_id == second.runs[0].baseline_run_id
    assert first.runs[0].run_id != second.runs[0].run_id
    run_ids = {job.run_id for job in made.plan.jobs if job.phase == "target"} - {None}
    assert made.study.run_ids == run_ids


def test_encoder_and_pretraining_of_a_point_take_the_place_of_the_common_one(folder):
    file = _changed(folder, "profile.intermediate.n_train_examples = 10", 'profile.encoder = "mini"')
    first, second = point_profiles(file, "mini")
    assert (first.encoder, first.pretraining) == ("mini", None)
    assert second.encoder is None
    made = point_profiles(load_study("pretraining-volume"), "mini")
    assert [profile.encoder for profile in made] == [None, None, "mini"]
    assert [profile.pretraining.n_tokens for profile in made] == [30_000, 150_000, 3_000_000]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("x = 20", "x = 5", "expected rising values"),
        ('series = "others", yes', 'series = "other", yes', "names series 'other'"),
        ('title = "S", targets', 'n_seeds = 3, title = "S", targets', "n_seeds"),
        ('title = "S", targets', 'regimes = ["mnli"], title = "S", targets', "regimes of the profile is not for"),
        ('extends = "smoke", title = "S", targets', 'title = "S", targets', "needs `extends`"),
        ('unit = "examples"', 'unit = "examples", colour = "red"', "Extra inputs"),
        ('title = "T"', "title = ", "not a TOML file"),
    ],
)
def test_study_that_cannot_be_run_is_refused_with_the_reason(folder, old, new, said):
    with pytest.raises(ProfileError, match=said):
        point_profiles(_changed(folder, old, new), "mini")


def test_series_of_which_nothing_is_scored_is_refused(folder, source):
    file = _changed(folder, 'languages = ["de", "zh"]', 'languages = ["ht"]')
    with pytest.raises((ProfileError, UnknownNameError), match=r"'ht'|nothing"):
        plan_study(file, "mini", source)


def test_unknown_study_suggests_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'encoder-size'"):
        load_study("encoder-sise")


def test_shipped_studies_stand_in_the_order_of_their_questions():
    assert [name for name in study_names() if name in NAMES] == NAMES
    orders = [load_study(name).order for name in study_names()]
    assert orders == sorted(orders)


@pytest.mark.parametrize("name", study_names())
def test_shipped_study_can_be_planned_at_the_scale_of_the_paper(name):
    file = load_study(name)
    made = plan_study(file, "paper", DeclaredSource("xtreme_folder"))
    assert len(made.study.points) == len(file.paper.points)
    # every point, target and seed has a run, and a baseline where gains are measured or the point is one itself
    for point, profile in zip(made.study.points, point_profiles(file, "paper"), strict=True):
        assert len(point.runs) == len(profile.seeds) * len(profile.targets)
        has_baseline = {run.baseline_run_id is not None for run in point.runs}
        assert has_baseline == {file.quantity is StudyQuantity.GAIN or "none" in profile.regimes}


def test_one_point_is_a_profile_for_other_commands():
    profile = load_point("study:mt5-size:paper:4")
    assert (profile.encoder, profile.regimes) == ("google/mt5-xxl", ("none", "squad_v1"))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("study:mt5-size", "expected study:NAME"),
        ("study:mt5-size:huge:1", "expected study:NAME"),
        ("study:mt5-size:paper:9", "points 1 to 4"),
    ],
)
def test_point_that_is_not_there_is_refused(name, said):
    with pytest.raises(ProfileError, match=said):
        load_point(name)


def test_series_by_resource_hold_the_languages_that_their_titles_say():
    with (REFERENCE / "languages.csv").open(encoding="utf-8") as file:
        rows = {row["language"]: row for row in csv.DictReader(file)}
    sizes = {"low_resource": (0.0, 15.0), "high_resource": (40.0, 1e6)}
    families = {
        "low_resource_families": {"Dravidian", "Atlantic-Congo"},
        "sino_tibetan": {"Sino-Tibetan"},
        "indo_european": {"Indo-European"},
        "turkic": {"Turkic"},
        "uralic": {"Uralic"},
    }
    n_checked = 0
    for series in (
        one for name in NAMES for scale in ("mini", "paper") for one in load_study(name).scale(scale).series
    ):
        for language in series.languages:
            if series.series in sizes:
                low, high = sizes[series.series]
                assert low < float(rows[language]["cc100_gib"]) < high, (series.series, language)
                n_checked += 1
            if series.series in families:
                assert rows[language]["family"] in families[series.series]
                n_checked += 1
    assert n_checked > 50


def test_sizes_of_encoders_are_the_parameters_of_their_layers():
    # a layer of width 384: four square matrices and two of 384 x 1536, each with its bias, and two norms
    layer = 4 * (384**2 + 384) + 2 * 384 * 1536 + 1536 + 384 + 4 * 384
    assert [round(n * layer / 1e6, 1) for n in (2, 4, 6)] == [p.x for p in load_study("encoder-size").mini.points]
    # of mT5: four square matrices, three of width x 2 width, and two norms
    sizes = [depth * (10 * width**2 + 2 * width) / 1e6 for width, depth in ((128, 2), (384, 6))]
    assert [round(size, 1) for size in sizes] == [p.x for p in load_study("mt5-size").mini.points]


def test_study_is_plain_data(folder, source):
    study = plan_study(load_study("tiny", folder), "mini", source).study
    assert dataclasses.asdict(study)["axis"] == "Examples"
