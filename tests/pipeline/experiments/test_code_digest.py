import pytest

from pipeline.experiments import code_digest as module
from pipeline.experiments.code_digest import SCORING_PACKAGES, TRAINING_PACKAGES, code_digest, source_digest

CODE = '''"""A module."""
LIMIT = 3


def double(number: int) -> int:
    """Twice `number`."""
    return number * 2
'''


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"""A module."""', '"""Another description."""'),
        ('"""A module."""\n', ""),
        ('    """Twice `number`."""\n', ""),
        ("LIMIT = 3", "LIMIT = 3  # a reason"),
        ("LIMIT = 3\n\n\n", "LIMIT = (\n    3\n)\n"),
    ],
)
def test_source_digest_passes_over_docstrings_comments_and_layout(before, after):
    assert before in CODE
    assert source_digest(CODE.replace(before, after)) == source_digest(CODE)


@pytest.mark.parametrize(
    ("before", "after"),
    [("LIMIT = 3", "LIMIT = 4"), ("number * 2", "number + 2"), ("number: int", "number: float"), ("double", "twice")],
)
def test_source_digest_changes_with_the_code(before, after):
    assert source_digest(CODE.replace(before, after)) != source_digest(CODE)


def test_source_digest_counts_a_string_that_is_no_docstring():
    assert source_digest("x = 'a'") != source_digest("x = 'b'")
    assert source_digest("f('a')\n'not first'") != source_digest("f('a')")


def test_function_of_a_docstring_alone_is_one_that_does_nothing():
    assert source_digest('def f():\n    """Nothing."""') == source_digest("def f():\n    pass")


@pytest.fixture
def packages(tmp_path, monkeypatch):
    for name, text in {
        "heads/a.py": "A = 1",
        "heads/deep/b.py": "B = 1",
        "other/c.py": "C = 1",
        "one.py": "D = 1",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(module, "PIPELINE", tmp_path)
    code_digest.cache_clear()
    yield tmp_path
    code_digest.cache_clear()


def _fresh(*packages):
    code_digest.cache_clear()
    return code_digest(packages)


def test_code_digest_covers_every_module_of_its_packages_and_no_other(packages):
    before, other = _fresh("heads", "one.py"), _fresh("other")
    for name in ("heads/a.py", "heads/deep/b.py", "one.py"):
        kept = (packages / name).read_text()
        (packages / name).write_text(kept + "\nE = 2")
        assert _fresh("heads", "one.py") != before
        assert _fresh("other") == other
        (packages / name).write_text(kept)
    assert _fresh("one.py", "heads") == before


def test_code_digest_changes_when_a_module_is_added_or_renamed(packages):
    before = _fresh("heads")
    (packages / "heads" / "a.py").rename(packages / "heads" / "z.py")
    assert _fresh("heads") != before
    (packages / "heads" / "z.py").rename(packages / "heads" / "a.py")
    (packages / "heads" / "empty.py").write_text("")
    assert _fresh("heads") != before


@pytest.mark.parametrize("part", SCORING_PACKAGES)
def test_parts_that_touch_the_numbers_are_there(part):
    assert module._modules(part)
    assert all(path.is_file() for path in module._modules(part))


def test_scoring_touches_all_that_training_does():
    assert set(TRAINING_PACKAGES) < set(SCORING_PACKAGES)
