import math

import pytest
import torch

from pipeline.domain.example import TaggedSentence
from pipeline.heads.head import IGNORED, FeatureSettings
from pipeline.heads.token_classification import HEAD
from tests.pipeline.tiny_encoders import bert_tokenizer, mt5_tokenizer, xlm_roberta_tokenizer
from tests.pipeline.toy_tasks import example_set

LABELS = ("LOC", "O", "PER")
SETTINGS = FeatureSettings(32)
X = IGNORED


def _feature(tokenizer, words, tags, settings=SETTINGS, labels=LABELS):
    tags = None if tags is None else tuple(tags.split())
    (feature,) = HEAD.features(example_set([TaggedSentence("0", tuple(words), tags)], labels), tokenizer, settings)
    return tokenizer.convert_ids_to_tokens(feature.rows[0]), feature


def test_target_stands_at_the_first_piece_of_each_word():
    pieces, feature = _feature(bert_tokenizer(), ["tom", "zed", "sat", "."], "PER PER O O")
    assert pieces == "[CLS] tom z ##e ##d sat . [SEP]".split()
    assert feature.target == (X, 2, 2, X, X, 1, 1, X)
    assert feature.meta["starts"] == [1, 2, 5, 6]


def test_target_stands_at_the_first_unigram_of_each_word():
    pieces, feature = _feature(xlm_roberta_tokenizer(), ["tom", "zed", "sat"], "PER PER O")
    assert pieces == "<s> ▁tom ▁ z e d ▁sat </s>".split()
    assert feature.target == (X, 2, 2, X, X, X, 1, X)
    pieces, feature = _feature(mt5_tokenizer(), ["tom", "sat"], "PER O")
    assert pieces == "▁tom ▁sat </s>".split()
    assert feature.target == (2, 1, X)


def test_word_with_punctuation_inside_has_one_tag():
    pieces, feature = _feature(bert_tokenizer(), ["a.b", "sat"], "PER O")
    assert pieces == "[CLS] a . b sat [SEP]".split()
    assert feature.target == (X, 2, X, X, 1, X)


def test_word_that_the_tokenizer_drops_has_no_tag_and_is_answered_as_no_entity():
    words = ["tom", "\u0007", "oslo"]
    examples = example_set([TaggedSentence("0", tuple(words), ("PER", "O", "LOC"))], LABELS)
    pieces, feature = _feature(bert_tokenizer(), words, "PER O LOC")
    assert pieces == "[CLS] tom oslo [SEP]".split()
    assert feature.target == (X, 2, 0, X)
    assert feature.meta["words"] == [0, 2]
    logits = torch.zeros(4, 3)
    logits[1, 2] = logits[2, 0] = 1.0
    assert HEAD.answers(examples, [feature], [logits], SETTINGS) == [["PER", "O", "LOC"]]


def test_word_without_a_piece_is_answered_as_x_where_there_is_no_o():
    examples = example_set([TaggedSentence("0", ("tom", "\u0007"), ("NOUN", "X"))], ("NOUN", "X"))
    features = HEAD.features(examples, bert_tokenizer(), SETTINGS)
    assert HEAD.answers(examples, features, [torch.zeros(3, 2)], SETTINGS) == [["NOUN", "X"]]


def test_words_cut_off_have_no_tag():
    words = ["the"] * 20
    pieces, feature = _feature(bert_tokenizer(), words, "O " * 20, FeatureSettings(16))
    assert len(pieces) == 16
    assert feature.target == (X, *[1] * 14, X)
    examples = example_set([TaggedSentence("0", tuple(words), None)], LABELS)
    logits = torch.zeros(16, 3)
    logits[:, 2] = 1.0
    assert HEAD.answers(examples, [feature], [logits], FeatureSettings(16)) == [["PER"] * 14 + ["O"] * 6]


def test_tag_that_training_did_not_have_is_ignored():
    assert _feature(bert_tokenizer(), ["tom", "sat"], "PER VERB")[1].target == (X, 2, X, X)


def test_sentence_with_nothing_to_learn_has_no_target():
    assert _feature(bert_tokenizer(), ["\u0007"], "O")[1].target is None
    assert _feature(bert_tokenizer(), ["tom", "sat"], "NOUN VERB")[1].target is None
    assert _feature(bert_tokenizer(), ["tom", "sat"], None)[1].target is None


def test_loss_is_the_mean_over_first_pieces():
    logits = torch.zeros(1, 4, 2)
    logits[0, 1] = torch.tensor([0.0, math.log(3)])  # chances 1/4 3/4
    loss = HEAD.loss(logits, {"targets": torch.tensor([[X, 1, 0, X]])})
    assert float(loss) == pytest.approx((math.log(4 / 3) + math.log(2)) / 2)
