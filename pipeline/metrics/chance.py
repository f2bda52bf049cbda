"""What a random guesser scores on the same examples, so that a score can be read against it.

The guesser, by task type:

sequence classification   a label drawn uniformly                        exact: 1 / labels
multiple choice           a choice drawn uniformly                       exact: mean of 1 / choices
sentence retrieval        a candidate drawn uniformly for each line      exact: 1 / candidates; BUCC's F1 likewise
                          mAP@20: a random order of the candidates       exact (ranking.py)
token classification      a tag drawn uniformly for each word            accuracy exact: 1 / tags; F1 simulated
span extraction           1 to 5 neighbouring words of the context,      EM and F1 simulated
                          length and start drawn uniformly

"Words" of a context are what white space parts, so that in Chinese and Thai the guess is long. The span guesser always
answers; unanswerable questions score 0. nDCG is simulated with labels drawn uniformly. Simulated values repeat the draw
until 20,000 words (2,000 questions or documents) have been drawn, at least once and at most 50 times; they depend on
`seed` alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pipeline.domain.errors import MetricInputError
from pipeline.domain.example import ChoiceExample, ExampleSet, QuestionExample, SequenceExample
from pipeline.domain.task import Task, TaskType
from pipeline.metrics.accuracy import check_lengths
from pipeline.metrics.cell import span_rule
from pipeline.metrics.gold import gold_answers, gold_labels, gold_pairs, gold_tags, label_set, place
from pipeline.metrics.ndcg import ndcg
from pipeline.metrics.ranking import random_average_precision
from pipeline.metrics.ranking_cell import MAP_20, query_targets
from pipeline.metrics.span_em_f1 import span_em_f1, span_match
from pipeline.metrics.tag_f1 import f1_from_counts, tag_counts

_N_WORDS, _N_QUESTIONS, _MAX_REPEATS = 20_000, 2_000, 50
_LONGEST_SPAN = 5  # words


def chance(task: Task, examples: ExampleSet, seed: int) -> dict[str, float]:
    """Percent of the random guesser on `examples`, by metric of `task`.

    Args:
        examples: n labelled examples, n >= 1.
        seed: of the simulated values; exact ones ignore it.

    Raises:
        MetricInputError: no example, a gold label is missing, or there is nothing to draw from.
    """
    n_examples = len(examples.examples)
    check_lengths(n_examples, n_examples, "examples")
    rng = np.random.default_rng(seed)
    match task.task_type:
        case TaskType.SEQUENCE_CLASSIFICATION:
            values = {"accuracy": _uniform_label(gold_labels(examples), label_set(task, examples))}
            if "ndcg" in task.metrics:
                values["ndcg"] = _random_ratings(examples, label_set(task, examples), rng)
        case TaskType.MULTIPLE_CHOICE:
            values = {"accuracy": _uniform_choice(examples)}
        case TaskType.SENTENCE_RETRIEVAL:
            values = _uniform_candidate(examples, task.metrics)
        case TaskType.TOKEN_CLASSIFICATION:
            values = _random_tags(gold_tags(examples), label_set(task, examples), rng)
        case TaskType.SPAN_EXTRACTION:
            values = _random_spans(task, examples, rng)
    return {metric: values[metric] for metric in task.metrics if metric in values}


def _uniform_label(gold: Sequence[object], labels: Sequence[str]) -> float:
    """Expected accuracy; a gold label outside the set can never be drawn."""
    drawable = set(labels)
    return 100.0 * sum(label in drawable for label in gold) / (len(gold) * len(drawable))


def _uniform_choice(examples: ExampleSet) -> float:
    n_choices = [len(example.choices) for example in examples.examples if isinstance(example, ChoiceExample)]
    check_lengths(len(n_choices), len(examples.examples), "sets of choices")
    return 100.0 * sum(1 / n for n in n_choices) / len(n_choices)


def _uniform_candidate(examples: ExampleSet, metrics: Sequence[str]) -> dict[str, float]:
    """Expected accuracy, and the F1 of BUCC: every source line proposes one pair; or mAP@20."""
    n_candidates, n_lines = len(examples.candidates) or len(examples.candidate_ids), len(examples.examples)
    if n_candidates == 0:
        raise MetricInputError(f"{place(examples)} holds no candidates to draw from; fill ExampleSet.candidates")
    if MAP_20 in metrics:
        sizes = Counter(len(targets) for targets in query_targets(examples))
        expected = sum(count * random_average_precision(size, n_candidates) for size, count in sizes.items())
        return {MAP_20: 100.0 * expected / n_lines}
    n_gold = len(gold_pairs(examples)) if examples.candidate_ids else n_lines
    return {"accuracy": 100.0 / n_candidates, "f1": 200.0 * n_gold / n_candidates / (n_lines + n_gold)}


def _random_ratings(examples: ExampleSet, labels: Sequence[str], rng: np.random.Generator) -> float:
    """Mean nDCG of labels drawn uniformly, 2,000 documents or more."""
    gold = [float(label) for label in gold_labels(examples)]
    queries = [example.text_a for example in examples.examples if isinstance(example, SequenceExample)]
    ratings = np.array([float(label) for label in labels])
    n_repeats = _n_repeats(len(gold), _N_QUESTIONS)
    return sum(ndcg(list(rng.choice(ratings, len(gold))), gold, queries) for _ in range(n_repeats)) / n_repeats


def _random_tags(gold: Sequence[Sequence[str]], labels: Sequence[str], rng: np.random.Generator) -> dict[str, float]:
    flat = [tag for tags in gold for tag in tags]
    lengths = [len(tags) for tags in gold]
    drawn: list[list[str]] = []
    n_repeats = _n_repeats(len(flat), _N_WORDS)
    for _ in range(n_repeats):
        words = iter([labels[number] for number in rng.integers(len(labels), size=len(flat))])
        drawn += [[next(words) for _ in range(length)] for length in lengths]
    f1 = f1_from_counts(tag_counts(drawn, [*gold] * n_repeats))
    return {"f1": f1, "accuracy": _uniform_label(flat, labels)}


def _random_spans(task: Task, examples: ExampleSet, rng: np.random.Generator) -> dict[str, float]:
    rule, gold = span_rule(task), gold_answers(examples)
    contexts = [example.context.split() for example in examples.examples if isinstance(example, QuestionExample)]
    matches = [
        span_match(_random_span(words, rng), answers, rule, examples.language)
        for _ in range(_n_repeats(len(contexts), _N_QUESTIONS))
        for words, answers in zip(contexts, gold, strict=True)
    ]
    em, f1 = span_em_f1(matches)
    return {"em": em, "f1": f1}


def _random_span(words: Sequence[str], rng: np.random.Generator) -> str:
    """1 to 5 neighbouring words; all of a context that is shorter; "" of an empty one."""
    length = min(len(words), int(rng.integers(1, _LONGEST_SPAN + 1)))
    start = int(rng.integers(len(words) - length + 1))
    return " ".join(words[start : start + length])


def _n_repeats(n_drawn: int, n_wanted: int) -> int:
    return min(_MAX_REPEATS, max(1, -(-n_wanted // max(1, n_drawn))))
