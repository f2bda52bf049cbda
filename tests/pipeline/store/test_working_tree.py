"""Which commit a built file names."""

import pytest

from pipeline.store import working_tree


@pytest.fixture
def outside(tmp_path, monkeypatch):
    monkeypatch.setattr(working_tree, "REPOSITORY", tmp_path)
    working_tree.git_commit.cache_clear()
    yield
    working_tree.git_commit.cache_clear()


def test_git_commit_outside_a_repository_is_the_one_an_image_was_built_with(outside, monkeypatch):
    monkeypatch.setenv("CROSSCHECK_COMMIT", "0123abcd")
    assert working_tree.git_commit() == "0123abcd"


@pytest.mark.parametrize("given", ["", None])
def test_git_commit_outside_a_repository_without_one_is_unknown(outside, monkeypatch, given):
    monkeypatch.delenv("CROSSCHECK_COMMIT", raising=False)
    if given is not None:
        monkeypatch.setenv("CROSSCHECK_COMMIT", given)
    assert working_tree.git_commit() is None
