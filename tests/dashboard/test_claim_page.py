import html
import json
import re

import pandas as pd
import pytest
import streamlit as st

from dashboard.figures.multiverse import multiverse_chart
from dashboard.kit.theme import DARK
from dashboard.parts.claim.tasks import extremes, finding, level_finding
from tests.dashboard.filled_store import write_filled_store
from tests.dashboard.reading import figures, markup, text, warnings
from tests.dashboard.small_store import HOSTILE, publish_file

SHOWN_HOSTILE = HOSTILE.replace("\u202e", "⟨U+202E⟩")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    root = tmp_path_factory.mktemp("filled")
    write_filled_store(root / "builds" / "crosscheck-1.duckdb")
    publish_file(root, "crosscheck-1.duckdb")
    return root


def _chart(app, key):
    return next(found for found in figures(app) if key in json.dumps(found["layout"]))


def test_claim_page_shows_the_claim_with_all_its_evidence(open_page, home):
    shown = text(open_page(home, "claim", claim="c1-squad"))
    assert "Training on SQuAD 1.1 first raises the mean score by 8.2 points." in shown
    assert "rounding interval 8.15 to 8.25" in shown
    for word in ("✓︎ Confirmed", "≈︎ Consistent", "↔︎ Different setup"):
        assert word in shown


def test_claim_page_of_another_setup_is_not_headed_by_a_count_that_holds(open_page, home):
    shown = text(open_page(home, "claim", ["cc-all-definitions"], claim="c1-squad", evidence="key3"))
    assert (
        "What would change this verdict No definition of the mean can confirm or refute the claim here. "
        "Of 4: same sign in 2, cannot be told in 1, no interval in 1." in shown
    )
    assert "Holds in" not in shown.split("Choice Option")[0]
    # English: -1.0 and 12.5 with, 2.0 and 8.0 without; the means lie half way
    assert "English with 0 of 2 −1.00 +5.75 +12.50 1 1 0" in shown
    assert "without 1 of 2 +2.00 +5.00 +8.00 1 0 0" in shown
    assert "The same in all of them: split: as judged; question answering: mean of F1 and EM;" in shown


def test_claim_page_lists_every_definition_lowest_first(open_page, home):
    shown = text(open_page(home, "claim", ["cc-all-definitions"], claim="c1-squad", evidence="key3"))
    assert "3 with languages −1.00 −3.00 to +1.00 4 ✗ no ○ cannot be told" in shown
    assert "4 without languages +2.00 – 4 – –" in shown
    assert shown.index("3 with languages −1.00") < shown.index("1 (the claim's own) with tasks +12.50")


def test_claim_page_draws_definitions_with_the_accepted_band(open_page, home):
    chart = _chart(open_page(home, "claim", ["cc-all-definitions"], claim="c1-squad", evidence="key3"), "as judged")
    (band,) = chart["layout"]["shapes"]
    assert (round(band["y0"], 2), round(band["y1"], 2)) == (8.15, 8.25)
    drawn = {trace["name"]: trace["y"] for trace in chart["data"] if trace["type"] == "scatter"}
    assert drawn == {"same sign": [8.0, 12.5], "cannot be told": [-1.0], "no interval": [2.0]}


def test_claim_page_shows_gains_by_task_and_seed(open_page, home):
    shown = text(open_page(home, "claim", ["cc-cells"], claim="c1-squad", evidence="key3"))
    assert "XNLI SQuAD 1.1 test 1 of 5 +3.00 +3.00 +3.00" in shown
    assert "XQuAD SQuAD 1.1 test 3 of 3 +22.00 +22.00 +22.00" in shown
    assert "Mean over tasks 4 +12.50 +12.50 +12.50" in shown
    assert "of the mean over seeds: +12.50, of +12.50 (seed 1), +12.50 (seed 2)." in shown


def test_claim_page_shows_languages_of_the_task_in_the_address(open_page, home):
    app = open_page(home, "claim", claim="c1-squad", evidence="key3", task="xquad")
    shown = text(app)
    # German: F1 74 against 49 and EM 64 against 39 with seed 1, so 69 against 44
    assert "German +25.00 +25.00 69.0 against 44.0" in shown
    assert not any("The address" in line for line in warnings(app))
    assert _chart(app, "German")["layout"]["yaxis"]["ticktext"] == ["German", "Russian", "English"]


