"""Scores of one BUCC cell: pairs mined at a threshold, example by example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ExampleSet
from pipeline.domain.prediction import Prediction
from pipeline.metrics.bitext import BITEXT_F1_IMPL, Pair, bitext_f1, pairs_from
from pipeline.metrics.cell_scores import CellScores, MetricValue
from pipeline.metrics.gold import gold_pairs, place


def score_bitext_cell(examples: ExampleSet, scores: Mapping[Pair, float], threshold: float) -> CellScores:
    """F1 of the pairs whose score reaches `threshold`, with one prediction a source line.

    Args:
        examples: retrieval queries; `target` points into `candidate_ids`, None where a line has no partner.
        scores: (example_id, candidate id) -> score of the pairs proposed.
        threshold: from `best_threshold` on the dev pairs, never on these.

    Raises:
        MetricInputError: a pair names a source line that is not there, or no line has a partner.
    """
    predicted, gold = pairs_from(scores, threshold), gold_pairs(examples)
    value = MetricValue("f1", bitext_f1(predicted, gold), BITEXT_F1_IMPL)
    targets: dict[str, list[str]] = {example.example_id: [] for example in examples.examples}
    for source, target in sorted(predicted):
        if source not in targets:
            raise MetricInputError(
                f"pair ({source!r}, {target!r}) names a source line that {place(examples)} does not hold; "
                "are these scores of another split?"
            )
        targets[source].append(target)
    partners = dict(gold)
    rows = (_prediction(source, found, partners.get(source)) for source, found in targets.items())
    return CellScores((value,), tuple(rows))


def _prediction(source: str, found: Sequence[str], partner: str | None) -> Prediction:
    n_gold = int(partner is not None)
    n_right = int(partner in found)
    n_both = len(found) + n_gold
    outcome = 2 * n_right / n_both if n_both else 1.0
    return Prediction(source, " ".join(found), partner or "", outcome, n_right, len(found), n_gold)
