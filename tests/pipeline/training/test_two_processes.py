import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from pipeline.training.encoder import load_encoder
from tests.pipeline.training.one_of_two_processes import FINE_TUNING, fine_tuned

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.parametrize("family", ["bert", "xlm_roberta"])
def test_two_processes_train_as_one_does_on_twice_as_many_examples_a_step(encoder_folders, tmp_path, family):
    folder = encoder_folders[family]
    ended = subprocess.run(
        [
            sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc_per_node", "2",
            str(Path(__file__).with_name("one_of_two_processes.py")), str(folder), str(tmp_path),
        ],
        cwd=REPOSITORY, env=os.environ | {"PYTHONPATH": str(REPOSITORY), "OMP_NUM_THREADS": "1"},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    first, second = (json.loads((tmp_path / f"{rank}.json").read_text()) for rank in (0, 1))
    assert first == second  # the same weights on both, bit by bit

    # two batches of three examples a step: with two processes, or accumulated in one
    alone, answers = fine_tuned(folder, FINE_TUNING.model_copy(update={"gradient_accumulation": 2}))
    curve = [(point.step, point.n_tokens) for point in alone.outcome.curve]
    assert [(step, n_tokens) for step, n_tokens, _ in first["curve"]] == curve
    assert len(curve) == 4  # epochs of six examples
    losses = [loss for _, _, loss in first["curve"]]
    assert losses == pytest.approx([point.loss for point in alone.outcome.curve], rel=1e-4)
    assert losses[-1] < losses[0]
    assert first["answers"] == answers
    together = load_encoder(str(tmp_path / "encoder")).backbone.state_dict()
    for name, weight in alone.encoder.backbone.state_dict().items():
        torch.testing.assert_close(together[name], weight, atol=1e-4, rtol=1e-4)

    # four epochs of two batches of pairs and two of questions, ten of masked text of 2 x 4 x 16 tokens
    assert first["joint_steps"] == 4 * 1 + 4 * 1 + 10
    assert first["n_joint_tokens"] > 1_280

    assert first["n_pretraining_tokens"] == 6_400  # of both
    assert len(first["pretraining_losses"]) == 50  # steps of 2 x 4 x 16 tokens
    assert first["pretraining_losses"][-1] < first["pretraining_losses"][0] / 2
