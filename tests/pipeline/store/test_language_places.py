import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.store.language_places import load_language_places
from pipeline.store.languages import load_languages

HEAD = "language,glottocode,glottolog_name,latitude,longitude,source\n"


def _file(tmp_path, *rows):
    path = tmp_path / "places.csv"
    path.write_text(HEAD + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def test_every_place_is_a_languages_and_has_its_source():
    places = load_language_places()
    assert {place.language for place in places} <= {row.language for row in load_languages()}
    assert {row.language for row in load_languages() if row.is_xtreme_r} <= {place.language for place in places}
    assert all("CC-BY-4.0" in place.source and "glottolog-cldf@" in place.source for place in places)


def test_place_of_english_lies_in_england():
    # Glottolog 5.1, stan1293
    (place,) = [place for place in load_language_places() if place.language == "en"]
    assert (place.glottocode, place.latitude, place.longitude) == ("stan1293", 53.0, -1.0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("de,stan1295,German,98.6,12.5,s", "latitude"),
        ("de,stan1295,German,48.6,east,s", "longitude"),
        ("de,stan12,German,48.6,12.5,s", "glottocode"),
        ("de,stan1295,German,48.6,12.5,", "source"),
    ],
)
def test_bad_place_names_line_and_column(tmp_path, row, expected):
    with pytest.raises(DataFormatError, match=rf"(?s)2.*{expected}"):
        load_language_places(_file(tmp_path, row))


def test_language_with_two_places_is_refused(tmp_path):
    with pytest.raises(DataFormatError, match="each language once"):
        load_language_places(_file(tmp_path, *["de,stan1295,German,48.6,12.5,s"] * 2))


def test_missing_places_name_the_remedy(tmp_path):
    with pytest.raises(MissingDataError, match="restore it with git"):
        load_language_places(tmp_path / "none.csv")
