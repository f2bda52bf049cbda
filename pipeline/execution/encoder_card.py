"""The card of an encoder: README.md, made from training.json and the score curve beside the weights."""

from __future__ import annotations

from pathlib import Path

from pipeline.domain.errors import MissingDataError
from pipeline.execution.score_table import score_lines
from pipeline.experiments.encoder_training import RANDOM_START, EncoderTraining, read_training
from pipeline.experiments.encoders import WEIGHTS
from pipeline.experiments.starts import MINILM
from pipeline.store.atomic import write_text

CARD = """\
# {name}

A small multilingual encoder, made by `python -m pipeline pretrain {name}`. It is a test bed, not a model to use.

| | |
|---|---|
| start | {start} |
| parameters | {n_parameters:,} ({n_pieces:,} word pieces{spare}) |
| masked LM | {n_tokens:,} tokens, {n_steps:,} steps of {batch_size} x {block_length}, learning rate {learning_rates} |
| loss | {first_loss:.2f} at first, {last_loss:.2f} at last (mean of the last steps; curve in curve.parquet) |
| wall-clock seconds | {wall_seconds:,.0f} |
| languages seen | {seen} |
| model.safetensors | {size_mb:.1f} MB, half precision, sha256 {weights_sha256} |

## Text

Sentences of {n_languages} languages, none aligned with another. The text itself is not part of this folder; everything
else that is known of the training stands in training.json.

| source | licence, as the source gives it | languages |
|---|---|---|
{texts}
{left_out}
## What it cannot do
{lower_case}
- Words of languages that it has not seen split into pieces of the ones it has, often single characters.
- It has never seen a parallel sentence. Sentences of the same meaning lie near each other only where that came about by
  itself.
- It is too small and has read too little for use beyond tests of this project, and says nothing on encoders of another
  size.
{scores}
Loads with `AutoModel.from_pretrained` and `AutoTokenizer.from_pretrained`.
"""
LOWER_CASE = "\n- It reads lower case only: capitals are folded."
LEFT_OUT = """
Of {languages} only generated text was read: the profile leaves their raw text out (`generated_only`), as it holds lines
under licences that forbid commercial use.
"""


def write_card(folder: Path) -> None:
    """Write README.md of an encoder folder anew.

    Raises:
        MissingDataError: the folder does not say how its encoder was made.
    """
    training = read_training(str(folder))
    if training is None:
        raise MissingDataError(f"{folder} has no training.json; make the folder with `pretrain --out`")
    write_text(folder / "README.md", render_card(training, (folder / WEIGHTS).stat().st_size, score_lines(folder)))


def render_card(training: EncoderTraining, n_bytes: int, scores: str) -> str:
    """Text of the card.

    Args:
        n_bytes: size of the weights file.
        scores: a table of scores on the way, or "".
    """
    rows = [
        f"| {text.source} ({text.digest[:12]}) | {licence} | {' '.join(languages)} |"
        for text in training.texts
        for licence, languages in sorted(text.licences.items())
    ]
    left_out = [language for language in training.settings.generated_only if language in training.languages]
    return CARD.format(
        name=training.profile,
        start=_start(training),
        n_parameters=training.n_parameters,
        n_pieces=training.n_pieces,
        spare=_spare(training),
        n_tokens=training.n_tokens,
        n_steps=training.n_steps,
        batch_size=training.settings.batch_size,
        block_length=training.settings.block_length,
        learning_rates=_learning_rates(training),
        first_loss=training.first_loss,
        last_loss=training.last_loss,
        wall_seconds=training.wall_seconds,
        seen=_seen(training),
        size_mb=n_bytes / 1e6,
        weights_sha256=training.weights_sha256,
        n_languages=len(training.languages),
        texts="\n".join(rows),
        left_out=LEFT_OUT.format(languages=" ".join(left_out)) if left_out and len(training.texts) > 1 else "",
        lower_case=LOWER_CASE if _is_lower_case(training) else "",
        scores=f"\n{scores}" if scores else "",
    )


def _start(training: EncoderTraining) -> str:
    digest = f", model.safetensors sha256 {training.start_sha256}" if training.start_sha256 else ""
    licence = f" ({training.start_licence})" if training.start_licence else ""
    return f"{training.start}{licence}{digest}"


def _spare(training: EncoderTraining) -> str:
    n_pieces = training.settings.n_spare_pieces
    return f", up to {n_pieces:,} of them for English that masked LM has not seen" if n_pieces else ""


def _is_lower_case(training: EncoderTraining) -> bool:
    # pieces of our own are lower case, and so are MiniLM's; of other starts that are kept whole nothing is known
    return training.settings.vocabulary != "keep" or training.start in {RANDOM_START, MINILM}


def _learning_rates(training: EncoderTraining) -> str:
    body = training.settings.body_learning_rate
    return f"{training.settings.learning_rate}{f', of all but the embeddings {body}' if body is not None else ''}"


def _seen(training: EncoderTraining) -> str:
    if training.languages_seen is None:
        return f"{' '.join(training.languages)}, and what the start had seen before, which is not known"
    return " ".join(training.languages_seen)
