import html
import re

import pytest

from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.reading import markup, text, warnings
from tests.dashboard.small_store import HOSTILE, publish_file, write_empty_store, write_small_store


def _card(app, claim_id):
    return next(body for body in re.findall(r"<article.*?</article>", markup(app), re.S) if f"Claim {claim_id}" in body)


def _words(body):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def _answer(app, claim_id):
    return _words(_card(app, claim_id))


def _line(app, claim_id):
    table = re.search(r'<div class="cc-scroll cc-board cc-claims".*?</table>', markup(app), re.S).group()
    return next(line for line in table.split("<tr>") if f"claim={claim_id}" in line)


def test_start_page_answers_a_headline_from_its_evidence(open_page, small_home_path):
    card = _answer(open_page(small_home_path), "c1-squad")
    assert "SQuAD first adds points 8.2 points claimed" in card
    # 9.25 to 16 lies above 8.15 to 8.25, and both above zero
    assert (
        "In print ✓︎ Confirmed ≈︎ Consistent "
        "In print: First table (+8.2) confirms it; Other table (+8.3) is consistent with it. "
        "○ Generated text ↔︎ Different setup Our 12M encoder gains +12.5 [+9.2, +16.0] over 5 of 9 "
        "task-language pairs: ▲ same sign , larger." in card
    )
    assert "The first version's text said 83.5." in card


def test_start_page_answers_a_headline_that_nothing_decides(open_page, small_home_path):
    card = _answer(open_page(small_home_path), "c4-best")
    # -0.5 to 4.5 holds zero, and is of one seed; no printed figure speaks to it
    assert (
        "Not decidable at the paper's scale : its per-task table is not among our sources. "
        "○ Generated text ↔︎ Different setup Our 12M encoder gains +2.0 [−0.5, +4.5] over 5 of 9 task-language pairs: "
        "○ cannot be told from one seed." in card
    )


def test_start_page_says_what_the_missing_tasks_must_gain(open_page, tmp_path):
    write_filled_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    # 7.5 over two tasks is a sum of 15, of which XNLI's 1.5 is printed: 13.5 is left to one task
    assert "For 7.5 to hold, XQuAD must gain about 14 points." in _answer(open_page(tmp_path), "c2-mnli")


def test_start_page_heads_what_the_claims_file_names_alone(open_page, small_home_path):
    shown = markup(open_page(small_home_path))
    assert re.findall(r'aria-label="Claim ([^"]+)"', shown) == ["c1-squad", "c2-mnli", "c4-best"]


def test_start_page_bar_says_the_same_in_words(open_page, small_home_path):
    card = html.unescape(_card(open_page(small_home_path), "c1-squad"))
    assert (
        "Claimed 8.2 points. reported, First table: +8.2, +8.2 to +8.2; derived, Other table: +8.3, +7.6 to +9.0; "
        "measured, generated text, 12M encoder: +12.5, +9.2 to +16.0." in card
    )


def test_start_page_names_the_scale_of_what_is_measured(open_page, small_home_path):
    for page in ("verdicts", "claim", "heatmap", "explore", "compare", "runs", "studies"):
        shown = text(open_page(small_home_path, page))
        assert "Measured on generated text, 12M encoder, 2 seeds generated text, 12M encoder, 1 seed" in shown, page


def test_start_page_counts_claims_verdicts_and_undecided(open_page, small_home_path):
    # c4-best has evidence of another scope only and c5-alone has none: two of five
    shown = text(open_page(small_home_path))
    assert (
        "5 claims, 8 verdicts, one for each body of evidence on a claim; "
        "for 2 claims there is no evidence in their own setup." in shown
    )


def test_start_page_filters_count_their_verdicts(open_page, small_home_path):
    app = open_page(small_home_path)
    assert [option.rsplit(" ", 1)[1] for option in app.pills(key="start-verdict").options] == list("1111211")
    assert app.pills(key="start-kind").options == ["Reported 3", "Measured 3", "Derived 2"]


def test_card_shows_claimed_value_with_its_band(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path, "claim", claim="c1-squad"), "c1-squad"))
    assert "8.2 points rounding interval 8.15 to 8.25" in card
    assert "A paper about transfer , v2, Table 2" in card


def test_card_shows_estimate_interval_and_verdict_of_each_kind(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path, "claim", claim="c1-squad"), "c1-squad"))
    assert card.index("Reported") < card.index("Derived") < card.index("Measured")
    assert "+8.20 points rounding +8.15 to +8.25" in card
    assert "+12.50 points 95% interval +9.25 to +16.00" in card
    for word in ("✓︎ Confirmed", "≈︎ Consistent", "↔︎ Different setup ▲ same sign"):
        assert word in card


def test_card_says_scope_difference_plainly(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path, "claim", claim="c1-squad"), "c1-squad"))
    assert (
        "Measured with a 12M-parameter encoder, mini-encoder (12M parameters), on generated text; "
        "cannot confirm a claim about XLM-R Large on XTREME." in card
    )


def test_card_names_coverage_and_missing_cells(open_page, small_home_path):
    card = _words(_card(open_page(small_home_path, "claim", claim="c1-squad"), "c1-squad"))
    assert "5 of 9 cells" in card
    assert "1 missing cell xnli, ar, test: the generator has no Arabic rules" in card


