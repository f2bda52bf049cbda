"""The report on the filled store, whose every number stands in small_store.py and filled_store.py."""

import itertools
import re
from html.parser import HTMLParser

import duckdb
import pytest
from typer.testing import CliRunner

from dashboard.kit.markup import Html
from dashboard.report.contents import read_contents
from dashboard.report.document import as_html, without_app_links, write_report
from pipeline.__main__ import app
from pipeline.domain.errors import ProfileError, StoreError
from pipeline.store.home import Home
from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.small_store import HOSTILE, SNAPSHOT, publish_file, write_empty_store

VOID = {"meta", "br", "hr", "img", "input", "link", "source", "area", "base", "col", "embed", "track", "wbr"}
STUDY = {
    **{"study": "volume", "scale": "mini", "position": 1, "title": "Volume", "question": "Does more help?"},
    **{"asked": "On volume.", "limits": HOSTILE, "scale_label": "by hand", "quantity": "gain", "split": "test"},
    **{"axis": "Examples", "unit": "examples", "is_log": True, "answering_series": "low", "threshold": 0.0},
    **{"answer": "yes", "sentence": "It rises by 6 points.", "change": 6.0, "low": 2.5, "high": 9.5, "level": 0.95},
    **{"has_learned": True, "method": "bootstrap", "n_points": 2, "n_points_planned": 3, "run_ids": []},
}


