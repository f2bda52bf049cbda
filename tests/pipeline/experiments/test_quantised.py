from pathlib import Path

import numpy as np
import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.experiments.quantised import read_packed, unpack_q4
from tests.pipeline.experiments.packed_files import PIECES, packed_bin, q4_block

PLACE = Path("some.bin")


def test_block_holds_low_halves_first():
    low, high = [-8, 7, *[0] * 14], [1, -1, *[0] * 14]
    found = unpack_q4(q4_block(0.5, low, high))
    assert found.tolist() == [-4.0, 3.5, *[0.0] * 14, 0.5, -0.5, *[0.0] * 14]


def test_packed_encoder_has_the_names_and_weights_of_a_bert_model():
    content, weights = packed_bin()
    found = read_packed(content, PLACE)
    assert (found.sizes.width, found.sizes.n_layers, found.sizes.feed_forward) == (32, 1, 64)
    assert found.sizes.epsilon == 1e-12
    assert found.pieces == PIECES
    for packed, name in {
        "emb.word": "embeddings.word_embeddings.weight",
        "emb.ln.b": "embeddings.LayerNorm.bias",
        "l0.q.w": "encoder.layer.0.attention.self.query.weight",
        "l0.ao.b": "encoder.layer.0.attention.output.dense.bias",
        "l0.aln.w": "encoder.layer.0.attention.output.LayerNorm.weight",
        "l0.fi.w": "encoder.layer.0.intermediate.dense.weight",
        "l0.fo.w": "encoder.layer.0.output.dense.weight",
        "l0.oln.b": "encoder.layer.0.output.LayerNorm.bias",
    }.items():
        np.testing.assert_array_equal(found.weights[name], weights[packed])


def test_other_format_is_refused():
    with pytest.raises(DataFormatError, match="b'GGUF' version 1"):
        read_packed(b"GGUF" + packed_bin()[0][4:], PLACE)


@pytest.mark.parametrize("kept", [10, 100, 2000, -1])
def test_cut_file_is_refused(kept):
    with pytest.raises(DataFormatError, match="cut off"):
        read_packed(packed_bin()[0][:kept], PLACE)


def test_unknown_tensor_is_named():
    with pytest.raises(DataFormatError, match=r"'l0\.zz\.w'"):
        read_packed(packed_bin()[0].replace(b"l0.fi.w", b"l0.zz.w"), PLACE)
