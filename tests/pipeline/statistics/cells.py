"""Cells from outcomes that tests write down."""

import numpy as np

from pipeline.statistics.bootstrap import PairedCell, scores_of


def cell_of(subject, baseline, gain=None, *, task="t", language="en", key=1, n_replicates=1_000):
    """One cell.

    Args:
        subject: [examples], [seeds, examples] or [seeds, examples, parts], as `baseline`.
        gain: as scored, of every seed; None: that of the examples.
        key: cells with the same key draw the same examples and say so.
    """
    arms = [np.asarray(arm, dtype=float) for arm in (subject, baseline)]
    arms = [arm[None] if arm.ndim == 1 else arm for arm in arms]
    arms = [arm[:, :, None] if arm.ndim == 2 else arm for arm in arms]
    n_seeds, n_examples, _ = arms[0].shape
    scores = scores_of(np.moveaxis(np.concatenate(arms), 1, 0), [key], n_replicates=n_replicates)
    of_examples = scores.whole[:n_seeds] - scores.whole[n_seeds:]
    return PairedCell(
        task=task,
        language=language,
        seeds=tuple(range(n_seeds)),
        gains=of_examples if gain is None else np.full(n_seeds, float(gain)),
        of_examples=of_examples,
        drawn=scores.drawn[:n_seeds] - scores.drawn[n_seeds:],
        n_examples=n_examples,
        is_shared=True,
    )
