"""A tag for each word, from the state of its first piece."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from torch import Tensor, nn
from torch.nn import functional
from transformers import PreTrainedTokenizerFast

from pipeline.domain.example import ExampleSet, TaggedSentence
from pipeline.domain.task import TaskType
from pipeline.heads.head import IGNORED, Batch, Feature, FeatureSettings, row_segments


def _first_pieces(word_ids: Sequence[int | None]) -> list[int]:
    """Positions of the first piece of each word, in word order."""
    starts: dict[int, int] = {}
    for position, word in enumerate(word_ids):
        if word is not None:
            starts.setdefault(word, position)
    return [starts[word] for word in sorted(starts)]


class TokenClassification:
    """One linear layer on the state of each word's first piece; words cut off by max_length get no tag."""

    task_type = TaskType.TOKEN_CLASSIFICATION

    def network(self, width: int, n_labels: int, dropout: float) -> nn.Module:
        """Dropout and a linear layer, width to n_labels."""
        return nn.Sequential(nn.Dropout(dropout), nn.Linear(width, n_labels))

    def features(
        self, examples: ExampleSet, tokenizer: PreTrainedTokenizerFast, settings: FeatureSettings
    ) -> list[Feature]:
        """One sequence a sentence; target: the tag's number at first pieces, IGNORED elsewhere.

        A word of which the tokenizer leaves nothing (control characters) gets no tag; `meta["words"]` holds the
        numbers of the words that have one. A tag that training did not have, as among CCG's hundreds, is IGNORED; a
        sentence of IGNORED alone has no target, for it has no loss.
        """
        items = [example for example in examples.examples if isinstance(example, TaggedSentence)]
        if not items:
            return []
        encoded = tokenizer(
            [list(item.words) for item in items],
            is_split_into_words=True,
            truncation=True,
            max_length=settings.max_length,
        )
        label_ids = {label: number for number, label in enumerate(examples.labels)}
        features = []
        for index, item in enumerate(items):
            row = tuple(encoded["input_ids"][index])
            word_ids = encoded.word_ids(index)
            starts = _first_pieces(word_ids)
            words = [word_ids[position] for position in starts]
            target = None
            if item.tags is not None:
                tags = [IGNORED] * len(row)
                for position, word in zip(starts, words, strict=True):
                    tags[position] = label_ids.get(item.tags[word], IGNORED)
                target = tuple(tags) if any(tag != IGNORED for tag in tags) else None
            features.append(
                Feature(index, (row,), (row_segments(encoded, index),), target, {"starts": starts, "words": words})
            )
        return features

    def logits(self, network: nn.Module, states: Tensor, pooled: Tensor, batch: Batch) -> Tensor:  # noqa: ARG002
        """Float [rows, tokens, n_labels]."""
        scores: Tensor = network(states)
        return scores

    def loss(self, logits: Tensor, batch: Batch) -> Tensor:
        """Cross entropy over first pieces."""
        return functional.cross_entropy(logits.float().flatten(0, 1), batch["targets"].flatten(), ignore_index=IGNORED)

    def answers(
        self,
        examples: ExampleSet,
        features: Sequence[Feature],
        logits: Sequence[Tensor],
        settings: FeatureSettings,  # noqa: ARG002
    ) -> list[Any]:
        """The best tag of each word; a word that has no piece gets the tag of no entity, "O", or "X" without one."""
        default = "O" if "O" in examples.labels else "X"
        answers: list[list[str]] = []
        for feature, score in zip(features, logits, strict=True):
            sentence = examples.examples[feature.example_index]
            tags = [default] * len(sentence.words) if isinstance(sentence, TaggedSentence) else []
            best = score.argmax(dim=-1).tolist()
            for position, word in zip(feature.meta["starts"], feature.meta["words"], strict=True):
                tags[word] = examples.labels[best[position]]
            answers.append(tags)
        return answers


HEAD = TokenClassification()
