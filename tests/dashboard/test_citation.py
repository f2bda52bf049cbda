from datetime import datetime

import pytest

from dashboard.kit.citation import Cited
from tests.dashboard.reading import markup
from tests.latex import HAS_PDFLATEX, WHY_NOT, run, set_by_pdflatex

CITED = Cited(
    view="Gains & losses",
    address="https://board.example.org/claim?claim=c_1&kind=a%20b#part",
    snapshot_id="20260101T000000Z-ab",
    built_at=datetime(2026, 1, 1, 12),  # noqa: DTZ001  # as the published file has it, UTC without saying so
    commit="abc1234",
)


def test_sentence_names_view_snapshot_commit_and_address():
    assert CITED.sentence() == (
        'Crosscheck, "Gains & losses". Snapshot 20260101T000000Z-ab, built 2026-01-01, commit abc1234. '
        "https://board.example.org/claim?claim=c_1&kind=a%20b#part"
    )


def test_bibtex_has_an_entry_that_sets_as_it_is():
    assert CITED.bibtex() == (
        "@misc{crosscheck-gains-losses-20260101T000000Z-ab,\n"
        "  key = {Crosscheck},\n"
        "  title = {{Crosscheck}: Gains \\& losses},\n"
        "  year = {2026},\n"
        "  note = {Snapshot 20260101T000000Z-ab, commit abc1234},\n"
        "  howpublished = {\\url{https://board.example.org/claim?claim=c_1&kind=a%20b#part}},\n"
        "}"
    )


def test_address_in_bibtex_has_no_brace_that_ends_it():
    cited = Cited("v", "http://h/p?a={b}\\c\u00e9", "s", CITED.built_at, None)
    assert "\\url{http://h/p?a=%7Bb%7D%5Cc%C3%A9}" in cited.bibtex()
    assert "commit unknown" in cited.bibtex()


@pytest.mark.parametrize("page", ["verdicts", "published"])
def test_page_says_how_its_view_is_cited(open_page, small_home_path, page):
    app = open_page(small_home_path, page, ["cc-cite"], kind=["source_conflict"] if page == "published" else [])
    sentence, bibtex = [block.value for block in app.code[-2:]]
    snapshot = "crosscheck-20260101T000000-hand"
    assert snapshot in sentence
    assert "commit abc1234" in sentence
    assert "@misc{crosscheck-" in bibtex
    address = sentence.split()[-1]
    assert address.endswith(f"snapshot={snapshot}")
    assert ("kind=source_conflict" in address) is (page == "published")
    assert f'href="{address.replace("&", "&amp;")}' in markup(app)  # of the link to the view


@pytest.mark.slow
@pytest.mark.skipif(not HAS_PDFLATEX, reason=WHY_NOT)
def test_bibtex_compiles(tmp_path):
    key = CITED.bibtex().partition("{")[2].partition(",")[0]
    (tmp_path / "cited.bib").write_text(CITED.bibtex(), encoding="utf-8")
    body = f"\\cite{{{key}}}\\bibliographystyle{{plain}}\\bibliography{{cited}}"
    set_by_pdflatex(tmp_path, body, packages=("url",))
    assert "warning" not in run(tmp_path, "bibtex", "paper").lower()
    set_by_pdflatex(tmp_path, body, packages=("url",))
    assert "abc1234" in (tmp_path / "paper.bbl").read_text(encoding="utf-8")
