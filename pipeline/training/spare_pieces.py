"""English word pieces that masked LM had no text for, put behind the trained ones so that real English can be read.

Only pieces that leave the splitting of a given text as it is are taken: on that text, an encoder with spare pieces
gives the same numbers as without them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import torch
from tokenizers import Tokenizer
from transformers import PreTrainedTokenizerFast

from pipeline.training.encoder import Encoder
from pipeline.training.vocabulary import make_tokenizer


def add_spare_pieces(trained: Encoder, start: Encoder, n_pieces: int, texts: Iterable[str]) -> Encoder:
    """`trained` with at most `n_pieces` more pieces of `start`, the most frequent first, none of which `texts` needs.

    A piece gets its embedding in `start`, moved by the mean of what training did to the pieces that both have.

    Args:
        trained: changed in place; ids of its pieces stay.
        start: its pieces stand in order of frequency, as BERT's do.
        texts: must split as before.

    Returns:
        the same backbone with a longer table of embeddings, and a new tokenizer.
    """
    known, old = trained.tokenizer.get_vocab(), start.tokenizer.get_vocab()
    own = sorted(known, key=known.__getitem__)
    spare = unneeded_pieces(own, sorted(old, key=old.__getitem__), texts)[:n_pieces]
    both = [piece for piece in own if piece in old]
    before, after = start.embeddings.weight.detach(), trained.embeddings.weight.detach()
    moved = (after[[known[piece] for piece in both]] - before[[old[piece] for piece in both]]).mean(dim=0)
    rows = torch.cat([after, before[[old[piece] for piece in spare]] + moved])
    padding = trained.embeddings.padding_idx
    trained.backbone.resize_token_embeddings(len(rows), mean_resizing=False)
    trained.embeddings.weight.data.copy_(rows)
    trained.embeddings.padding_idx = padding
    return Encoder(trained.name, trained.backbone, make_tokenizer([*own, *spare], trained.n_positions or 512))


def unneeded_pieces(own: Sequence[str], others: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Those of `others` that no word of `texts` would be split into beside `own`, in their order."""
    known = set(own)
    left = [piece for piece in others if piece not in known and not piece.startswith("[unused")]
    words = _words(make_tokenizer(own, 512), texts)
    while used := _pieces_of(make_tokenizer([*own, *left], 512), words).intersection(left):
        left = [piece for piece in left if piece not in used]
    return left


def _backend(tokenizer: PreTrainedTokenizerFast) -> Tokenizer:
    return tokenizer.backend_tokenizer


def _words(tokenizer: PreTrainedTokenizerFast, texts: Iterable[str]) -> list[str]:
    """The different words of a text, as they stand before they are split into pieces."""
    backend = _backend(tokenizer)
    normalise, split = backend.normalizer.normalize_str, backend.pre_tokenizer.pre_tokenize_str
    return sorted({word for text in set(texts) for word, _ in split(normalise(text))})


def _pieces_of(tokenizer: PreTrainedTokenizerFast, words: Sequence[str]) -> set[str]:
    if not words:
        return set()
    ids = {number for row in tokenizer(list(words), add_special_tokens=False)["input_ids"] for number in row}
    return set(tokenizer.convert_ids_to_tokens(sorted(ids)))
