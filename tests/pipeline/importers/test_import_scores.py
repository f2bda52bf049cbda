import shutil
from contextlib import closing

import numpy as np
import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.claims.evidence.unpaired import independent_error, widest_error, widest_scores
from pipeline.claims.provenance.explained import pick
from pipeline.claims.provenance.recompute import recompute
from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.importers.importer import COLUMNS
from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.store.publish import open_build
from pipeline.store.records import read_run
from pipeline.tasks.discovery import load_tasks
from tests.small_home import NOW, small_tasks

LANGUAGES = [language.language for language in load_languages()]
# right answers of ten: gains of +10, 0 and +20 points, 10 in the mean
RIGHT = {"none": {"de": 5, "en": 7, "zh": 4}, "squad_v1": {"de": 6, "en": 7, "zh": 6}}
CLAIMS = """\
paper: own
paper_title: Invented
source_version: v1
source_url: https://example.org
claims:
  - claim_id: own-gain
    locator: invented
    statement: SQuAD adds ten points.
    kind: gain
    regimes: [squad_v1]
    baseline: none
    tasks: [xnli]
    languages: all
    metric: accuracy
    split: test
    comparator: equals
    value: "10"
    tolerance: 90.0
    unit: points
    scope_encoder: my-encoder
    scope_benchmark: XTREME
"""


def _scores():
    lines = [",".join(COLUMNS)]
    for regime, cells in RIGHT.items():
        task = "" if regime == "none" else regime
        lines += [f"my-encoder,{regime},{task},xnli,{lang},accuracy,test,0,{10 * n}.0,10" for lang, n in cells.items()]
    return "\n".join(lines) + "\n"


def _outcomes():
    lines = ["encoder,regime,target,language,split,seed,example_id,outcome"]
    for regime, cells in RIGHT.items():
        for language, n_right in cells.items():
            place = f"my-encoder,{regime},xnli,{language},test,0"
            lines += [f"{place},{number:02d},{int(number < n_right)}" for number in range(10)]
    return "\n".join(lines) + "\n"


def _ready(folder, name, *, outcomes=None, benchmark="XTREME", scores=None):
    path = folder / f"{name}.csv"
    path.write_text(scores or _scores(), encoding="utf-8")
    answers = None
    if outcomes is not None:
        answers = folder / f"{name}-outcomes.csv"
        answers.write_text(outcomes, encoding="utf-8")
    return read_import(
        path, load_tasks(), LANGUAGES, name=name, benchmark=benchmark, outcomes=(answers,) if answers else ()
    )


@pytest.fixture(scope="module")
def connection(tmp_path_factory):
    folder = tmp_path_factory.mktemp("own")
    home = Home(folder / "home")
    write_import(home, _ready(folder, "bare"), now=NOW)
    write_import(home, _ready(folder, "paired", outcomes=_outcomes()), now=NOW)
    write_import(home, _ready(folder, "unstated", benchmark=None), now=NOW)
    (folder / "claims").mkdir()
    (folder / "claims" / "own.yaml").write_text(CLAIMS, encoding="utf-8")
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=folder / "claims")
    with closing(open_build(path)) as opened:
        yield opened


@pytest.mark.parametrize("name", ["bare", "paired"])
def test_imported_scores_are_judged_as_measured_evidence(connection, name):
    (row,) = pick(connection, f"own-gain:squad_v1:measured/import:{name}")
    assert (row["kind"], row["profile"], row["verdict"]) == ("measured", f"import:{name}", "CONSISTENT")
    assert "of one training of each arm, does not decide" in row["reason"]
    assert "One training of each arm does not tell what others would give" in row["reason"]
    assert row["estimate"] == pytest.approx(10.0)
    assert recompute(connection, [row])[0].is_same
    assert len(row.inputs) == 2


def test_imported_scores_without_a_stated_benchmark_are_another_scope(connection):
    (row,) = pick(connection, "own-gain:squad_v1:import:unstated")
    assert row["verdict"] == "SCOPE_MISMATCH"
    assert [item["what"] for item in row["scope_differences"]] == ["benchmark"]


def test_imported_scores_without_outcomes_get_the_wider_interval(connection):
    (bare,), (paired,) = (pick(connection, f"own-gain:squad_v1:import:{name}") for name in ("bare", "paired"))
    assert bare["low"] < paired["low"] <= 10.0 <= paired["high"] < bare["high"]


def test_imported_runs_are_marked_with_the_hash_of_their_file(connection, tmp_path):
    ready = _ready(tmp_path, "bare")
    rows = connection.execute(
        "select config ->> '$.imported.sha256', source_digest, metric_impl from runs inner join scores using (run_id) "
        "where profile = 'import:bare'"
    ).fetchall()
    assert set(rows) == {
        (ready.scores.sha256, ready.digest, "accuracy as imported from bare.csv; implementation not known")
    }


