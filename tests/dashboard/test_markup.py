import pytest

from dashboard.kit.markup import Html, chart_text, escape, link, page_url, plain, signed, tag, unbroken


def test_escape_leaves_no_tag():
    assert escape("<b>\"x\" & 'y'") == "&lt;b&gt;&quot;x&quot; &amp; &#x27;y&#x27;"


@pytest.mark.parametrize(
    ("char", "written"),
    [("\u202e", "⟨U+202E⟩"), ("\u2066", "⟨U+2066⟩"), ("\u200b", "⟨U+200B⟩"), ("\x1b", "⟨U+001B⟩")],
)
def test_escape_writes_hidden_characters_out(char, written):
    assert escape(f"a{char}b") == f"a{written}b"


def test_tag_escapes_children_and_attributes():
    written = tag("p", "<i>", Html("<b>x</b>"), None, class_='a"b', aria_label="c", title=None)
    assert written == '<p class="a&quot;b" aria-label="c">&lt;i&gt;<b>x</b></p>'


def test_plain_shows_markdown_as_text():
    assert plain("[a](b) **c** $d$ :red[e]") == r"\[a\]\(b\) \*\*c\*\* \$d\$ \:red\[e\]"


def test_chart_text_keeps_plotly_from_reading_tags():
    assert chart_text("<a href='x'>") == "&lt;a href='x'&gt;"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "JaVaScript:alert(1)", " data:text/html,x", "//evil.example"])
def test_link_refuses_other_schemes(url):
    assert "<a" not in link("label", url)


def test_link_outside_opens_apart():
    assert link("p", "https://example.org/a?b=1&c=2") == (
        '<a href="https://example.org/a?b=1&amp;c=2" target="_blank" rel="noopener noreferrer">p</a>'
    )


def test_page_url_quotes_values_and_repeats_lists():
    assert page_url("runs", run="a b&c", kind=["x", "y"], none=None, empty=[]) == "runs?run=a+b%26c&kind=x&kind=y"


@pytest.mark.parametrize(("value", "written"), [(1.04, "+1.0"), (-0.51, "−0.5"), (-0.04, "0.0"), (0.0, "0.0")])
def test_signed_has_no_negative_zero(value, written):
    assert signed(value) == written


def test_names_with_a_hyphen_stay_on_one_line_and_stay_text():
    assert unbroken("lifts XLM-R <b>") == 'lifts <span style="white-space:nowrap">XLM-R</span> &lt;b&gt;'
    assert unbroken("cross-lingual transfer") == "cross-lingual transfer"  # a long word may break
