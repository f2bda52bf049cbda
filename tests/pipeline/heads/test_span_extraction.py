import math

import pytest
import torch

from pipeline.domain.example import QuestionExample
from pipeline.heads.head import FeatureSettings
from pipeline.heads.span_extraction import HEAD
from tests.pipeline.tiny_encoders import bert_tokenizer, mt5_tokenizer, xlm_roberta_tokenizer
from tests.pipeline.toy_tasks import example_set, question

WORDS = "a ana big blue cat dog eats emma fish green in is lives oslo paris".split()
CONTEXT = " ".join(WORDS)  # 15 tokens of BERT
WHOLE = FeatureSettings(64)
# [CLS] who ? [SEP] and a last [SEP] leave 11 of 16 tokens to the context; windows share a quarter of 16
WINDOWS = FeatureSettings(16, stride=8)


def _features(*items, tokenizer=None, settings=WHOLE):
    return HEAD.features(example_set(items), tokenizer or bert_tokenizer(), settings)


def test_target_is_the_first_and_last_token_of_the_answer():
    (feature,) = _features(question("who lives?", "a big zed lives in oslo.", "big zed"))
    pieces = bert_tokenizer().convert_ids_to_tokens(feature.rows[0])
    assert pieces == "[CLS] who lives ? [SEP] a big z ##e ##d lives in oslo . [SEP]".split()
    assert feature.segments[0] == (0,) * 5 + (1,) * 10
    assert feature.target == (6, 9)
    assert feature.meta["context"] == list(range(5, 14))


def test_target_in_a_context_with_odd_spaces_and_case():
    (feature,) = _features(question("who?", "  The  CAT\tsat\u00a0in  Oslo", "CAT\tsat"))
    assert (
        bert_tokenizer().convert_ids_to_tokens(feature.rows[0]) == "[CLS] who ? [SEP] the cat sat in oslo [SEP]".split()
    )
    assert feature.target == (5, 6)


@pytest.mark.parametrize(
    ("tokenizer", "pieces", "target"),
    [
        (xlm_roberta_tokenizer(), "<s> ▁who </s> </s> ▁the ▁big ▁ z e d ▁sat </s>", (5, 9)),
        (mt5_tokenizer(), "▁who </s> ▁the ▁big ▁ z e d ▁sat </s>", (3, 7)),
    ],
)
def test_target_in_unigrams(tokenizer, pieces, target):
    item = question("who", "the big zed sat", "big zed")
    (feature,) = _features(item, tokenizer=tokenizer)
    assert tokenizer.convert_ids_to_tokens(feature.rows[0]) == pieces.split()
    assert feature.target == target
    logits = torch.zeros(len(feature.rows[0]), 2)
    logits[target[0], 0] = logits[target[1], 1] = 1.0
    assert HEAD.answers(example_set([item]), [feature], [logits], WHOLE) == ["big zed"]


def test_long_context_is_cut_into_windows_that_overlap():
    features = _features(question("who?", CONTEXT, "fish"), settings=WINDOWS)
    rows = [bert_tokenizer().convert_ids_to_tokens(feature.rows[0])[4:-1] for feature in features]
    assert rows == [WORDS[:11], WORDS[7:]]
    assert [feature.example_index for feature in features] == [0, 0]


@pytest.mark.parametrize(
    ("answer", "targets"),
    [
        ("ana", [(5, 5), (0, 0)]),  # word 1, in the first window alone
        ("fish", [(12, 12), (5, 5)]),  # word 8, in both
        ("in is", [(0, 0), (7, 8)]),  # words 10 and 11: the first window ends between them
        ("oslo paris", [(0, 0), (10, 11)]),  # words 13 and 14
        ("eats emma", [(10, 11), (0, 0)]),  # words 6 and 7: the second window begins between them
    ],
)
def test_window_without_the_whole_answer_points_at_the_first_token(answer, targets):
    assert [f.target for f in _features(question("who?", CONTEXT, answer), settings=WINDOWS)] == targets


def test_question_without_an_answer_points_at_the_first_token_and_an_unlabelled_one_nowhere():
    unlabelled = QuestionExample("1", "who?", "tom sat", (), is_answerable=True)
    features = _features(question("where?", "tom sat", ""), unlabelled)
    assert [feature.target for feature in features] == [(0, 0), None]


def test_long_question_leaves_at_least_half_of_the_window_to_the_context():
    features = _features(question("who is the big cat in oslo and rome?", CONTEXT, "fish"), settings=WINDOWS)
    # 16 // 2 - 4 = 4 tokens of question, three special ones: 9 of the context
    assert all(
        bert_tokenizer().convert_ids_to_tokens(feature.rows[0])[:6] == "[CLS] who is the big [SEP]".split()
        for feature in features
    )
    assert [len(feature.meta["context"]) for feature in features] == [9, 9, 5]  # words 0-8, 5-13, 10-14


def _answer(logits, item, settings=WHOLE, tokenizer=None):
    features = _features(item, tokenizer=tokenizer, settings=settings)
    return HEAD.answers(example_set([item]), features, logits, settings)


