import json

import pytest

from pipeline.domain.errors import DataFormatError
from pipeline.experiments import encoder_training
from pipeline.experiments.encoder_training import languages_seen, languages_seen_in, read_training
from pipeline.experiments.plan import plan
from pipeline.experiments.profile import Profile, parse_regime
from tests.pipeline.experiments.hand_made_source import HandMadeSource

CONTENT = {
    "profile": "tiny", "job_key": "abc", "start": "random", "start_sha256": None, "start_licence": None,
    "languages_seen": ["de", "en"], "settings": {"start": "random", "n_tokens": 6400},
    "texts": [
        {"source": "generated", "digest": "1", "licences": {"free": ["de", "en"]}},
        {"source": "xtreme_folder", "digest": "2", "licences": {"other": ["de"], "not stated": ["bn"]}},
    ],
    "n_tokens": 6400, "n_steps": 10, "first_loss": 6.5, "last_loss": 2.25, "wall_seconds": 1.0, "precision": "no",
    "n_parameters": 5, "n_pieces": 9,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path):
    """An encoder folder that says how it was made."""
    (tmp_path / "training.json").write_text(json.dumps(CONTENT), encoding="utf-8")
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        (tmp_path / name).write_text(name)
    return tmp_path


@pytest.fixture
def package_alone(monkeypatch):
    """The package of the English start is not looked for."""
    monkeypatch.setattr(encoder_training, "encoder_location", lambda name: "nowhere/" + name)


def _profile(**changes):
    return Profile(**{"name": "try", "title": "Try", "source": "generated", "regimes": ("none",), "targets": ("xquad",),
                      **changes})  # fmt: skip


def test_languages_of_the_text_are_those_of_all_its_sources(folder):
    training = read_training(str(folder))
    assert training.languages == ("bn", "de", "en")
    assert [text.languages for text in training.texts] == [("de", "en"), ("bn", "de")]


def test_encoder_without_a_record_is_not_known(tmp_path):
    assert read_training(str(tmp_path)) is None
    assert languages_seen(str(tmp_path)) is None
    assert languages_seen("some/hub-id") is None


def test_broken_record_is_an_error_that_names_the_place(folder):
    (folder / "training.json").write_text(json.dumps({**CONTENT, "n_steps": "many"}), encoding="utf-8")
    with pytest.raises(DataFormatError, match=r"training\.json: found 'many' at 'n_steps'"):
        read_training(str(folder))


def test_controls_have_seen_english_alone_or_nothing(folder):
    assert languages_seen("all-MiniLM-L6-v2") == ("en",)
    assert languages_seen(f"random:{folder}") == ()
    assert read_training(f"random:{folder}") is None


def test_languages_seen_in_a_run_are_those_beside_the_named_encoder(folder):
    profile = _profile(encoder=str(folder))
    assert languages_seen_in(profile, parse_regime("none"), HandMadeSource()) == ("de", "en")


def test_languages_seen_in_a_run_that_pretrains_follow_from_its_settings(package_alone):
    def seen(**pretraining):
        profile = _profile(pretraining={"n_tokens": 6_400, **pretraining})
        return languages_seen_in(profile, parse_regime("none"), HandMadeSource())

    assert seen(start="random", languages=("zh", "de")) == ("de", "zh")
    assert seen(start="random") == ("de", "en")  # all that the source has text in
    assert seen(start="all-MiniLM-L6-v2", languages=("zh",)) == ("en", "zh")
    assert seen(start="some/hub-id", languages=("zh",)) is None


def test_continued_masked_lm_adds_its_languages(folder):
    profile = _profile(encoder=str(folder), continued_mlm={"languages": ("zh",)})
    assert languages_seen_in(profile, parse_regime("mnli+mlm"), HandMadeSource()) == ("de", "en", "zh")
    assert languages_seen_in(profile, parse_regime("mnli"), HandMadeSource()) == ("de", "en")


def test_every_run_of_a_plan_knows_the_languages_seen(folder):
    made = plan(_profile(encoder=str(folder), regimes=("none", "squad_v1")), HandMadeSource())
    runs = [job for job in made.jobs if job.run_id]
    assert [job.languages_seen for job in runs] == [("de", "en")] * 3
