import dataclasses
from pathlib import Path

from pipeline.domain.regime import Regime, RegimeKind
from pipeline.domain.task import Split
from pipeline.execution.exchange import SameFolder
from pipeline.execution.jobs import ShippedRuns
from pipeline.execution.schedule import Schedule, chain_lengths, needed_jobs
from pipeline.experiments.execution_settings import Execution
from pipeline.experiments.plan import Cell, Job, JobKind, Plan
from pipeline.experiments.profile import load_profile
from pipeline.store.home import Home
from pipeline.store.records import cell_name

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


def _labels_of_none_and_squad(order):
    profile = load_profile("smoke").model_copy(update={"execution": Execution(order=order)})
    squad = Regime(RegimeKind.SINGLE, ("squad_v1",))
    jobs = (
        dataclasses.replace(job("scored", None, "run-1"), profile=profile),
        dataclasses.replace(job("trained", None), profile=profile, regime=squad),
        dataclasses.replace(job("scored after it", "trained", "run-2"), profile=profile, regime=squad),
    )
    schedule = Schedule(Plan(profile, jobs), Home(Path("nowhere")), SameFolder(), lambda _: None)
    return [one.label for one in sorted(jobs, key=schedule._urgency)]


def test_jobs_go_by_what_hangs_on_them_or_regime_by_regime():
    assert _labels_of_none_and_squad("chains") == ["trained", "scored", "scored after it"]
    assert _labels_of_none_and_squad("regimes") == ["scored", "trained", "scored after it"]


def test_shipped_run_is_done_if_all_its_cells_are_there():
    cells = (Cell("udpos", Split.TEST, "de"), Cell("udpos", Split.DEV, "de"))
    scored = dataclasses.replace(JOBS[2], cells=cells)
    names = frozenset(cell_name(cell.task, cell.split, cell.language) for cell in cells)
    assert ShippedRuns({"run-1": names}).hold(scored)
    assert not ShippedRuns({"run-1": frozenset(sorted(names)[:1])}).hold(scored)
    assert not ShippedRuns({"run-2": names}).hold(scored)
    assert not ShippedRuns({"run-1": names}).hold(JOBS[1])
