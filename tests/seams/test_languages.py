"""A language by its row, one with a three-letter code and some that a task did not have before."""

import json

import pytest

RIGHT = {"none": {"de": 2, "hsb": 1}, "squad_v1": {"de": 3, "hsb": 3}}  # of four
CLAIM = """\
paper: own
paper_title: Invented
source_version: v1
source_url: https://example.org
claims:
  - claim_id: sorbian-gain
    locator: invented
    statement: SQuAD adds fifty points on XNLI in Upper Sorbian.
    kind: gain
    regimes: [squad_v1]
    tasks: [xnli]
    only_languages: [hsb]
    metric: accuracy
    split: test
    comparator: equals
    value: "50.0"
    tolerance: 60.0
    unit: points
    scope_encoder: enc-a
    scope_benchmark: XTREME
"""
PROFILE = """\
extends = "mini"
title = "Retrieval in languages that were not there before"
source = "xtreme_folder"
regimes = ["none"]
targets = ["tatoeba"]

[evaluation]
languages = ["hsb", "lt"]
splits = ["test"]
"""


@pytest.fixture
def with_language(tree):
    tree.add("data/reference/languages.csv")
    tree.add("data/reference/language_places.csv")
    return tree


def _write_scores(tree):
    scores = ["encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples"]
    outcomes = ["encoder,regime,target,language,split,seed,example_id,outcome"]
    for regime, cells in RIGHT.items():
        task = "" if regime == "none" else regime
        for language, n_right in cells.items():
            scores.append(f"enc-a,{regime},{task},xnli,{language},accuracy,test,0,{25 * n_right}.0,4")
            outcomes += [f"enc-a,{regime},xnli,{language},test,0,{n},{int(n < n_right)}" for n in range(4)]
    (tree.root / "own.csv").write_text("\n".join(scores) + "\n", encoding="utf-8")
    (tree.root / "outcomes.csv").write_text("\n".join(outcomes) + "\n", encoding="utf-8")


def test_files_of_a_new_language_are_planned_read_and_scored(with_language):
    data = with_language.root / "folder"
    for language, lines in {"hsb": "Pos\nKočka\n", "lt": "Šuo\nKatė\n"}.items():
        folder = data / "xtreme" / "tatoeba"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{language}-en.{language}").write_text(lines, encoding="utf-8")
        (folder / f"{language}-en.en").write_text("Dog\nCat\n", encoding="utf-8")
        (data / "labels" / "tatoeba").mkdir(parents=True, exist_ok=True)
        (data / "labels" / "tatoeba" / f"test-{language}.tsv").write_text("0\n1\n", encoding="utf-8")
    (with_language.root / "own.toml").write_text(PROFILE, encoding="utf-8")
    said = with_language.crosscheck("run", "own.toml", "--data", str(data), CROSSCHECK_SNAPSHOT="none")
    assert "published" in said
    cells = sorted(path.name for path in with_language.root.glob("home/runs/*/cells/*.json"))
    assert cells == ["tatoeba.test.hsb.json", "tatoeba.test.lt.json"]


@pytest.mark.parametrize("language", ["hu", "he", "eu", "ta", "hsb"])
def test_every_task_reads_its_files_in_a_language_that_it_did_not_have(with_language, language):
    root = with_language.root / "folder"
    files = {
        f"xtreme/xnli/dev-{language}.tsv": "A.\tB.\tneutral\n",
        f"xtreme/pawsx/dev-{language}.tsv": "A.\tB.\t1\n",
        f"xtreme/udpos/dev-{language}.tsv": "a\tNOUN\n",
        f"xtreme/panx/dev-{language}.tsv": "a\tB-PER\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    question = {"id": "1", "question": "Who?", "answers": [{"text": "Ann", "answer_start": 0}]}
    document = {"data": [{"title": "", "paragraphs": [{"context": "Ann went.", "qas": [question]}]}]}
    for path in (
        f"xtreme/xquad/xquad.{language}.json",
        f"xtreme/mlqa/MLQA_V1/dev/dev-context-{language}-question-{language}.json",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(json.dumps(document), encoding="utf-8")
    script = (
        "import sys; from pathlib import Path; from pipeline.domain.task import Split;"
        "from pipeline.sources.xtreme_folder import XtremeFolder; from pipeline.tasks.discovery import get_task;"
        "folder = XtremeFolder(Path(sys.argv[1]));"
        "[print(name, folder.languages(get_task(name), Split(split)), len(folder.read(get_task(name), Split(split), "
        "sys.argv[2]).examples)) for name, split in (pair.split('/') for pair in sys.argv[3:])]"
    )
    wanted = ["xnli/dev", "pawsx/dev", "udpos/dev", "panx/dev", "xquad/test"]
    said = with_language.run("-c", script, str(root), language, *wanted)
    assert said.splitlines() == [f"{pair.split('/')[0]} ('{language}',) 1" for pair in wanted]


def test_a_new_language_is_named_on_every_page_that_lists_languages(with_language):
    tree = with_language
    _write_scores(tree)
    (tree.root / "data" / "claims" / "own.yaml").write_text(CLAIM, encoding="utf-8")
    tree.crosscheck(
        "import", "scores", "own.csv", "--name", "own", "--benchmark", "XTREME", "--outcomes", "outcomes.csv"
    )
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    out = tree.root / "said.json"
    tree.crosscheck("verify", "sorbian-gain", "--evidence", "measured", "--json", str(out))
    (found,) = json.loads(out.read_text(encoding="utf-8"))["verdicts"]
    # three right of four after SQuAD, one before
    assert found["estimate"] == pytest.approx(50.0)
    (run,) = {path.parts[-3] for path in tree.root.glob("home/runs/*/cells/*.hsb.json") if "squad" in _regime(path)}
    for words in (
        ["explore", "task=xnli", "language=hsb"],
        ["explore", "task=xnli", "view=map", "of=squad_v1"],
        ["heatmap", "languages=all", "cell=squad_v1/xnli"],
        ["compare", "task=xnli"],
        ["runs", f"run={run}"],
        ["claim", "claim=sorbian-gain"],
    ):
        assert "Upper Sorbian" in tree.page(*words), words
    tree.crosscheck("report", "--out", str(tree.root / "report.html"))
    assert "Upper Sorbian" in (tree.root / "report.html").read_text(encoding="utf-8")


def _regime(cell):
    return json.loads((cell.parents[1] / "run.json").read_text(encoding="utf-8"))["regime"]