def test_differences_of_imported_scores_say_what_is_not_known(connection):
    (row,) = pick(connection, "own-gain:squad_v1:import:unstated")
    found = {item["aspect"]: item["evidence"] for item in row.differences}
    assert found["outcomes per example"] == "2 of 2 runs were imported without"
    assert found["hyper-parameters"] == "not stated"
    assert found["labels"].startswith("not seen here")
    assert "encoder size" in found


def _files(root):
    return sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())


def test_write_import_again_changes_nothing(tmp_path):
    home = Home(tmp_path / "home")
    first = write_import(home, _ready(tmp_path, "mine"), now=NOW)
    before = {path: (home.root / path).read_bytes() for path in _files(home.root)}
    assert write_import(home, _ready(tmp_path, "mine"), now=NOW.replace(year=2027)) == first
    assert {path: (home.root / path).read_bytes() for path in _files(home.root)} == before


def test_write_import_replaces_another_of_its_name_only_when_told(tmp_path):
    home = Home(tmp_path / "home")
    write_import(home, _ready(tmp_path, "mine"), now=NOW)
    write_import(home, _ready(tmp_path, "mine-too"), now=NOW)
    other = _ready(tmp_path, "mine", scores=_scores().replace("60.0", "80.0"))
    with pytest.raises(ProfileError, match="already holds 2 runs"):
        write_import(home, other, now=NOW)
    write_import(home, other, now=NOW, is_replaced=True)
    runs = [read_run(folder) for folder in sorted(home.runs.iterdir())]
    assert sorted(run.profile for run in runs) == ["import:mine"] * 2 + ["import:mine-too"] * 2
    assert {run.source_digest for run in runs if run.profile == "import:mine"} == {other.digest}


def test_import_notes_say_what_is_not_judged_in_full(tmp_path):
    lone = "\n".join(line for line in _scores().splitlines() if ",none,,xnli,zh," not in line) + "\n"
    notes = _ready(tmp_path, "lone", scores=lone, benchmark=None).notes()
    assert notes[0].startswith("1 cells have no baseline")
    assert len(notes) == 3
    assert _ready(tmp_path, "whole", outcomes=_outcomes()).notes() == []


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "-a", "a" * 65, "a\n"])
def test_import_refuses_names_that_cannot_be_one(tmp_path, name):
    (tmp_path / "s.csv").write_text(_scores(), encoding="utf-8")
    with pytest.raises(ProfileError, match="--name"):
        read_import(tmp_path / "s.csv", load_tasks(), LANGUAGES, name=name)


@pytest.mark.parametrize(
    ("old", "new", "found", "expected"),
    [
        (",00,1", ",00,2", "'2' in column 'outcome'", "0 to 1"),
        (",00,1", ",00,1.5", "'1.5'", "0 to 1"),
        (",00,1", ",00,nan", "'nan'", "0 to 1"),
        (",00,1", ",00,0", "that give accuracy 40", "50, as line 2"),
        (",00,1", ",01,1", "'01' in column 'example_id'", "once"),
        (",00,1", ",,1", "''", "a name"),
        ("my-encoder,none,xnli,de,test,0,00,1\n", "", "9 outcomes", "10, as line 2"),
        ("none,xnli,de", "none,xnli,fr", "outcomes of", "a cell that"),
        ("test,0,00", "dev,0,00", "outcomes of", "a cell that"),
        ("xnli", "xnil", "'xnil'", "did you mean"),
        ("example_id", "id", "column 'id'", "the columns"),
    ],
)
def test_outcomes_that_do_not_fit_the_scores_are_refused(tmp_path, old, new, found, expected):
    with pytest.raises(DataFormatError) as caught:
        _ready(tmp_path, "mine", outcomes=_outcomes().replace(old, new, 1))
    assert found in caught.value.found
    assert expected in caught.value.expected


def test_outcomes_of_an_f1_over_all_examples_need_counts(tmp_path):
    # two right of 4 predicted and 4 gold: F1 = 200 * 2 / 8 = 50
    scores = ",".join(COLUMNS) + "\nmy-encoder,none,,panx,de,f1,test,0,50.0,2\n"
    header = "encoder,regime,target,language,split,seed,example_id,outcome"
    plain = f"{header}\n" + "".join(f"my-encoder,none,panx,de,test,0,{number},0.5\n" for number in range(2))
    with pytest.raises(DataFormatError, match="no mean over examples"):
        _ready(tmp_path, "mine", scores=scores, outcomes=plain)
    counted = plain.replace("outcome\n", "outcome,n_true_positive,n_predicted,n_gold\n").replace("0.5\n", "0.5,1,2,2\n")
    assert _ready(tmp_path, "mine", scores=scores, outcomes=counted).outcomes is not None
    with pytest.raises(DataFormatError, match="at most n_predicted and n_gold"):
        _ready(tmp_path, "mine", scores=scores, outcomes=counted.replace("1,2,2", "3,2,2"))
    with pytest.raises(DataFormatError, match="that give f1 75"):
        _ready(tmp_path, "mine", scores=scores, outcomes=counted.replace("1,2,2", "2,2,2", 1))


