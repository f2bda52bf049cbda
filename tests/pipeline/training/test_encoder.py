import json
import shutil
from pathlib import Path

import pytest
import torch
from torch import nn
from transformers import ByT5Tokenizer, MT5ForConditionalGeneration

from pipeline.domain.errors import EncoderError
from pipeline.training.encoder import load_encoder, random_encoder, save_encoder, weights_digest
from tests.pipeline.tiny_encoders import FAMILIES, MAX_POSITIONS, WIDTH, bert_tokenizer, make_network, mt5_tokenizer


@pytest.fixture
def broken(encoder_folders: dict[str, Path], tmp_path: Path):
    """A copy of an encoder folder, to break."""

    def copy(family: str) -> Path:
        return Path(shutil.copytree(encoder_folders[family], tmp_path / "broken"))

    return copy


@pytest.mark.parametrize("family", FAMILIES)
def test_encoder_loads_its_weights_and_pieces_in_every_family(encoder_folders, family):
    encoder = load_encoder(str(encoder_folders[family]))
    written = make_network(family, len(encoder.tokenizer)).state_dict()  # the same seed as the folder's
    kept = encoder.backbone.state_dict()
    assert kept.keys() == {name for name in written if not name.startswith("pooler.")}
    assert all(torch.equal(kept[name], written[name]) for name in kept)
    assert encoder.width == WIDTH
    assert encoder.tokenizer.is_fast


@pytest.mark.parametrize(
    ("family", "n_positions"), [("bert", MAX_POSITIONS), ("xlm_roberta", MAX_POSITIONS), ("mt5", None)]
)
def test_encoder_knows_how_many_positions_it_has(encoder_folders, family, n_positions):
    encoder = load_encoder(str(encoder_folders[family]))
    assert encoder.n_positions == n_positions
    encoder.check_length(MAX_POSITIONS)
    if n_positions is not None:
        with pytest.raises(EncoderError, match="positions for 64 tokens, not 65"):
            encoder.check_length(MAX_POSITIONS + 1)


@pytest.mark.parametrize("family", FAMILIES)
def test_encoder_saved_and_loaded_again_is_the_same(encoder_folders, tmp_path, family):
    encoder = load_encoder(str(encoder_folders[family]))
    save_encoder(encoder, tmp_path)
    again = load_encoder(str(tmp_path))
    assert type(again.backbone) is type(encoder.backbone)
    assert weights_digest(again.backbone) == weights_digest(encoder.backbone)
    text = "emma lives in oslo."
    assert again.tokenizer(text) == encoder.tokenizer(text)


def test_encoder_of_a_whole_mt5_is_its_encoder_alone(tmp_path):
    tokenizer = mt5_tokenizer()
    config = make_network("mt5", len(tokenizer)).config
    config.is_encoder_decoder, config.use_cache = True, True
    MT5ForConditionalGeneration(config).save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    encoder = load_encoder(str(tmp_path))
    assert not any(name.startswith("decoder.") for name in encoder.backbone.state_dict())


def test_encoder_dropout_replaces_the_config_s_own(encoder_folders):
    for family in FAMILIES:
        backbone = load_encoder(str(encoder_folders[family]), dropout=0.25).backbone
        chances = {module.p for module in backbone.modules() if isinstance(module, nn.Dropout)}
        assert chances == {0.25}, family


def test_encoder_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(EncoderError, match=r"nowhere.*cannot be loaded.*model\.safetensors"):
        load_encoder(str(tmp_path / "nowhere"))


def test_encoder_without_safetensors_is_refused(broken):
    folder = broken("bert")
    (folder / "model.safetensors").unlink()
    torch.save({}, folder / "pytorch_model.bin")
    with pytest.raises(EncoderError, match=r"broken.*no file named model\.safetensors"):
        load_encoder(str(folder))


def test_encoder_with_truncated_weights_is_refused(broken):
    folder = broken("bert")
    weights = folder / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    with pytest.raises(EncoderError, match="broken"):
        load_encoder(str(folder))


def _change_config(folder: Path, **changes: int) -> None:
    path = folder / "config.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_encoder_that_lacks_weights_is_refused_not_filled_at_random(broken):
    folder = broken("bert")
    _change_config(folder, num_hidden_layers=3)
    # a layer of BERT has 16 weights: 6 of query, key and value, 4 of two attention outputs, 2 + 4 of the feed-forward
    with pytest.raises(EncoderError, match=r"broken.*lack 16 of those.*encoder\.layer\.2"):
        load_encoder(str(folder))


