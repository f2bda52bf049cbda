"""What each of two processes does: fine-tunes and pretrains together with the other, and writes down what came out.

Run by test_two_processes.py as `python -m torch.distributed.run ... one_of_two_processes.py <encoder folder> <out>`.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace
from pathlib import Path

import torch

from pipeline.domain.task import TaskType
from pipeline.experiments.profile import ContinuedMlm, FineTuning, Pretraining
from pipeline.heads.head import FeatureSettings
from pipeline.training.encoder import load_encoder, save_encoder, weights_digest
from pipeline.training.fine_tuning import Lesson, MaskedLesson, fine_tune
from pipeline.training.masked_lm import pretrain
from pipeline.training.predict import predict
from tests.pipeline.toy_tasks import toy_examples, toy_task

TASK_TYPE = TaskType.SEQUENCE_CLASSIFICATION
FINE_TUNING = FineTuning(epochs=4, batch_size=3, learning_rate=3e-3, dropout=0.0, max_length=32)
SENTENCES = ["emma lives in oslo .", "tom lives in rome .", "the big dog eats a fish ."] * 40


class Text:
    """English text alone."""

    name = "hand-made"

    def text_languages(self):
        return ("en",)

    def read_text(self, language):
        yield from SENTENCES

    def text_digest(self):
        return "0"


def fine_tuned(folder: Path, settings: FineTuning):
    """The outcome of fine-tuning, and the answers to the training examples afterwards."""
    lessons = [Lesson(toy_task(TASK_TYPE), toy_examples(TASK_TYPE), settings)]
    tuned = fine_tune(
        load_encoder(str(folder), dropout=0.0), lessons, settings,
        pooling="mean", precision="fp32", seed=3, progress=lambda _: None,
    )  # fmt: skip
    answers = predict(
        tuned.encoder, tuned.heads[0].network, toy_task(TASK_TYPE), toy_examples(TASK_TYPE), FeatureSettings(32),
        pooling="mean", precision="fp32", tokens_per_batch=500,
    )  # fmt: skip
    return tuned, answers


def trained_jointly(folder: Path):
    """The outcome of training on two tasks and masked text: in each batch, some weights take no part."""
    lessons = [
        Lesson(replace(toy_task(kind), task=kind.value), toy_examples(kind), FINE_TUNING)
        for kind in (TASK_TYPE, TaskType.MULTIPLE_CHOICE)
    ]
    masked = MaskedLesson({"en": SENTENCES}, ContinuedMlm(n_tokens=1_280, block_length=16, batch_size=4))
    return fine_tune(
        load_encoder(str(folder), dropout=0.0), lessons, FINE_TUNING, masked,
        pooling="mean", precision="fp32", seed=3, progress=lambda _: None,
    )  # fmt: skip


def main(folder: Path, out: Path) -> None:
    """Write <out>/<rank>.json and, from the first process, <out>/encoder."""
    torch.set_num_threads(1)
    rank = int(os.environ["RANK"])
    tuned, answers = fine_tuned(folder, FINE_TUNING)
    if rank == 0:
        save_encoder(tuned.encoder, out / "encoder")
    joint = trained_jointly(folder)
    settings = Pretraining(
        start=str(folder), vocabulary="keep", n_tokens=6_400, block_length=16, batch_size=4, learning_rate=5e-3
    )
    made = pretrain(Text(), settings, attention="eager", precision="fp32", progress=lambda _: None)
    found = {
        "digest": weights_digest(tuned.encoder.backbone),
        "answers": answers,
        "curve": [(point.step, point.n_tokens, point.loss) for point in tuned.outcome.curve],
        "joint_digests": [
            weights_digest(joint.encoder.backbone),
            *(weights_digest(head.network) for head in joint.heads),
        ],
        "joint_steps": joint.outcome.curve[-1].step,
        "n_joint_tokens": joint.outcome.n_tokens,
        "pretrained_digest": weights_digest(made.encoder.backbone),
        "pretraining_losses": [point.loss for point in made.outcome.curve],
        "n_pretraining_tokens": made.outcome.n_tokens,
    }
    (out / f"{rank}.json").write_text(json.dumps(found))
    torch.distributed.destroy_process_group()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