def test_widest_error_is_that_of_arms_right_on_different_examples():
    # 60% and 45% right: at least 5% of the examples are right in both arms, so at most 55% + 40% differ by one;
    # the variance of the difference is 0.95 - 0.15^2 = 0.9275, of 20 examples 100 sqrt(0.9275 / 20) = 21.53
    arms = np.array([60.0]), np.array([45.0]), np.array([20.0])
    assert widest_error(*arms) == pytest.approx(21.53, abs=0.01)
    # independent arms: 0.6 x 0.4 + 0.45 x 0.55 = 0.4875, so 100 sqrt(0.4875 / 20) = 15.61
    assert independent_error(*arms) == pytest.approx(15.61, abs=0.01)


def test_widest_scores_move_all_pairs_of_a_task_together():
    found = widest_scores(["xnli", "xnli", "panx"], [(60.0, 45.0, 20), (70.0, 50.0, 80), (70.0, 50.0, 80)])
    gains = found.drawn[::2] - found.drawn[1::2]
    assert gains.mean(axis=1) == pytest.approx([15.0, 20.0, 20.0])
    # 70% and 50%: 0.2 in both at least, so 0.5 + 0.3 - 0.2^2 = 0.76, and 100 sqrt(0.76 / 80) = 9.75
    assert gains.std(axis=1) == pytest.approx([21.53, 9.75, 9.75], abs=0.01)
    assert np.corrcoef(gains[0], gains[1])[0, 1] == pytest.approx(1.0)
    assert abs(np.corrcoef(gains[1], gains[2])[0, 1]) < 0.15


def test_import_command_writes_into_the_home_and_nothing_on_a_fault(tmp_path):
    home, path = tmp_path / "home", tmp_path / "own.csv"
    path.write_text(_scores(), encoding="utf-8")
    done = CliRunner().invoke(app, ["import", "scores", str(path), "--home", str(home)])
    assert done.exit_code == 0
    assert "6 scores, 2 runs, profile import:own" in done.output
    assert len(list((home / "runs").iterdir())) == 2
    shutil.rmtree(home)
    path.write_text(_scores().replace("70.0", "NaN"), encoding="utf-8")
    refused = CliRunner().invoke(app, ["import", "scores", str(path), "--home", str(home)])
    assert isinstance(refused.exception, DataFormatError)
    assert not home.exists()


def test_import_keeps_of_how_many_seeds_a_value_is_the_mean(tmp_path):
    lines = [",".join((*COLUMNS, "n_seeds")), "my-encoder,none,,xnli,de,accuracy,test,0,50.0,10,3"]
    ready = _ready(tmp_path, "means", scores="\n".join(lines) + "\n")
    (run_id,) = write_import(Home(tmp_path / "home"), ready, now=NOW)
    assert read_run(tmp_path / "home" / "runs" / run_id).config["imported"]["n_seeds"] == 3
    assert ready.notes()[0].startswith("1 scores are means over several seeds")


def test_arms_of_different_sizes_are_left_out_when_allowed(tmp_path):
    # 6 of 10 right after SQuAD, 10 of 20 before it: no gain between them is computed
    text = _scores().replace("xnli,de,accuracy,test,0,50.0,10", "xnli,de,accuracy,test,0,50.0,20")
    (tmp_path / "uneven.csv").write_text(text, encoding="utf-8")
    with pytest.raises(DataFormatError, match="--allow unequal-examples"):
        read_import(tmp_path / "uneven.csv", load_tasks(), LANGUAGES)
    ready = read_import(
        tmp_path / "uneven.csv", load_tasks(), LANGUAGES, benchmark="XTREME", allowed=["unequal-examples"]
    )
    home = Home(tmp_path / "home")
    write_import(home, ready, now=NOW)
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "own.yaml").write_text(CLAIMS, encoding="utf-8")
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=tmp_path / "claims")
    with closing(open_build(path)) as opened:
        (row,) = opened.execute(
            "select estimate, n_cells, missing_cells from evidence where kind = 'measured' and profile is not null"
        ).fetchall()
    # English 0, Chinese +20
    assert row[0] == pytest.approx(10.0)
    assert row[1] == 2
    assert "the run and its baseline scored different examples" in str(row[2])
