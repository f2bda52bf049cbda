import pytest
import torch
from torch import nn

from pipeline.domain.errors import MissingDataError
from pipeline.store.records import CurvePoint
from pipeline.training.checkpoint import (
    CheckpointRecord,
    is_complete,
    read_curve,
    read_head,
    read_record,
    write_checkpoint,
)
from pipeline.training.encoder import load_encoder, weights_digest

RECORD = CheckpointRecord(
    key="0123456789abcdef",
    task="xquad",
    labels=("a", "b"),
    may_be_unanswerable=True,
    encoder_digest="f" * 16,
    n_parameters=12,
    n_train_examples=3,
    n_train_tokens=500,
    wall_seconds=2.5,
    precision="no",
)
CURVE = [CurvePoint(1, 10, 2.5, 1e-3), CurvePoint(2, 21, 1.25, 5e-4)]


def _network(seed):
    torch.manual_seed(seed)
    return nn.Sequential(nn.Dropout(0.1), nn.Linear(4, 2))


@pytest.fixture
def encoder(encoder_folders):
    return load_encoder(str(encoder_folders["bert"]))


def test_checkpoint_comes_back_as_it_was_written(encoder, tmp_path):
    folder, network = tmp_path / "key", _network(0)
    write_checkpoint(folder, encoder, network, RECORD, CURVE)
    assert is_complete(folder)
    assert read_record(folder) == RECORD
    assert read_curve(folder) == CURVE
    other = _network(1)
    read_head(folder, other)
    assert weights_digest(other) == weights_digest(network)
    assert weights_digest(load_encoder(str(folder / "encoder")).backbone) == weights_digest(encoder.backbone)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_checkpoint_after_pretraining_has_no_head(encoder, tmp_path):
    write_checkpoint(tmp_path / "key", encoder, None, RECORD.model_copy(update={"task": None}), [])
    assert not (tmp_path / "key" / "head.safetensors").exists()
    assert read_curve(tmp_path / "key") == []


def test_checkpoint_speed_is_tokens_over_seconds():
    assert RECORD.tokens_per_second == 200.0
    assert RECORD.model_copy(update={"wall_seconds": 0.0}).tokens_per_second == 0.0


def test_checkpoint_half_written_is_not_complete(encoder, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("pipeline.training.checkpoint.write_json", fail)
    with pytest.raises(OSError, match="no space"):
        write_checkpoint(tmp_path / "key", encoder, _network(0), RECORD, CURVE)
    assert not is_complete(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == [".key.tmp"]
    with pytest.raises(MissingDataError, match=r"no checkpoint at .*key; run the job"):
        read_record(tmp_path / "key")
    monkeypatch.undo()
    write_checkpoint(tmp_path / "key", encoder, _network(0), RECORD, CURVE)  # over what was left
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_checkpoint_replaces_an_earlier_one_whole(encoder, tmp_path):
    write_checkpoint(tmp_path / "key", encoder, _network(0), RECORD, CURVE)
    write_checkpoint(tmp_path / "key", encoder, None, RECORD, CURVE[:1])
    assert read_curve(tmp_path / "key") == CURVE[:1]
    assert not (tmp_path / "key" / "head.safetensors").exists()
