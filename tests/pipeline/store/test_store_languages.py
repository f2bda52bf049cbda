import pytest

from pipeline.domain.errors import DataFormatError, MissingDataError
from pipeline.domain.language import Language
from pipeline.domain.task import TaskRole
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import paper_tasks

HEADER = (
    "language,iso639_3,name,family,script,cc100_tokens_millions,cc100_gib,is_xtreme,is_xtreme_r,xtreme_tasks,source\n"
)
ROW = "sw,swa,Swahili,Atlantic-Congo,latin,275.0,,true,true,xnli panx,a book\n"


def test_load_languages_reads_types_and_empty_sizes(tmp_path):
    path = tmp_path / "languages.csv"
    path.write_text(HEADER + ROW)

    assert load_languages(path) == (
        Language(
            "sw", "swa", "Swahili", "Atlantic-Congo", "latin", 275.0, None, True, True, ("xnli", "panx"), "a book"
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("275.0", "many", "line 3: found 'many' in column 'cc100_tokens_millions"),
        ("true,true", "true,yes", "line 3: found 'yes' in column 'is_xtreme_r'"),
        ("Atlantic-Congo", "", "line 3: found '' in column 'family'"),
        ("a book", "a book,more", "line 3: found .* in column '.beyond the header.'"),
        ("swa,", "sw,", "line 3: found 'sw' in column 'iso639_3'"),
        ("yo,", "y,", "line 3: found 'y' in column 'language'"),
        ("yo,", "YO,", "line 3: found 'YO' in column 'language'"),
    ],
)
def test_load_languages_names_line_and_column(tmp_path, old, new, message):
    path = tmp_path / "languages.csv"
    path.write_text(HEADER + ROW + ROW.replace("sw,swa", "yo,swa").replace(old, new))

    with pytest.raises(DataFormatError, match=message):
        load_languages(path)


def test_load_languages_refuses_a_language_that_stands_twice(tmp_path):
    path = tmp_path / "languages.csv"
    path.write_text(HEADER + ROW + ROW)

    with pytest.raises(DataFormatError, match="line 3: found 'sw' in column 'language'; expected each language once"):
        load_languages(path)


def test_load_languages_names_the_file_that_is_not_there(tmp_path):
    with pytest.raises(MissingDataError, match="is not there"):
        load_languages(tmp_path / "languages.csv")


def test_load_languages_takes_a_three_letter_code(tmp_path):
    path = tmp_path / "languages.csv"
    path.write_text(HEADER + ROW.replace("sw,swa,Swahili", "hsb,hsb,Upper Sorbian"))

    assert [language.language for language in load_languages(path)] == ["hsb"]


def test_committed_languages_are_xtremes_forty_and_xtreme_rs_fifty():
    languages = [language for language in load_languages() if language.is_xtreme_r]

    # google-research/xtreme README and evaluate.py: 40 languages; XTREME-R adds ten
    assert sum(language.is_xtreme for language in languages) == 40
    assert {language.language for language in languages if not language.is_xtreme} == set(
        "az gu ht lt pa pl qu ro uk wo".split()
    )
    assert len(languages) == 50
    assert all(language.is_xtreme_r for language in load_languages() if language.is_xtreme)


def test_committed_languages_agree_with_the_tasks():
    targets = [task for task in paper_tasks().values() if task.role is TaskRole.TARGET]

    for language in load_languages():
        expected = {task.task for task in targets if language.language in task.languages}
        assert set(language.xtreme_tasks) == expected, language.language
