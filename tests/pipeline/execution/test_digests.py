"""Damaged checkpoints and states are named, set aside and made again."""

import dataclasses
import json

import pytest
import torch
from safetensors.torch import save_file

from pipeline.domain.task import Split
from pipeline.execution.digests import (
    DamagedCheckpointError,
    StateSealer,
    check_checkpoint,
    check_state,
    seal_checkpoint,
)
from pipeline.execution.exchange import SameFolder
from pipeline.execution.schedule import Schedule
from pipeline.experiments.plan import Cell, Plan
from pipeline.experiments.profile import load_profile
from pipeline.store.home import Home
from pipeline.training.loop import Progress
from tests.pipeline.execution.test_schedule import job

ONE = Progress(1, 2, 1.0, "loss 1")


def checkpoint(folder):
    (folder / "encoder").mkdir(parents=True)
    save_file({"weight": torch.arange(8.0)}, folder / "encoder" / "model.safetensors")
    (folder / "checkpoint.json").write_text("{}")
    return folder


def flip(path, place=-1):
    content = bytearray(path.read_bytes())
    content[place] ^= 1
    path.write_bytes(content)


def test_a_checkpoint_as_written_stays(tmp_path):
    folder = checkpoint(tmp_path / "abc")
    seal_checkpoint(folder)
    check_checkpoint(folder)
    assert folder.is_dir()


@pytest.mark.parametrize("name", ["encoder/model.safetensors", "checkpoint.json", "digests.json"])
def test_a_changed_bit_of_any_file_sets_the_checkpoint_aside(tmp_path, name):
    folder = checkpoint(tmp_path / "abc")
    seal_checkpoint(folder)
    flip(folder / name, 1)
    with pytest.raises(DamagedCheckpointError, match=name) as caught:
        check_checkpoint(folder)
    assert caught.value.key == "abc"
    assert not folder.exists()
    assert (tmp_path / "abc.damaged-1" / "checkpoint.json").is_file()


def test_a_checkpoint_that_lost_a_file_is_set_aside_beside_an_earlier_one(tmp_path):
    (tmp_path / "abc.damaged-1").mkdir()
    folder = checkpoint(tmp_path / "abc")
    seal_checkpoint(folder)
    (folder / "encoder" / "model.safetensors").unlink()
    with pytest.raises(DamagedCheckpointError, match=r"model\.safetensors is missing"):
        check_checkpoint(folder)
    assert (tmp_path / "abc.damaged-2").is_dir()


def test_a_checkpoint_without_digests_gets_them_unless_its_weights_are_cut_off(tmp_path):
    folder, cut = checkpoint(tmp_path / "whole"), checkpoint(tmp_path / "cut")
    check_checkpoint(folder)
    assert (folder / "digests.json").is_file()
    weights = cut / "encoder" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4])
    with pytest.raises(DamagedCheckpointError, match="no whole safetensors file"):
        check_checkpoint(cut)


def state(folder, n_batches):
    """A state as `write_state` puts it there: another file under the name."""
    folder.mkdir(exist_ok=True)
    metadata = {"state": json.dumps({"n_batches": n_batches})}
    save_file({"weight": torch.full((4,), float(n_batches))}, folder / "new", metadata=metadata)
    (folder / "new").replace(folder / "state.safetensors")
    return folder


def test_the_sink_keeps_the_digest_of_each_new_state_and_passes_progress_on(tmp_path):
    told = []
    sealer = StateSealer(tmp_path / ".k.state", told.append)
    sealer(ONE)  # no state yet
    for n_batches in (3, 6):
        folder = state(tmp_path / ".k.state", n_batches)
        sealer(ONE)
        assert json.loads((folder / "digest.json").read_text())["n_batches"] == n_batches
    assert check_state(folder) is None
    assert told == [ONE] * 3


def test_a_changed_bit_of_a_state_sets_it_aside(tmp_path):
    folder = state(tmp_path / ".k.state", 3)
    StateSealer(folder, lambda _: None)(ONE)
    flip(folder / "state.safetensors")
    assert ".k.state.damaged-1" in (check_state(folder) or "")
    assert not folder.exists()


def test_a_state_that_is_further_than_its_digest_is_taken(tmp_path):
    folder = state(tmp_path / ".k.state", 3)
    StateSealer(folder, lambda _: None)(ONE)
    assert check_state(state(folder, 6)) is None


def test_a_state_that_is_cut_off_is_set_aside_without_a_digest(tmp_path):
    folder = state(tmp_path / ".k.state", 3)
    path = folder / "state.safetensors"
    path.write_bytes(path.read_bytes()[:-1])
    assert check_state(folder) is not None


@pytest.fixture
def schedule(tmp_path, monkeypatch):
    """pretrained -> trained -> scored; both checkpoints are there."""
    monkeypatch.setenv("CROSSCHECK_SNAPSHOT", "none")
    jobs = (
        job("pretrained", None),
        job("trained", "pretrained"),
        dataclasses.replace(job("scored", "trained", "run-1"), cells=(Cell("udpos", Split.TEST, "de"),)),
    )
    monkeypatch.setattr("pipeline.execution.exchange.is_done", lambda one, home: (home.checkpoints / one.key).is_dir())
    for key in ("pretrained", "trained"):
        seal_checkpoint(checkpoint(tmp_path / "checkpoints" / key))
    return Schedule(Plan(load_profile("smoke"), jobs), Home(tmp_path), SameFolder(), lambda _: None)


def test_a_run_begins_with_the_job_whose_checkpoint_was_damaged_before(schedule, tmp_path):
    flip(tmp_path / "checkpoints" / "trained" / "checkpoint.json", 0)
    schedule.begin()
    assert [one.key for one in schedule.ready()] == ["trained"]
    assert "checkpoint.json has sha256" in schedule.state.notes[0]


def test_a_checkpoint_damaged_while_the_run_goes_on_is_made_again_a_few_times(schedule, tmp_path):
    schedule.begin()
    scored = schedule.ready()[0]
    (tmp_path / "checkpoints" / "trained").rename(tmp_path / "checkpoints" / "trained.damaged-1")
    schedule.started(scored)
    schedule.ended(scored, "damaged", damaged="trained")
    assert [one.key for one in schedule.ready()] == ["trained"]
    assert schedule.state.notes == ["damaged"]
    schedule.state.done["trained"] = 1.0
    for _ in range(scored.profile.execution.max_lost):
        schedule.started(scored)
        schedule.ended(scored, "damaged", damaged="trained")
        schedule.state.done["trained"] = 1.0
        if schedule.state.failed:
            break
    assert schedule.state.failed == {"scored": "damaged"}
