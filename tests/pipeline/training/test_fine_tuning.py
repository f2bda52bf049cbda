import itertools
import time
from types import SimpleNamespace

import pytest
import torch

from pipeline.domain.errors import DataFormatError, EncoderError
from pipeline.domain.task import TaskType
from pipeline.experiments.profile import FineTuning
from pipeline.heads.head import FeatureSettings
from pipeline.training.encoder import load_encoder, weights_digest
from pipeline.training.fine_tuning import Lesson, fine_tune
from pipeline.training.predict import predict
from tests.pipeline.toy_tasks import TRAINED, example_set, gold_answers, question, toy_examples, toy_task

SHORT = FineTuning(epochs=2, batch_size=2, learning_rate=1e-3, dropout=0.1, max_length=32)
BY_HEART = FineTuning(epochs=40, batch_size=3, learning_rate=3e-3, dropout=0.0, max_length=48, warmup_fraction=0.1)


def _fine_tune(folder, task_type, settings=SHORT, *, seed=0, examples=None, progress=lambda _: None, state=None):
    encoder = load_encoder(str(folder), dropout=settings.dropout)
    return fine_tune(
        encoder,
        [Lesson(toy_task(task_type), examples or toy_examples(task_type), settings)],
        settings,
        pooling="mean",
        precision="fp32",
        seed=seed,
        progress=progress,
        state_folder=state,
    )


def _digests(tuned):
    return weights_digest(tuned.encoder.backbone), *(weights_digest(head.network) for head in tuned.heads)


@pytest.mark.parametrize("task_type", TRAINED)
@pytest.mark.parametrize("family", ["bert", "xlm_roberta", "mt5"])
def test_head_learns_a_handful_of_examples_by_heart(encoder_folders, family, task_type):
    tuned = _fine_tune(encoder_folders[family], task_type, BY_HEART)
    losses = [point.loss for point in tuned.outcome.curve]
    assert losses[-1] < losses[0] / 5
    examples = toy_examples(task_type)
    answers = predict(
        tuned.encoder,
        tuned.heads[0].network,
        toy_task(task_type),
        examples,
        FeatureSettings(BY_HEART.max_length),
        pooling="mean",
        precision="fp32",
        tokens_per_batch=200,
    )
    assert answers == gold_answers(examples)


def test_fine_tuning_on_the_first_state_learns_too(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]), dropout=0.0)
    task_type = TaskType.SEQUENCE_CLASSIFICATION
    tuned = fine_tune(
        encoder, [Lesson(toy_task(task_type), toy_examples(task_type), BY_HEART)], BY_HEART,
        pooling="first", precision="fp32", seed=0, progress=lambda _: None,
    )  # fmt: skip
    answers = predict(
        encoder, tuned.heads[0].network, toy_task(task_type), toy_examples(task_type), FeatureSettings(48),
        pooling="first", precision="fp32", tokens_per_batch=200,
    )  # fmt: skip
    assert answers == gold_answers(toy_examples(task_type))


@pytest.mark.parametrize("task_type", TRAINED)
def test_fine_tuning_follows_from_its_seed(encoder_folders, task_type):
    folder = encoder_folders["bert"]
    torch.manual_seed(123)
    first = _digests(_fine_tune(folder, task_type))
    torch.manual_seed(456)
    assert _digests(_fine_tune(folder, task_type)) == first
    assert _digests(_fine_tune(folder, task_type, seed=1)) != first


class _StoppedError(Exception):
    pass


@pytest.mark.parametrize("family", ["bert", "mt5"])
@pytest.mark.parametrize("gradient_accumulation", [1, 2])
def test_fine_tuning_that_was_stopped_goes_on_to_the_same_weights(
    encoder_folders, tmp_path, monkeypatch, family, gradient_accumulation
):
    # a clock that leaps makes every step tell its progress and keep its state
    clock = itertools.count(0, 1000)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    settings = SHORT.model_copy(update={"gradient_accumulation": gradient_accumulation, "epochs": 4})
    folder, task_type = encoder_folders[family], TaskType.SEQUENCE_CLASSIFICATION
    whole = _fine_tune(folder, task_type, settings)
    calls = itertools.count(1)

    def stop(_):
        if next(calls) == 4:
            raise _StoppedError

    with pytest.raises(_StoppedError):
        _fine_tune(folder, task_type, settings, progress=stop, state=tmp_path)
    told = []
    resumed = _fine_tune(folder, task_type, settings, progress=told.append, state=tmp_path)
    # 6 examples, 2 a batch, 4 epochs: 12 batches; three steps were kept
    assert len(told) == 12 // gradient_accumulation - 3
    assert _digests(resumed) == _digests(whole)
    assert resumed.outcome.curve == whole.outcome.curve
    assert resumed.outcome.n_tokens == whole.outcome.n_tokens


