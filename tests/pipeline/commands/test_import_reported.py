"""`import reported` and what `verify` makes of it, through the command line."""

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.domain.errors import CrosscheckError
from pipeline.store.entered import read_entered
from pipeline.store.home import Home

TABLE = "Model,XNLI,PAWS-X\nXLM-R Large,79.2,86.4\nXLM-R Large + SQuAD v1.1,80.1,87.0\n"
ABOUT = ("--source", "An invented paper", "--url", "https://example.org", "--table", "Table 2", "--by", "Ann")


@pytest.fixture
def run(tmp_path):
    def invoke(*options, text=TABLE, about=ABOUT):
        path = tmp_path / "paper.csv"
        path.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(app, ["import", "reported", str(path), *about, *options, "--home", str(tmp_path)])
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return " ".join(result.output.split())

    return invoke


def test_the_match_is_shown_and_nothing_written_without_yes(run, tmp_path):
    said = run("--set", "split=test")
    assert "row XLM-R Large + SQuAD v1.1 xlm-roberta-large+squad_v1" in said
    assert "line 3 80.1 xlm-roberta-large+squad_v1, xnli accuracy, average, test" in said
    assert said.endswith("nothing is written yet; say --yes where this is what the table says")
    assert not (tmp_path / "entered").exists()


def test_what_is_kept_says_who_when_and_from_where(run, tmp_path):
    run("--set", "split=test", "--yes")
    (table,) = read_entered(Home(tmp_path).entered)
    assert (table.name, table.title, table.table, table.entered_by) == ("paper", "An invented paper", "Table 2", "Ann")
    assert (table.file_name, len(table.figures), table.entered_at.tzinfo is not None) == ("paper.csv", 4, True)


def test_the_same_import_again_changes_nothing(run, tmp_path):
    run("--set", "split=test", "--yes")
    before = (tmp_path / "entered" / "paper.json").read_bytes()
    assert run("--set", "split=test", "--yes").endswith(
        "paper is there already with the same figures; nothing is changed"
    )
    assert (tmp_path / "entered" / "paper.json").read_bytes() == before


def test_another_table_under_the_name_needs_to_replace(run, tmp_path):
    run("--set", "split=test", "--yes")
    with pytest.raises(CrosscheckError, match="give another --name, or say --replace"):
        run("--set", "split=dev", "--yes")
    run("--set", "split=dev", "--yes", "--replace")
    assert {one.split for one in read_entered(Home(tmp_path).entered)[0].figures} == {"dev"}


def test_contradictions_are_shown_before_anything_is_kept(run):
    # (79.2 + 86.4) / 2 = 82.8
    said = run("--set", "split=test", text="Model,XNLI,PAWS-X,Avg\nXLM-R Large,79.2,86.4,84.8\n")
    assert "contradiction: The table prints 84.8 as the average" in said


@pytest.mark.parametrize(
    ("options", "about", "said"),
    [
        ((), ABOUT, "no split for it"),
        (("--set", "split"), ABOUT, "--set 'split': expected NAME=VALUE"),
        (("--set", "split=test", "--name", "A b"), ABOUT, "--name 'A b': expected small letters"),
        (("--set", "split=test"), ("--source", " ", *ABOUT[2:]), "--source ''"),
        (("--claim", "phang2020-squad"), ABOUT, "unknown claim 'phang2020-squad'; did you mean"),
    ],
)
def test_a_fault_is_one_message_and_nothing_is_written(run, tmp_path, options, about, said):
    with pytest.raises(CrosscheckError, match=said):
        run(*options, "--yes", about=about)
    assert not (tmp_path / "entered").exists()
