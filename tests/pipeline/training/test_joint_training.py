import copy
import dataclasses
import itertools
import time
from types import SimpleNamespace

import pytest
import torch

from pipeline.domain.errors import EncoderError
from pipeline.domain.task import TaskType
from pipeline.experiments.profile import ContinuedMlm, FineTuning
from pipeline.heads.head import FeatureSettings
from pipeline.training.encoder import load_encoder, weights_digest
from pipeline.training.fine_tuning import Lesson, MaskedLesson, fine_tune
from pipeline.training.predict import predict
from tests.pipeline.toy_tasks import TRAINED, gold_answers, toy_examples, toy_task

SHARED = FineTuning(learning_rate=3e-3, dropout=0.0, warmup_fraction=0.1)
BY_HEART = FineTuning(epochs=40, batch_size=3, dropout=0.0, max_length=48)
SHORT = FineTuning(epochs=2, batch_size=2, dropout=0.1, max_length=32)
ENGLISH = ["emma lives in oslo .", "tom lives in rome .", "the big dog eats a fish .", "a small cat sat in paris ."]
MASKED = MaskedLesson(
    {"en": ENGLISH * 20, "de": ["ana sat in rome and paris ."] * 80},
    ContinuedMlm(n_tokens=1_280, block_length=16, batch_size=8),  # ten batches
)


def _lesson(task_type, settings, name=None):
    task = dataclasses.replace(toy_task(task_type), task=name or task_type.value)
    return Lesson(task, toy_examples(task_type), settings)


def _train(folder, lessons, masked=None, *, shared=SHARED, seed=0, state=None, progress=lambda _: None):
    encoder = load_encoder(str(folder), dropout=shared.dropout)
    return fine_tune(
        encoder, lessons, shared, masked,
        pooling="mean", precision="fp32", seed=seed, progress=progress, state_folder=state,
    )  # fmt: skip


def _digests(tuned):
    return weights_digest(tuned.encoder.backbone), *(weights_digest(head.network) for head in tuned.heads)


@pytest.mark.parametrize("family", ["bert", "xlm_roberta"])
def test_one_encoder_learns_four_tasks_by_heart_each_with_its_head(encoder_folders, family):
    lessons = [_lesson(task_type, BY_HEART) for task_type in TRAINED]
    tuned = _train(encoder_folders[family], lessons)
    assert [head.task for head in tuned.heads] == [task_type.value for task_type in TRAINED]
    for lesson, head in zip(lessons, tuned.heads, strict=True):
        answers = predict(
            tuned.encoder, head.network, lesson.task, lesson.examples, FeatureSettings(48),
            pooling="mean", precision="fp32", tokens_per_batch=200,
        )  # fmt: skip
        assert answers == gold_answers(lesson.examples)
        assert (head.labels, head.n_train_examples) == (lesson.examples.labels, len(lesson.examples.examples))


def test_heads_of_one_type_are_trained_apart(encoder_folders):
    kind = TaskType.SEQUENCE_CLASSIFICATION
    first = _lesson(kind, BY_HEART, "first")
    swapped = dataclasses.replace(first.examples, labels=tuple(reversed(first.examples.labels)))
    second = Lesson(dataclasses.replace(first.task, task="second"), swapped, BY_HEART)
    tuned = _train(encoder_folders["bert"], [first, second])
    for lesson, head in zip((first, second), tuned.heads, strict=True):
        answers = predict(
            tuned.encoder, head.network, lesson.task, lesson.examples, FeatureSettings(48),
            pooling="mean", precision="fp32", tokens_per_batch=200,
        )  # fmt: skip
        assert answers == gold_answers(first.examples)


def test_joint_training_takes_the_steps_and_tokens_of_all_its_parts(encoder_folders):
    folder = encoder_folders["bert"]
    lessons = [_lesson(TaskType.SEQUENCE_CLASSIFICATION, SHORT), _lesson(TaskType.MULTIPLE_CHOICE, SHORT)]
    alone = [_train(folder, [lesson]).outcome for lesson in lessons]
    both = _train(folder, lessons, MASKED).outcome
    # 6 pairs and 4 questions by twos, two epochs, and ten batches of 8 x 16 tokens
    assert both.curve[-1].step == 2 * 3 + 2 * 2 + 10
    assert both.n_tokens == alone[0].n_tokens + alone[1].n_tokens + 1_280


def test_optimiser_is_the_shared_one_and_not_that_of_a_lesson(encoder_folders):
    folder = encoder_folders["bert"]
    lessons = [_lesson(kind, SHORT) for kind in (TaskType.SEQUENCE_CLASSIFICATION, TaskType.MULTIPLE_CHOICE)]
    faster = [
        Lesson(lesson.task, lesson.examples, SHORT.model_copy(update={"learning_rate": 0.1})) for lesson in lessons
    ]
    assert _digests(_train(folder, faster)) == _digests(_train(folder, lessons))
    shared = SHARED.model_copy(update={"learning_rate": 1e-4})
    assert _digests(_train(folder, lessons, shared=shared)) != _digests(_train(folder, lessons))