class Reader(HTMLParser):
    """Elements with their attributes, headings and text; notes elements that are closed out of order."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements, self.open, self.faults, self.texts, self.doctype = [], [], [], [], None
        self.feed(source)
        self.close()
        self.faults += [f"{name} is never closed" for name in self.open]

    def handle_decl(self, decl):
        self.doctype = decl

    def handle_starttag(self, tag, attrs):
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.faults.append(f"attribute twice in {tag}")
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")

    def handle_data(self, data):
        if "style" not in self.open:
            self.texts.append(data)

    @property
    def text(self):
        return re.sub(r"\s+", " ", " ".join(self.texts))

    def of(self, *tags):
        return [attributes for tag, attributes in self.elements if tag in tags]


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("report")
    path = root / "builds" / "crosscheck-1.duckdb"
    write_filled_store(path)
    with duckdb.connect(str(path)) as connection:
        names, marks = ", ".join(STUDY), ", ".join("?" for _ in STUDY)
        connection.execute(f"insert into studies ({names}) values ({marks})", list(STUDY.values()))
    publish_file(root, path.name)
    return Home(root)


@pytest.fixture(scope="module")
def source(home):
    return as_html(read_contents(home.builds / "crosscheck-1.duckdb"))


@pytest.fixture(scope="module")
def report(source):
    return Reader(source)


def test_report_is_one_wellformed_document_with_language_and_title(report):
    assert report.faults == []
    assert report.doctype == "doctype html"
    assert report.of("html") == [{"lang": "en"}]
    assert report.of("title") == [{}]
    assert f"Crosscheck report, {SNAPSHOT}" in report.text
    ids = [attributes["id"] for _, attributes in report.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_report_headings_skip_no_level(report):
    levels = [int(tag[1]) for tag, _ in report.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_report_loads_nothing_and_runs_nothing(report, source):
    tags = {tag for tag, _ in report.elements}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg"})
    assert all(not {"src", "srcset", "background"} & set(given) for _, given in report.elements)
    assert all(not name.startswith("on") for _, given in report.elements for name in given)
    assert re.search(r"url\(|@import|@font-face", source) is None
    (policy,) = [given["content"] for given in report.of("meta") if "http-equiv" in given]
    assert policy.startswith("default-src 'none'")


def test_report_links_lead_to_sources_or_within_the_file(report):
    ids = {given["id"] for _, given in report.elements if "id" in given}
    targets = [given["href"] for given in report.of("a")]
    assert "#claim-c1-squad" in targets
    assert all(re.match("https?://", target) or target.removeprefix("#") in ids for target in targets)
    assert "Link to this card" not in report.text


def test_report_head_names_snapshot_build_and_commit(report):
    assert f"Snapshot {SNAPSHOT}" in report.text
    assert "Built 2026-01-01 00:00:00 UTC" in report.text
    assert "Commit abc1234" in report.text


def test_report_cards_hold_the_numbers_of_the_store(report):
    for part in (
        "Training on SQuAD 1.1 first raises the mean score by 8.2 points.",
        "+12.50 points 95% interval +9.25 to +16.00",
        "−1.00 points rounding −2.00 to −0.25",
        "5 of 9 cells",
        "Unchecked: there is no evidence on this claim.",
    ):
        assert part in report.text


def test_report_says_every_verdict_of_a_claim_by_kind(source):
    row = re.search(r'<th scope="row" class="cc-wrap"><a href="#claim-c1-squad".*?</tr>', source).group()
    cells = [Reader(cell).text.strip() for cell in re.findall(r"<td.*?</td>", row)]
    assert [re.sub(r"[^A-Za-z0-9. ]", "", cell).strip() for cell in cells] == [
        "8.2 points",
        "Confirmed",
        "Different setup",
        "Consistent",
    ]


def test_report_heat_map_holds_gains_with_their_intervals(report):
    assert "+22.0 +18.0 to +26.0" in report.text  # SQuAD on XQuAD
    assert "−0.5 to +4.0 ○" in report.text  # on XNLI it covers zero
    assert "run failed: EncoderError: weights <b>missing</b>" in report.text  # HellaSwag on XNLI


def test_report_holds_studies_contradictions_and_documents(report):
    for part in (
        "It rises by 6 points.",
        "+6.0 (+2.5 to +9.5)",
        "4 contradictions by kind",
        "b-readme prints an average that its tasks do not give.",
        "Report a.txt",
        "ticked and crossed",
        "a threshold explains all 5 marks.",
    ):
        assert part in report.text


def test_report_shows_hostile_text_as_text(report, source):
    assert "<script" not in source
    assert "\u202e" not in source
    assert "<script>alert(1)</script> [click](javascript:alert(2)) ⟨U+202E⟩desrever **bold** $x$" in report.text


def test_report_is_the_same_for_the_same_file(home, source, tmp_path):
    path = write_report(home, tmp_path / "new" / "report.html")
    assert path.read_text(encoding="utf-8") == source
    assert [file.name for file in path.parent.iterdir()] == ["report.html"]


def test_report_of_an_empty_store_says_what_there_is_not(tmp_path):
    write_empty_store(tmp_path / "empty.duckdb")
    report = Reader(as_html(read_contents(tmp_path / "empty.duckdb")))
    assert report.faults == []
    for part in ("holds no claims", "no gain to show", "no studies", "no contradiction", "no audited documents"):
        assert part in report.text


def test_report_where_nothing_is_published_leaves_the_old_file(tmp_path):
    out = tmp_path / "report.html"
    out.write_text("old")
    with pytest.raises(StoreError, match="nothing is published"):
        write_report(Home(tmp_path / "home"), out)
    assert out.read_text() == "old"


@pytest.mark.parametrize("name", [".", "file/report.html"])
def test_report_refuses_a_place_where_no_file_can_be(home, tmp_path, name):
    (tmp_path / "file").write_text("")
    with pytest.raises(ProfileError, match="cannot be written"):
        write_report(home, tmp_path / name)


def test_report_command_writes_the_file_and_says_where(home, tmp_path):
    result = CliRunner().invoke(app, ["report", "--out", str(tmp_path / "r.html"), "--home", str(home.root)])
    assert result.exit_code == 0
    assert (tmp_path / "r.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    assert "bytes" in result.stdout


def test_without_app_links_keeps_words_and_addresses():
    markup = Html(
        '<a href="runs?a=1" target="_self">2 <b>runs</b></a> <a href="https://e.org/x">E</a> <a href="#a">A</a> '
        '<a href="./?claim=c" target="_self" class="cc-leads-on">gone</a>'
    )
    assert without_app_links(markup) == '2 <b>runs</b> <a href="https://e.org/x">E</a> <a href="#a">A</a> '
