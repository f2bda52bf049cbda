"""Arms of imported scores that came without per-example outcomes, for the interval alone.

Nothing says which examples were right, so each arm is taken as that many right and the rest wrong, and the two arms as
independent of each other. For a given mean no outcomes between 0 and 1 vary more than right and wrong, and arms on the
same examples mostly agree: for accuracy, EM and the F1 of answers the interval is at least as wide as one from
the outcomes would be, unless the arms disagree more than chance. For an F1 of tags it is an approximation.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pyarrow as pa

from pipeline.claims.queries import query_text
from pipeline.statistics.intervals import FloatArray

_SEED = 20_200_513
_N_COLUMNS = 8  # as pairing.py: outcome and three counts of each arm


def stand_in(
    connection: duckdb.DuckDBPyConnection, empty: Sequence[dict[str, object]]
) -> list[tuple[int, FloatArray, int]]:
    """Number, [examples, 2 arms] with outcomes of the scores' size, and a seed, of each imported pair among `empty`.

    Args:
        empty: pair_number, run_id, baseline_run_id, task, language, split of pairs without stored answers.
    """
    if not empty:
        return []
    connection.register("incoming_unpaired", pa.Table.from_pylist(list(empty)))
    rows = connection.execute(query_text("scores_of_pairs")).fetchall()
    connection.unregister("incoming_unpaired")
    return [
        (
            int(number),
            independent_outcomes(subject, baseline, n_examples, seed=_SEED + number)[:, [0, _N_COLUMNS // 2]],
            _SEED + int(number),
        )
        for number, subject, baseline, n_examples in rows
    ]


def independent_outcomes(subject: float, baseline: float, n_examples: int, *, seed: int) -> FloatArray:
    """[examples, 8] with each arm's right answers in an order that knows nothing of the other arm's; no counts.

    Args:
        subject: percent, as `baseline`.
    """
    outcomes = np.full((n_examples, _N_COLUMNS), np.nan)
    generator = np.random.default_rng(seed)
    for column, percent in ((0, subject), (_N_COLUMNS // 2, baseline)):
        right = np.arange(n_examples) < round(percent * n_examples / 100)
        outcomes[:, column] = generator.permutation(right)
    return outcomes
