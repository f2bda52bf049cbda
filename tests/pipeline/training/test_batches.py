from hypothesis import given
from hypothesis import strategies as st

from pipeline.training.batches import packed_batches, share, shuffled_batches

LENGTHS = st.lists(st.integers(1, 40), min_size=1, max_size=60)


@given(LENGTHS, st.integers(1, 7), st.integers(0, 3), st.integers(0, 3))
def test_shuffled_batches_hold_every_index_once(lengths, batch_size, seed, epoch):
    batches = shuffled_batches(lengths, batch_size, seed, epoch)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    assert len(batches) == -(-len(lengths) // batch_size)
    assert all(len(batch) <= batch_size for batch in batches)


def test_shuffled_batches_follow_from_seed_and_epoch():
    lengths = [1] * 100
    orders = [shuffled_batches(lengths, 4, seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert orders == [shuffled_batches(lengths, 4, seed, epoch) for seed in (0, 1) for epoch in (0, 1)]
    assert len({str(order) for order in orders}) == 4


def test_shuffled_batches_put_like_lengths_together():
    lengths = [3, 50] * 20  # one pool
    assert all(len({lengths[index] for index in batch}) == 1 for batch in shuffled_batches(lengths, 4, 0, 0))


@given(LENGTHS, st.integers(1, 100))
def test_packed_batches_hold_every_index_once_within_the_limit(lengths, limit):
    batches = packed_batches(lengths, limit)
    assert sorted(index for batch in batches for index in batch) == list(range(len(lengths)))
    for batch in batches:
        padded = max(lengths[index] for index in batch) * len(batch)
        assert padded <= limit or len(batch) == 1  # a row longer than the limit goes alone


def test_packed_batches_fill_a_batch_to_the_limit():
    # by length: 2, 2, 3, 5; 3 rows of 3 make 9 tokens, a fourth of 5 would make 20
    assert packed_batches([5, 2, 3, 2], 10) == [[1, 3, 2], [0]]
    assert packed_batches([], 10) == []


def test_share_gives_every_process_as_many_and_leaves_none_out():
    batches = [[0], [1], [2], [3], [4]]
    assert [share(batches, rank, 2) for rank in (0, 1)] == [[[0], [2], [4]], [[1], [3], [0]]]
    assert share(batches, 0, 1) == batches


def test_share_repeats_the_first_where_there_are_fewer_batches_than_processes():
    assert [share([[7]], rank, 4) for rank in range(4)] == [[[7]]] * 4
    assert [share([[7], [8]], rank, 5) for rank in range(5)] == [[[7]], [[8]], [[7]], [[8]], [[7]]]
