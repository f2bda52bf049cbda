import pytest
import torch

from pipeline.heads.sentence_retrieval import cosines, mean_states, nearest


def test_mean_states_leave_padding_out():
    states = torch.tensor([[[1.0, 2.0], [3.0, 6.0], [99.0, 99.0]], [[5.0, 7.0], [1.0, 1.0], [0.0, 1.0]]])
    mask = torch.tensor([[1, 1, 0], [1, 1, 1]])
    assert mean_states(states, mask).tolist() == [[2.0, 4.0], [2.0, 3.0]]


def test_mean_states_of_a_row_without_tokens_is_zero():
    assert mean_states(torch.ones(1, 2, 3), torch.zeros(1, 2, dtype=torch.int64)).tolist() == [[0.0, 0.0, 0.0]]


def test_cosines_by_hand_do_not_depend_on_length():
    queries = torch.tensor([[3.0, 4.0], [0.0, 2.0]])
    candidates = torch.tensor([[10.0, 0.0], [0.0, 0.5], [-3.0, -4.0]])
    expected = [[0.6, 0.8, -1.0], [0.0, 1.0, -0.8]]
    for row, wanted in zip(cosines(queries, candidates).tolist(), expected, strict=True):
        assert row == pytest.approx(wanted)


def test_nearest_ranks_by_cosine_and_equal_ones_by_number():
    queries = torch.tensor([[1.0, 0.0], [0.0, 2.0]])
    candidates = torch.tensor([[0.0, 1.0], [3.0, 0.0], [1.0, 1.0], [2.0, 2.0], [1.0, 0.0]])

    assert nearest(queries, candidates, 3) == [[1, 4, 2], [0, 2, 3]]
    assert nearest(queries, candidates[:2], 20) == [[1, 0], [0, 1]]


def test_nearest_is_the_same_in_parts(monkeypatch):
    queries, candidates = torch.randn(7, 4), torch.randn(9, 4)
    whole = nearest(queries, candidates, 5)
    monkeypatch.setattr("pipeline.heads.sentence_retrieval._MOST_COSINES", 20)  # two queries at a time

    assert nearest(queries, candidates, 5) == whole
