"""What jobs really run, against what their digests cover: a definition that is run and not covered fails here."""

import sys
from pathlib import Path

import pytest

from pipeline.domain.task import TaskType
from pipeline.execution.dry_run import _shrunk
from pipeline.execution.jobs import carry_out
from pipeline.execution.plan_report import plan_or_declare
from pipeline.execution.stand_in_encoder import write_stand_in_encoder
from pipeline.execution.stand_in_files import write_stand_ins
from pipeline.experiments import code_digest as module
from pipeline.experiments.code_digest import BORDERS
from pipeline.experiments.plan import JobKind, plan
from pipeline.experiments.profile import Evaluation, load_profile
from pipeline.heads.discovery import get_head
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.store.home import REPOSITORY, Home
from pipeline.tasks.discovery import get_task

# calls the rest and writes records, but for what `_TRAINING` and `_SCORING` name of it
RECORDS = {
    "pipeline.training.state:drop_state",
    "pipeline.training.encoder:weights_digest",
    "pipeline.training.checkpoint:read_curve",
    "pipeline.training.device:hold_memory_down",
}
ORCHESTRA = ("pipeline.execution.jobs", "pipeline.execution.provenance", "pipeline.experiments.recipe")


def _module_of(path):
    return ".".join(Path(path).relative_to(REPOSITORY).with_suffix("").parts)


def _run(job, home, source):
    """Names of the definitions of this project that carrying a job out calls, as "module:name"."""
    called = set()

    def note(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(str(REPOSITORY / "pipeline")):
            called.add((code.co_filename, code.co_qualname.split(".")[0]))

    sys.setprofile(note)
    try:
        carry_out(job, home, source, lambda _: None)
    finally:
        sys.setprofile(None)
    return {f"{_module_of(path)}:{name}" for path, name in called if not name.startswith("<")}


@pytest.fixture(scope="module")
def planned(tmp_path_factory):
    scratch = tmp_path_factory.mktemp("reached")
    paper = load_profile("paper")
    profile = paper.model_copy(
        update={
            "seeds": (0,),
            "regimes": ("none", "hellaswag+mlm"),
            "targets": ("xnli", "udpos", "xquad", "tatoeba", "bucc2018"),
            "evaluation": Evaluation(languages=("de", "en"), retrieval_layer=1, retrieval_layers="all"),
        }
    )
    wanted, _, _ = plan_or_declare(profile, None)
    write_stand_ins(scratch / "data", wanted)
    texts = [line for path in (scratch / "data").rglob("*") if path.is_file() for line in path.read_text().splitlines()]
    encoder = write_stand_in_encoder(scratch / "encoder", texts, 2)
    source = XtremeFolder(scratch / "data")
    return plan(_shrunk(profile, encoder), source), Home(scratch / "home"), source


def test_all_that_a_job_runs_is_in_its_digest(planned):
    made, home, source = planned
    get_head(TaskType.SPAN_EXTRACTION)  # finds all heads, and runs their modules
    kinds = set()
    for job in made.jobs:
        called = _run(job, home, source) - RECORDS
        if job.kind is JobKind.TRAIN:
            entries = module._training_entries(tuple(map(get_task, job.tasks)), "xtreme_folder")
            covered = module.reached(entries)
        else:
            task = get_task(str(job.task))
            is_retrieval = task.train_task is None
            entries = [*module._SCORING, *module._source_entries("xtreme_folder", (task,))]
            entries += ["pipeline.execution.retrieval:open_retrieval_scorer"] if is_retrieval else []
            entries += () if is_retrieval else module._training_entries((task,), "xtreme_folder")
            covered = module.reached(entries, () if is_retrieval else ("pipeline.execution.retrieval",))
        allowed = (*BORDERS, *ORCHESTRA)
        missed = {one for one in called - covered.keys() if not module._is_within(one.partition(":")[0], allowed)}
        assert missed == set(), job.label
        assert len(called & covered.keys()) > 10
        kinds.add((job.kind, get_task(str(job.task)).task_type))
    assert len(kinds) == 9  # trained and scored: labels, tags, spans and choices; scored alone: retrieval
