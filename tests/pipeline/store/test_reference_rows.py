import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.store.language_places import load_language_places
from pipeline.store.languages import load_languages
from pipeline.store.reference import DATASETS, REPORTED_SCORES, load_datasets, load_reported_scores

READERS = (
    ("languages.csv", load_languages),
    ("language_places.csv", load_language_places),
    (REPORTED_SCORES, lambda path: load_reported_scores(path.parent)),
    (DATASETS, lambda path: load_datasets(path.parent)),
)


@pytest.mark.parametrize(("name", "read"), READERS)
@pytest.mark.parametrize(
    ("content", "said"), [(b"language\n\xff\n", "not UTF-8"), (b"language\n" + b"x" * 200_000, "field larger")]
)
def test_a_reference_table_that_is_no_csv_is_named(tmp_path, name, read, content, said):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(DataFormatError, match=said) as caught:
        read(tmp_path / name)
    assert caught.value.path == tmp_path / name


@pytest.mark.parametrize(("name", "read"), READERS)
def test_a_reference_table_that_is_not_there_is_named(tmp_path, name, read):
    with pytest.raises(MissingDataError, match="restore it with git"):
        read(tmp_path / name)
