import json

import pyarrow.parquet as pq
import pytest

from pipeline.domain.errors import MissingDataError
from pipeline.execution.encoder_card import write_card
from pipeline.execution.score_curve import Stage, collect_scores, curve_plan, stages
from pipeline.execution.score_table import SCHEMA, ScorePoint, read_score_curve, score_lines, write_score_curve
from pipeline.experiments.profile import Profile
from pipeline.store.home import Home
from tests.pipeline.experiments.hand_made_source import HandMadeSource

TRAINING = {
    "profile": "tiny", "job_key": "abc", "start": "random", "start_sha256": None, "start_licence": None,
    "languages_seen": ["de", "en"], "settings": {"start": "random", "n_tokens": 6400, "batch_size": 5},
    "texts": [{"source": "generated", "digest": "d" * 64, "licences": {"free": ["de", "en"]}}],
    "n_tokens": 6400, "n_steps": 10, "first_loss": 6.5, "last_loss": 2.25, "wall_seconds": 1.0, "precision": "no",
    "n_parameters": 5, "n_pieces": 9, "weights_sha256": "f" * 64,
}  # fmt: skip
# two encoders, XNLI in three languages and Tatoeba, which has no English
POINTS = [
    ScorePoint(0, 0, "xnli", "en", "accuracy", 40.0, 33.5),
    ScorePoint(0, 0, "xnli", "de", "accuracy", 30.0, 33.0),
    ScorePoint(0, 0, "xnli", "zh", "accuracy", 35.0, 34.0),
    ScorePoint(0, 0, "tatoeba", "de", "accuracy", 2.0, 1.0),
    ScorePoint(10, 6400, "xnli", "en", "accuracy", 60.0, 33.5),
    ScorePoint(10, 6400, "xnli", "de", "accuracy", 50.0, 33.0),
    ScorePoint(10, 6400, "xnli", "zh", "accuracy", 41.0, 34.0),
    ScorePoint(10, 6400, "tatoeba", "de", "accuracy", 22.0, None),
]


@pytest.fixture
def shipped(tmp_path):
    """A shipped encoder of ten steps; only what is read of it here."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    (folder / "training.json").write_text(json.dumps(TRAINING), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"12")
    return folder


def _snapshots(home, *steps):
    for step in steps:
        (home.checkpoints / "abc-snapshots" / f"step-{step:06d}").mkdir(parents=True)


def test_stages_are_the_encoders_on_the_way_and_the_last_one(shipped, tmp_path):
    home = Home(tmp_path / "home")
    _snapshots(home, 0, 2, 5)
    found = stages(shipped, home)
    # 6,400 tokens in 10 steps: 640 a step
    assert [(stage.step, stage.tokens) for stage in found] == [(0, 0), (2, 1_280), (5, 3_200), (10, 6_400)]
    assert [stage.folder.name for stage in found] == ["step-000000", "step-000002", "step-000005", "shipped"]


def test_stages_without_encoders_on_the_way_say_what_to_do(shipped, tmp_path):
    with pytest.raises(MissingDataError, match=r"set n_snapshots in \[pretraining\]"):
        stages(shipped, Home(tmp_path / "home"))


def test_folder_without_a_shipped_encoder_says_how_to_make_it(tmp_path):
    with pytest.raises(MissingDataError, match=f"make it with `pretrain --out {tmp_path}`"):
        stages(tmp_path, Home(tmp_path))


def test_curve_plan_runs_the_same_jobs_on_every_encoder(tmp_path):
    found = []
    for step in (0, 5):
        folder = tmp_path / f"step-{step}"
        folder.mkdir()
        for name in ("model.safetensors", "tokenizer.json", "config.json"):
            (folder / name).write_text(f"{name} {step}")
        found.append(Stage(step, step * 640, folder))
    profile = Profile(name="try", title="Try", source="generated", encoder="any", regimes=("none",), targets=("xquad",))
    made, stage_of = curve_plan(profile, found, HandMadeSource())
    assert [job.label for job in made.jobs] == [
        "step 0: train squad_v1 s0", "step 0: evaluate xquad after none s0",
        "step 5: train squad_v1 s0", "step 5: evaluate xquad after none s0",
    ]  # fmt: skip
    assert [stage_of[job.key].step for job in made.jobs] == [0, 0, 5, 5]
    assert {job.profile.encoder for job in made.jobs} == {str(stage.folder) for stage in found}
    assert collect_scores(made, stage_of, Home(tmp_path)) == []


def test_score_curve_is_kept_as_it_was_written(tmp_path):
    write_score_curve(tmp_path, POINTS[::-1], "few")
    assert sorted(read_score_curve(tmp_path), key=str) == sorted(POINTS, key=str)
    assert pq.read_schema(tmp_path / "score_curve.parquet").names == SCHEMA.names


def test_score_table_parts_english_from_the_mean_of_the_others(tmp_path):
    write_score_curve(tmp_path, [*POINTS, ScorePoint(10, 6400, "xquad", "de", "em", 9.0, None)], "few")
    assert "put through the profile `few`" in score_lines(tmp_path)
    lines = score_lines(tmp_path).splitlines()[-5:]
    assert lines[0] == "| step | tokens | Tatoeba (accuracy) | XNLI (accuracy) |"
    assert lines[2] == "| 0 | 0 | – / 2.0 | 40.0 / 32.5 |"
    assert lines[3] == "| 10 | 6,400 | – / 22.0 | 60.0 / 45.5 |"
    assert lines[4] == "| random guess |  | – / – | 33.5 / 33.5 |"


def test_card_takes_the_table_in_once_there_is_one(shipped):
    write_card(shipped)
    assert "Scores on the way" not in (shipped / "README.md").read_text(encoding="utf-8")
    write_score_curve(shipped, POINTS, "few")
    write_card(shipped)
    assert "| 10 | 6,400 | – / 22.0 | 60.0 / 45.5 |" in (shipped / "README.md").read_text(encoding="utf-8")
