"""English pieces that stand by, and leave a given text as it was."""

from __future__ import annotations

import torch
from transformers import AutoModel, BertConfig

from pipeline.training.encoder import Encoder
from pipeline.training.spare_pieces import add_spare_pieces, unneeded_pieces
from pipeline.training.vocabulary import SPECIAL, make_tokenizer

OWN = [*SPECIAL, "a", "b", "##a", "##b", "sun", "##s"]
OTHERS = [*SPECIAL, "[unused1]", "a", "b", "##a", "##b", "sun", "moon", "ab", "aba", "moons"]


def _encoder(pieces: list[str], fill: float) -> Encoder:
    config = BertConfig(
        vocab_size=len(pieces), hidden_size=4, num_hidden_layers=1, num_attention_heads=1, intermediate_size=4
    )
    torch.manual_seed(0)
    backbone = AutoModel.from_config(config, add_pooling_layer=False)
    with torch.no_grad():
        for number in range(len(pieces)):
            backbone.get_input_embeddings().weight[number] = fill + number
    return Encoder("toy", backbone, make_tokenizer(pieces, 64))


def test_unneeded_pieces_leaves_out_what_a_text_would_split_into():
    # "Aba" splits into "a ##b ##a" now; with "aba", or without it with "ab", it would not
    assert unneeded_pieces(OWN, OTHERS, ["Aba suns"]) == ["moon", "moons"]


def test_unneeded_pieces_of_no_text_is_all_that_is_not_there_yet():
    assert unneeded_pieces(OWN, OTHERS, []) == ["moon", "ab", "aba", "moons"]


def test_add_spare_pieces_takes_the_first_ones_behind_its_own():
    encoder = add_spare_pieces(_encoder(OWN, 10.0), _encoder(OTHERS, 0.0), 1, ["Aba suns"])
    vocabulary = encoder.tokenizer.get_vocab()
    assert sorted(vocabulary, key=vocabulary.__getitem__) == [*OWN, "moon"]
    assert encoder.embeddings.weight.shape == (len(OWN) + 1, 4)
    assert encoder.tokenizer.tokenize("moon suns aba") == ["moon", "sun", "##s", "a", "##b", "##a"]


def test_add_spare_pieces_moves_an_embedding_as_training_moved_the_others():
    trained, start = _encoder(OWN, 10.0), _encoder(OTHERS, 0.0)
    # in OWN the specials are rows 0-4, then a 5, b 6, ##a 7, ##b 8, sun 9;
    # in OTHERS each is one row further on, from "a"
    moved = (5 * 10.0 + 5 * 9.0) / 10
    encoder = add_spare_pieces(trained, start, 1, [])
    assert torch.allclose(encoder.embeddings.weight[-1], torch.full((4,), 11.0 + moved))
    assert torch.allclose(encoder.embeddings.weight[5], torch.full((4,), 15.0))
