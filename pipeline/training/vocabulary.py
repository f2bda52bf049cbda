"""A multilingual vocabulary of word pieces that keeps what an English encoder knows.

The start's word pieces stay, in their order and with their embeddings; pieces learned from the other languages' text
are put behind them. A whole new vocabulary cost most of the encoder's English on real text. Accents are kept: dropping
them, as the uncased English tokenizer does, would drop the vowel signs of Hindi, Bengali, Telugu and Thai.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import torch
from tokenizers import Tokenizer, decoders, normalizers, pre_tokenizers
from tokenizers.models import WordPiece
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import WordPieceTrainer
from torch import Tensor
from transformers import PreTrainedTokenizerFast

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
PREFIX = "##"
# a word of Thai, Japanese or Chinese runs to the next space, so to the whole sentence
MAX_WORD_CHARACTERS = 400


def _assemble(pieces: Sequence[str]) -> Tokenizer:
    vocabulary = {piece: number for number, piece in enumerate(pieces)}
    tokenizer = Tokenizer(WordPiece(vocabulary, unk_token="[UNK]", max_input_chars_per_word=MAX_WORD_CHARACTERS))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.BertNormalizer(strip_accents=False, handle_chinese_chars=True, lowercase=True)]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.decoder = decoders.WordPiece(prefix=PREFIX)
    tokenizer.add_special_tokens(list(SPECIAL))
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[(token, vocabulary[token]) for token in ("[CLS]", "[SEP]")],
    )
    return tokenizer


def _alphabet(tokenizer: Tokenizer, sentences: Iterable[str], n_characters: int) -> tuple[list[str], list[str]]:
    """The most frequent characters, and those of them that stand inside words, each in code point order."""
    words: Counter[str] = Counter()
    for sentence in sentences:
        split = tokenizer.pre_tokenizer.pre_tokenize_str(tokenizer.normalizer.normalize_str(sentence))
        words.update(word for word, _ in split)
    counts: Counter[str] = Counter()
    for word, n_times in words.items():
        for character in word:
            counts[character] += n_times
    kept = sorted(counts, key=lambda character: (-counts[character], character))[:n_characters]
    inside = {character for word in words for character in word[1:]}
    return sorted(kept), sorted(inside.intersection(kept))


def learn_pieces(sentences: Iterable[str], n_pieces: int, n_characters: int = 8000) -> list[str]:
    """About `n_pieces` word pieces learned from text, special tokens left out, in the order learned.

    Equal text gives equal pieces: a training that goes on after a stop meets the vocabulary that it began with.

    Args:
        n_characters: characters that get pieces of their own, most frequent first; rarer ones stay unknown.
    """
    tokenizer, lines = _assemble(SPECIAL), list(sentences)
    characters, inside = _alphabet(tokenizer, lines, n_characters)
    trainer = WordPieceTrainer(
        vocab_size=n_pieces + len(SPECIAL),
        # left to itself, the trainer numbers characters inside words, and so breaks ties, by a random hash
        special_tokens=[*SPECIAL, *(PREFIX + character for character in inside)],
        continuing_subword_prefix=PREFIX,
        initial_alphabet=characters,
        limit_alphabet=len(characters),
        show_progress=False,
    )
    tokenizer.train_from_iterator(lines, trainer)
    by_number = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    return [piece for piece, _ in by_number if piece not in SPECIAL]


def make_tokenizer(pieces: Sequence[str], max_length: int) -> PreTrainedTokenizerFast:
    """A tokenizer over `pieces`, the special tokens among them, ids in their order; pairs get segments 0 and 1."""
    return PreTrainedTokenizerFast(
        tokenizer_object=_assemble(pieces),
        model_max_length=max_length,
        model_input_names=["input_ids", "token_type_ids", "attention_mask"],
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def _batched(sentences: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(sentences)
    while batch := list(islice(iterator, size)):
        yield batch


def frequent_pieces(tokenizer: PreTrainedTokenizerFast, sentences: Iterable[str], n_pieces: int) -> list[str]:
    """Special tokens, single ASCII characters and the most frequent pieces of `tokenizer` in a text, in id order.

    Args:
        n_pieces: how many in all.
    """
    counts: Counter[int] = Counter()
    for batch in _batched(sentences, 1000):
        for row in tokenizer(batch, add_special_tokens=False)["input_ids"]:
            counts.update(row)
    vocabulary = sorted(tokenizer.get_vocab().items(), key=lambda item: item[1])
    always = {
        piece
        for piece, _ in vocabulary
        if piece in SPECIAL or (len(bare := piece.removeprefix(PREFIX)) == 1 and bare.isascii())
    }
    ranked = sorted(
        (item for item in vocabulary if item[0] not in always), key=lambda item: (-counts[item[1]], item[1])
    )
    kept = always | {piece for piece, number in ranked[: max(0, n_pieces - len(always))] if counts[number]}
    return [piece for piece, _ in vocabulary if piece in kept]


def new_embeddings(
    pieces: Sequence[str], old_tokenizer: PreTrainedTokenizerFast, old: Tensor, generator: torch.Generator
) -> Tensor:
    """Starting embeddings for `pieces` from those of another tokenizer.

    A piece that the old vocabulary has takes its embedding over; another gets the mean of the old pieces that its text
    splits into; one that the old tokenizer cannot split gets a draw with the mean and spread of the old embeddings.

    Args:
        pieces: in id order.
        old: float [n_old_pieces, width].
        generator: for the draws.

    Returns:
        float [n_pieces, width].
    """
    known = old_tokenizer.get_vocab()
    unknown = old_tokenizer.unk_token_id
    mean, spread = old.mean(dim=0), old.std(dim=0)
    rows = []
    texts = [piece.removeprefix(PREFIX) for piece in pieces]
    split = old_tokenizer(texts, add_special_tokens=False)["input_ids"]
    for piece, ids in zip(pieces, split, strict=True):
        parts = [number for number in ids if number != unknown]
        if piece in known:
            rows.append(old[known[piece]])
        elif parts:
            rows.append(old[parts].mean(dim=0))
        else:
            rows.append(mean + spread * torch.randn(mean.shape, generator=generator))
    return torch.stack(rows)
