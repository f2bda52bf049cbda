import csv
import json
import os
import subprocess
import sys

import duckdb
import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.store.documents import read_documents
from pipeline.store.home import REPOSITORY, Home
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.audits.reports.invented import write_report
from tests.small_home import NOW, small_tasks, write_small_home


def _audit(*arguments):
    return CliRunner().invoke(app, ["audit", *map(str, arguments)])


def _files(folder):
    return sorted(path.name for path in folder.rglob("*"))


def test_audit_prints_rows_counts_atoms_and_findings(tmp_path):
    first = write_report(tmp_path, "first.txt")
    second = write_report(tmp_path, "second.txt", [("Warming up on MNLI adds 7.5 points.", "✓", "0.30")])
    home = tmp_path / "home"
    result = _audit(first, second, "--home", home)
    assert result.exit_code == 0, result.output
    said = " ".join(result.output.split())
    assert "claims: asserts 2 (line 22); counted 2: agrees" in said
    assert "2 rows, 1 ticked, 1 crossed; atoms: 2 mapped, 0 ambiguous, 0 unmapped" in said
    assert "phang2020-squad-gain (number, unit and subject agree, with arXiv 2005.13013v2 (AACL 2020);" in said
    assert "ticks contradict (1) ticked once, crossed once" in said
    assert said.index("ticks contradict") < said.index("confidences differ")
    assert said.startswith("Of 3 rows, 3 could be checked and none of them contradicts the source, 3 agree.")
    assert said.endswith(
        "2 documents, 3 claim rows; atoms: 3 mapped, 0 ambiguous, 0 unmapped; 1 contradictions between marks. "
        "Of 3 rows, 3 could be checked and none of them contradicts the source, 3 agree."
    )
    assert not home.exists()


def test_audit_shows_markup_of_a_report_instead_of_obeying_it(tmp_path):
    path = write_report(tmp_path, rows=[("[bold]Pears[/bold] are [link=x]green[/link].", "✓", "0.3")])
    assert "[bold]Pears[/bold] are [link=x]green[/link]" in " ".join(_audit(path, "--home", tmp_path).output.split())


def test_audit_writes_json_and_csv(tmp_path):
    path = write_report(tmp_path, rows=[("=1+2 adds 7.5 points to MNLI.", "✓", "0.3"), ("Figs.", "×", "0.1")])
    json_out, csv_out = tmp_path / "out.json", tmp_path / "out.csv"
    assert _audit(path, "--home", tmp_path, "--json", json_out, "--csv", csv_out).exit_code == 0
    content = json.loads(json_out.read_text(encoding="utf-8"))
    assert content["documents"][0]["document"]["claims"][0]["confidence"] == 0.3
    assert {finding["kind"] for finding in content["findings"]} >= {"tick despite low confidence"}
    with csv_out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["position"], row["status"]) for row in rows][-1] == ("2", "unmapped")
    assert rows[0]["statement"].startswith("'=1+2")


@pytest.mark.parametrize("content", [b"\x00\x01", b"Title\n", None])
def test_audit_of_a_bad_file_alone_is_one_message_and_writes_nothing(tmp_path, content):
    bad = tmp_path / "bad.txt"
    if content is not None:
        bad.write_bytes(content)
    before = _files(tmp_path)
    command = [sys.executable, "-m", "pipeline", "audit", bad, "--save", "--home", tmp_path / "home"]
    command += ["--json", tmp_path / "out.json"]
    environment = {**os.environ, "COLUMNS": "200"}
    result = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert result.stderr.startswith(f"error: {bad}")
    assert "Traceback" not in result.stderr
    assert _files(tmp_path) == before


def test_audit_goes_on_after_a_bad_file_and_names_it(tmp_path):
    good, bad = write_report(tmp_path, "good.txt"), tmp_path / "bad.txt"
    bad.write_bytes(b"\x00\x01")
    result = _audit(good, bad, "--home", tmp_path / "home", "--json", tmp_path / "out.json")
    assert result.exit_code == 2
    said = "".join(result.output.split())
    assert "notread:" in said
    assert "bad.txt,line1:foundthecontrolcharacterU+0000" in said.replace("bad.txt:", "bad.txt,")
    content = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [part["document"]["file_name"] for part in content["documents"]] == ["good.txt"]
    assert [one["file_name"] for one in content["refused"]] == ["bad.txt"]


