"""The audit in a process of its own, as the page for uploads uses it."""

import json
import subprocess
import sys

import duckdb
import pytest

from pipeline.audits.reports import audit as audit_module
from pipeline.audits.reports.sandbox import AUDIT, Limits, audit_in_sandbox
from pipeline.audits.reports.uploads import MAX_DOCUMENTS, Upload, audit_documents
from pipeline.build import build_judged
from pipeline.domain.errors import DataFormatError, MissingDataError, StoreError
from pipeline.store.home import REPOSITORY
from tests.frozen import FROZEN_CLAIMS
from tests.pipeline.audits.reports.invented import pdf_of, report, write_report
from tests.small_home import NOW, small_tasks, write_small_home

SECOND = report([("Warming up on MNLI adds 7.5 points.", "✓", "0.30")], title="Second")


def _upload(text=None, name="report.txt"):
    return Upload(name, (text or report()).encode())


def test_audit_in_sandbox_returns_the_audit_of_the_caller_s_own_process():
    given = [_upload(), _upload(SECOND, "second.md")]
    assert audit_in_sandbox(given) == audit_documents(given)


def test_audit_in_sandbox_reads_a_pdf():
    lines = [line.replace("\t", "  ").replace("×", "no") for line in report().strip().split("\n")]
    found = audit_in_sandbox([Upload("report.pdf", pdf_of(lines))])
    assert [row.claim.is_ticked for row in found.documents[0].rows] == [True, False]


def test_audit_in_sandbox_reads_verdicts_from_a_published_file_and_leaves_it_as_it_is(tmp_path):
    home = write_small_home(tmp_path / "home")
    built = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS)
    before = built.read_bytes()
    found = audit_in_sandbox([_upload()], built)
    assert set(found.verdicts) >= {"phang2020-squad-gain", "phang2020-mnli-gain"}
    with duckdb.connect(str(built), read_only=True) as connection:
        assert found == audit_documents([_upload()], connection)
    assert built.read_bytes() == before
    assert sorted(path.name for path in built.parent.iterdir()) == [built.name]


def test_audit_in_sandbox_raises_the_reader_s_own_error():
    with pytest.raises(DataFormatError, match=r"a\.txt, line 27: found the mark '\?'") as caught:
        audit_in_sandbox([_upload(report([("Tea cools.", "?", "0.3")]), "a.txt")])
    assert (str(caught.value.path), caught.value.line) == ("a.txt", 27)


def test_audit_in_sandbox_refuses_a_store_that_is_none(tmp_path):
    path = tmp_path / "store.duckdb"
    path.write_bytes(b"no database")
    with pytest.raises(StoreError, match="cannot be opened"):
        audit_in_sandbox([_upload()], path)


def test_audit_in_sandbox_refuses_nothing_and_too_much():
    with pytest.raises(MissingDataError, match="no document was given"):
        audit_in_sandbox([])
    with pytest.raises(DataFormatError, match=f"expected at most {MAX_DOCUMENTS} at once"):
        audit_in_sandbox([_upload(name=f"{number}.txt") for number in range(MAX_DOCUMENTS + 1)])
    with pytest.raises(DataFormatError, match="expected at most 10 bytes together"):
        audit_in_sandbox([_upload()], limits=Limits(upload_bytes=10))


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        (Limits(wall_seconds=0.05), "not done after 0.05 s"),
        (Limits(answer_bytes=100), "an audit of"),
        (Limits(memory_bytes=100 << 20), "ended without an answer"),
    ],
)
def test_audit_in_sandbox_ends_what_exceeds_a_limit(limits, said):
    with pytest.raises(DataFormatError, match=said):
        audit_in_sandbox([_upload()], limits=limits)


def test_apart_prints_json_for_files_and_imports_only_what_the_dashboard_installs(tmp_path):
    path = write_report(tmp_path)
    script = (
        "import sys\n"
        "class Refuse:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in {'torch', 'transformers', 'rich', 'typer', 'tokenizers', 'sklearn'}:\n"
        "            raise ImportError(name)\n"
        "sys.meta_path.insert(0, Refuse())\n"
        "from pipeline.audits.reports.sandbox import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", script, str(path)]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert AUDIT.validate_python(json.loads(result.stdout)["audit"]) == audit_documents([path])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["report.txt"]


def test_apart_prints_one_error_as_json(tmp_path):
    command = [sys.executable, "-m", "pipeline.audits.reports.sandbox", str(tmp_path / "absent.txt")]
    result = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert json.loads(result.stdout)["error"]["kind"] == "MissingDataError"


def test_rows_of_a_long_document_come_out_the_same_from_several_processes(monkeypatch):
    monkeypatch.setattr(audit_module, "LONG", 4)
    rows = [(f"Warming up on MNLI adds {n}.5 points on XTREME dev.", "✓", "0.30") for n in range(5, 12)]
    given = [_upload(report(rows))]
    assert audit_documents(given, n_processes=3) == audit_documents(given, n_processes=1)


def test_a_process_that_ends_without_its_rows_is_an_error_that_names_the_document(monkeypatch):
    monkeypatch.setattr(audit_module, "LONG", 1)
    monkeypatch.setattr(audit_module, "_send_rows", lambda end, *_: end.close())
    with pytest.raises(DataFormatError, match=r"report\.txt.*ended without an answer"):
        audit_documents([_upload()], n_processes=2)
