"""The span of a context that answers a question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from pipeline.domain.example import ExampleSet, QuestionExample
from pipeline.domain.task import TaskType
from pipeline.heads.head import Batch, Feature, FeatureSettings, row_segments


def _target(offsets: Sequence[tuple[int, int]], context: Sequence[int], item: QuestionExample) -> tuple[int, int]:
    """First and last token of the first gold answer; (0, 0) where this window does not hold it whole."""
    if not item.answers:
        return (0, 0)
    start, end = item.answers[0].start, item.answers[0].start + len(item.answers[0].text)
    inside = [position for position in context if offsets[position][1] > start and offsets[position][0] < end]
    if not inside or offsets[context[0]][0] > start or offsets[context[-1]][1] < end:
        return (0, 0)
    return (inside[0], inside[-1])


def _best_span(logits: Tensor, context: Sequence[int], max_tokens: int) -> tuple[float, int, int]:
    """Score, first and last token of the best span of at most `max_tokens` within `context`.

    Args:
        logits: float [tokens, 2], start and end scores.
        context: positions of the context, one after the other.
    """
    first, n_tokens = context[0], len(context)
    starts, ends = logits[first : first + n_tokens, 0], logits[first : first + n_tokens, 1]
    lengths = range(min(max_tokens, n_tokens))
    totals = torch.full((len(lengths), n_tokens), -float("inf"))
    for length in lengths:
        totals[length, : n_tokens - length] = starts[: n_tokens - length] + ends[length:]
    flat = int(totals.argmax())
    length, start = divmod(flat, n_tokens)
    return float(totals[length, start]), first + start, first + start + length


class SpanExtraction:
    """Start and end scores for each token; long contexts are cut into overlapping windows.

    The window without the answer, and the question without one, point at the first token.
    """

    task_type = TaskType.SPAN_EXTRACTION

    def network(self, width: int, n_labels: int, dropout: float) -> nn.Module:  # noqa: ARG002
        """A linear layer, width to 2, as in BERT."""
        return nn.Sequential(nn.Dropout(dropout), nn.Linear(width, 2))

    def features(
        self, examples: ExampleSet, tokenizer: PreTrainedTokenizerFast, settings: FeatureSettings
    ) -> list[Feature]:
        """One feature a window; target: numbers of the first and last token of the answer."""
        items = [example for example in examples.examples if isinstance(example, QuestionExample)]
        if not items:
            return []
        # a question leaves at least half of the window to the context
        limit = settings.max_length // 2 - 4
        questions = [item.question.strip() for item in items]
        cut = tokenizer(questions, add_special_tokens=False, return_offsets_mapping=True)["offset_mapping"]
        questions = [
            text[: spans[limit - 1][1]] if len(spans) > limit else text
            for text, spans in zip(questions, cut, strict=True)
        ]
        encoded = tokenizer(
            questions,
            [item.context for item in items],
            truncation="only_second",
            max_length=settings.max_length,
            stride=min(settings.stride, settings.max_length // 4),
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
        )
        features = []
        for row, example_index in enumerate(encoded["overflow_to_sample_mapping"]):
            offsets = encoded["offset_mapping"][row]
            context = [position for position, side in enumerate(encoded.sequence_ids(row)) if side == 1]
            if not context:
                continue
            item = items[example_index]
            has_target = bool(item.answers) or not item.is_answerable
            features.append(
                Feature(
                    example_index,
                    (tuple(encoded["input_ids"][row]),),
                    (row_segments(encoded, row),),
                    _target(offsets, context, item) if has_target else None,
                    {"context": context, "offsets": offsets},
                )
            )
        return features

    def logits(self, network: nn.Module, states: Tensor, pooled: Tensor, batch: Batch) -> Tensor:  # noqa: ARG002
        """Float [rows, tokens, 2]; padding scores minus infinity."""
        scores: Tensor = network(states).float()
        return scores.masked_fill(batch["attention_mask"].unsqueeze(-1) == 0, -1e4)

    def loss(self, logits: Tensor, batch: Batch) -> Tensor:
        """Mean of the cross entropies of start and end."""
        starts = functional.cross_entropy(logits[..., 0], batch["targets"][:, 0])
        ends = functional.cross_entropy(logits[..., 1], batch["targets"][:, 1])
        return (starts + ends) / 2

    def answers(
        self, examples: ExampleSet, features: Sequence[Feature], logits: Sequence[Tensor], settings: FeatureSettings
    ) -> list[Any]:
        """The text of the best span over all windows; "" where questions may lack an answer and that is likelier."""
        best: dict[int, tuple[float, str]] = {}
        null: dict[int, float] = {}
        for feature, score in zip(features, logits, strict=True):
            item = examples.examples[feature.example_index]
            if not isinstance(item, QuestionExample):
                continue
            total, start, end = _best_span(score, feature.meta["context"], settings.max_answer_tokens)
            offsets = feature.meta["offsets"]
            if total > best.get(feature.example_index, (-float("inf"), ""))[0]:
                # some tokenizers count the space before a word as part of it
                best[feature.example_index] = (total, item.context[offsets[start][0] : offsets[end][1]].strip())
            nothing = float(score[0].sum())
            null[feature.example_index] = min(null.get(feature.example_index, float("inf")), nothing)
        answers = []
        for index in range(len(examples.examples)):
            total, text = best.get(index, (-float("inf"), ""))
            answers.append("" if settings.may_be_unanswerable and null.get(index, float("inf")) > total else text)
        return answers


HEAD = SpanExtraction()