@pytest.mark.parametrize("name", ["report.txt", "."])
def test_audit_refuses_to_write_over_a_report_or_a_folder(tmp_path, name):
    path = write_report(tmp_path)
    before = path.read_bytes()
    result = _audit(path, "--home", tmp_path, "--csv", tmp_path / name)
    assert isinstance(result.exception, ProfileError)
    assert (path.read_bytes(), _files(tmp_path)) == (before, ["report.txt"])


def test_audit_imports_no_torch(tmp_path):
    path = write_report(tmp_path)
    script = (
        "import sys; from typer.testing import CliRunner; from pipeline.__main__ import app; "
        f"assert CliRunner().invoke(app, ['audit', {str(path)!r}, '--home', {str(tmp_path)!r}]).exit_code == 0; "
        "assert not {'torch', 'transformers', 'pypdf', 'streamlit'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, check=True)


def test_saved_documents_enter_the_built_file(tmp_path):
    home = write_small_home(tmp_path / "home")
    path = write_report(tmp_path)
    other = write_report(tmp_path, "other.txt", [("Warming up on MNLI adds 7.5 points.", "✓", "0.30")])
    assert _audit(path, other, "--save", "--home", home.root).exit_code == 0
    built = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
    with duckdb.connect(str(built), read_only=True) as connection:

        def rows(sql):
            return connection.execute(sql).fetchall()

        names = dict(rows("select document_id, file_name from documents"))
        assert rows(
            "select dated, n_claims_asserted, n_verified_asserted, quality_score_asserted from documents "
            "where file_name = 'report.txt'"
        ) == [("May 1, 2031", 2, 1, 7.5)]
        of_first = f"where document_id = '{next(key for key, name in names.items() if name == 'report.txt')}'"
        claims = rows(f"select position, is_ticked, confidence, claim_ids from extracted_claims {of_first} order by 1")
        atoms = rows(f"select position, value, quantity, status from atoms {of_first} order by 1")
        kinds = {kind for (kind,) in rows("select distinct kind from document_findings")}
        links = rows(
            "select document_id, position, other_document_id, other_position, kind, marks_agree from claim_links"
        )
        calibrations = rows("select document_id, n_rows, n_true, brier from calibrations where outcome = 'tick'")
        bins = rows("select sum(n_rows) from calibration_bins where outcome = 'tick' and document_id = 'all'")
        references = rows("select bearing, count(*) from document_references group by bearing")
    assert claims == [(1, True, 0.4, ["phang2020-squad-gain"]), (2, False, 0.1, ["phang2020-mnli-gain"])]
    assert atoms == [(1, "8.2", "points", "mapped"), (2, "7.5", "points", "mapped")]
    assert kinds >= {"ticks contradict", "tick despite low confidence", "reference without a claim"}
    ((one, at, other_one, other_at, kind, agree),) = links
    assert {(names[one], at), (names[other_one], other_at)} == {("report.txt", 2), ("other.txt", 1)}
    assert (kind, agree) == ("same text", False)
    found = {names.get(key, key): (n_rows, n_true, round(brier, 6)) for key, n_rows, n_true, brier in calibrations}
    # squared distances: 0.6 ** 2 = 0.36 and 0.1 ** 2 = 0.01 of the first report, 0.7 ** 2 = 0.49 of the other
    assert found == {"report.txt": (2, 1, 0.185), "other.txt": (1, 1, 0.49), "all": (3, 2, round(0.86 / 3, 6))}
    assert bins == [(3,)]
    assert references == [("bears on no claim row", 4)]


def test_a_saved_document_that_was_changed_by_hand_stops_the_build(tmp_path):
    home = Home(tmp_path)
    home.documents.mkdir()
    (home.documents / "abc.json").write_text("{}")
    with pytest.raises(DataFormatError, match=r"abc\.json.*a saved document"):
        read_documents(home.documents)
