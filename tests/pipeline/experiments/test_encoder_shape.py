import json
import struct

import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.experiments.encoder_shape import body_parameters, declared_shapes, find_shape, folder_shape
from pipeline.store.reference import load_reported_scores

CONFIG = {"num_hidden_layers": 1, "hidden_size": 4, "intermediate_size": 8, "num_attention_heads": 2}


def _write_folder(folder, tensors, config=CONFIG):
    header = {
        name: {"dtype": "F32", "shape": shape, "data_offsets": [0, 0]} for name, shape in tensors.items()
    }  # the header alone is read
    content = json.dumps({"__metadata__": {}, **header}).encode()
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(content)) + content)
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def test_body_parameters_of_one_small_layer():
    # projections 4 x (4 x 4 + 4) = 80; feed-forward 2 x 4 x 8 + 8 + 4 = 76; two norms of 2 x 4 = 16
    assert body_parameters(1, 4, 8) == 172
    assert body_parameters(3, 4, 8) == 3 * 172


def test_folder_shape_counts_weights_and_keeps_embeddings_and_unused_parts_apart(tmp_path):
    tensors = {
        "embeddings.word_embeddings.weight": [10, 4], "embeddings.position_embeddings.weight": [6, 4],
        "encoder.layer.0.attention.self.query.weight": [4, 4], "encoder.layer.0.attention.self.query.bias": [4],
        "pooler.dense.weight": [4, 4], "decoder.block.0.weight": [9, 9],
    }  # fmt: skip
    shape = folder_shape(_write_folder(tmp_path, tensors))
    assert (shape.n_embedding, shape.n_body, shape.basis) == (64, 20, "counted")
    assert (shape.layers, shape.width, shape.feed_forward, shape.heads) == (1, 4, 8, 2)


def test_folder_shape_names_what_is_missing(tmp_path):
    with pytest.raises(MissingDataError, match=r"no config\.json"):
        folder_shape(tmp_path)
    with pytest.raises(DataFormatError, match="hidden_size, d_model"):
        folder_shape(_write_folder(tmp_path, {}, {"num_hidden_layers": 1}))


def test_declared_xlm_r_large_is_as_large_as_published():
    shape = declared_shapes()["FacebookAI/xlm-roberta-large"]
    published = {row.params_millions for row in load_reported_scores() if row.encoder == "xlm-roberta-large"} - {None}
    assert published  # 550 to 560, as the sources round
    assert all(abs(shape.n_parameters / 1e6 - float(millions)) < 10 for millions in published)


def test_declared_encoders_with_a_wrong_row_are_refused_by_line(tmp_path):
    path = tmp_path / "encoders.csv"
    path.write_text(
        "encoder,model_type,layers,width,feed_forward,heads,pieces,positions,source\na,b,none,4,8,2,10,6,somewhere\n"
    )
    with pytest.raises(DataFormatError, match=r"encoders\.csv, line 2.*'none' in column 'layers'"):
        declared_shapes(path)


def test_shape_of_an_unknown_hub_id_is_not_known():
    assert find_shape("nobody/nothing") is None
    assert find_shape("mini").layers == 6
    assert find_shape("random:mini") == find_shape("mini")
