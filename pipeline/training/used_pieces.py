"""Word-piece embeddings cut down to the pieces that the training data hold, while they are trained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import torch
from torch import Tensor, nn
from torch.nn import functional

from pipeline.training.encoder import Encoder


class UsedPieces(nn.Module):
    """Embeds the same ids as the whole table, from the rows of the pieces in use alone.

    A piece that no batch holds has no gradient, so AdamW does nothing to its row but decay it. A last row of ones,
    which no id leads to, is decayed along with the others and so keeps the factor.
    """

    place: Tensor  # int64 [pieces]: the row of each piece in use

    def __init__(self, whole: nn.Embedding, used: Tensor) -> None:
        """Take the rows `used`, int64 [n], out of `whole`."""
        super().__init__()
        place = torch.zeros(whole.num_embeddings, dtype=torch.int64)
        place[used] = torch.arange(len(used))
        self.register_buffer("place", place, persistent=False)
        rows = whole.weight.detach()
        self.weight = nn.Parameter(torch.cat([rows[used.to(rows.device)], rows.new_ones(1, rows.shape[1])]))
        # the row of the padding piece gets no gradient in the whole table either
        is_padding = whole.padding_idx is not None and bool((used == whole.padding_idx).any())
        self.padding_idx = int(place[whole.padding_idx]) if is_padding else None

    def forward(self, ids: Tensor) -> Tensor:
        """Float [..., width] for ids [...]."""
        return functional.embedding(self.place[ids], self.weight, padding_idx=self.padding_idx)


@contextmanager
def only_used_pieces(encoder: Encoder, ids: Iterable[int]) -> Iterator[None]:
    """Within it, `encoder` holds the embeddings of `ids` alone; after it all of them, as if all had been trained.

    What it saves is the gradient, the norm and the AdamW step of every row that is not in use: English training data
    hold a small part of a multilingual vocabulary. Families that do more than look a row up are left as they are.
    """
    whole = encoder.embeddings
    if type(whole) is not nn.Embedding:
        yield
        return
    used = torch.tensor(sorted(set(ids)))
    part = UsedPieces(whole, used)
    encoder.backbone.set_input_embeddings(part)
    try:
        yield
    finally:
        with torch.no_grad():
            trained = part.weight.detach().to(whole.weight.device)
            whole.weight.mul_(trained[-1, 0])
            whole.weight[used.to(whole.weight.device)] = trained[:-1]
        encoder.backbone.set_input_embeddings(whole)
