import html
import re

from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE, publish_file, write_empty_store, write_small_store


def _card(app, claim_id):
    return next(body for body in re.findall(r"<article.*?</article>", markup(app), re.S) if f"Claim {claim_id}" in body)


def _words(body):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def test_verdicts_counts_claims_verdicts_and_unchecked(open_page, small_home_path):
    # c4-best has evidence of another scope only and c5-alone has none: two of five
    assert "5 claims 8 verdicts 2 not checked in their own scope" in text(open_page(small_home_path))


def test_verdicts_tally_keeps_kinds_apart(open_page, small_home_path):
    shown = text(open_page(small_home_path))
    # columns: confirmed, consistent, deviates, contradicted, scope mismatch, not computable, self-inconsistent
    assert "Reported 1 – 1 – – – 1" in shown
    assert "Measured – – – – 2 1 –" in shown
    assert "Derived – 1 – 1 – – –" in shown


def test_verdicts_card_shows_claimed_value_with_its_band(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path), "c1-squad"))
    assert "8.2 points printed digits stand for 8.15 to 8.25" in card
    assert "A paper about transfer , v2, Table 2" in card


def test_verdicts_card_shows_estimate_interval_and_verdict_of_each_kind(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path), "c1-squad"))
    assert card.index("Reported") < card.index("Derived") < card.index("Measured")
    assert "+8.20 points rounding +8.15 to +8.25" in card
    assert "+12.50 points 95% interval +9.25 to +16.00" in card
    for word in ("✓︎ Confirmed", "≈︎ Consistent", "↔︎ Scope mismatch points the same way as the claim"):
        assert word in card


def test_verdicts_card_says_scope_difference_plainly(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path), "c1-squad"))
    assert (
        "Measured with a 12M-parameter encoder, mini-encoder (12M parameters), on generated text; "
        "cannot confirm a claim about XLM-R Large on XTREME." in card
    )


def test_verdicts_card_names_coverage_and_missing_cells(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path), "c1-squad"))
    assert "5 of 9 cells" in card
    assert "1 missing cell xnli, ar, test: the generator has no Arabic rules" in card


def test_verdicts_card_links_runs_and_shows_sql(open_page, small_home_path):
    card = _card(open_page(small_home_path), "c1-squad")
    assert '<a href="runs?evidence=e3" target="_self">1 run behind it</a>' in card
    assert "select * from gains\nwhere regime = &#x27;squad_v1&#x27;" in card


def test_verdicts_card_without_estimate_draws_no_mark(open_page, small_home_path):
    card = _card(open_page(small_home_path), "c3-swag")
    assert card.count("cc-mark ") == 1  # e6 only; e7 is not computable
    assert "no estimate" in card


def test_verdicts_claim_without_evidence_is_unchecked(open_page, small_home_path):
    assert "Unchecked: no body of evidence" in _words(_card(open_page(small_home_path), "c5-alone"))


def test_verdicts_rounding_only_agreement_is_said(open_page, small_home_path):
    shown = text(open_page(small_home_path))
    assert shown.count("It agrees only thanks to rounding.") == 1


def test_verdicts_hostile_text_stays_text(open_page, small_home_path):
    card = _card(open_page(small_home_path), "c4-best")
    assert "<script" not in card
    assert "\u202e" not in card
    assert 'href="javascript' not in card
    assert HOSTILE.replace("\u202e", "⟨U+202E⟩") in html.unescape(card)


def test_verdicts_filter_by_kind_and_verdict(open_page, small_home_path):
    shown = markup(open_page(small_home_path, kind="derived", verdict="CONTRADICTED"))
    assert re.findall(r'aria-label="Claim ([^"]+)"', shown) == ["c2-mnli"]
    assert "cc-kind-reported" not in shown


def test_verdicts_filter_writes_the_address(open_page, small_home_path):
    app = open_page(small_home_path)
    app.pills(key="start-kind").set_value(["measured"]).run()
    assert app.query_params["kind"] == "measured"
    assert "cc-kind-reported" not in markup(app)


