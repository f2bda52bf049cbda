import dataclasses
import io

import duckdb
import pytest
from rich.console import Console

from pipeline.build import build_judged
from pipeline.commands.printing.verdict_table import print_verdicts, verdict_rows
from pipeline.domain.errors import StoreError
from pipeline.domain.verdict import VerdictWord
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home


@pytest.fixture(scope="module")
def judged(tmp_path_factory):
    home = write_small_home(tmp_path_factory.mktemp("home"))
    return build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)


def test_verdict_rows_hold_one_row_per_evidence(judged):
    rows = verdict_rows(judged)
    label = "small · small-encoder · squad_v1"
    (squad,) = [row for row in rows if (row.claim_id, row.label) == ("phang2020-squad-gain", label)]
    assert squad.estimate == pytest.approx(10.0)
    assert squad.verdict is VerdictWord.SCOPE_MISMATCH
    with duckdb.connect(str(judged), read_only=True) as connection:
        assert connection.execute("select count(*) from evidence").fetchall() == [(len(rows),)]


def test_print_verdicts_shows_word_symbol_and_coverage(judged):
    out = io.StringIO()
    print_verdicts(verdict_rows(judged), Console(file=out, width=250))
    text = out.getvalue()
    assert "↔ SCOPE_MISMATCH" in text
    assert "(cannot be told)" in text  # one seed decides nothing
    assert "∅ NOT_COMPUTABLE" in text
    assert "9 of 15 cells" in text
    assert "+10.00 [" in text
    assert "phang2020-mnli-size: claimed 392,702 training examples" in text
    assert "claimed 1 encoder\n" in text
    assert "392,702 from" not in text  # one printed figure is no share of anything
    assert "phang2020-multi-task-best: claimed more than 0 points" in text


def test_print_verdicts_fits_a_narrow_terminal_and_keeps_markup_as_text(judged):
    rows = [dataclasses.replace(verdict_rows(judged)[0], reason="[red]not[/red] markup")]
    out = io.StringIO()
    print_verdicts(rows, Console(file=out, width=80))
    assert max(len(line) for line in out.getvalue().splitlines()) <= 80
    assert "[red]not[/red] markup" in out.getvalue()


def test_verdict_rows_refuse_a_foreign_file(tmp_path):
    path = tmp_path / "foreign.duckdb"
    duckdb.connect(str(path)).close()
    with pytest.raises(StoreError, match="did not build it"):
        verdict_rows(path)
