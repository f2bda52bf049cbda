"""Memory that a job will need on its device: weights, gradients, Adam's moments and activations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.experiments.encoder_shape import EncoderShape
from pipeline.experiments.profile import FineTuning, MaskedText, Profile

SINGLE, HALF = 4, 2  # bytes of a number
PROCESS = 600_000_000  # bytes of a worker with its libraries, tokenizer and examples, as measured


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows that go through the encoder together, each of full length."""

    n_rows: int
    n_tokens: int  # of a row


def activation_bytes(shape: EncoderShape, batch: Batch, *, is_half: bool) -> int:
    """What the layers keep of one batch for the way back.

    Per layer and token 34 x width + 5 x heads x row length bytes in half precision; single precision takes twice that,
    the one-byte dropout masks apart. A fused attention kernel, where the device has one, saves the second term.
    Source: Korthikanti et al. 2022 (arXiv 2205.05198), section 4.1, equation 1.
    """
    per_token = 34 * shape.width + 5 * shape.heads * batch.n_tokens
    if not is_half:
        n_mask_bytes = 2 * shape.width + shape.heads * batch.n_tokens
        per_token = 2 * (per_token - n_mask_bytes) + n_mask_bytes
    return shape.layers * batch.n_rows * batch.n_tokens * per_token


def training_bytes(
    shape: EncoderShape,
    profile: Profile,
    batches: Sequence[Batch],
    shared: FineTuning | None = None,
    masked: MaskedText | None = None,
) -> int:
    """Process, weights, what is kept of the trained ones, and the largest batch.

    Trained weights have a gradient and two moments in single precision and a copy of the layers in half. Precision
    "auto" is taken as half, which GPUs and newer processors have; the layers then keep most numbers in both, so a batch
    counts in single precision either way. Of masked text, the scores of the masked tokens over all pieces are counted
    three times: scores, their softmax and the gradient; under embeddings that are not trained, over those of the text.

    Args:
        shared: which layers are trained; None: all, and the embeddings.
    """
    trained = shape.n_body * trained_share(shape, shared)
    tables = shape.n_embedding if shared is None or shared.n_frozen_layers is None else 0
    kept = max(activation_bytes(shape, batch, is_half=False) for batch in batches) * trained_share(shape, shared)
    scores = 0
    if masked is not None and tables:
        n_pieces = shape.n_embedding // shape.width
        n_masked = round(masked.batch_size * masked.block_length * masked.mask_fraction)
        scores = 3 * SINGLE * n_masked * n_pieces
    return round(_held_bytes(shape, profile) + 3 * SINGLE * (trained + tables) + kept + scores)


def trained_share(shape: EncoderShape, shared: FineTuning | None) -> float:
    """Share of the layers that a training changes."""
    n_frozen = min((shared and shared.n_frozen_layers) or 0, shape.layers)
    return (shape.layers - n_frozen) / shape.layers


def _held_bytes(shape: EncoderShape, profile: Profile) -> int:
    """The process with its libraries, the weights in single precision, and in half: as read, and as multiplied."""
    half = HALF * shape.n_body if profile.precision != "fp32" else 0
    return PROCESS + (SINGLE + HALF) * shape.n_parameters + half


def scoring_bytes(shape: EncoderShape, profile: Profile, max_length: int) -> int:
    """Process, weights, and what one layer makes of a batch of the longest rows."""
    batch = Batch(max(1, profile.evaluation.tokens_per_batch // max_length), max_length)
    return _held_bytes(shape, profile) + activation_bytes(shape, batch, is_half=False) // shape.layers
