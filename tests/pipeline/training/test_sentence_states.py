import pytest
import torch

from pipeline.training.sentence_states import SentenceStates

ONE, TWO, MANY = ("a",), ("b", "c"), tuple("abcdefgh")


@pytest.fixture
def passes():
    """What was embedded: sentences and layers of each pass."""
    return []


def _embedding(passes):
    def embed(sentences, layers):
        passes.append((tuple(sentences), list(layers)))
        return torch.tensor([[[100.0 * layer + ord(text)] for text in sentences] for layer in layers])

    return embed


def _states(passes, most_bytes):
    return SentenceStates(_embedding(passes), [2, 0, 1], 1, most_bytes)


def test_sentence_states_take_one_pass_for_every_layer_where_they_fit(passes):
    states = _states(passes, 1_000)
    assert states(TWO, 2).tolist() == [[298.0], [299.0]]
    assert states(TWO, 0).tolist() == [[98.0], [99.0]]
    assert states(TWO, 1).tolist() == [[198.0], [199.0]]
    assert passes == [(TWO, [2, 0, 1])]


def test_sentence_states_take_layers_in_groups_where_they_do_not_fit(passes):
    # a third of 192 bytes: 64, that is two layers of eight states of four bytes
    states = _states(passes, 192)
    found = [states(MANY, layer)[0, 0].item() for layer in (2, 0, 1)]
    assert found == [297.0, 97.0, 197.0]
    assert passes == [(MANY, [2, 0]), (MANY, [1])]


def test_sentence_states_drop_the_oldest_and_compute_them_again(passes):
    states = _states(passes, 16)  # one layer at a time, four states in all
    for sentences in (ONE, TWO, ONE, ("d", "e"), TWO, ONE):
        assert states(sentences, 2).tolist() == [[200.0 + ord(text)] for text in sentences]
    # TWO is the oldest when d and e come, as ONE was asked for in between; then ONE goes for TWO
    assert [sentences for sentences, _ in passes] == [ONE, TWO, ("d", "e"), TWO, ONE]


def test_sentence_states_take_what_is_larger_than_all_room_one_layer_at_a_time(passes):
    states = _states(passes, 8)
    assert states(MANY, 1).shape == (8, 1)
    assert passes == [(MANY, [1])]
