"""Two submission folders, a baseline and a system after SQuAD, kept as one import and judged with a paired interval."""

import json
from contextlib import closing

import pytest
from typer.testing import CliRunner

from pipeline.__main__ import app
from pipeline.build import build_judged
from pipeline.claims.provenance.explained import pick
from pipeline.domain.errors import DataFormatError, ProfileError
from pipeline.importers.scores import write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.store.publish import open_build
from pipeline.store.records import read_run
from pipeline.submissions.folder import score_folder
from pipeline.submissions.imported import as_import, check_gold
from tests.pipeline.importers.test_import_scores import CLAIMS
from tests.pipeline.importers.test_import_scores import _outcomes as csv_outcomes
from tests.pipeline.importers.test_import_scores import _ready as from_csv
from tests.small_home import NOW, small_tasks

LANGUAGES = [language.language for language in load_languages()]
# right answers of ten: gains of +10, 0 and +20 points, 10 in the mean; the right ones stand first in both
RIGHT = {"none": {"de": 5, "en": 7, "zh": 4}, "squad_v1": {"de": 6, "en": 7, "zh": 6}}
TASKS = {task.task: task for task in small_tasks()}


@pytest.fixture
def folders(tmp_path):
    for name, cells in {**RIGHT, "gold": dict.fromkeys(RIGHT["none"], 10)}.items():
        (tmp_path / name / "xnli").mkdir(parents=True)
        for language, n_right in cells.items():
            lines = ["entailment"] * n_right + ["neutral"] * (10 - n_right)
            (tmp_path / name / "xnli" / f"test-{language}.tsv").write_text("\n".join(lines) + "\n")
    return tmp_path


def _ready(folders, regime, **given):
    scored = score_folder(folders / regime, folders / "gold", [TASKS["xnli"]], are_kept=True)
    columns = {"encoder": "my-encoder", **({} if regime == "none" else {"intermediate": regime}), **given}
    return as_import(folders / regime, scored, TASKS, LANGUAGES, name="mine", benchmark="XTREME", given=columns)


def test_two_folders_of_one_import_are_judged_together_with_a_paired_interval(folders):
    home = Home(folders / "home")
    for regime in RIGHT:
        write_import(home, _ready(folders, regime), now=NOW)
    write_import(home, from_csv(folders, "paired", outcomes=csv_outcomes()), now=NOW)
    write_import(home, from_csv(folders, "bare"), now=NOW)
    (folders / "claims").mkdir()
    (folders / "claims/own.yaml").write_text(CLAIMS, encoding="utf-8")
    path = build_judged(home, now=NOW, git_commit=None, tasks=small_tasks(), claims_folder=folders / "claims")
    with closing(open_build(path)) as connection:
        (row,) = pick(connection, "own-gain:squad_v1:measured/import:mine")
        assert (row["verdict"], row["estimate"]) == ("CONSISTENT", pytest.approx(10.0))
        # the interval of the same outcomes taken in from CSV, narrower than that without outcomes
        (paired,), (bare,) = (pick(connection, f"own-gain:squad_v1:import:{name}") for name in ("paired", "bare"))
        assert (row["low"], row["high"]) == (pytest.approx(paired["low"]), pytest.approx(paired["high"]))
        assert bare["low"] < row["low"] < row["high"] < bare["high"]
        query = "select language, value, metric_impl from scores semi join runs using (run_id) "
        scores = connection.execute(query + "where run_id like 'import-mine-%' order by value").fetchall()
    assert [value for _, value, _ in scores] == [40.0, 50.0, 60.0, 60.0, 70.0, 70.0]
    assert "as XTREME evaluate.py, computed here from the predictions" in scores[0][2]


def test_a_folder_taken_in_twice_changes_nothing(folders):
    home = Home(folders / "home")
    first = write_import(home, _ready(folders, "none"), now=NOW)
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    assert write_import(home, _ready(folders, "none"), now=NOW.replace(year=2027)) == first
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before


def test_other_predictions_of_the_same_system_need_a_word(folders):
    home = Home(folders / "home")
    for regime in RIGHT:
        write_import(home, _ready(folders, regime), now=NOW)
    path = folders / "none/xnli/test-de.tsv"
    path.write_text(path.read_text().replace("neutral", "contradiction", 1))
    with pytest.raises(ProfileError, match="already holds 1 runs of another import"):
        write_import(home, _ready(folders, "none"), now=NOW)
    write_import(home, _ready(folders, "none"), now=NOW, is_replaced=True)
    runs = [read_run(folder) for folder in home.runs.iterdir()]
    assert sorted(run.regime for run in runs) == ["none", "squad_v1"]


def test_another_gold_is_not_mixed_in(folders):
    home = Home(folders / "home")
    write_import(home, _ready(folders, "none"), now=NOW)
    path = folders / "gold/xnli/test-de.tsv"
    path.write_text(path.read_text().replace("entailment", "neutral", 1))
    with pytest.raises(ProfileError, match="scored against other gold files"):
        check_gold(home, _ready(folders, "squad_v1"))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"encoder": ""}, "no encoder: say whose predictions"),
        ({"language": "de"}, "--set language: say whose predictions"),
    ],
)
def test_an_import_says_whose_predictions_they_are(folders, given, message):
    with pytest.raises(ProfileError, match=message):
        _ready(folders, "none", **given)


def test_an_unknown_intermediate_task_is_answered_with_the_nearest(folders):
    with pytest.raises(DataFormatError, match="did you mean 'squad_v1'"):
        _ready(folders, "none", intermediate="squad_v3")


def test_the_command_scores_imports_and_prints_json(folders):
    for path in [*folders.glob("none/xnli/*"), *folders.glob("gold/xnli/*")]:
        for language in "ar bg el es fr hi ru sw th tr ur vi".split():
            (path.parent / f"test-{language}.tsv").write_text("entailment\nneutral\n")
    command = ["score", str(folders / "none"), "--gold", str(folders / "gold"), "--home", str(folders / "home")]
    done = CliRunner().invoke(app, [*command, "--json"])
    assert done.exit_code == 0
    found = json.loads(done.output)
    # de, en and zh have 0.5, 0.7 and 0.4 right, the other twelve all
    assert found["tasks"]["xnli"]["score"] == pytest.approx(100 * 13.6 / 15)
    assert found["tasks"]["xnli"]["metrics"]["accuracy"]["languages"]["de"] == {
        "value": 50.0, "chance": pytest.approx(100 / 3), "n_examples": 10, "n_unanswered": 0,
    }  # fmt: skip
    assert (found["all_task"], found["groups"]["classification"]) == (None, None)
    assert "pawsx" in found["tasks_missing"]
    assert not (folders / "home").exists()
    kept = CliRunner().invoke(app, [*command, "--import", "mine", "--set", "encoder=org/m@rev"])
    assert kept.exit_code == 0
    assert "15 scores, 1 runs, profile import:mine" in kept.output
    lone = CliRunner().invoke(app, [*command, "--set", "encoder=m"])
    assert isinstance(lone.exception, ProfileError)
    refused = CliRunner().invoke(app, [*command, "--task", "xnil"])
    assert "did you mean 'xnli'?" in str(refused.exception)
