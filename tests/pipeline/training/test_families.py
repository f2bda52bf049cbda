import pytest
import torch

from pipeline.domain.errors import EncoderError
from pipeline.domain.task import TaskType
from pipeline.experiments.profile import ContinuedMlm, FineTuning
from pipeline.heads.head import FeatureSettings
from pipeline.training.checkpoint import CheckpointRecord, read_head, write_checkpoint
from pipeline.training.encoder import load_encoder, weights_digest
from pipeline.training.fine_tuning import Lesson, MaskedLesson, fine_tune
from pipeline.training.predict import embed, predict
from tests.pipeline.family_encoders import MAKERS, write_family
from tests.pipeline.tiny_encoders import MAX_POSITIONS, WIDTH
from tests.pipeline.toy_tasks import TRAINED, toy_examples, toy_task

ONE_STEP = FineTuning(
    epochs=1, batch_size=2, gradient_accumulation=99, learning_rate=1e-2, dropout=0.0, max_length=48, warmup_fraction=0
)
WITHOUT_MASK = ("mt5", "siglip", "clip")
RELATIVE = ("mt5", "mdeberta")
MASKED = MaskedLesson(
    {"en": ["emma lives in oslo and the cat sat in paris where tom eats a fish"] * 4},
    ContinuedMlm(n_tokens=1_000, block_length=16, batch_size=4),
)


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("families")
    return {family: str(write_family(root / family, family)) for family in MAKERS}


def _load(folder):
    return load_encoder(folder, "eager", dropout=0.0)


def _train(encoder, task_type, masked=None, pooling="mean"):
    lesson = Lesson(toy_task(task_type), toy_examples(task_type), ONE_STEP)
    return fine_tune(
        encoder, [lesson], ONE_STEP, masked, pooling=pooling, precision="fp32", seed=0, progress=lambda _: None
    )


def _answers(encoder, network, task_type):
    return predict(
        encoder, network, toy_task(task_type), toy_examples(task_type), FeatureSettings(48), pooling="mean",
        precision="fp32", tokens_per_batch=200,
    )  # fmt: skip


@pytest.mark.parametrize("family", MAKERS)
@pytest.mark.parametrize("task_type", TRAINED)
def test_family_takes_a_step_under_every_head_and_comes_back_from_disk(folders, tmp_path, family, task_type):
    encoder = _load(folders[family])
    before = weights_digest(encoder.backbone)
    tuned = _train(encoder, task_type)
    after = weights_digest(tuned.encoder.backbone)
    assert after != before
    assert weights_digest(_train(_load(folders[family]), task_type).encoder.backbone) == after
    network = tuned.heads[0].network
    record = CheckpointRecord(
        key="k", encoder_digest=before, n_parameters=1, n_train_examples=1, n_train_tokens=1, wall_seconds=1.0,
        precision="no",
    )  # fmt: skip
    write_checkpoint(tmp_path / "k", encoder, {"toy": network}, record, [])
    again = _load(str(tmp_path / "k" / "encoder"))
    assert weights_digest(again.backbone) == after
    answers = _answers(encoder, network, task_type)
    with torch.no_grad():
        for weight in network.parameters():
            weight.zero_()
    read_head(tmp_path / "k", "toy", network)
    assert _answers(again, network, task_type) == answers


@pytest.mark.parametrize("family", MAKERS)
def test_family_embeds_sentences_at_every_layer(folders, family):
    encoder = _load(folders[family])
    every = range(encoder.n_layers + 1)
    states = embed(
        encoder, ["the cat sat", "emma lives in oslo", "tom eats"], layers=every, max_length=32,
        precision="fp32", tokens_per_batch=64,
    )  # fmt: skip
    assert states.shape == (3, 3, WIDTH)
    assert torch.equal(states[-1], embed(encoder, ["the cat sat", "emma lives in oslo", "tom eats"], layers=[-1],
                                         max_length=32, precision="fp32", tokens_per_batch=64)[0])  # fmt: skip
    assert torch.isfinite(states).all()
    alone = embed(encoder, ["tom eats"], layers=[2], max_length=32, precision="fp32", tokens_per_batch=64)
    assert torch.allclose(states[2, 2], alone[0, 0], atol=1e-4)  # padding is not seen


@pytest.mark.parametrize("family", MAKERS)
def test_family_is_masked_or_says_that_it_cannot_be(folders, family):
    encoder = _load(folders[family])
    if family in WITHOUT_MASK:
        with pytest.raises(EncoderError, match=r"lacks a first, separating or mask token; .*do without masked LM"):
            _train(encoder, TaskType.TOKEN_CLASSIFICATION, MASKED)
    else:
        before = weights_digest(encoder.backbone)
        assert weights_digest(_train(encoder, TaskType.TOKEN_CLASSIFICATION, MASKED).encoder.backbone) != before


@pytest.mark.parametrize("family", MAKERS)
def test_family_knows_its_positions(folders, family):
    encoder = _load(folders[family])
    assert encoder.n_positions == (None if family in RELATIVE else MAX_POSITIONS)


def test_first_state_of_a_family_that_reads_from_left_to_right_is_refused(folders):
    with pytest.raises(EncoderError, match=r'reads from left to right.*pooling = "mean"'):
        _train(_load(folders["clip"]), TaskType.SEQUENCE_CLASSIFICATION, pooling="first")


def test_family_without_an_attention_kernel_says_so(folders):
    with pytest.raises(EncoderError, match="scaled_dot_product_attention"):
        load_encoder(folders["mdeberta"], "sdpa")


def test_vision_tower_is_left_out(folders):
    for family in ("siglip", "clip"):
        assert not any("vision" in name for name in _load(folders[family]).backbone.state_dict())
