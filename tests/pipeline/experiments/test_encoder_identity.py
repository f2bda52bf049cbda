import pytest

from pipeline.domain.errors import MissingDataError
from pipeline.experiments import encoders
from pipeline.experiments.encoders import encoder_identity, encoder_location

FILES = ("model.safetensors", "tokenizer.json", "config.json")


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "mine"
    path.mkdir()
    for name in FILES:
        (path / name).write_text(name)
    return path


def test_hub_id_stands_for_itself():
    assert encoder_identity("some/encoder") == encoder_location("some/encoder") == "some/encoder"


@pytest.mark.parametrize("name", FILES)
def test_identity_of_a_folder_changes_with_its_files_and_not_with_its_place(folder, name):
    before = encoder_identity(str(folder))
    moved = folder.rename(folder.with_name("moved"))
    assert encoder_identity(str(moved)) == before
    (moved / name).write_text("other")
    assert encoder_identity(str(moved)) != before


@pytest.mark.parametrize("name", FILES)
def test_folder_that_lacks_a_file_is_an_error(folder, name):
    (folder / name).unlink()
    with pytest.raises(MissingDataError, match=f"mine' has no {name}"):
        encoder_identity(str(folder))


def test_name_of_a_shipped_encoder_stands_for_its_folder(folder, monkeypatch):
    monkeypatch.setattr(encoders, "ENCODERS", folder.parent)
    assert encoder_location("mine") == str(folder)
    assert encoder_identity("mine") == encoder_identity(str(folder))
    assert encoder_location("other") == "other"


def test_random_encoder_is_known_by_the_shape_it_has(folder):
    name = f"random:{folder}"
    before = encoder_identity(name)
    assert before == f"random:{encoder_identity(str(folder))}:0"
    (folder / "config.json").write_text("other")
    assert encoder_identity(name) != before


def test_declared_start_is_known_by_its_files(folder, monkeypatch):
    monkeypatch.setattr(encoders, "find_start", lambda name: str(folder) if name == "all-MiniLM-L6-v2" else name)
    assert encoder_location("all-MiniLM-L6-v2") == str(folder)
    assert encoder_identity("all-MiniLM-L6-v2") == encoder_identity(str(folder))
