import dataclasses

from pipeline.domain.regime import Regime, RegimeKind
from pipeline.execution.schedule import chain_lengths, needed_jobs
from pipeline.experiments.plan import Job, JobKind
from pipeline.experiments.profile import load_profile

NONE = Regime(RegimeKind.NONE)


def job(key: str, input_key: str | None, run_id: str | None = None) -> Job:
    kind = JobKind.TRAIN if run_id is None else JobKind.EVALUATE
    return Job(key, kind, key, load_profile("smoke"), input_key, "udpos", NONE, 0, "target", run_id)


# pretrained -> trained -> scored, and pretrained -> retrieved
JOBS = (
    job("pretrained", None),
    job("trained", "pretrained"),
    job("scored", "trained", "run-1"),
    job("retrieved", "pretrained", "run-2"),
)


def test_chain_lengths_count_the_longest_way_to_the_end():
    assert chain_lengths(JOBS) == {"pretrained": 3, "trained": 2, "scored": 1, "retrieved": 1}


def test_needed_jobs_leave_out_what_only_finished_runs_need():
    assert needed_jobs(JOBS, lambda job: job.key == "scored") == {"retrieved", "pretrained"}


def test_needed_jobs_stop_at_a_checkpoint_that_is_there():
    assert needed_jobs(JOBS, lambda job: job.key == "trained") == {"scored", "retrieved", "pretrained"}


def test_needed_jobs_are_none_where_every_run_is_finished():
    finished = [dataclasses.replace(job) for job in JOBS]
    assert needed_jobs(finished, lambda job: job.run_id is not None) == set()
