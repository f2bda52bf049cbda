import math

import pytest
import torch

from pipeline.domain.example import ChoiceExample
from pipeline.heads.head import FeatureSettings
from pipeline.heads.multiple_choice import HEAD
from tests.pipeline.tiny_encoders import bert_tokenizer, mt5_tokenizer, xlm_roberta_tokenizer
from tests.pipeline.toy_tasks import example_set


def _rows(tokenizer, example, max_length=32):
    (feature,) = HEAD.features(example_set([example]), tokenizer, FeatureSettings(max_length))
    return [" ".join(tokenizer.convert_ids_to_tokens(row)) for row in feature.rows], feature


def test_each_choice_is_a_row_of_context_question_and_choice():
    rows, feature = _rows(bert_tokenizer(), ChoiceExample("0", "emma sat", "where is", ("oslo", "the cat"), 1))
    assert rows == ["[CLS] emma sat [SEP] where is oslo [SEP]", "[CLS] emma sat [SEP] where is the cat [SEP]"]
    assert feature.segments == ((0, 0, 0, 0, 1, 1, 1, 1), (0, 0, 0, 0, 1, 1, 1, 1, 1))
    assert feature.target == (1,)


def test_choice_without_a_question_stands_alone():
    example = ChoiceExample("0", "tom is", "", ("red", "big"), None)
    assert _rows(xlm_roberta_tokenizer(), example)[0] == [
        "<s> ▁tom ▁is </s> </s> ▁red </s>",
        "<s> ▁tom ▁is </s> </s> ▁big </s>",
    ]
    rows, feature = _rows(mt5_tokenizer(), example)
    assert rows == ["▁tom ▁is </s> ▁red </s>", "▁tom ▁is </s> ▁big </s>"]
    assert feature.target is None


def test_context_that_is_too_long_leaves_the_choice_whole():
    # 16 tokens less three special ones and the choice: 10 and 11 of the context
    rows, _ = _rows(bert_tokenizer(), ChoiceExample("0", "the cat " * 20, "", ("sat in oslo", "is red"), 0), 16)
    assert [row.split()[-5:] for row in rows] == [
        "[SEP] sat in oslo [SEP]".split(),
        "the [SEP] is red [SEP]".split(),
    ]
    assert all(len(row.split()) == 16 for row in rows)


def test_loss_is_the_cross_entropy_over_the_choices():
    loss = HEAD.loss(torch.tensor([[0.0, math.log(2), 0.0]]), {"targets": torch.tensor([[1]])})
    assert float(loss) == pytest.approx(math.log(2))  # chances 1/4 1/2 1/4


def test_answers_are_the_numbers_of_the_best_choices():
    examples = example_set([ChoiceExample(str(i), "tom", "", ("red", "big"), None) for i in range(2)])
    features = HEAD.features(examples, bert_tokenizer(), FeatureSettings(16))
    assert HEAD.answers(
        examples, features, [torch.tensor([0.0, 1.0]), torch.tensor([3.0, 1.0])], FeatureSettings(16)
    ) == [1, 0]
