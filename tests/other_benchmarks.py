"""The small home with runs on a target of XTREME-R, and after an intermediate task that is none of the paper's.

XCOPA in Estonian and Chinese, ten examples each, on the test split: none 5 and 5 right, squad_v1 9 and 9, siqa 10 and
10; XNLI after siqa: all ten right in each language.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from pipeline.domain.prediction import Prediction
from pipeline.domain.run import Run
from pipeline.domain.score import Score
from pipeline.domain.task import Split
from pipeline.store.home import Home
from pipeline.store.records import write_cell, write_run
from tests.small_home import LANGUAGES, N_EXAMPLES, small_run, write_small_home

XCOPA = {"none": 5, "squad_v1": 9, "siqa": 10}


def write_home_of_several_benchmarks(root: Path) -> Home:
    """The whole home; nothing is built or published."""
    home = write_small_home(root)
    for regime, n_right in XCOPA.items():
        run = replace(small_run("squad_v1", "xcopa"), run_id=f"small-{regime}-xcopa-0", regime=regime)
        run = replace(run, intermediate_tasks=() if regime == "none" else (regime,))
        _write(home, run, ("et", "zh"), n_right)
    run = replace(
        small_run("squad_v1", "xnli"), run_id="small-siqa-xnli-0", regime="siqa", intermediate_tasks=("siqa",)
    )
    _write(home, run, LANGUAGES, N_EXAMPLES)
    return home


def _write(home: Home, run: Run, languages: tuple[str, ...], n_right: int) -> None:
    write_run(home.runs, run)
    for language in languages:
        value = 100.0 * n_right / N_EXAMPLES
        place = (run.run_id, str(run.target_task), language, Split.TEST, "accuracy")
        score = Score(*place, value, N_EXAMPLES, N_EXAMPLES, 50.0, "by hand")
        rows = [Prediction(f"{n:02d}", "0", "0" if n < n_right else "1", float(n < n_right)) for n in range(N_EXAMPLES)]
        write_cell(home.runs, run.run_id, [score], rows, wall_seconds=1.0)