def test_card_links_runs_and_shows_sql(open_page, small_home_path):
    card = _card(open_page(small_home_path, "claim", claim="c1-squad"), "c1-squad")
    assert '<a href="runs?evidence=e3" target="_self">1 run behind it</a>' in card
    assert "select * from gains\nwhere regime = &#x27;squad_v1&#x27;" in card


def test_card_without_estimate_draws_no_mark(open_page, small_home_path):
    card = _card(open_page(small_home_path, "claim", claim="c3-swag"), "c3-swag")
    assert card.count("cc-mark ") == 1  # e6 only; e7 is not computable
    assert "no estimate" in card


def test_card_without_evidence_is_unchecked(open_page, small_home_path):
    assert "Unchecked: there is no evidence" in _words(
        _card(open_page(small_home_path, "claim", claim="c5-alone"), "c5-alone")
    )


def test_card_says_agreement_by_rounding_only(open_page, small_home_path):
    shown = text(open_page(small_home_path, "claim", claim="c1-squad"))
    assert shown.count("It agrees only within the rounding interval.") == 1


@pytest.mark.parametrize("page", ["verdicts", "claim"])
def test_hostile_text_stays_text(open_page, small_home_path, page):
    app = open_page(small_home_path, page, claim="c4-best")
    card, shown = _card(app, "c4-best"), markup(app)
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert 'href="javascript' not in shown
    assert HOSTILE.replace("\u202e", "⟨U+202E⟩") in html.unescape(card)


def _listed(app):
    return re.findall(r'<th scope="row"><span class="cc-clamp"><a href="claim\?claim=([^"]+)"', markup(app))


def test_verdicts_filter_by_kind_and_verdict(open_page, small_home_path):
    app = open_page(small_home_path, kind="derived", verdict="CONTRADICTED")
    assert _listed(app) == ["c2-mnli"]
    assert "Off in size" not in _words(_line(app, "c2-mnli"))  # the verdict of the reported figure


def test_verdicts_filter_writes_the_address(open_page, small_home_path):
    app = open_page(small_home_path)
    app.pills(key="start-kind").set_value(["measured"]).run()
    assert app.query_params["kind"] == "measured"
    assert _listed(app) == ["c1-squad", "c3-swag", "c4-best"]


def test_verdicts_of_the_table_filter(open_page, small_home_path):
    line = _line(open_page(small_home_path), "c3-swag")
    assert re.findall(r'href="([^"]+)"[^>]*class="cc-filter"', line) == [
        "./?verdict=SELF_INCONSISTENT",
        "./?verdict=NOT_COMPUTABLE",
    ]


def test_verdicts_permalink_reopens_the_same_view(open_page, small_home_path):
    app = open_page(small_home_path, kind=["derived", "reported"], verdict="DEVIATES")
    link = re.search(r'href="([^"]+)"[^>]*>Link to this view', markup(app)).group(1)
    assert html.unescape(link) == (
        "./?verdict=DEVIATES&kind=reported&kind=derived&snapshot=crosscheck-20260101T000000-hand"
    )
    again = open_page(small_home_path, kind=["reported", "derived"], verdict="DEVIATES")
    assert not again.warning
    assert markup(again) == markup(app)


def test_verdicts_one_claim_by_address(open_page, small_home_path):
    assert _listed(open_page(small_home_path, claim="c2-mnli")) == ["c2-mnli"]


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
    assert "5 claims, 8 verdicts" in text(app)


def test_verdicts_offers_three_files_where_there_are_claims(open_page, small_home_path, empty_home_path):
    app = open_page(small_home_path)
    assert [button.label for button in app.download_button] == ["CSV", "JSON", "LaTeX", "Markdown"]
    assert not open_page(empty_home_path).download_button


def test_verdicts_say_what_they_mean_with_a_picture(open_page, small_home_path):
    app = open_page(small_home_path)
    assert app.expander[0].label == "What a verdict means"
    shown = text(app)
    assert "↔︎ Different setup There is an estimate, but in another scope (encoder" in shown
    table = re.search(r'cc-meanings".*?</table>', markup(app), re.S).group()
    assert table.count('class="cc-svg"') == 7  # six verdicts that have a number, and the axis
    assert "Claimed 7.5 to 8.5; found -3, -5 to -1" in table


def test_verdicts_list_every_claim_once(open_page, small_home_path):
    app = open_page(small_home_path)
    assert _listed(app) == ["c1-squad", "c2-mnli", "c3-swag", "c4-best", "c5-alone"]
    assert "unchecked" in _words(_line(app, "c5-alone"))
    assert "✓︎ Confirmed ≈︎ Consistent ↔︎ Different setup ▲ same sign" in _words(_line(app, "c1-squad"))


def test_verdicts_filter_by_document(open_page, tmp_path):
    write_filled_store(tmp_path / "builds" / "crosscheck-1.duckdb")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    app = open_page(tmp_path)
    app.multiselect(key="start-document").set_value(["id-b.md"]).run()
    assert app.query_params["document"] == "id-b.md"
    # rows of b.md state these two of the five claims
    assert _listed(app) == ["c1-squad", "c2-mnli"]
    assert "2 of 5 claims shown." in [caption.value for caption in app.caption]
    again = open_page(tmp_path, document="id-b.md", verdict="CONTRADICTED")
    assert _listed(again) == ["c2-mnli"]
    assert not again.warning


def test_verdicts_document_that_is_not_there_is_reported(open_page, small_home_path):
    app = open_page(small_home_path, document="id-b.md")
    assert any("document = id-b.md" in line for line in warnings(app))
    assert not app.multiselect