def test_state_of_a_finished_training_leaves_nothing_to_do(encoder_folders, tmp_path, monkeypatch):
    clock = itertools.count(0, 1000)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    folder, task_type = encoder_folders["bert"], TaskType.MULTIPLE_CHOICE
    whole = _fine_tune(folder, task_type, state=tmp_path)
    told = []
    assert _digests(_fine_tune(folder, task_type, state=tmp_path, progress=told.append)) == _digests(whole)
    assert told == []


def test_fine_tuning_counts_tokens_of_all_epochs_without_padding(encoder_folders):
    examples = example_set([question("who?", "tom sat", "tom"), question("who?", "emma lives in oslo", "emma")])
    tuned = _fine_tune(encoder_folders["bert"], TaskType.SPAN_EXTRACTION, examples=examples)
    # [CLS] who ? [SEP] context [SEP]: 7 and 9 tokens, two epochs
    assert tuned.outcome.n_tokens == 2 * (7 + 9)


def test_fine_tuning_says_whether_questions_may_lack_an_answer(encoder_folders):
    answered = [question("who?", "tom sat", "tom")]
    folder, task_type = encoder_folders["bert"], TaskType.SPAN_EXTRACTION
    assert not _fine_tune(folder, task_type, examples=example_set(answered)).heads[0].may_be_unanswerable
    both = [*answered, question("where?", "tom sat", "")]
    assert _fine_tune(folder, task_type, examples=example_set(both)).heads[0].may_be_unanswerable


def test_fine_tuning_without_labels_is_an_error(encoder_folders):
    from pipeline.domain.example import TaggedSentence

    for examples in ([], [TaggedSentence("0", ("tom",), None)]):
        with pytest.raises(DataFormatError, match="no labelled example"):
            _fine_tune(encoder_folders["bert"], TaskType.TOKEN_CLASSIFICATION, examples=example_set(examples, ("O",)))


def test_fine_tuning_on_more_tokens_than_the_encoder_has_positions_is_an_error(encoder_folders):
    too_long = SHORT.model_copy(update={"max_length": 65})
    with pytest.raises(EncoderError, match="positions for 64 tokens, not 65"):
        _fine_tune(encoder_folders["xlm_roberta"], TaskType.MULTIPLE_CHOICE, too_long)
    _fine_tune(encoder_folders["mt5"], TaskType.MULTIPLE_CHOICE, too_long)


@pytest.mark.parametrize("family", ["bert", "xlm_roberta", "mt5"])
def test_frozen_embeddings_and_layers_stay_as_they_are(encoder_folders, family):
    settings = SHORT.model_copy(update={"n_frozen_layers": 1})
    before = load_encoder(str(encoder_folders[family])).backbone.state_dict()
    tuned = _fine_tune(encoder_folders[family], TaskType.TOKEN_CLASSIFICATION, settings)
    encoder = tuned.encoder
    changed = {name for name, weight in encoder.backbone.state_dict().items() if not torch.equal(weight, before[name])}
    assert changed == {name for name, weight in encoder.backbone.named_parameters() if weight.requires_grad}
    lowest = {id(weight) for weight in encoder.layers[0].parameters()}
    kept = {name for name, weight in encoder.backbone.named_parameters() if id(weight) in lowest}
    assert kept
    assert not changed & kept
    assert encoder.embeddings.weight.requires_grad is False


def test_more_frozen_layers_than_there_are_is_an_error(encoder_folders):
    settings = SHORT.model_copy(update={"n_frozen_layers": 9})
    with pytest.raises(EncoderError, match="has 2 layers, so 9 cannot stay as they are; lower n_frozen_layers"):
        _fine_tune(encoder_folders["bert"], TaskType.TOKEN_CLASSIFICATION, settings)
