"""Mean states of sentences at several layers, computed in as few passes as the room for them allows."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from torch import Tensor

_SHARE = 3  # queries and candidates of a cell stand side by side, and those of its dev pairs, which are few
_NUMBER = 4  # bytes
Embed = Callable[[Sequence[str], Sequence[int]], Tensor]  # sentences, layers -> float [layers, sentences, width]


def room_for_states() -> int:
    """Bytes for the states of one job: a quarter of the machine's memory."""
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 4


class SentenceStates:
    """States by sentences and layer; the oldest make room for new ones, and are computed again if asked for.

    One pass gives every layer where the states of all layers fit into a third of the room, as they do for thousands of
    sentences. Larger corpora have layers in groups, one pass a group: 400,000 sentences at the embeddings and 24 layers
    of XLM-R Large, 1,024 wide, would be 41 GB.
    """

    def __init__(self, embed: Embed, layers: Sequence[int], width: int, most_bytes: int) -> None:
        """Keep nothing yet.

        Args:
            layers: those that will be asked for, best in this order.
            width: of a state.
            most_bytes: of all states kept; what is asked for is computed even where it alone takes more.
        """
        self._embed, self._layers, self._width, self._most_bytes = embed, list(layers), width, most_bytes
        self._kept: dict[tuple[str, ...], dict[int, Tensor]] = {}  # the newest last

    def __call__(self, sentences: tuple[str, ...], layer: int) -> Tensor:
        """States at one of the layers: float [sentences, width]."""
        kept = self._kept.pop(sentences, {})
        if layer not in kept:
            group = self._group(len(sentences), layer)
            del kept  # the layers before
            self._make_room(len(group) * len(sentences) * self._width * _NUMBER)
            kept = dict(zip(group, self._embed(sentences, group), strict=True))
        self._kept[sentences] = kept
        return kept[layer]

    def _group(self, n_sentences: int, layer: int) -> list[int]:
        """`layer` and as many of those behind it as fit."""
        one_layer = max(1, n_sentences) * self._width * _NUMBER
        first = self._layers.index(layer)
        return self._layers[first : first + max(1, self._most_bytes // _SHARE // one_layer)]

    def _make_room(self, n_bytes: int) -> None:
        while self._kept and n_bytes + sum(map(_n_bytes, self._kept.values())) > self._most_bytes:
            del self._kept[next(iter(self._kept))]


def _n_bytes(kept: dict[int, Tensor]) -> int:
    return sum(states.numel() * _NUMBER for states in kept.values())
