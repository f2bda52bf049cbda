"""Training jobs of two processes, as the command line starts them."""

import json

import pytest

from pipeline.experiments.profile import PROFILES
from tests.pipeline.execution.test_run_and_resume import finish, scores, start


def profile(folder, name: str, execution: str):
    """The smoke profile without dropout, whose draws differ between processes, and with two batches a step."""
    text = (PROFILES / "smoke.toml").read_text(encoding="utf-8")
    settings = "n_train_examples = 64\nbatch_size = 8\ngradient_accumulation = 2\ndropout = 0.0\n"
    text = text.replace("n_train_examples = 64\n", settings)
    text = text.replace('["none", "squad_v1", "hellaswag", "multi_task"]', '["squad_v1"]')
    path = folder / f"{name}.toml"
    path.write_text(text.replace('["udpos", "xquad", "tatoeba"]', '["udpos", "tatoeba"]') + execution)
    return path


@pytest.mark.slow  # two runs, one of which starts two processes for each training: a minute
def test_two_processes_score_as_one_does(tmp_path):
    alone, together = tmp_path / "alone", tmp_path / "together"
    finish(start(alone, "run", str(profile(tmp_path, "one", ""))))
    finish(start(together, "run", str(profile(tmp_path, "two", "\n[execution]\nn_processes = 2\n"))))
    one, two = scores(alone), scores(together)
    assert len(one) > 10
    # run ids hold the keys, and these the number of processes
    cell = [{(row[1:5]): row[5] for row in rows} for rows in (one, two)]
    assert cell[0].keys() == cell[1].keys()
    # sums in another order: at most one prediction of twenty differs, on the smallest cells
    assert all(cell[1][key] == pytest.approx(value, abs=5.0) for key, value in cell[0].items())
    assert sum(cell[1][key] == pytest.approx(value, abs=0.01) for key, value in cell[0].items()) > 0.8 * len(cell[0])
    machines = [json.loads(path.read_text())["machine"] for path in (together / "runs").glob("*udpos*/run.json")]
    assert machines
    assert all(machine["processes"] == 2 for machine in machines)
