"""Writes an encoder that ships with the project: half precision, with a card that says what it is."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from pipeline.experiments.plan import Job
from pipeline.sources.source import TextSource
from pipeline.store.atomic import write_text
from pipeline.training.checkpoint import read_curve, read_record
from pipeline.training.encoder import load_encoder, save_encoder

CARD = """\
# {name}

A small multilingual encoder, made by `python -m pipeline pretrain {name}`. It is a test bed, not a model to use.

| | |
|---|---|
| start | {start} |
| parameters | {n_parameters:,} ({n_pieces:,} word pieces) |
| masked LM | {n_tokens:,} tokens, {n_steps:,} steps of {batch_size} x {block_length}, learning rate {learning_rate} |
| loss | {first_loss:.2f} at first, {last_loss:.2f} at last (mean of the last steps; curve in curve.parquet) |
| seconds | {seconds:,.0f} |
| text | {sources}: sentences of {n_languages} languages, none aligned with another |
| languages seen | {languages} |
| text digest | {text_digest} |
| model.safetensors | {size_mb:.1f} MB, sha256 {sha256} |

Lower case only. Words of languages that it has not seen split into pieces of the ones it has. It has never seen a
parallel sentence. Loads with `AutoModel.from_pretrained` and `AutoTokenizer.from_pretrained`.
"""


def ship(checkpoint: Path, job: Job, text: TextSource, out: Path) -> None:
    """Put the encoder of a pretraining checkpoint at `out` in half precision, with README.md and its loss curve.

    Raises:
        MissingDataError: there is no checkpoint.
    """
    settings = job.profile.pretraining
    if settings is None:
        raise ValueError(f"job {job.key} does not pretrain")
    record, curve = read_record(checkpoint), read_curve(checkpoint)
    encoder = load_encoder(str(checkpoint / "encoder"))
    temporary = out.with_name(f".{out.name}.tmp")
    shutil.rmtree(temporary, ignore_errors=True)
    encoder.backbone.half()
    save_encoder(encoder, temporary)
    weights = temporary / "model.safetensors"
    card = CARD.format(
        name=job.profile.name,
        start=settings.start,
        n_parameters=encoder.n_parameters,
        n_pieces=len(encoder.tokenizer),
        n_tokens=record.n_train_tokens,
        n_steps=curve[-1].step,
        batch_size=settings.batch_size,
        block_length=settings.block_length,
        learning_rate=settings.learning_rate,
        first_loss=curve[0].loss,
        last_loss=curve[-1].loss,
        seconds=record.wall_seconds,
        sources=text.name,
        n_languages=len(settings.languages or text.text_languages()),
        languages=" ".join(settings.languages or text.text_languages()),
        text_digest=text.text_digest(),
        size_mb=weights.stat().st_size / 1e6,
        sha256=hashlib.sha256(weights.read_bytes()).hexdigest(),
    )
    write_text(temporary / "README.md", card)
    shutil.copy(checkpoint / "curve.parquet", temporary / "curve.parquet")
    shutil.rmtree(out, ignore_errors=True)
    temporary.replace(out)
