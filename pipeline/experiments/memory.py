"""Memory that a job will need on its device: weights, gradients, Adam's moments and activations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.experiments.encoder_shape import EncoderShape
from pipeline.experiments.profile import MaskedText, Profile

SINGLE, HALF = 4, 2  # bytes of a number


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
    shape: EncoderShape, profile: Profile, batches: Sequence[Batch], masked: MaskedText | None = None
) -> int:
    """Weights, gradients and two moments in single precision, a copy of the layers in half, and the largest batch.

    Precision "auto" is taken as half, which GPUs and newer processors have. Of masked text, the scores of the masked
    tokens over all pieces are counted three times: scores, their softmax and the gradient.
    """
    is_half = profile.precision != "fp32"
    weights = 4 * SINGLE * shape.n_parameters + (HALF * shape.n_body if is_half else 0)
    kept = max(activation_bytes(shape, batch, is_half=is_half) for batch in batches)
    scores = 0
    if masked is not None:
        n_pieces = shape.n_embedding // shape.width
        n_masked = round(masked.batch_size * masked.block_length * masked.mask_fraction)
        scores = 3 * SINGLE * n_masked * n_pieces
    return weights + kept + scores


def scoring_bytes(shape: EncoderShape, profile: Profile, max_length: int) -> int:
    """Weights, a copy of the layers in half precision, and what one layer makes of a batch of the longest rows."""
    is_half = profile.precision != "fp32"
    batch = Batch(max(1, profile.evaluation.tokens_per_batch // max_length), max_length)
    one_layer = activation_bytes(shape, batch, is_half=is_half) // shape.layers
    return SINGLE * shape.n_parameters + (HALF * shape.n_body if is_half else 0) + one_layer
