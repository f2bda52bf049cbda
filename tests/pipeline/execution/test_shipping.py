import json
from dataclasses import dataclass

import pytest

from pipeline.domain.errors import MissingDataError
from pipeline.execution.encoder_record import GENERATED_LICENCE, encoder_training, text_origins
from pipeline.execution.shipping import ship
from pipeline.experiments import encoder_training as records
from pipeline.experiments.encoder_training import languages_seen, read_training
from pipeline.experiments.profile import Pretraining, Profile
from pipeline.sources.generated.source import GeneratedSource
from pipeline.sources.joined_text import JoinedText
from pipeline.sources.xtreme_folder import XtremeFolder
from pipeline.store.records import CurvePoint
from pipeline.store.sealed import file_sha256
from pipeline.training.checkpoint import CheckpointRecord, write_checkpoint
from pipeline.training.encoder import Encoder, load_encoder
from tests.pipeline.tiny_encoders import bert_tokenizer, make_network

CURVE = [CurvePoint(1, 640, 6.5, 1e-4), CurvePoint(10, 6_400, 2.25, 0.0)]


@pytest.fixture
def folder(tmp_path):
    """An XTREME folder with raw text in two languages; the manifest knows the licence of one."""
    root = tmp_path / "data"
    (root / "raw").mkdir(parents=True)
    (root / "raw" / "de.txt").write_text("ein satz\n", encoding="utf-8")
    (root / "raw" / "tr.txt").write_text("bir cümle\n", encoding="utf-8")
    (root / "MANIFEST.csv").write_text(
        "path,split,note,licence\nraw/de.txt,pretrain,,CC BY 4.0\nraw/tr.txt,pretrain,,\n", encoding="utf-8"
    )
    return XtremeFolder(root)


def _profile(**pretraining):
    return Profile(
        name="tiny", title="Tiny", source="generated", regimes=("none",), targets=("xnli",),
        pretraining=Pretraining(**{"start": "random", "n_tokens": 6_400, **pretraining}),
    )  # fmt: skip


def _record(encoder):
    return CheckpointRecord(
        key="0123456789abcdef", encoder_digest="e" * 16, n_parameters=encoder.n_parameters, n_train_examples=0,
        n_train_tokens=6_400, wall_seconds=12.5, precision="no",
    )  # fmt: skip


@dataclass(frozen=True)
class Made:
    checkpoint: object
    encoder: Encoder


@pytest.fixture
def made(tmp_path, folder):
    """The checkpoint of a pretraining on generated text in English and German and raw text in German."""
    tokenizer = bert_tokenizer()
    encoder = Encoder("random", make_network("bert", len(tokenizer)), tokenizer)
    text = JoinedText((GeneratedSource(), folder), first_only=("tr",))
    profile = _profile(languages=("de", "en", "tr"), generated_only=("tr",), body_learning_rate=1e-4)
    record = _record(encoder)
    training = encoder_training(profile, text, record, CURVE, len(tokenizer))
    write_checkpoint(tmp_path / "checkpoint", encoder, {}, record, CURVE, training)
    return Made(tmp_path / "checkpoint", encoder)


def test_text_origins_name_every_source_with_its_languages_and_licences(folder):
    text = JoinedText((GeneratedSource(), folder), first_only=("tr",))
    generated, raw = text_origins(text, ("tr", "de", "en"))
    assert (generated.source, generated.licences) == ("generated", {GENERATED_LICENCE: ("de", "en", "tr")})
    assert (raw.source, raw.licences) == ("xtreme_folder", {"CC BY 4.0": ("de",)})
    assert raw.digest == folder.text_digest()


def test_text_whose_licence_the_manifest_leaves_open_says_so(folder):
    (raw,) = text_origins(folder, ("de", "tr"))
    assert raw.licences == {"CC BY 4.0": ("de",), "not stated": ("tr",)}


def test_shipped_encoder_says_how_it_was_made(made, tmp_path):
    ship(made.checkpoint, tmp_path / "out")
    training = read_training(str(tmp_path / "out"))
    assert (training.profile, training.job_key, training.start) == ("tiny", "0123456789abcdef", "random")
    assert (training.n_tokens, training.n_steps, training.first_loss, training.last_loss) == (6_400, 10, 6.5, 2.25)
    assert training.languages == training.languages_seen == ("de", "en", "tr")
    assert training.weights_sha256 == file_sha256(tmp_path / "out" / "model.safetensors")
    assert training.settings.generated_only == ("tr",)


def test_shipped_encoder_has_half_the_precision_of_the_same_weights(made, tmp_path):
    ship(made.checkpoint, tmp_path / "out")
    again = load_encoder(str(tmp_path / "out")).backbone.state_dict()
    for name, weight in made.encoder.backbone.half().state_dict().items():
        if not name.startswith("pooler."):
            assert (again[name] == weight).all()


def test_card_states_text_licences_and_what_was_left_out(made, tmp_path):
    ship(made.checkpoint, tmp_path / "out")
    card = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    assert f"{GENERATED_LICENCE} | de en tr |" in card
    assert "| CC BY 4.0 | de |" in card
    assert "Of tr only generated text was read" in card
    assert "never seen a parallel sentence" in card
    assert "6,400 tokens, 10 steps of 32 x 128, learning rate 0.0005, of all but the embeddings 0.0001 |" in card
    assert "Scores on the way" not in card


def test_checkpoint_that_is_not_of_a_pretraining_is_not_shipped(made, tmp_path):
    (made.checkpoint / "encoder" / "training.json").unlink()
    with pytest.raises(MissingDataError, match="expected the checkpoint of a pretraining"):
        ship(made.checkpoint, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_languages_seen_are_read_from_the_encoders_folder(made):
    assert languages_seen(str(made.checkpoint / "encoder")) == ("de", "en", "tr")


def test_start_adds_what_it_has_seen(folder, monkeypatch):
    encoder = Encoder("random", make_network("bert", 109), bert_tokenizer())
    monkeypatch.setattr(records, "read_training", lambda name: None)
    for start, seen in (("all-MiniLM-L6-v2", ("de", "en")), ("random", ("de",)), ("some/hub-id", None)):
        monkeypatch.setattr("pipeline.execution.encoder_record.encoder_location", lambda name: "nowhere")
        training = encoder_training(_profile(start=start, languages=("de",)), folder, _record(encoder), CURVE, 109)
        assert training.languages_seen == seen
        assert training.languages == ("de",)


def test_checkpoint_of_pretraining_is_plain_json_without_a_path(made, tmp_path):
    text = (made.checkpoint / "encoder" / "training.json").read_text(encoding="utf-8")
    assert str(tmp_path) not in text
    assert json.loads(text)["weights_sha256"] is None
