import math

import pytest
import torch

from pipeline.domain.example import SequenceExample
from pipeline.heads.head import FeatureSettings
from pipeline.heads.sequence_classification import HEAD
from tests.pipeline.tiny_encoders import bert_tokenizer, mt5_tokenizer, xlm_roberta_tokenizer
from tests.pipeline.toy_tasks import example_set

LABELS = ("no", "yes")


def _pieces(tokenizer, text_a, text_b, max_length=32):
    examples = example_set([SequenceExample("0", text_a, text_b, "yes")], LABELS)
    (feature,) = HEAD.features(examples, tokenizer, FeatureSettings(max_length))
    assert feature.target == (1,)
    return tokenizer.convert_ids_to_tokens(feature.rows[0]), feature.segments[0]


def test_pair_is_two_segments_of_bert():
    pieces, segments = _pieces(bert_tokenizer(), "the cat sat", "tom is ab")
    assert pieces == "[CLS] the cat sat [SEP] tom is a ##b [SEP]".split()
    assert segments == (0, 0, 0, 0, 0, 1, 1, 1, 1, 1)


def test_pair_has_the_separators_of_xlm_roberta_and_no_segments():
    pieces, segments = _pieces(xlm_roberta_tokenizer(), "the cat", "tom")
    assert pieces == "<s> ▁the ▁cat </s> </s> ▁tom </s>".split()
    assert segments == (0,) * 7


def test_pair_has_the_ends_of_mt5():
    pieces, _ = _pieces(mt5_tokenizer(), "the cat", "tom")
    assert pieces == "▁the ▁cat </s> ▁tom </s>".split()


def test_single_text_has_no_second_segment():
    pieces, segments = _pieces(bert_tokenizer(), "the cat", None)
    assert pieces == "[CLS] the cat [SEP]".split()
    assert segments == (0, 0, 0, 0)


def test_pair_that_is_too_long_loses_the_end_of_its_longer_text():
    # 16 tokens less three special ones: 13, of which the short second text has 2
    pieces, _ = _pieces(bert_tokenizer(), "the cat " * 10, "tom is", max_length=16)
    assert len(pieces) == 16
    assert pieces[-4:] == "[SEP] tom is [SEP]".split()


def test_example_without_a_label_or_with_one_that_training_did_not_have_has_no_target():
    rows = [SequenceExample("0", "the cat", None, None), SequenceExample("1", "a dog", None, "maybe")]
    features = HEAD.features(example_set(rows, LABELS), bert_tokenizer(), FeatureSettings(16))
    assert [feature.target for feature in features] == [None, None]


def test_loss_is_the_mean_cross_entropy():
    logits = torch.tensor([[0.0, math.log(3)], [0.0, 0.0]])  # chances 1/4 3/4, 1/2 1/2
    loss = HEAD.loss(logits, {"targets": torch.tensor([[1], [0]])})
    assert float(loss) == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)


def test_answers_are_the_best_labels_in_file_order():
    examples = example_set([SequenceExample(str(i), "tom", None, None) for i in range(3)], LABELS)
    features = HEAD.features(examples, bert_tokenizer(), FeatureSettings(16))
    logits = [torch.tensor(row) for row in ([2.0, 1.0], [0.0, 0.5], [-1.0, -2.0])]
    assert HEAD.answers(examples, features, logits, FeatureSettings(16)) == ["no", "yes", "no"]
