import json
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app, main
from pipeline.build import build_judged
from pipeline.commands.printing.verdict_files import badge, write_badges, write_junit
from pipeline.commands.verify_steps import verdict_words
from pipeline.domain.errors import UnknownNameError
from pipeline.domain.verdict import VerdictWord
from pipeline.store.home import CLAIMS
from pipeline.store.publish import publish, published
from tests.frozen import FROZEN_CLAIMS
from tests.small_home import NOW, small_tasks, write_small_home

SQUAD = "phang2020-squad-gain"
SVG = "{http://www.w3.org/2000/svg}"
NASTY = "a<b>&\"c\"'d' ]]> \x00\x0b\ufffe é 中"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    place = write_small_home(tmp_path_factory.mktemp("home"))
    publish(place, build_judged(place, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=FROZEN_CLAIMS))
    return place


def _verify(home, *arguments):
    return CliRunner().invoke(app, ["verify", "--home", str(home.root), *map(str, arguments)])


def _row(verdict, label="l", claim_id="c", kind="measured"):
    return {"claim_id": claim_id, "kind": kind, "label": label, "verdict": verdict, "reason": f"because of {NASTY}"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], 0),
        (["--fail-on", "contradicted"], 0),
        (["--fail-on", "CONTRADICTED,SCOPE_MISMATCH"], 1),
        ([SQUAD, "--fail-on", "SCOPE_MISMATCH", "--evidence", "reported"], 0),
        (["--fail-on", "SCOPE_MISMATCH", "--evidence", "measured/small"], 1),
        ([SQUAD, "--evidence", "small", "--evidence", "reported"], 0),
    ],
)
def test_verify_exits_by_the_verdicts_it_is_told_to_fail_on(home, arguments, code):
    assert _verify(home, *arguments).exit_code == code


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--fail-on", "CONTRADICT"], "did you mean 'CONTRADICTED'"),
        (["--fail-on", ""], "unknown verdict ''"),
        (["--evidence", "measurd"], "did you mean 'measured'"),
        (["--evidence", "measured/mini"], "unknown evidence"),
        (["phang2020-squad"], "unknown claim 'phang2020-squad'"),
        (["--claims", "missing.yaml"], "missing.yaml is not there"),
        (["--json", "."], "cannot be written"),
        (["--badges", "pyproject.toml"], "cannot be written"),
        (["--junit", "pyproject.toml/x.xml"], "is a file"),
    ],
)
def test_verify_refuses_with_one_message_and_exit_2(home, arguments, message, monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["pipeline", "verify", "--home", str(home.root), *arguments])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert message in capsys.readouterr().err


def test_verify_json_holds_numbers_differences_and_inputs(home, tmp_path):
    done = _verify(home, SQUAD, "--evidence", "measured", "--json", tmp_path / "v.json")
    assert done.exit_code == 0
    content = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))
    (row,) = [row for row in content["verdicts"] if row["reading"] == "squad_v1"]
    assert {row["kind"] for row in content["verdicts"]} == {"measured"}
    assert row["estimate"] == pytest.approx(10.0)
    assert row["verdict"] == "SCOPE_MISMATCH"
    assert {item["input_id"] for item in row["inputs"]} >= {"small-none-xnli-0"}
    assert row["differences"][0]["aspect"] == "encoder"


def test_verify_claims_judges_the_published_numbers_against_another_file(home, tmp_path):
    # the same small home, asked whether the small encoder gains 10.0 on its own benchmark over its three tasks
    text = (CLAIMS / "phang2020.yaml").read_text(encoding="utf-8").partition("  - claim_id: phang2020-mnli-gain")[0]
    own = (
        text.replace(SQUAD, "own-gain")
        .replace('value: "8.2"', 'value: "10"')
        .replace("scope_encoder: xlm-roberta-large", "scope_encoder: small-encoder")
        .replace("scope_benchmark: XTREME", "scope_benchmark: Mini-XTREME")
        .replace("[xnli, pawsx, udpos, panx, xquad, mlqa, tydiqa, bucc2018, tatoeba]", "[xnli, panx]")
        .replace("regimes: [squad_v1, squad_v2]", "regimes: [squad_v1]")
        .replace("tolerance: 0.0", "tolerance: 100.0")
    )
    path, before = tmp_path / "own.yaml", published(home).read_bytes()
    path.write_text(own, encoding="utf-8")
    done = _verify(home, "--claims", path, "--json", tmp_path / "v.json", "--fail-on", "CONSISTENT")
    rows = json.loads((tmp_path / "v.json").read_text(encoding="utf-8"))["verdicts"]
    (measured,) = [row for row in rows if row["kind"] == "measured"]
    assert measured["estimate"] == pytest.approx(5.0)  # xnli dev +10, panx dev 0
    assert measured["verdict"] == "CONSISTENT"  # one seed decides nothing
    assert done.exit_code == 1
    assert published(home).read_bytes() == before
    again = _verify(home, "--claims", path, "--recompute", measured["selector"])
    assert again.exit_code == 0


