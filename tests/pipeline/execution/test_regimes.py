"""Jobs of the regimes that train on more than one English task, carried out in this process on a tiny encoder."""

from collections import Counter

import pytest
import torch
from safetensors.torch import load_file, save_file

from pipeline.domain.task import Split
from pipeline.execution.jobs import carry_out, is_done
from pipeline.execution.scoring import read_cell_examples, read_training_examples
from pipeline.experiments.plan import Cell, JobKind, plan
from pipeline.experiments.profile import FineTuning, Profile
from pipeline.experiments.recipe import Ingredient
from pipeline.sources.generated.sizes import Sizes
from pipeline.sources.generated.source import GeneratedSource
from pipeline.store.home import Home
from pipeline.store.records import read_cell, read_run
from pipeline.tasks.discovery import get_task
from pipeline.training.checkpoint import read_record

N_TRAIN, N_DEV = 24, 12


@pytest.fixture(scope="module", autouse=True)
def _one_thread_and_any_algorithm():
    yield
    torch.use_deterministic_algorithms(False)


@pytest.fixture
def source():
    return GeneratedSource(seed=3, sizes=Sizes(intermediate_train=N_TRAIN, target_train=12, dev=N_DEV, test=12))


@pytest.fixture
def planned(encoder_folders, source):
    """The jobs of a plan of one regime on the tiny BERT, by label."""

    def make(regime, **changes):
        settings = {
            "name": "try", "title": "Try", "source": "generated", "encoder": str(encoder_folders["bert"]),
            "regimes": (regime,), "targets": ("xquad",), "precision": "fp32",
            "multi_task": {"tasks": ["squad_v1", "squad_v2", "mnli"], "max_examples": 9},
            "intermediate": {"epochs": 1, "max_length": 64, "stride": 8}, "target": {"epochs": 1, "max_length": 64},
            "continued_mlm": {"n_tokens": 1_000, "languages": ["de"], "block_length": 32, "max_sentences": 50},
            "evaluation": {"languages": ["de", "en"], "splits": ["dev"]},
        }  # fmt: skip
        made = plan(Profile.model_validate({**settings, **changes}), source)
        return {job.label: job for job in made.jobs}

    return make


def _silent(_):
    pass


def _predictions(home, job):
    paths = sorted((home.runs / job.run_id / "cells").glob("*.json"))
    return [read_cell(path).predictions_sha256 for path in paths]


def test_multi_task_keeps_a_head_for_each_task_and_scores_each_with_its_own(planned, source, tmp_path):
    jobs, home = planned("multi_task"), Home(tmp_path)
    training = jobs["train multi_task s0"]
    carry_out(training, home, source, _silent)
    folder = home.checkpoints / training.key
    assert is_done(training, home)
    assert sorted(path.name for path in folder.glob("head*")) == [
        "head-mnli.safetensors", "head-squad_v1.safetensors", "head-squad_v2.safetensors"
    ]  # fmt: skip
    record = read_record(folder)
    found = {head.task: (head.n_train_examples, head.may_be_unanswerable) for head in record.heads}
    assert found == {"mnli": (9, False), "squad_v1": (9, False), "squad_v2": (9, True)}
    assert (record.n_train_examples, record.head("mnli").labels) == (27, ("contradiction", "entailment", "neutral"))

    scored = [jobs[f"evaluate {task} after multi_task s0"] for task in ("squad_v1", "squad_v2", "mnli")]
    for job in scored:
        carry_out(job, home, source, _silent)
    before = [_predictions(home, job) for job in scored]
    run = read_run(home.runs / scored[0].run_id)
    assert (run.regime, run.intermediate_tasks) == ("multi_task", ("mnli", "squad_v1", "squad_v2"))
    assert (run.n_train_examples, run.config["multi_task"]["max_examples"]) == (27, 9)
    assert set(run.config["intermediate_fine_tuning"]) == {"mnli", "squad_v1", "squad_v2"}

    # another head under one task's name changes the answers to that task alone
    path = folder / "head-squad_v1.safetensors"
    save_file({name: torch.randn_like(weight) * 9 for name, weight in load_file(path).items()}, path)
    other = Home(tmp_path / "other")
    other.checkpoints.mkdir(parents=True)
    (other.checkpoints / training.key).symlink_to(folder)
    for job in scored:
        carry_out(job, other, source, _silent)
    after = [_predictions(other, job) for job in scored]
    assert [one == two for one, two in zip(before, after, strict=True)] == [False, True, True]