def test_verdicts_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, kind=["derived", "reported"], verdict="DEVIATES")
    link = re.search(r'href="([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    assert html.unescape(link) == (
        "./?kind=reported&kind=derived&verdict=DEVIATES&snapshot=crosscheck-20260101T000000-hand"
    )
    again = open_page(small_home_path, kind=["reported", "derived"], verdict="DEVIATES")
    assert not again.warning
    assert markup(again) == markup(app)


def test_verdicts_one_claim_by_address(open_page, small_home_path):
    shown = markup(open_page(small_home_path, claim="c2-mnli"))
    assert re.findall(r'aria-label="Claim ([^"]+)"', shown) == ["c2-mnli"]


def test_verdicts_unknown_value_and_name_are_reported(open_page, small_home_path):
    app = open_page(small_home_path, verdict="MAYBE", colour="red", snapshot="older")
    said = warnings(app)
    assert any("verdict = MAYBE" in line for line in said)
    assert any("colour" in line for line in said)
    assert any("made for snapshot older" in line for line in said)
    assert app.query_params["verdict"] == "MAYBE"  # kept, so that the reader sees what was asked


def test_verdicts_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path)
    assert "no claims yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_verdicts_new_publication_is_picked_up(open_page, tmp_path):
    write_empty_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    app = open_page(tmp_path)
    assert app.info
    write_small_store(tmp_path / "builds" / "crosscheck-2.duckdb")
    publish_file(tmp_path, "crosscheck-2.duckdb")
    app.run()
    assert "5 claims 8 verdicts" in text(app)


def test_verdicts_offers_three_files_where_there_are_claims(open_page, small_home_path, empty_home_path):
    app = open_page(small_home_path)
    assert [button.label for button in app.download_button] == ["CSV", "JSON", "LaTeX"]
    assert not open_page(empty_home_path).download_button


def test_verdicts_say_what_they_mean(open_page, small_home_path):
    shown = text(open_page(small_home_path))
    assert "↔︎ Scope mismatch There is a number, but of another encoder" in shown
    assert "The verdicts that no claim has" not in shown  # all seven are given


def test_verdicts_board_has_one_line_a_claim(open_page, small_home_path):
    table = re.search(r'<div class="cc-scroll cc-board".*?</table>', markup(open_page(small_home_path)), re.S).group()
    lines = {re.search(r"claim=([^\"]+)", line).group(1): _words(line) for line in table.split("<tr>")[2:]}
    assert list(lines) == ["c1-squad", "c2-mnli", "c3-swag", "c4-best", "c5-alone"]
    assert "8.2 points" in lines["c1-squad"]
    assert lines["c5-alone"].count("none –") == 3


def test_verdicts_board_has_columns_of_the_chosen_kinds_alone(open_page, small_home_path):
    table = re.search(
        r'<div class="cc-scroll cc-board".*?</table>', markup(open_page(small_home_path, kind="derived")), re.S
    )
    assert "Claim Claimed Derived" in _words(table.group())


def test_verdicts_filter_by_document(open_page, tmp_path):
    write_filled_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    app = open_page(tmp_path)
    app.multiselect(key="start-document").set_value(["id-b.md"]).run()
    assert app.query_params["document"] == "id-b.md"
    # rows of b.md state these two of the five claims
    assert re.findall(r'aria-label="Claim ([^"]+)"', markup(app)) == ["c1-squad", "c2-mnli"]
    assert "2 of 5 claims shown." in [caption.value for caption in app.caption]
    again = open_page(tmp_path, document="id-b.md", verdict="CONTRADICTED")
    assert re.findall(r'aria-label="Claim ([^"]+)"', markup(again)) == ["c2-mnli"]
    assert not again.warning


def test_verdicts_document_that_is_not_there_is_reported(open_page, small_home_path):
    app = open_page(small_home_path, document="id-b.md")
    assert any("document = id-b.md" in line for line in warnings(app))
    assert not app.multiselect
