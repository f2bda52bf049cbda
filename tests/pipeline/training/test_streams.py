from collections import Counter

import pytest
import torch

from pipeline.experiments.profile import ContinuedMlm, FineTuning
from pipeline.heads.head import Feature
from pipeline.training.masked_text import pack
from pipeline.training.model import STREAM
from pipeline.training.streams import Conditions, MaskedStream, TaskStream, mixed_batches, mixed_order
from tests.pipeline.tiny_encoders import bert_tokenizer

SEED = 3


def _features(first_token, n):
    """N features of one row; every token of a task begins with its own number."""
    return [Feature(i, ((first_token + i,) * (1 + i % 4),), ((0,) * (1 + i % 4),), (0,)) for i in range(n)]


def _task(first_token, n, conditions=None, **settings):
    fine_tuning = FineTuning(**{"epochs": 1, "batch_size": 4, **settings})
    return TaskStream(_features(first_token, n), fine_tuning, 0, conditions or Conditions(SEED))


def _order(streams, seed=SEED):
    return mixed_order({number: stream.n_batches for number, stream in enumerate(streams)}, seed)


def _tokens(batch):
    return set(batch["input_ids"][batch["attention_mask"] == 1].tolist())


def test_each_batch_is_of_one_task_and_every_example_comes_once_an_epoch():
    streams = [_task(100, 10, epochs=2), _task(200, 6, batch_size=2)]
    batches = list(mixed_batches(streams, _order(streams)))
    assert len(batches) == 2 * 3 + 3  # 10 examples by fours are three batches
    seen = Counter()
    for batch in batches:
        first = 100 if batch[STREAM] == 0 else 200
        assert all(first <= token < first + 100 for token in _tokens(batch))
        seen.update(dict.fromkeys(_tokens(batch), 1))
    assert seen == {**dict.fromkeys(range(100, 110), 2), **dict.fromkeys(range(200, 206), 1)}


def test_tasks_have_shares_in_proportion_to_their_batches_from_beginning_to_end():
    order = mixed_order({0: 600, 1: 300, 2: 100}, SEED)
    assert Counter(order) == {0: 600, 1: 300, 2: 100}
    for part in (order[:500], order[500:]):
        # of 500 draws without replacement: standard errors of 7.7, 7.2 and 4.7
        counts = Counter(part)
        assert counts[0] == pytest.approx(300, abs=31)
        assert counts[1] == pytest.approx(150, abs=29)
        assert counts[2] == pytest.approx(50, abs=19)
    assert order != mixed_order({0: 600, 1: 300, 2: 100}, SEED + 1)


def test_one_stream_alone_keeps_its_order():
    stream = _task(100, 30, epochs=2)
    assert _order([stream]) == [0] * 16
    batches = mixed_batches([stream], _order([stream]))
    for number, batch in enumerate(batches):
        assert torch.equal(batch["input_ids"], stream.batch(number)["input_ids"])


def test_batches_are_the_same_whether_training_starts_at_them_or_before():
    streams = [_task(100, 10, epochs=2), _task(200, 6), _masked()]
    order = _order(streams)
    whole = list(mixed_batches(streams, order))
    for first in (0, 1, 5, len(order) - 1, len(order)):
        rest = list(mixed_batches(streams, order, first))
        assert len(rest) == len(order) - first
        for one, other in zip(rest, whole[first:], strict=True):
            assert all(torch.equal(one[name], other[name]) for name in one)


def _masked(conditions=None, **settings):
    tokenizer = bert_tokenizer()
    made = ContinuedMlm(**{"n_tokens": 1_000, "block_length": 16, "batch_size": 4, **settings})
    text = {"en": ["emma lives in oslo"] * 60, "de": ["tom sat in rome"] * 60}
    return MaskedStream(pack(tokenizer, text, made), tokenizer, made, conditions or Conditions(SEED))


def test_masked_text_has_as_many_batches_as_its_tokens_need():
    stream = _masked(n_tokens=6_400)
    assert stream.n_batches == 100  # of 4 x 16 tokens
    assert stream.n_tokens == 6_400
    assert stream.batch(0)["input_ids"].shape == (4, 16)
    assert not torch.equal(stream.batch(0)["input_ids"], stream.batch(1)["input_ids"])


def test_processes_train_on_the_same_task_at_each_step_and_share_its_examples():
    ranks = [Conditions(SEED, rank, 2) for rank in (0, 1)]
    shares = [[_task(100, 40, one), _task(200, 16, one), _masked(one)] for one in ranks]
    first, second = (_order(streams) for streams in shares)
    assert first == second
    seen = [
        {token for batch in mixed_batches(streams, first) if batch[STREAM] != 2 for token in _tokens(batch)}
        for streams in shares
    ]
    assert not seen[0] & seen[1]
    assert seen[0] | seen[1] == {*range(100, 140), *range(200, 216)}
    together = [batch["input_ids"] for batch in mixed_batches([_masked()], [0] * _masked().n_batches)]
    halves = [shares[number % 2][2].batch(number // 2)["input_ids"] for number in range(len(together))]
    assert all(torch.equal(one, other) for one, other in zip(together, halves, strict=True))
