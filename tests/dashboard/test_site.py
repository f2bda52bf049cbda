"""The folder of small pages that `report --site` writes."""

import re
import struct
from xml.etree import ElementTree

import pytest

from dashboard.report.site import Card, as_svg, file_name, write_site
from pipeline.domain.errors import ProfileError
from pipeline.store.home import Home

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture
def site(small_home_path, tmp_path):
    write_site(Home(small_home_path), tmp_path / "site", "https://board.example/x/")
    return tmp_path / "site"


def test_site_has_a_page_and_two_pictures_a_claim_and_the_report(site):
    names = {path.name for path in (site / "claims").iterdir()}
    for claim in ("c1-squad", "c2-mnli", "c3-swag", "c4-best", "c5-alone"):
        assert {f"{claim}.html", f"{claim}.svg", f"{claim}.png"} <= names
    index = (site / "index.html").read_text(encoding="utf-8")
    assert index.count("claims/c") == 5
    assert (site / "report.html").is_file()


def test_page_of_a_claim_says_its_answer_and_names_its_picture(site):
    page = (site / "claims" / "c1-squad.html").read_text(encoding="utf-8")
    assert '<meta property="og:image" content="https://board.example/x/claims/c1-squad.png">' in page
    assert '<meta property="og:title" content="8.2 points claimed: SQuAD first adds points">' in page
    assert "In print: First table (+8.2) confirms it" in page
    assert "<script" not in page
    links = re.findall(r'href="([^"]+)"', page)
    assert all(link.startswith(("https://", "http://", "#", "../index.html")) for link in links), links


def test_pages_show_texts_of_strangers_as_text(site):
    for path in site.rglob("*.html"):
        assert "<script>alert" not in path.read_text(encoding="utf-8")
    ElementTree.parse(site / "claims" / "c4-best.svg")


def test_pictures_are_as_large_as_link_previews(site):
    content = (site / "claims" / "c1-squad.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert struct.unpack(">II", content[16:24]) == (1200, 630)


def test_same_published_file_gives_the_same_bytes(small_home_path, site, tmp_path):
    write_site(Home(small_home_path), tmp_path / "again", "https://board.example/x/")
    for path in (path for path in site.rglob("*") if path.is_file()):
        assert (tmp_path / "again" / path.relative_to(site)).read_bytes() == path.read_bytes()


def test_card_holds_long_answers_within_its_height():
    card = Card("8.2 points claimed", "word " * 60, "sentence " * 200, "a paper")
    places = [int(text.get("y")) for text in ElementTree.fromstring(as_svg(card)).iter(f"{SVG}text")]
    assert max(places) <= 630
    assert places == sorted(places)


@pytest.mark.parametrize(("claim", "name"), [("phang2020-x.y", "phang2020-x.y"), ("../a/b", "_a_b"), ("", "_")])
def test_file_names_lead_nowhere_else(claim, name):
    assert file_name(claim) == name


def test_site_at_a_file_is_refused(small_home_path, tmp_path):
    (tmp_path / "a").write_text("")
    with pytest.raises(ProfileError, match="is a file"):
        write_site(Home(small_home_path), tmp_path / "a")
