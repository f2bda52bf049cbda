"""Checkpoints and records through storage by URL: file:// and memory:// stand for a shared disk and an object store."""

import dataclasses
import uuid
from pathlib import Path

import pytest

from pipeline.domain.errors import MissingDataError, StorageError
from pipeline.domain.regime import Regime, RegimeKind
from pipeline.domain.task import Split
from pipeline.execution.jobs import state_folder
from pipeline.execution.storage import Storage
from pipeline.experiments.plan import Cell, Job, JobKind
from pipeline.experiments.profile import load_profile
from pipeline.store.home import Home

TRAIN = Job("aaaa", JobKind.TRAIN, "train", load_profile("smoke"), None, "udpos", Regime(RegimeKind.NONE), 0, "target")
EVALUATE = dataclasses.replace(
    TRAIN,
    key="bbbb",
    kind=JobKind.EVALUATE,
    input_key="aaaa",
    run_id="run-1",
    cells=(Cell("udpos", Split.TEST, "de"), Cell("udpos", Split.TEST, "en")),
)


@pytest.fixture(params=["file", "memory"])
def url(request, tmp_path):
    return f"file://{tmp_path}/storage" if request.param == "file" else f"memory://{uuid.uuid4().hex}/storage"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def write_trained(home: Home) -> None:
    write(home.checkpoints / "aaaa" / "encoder" / "config.json", "config")
    write(home.checkpoints / "aaaa" / "encoder" / "model.safetensors", "weights")
    write(home.checkpoints / "aaaa" / "checkpoint.json", "{}")


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_checkpoint_kept_on_one_machine_is_there_on_another(url, tmp_path):
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    write_trained(one)
    assert not Storage(url).is_done(TRAIN, other)
    Storage(url).keep(TRAIN, one)
    assert Storage(url).is_done(TRAIN, other)
    Storage(url).fetch(EVALUATE, other)
    assert files(other.checkpoints) == files(one.checkpoints)


def test_checkpoint_that_is_not_in_the_storage_is_named(url, tmp_path):
    with pytest.raises(MissingDataError, match="no checkpoint aaaa in"):
        Storage(url).fetch(EVALUATE, Home(tmp_path / "one"))


def test_state_of_an_unfinished_training_moves_on_and_goes_when_the_training_ends(url, tmp_path):
    one, other, third = (Home(tmp_path / name) for name in ("one", "other", "third"))
    write(state_folder(TRAIN, one) / "state.safetensors", "step 3")
    Storage(url).keep(TRAIN, one)
    Storage(url).fetch(TRAIN, other)
    assert files(state_folder(TRAIN, other)) == {"state.safetensors": "step 3"}
    write_trained(other)
    Storage(url).keep(TRAIN, other)
    Storage(url).fetch(TRAIN, third)
    assert not state_folder(TRAIN, third).exists()


def test_state_that_has_changed_is_sent_again(url, tmp_path):
    one, other, storage = Home(tmp_path / "one"), Home(tmp_path / "other"), Storage(url)
    for text in ("step 3", "step 20"):
        write(state_folder(TRAIN, one) / "state.safetensors", text)
        storage.keep(TRAIN, one)
    Storage(url).fetch(TRAIN, other)
    assert files(state_folder(TRAIN, other)) == {"state.safetensors": "step 20"}


def test_cells_finished_before_a_machine_was_lost_come_with_the_run(url, tmp_path):
    one, other = Home(tmp_path / "one"), Home(tmp_path / "other")
    cells = one.runs / "run-1" / "cells"
    write(one.runs / "run-1" / "run.json", "running")
    write(cells / "udpos.test.de.parquet", "rows")
    write(cells / "udpos.test.de.json", "{}")
    write(cells / ".udpos.test.en.json.x.tmp", "cut off")
    Storage(url).keep(EVALUATE, one)
    Storage(url).collect([EVALUATE], other)
    assert set(files(other.runs / "run-1")) == {"run.json", "cells/udpos.test.de.json", "cells/udpos.test.de.parquet"}
    assert not Storage(url).is_done(EVALUATE, other)
    write(cells / "udpos.test.en.json", "{}")
    write(one.runs / "run-1" / "run.json", "finished")
    Storage(url).keep(EVALUATE, one)
    Storage(url).collect([EVALUATE], other)
    assert Storage(url).is_done(EVALUATE, other)
    assert (other.runs / "run-1" / "run.json").read_text() == "finished"


def test_dropped_checkpoint_is_gone_everywhere(url, tmp_path):
    one = Home(tmp_path / "one")
    write_trained(one)
    Storage(url).keep(TRAIN, one)
    Storage(url).drop(TRAIN, one)
    assert not Storage(url).is_done(TRAIN, one)
    assert files(one.checkpoints) == {}


def test_claim_of_a_later_run_ends_that_of_an_earlier_one(url, tmp_path):
    home = Home(tmp_path / "one")
    Storage(url).claim(home, "first")
    assert Storage(url).is_claimed(home, "first")
    Storage(url).claim(home, "second")
    assert not Storage(url).is_claimed(home, "first")


def test_kind_of_storage_that_is_unknown_is_one_error_with_a_remedy():
    with pytest.raises(StorageError, match=r"storage 'nowhere://x' cannot be opened .*expected a URL"):
        Storage("nowhere://x")