def test_claim_page_computes_the_number_anew(open_page, home):
    app = open_page(home, "claim", claim="c1-squad", evidence="key3")
    assert not app.success
    app.button(key="claim-run").click().run(timeout=60)
    assert "The same number: 12.5; stored is 12.5" in app.success[0].value.replace("\\", "")
    assert app.query_params["compute"] == "yes"


def test_claim_page_says_when_another_number_comes_out(open_page, home):
    app = open_page(home, "claim", claim="c4-best", evidence="key8", compute="yes")
    # MNLI on XNLI: +4, +8, +4, -3, mean 3.25; stored is 2.0
    assert "Another number: 3.25; stored is 2.0" in app.error[0].value.replace("\\", "")


def test_claim_page_refuses_a_stored_statement_that_writes(open_page, tmp_path):
    import duckdb

    path = tmp_path / "builds" / "crosscheck-1.duckdb"
    write_filled_store(path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("update recomputations set sql = 'drop table claims' where evidence_id = 'e3'")
    publish_file(tmp_path, "crosscheck-1.duckdb")
    before = path.read_bytes()
    app = open_page(tmp_path, "claim", claim="c1-squad", evidence="key3", compute="yes")
    assert "not a read" in app.error[0].value
    assert path.read_bytes() == before


def test_claim_page_shows_the_three_estimates_of_a_choice(open_page, home):
    shown = text(open_page(home, "claim", claim="c4-best", evidence="key8"))
    assert "Naive chosen on the very examples that are evaluated +3.00 points no interval" in shown
    assert "Chosen on dev chosen on dev, read on the evaluated split no estimate no interval" in shown
    assert "+1.25 points −0.50 to +3.00" in shown
    assert "The naive choice adds 1.75 points over the nested one." in shown
    assert "xquad squad v1 –" in shown


def test_claim_page_bounds_what_is_missing(open_page, home):
    shown = text(open_page(home, "claim", claim="c2-mnli"))
    assert "To reach 7.5, XQuAD must gain about 14 points" in shown
    assert "the other 1 would have to gain +13.50 points together, +13.30 to +13.70" in shown
    assert "XNLI +1.50 ▨ XQuAD: missing +13.50" in shown
    assert "Sum that the missing tasks would need +13.50 +13.30 to +13.70" in shown


def test_claim_page_says_why_evidence_may_differ(open_page, home):
    shown = text(open_page(home, "claim", claim="c1-squad", evidence="key3"))
    assert f"encoder XLM-R Large {SHOWN_HOSTILE} it may matter" in shown
    assert "seeds may or may not differ not stated 1; 2" in shown
    assert (
        "This evidence and the claim differ in encoder. They may differ in what our sources do not state: seeds."
        in shown
    )


def test_claim_page_shows_the_ledger_newest_first_and_its_damage(open_page, home):
    app = open_page(home, "claim", claim="c1-squad")
    shown = text(app)
    assert shown.index("2026-01-02 10:00 build-2") < shown.index("2026-01-01 10:00 build-1 mini no evidence")
    assert "+12.00 ↔︎ Different setup +12.50 same sign runs (2 more)" in shown
    assert any("1 lines of the ledger are damaged" in line for line in warnings(app))


def test_claim_page_names_sources_and_documents_with_links(open_page, home):
    shown = markup(open_page(home, "claim", claim="c1-squad", evidence="key3"))
    assert '<a href="https://example.org/a" target="_blank" rel="noopener noreferrer">' in shown
    assert '<a href="runs?evidence=e3" target="_self">4 runs</a>' in shown
    assert '<a href="documents?document=id-a.txt" target="_self">a.txt</a>' in shown


def test_claim_page_explains_the_verdict_step_by_step(open_page, home):
    shown = text(open_page(home, "claim", claim="c2-mnli", evidence="e4"))
    assert "≈︎ Consistent no [6.0500, 6.1500] and [7.4500, 7.5500] do not meet" in shown
    assert "≠︎ Off in size yes they do not meet, and none of the above fits" in shown


def test_claim_page_says_what_there_is_no_statement_for(open_page, home):
    app = open_page(home, "claim", claim="c2-mnli", evidence="e4")
    assert any("this snapshot holds none for this evidence" in note.value for note in app.info)


def test_claim_page_claim_without_evidence(open_page, home):
    app = open_page(home, "claim", claim="c5-alone")
    assert "No body of evidence speaks to this claim" in app.info[0].value
    assert "records no change on this claim" in app.caption[0].value


def test_claim_page_unknown_parameters_are_reported(open_page, home):
    app = open_page(home, "claim", claim="nosuch", evidence="gone", compute="no", colour="red")
    said = " ".join(warnings(app))
    for part in ("claim = nosuch", "evidence = gone", "compute = no", "colour"):
        assert part in said


def test_claim_page_another_claim_forgets_what_hung_on_the_first(open_page, home):
    app = open_page(home, "claim", claim="c1-squad", evidence="key3", task="xquad", compute="yes")
    app.selectbox(key="claim-claim").set_value("c2-mnli").run()
    assert dict(app.query_params) == {"claim": "c2-mnli"}


def test_claim_page_permalink_holds_the_whole_view(open_page, home):
    shown = markup(open_page(home, "claim", claim="c1-squad", evidence="key3", task="xquad", compute="yes"))
    target = html.unescape(re.search(r'href="([^"]+)"[^>]*>Link to this view', shown).group(1))
    assert target == (
        "claim?claim=c1-squad&evidence=key3&sort=contribution&task=xquad&tolerance=0&english=with&macro_over=tasks"
        "&compute=yes&snapshot=crosscheck-20260101T000000-hand"
    )


def test_claim_page_hostile_statement_stays_text(open_page, home):
    shown = markup(open_page(home, "claim", claim="c4-best"))
    assert "<script" not in shown
    assert "\u202e" not in shown
    assert SHOWN_HOSTILE in html.unescape(shown)


def test_claim_page_every_claim_leads_to_it(open_page, home):
    shown = markup(open_page(home))
    assert shown.count(">Everything behind it</a>") == 3
    assert shown.count('title="Training on') == 3
    for claim_id in ("c1-squad", "c2-mnli", "c3-swag", "c4-best", "c5-alone"):
        assert f'href="claim?claim={claim_id}"' in shown


def test_claim_page_empty_store_names_the_command(open_page, empty_home_path):
    app = open_page(empty_home_path, "claim")
    assert "no claims yet" in app.info[0].value
    assert app.code[0].value == "make run"


def test_claim_page_without_drawer_tables_still_opens(open_page, small_home_path):
    app = open_page(small_home_path, "claim", claim="c1-squad")
    assert "Under other definitions" not in text(app)
    assert not app.error


def test_claim_page_starts_with_the_answer_and_what_was_said_when(open_page, home):
    shown = text(open_page(home, "claim", claim="c1-squad", evidence="key3"))
    answer = "In print: First table (+8.2) confirms it; Other table (+8.3) is consistent with it."
    order = [
        answer,
        "What the source said when First version 83.5",
        "This version 8.2",
        "Repeated by",
        "XQuAD makes half",
    ]
    order += ["By language", "From seeds to the estimate", "What would change this verdict", "Why it may differ"]
    order += ["Every body of evidence", "The SQL that computes the number", "When the verdicts changed", "Sources"]
    # the list of the page's parts names those from the fifth on before they come
    places = [shown.rindex(part) if place > 3 else shown.index(part) for place, part in enumerate(order)]
    assert places == sorted(places)
    # XNLI in German, XQuAD in German, Russian and English; the first body of evidence is of two seeds
    assert "Languages 3 languages over 2 tasks. Language by language" in shown
    assert "Different setup in encoder" in shown
    assert "How sure Generated text: 2 seeds, 95% interval. Of 4 ways to define the mean: same sign in 2, " in shown


def test_claim_page_sorts_tasks_by_their_gain_with_the_stored_interval(open_page, home):
    shown = text(open_page(home, "claim", claim="c1-squad", evidence="key3"))
    # 22 of a sum of 25 is more than half; the interval of XNLI is of other languages and so not shown
    assert "XQuAD makes half of the mean gain or more; no task loses" in shown
    assert "XQuAD SQuAD 1.1, test, 3 of 3 languages +22.0 +18.0 to +26.0" in shown
    assert "XNLI SQuAD 1.1, test, 1 of 5 languages +3.0 no interval stored" in shown


def test_claim_page_maps_tasks_and_languages_with_their_means(open_page, home):
    # German: 3 on XNLI and 25 on XQuAD
    shown = text(open_page(home, "claim", claim="c1-squad", evidence="key3"))
    assert "Task Mean en ru de XQuAD +22.0 +20.0 +21.0 +25.0 XNLI +3.0 – – +3.0 Mean +12.5 +20.0 +21.0 +14.0" in shown
    by_name = text(open_page(home, "claim", claim="c1-squad", evidence="key3", sort="name"))
    assert "Task Mean en ru de XNLI +3.0 – – +3.0 XQuAD" in by_name


def test_claim_page_follows_a_choice_moved_by_hand(open_page, home):
    app = open_page(home, "claim", claim="c1-squad", evidence="key3")
    own = "+12.50 points (+9.25 to +16.00): ↔︎ Different setup ▲ same sign the interval lies above the claimed value."
    assert own + " This is the claim's own definition." in text(app)
    app.selectbox(key="claim-english").set_value("without").run()
    assert app.query_params["english"] == "without"
    without = text(app)
    assert "+8.00 points" in without
    assert "One choice alone that changes the direction: Mean over languages: cannot be told." in without


def test_claim_page_follows_the_tolerance(open_page, home):
    # 9.25 to 16 is above 8.2; with 2 points of tolerance the claim accepts up to 10.25
    shown = text(open_page(home, "claim", claim="c1-squad", evidence="key3", tolerance="2"))
    assert "▲ same sign the claimed value is within the interval." in shown


def test_claim_page_says_where_no_number_is_stored(open_page, home):
    app = open_page(home, "claim", claim="c1-squad", evidence="key3", english="nobody")
    assert any("english = nobody" in line for line in warnings(app))


def test_multiverse_chart_leaves_an_open_side_to_the_edge(home, monkeypatch):
    from dashboard.data.db import query

    monkeypatch.setenv("CROSSCHECK_HOME", str(home))
    rows = query("claim_multiverse", evidence_id="e3")
    figure = multiverse_chart(rows, [("english", "with")], (0.0, None), DARK, "points", lambda _, option: option)
    st.cache_data.clear()
    assert figure.layout.shapes[0].y0 == 0.0
    assert figure.layout.shapes[0].y1 == figure.layout.yaxis.range[1] > 16.0
    assert list(figure.data[-1].z[0]) == [1, 0, 0, 1]  # -1.0 with, 2.0 and 8.0 without, 12.5 with


def test_languages_that_gain_and_lose_most_are_named_with_their_tasks():
    gains = {"German": (4.0, 2.0), "Russian": (1.0,), "Swahili": (-3.0, -5.0), "Hindi": (0.5,), "Thai": (-1.0,)}
    rows = [
        {"task": f"t{number}", "language": name[:2], "language_name": name, "cell_gain": gain}
        for name, found in gains.items()
        for number, gain in enumerate(found)
    ]
    # means: German 3, Russian 1, Hindi 0.5, Thai -1, Swahili -4
    assert extremes(pd.DataFrame(rows), 2) == (
        "Highest mean: German +3.0 (2 tasks), Russian +1.0 (1 task); "
        "lowest: Swahili −4.0 (2 tasks), Thai −1.0 (1 task)."
    )
    assert extremes(pd.DataFrame(rows), 3) == ""  # five languages have no six ends


def test_measured_evidence_is_named_by_its_data_and_encoder(open_page, home):
    app = open_page(home, "claim", claim="c1-squad")
    options = app.selectbox(key="claim-evidence").options
    assert options[0] == "Measured: generated text, 12M encoder, SQuAD 1.1 (different setup)"
    assert "Reported: First table (confirmed)" in options


def test_what_stands_out_among_tasks_is_said_without_a_gain_that_is_a_loss():
    def tasks(**gains):
        return pd.DataFrame([{"title": title, "gain": gain} for title, gain in gains.items()])

    assert finding(tasks(XNLI=-4.8), "points") == "XNLI: −4.8 points"
    assert finding(tasks(XNLI=-1.0, MLQA=-2.0), "points") == "All 2 tasks lose, XNLI least, −1.0 points"
    assert finding(tasks(XNLI=1.0, MLQA=-2.0), "points") == "XNLI gains most, +1.0 points; 1 of 2 tasks loses"
    assert level_finding(tasks(XNLI=80.9), "percent") == "XNLI 80.9 percent"
    assert level_finding(tasks(XNLI=80.9, MLQA=70.25), "percent") == "XNLI 80.9 to MLQA 70.2 percent"