def test_junit_counts_failures_and_skips_and_escapes_texts(tmp_path):
    rows = [_row("CONTRADICTED", NASTY), _row("NOT_COMPUTABLE"), _row("CONFIRMED"), _row("CONFIRMED", claim_id="d")]
    write_junit(rows, tmp_path / "j.xml", {VerdictWord.CONTRADICTED})
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    counts = [(suite.get("name"), *(suite.get(name) for name in ("tests", "failures", "skipped"))) for suite in root]
    assert counts == [("c", "3", "1", "1"), ("d", "1", "0", "0")]
    assert (root.get("tests"), root.get("failures"), root.get("errors")) == ("4", "1", "0")
    (failure,) = root.iter("failure")
    assert failure.text == "because of a<b>&\"c\"'d' ]]> \ufffd\ufffd\ufffd é 中"
    assert root[0][0].get("name").startswith("measured: a<b>&")


def test_junit_fails_on_not_computable_where_told(tmp_path):
    write_junit([_row("NOT_COMPUTABLE")], tmp_path / "j.xml", {VerdictWord.NOT_COMPUTABLE})
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert (root.get("failures"), root.get("skipped")) == ("1", "0")


def test_badge_is_svg_with_a_text_alternative():
    root = ElementTree.fromstring(badge(NASTY, [VerdictWord.CONFIRMED]))
    shown = "a<b>&\"c\"'d' ]]> \ufffd\ufffd\ufffd é 中"
    assert root.get("role") == "img"
    assert root.get("aria-label") == f"{shown}: 1 CONFIRMED"
    assert root.find(f"{SVG}title").text == f"{shown}: 1 CONFIRMED"
    assert [text.text for text in root.iter(f"{SVG}text")] == [shown, "✓ CONFIRMED"]


def test_badge_counts_several_verdicts_in_their_fixed_order():
    words = [VerdictWord.NOT_COMPUTABLE, VerdictWord.CONSISTENT, VerdictWord.NOT_COMPUTABLE]
    texts = [text.text for text in ElementTree.fromstring(badge("c", words)).iter(f"{SVG}text")]
    assert texts == ["c", "≈ CONSISTENT ×1, ∅ NOT_COMPUTABLE ×2"]


def test_badges_never_mix_kinds_of_evidence(tmp_path):
    rows = [_row("CONFIRMED", kind=kind) for kind in ("measured", "reported", "measured")]
    names = [path.name for path in write_badges(rows, tmp_path / "new" / "folder")]
    assert names == ["c.measured.svg", "c.reported.svg"]


def test_verify_writes_junit_and_badges(home, tmp_path):
    done = _verify(home, "--junit", tmp_path / "j.xml", "--badges", tmp_path / "b", "--fail-on", "SCOPE_MISMATCH")
    assert done.exit_code == 1
    root = ElementTree.parse(tmp_path / "j.xml").getroot()
    assert int(root.get("failures")) == done.output.count("↔ SCOPE_MISMATCH") > 0
    assert (tmp_path / "b" / f"{SQUAD}.measured.svg").is_file()


def test_verdict_words_take_lists_in_either_case():
    assert verdict_words(["confirmed, Deviates", "CONTRADICTED"]) == {
        VerdictWord.CONFIRMED,
        VerdictWord.DEVIATES,
        VerdictWord.CONTRADICTED,
    }
    with pytest.raises(UnknownNameError):
        verdict_words(["yes"])
