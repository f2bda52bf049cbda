import csv
import io
import json
import math
from decimal import Decimal

import duckdb
import pandas as pd
import pytest

from dashboard.data.published_file import read_query
from dashboard.kit.columns import Column, Table
from dashboard.kit.export import About, Sheet, as_csv, as_json, as_latex, as_markdown, latex_text
from dashboard.parts.languages.task_means import means_by_regime, task_lines
from dashboard.parts.verdicts.tables import VERDICTS, judged
from tests.latex import HAS_PDFLATEX, WHY_NOT, set_by_pdflatex

ABOUT = About(
    title="Gains",
    filters={"profile": "mini", "query": "select 1\nfrom gains"},
    aggregation="mean over seeds",
    snapshot_id="crosscheck-1",
    commit="abc1234",
)
SHEET = Sheet(("language", "gain, points", "n"), (("de", -1.25, 3), ("sw", None, 2), ("=1+1", 0.0, 1)))


def test_sheet_keeps_values_unrounded_and_knows_missing_ones():
    frame = pd.DataFrame(
        {"a": [1.05, math.nan], "b": ["x", None], "c": pd.array([1, None], dtype="Int64"), "d": [1, 2]}
    )
    assert Table((Column("C", "c"), Column("A", "a"), Column("B", "b"))).sheet(frame) == Sheet(
        ("C", "A", "B"), ((1, 1.05, "x"), (None, None, None))
    )


def test_as_csv_has_a_head_and_every_row():
    assert as_csv(SHEET, ABOUT) == (
        "# title: Gains\n"
        "# snapshot: crosscheck-1\n"
        "# commit: abc1234\n"
        "# aggregation: mean over seeds\n"
        "# profile: mini\n"
        "# query: select 1\n"
        "#   from gains\n"
        "# note: texts that a spreadsheet would run as a formula have an apostrophe in front\n"
        'language,"gain, points",n\n'
        "de,-1.25,3\n"
        "sw,,2\n"
        "'=1+1,0.0,1\n"
    )


def test_as_csv_reads_back_with_pandas():
    sheet = Sheet(("a", "b"), (('say "x"\nand y', 1.5), ("#no comment", None)))
    frame = pd.read_csv(io.StringIO(as_csv(sheet, ABOUT)), skiprows=7)
    assert frame["a"].tolist() == ['say "x"\nand y', "#no comment"]
    assert frame["b"].isna().tolist() == [False, True]


@pytest.mark.parametrize("text", ["=cmd()", "+1", "-1", "@x", "\tx", "\rx"])
def test_as_csv_disarms_formulas(text):
    [cell, _] = list(csv.reader(io.StringIO(as_csv(Sheet(("a", "b"), ((text, 1),)), ABOUT), newline="")))[-1]
    assert cell == f"'{text}"


def test_as_csv_writes_an_empty_row_of_one_column_and_truth_values():
    assert as_csv(Sheet(("a",), ((None,), (True,), (False,))), ABOUT).endswith('a\n""\ntrue\nfalse\n')


def test_as_csv_head_cannot_be_left_by_a_line_break():
    head = About("a\r\nb\u2028c", {}, "", "s", None)
    assert as_csv(Sheet(("n",), ()), head).splitlines() == [
        *("# title: a", "#   b", "#   c", "# snapshot: s", "# commit: unknown", "# aggregation: ", "n")
    ]


def test_as_json_names_every_cell():
    content = json.loads(as_json(SHEET, ABOUT))
    assert content["about"]["query"] == "select 1\nfrom gains"
    assert content["columns"] == ["language", "gain, points", "n"]
    assert content["rows"][:2] == [
        {"language": "de", "gain, points": -1.25, "n": 3},
        {"language": "sw", "gain, points": None, "n": 2},
    ]


def test_as_json_keeps_numbers_that_json_lacks_as_text():
    cells = (math.inf, Decimal("1.10"), Decimal(2**100), Decimal("0.1234567890123456789"), True)
    row = json.loads(as_json(Sheet(tuple("abcde"), (cells,)), ABOUT))["rows"][0]
    assert list(row.values()) == ["inf", 1.1, 2**100, "0.1234567890123456789", True]


HOSTILE_LATEX = (r"\input{/etc/passwd}", "^^5cinput ~", "[1ex] * \\\\", "100% & $x_1$ #2 {", "--home `x`", "end}")


def test_as_latex_sets_a_booktabs_table():
    assert as_latex(SHEET, ABOUT, 1) == (
        "% title: Gains\n"
        "% snapshot: crosscheck-1\n"
        "% commit: abc1234\n"
        "% aggregation: mean over seeds\n"
        "% profile: mini\n"
        "% query: select 1\n"
        "%   from gains\n"
        "% needs: \\usepackage{booktabs}\n"
        "\\begin{table}\n"
        "\\centering\n"
        "\\caption{Gains.}\n"
        "\\label{tab:gains}\n"
        "\\begin{tabular}{lrr}\n"
        "\\toprule\n"
        "language & gain, points & n \\\\\n"
        "\\midrule\n"
        "de & $-$1.2 & 3 \\\\\n"  # -1.25 is halfway and rounds to the even digit
        "sw & -- & 2 \\\\\n"
        "=1+1 & 0.0 & 1 \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}\n"
        "\n"
        "\\smallskip {\\footnotesize Source: Crosscheck, snapshot crosscheck-1, commit abc1234. "
        "Mean over seeds; profile: mini.\\par}\n"
        "\\end{table}\n"
    )


def test_as_latex_shows_no_minus_on_zero():
    assert "\n0.0 \\\\\n" in as_latex(Sheet(("a",), ((-0.04,),)), ABOUT, 1)