def test_target_after_multi_task_starts_from_its_encoder_and_has_one_new_head(planned, source, tmp_path):
    jobs, home = planned("multi_task"), Home(tmp_path)
    for label in ("train multi_task s0", "train multi_task -> xquad s0", "evaluate xquad after multi_task s0"):
        carry_out(jobs[label], home, source, _silent)
    record = read_record(home.checkpoints / jobs["train multi_task -> xquad s0"].key)
    assert [head.task for head in record.heads] == ["xquad"]
    run = read_run(home.runs / jobs["evaluate xquad after multi_task s0"].run_id)
    assert (run.regime, run.encoder_digest) == ("multi_task", record.encoder_digest)
    assert run.config["fine_tuning"]["max_length"] == 64


@pytest.mark.parametrize("regime", ["squad_v1+mlm", "multi_task+mlm", "multi_task+translated"])
def test_regime_runs_to_its_scores(planned, source, tmp_path, regime):
    jobs, home = planned(regime, translated={"languages": ["de", "zh"]}), Home(tmp_path)
    for job in jobs.values():
        carry_out(job, home, source, _silent)
        assert is_done(job, home)
    (trained,) = (job for job in jobs.values() if job.kind is JobKind.TRAIN and job.phase == "intermediate")
    record = read_record(home.checkpoints / trained.key)
    assert tuple(head.task for head in record.heads) == trained.tasks
    if regime.endswith("+mlm"):
        # 1,000 tokens by batches of 32 blocks of 32 tokens: one batch
        plain = planned(regime.removesuffix("+mlm"))
        (alone,) = (job for job in plain.values() if job.kind is JobKind.TRAIN and job.phase == "intermediate")
        carry_out(alone, home, source, _silent)
        assert record.n_train_tokens == read_record(home.checkpoints / alone.key).n_train_tokens + 1_024
    runs = [read_run(home.runs / job.run_id).regime for job in jobs.values() if job.run_id]
    assert set(runs) == {regime}


def test_translated_examples_are_as_many_as_english_ones_with_an_even_share_of_each_language(source):
    settings = FineTuning()
    english = read_training_examples(source, Ingredient("squad_v1", settings, 10), seed=4)
    languages = ("de", "hi", "zh")
    found = read_training_examples(source, Ingredient("squad_v1", settings, 10, languages), seed=4)
    assert {one.example_id for one in found.examples} == {one.example_id for one in english.examples}
    contexts = {
        code: {one.context for one in source.read_translated(get_task("squad_v1"), code).examples} for code in languages
    }
    shares = Counter(code for one in found.examples for code in languages if one.context in contexts[code])
    assert shares == {"de": 4, "hi": 3, "zh": 3}
    everything = read_training_examples(source, Ingredient("squad_v1", settings, None, ("en", "de")), seed=4)
    assert len(everything.examples) == N_TRAIN


@pytest.mark.parametrize(
    ("evaluation", "expected"),
    [({}, (12, 12)), ({"n_examples": 5}, (5, 5)), ({"n_examples": 5, "n_dev_examples": 3}, (3, 5)),
     ({"n_dev_examples": 3}, (3, 12)), ({"n_examples": 3, "n_dev_examples": 7}, (7, 3))],
)  # fmt: skip
def test_dev_cells_may_have_a_cap_of_their_own(planned, source, evaluation, expected):
    job = planned("none", evaluation={"languages": ["de"], **evaluation})["evaluate xquad after none s0"]
    found = [
        len(read_cell_examples(job, source, Cell("xnli", split, "de"))[0].examples) for split in (Split.DEV, Split.TEST)
    ]
    assert tuple(found) == expected
