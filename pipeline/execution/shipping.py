"""Puts an encoder that we made into a folder that can be shipped: half precision, how it was made, a card.

model.safetensors, config.json, tokenizer files   load with AutoModel and AutoTokenizer
training.json        how it was made (experiments.encoder_training); the card is made from it
curve.parquet        the loss of its masked LM
score_curve.parquet  scores of the encoders on the way, where `curve` has been run
README.md            the card
"""

from __future__ import annotations

import shutil
from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.execution.encoder_card import write_card
from pipeline.experiments.encoder_training import TRAINING, read_training
from pipeline.experiments.encoders import WEIGHTS
from pipeline.store.atomic import write_json
from pipeline.store.sealed import file_sha256
from pipeline.training.encoder import load_encoder, save_encoder


def ship(checkpoint: Path, out: Path) -> None:
    """Put the encoder of a pretraining checkpoint at `out`, all of it or nothing; an encoder there is replaced.

    Raises:
        MissingDataError: there is no checkpoint of a pretraining.
    """
    source = checkpoint / "encoder"
    training = read_training(str(source))
    if training is None:
        raise MissingDataError(f"no {TRAINING} in {source}; expected the checkpoint of a pretraining: run `pretrain`")
    encoder = load_encoder(str(source))
    temporary = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    encoder.backbone.half()  # type: ignore[no-untyped-call]
    save_encoder(encoder, temporary)
    (temporary / WEIGHTS).chmod(0o644)  # safetensors writes files for their owner alone
    whole = training.model_copy(update={"weights_sha256": file_sha256(temporary / WEIGHTS)})
    write_json(temporary / TRAINING, whole.model_dump(mode="json"))
    shutil.copy(checkpoint / "curve.parquet", temporary / "curve.parquet")
    write_card(temporary)
    shutil.rmtree(out, ignore_errors=True)
    temporary.replace(out)
