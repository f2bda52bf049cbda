"""How much English an encoder of ours has kept of its start: XNLI in English after the same English pairs.

    python -m benchmarks.english_kept PAIRS.tsv XTREME_FOLDER [ENCODER ...]

PAIRS.tsv holds premise, hypothesis and label (SNLI), tab-separated. Each encoder is fine-tuned on all pairs with the
same settings and seed and scored on XNLI's English test set, one after the other in one run. By default: the unadapted
English start, and `mini`, which was made from it.
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import torch

from pipeline.domain.example import ExampleSet, SequenceExample
from pipeline.domain.task import Split
from pipeline.experiments.encoders import encoder_location
from pipeline.experiments.profile import FineTuning
from pipeline.experiments.starts import MINILM
from pipeline.heads.head import FeatureSettings
from pipeline.metrics.cell import score_cell
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.tasks.discovery import get_task
from pipeline.training.encoder import load_encoder
from pipeline.training.fine_tuning import Lesson, fine_tune
from pipeline.training.predict import predict

SETTINGS = FineTuning(epochs=2, batch_size=32, learning_rate=2e-4, dropout=0.1)
XNLI = get_task("xnli")


def main() -> None:
    """Fine-tune and score every encoder; one line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("pairs", type=Path)
    parser.add_argument("data", type=Path)
    parser.add_argument("encoders", nargs="*", default=[MINILM, "mini"])
    parser.add_argument("--threads", type=int, default=2)
    asked = parser.parse_args()
    torch.set_num_threads(asked.threads)
    train, test = read_pairs(asked.pairs), XtremeFolder(asked.data).read(XNLI, Split.TEST, "en")
    print(f"{len(train.examples)} pairs to train on, {len(test.examples)} to score; {SETTINGS!r}")
    for name in asked.encoders:
        encoder = load_encoder(encoder_location(name), "eager", SETTINGS.dropout)
        made = fine_tune(
            encoder,
            [Lesson(XNLI, train, SETTINGS)],
            SETTINGS,
            pooling="mean",
            precision="auto",
            seed=0,
            progress=lambda _: None,
        )
        answers = predict(
            encoder,
            made.heads[0].network,
            XNLI,
            test,
            FeatureSettings(SETTINGS.max_length),
            pooling="mean",
            precision="auto",
            tokens_per_batch=2048,
        )
        value = score_cell(XNLI, test, answers).values[0]
        print(f"{name}: XNLI-en {value.metric} {value.value:.1f}, {made.outcome.wall_seconds:.0f} s", flush=True)


def read_pairs(path: Path) -> ExampleSet:
    """The labelled pairs of a file, in file order; pairs whose label is none of XNLI's three are left out."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) == 3]
    examples = [
        SequenceExample(f"pair-{number}", premise, hypothesis, label)
        for number, (premise, hypothesis, label) in enumerate(rows)
        if label in XNLI.labels
    ]
    return ExampleSet(XNLI.task, "en", Split.TRAIN, examples, XNLI.labels)


if __name__ == "__main__":
    main()
