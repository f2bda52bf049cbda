import unicodedata

import pytest
import torch

from pipeline.training.vocabulary import SPECIAL, frequent_pieces, learn_pieces, make_tokenizer, new_embeddings
from tests.pipeline.tiny_encoders import CHARACTERS, WORDS, bert_tokenizer

# no full stops: decoding puts a space before those of other scripts
SENTENCES = {
    "hi": "दिल्ली में हिन्दी बोली जाती है",
    "th": "ที่นี่พูดภาษาไทยได้ทั้งนั้น",
    "vi": "tiếng việt có nhiều dấu thanh",
    "bn": "ঢাকায় বাংলা বলা হয়",
    "ar": "يُتَكَلَّمُ العربيّة هنا",
    "zh": "这里说中文",
    "sw": "hapa watu wanasema kiswahili",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_tokenizer_keeps_every_sign_of_a_script(language):
    sentence = SENTENCES[language]
    tokenizer = make_tokenizer([*SPECIAL, *learn_pieces([sentence], 200)], 512)
    ids = tokenizer(sentence)["input_ids"]
    assert tokenizer.unk_token_id not in ids
    decoded = tokenizer.decode(ids, skip_special_tokens=True)
    # Chinese characters are words of their own
    assert decoded.replace(" ", "" if language == "zh" else " ") == unicodedata.normalize("NFC", sentence)


def test_words_that_differ_in_a_vowel_sign_or_tone_alone_stay_apart():
    words = ["कि", "की", "का", "ไม", "ไม่", "ไม้", "ma", "má", "mà"]
    tokenizer = make_tokenizer([*SPECIAL, *learn_pieces(words, 200)], 512)
    assert len({tuple(row) for row in tokenizer(words)["input_ids"]}) == len(words)


def test_composed_and_decomposed_letters_are_the_same_piece():
    tokenizer = make_tokenizer([*SPECIAL, *learn_pieces(["việt"], 50)], 512)
    assert tokenizer("vi\u1ec7t")["input_ids"] == tokenizer("vie\u0323\u0302t")["input_ids"]


def test_tokenizer_drops_case_and_keeps_offsets_into_the_text_as_given():
    encoded = bert_tokenizer()("  TOM Lives", return_offsets_mapping=True)
    assert bert_tokenizer().convert_ids_to_tokens(encoded["input_ids"]) == "[CLS] tom lives [SEP]".split()
    assert encoded["offset_mapping"] == [(0, 0), (2, 5), (6, 11), (0, 0)]


def test_learned_pieces_are_those_of_the_text_and_never_special():
    pieces = learn_pieces(["ab ab abc"], 50)
    assert {"a", "##b", "ab"} <= set(pieces)
    assert set("".join(piece.removeprefix("##") for piece in pieces)) == set("abc")
    assert len(pieces) == len(set(pieces))


def test_learned_pieces_are_the_same_at_every_call():
    # many ties: every word of a language comes once
    sentences = [*SENTENCES.values(), *(sentence[::-1] for sentence in SENTENCES.values())]
    assert len({tuple(learn_pieces(sentences, 120, n_characters=60)) for _ in range(20)}) == 1


def test_characters_beyond_the_number_allowed_are_unknown():
    tokenizer = make_tokenizer([*SPECIAL, *learn_pieces(["aaa bbb aa bb c"], 50, n_characters=2)], 512)
    assert tokenizer.convert_ids_to_tokens(tokenizer("c", add_special_tokens=False)["input_ids"]) == ["[UNK]"]
    assert "[UNK]" not in tokenizer.convert_ids_to_tokens(tokenizer("b a", add_special_tokens=False)["input_ids"])


def test_frequent_pieces_are_ranked_by_english_text_and_kept_in_id_order():
    text = ["tom sat and sat and sat", "the dog and tom"]  # sat 3, and 3, tom 2, the 1, dog 1
    always = [*SPECIAL, "a", *CHARACTERS.replace("a", ""), *(f"##{character}" for character in CHARACTERS)]
    found = frequent_pieces(bert_tokenizer(), text, len(always) + 4)
    # "dog" comes before "the" in the vocabulary
    assert set(found) - set(always) == {"sat", "and", "tom", "dog"}
    ids = bert_tokenizer().convert_tokens_to_ids(found)
    assert ids == sorted(ids)


def test_frequent_pieces_leave_out_words_that_the_text_lacks():
    found = frequent_pieces(bert_tokenizer(), ["tom sat"], 10_000)
    assert {word for word in WORDS if len(word) > 1} & set(found) == {"tom", "sat"}


def test_new_embeddings_are_taken_over_or_averaged_or_drawn():
    tokenizer = bert_tokenizer()
    old = torch.arange(len(tokenizer) * 2, dtype=torch.float32).reshape(-1, 2)
    vocabulary = tokenizer.get_vocab()
    generator = torch.Generator().manual_seed(0)
    rows = new_embeddings(["tom", "##ed", "zed", "ह"], tokenizer, old, generator)
    assert rows.shape == (4, 2)
    assert torch.equal(rows[0], old[vocabulary["tom"]])
    # the text of a piece in the middle of a word is split like a word
    assert torch.equal(rows[1], (old[vocabulary["e"]] + old[vocabulary["##d"]]) / 2)
    assert torch.allclose(rows[2], (old[vocabulary["z"]] + old[vocabulary["##e"]] + old[vocabulary["##d"]]) / 3)
    draw = torch.randn(2, generator=torch.Generator().manual_seed(0))
    assert torch.allclose(rows[3], old.mean(dim=0) + old.std(dim=0) * draw)
