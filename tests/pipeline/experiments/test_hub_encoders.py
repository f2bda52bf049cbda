import huggingface_hub
import pytest

from pipeline.domain.errors import DataFormatError, EncoderError
from pipeline.experiments.encoders import encoder_identity, encoder_location
from pipeline.experiments.hub_encoders import encoder_revisions, fetch_hub_encoder, is_hub_id, pinned_folder

NAME = "FacebookAI/xlm-roberta-large"
COMMIT = "c23d21b0620b635a76227c604d44e43a9f0ee389"


def test_hub_ids_are_told_from_folders_and_other_names(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "some" / "encoder").mkdir(parents=True)
    names = (NAME, "mini", "random:mini", "mini:4-layers", "/a/b", "some/encoder", "a/b/c")
    assert [name for name in names if is_hub_id(name)] == [NAME]


def test_the_commit_of_a_pinned_encoder_enters_its_identity_before_it_is_fetched():
    assert encoder_identity(NAME) == f"{NAME}@{COMMIT}"
    assert encoder_location(NAME) in (NAME, str(pinned_folder(NAME)))


def test_an_encoder_without_a_pinned_commit_is_refused_before_anything_is_fetched(monkeypatch):
    monkeypatch.setattr(huggingface_hub, "snapshot_download", None)  # a call would fail otherwise
    with pytest.raises(EncoderError, match=r"'some/encoder' is loaded .* only at a pinned commit"):
        fetch_hub_encoder("some/encoder")
    fetch_hub_encoder("mini")


def test_the_pinned_commit_is_fetched_in_safetensors_alone(monkeypatch):
    asked = []
    monkeypatch.setattr(
        huggingface_hub,
        "snapshot_download",
        lambda name, revision, allow_patterns: asked.append((name, revision, allow_patterns)),
    )
    fetch_hub_encoder(NAME)
    ((name, revision, patterns),) = asked
    assert (name, revision) == (NAME, COMMIT)
    assert "model.safetensors" in patterns
    assert not any("bin" in pattern or pattern.startswith("*") for pattern in patterns)


def test_a_hub_that_is_out_of_reach_is_one_sentence(monkeypatch):
    def fail(*_arguments, **_options):
        raise OSError("no route")

    monkeypatch.setattr(huggingface_hub, "snapshot_download", fail)
    with pytest.raises(EncoderError, match=rf"{COMMIT} cannot be fetched \(no route\)"):
        fetch_hub_encoder(NAME)


def test_a_fetched_commit_is_the_folder_that_is_loaded(tmp_path, monkeypatch):
    config = tmp_path / "config.json"
    config.write_text("{}")
    monkeypatch.setattr(huggingface_hub, "try_to_load_from_cache", lambda name, file, revision: str(tmp_path / file))
    assert encoder_location(NAME) == str(tmp_path)
    assert encoder_identity(NAME) == f"{NAME}@{COMMIT}"


def test_a_revision_that_is_no_commit_is_refused(tmp_path):
    (tmp_path / "r.csv").write_text("encoder,revision,source\na/b,main,here\n")
    with pytest.raises(DataFormatError, match="'main' in column 'revision'"):
        encoder_revisions(tmp_path / "r.csv")
