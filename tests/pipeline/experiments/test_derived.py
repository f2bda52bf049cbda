"""Encoders made from a shipped one without training."""

import numpy as np
import pytest

from pipeline.domain.errors import EncoderError
from pipeline.experiments.derived import Derived, first_layers, mt5_config, mt5_weights, parse_derived
from pipeline.experiments.encoder_training import languages_seen, read_training
from pipeline.experiments.encoders import encoder_identity, encoder_location
from pipeline.experiments.weights_file import read_weights, write_weights


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_HOME", str(tmp_path_factory.getbasetemp() / "derived-home"))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("mini:4-layers", Derived("mini", 4, None)),
        ("mini:mt5-128x2", Derived("mini", 2, 128)),
        ("mini", None),
        ("random:mini", None),
        ("google/mt5-base", None),
        ("mini:0-layers", None),
    ],
)
def test_parse_derived_knows_the_names(name, expected):
    assert parse_derived(name) == expected


def test_first_layers_keeps_embeddings_and_lower_layers():
    one = np.zeros(1)
    weights = dict.fromkeys(("embeddings.x", "encoder.layer.0.a", "encoder.layer.1.a", "encoder.layer.10.a"), one)
    assert sorted(first_layers(weights, 2)) == ["embeddings.x", "encoder.layer.0.a", "encoder.layer.1.a"]


def test_first_layers_refuses_more_layers_than_there_are():
    with pytest.raises(EncoderError, match="7 layers are asked for, and the encoder has 1"):
        first_layers({"encoder.layer.0.a": np.zeros(1)}, 7)


def test_mt5_weights_are_the_same_each_time_and_as_wide_as_their_family_begins():
    config = mt5_config(64, 2, 100)
    weights = mt5_weights(config)
    assert all(np.array_equal(weights[name], array) for name, array in mt5_weights(config).items())
    # queries: (d_model d_kv) ** -0.5 = (64 * 32) ** -0.5 = 0.0221
    assert np.std(weights["encoder.block.0.layer.0.SelfAttention.q.weight"]) == pytest.approx(0.0221, rel=0.1)


def test_derived_encoder_refuses_a_base_that_does_not_ship():
    with pytest.raises(EncoderError, match="is made from"):
        encoder_location("maxi:2-layers")


def test_cut_encoder_loads_with_fewer_layers_and_gives_other_states():
    import torch

    from pipeline.training.encoder import load_encoder

    whole, cut = load_encoder(encoder_location("mini")), load_encoder(encoder_location("mini:2-layers"))
    assert cut.backbone.config.num_hidden_layers == 2
    assert cut.n_parameters == 12_287_616  # 19,385,472 less four layers of 1,774,464
    assert torch.equal(cut.embeddings.weight, whole.embeddings.weight)
    assert encoder_identity("mini:2-layers") != encoder_identity("mini")


def test_cut_encoder_has_seen_what_its_base_has_and_an_untrained_one_nothing():
    assert languages_seen("mini:2-layers") == languages_seen("mini")
    assert languages_seen("mini:mt5-64x1") == ()
    training = read_training(encoder_location("mini:2-layers"))
    assert training is not None
    assert training.n_parameters == 12_287_616


def test_untrained_mt5_loads_and_takes_no_segments():
    from pipeline.training.encoder import load_encoder

    encoder = load_encoder(encoder_location("mini:mt5-64x1"))
    assert encoder.backbone.config.model_type == "mt5"
    assert encoder.width == 64
    assert "token_type_ids" not in encoder.tokenizer.model_input_names


def test_weights_written_are_those_that_the_library_reads(tmp_path):
    from safetensors.numpy import load_file

    weights = {"b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.array([0.5, -2.0], dtype=np.float16)}
    write_weights(tmp_path / "w.safetensors", weights)
    for found in (load_file(tmp_path / "w.safetensors"), read_weights(tmp_path / "w.safetensors")):
        assert sorted(found) == ["a", "b"]
        assert all(np.array_equal(found[name], array) for name, array in weights.items())
        assert found["a"].dtype == np.float16


def test_weights_of_another_type_are_refused(tmp_path):
    from safetensors.numpy import save_file

    save_file({"a": np.zeros(2, dtype=np.int64)}, tmp_path / "w.safetensors")
    with pytest.raises(EncoderError, match="'a' is of type I64; expected F16 or F32"):
        read_weights(tmp_path / "w.safetensors")


def test_untrained_mt5_learns_by_masked_lm():
    import torch

    from pipeline.training.encoder import load_encoder
    from pipeline.training.masked_lm import MaskedLanguageModel

    model = MaskedLanguageModel(load_encoder(encoder_location("mini:mt5-64x1"), "eager"))
    ids = torch.arange(10, 26).reshape(2, 8)
    batch = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "targets": ids}
    optimiser = torch.optim.Adam(model.parameters(), lr=1e-2)
    losses = []
    for _ in range(5):
        loss = model(batch)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0] - 2  # nats