def test_continued_mlm_trains_the_task_and_predicts_masked_words(encoder_folders):
    folder, lesson = encoder_folders["bert"], _lesson(TaskType.SEQUENCE_CLASSIFICATION, BY_HEART)
    masked = MaskedLesson(MASKED.text, MASKED.settings.model_copy(update={"n_tokens": 12_800}))
    losses = {"task": [], "masked": []}

    def listening(batch_is_masked, value):
        losses["masked" if batch_is_masked else "task"].append(value)

    tuned = _with_losses(folder, lesson, masked, listening)
    assert len(losses["masked"]) == 100
    assert len(losses["task"]) == 80
    for found in losses.values():
        assert sum(found[-10:]) < 2 / 3 * sum(found[:10])
    answers = predict(
        tuned.encoder, tuned.heads[0].network, lesson.task, lesson.examples, FeatureSettings(48),
        pooling="mean", precision="fp32", tokens_per_batch=200,
    )  # fmt: skip
    assert answers == gold_answers(lesson.examples)


def _with_losses(folder, lesson, masked, listening):
    from pipeline.training.model import JointModel

    original = JointModel.loss

    def loss(self, outputs, batch):
        value = original(self, outputs, batch)
        listening(int(batch["stream"]) == 1, float(value.detach()))
        return value

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JointModel, "loss", loss)
        return _train(folder, [lesson], masked)


def test_masked_text_of_other_languages_changes_the_encoder_and_adds_no_head(encoder_folders):
    folder, lesson = encoder_folders["bert"], _lesson(TaskType.SEQUENCE_CLASSIFICATION, SHORT)
    english = MaskedLesson({"en": MASKED.text["en"]}, MASKED.settings)
    found = [_train(folder, [lesson], masked) for masked in (None, english, MASKED)]
    assert len({weights_digest(one.encoder.backbone) for one in found}) == 3
    assert [[head.task for head in one.heads] for one in found] == [["sequence_classification"]] * 3


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("masked", [None, MASKED])
def test_joint_training_that_was_stopped_goes_on_to_the_same_weights(encoder_folders, tmp_path, monkeypatch, masked):
    # a clock that leaps makes every step tell its progress and keep its state
    clock = itertools.count(0, 1000)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    folder = encoder_folders["bert"]
    lessons = [_lesson(task_type, SHORT) for task_type in TRAINED]
    shared = SHARED.model_copy(update={"gradient_accumulation": 2, "dropout": 0.1})
    whole = _train(folder, lessons, masked, shared=shared)
    n_steps = whole.outcome.curve[-1].step
    for stop_at in (1, 3, n_steps - 1):  # at first, some heads have no moments yet
        calls = itertools.count(1)

        def stop(_, calls=calls, stop_at=stop_at):
            if next(calls) == stop_at + 1:
                raise _StoppedError

        state = tmp_path / str(stop_at)
        with pytest.raises(_StoppedError):
            _train(folder, lessons, masked, shared=shared, progress=stop, state=state)
        told = []
        resumed = _train(folder, lessons, masked, shared=shared, progress=told.append, state=state)
        assert len(told) == n_steps - stop_at
        assert _digests(resumed) == _digests(whole)
        assert resumed.outcome.curve == whole.outcome.curve


def test_state_holds_the_backbone_once(encoder_folders, tmp_path, monkeypatch):
    from safetensors import safe_open

    clock = itertools.count(0, 1000)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    _train(encoder_folders["bert"], [_lesson(TaskType.MULTIPLE_CHOICE, SHORT)], MASKED, state=tmp_path)
    with safe_open(tmp_path / "state.safetensors", framework="pt") as kept:
        names = [name for name in kept.keys() if "word_embeddings" in name]  # noqa: SIM118
    assert names == ["model.backbone.embeddings.word_embeddings.weight"]


def test_encoder_without_a_mask_token_takes_no_masked_text(encoder_folders):
    with pytest.raises(EncoderError, match="lacks a first, separating or mask token"):
        _train(encoder_folders["mt5"], [_lesson(TaskType.MULTIPLE_CHOICE, SHORT)], MASKED)
    too_long = MaskedLesson(MASKED.text, MASKED.settings.model_copy(update={"block_length": 128}))
    with pytest.raises(EncoderError, match="positions for 64 tokens, not 128"):
        _train(encoder_folders["bert"], [_lesson(TaskType.MULTIPLE_CHOICE, SHORT)], too_long)


def test_joint_training_follows_from_its_seed(encoder_folders):
    folder = encoder_folders["bert"]
    lessons = [_lesson(task_type, SHORT) for task_type in TRAINED]
    torch.manual_seed(123)
    first = _digests(_train(folder, lessons, MASKED))
    torch.manual_seed(456)
    assert _digests(_train(folder, copy.deepcopy(lessons), MASKED)) == first
    assert _digests(_train(folder, lessons, MASKED, seed=1)) != first
