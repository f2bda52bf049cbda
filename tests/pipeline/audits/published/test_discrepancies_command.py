import csv
import json

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.audits.published.findings import DiscrepancyKind as Kind
from pipeline.audits.published.stored import fill_discrepancies, shipped_discrepancies
from pipeline.domain.errors import UnknownNameError
from pipeline.store.reference import DATASETS, REPORTED_SCORES
from pipeline.store.tables import create_tables
from tests.pipeline.audits.published.invented import XNLI, row

COLUMNS = (
    "source_id,source_title,source_url,table_or_section,setting,encoder,params_millions,task,language,flag,system,"
    "metric,split,value"
).split(",")


@pytest.fixture
def reference(tmp_path):
    """One row whose languages give 77.0 (70, 71, ... 84), printed as 78.0, of a system with a formula for a name."""
    values = {language: 70.0 + place for place, language in enumerate(XNLI)}
    folder = tmp_path / "reference"
    folder.mkdir()
    with (folder / REPORTED_SCORES).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        for it in row(values, "78.0", system="=1+1"):
            told = it.model_dump() | {"value": it.value_text, "params_millions": ""}
            writer.writerow({column: told[column] for column in COLUMNS})
    (folder / DATASETS).write_text(
        "dataset,role,train_examples,dev_examples,test_examples,num_languages,languages,metric,source\n",
        encoding="utf-8",
    )
    return folder


def run(*options):
    return CliRunner().invoke(app, ["discrepancies", *map(str, options)])


def test_discrepancies_are_printed_under_their_tier(reference):
    result = run("--reference", reference)
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert "Cannot all be right (1) 1. average_of_languages: a-paper prints 78.0" in said
    assert "its 15 languages give 77.00" in said
    assert "1 finding;" in said


def test_discrepancies_are_written_as_json_and_csv(reference, tmp_path):
    assert run("--reference", reference, "--json", tmp_path / "a.json", "--csv", tmp_path / "a.csv").exit_code == 0
    (finding,) = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["discrepancies"]
    assert (finding["kind"], finding["size"]) == ("average_of_languages", 1.0)
    assert [figure["value_text"] for figure in finding["figures"]] == ["78.0", "77.00"]
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [line["figure_value_text"] for line in lines] == ["78.0", "77.00"]
    assert {line["figure_system"] for line in lines} == {"'=1+1"}


def test_discrepancies_kind_keeps_rank_and_leaves_out_others(reference):
    assert "0 findings" in run("--reference", reference, "--kind", "count,gain").stdout


def test_discrepancies_unknown_kind_suggests_the_nearest(reference):
    result = run("--reference", reference, "--kind", "counts")
    assert isinstance(result.exception, UnknownNameError)
    assert "did you mean 'count'?" in str(result.exception)


def test_discrepancies_fill_their_tables(reference):
    with duckdb.connect() as connection:
        create_tables(connection)
        fill_discrepancies(connection, reference)
        finding = connection.sql(
            "select discrepancy, kind, tier, encoder, tasks, sources from discrepancies"
        ).fetchall()
        figures = connection.sql(
            "select reported_id, is_computed, value_text from discrepancy_figures order by position"
        ).fetchall()
    assert finding == [(1, "average_of_languages", 1, "alpha-base", ["xnli"], ["a-paper"])]
    assert figures == [(16, False, "78.0"), (None, True, "77.00")]


def test_shipped_figures_hold_the_averages_that_the_xlmr_paper_exchanges():
    # Table 1 of arXiv 1911.02116: the fifteen figures of "XLM-100 (N models)" sum to 1060.8, those of "(1 model)" to
    # 1068.9; it prints 71.3 beside the first and 70.7 beside the second
    swapped = [it for it in shipped_discrepancies() if it.kind is Kind.SWAPPED_AVERAGES]
    assert [[cell.value_text for cell in it.cells] for it in swapped] == [["71.3", "70.72", "70.7", "71.26"]]