def test_encoder_with_weights_of_another_shape_is_refused(broken):
    folder = broken("bert")
    _change_config(folder, hidden_size=64)
    with pytest.raises(EncoderError, match="broken"):
        load_encoder(str(folder))


def test_encoder_with_a_slow_tokenizer_is_refused(broken):
    folder = broken("mt5")
    (folder / "tokenizer.json").unlink()
    ByT5Tokenizer().save_pretrained(folder)
    with pytest.raises(EncoderError, match=r"broken.*no fast tokenizer"):
        load_encoder(str(folder))


@pytest.mark.parametrize("family", FAMILIES)
def test_encoder_without_tokenizer_files_is_refused(broken, family):
    folder = broken(family)
    (folder / "tokenizer.json").unlink()
    (folder / "tokenizer_config.json").unlink()
    with pytest.raises(EncoderError, match="broken"):
        load_encoder(str(folder))


def test_encoder_with_more_pieces_than_embeddings_is_refused(broken, tmp_path):
    folder = broken("bert")
    tokenizer = load_encoder(str(folder)).tokenizer
    n_pieces = len(tokenizer)
    tokenizer.add_tokens(["zürich"])
    tokenizer.save_pretrained(folder)
    with pytest.raises(
        EncoderError, match=f"tokenizer of {n_pieces + 1} pieces, 5 of them special, and {n_pieces} emb"
    ):
        load_encoder(str(folder))


def test_encoder_from_the_hub_without_a_network_is_an_error_that_names_it():
    with pytest.raises(EncoderError, match="'no-such-organisation/no-such-encoder' cannot be loaded"):
        load_encoder("no-such-organisation/no-such-encoder")


class _Weights(nn.Module):
    def __init__(self, order: str) -> None:
        super().__init__()
        for name in order:
            self.register_parameter(name, nn.Parameter(torch.full((2, 3), float(ord(name)))))
        self.register_buffer("n", torch.tensor(7))  # of no dimension


def test_weights_digest_does_not_depend_on_the_order_of_the_weights_nor_on_their_layout():
    first, second = _Weights("ab"), _Weights("ba")
    second.a.data = second.a.data.T.contiguous().T  # the same values, laid out column by column
    assert weights_digest(first) == weights_digest(second)


def test_weights_digest_changes_with_a_value_a_name_and_a_type():
    digests = {weights_digest(_Weights("ab")), weights_digest(_Weights("ac")), weights_digest(_Weights("ab").double())}
    changed = _Weights("ab")
    changed.a.data[1, 2] = torch.nextafter(changed.a.data[1, 2], torch.tensor(1e9))
    other = _Weights("ab")
    other.n += 1
    assert len(digests | {weights_digest(changed), weights_digest(other)}) == 5


@pytest.mark.parametrize("family", FAMILIES)
def test_random_encoder_has_the_shape_and_pieces_of_another_and_none_of_its_weights(encoder_folders, family):
    folder = str(encoder_folders[family])
    drawn, shape = random_encoder(folder, 1), load_encoder(folder)  # the folder was drawn from seed 0
    kept, other = drawn.backbone.state_dict(), shape.backbone.state_dict()
    assert {name: tensor.shape for name, tensor in kept.items()} == {name: t.shape for name, t in other.items()}
    assert not torch.equal(drawn.embeddings.weight, shape.embeddings.weight)
    assert drawn.tokenizer.get_vocab() == shape.tokenizer.get_vocab()


def test_random_encoder_follows_from_its_seed_and_leaves_the_generator_alone(encoder_folders):
    folder = str(encoder_folders["bert"])
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    first = weights_digest(random_encoder(folder, 0).backbone)
    assert torch.equal(torch.rand(3), expected)
    assert weights_digest(random_encoder(folder, 0).backbone) == first
    assert weights_digest(random_encoder(folder, 1).backbone) != first


def test_random_encoder_begins_as_bert_does(tmp_path):
    tokenizer = bert_tokenizer()
    network = make_network("bert", len(tokenizer))
    network.config.initializer_range = 0.02  # as BERT's own
    network.half().save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    encoder = random_encoder(str(tmp_path), 0)
    layer = encoder.backbone.encoder.layer[0]
    weights = layer.intermediate.dense.weight  # 64 x 32: the deviation of 2,048 draws is known to 2%
    assert weights.dtype is torch.float32
    assert weights.std().item() == pytest.approx(0.02, rel=0.08)
    assert weights.mean().item() == pytest.approx(0.0, abs=0.002)
    assert not layer.intermediate.dense.bias.any()
    assert torch.equal(layer.output.LayerNorm.weight, torch.ones(WIDTH))