def _scores(n_tokens, starts, ends):
    logits = torch.zeros(n_tokens, 2)
    for position, score in starts.items():
        logits[position, 0] = score
    for position, score in ends.items():
        logits[position, 1] = score
    return logits


TEXT = "tom eats a big fish. the dog sat"  # [CLS] who ? [SEP] tom=4 eats a big fish=8 . the dog sat=12 [SEP]


def test_answer_is_the_span_of_the_best_sum_and_never_ends_before_it_starts():
    logits = _scores(14, {6: 5.0, 10: 6.0}, {8: 5.0, 4: 9.0, 11: 3.0})
    # a big fish: 10; the dog: 9; the .. tom would be 15
    assert _answer([logits], question("who?", TEXT, "")) == ["a big fish"]


def test_answer_lies_in_the_context_whatever_the_question_scores():
    logits = _scores(14, {1: 9.0, 0: 9.0, 7: 1.0}, {2: 9.0, 13: 9.0, 8: 1.0})
    assert _answer([logits], question("who?", TEXT, "")) == ["big fish"]


def test_answer_has_at_most_as_many_tokens_as_allowed():
    logits = _scores(14, {4: 5.0, 7: 2.0}, {8: 5.0, 5: 1.0})
    item = question("who?", TEXT, "")
    assert _answer([logits], item, FeatureSettings(64, max_answer_tokens=5)) == ["tom eats a big fish"]  # 10
    assert _answer([logits], item, FeatureSettings(64, max_answer_tokens=4)) == ["big fish"]  # 7
    assert _answer([logits], item, FeatureSettings(64, max_answer_tokens=1)) == ["tom"]  # 5, before fish: 5


def test_answer_does_not_change_with_padding_behind_it():
    logits = _scores(14, {6: 5.0}, {8: 5.0})
    padded = torch.cat([logits, torch.full((6, 2), 99.0)])
    assert _answer([padded], question("who?", TEXT, "")) == ["a big fish"]


def test_answer_is_the_best_over_the_windows():
    item = question("who?", CONTEXT, "fish")
    first, second = _scores(16, {5: 3.0}, {5: 3.0}), _scores(13, {5: 4.0}, {6: 3.0})
    assert _answer([first, second], item, WINDOWS) == ["fish green"]  # 7 beats ana: 6
    assert _answer([first, second - 1], item, WINDOWS) == ["ana"]


def test_no_answer_is_given_only_where_questions_may_lack_one():
    item = question("who?", TEXT, "")
    logits = _scores(14, {0: 6.0, 4: 5.0}, {0: 6.0, 4: 5.0})  # none: 12, tom: 10
    assert _answer([logits], item) == ["tom"]
    unanswerable = FeatureSettings(64, may_be_unanswerable=True)
    assert _answer([logits], item, unanswerable) == [""]
    assert _answer([_scores(14, {0: 4.0, 4: 5.0}, {0: 4.0, 4: 5.0})], item, unanswerable) == ["tom"]


def test_no_answer_needs_every_window_to_say_so():
    item = question("who?", CONTEXT, "fish")
    settings = FeatureSettings(16, stride=8, may_be_unanswerable=True)
    sure, unsure = _scores(16, {0: 9.0}, {0: 9.0}), _scores(13, {0: 1.0, 5: 3.0}, {0: 1.0, 5: 3.0})
    assert _answer([sure, unsure], item, settings) == ["fish"]  # least of the windows: 2, fish: 6
    assert _answer([sure, _scores(13, {0: 4.0, 5: 3.0}, {0: 4.0, 5: 3.0})], item, settings) == [""]


def test_answer_to_an_empty_context_is_empty():
    item = QuestionExample("0", "who?", "", ())
    assert _features(item) == []
    assert HEAD.answers(example_set([item]), [], [], WHOLE) == [""]


def test_answer_has_no_space_around_it_where_the_tokenizer_counts_spaces_to_words():
    item = question("who", "the big dog", "")
    tokenizer = xlm_roberta_tokenizer()
    from tokenizers import pre_tokenizers

    tokenizer.backend_tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    (feature,) = _features(item, tokenizer=tokenizer)
    assert item.context[slice(*feature.meta["offsets"][5])] == " big"  # what makes this test one
    assert _answer([_scores(8, {5: 1.0}, {5: 1.0})], item, tokenizer=tokenizer) == ["big"]


def test_logits_of_padding_never_win():
    scores = HEAD.logits(
        torch.nn.Identity(), torch.ones(1, 3, 2), torch.ones(1, 2), {"attention_mask": torch.tensor([[1, 1, 0]])}
    )
    assert scores.tolist() == [[[1, 1], [1, 1], [-10000, -10000]]]


def test_loss_is_the_mean_of_start_and_end():
    logits = torch.zeros(1, 4, 2)
    logits[0, 2, 1] = math.log(3)  # ends: 1/6 1/6 1/2 1/6
    loss = HEAD.loss(logits, {"targets": torch.tensor([[1, 2]])})
    assert float(loss) == pytest.approx((math.log(4) + math.log(2)) / 2)