def test_as_markdown_is_a_table_of_pipes_that_shows_every_cell_as_it_is():
    sheet = Sheet(("name", "gain"), (("a|b\nc <b>", -1.25), ("*d*", None)))
    assert as_markdown(sheet, ABOUT, 1) == (
        "**Gains**\n"
        "\n"
        "| name | gain |\n"
        "| --- | ---: |\n"
        "| a\\|b c \\<b\\> | −1.2 |\n"
        "| \\*d\\* | – |\n"
        "\n"
        "Source: Crosscheck, snapshot crosscheck-1, commit abc1234. Mean over seeds; profile: mini.\n"
    )


@pytest.mark.parametrize(
    ("text", "set_as"),
    [
        (r"50% of A_1 & B #2 {x} $y$", r"50\% of A\_1 \& B \#2 \{x\} \$y\$"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("^^5cinput ~", r"\textasciicircum{}\textasciicircum{}5cinput \textasciitilde{}"),
        ("a < b > c | d", r"a \textless{} b \textgreater{} c \textbar{} d"),
        ("[1ex] *", "{[}1ex] {*}"),
        ("two\nlines\u202e", r"two lines$\langle$U+202E$\rangle$"),
        ("+1.8 ○, ≈ at chance", r"+1.8 $\circ$, $\approx$ at chance"),
        ("né, Тест", "né, U+0422U+0435U+0441U+0442"),
        ("run --home x", "run -{}-home x"),
        ("`a`", r"\textasciigrave{}a\textasciigrave{}"),
    ],
)
def test_latex_text_sets_every_character_as_it_is(text, set_as):
    assert latex_text(text) == set_as


def _means(task, regime, mean, english, n):
    return {
        "task": task,
        "title": task.upper(),
        "metric": "exact_match",
        "regime": regime,
        "regime_title": regime,
        "mean_value_without_english": mean,
        "english_value": english,
        "mean_chance_without_english": 25.0,
        "n_languages_without_english": n,
        "n_own_without_english": n,
        "n_languages_needed": 4,
        "n_seeds": 1,
    }


def test_means_as_shown_are_tasks_by_regimes_with_coverage():
    frame = pd.DataFrame(
        [_means("a", "none", 50.0, 70.0, 4), _means("a", "x", None, 80.0, 0), _means("b", "x", 61.25, None, 3)]
    )
    assert means_by_regime(frame, "mini").shown(task_lines(frame)) == Sheet(
        ("Task", "Languages", "none", "x", "Random guess"),
        (
            ("A, exact match", "other languages", "50.0 (4 of 4)", None, 25.0),
            ("A, exact match", "English", 70.0, 80.0, None),
            ("B, exact match", "other languages", None, "61.2 (3 of 4)", 25.0),
            ("B, exact match", "English", None, None, None),
        ),
    )


@pytest.fixture
def frame_of(small_home_path):
    """Rows of one of the app's queries on the small store."""
    with duckdb.connect(str(small_home_path / "builds" / "crosscheck-1.duckdb"), read_only=True) as connection:
        yield lambda name: connection.execute(read_query(name)).df()


def test_verdicts_sheet_has_every_claim_and_every_body_of_evidence(frame_of):
    sheet = VERDICTS.sheet(judged(frame_of("claims"), frame_of("evidence")))
    rows = [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
    assert len(rows) == 9  # eight bodies of evidence, and the claim without any
    chosen = [row for row in rows if row["claim"] == "c1-squad"]
    assert [(row["kind of evidence"], row["estimate"], row["verdict"]) for row in chosen] == [
        ("reported", 8.2, "CONFIRMED"),
        ("derived", 8.3, "CONSISTENT"),
        ("measured", 12.5, "SCOPE_MISMATCH"),
    ]
    assert [row["split"] for row in chosen] == ["dev", "dev", "test"]
    alone = rows[-1]
    assert (alone["claim"], alone["claimed value as printed"]) == ("c5-alone", "1.0")
    assert (alone["kind of evidence"], alone["cells"], alone["verdict"]) == (None, None, None)


def test_verdicts_as_shown_write_numbers_as_the_cards_do(frame_of):
    sheet = VERDICTS.shown(judged(frame_of("claims"), frame_of("evidence")))
    by_claim = {(row[0], row[2]): row[3:] for row in sheet.rows}
    assert by_claim["c1-squad", "Measured"] == ("mini", "+12.50", "+9.25 to +16.00", "5 of 9", "Different setup")
    assert by_claim["c2-mnli", "Derived"] == ("Other table", "−1.00", "−2.00 to −0.25", "9 of 9", "Contradicted")
    assert by_claim["c3-swag", "Measured"] == ("mini", None, None, "0 of 9", "Numbers missing")
    assert by_claim["c5-alone", None] == (None, None, None, None, "Unchecked")


@pytest.mark.slow
@pytest.mark.skipif(not HAS_PDFLATEX, reason=WHY_NOT)
def test_as_latex_compiles_with_pdflatex_whatever_the_cells_hold(tmp_path):
    every = "".join(chr(code) for code in [*range(0x20, 0x180), 0x25CB, 0x25B2, 0x25BC, 0x2248, 0x2713, 0x691, 0x4E2D])
    cells = [every, *HOSTILE_LATEX, "−1.5 ○ (3 of 4)", None]
    sheet = Sheet(("name & more", "gain, %"), tuple((cell, 1.25) for cell in cells))
    about = About("Gains_of ○ & 50%", {"languages": "all\n& more"}, "mean", "crosscheck-1", "abc")
    assert set_by_pdflatex(tmp_path, as_latex(sheet, about, 1)).is_file()
