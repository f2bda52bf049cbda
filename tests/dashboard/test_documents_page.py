import hashlib
import html
import re

import pandas as pd
import pytest

from dashboard.parts.documents.annotated import annotated
from dashboard.parts.documents.frames import AuditFrames, frames_of
from dashboard.parts.documents.matrix import AGAINST_EACH_OTHER, AGAINST_US, ours_of, stated_of
from dashboard.parts.documents.uploaded import MOST_FILES, audit_uploads
from pipeline.audits.reports.pasted import NAME, pasted_report
from pipeline.audits.reports.uploads import Upload, audit_documents
from pipeline.domain.errors import DataFormatError
from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import HOSTILE, publish_file

SHOWN_HOSTILE = HOSTILE.replace("\u202e", "⟨U+202E⟩")
REPORT = """Warm-up before the task

1 Introduction

Research question: Does warming up help on XTREME-R?

5 Extracted Claims

Claim	Verified	Confidence
Warming up on QQP adds 1.2 points.	✓	0.40
Warming up on QQP adds 1.2 points.	×	0.10
<script>alert(1)</script> figs ripen early.	×	0.20
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("audited")
    write_filled_store(root / "builds" / "crosscheck-1.duckdb")
    publish_file(root, "crosscheck-1.duckdb")
    return root


def test_documents_page_shows_all_of_the_stored_audit(open_page, home):
    app = open_page(home, "documents")
    shown = text(app)
    # c1-squad is ticked in a.txt and crossed in b.md; our evidence confirms it. Both cross c2-mnli, which ours refutes
    assert "2 documents 6 claim rows 2 registered claims stated 1 both ticked and crossed 1 marked against our" in shown
    assert shown.index("Training on SQuAD 1.1 first") < shown.index("Training on MNLI first")
    assert "⚑ ticked and crossed ⚑ marked against our verdict ✓ ticked, 0.90 row 1 ✗ crossed, 0.30 row 1" in shown
    assert "claimed 7.5 points ✗ crossed, 0.20 row 2 ✗ crossed, no confidence row 2" in shown
    assert "Confidences against" in [box.label for box in app.selectbox]
    assert "A threshold explains all 5 marks. Brier score 0.150 (0 is best); a constant forecast of the base" in shown
    assert "Does SQuAD help on XTREME-R? the question names xtreme_r; no claim row does 2 of 3 rows" in shown
    assert "a.txt Report a.txt May 1, 2031 3 3 ✓ agrees 2 2 ✓ agrees 2 7.5" in shown
    assert "b.md Report b.md – 3 4 ✗ differs 1 2 ✗ differs 2 7.5" in shown
    assert "a.txt, row 1, line 9: ✓ 0.90" in shown


def test_documents_page_draws_few_rows_one_by_one(open_page, home):
    (chart,) = figures(open_page(home, "documents"))
    ticked, crossed = chart["data"]
    assert (ticked["name"], ticked["x"]) == ("ticked", [0.4, 0.5, 0.9])
    assert (crossed["name"], crossed["x"]) == ("crossed", [0.2, 0.3])  # the third has no confidence


def test_documents_page_says_what_became_of_the_rows_first(open_page, home):
    shown = text(open_page(home, "documents"))
    # c1-squad and c2-mnli in both documents, and in each a row that states no claim
    told = "Of 6 rows, 4 could be checked and none of them contradicts the source, 4 agree, 2 could not be checked."
    assert told in shown
    assert shown.index(told) < shown.index("Findings Faults that the audit found")
    assert "= agrees with the source: 4 – could not be checked: 2" in shown


def test_documents_page_checks_a_pasted_sentence(open_page, small_home_path):
    app = open_page(small_home_path, "documents")
    app.text_area[0].set_value("Intermediate-task training on SQuAD improves XTREME by 28.2 points.").run(timeout=120)
    shown = text(app)
    assert "Pasted, not stored: pasted.md The row contradicts the source." in shown
    assert "Contradicts the source: wrong value Says 28.2 points; the source prints 8.2" in shown


def test_documents_page_tries_the_sample_and_finds_what_was_planted(open_page, small_home_path):
    app = open_page(small_home_path, "documents")
    app.toggle[0].set_value(True).run(timeout=120)
    shown = text(app)
    assert "5 of 9 rows contradict the source, 1 is another version's number, 1 agrees, 1 is in doubt, 1 could" in shown
    page = markup(app)
    assert 'href="#uploaded-0-why-1"' in page
    assert 'id="uploaded-0-why-1"' in page
    assert 'href="#uploaded-0-row-1"' in page
    assert [button.label for button in app.get("download_button")][:3] == ["HTML", "Markdown", "JSON"]


def test_documents_page_hostile_text_stays_text(open_page, home):
    shown = markup(open_page(home, "documents"))
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert 'href="javascript' not in shown
    assert html.unescape(shown).count(SHOWN_HOSTILE) >= 4  # sentence, finding, row, reference


def test_documents_page_one_document_and_outcome_by_address(open_page, home):
    app = open_page(home, "documents", document="id-b.md", against="our verdict")
    shown = text(app)
    assert "1 document 3 claim rows 2 registered claims stated 1 marked against our verdict" in shown
    assert "Report a.txt" not in shown
    assert "No outcomes are known to compare these confidences with." in [caption.value for caption in app.caption]
    target = html.unescape(re.search(r'href="([^"]+)"[^>]*>Link to this view', markup(app)).group(1))
    assert target == "documents?document=id-b.md&against=our+verdict&snapshot=crosscheck-20260101T000000-hand"


def test_documents_page_unknown_parameters_are_reported(open_page, home):
    said = " ".join(warnings(open_page(home, "documents", document="gone", against="luck", colour="red")))
    for part in ("document = gone", "against = luck", "colour"):
        assert part in said


def test_documents_page_without_documents_says_the_command_and_takes_an_upload(open_page, small_home_path):
    path = next((small_home_path / "builds").glob("*.duckdb"))
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    app = open_page(small_home_path, "documents")
    assert "holds no documents" in app.info[0].value
    assert app.code[0].value.splitlines()[0] == "python -m pipeline audit FILES... --save"
    app.file_uploader[0].set_value([("mine.md", REPORT.encode(), "text/markdown")]).run(timeout=120)
    assert not app.exception
    shown = text(app)
    assert "Uploaded, not stored: mine.md" in shown
    assert "None of 3 rows could be checked" in shown
    assert "1 document 3 claim rows 1 both ticked and crossed" in shown  # a bare 0 is never printed
    assert "⚑ ticked and crossed ✓ ticked, 0.40 row 1 ✗ crossed, 0.10 row 2" in shown
    assert "<script" not in markup(app)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == before
    assert sorted(found.name for found in small_home_path.iterdir()) == ["CURRENT", "builds"]


def test_documents_page_refuses_what_is_no_report(open_page, empty_home_path):
    app = open_page(empty_home_path, "documents")
    app.file_uploader[0].set_value([("mine.txt", b"\xff\xfe no utf-8", "text/plain")]).run(timeout=120)
    assert "not UTF-8" in app.error[0].value.replace("\\", "")


def test_audit_uploads_refuses_too_many_files(tmp_path):
    with pytest.raises(DataFormatError, match=f"at most {MOST_FILES} at once"):
        audit_uploads([Upload(f"{number}.txt", b"x") for number in range(MOST_FILES + 1)], tmp_path / "no.duckdb")


def test_frames_of_have_the_rows_of_the_audit():
    frames = frames_of(audit_documents([Upload("mine.md", REPORT.encode())]))
    assert list(frames.rows["is_ticked"]) == [True, False, False]
    assert list(frames.rows["confidence"]) == [0.4, 0.1, 0.2]
    assert frames.rows["link_group"].tolist()[:2] == [1, 1]  # word by word the same
    assert pd.isna(frames.rows["link_group"].iloc[2])
    assert frames.documents["n_ticked"].tolist() == [1]
    assert frames.findings["kind"].iloc[0] == "ticks contradict"
    assert frames.findings[frames.findings["finding"] == 1]["position"].tolist() == [1, 2]
    ticks = frames.calibrations.set_index("outcome").loc["tick"]  # of the one document
    # (0.4 - 1)^2 + 0.1^2 + 0.2^2 = 0.41, over three rows
    assert ticks["brier"] == pytest.approx(0.41 / 3)


def test_pasted_sentence_bears_no_mark():
    frames = frames_of(audit_documents([Upload(NAME, pasted_report("MNLI has 492,702 training examples."))]))
    assert frames.documents["n_ticked"].tolist() == [0]
    shown = str(annotated(frames.rows, "pasted"))
    assert "contradicts the source" in shown.casefold()
    assert "ticked" not in shown
    assert "✓" not in shown


def test_frames_of_have_the_columns_of_the_queries(home, monkeypatch):
    from dashboard.app_pages.documents import QUERIES
    from dashboard.data.db import query

    monkeypatch.setenv("CROSSCHECK_HOME", str(home))
    stored = AuditFrames(*(query(name) for name in (*QUERIES, "document_references")))
    uploaded = frames_of(audit_documents([Upload("mine.md", REPORT.encode())]))
    for name in set(AuditFrames.__slots__) - {"refused"}:
        assert list(getattr(uploaded, name).columns) == list(getattr(stored, name).columns), name


def _rows(*marks):
    columns = ["document_id", "position", "claim_text", "is_ticked", "mark", "confidence", "claim_ids", "link_group"]
    return pd.DataFrame(
        [[f"d{number}", 1, "words", ticked, "+", 0.5, claims, None] for number, (ticked, claims) in enumerate(marks)],
        columns=columns,
    )


@pytest.mark.parametrize(
    ("verdicts", "marks", "faults"),
    [
        (["CONFIRMED"], [True, True], ()),
        (["CONFIRMED"], [True, False], (AGAINST_EACH_OTHER, AGAINST_US)),
        (["CONFIRMED"], [False], (AGAINST_US,)),
        (["CONTRADICTED"], [False], ()),
        (["CONTRADICTED", "NOT_COMPUTABLE"], [True], (AGAINST_US,)),
        (["SCOPE_MISMATCH"], [True], ()),  # decides nothing
        (["CONFIRMED", "CONTRADICTED"], [True], ()),  # nor do these together
        ([], [False, True], (AGAINST_EACH_OTHER,)),
    ],
)
def test_stated_of_finds_what_contradicts(verdicts, marks, faults):
    words = pd.DataFrame(
        [["c", "A claim", "equals", "1", "points", verdict, None, 1] for verdict in verdicts or [None]],
        columns=["claim_id", "statement", "comparator", "value", "unit", "verdict", "direction", "n_bodies"],
    )
    (found,) = stated_of(_rows(*((mark, ["c"]) for mark in marks)), ours_of(words))
    assert found.faults == faults
