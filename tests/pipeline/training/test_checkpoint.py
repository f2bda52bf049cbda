import pytest
import torch
from torch import nn

from pipeline.domain.errors import MissingDataError
from pipeline.store.records import CurvePoint
from pipeline.training.checkpoint import (
    CheckpointRecord,
    HeadRecord,
    is_complete,
    keeps_changes_alone,
    kept_names,
    read_changed,
    read_curve,
    read_head,
    read_record,
    write_checkpoint,
)
from pipeline.training.encoder import load_encoder, weights_digest

RECORD = CheckpointRecord(
    key="0123456789abcdef",
    heads=(HeadRecord(task="xquad", labels=("a", "b"), may_be_unanswerable=True, n_train_examples=3),),
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
    write_checkpoint(folder, encoder, {"xquad": network}, RECORD, CURVE)
    assert is_complete(folder)
    assert read_record(folder) == RECORD
    assert read_curve(folder) == CURVE
    other = _network(1)
    read_head(folder, "xquad", other)
    assert weights_digest(other) == weights_digest(network)
    assert weights_digest(load_encoder(str(folder / "encoder")).backbone) == weights_digest(encoder.backbone)
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_checkpoint_after_pretraining_has_no_head(encoder, tmp_path):
    write_checkpoint(tmp_path / "key", encoder, {}, RECORD.model_copy(update={"heads": ()}), [])
    assert [path.name for path in (tmp_path / "key").glob("head*")] == []
    assert read_curve(tmp_path / "key") == []


def test_checkpoint_speed_is_tokens_over_seconds():
    assert RECORD.tokens_per_second == 200.0
    assert RECORD.model_copy(update={"wall_seconds": 0.0}).tokens_per_second == 0.0


def test_checkpoint_half_written_is_not_complete(encoder, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("no space left on device")

    monkeypatch.setattr("pipeline.training.checkpoint.write_json", fail)
    with pytest.raises(OSError, match="no space"):
        write_checkpoint(tmp_path / "key", encoder, {"xquad": _network(0)}, RECORD, CURVE)
    assert not is_complete(tmp_path / "key")
    assert [path.name for path in tmp_path.iterdir()] == [".key.tmp"]
    with pytest.raises(MissingDataError, match=r"no checkpoint at .*key; run the job"):
        read_record(tmp_path / "key")
    monkeypatch.undo()
    write_checkpoint(tmp_path / "key", encoder, {"xquad": _network(0)}, RECORD, CURVE)  # over what was left
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_checkpoint_replaces_an_earlier_one_whole(encoder, tmp_path):
    write_checkpoint(tmp_path / "key", encoder, {"xquad": _network(0)}, RECORD, CURVE)
    write_checkpoint(tmp_path / "key", encoder, {}, RECORD, CURVE[:1])
    assert read_curve(tmp_path / "key") == CURVE[:1]
    assert not (tmp_path / "key" / "head-xquad.safetensors").exists()


def test_checkpoint_keeps_a_head_for_each_task(encoder, tmp_path):
    mnli = HeadRecord(task="mnli", labels=("no", "yes"), n_train_examples=7)
    record = RECORD.model_copy(update={"heads": (*RECORD.heads, mnli)})
    networks = {"xquad": _network(0), "mnli": _network(1)}
    write_checkpoint(tmp_path / "key", encoder, networks, record, CURVE)
    kept = read_record(tmp_path / "key")
    assert (kept.head("xquad"), kept.head("mnli")) == (RECORD.heads[0], mnli)
    for task, network in networks.items():
        found = _network(2)
        read_head(tmp_path / "key", task, found)
        assert weights_digest(found) == weights_digest(network)


def test_only_head_serves_other_tasks_of_its_type_and_one_of_several_does_not():
    assert RECORD.head("mlqa") == RECORD.heads[0]
    assert RECORD.task == "xquad"
    several = RECORD.model_copy(update={"heads": (RECORD.heads[0], HeadRecord(task="mnli", n_train_examples=7))})
    assert several.task is None
    with pytest.raises(MissingDataError, match="has no head for 'mlqa'; it has: xquad, mnli"):
        several.head("mlqa")
    with pytest.raises(MissingDataError, match="has no head for 'mlqa'; it has: none"):
        RECORD.model_copy(update={"heads": ()}).head("mlqa")


def test_record_from_before_there_were_several_heads_is_read():
    old = {**RECORD.model_dump(exclude={"heads"}), "labels": ("a", "b"), "may_be_unanswerable": True}
    assert CheckpointRecord.model_validate({**old, "task": "xquad"}) == RECORD
    assert CheckpointRecord.model_validate({**old, "task": None}).heads == ()


def test_checkpoint_of_a_part_is_put_back_into_the_encoder_that_it_began_with(encoder, encoder_folders, tmp_path):
    encoder.freeze(1)
    changed = frozenset(name for name, weight in encoder.backbone.named_parameters() if weight.requires_grad)
    assert changed
    assert all(name.startswith("encoder.layer.1.") for name in changed)
    with torch.no_grad():
        for weight in encoder.backbone.parameters():
            weight.add_(1.0)
    write_checkpoint(tmp_path / "key", encoder, {}, RECORD, CURVE, changed=changed)
    assert keeps_changes_alone(tmp_path / "key")
    assert kept_names(tmp_path / "key") == changed
    assert not (tmp_path / "key" / "encoder").exists()
    before = dict(load_encoder(str(encoder_folders["bert"])).backbone.named_parameters())
    other = load_encoder(str(encoder_folders["bert"]))
    read_changed(tmp_path / "key", other)
    for name, weight in other.backbone.named_parameters():
        torch.testing.assert_close(weight, before[name] + (1.0 if name in changed else 0.0))
