import pytest
import torch

from pipeline.domain.errors import EncoderError
from pipeline.domain.task import TaskType
from pipeline.heads.discovery import get_head
from pipeline.heads.head import FeatureSettings, collate
from pipeline.heads.sentence_retrieval import mean_states
from pipeline.training.encoder import load_encoder
from pipeline.training.model import TaskModel
from pipeline.training.predict import embed, predict
from tests.pipeline.tiny_encoders import FAMILIES
from tests.pipeline.toy_tasks import TRAINED, toy_examples, toy_task

SETTINGS = FeatureSettings(24)
# of very unlike lengths, so that most of a common batch is padding
SENTENCES = ["a", "emma lives in oslo and tom lives in rome .", "the cat sat", "who?"]


def _random_head(encoder, task_type, n_labels):
    torch.manual_seed(7)
    return get_head(task_type).network(encoder.width, n_labels, 0.5)


@pytest.mark.parametrize("pooling", ["first", "mean"])
@pytest.mark.parametrize("task_type", TRAINED)
@pytest.mark.parametrize("family", FAMILIES)
def test_logits_do_not_change_with_padding(encoder_folders, family, task_type, pooling):
    encoder = load_encoder(str(encoder_folders[family]))
    head, examples = get_head(task_type), toy_examples(task_type)
    features = head.features(examples, encoder.tokenizer, SETTINGS)
    network = _random_head(encoder, task_type, len(examples.labels))
    model = TaskModel(encoder, head, network, pooling).eval()
    pad_id = encoder.tokenizer.pad_token_id
    with torch.inference_mode():
        together = model(collate(features, pad_id))
        for feature, in_batch in zip(features, together, strict=True):
            alone = model(collate([feature], pad_id))[0]
            is_by_token = task_type in {TaskType.TOKEN_CLASSIFICATION, TaskType.SPAN_EXTRACTION}
            kept = in_batch[: len(feature.rows[0])] if is_by_token else in_batch
            torch.testing.assert_close(kept, alone, atol=1e-5, rtol=1e-5)
    assert len({feature.n_tokens for feature in features}) > 1  # something was padded


@pytest.mark.parametrize("task_type", TRAINED)
def test_answers_stand_in_file_order_whatever_the_batches(encoder_folders, task_type):
    encoder = load_encoder(str(encoder_folders["bert"]))
    examples = toy_examples(task_type)
    network = _random_head(encoder, task_type, len(examples.labels))

    def answers(tokens_per_batch):
        return predict(
            encoder, network, toy_task(task_type), examples, SETTINGS,
            pooling="first", precision="fp32", tokens_per_batch=tokens_per_batch,
        )  # fmt: skip

    assert answers(1) == answers(64) == answers(100_000)
    assert len(answers(64)) == len(examples.examples)


def test_prediction_has_no_dropout(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]), dropout=0.5)
    encoder.backbone.train()
    first, second = (
        embed(encoder, SENTENCES, layers=[-1], max_length=16, precision="fp32", tokens_per_batch=64) for _ in range(2)
    )
    assert torch.equal(first, second)


@pytest.mark.parametrize("family", FAMILIES)
def test_embedded_sentences_do_not_change_with_padding(encoder_folders, family):
    encoder = load_encoder(str(encoder_folders[family]))
    layers = [0, 1, -1]
    together = embed(encoder, SENTENCES, layers=layers, max_length=16, precision="fp32", tokens_per_batch=10_000)
    assert together.shape == (3, 4, encoder.width)
    for number, sentence in enumerate(SENTENCES):
        alone = embed(encoder, [sentence], layers=layers, max_length=16, precision="fp32", tokens_per_batch=64)
        torch.testing.assert_close(together[:, number], alone[:, 0], atol=1e-5, rtol=1e-5)


def test_embedded_sentence_is_the_mean_of_the_states_of_its_layer(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]))
    row = encoder.tokenizer("the cat sat", return_tensors="pt")
    with torch.inference_mode():
        states = encoder.backbone.eval()(**row, output_hidden_states=True).hidden_states
    assert len(states) == 3  # embeddings and two layers
    found = embed(encoder, ["the cat sat"], layers=[0, 2, -1], max_length=16, precision="fp32", tokens_per_batch=64)
    expected = [mean_states(states[layer], row["attention_mask"])[0] for layer in (0, 2, 2)]
    torch.testing.assert_close(found[:, 0], torch.stack(expected))


def test_embedding_more_tokens_than_there_are_positions_is_an_error(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]))
    with pytest.raises(EncoderError, match="positions for 64 tokens, not 65"):
        embed(encoder, SENTENCES, layers=[-1], max_length=65, precision="fp32", tokens_per_batch=64)


def test_embedding_cuts_a_sentence_at_max_length(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]))

    def states(sentence, max_length):
        return embed(encoder, [sentence], layers=[-1], max_length=max_length, precision="fp32", tokens_per_batch=64)

    torch.testing.assert_close(states("the cat sat in rome", 5), states("the cat sat", 16))  # [CLS] and [SEP] count


@pytest.mark.parametrize("family", ["bert", "xlm_roberta", "mt5"])
def test_embedding_at_a_lower_layer_does_not_need_the_layers_above(encoder_folders, family):
    encoder = load_encoder(str(encoder_folders[family]))

    def embedded(layers):
        return embed(encoder, SENTENCES, layers=layers, max_length=16, precision="fp32", tokens_per_batch=64)

    assert torch.equal(embedded([1])[0], embedded([1, encoder.n_layers])[0])
    assert len(encoder.layers) == encoder.n_layers
