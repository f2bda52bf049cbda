"""A format of others, in and out, by one file each."""

import csv
import json

SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
enc-a,none,,xnli,de,accuracy,test,0,60.0,100
enc-a,squad_v1,squad_v1,xnli,de,accuracy,test,0,70.0,100
"""
LINES = [
    {"model": "org/m", "task": "xnli", "lang": "de", "accuracy": 0.6125, "n": 80},
    {"model": "org/m", "task": "xnli", "lang": "fr", "accuracy": 0.5, "n": 80},
]


def test_an_import_format_is_one_file(tree):
    tree.add("pipeline/importers/leaderboard.py")
    file = tree.root / "board.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), "--benchmark", "XTREME", "--set", "split=test")
    assert "2 scores, 1 runs, profile import:board" in said
    cells = [json.loads(path.read_text()) for path in sorted(tree.root.glob("home/runs/*/cells/*.json"))]
    # 0.6125 of 80 are 49 right answers, 61.25 percent
    assert [(cell["language"], cell["scores"][0]["value"]) for cell in cells] == [("de", 61.25), ("fr", 50.0)]


def test_an_import_format_has_the_checks_of_all(tree):
    tree.add("pipeline/importers/leaderboard.py")
    file = tree.root / "board.jsonl"
    file.write_text(json.dumps(LINES[0] | {"task": "xnil"}) + "\n", encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), "--set", "split=test", fails=True)
    assert "board.jsonl, line 1: found 'xnil' in column 'target'" in said
    assert "did you mean 'xnli'?" in said
    file.write_text(json.dumps(LINES[0] | {"accuracy": 0.6}) + "\n", encoding="utf-8")
    assert "found 'split'" not in tree.crosscheck("import", "scores", str(file), "--set", "split=test")
    assert "say --set split=VALUE" in tree.crosscheck("import", "scores", str(file), fails=True)
    file.write_text(json.dumps(LINES[0] | {"accuracy": 0.6199}) + "\n", encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), "--set", "split=test", "--replace", fails=True)
    assert "61.99 in column 'value' of 80 examples" in said


def test_a_file_of_no_format_is_answered_with_the_formats_that_there_are(tree):
    tree.add("pipeline/importers/leaderboard.py")
    file = tree.root / "board.txt"
    file.write_text("org/m 61.25\n", encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), fails=True)
    assert "csv (CSV with one score a row" in said
    assert "leaderboard (" in said


def test_a_file_of_the_folder_without_its_constant_is_named(tree):
    (tree.root / "pipeline/importers/forgotten.py").write_text("READ = None\n", encoding="utf-8")
    file = tree.root / "own.csv"
    file.write_text(SCORES, encoding="utf-8")
    said = tree.crosscheck("import", "scores", str(file), fails=True)
    assert "pipeline.importers.forgotten holds no constant IMPORTER" in said


def test_an_export_format_is_one_file(tree):
    tree.add("pipeline/exporters/tally.py")
    file = tree.root / "own.csv"
    file.write_text(SCORES, encoding="utf-8")
    tree.crosscheck("import", "scores", str(file), "--benchmark", "XTREME")
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    out = tree.root / "tally.json"
    said = tree.crosscheck("export", "tally", "--out", str(out), "--regime", "squad_v1")
    assert "1 scores" in said
    assert json.loads(out.read_text(encoding="utf-8")) == {"xnli": {"de": [70.0]}}


def test_scores_written_as_csv_are_read_again_as_they_were(tree):
    first, second = tree.root / "own.csv", tree.root / "again.csv"
    first.write_text(SCORES, encoding="utf-8")
    tree.crosscheck("import", "scores", str(first), "--benchmark", "XTREME")
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    tree.crosscheck("export", "csv", "--out", str(second), "--profile", "import:own")
    with second.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [{name: row[name] for name in SCORES.splitlines()[0].split(",")} for row in rows] == list(
        csv.DictReader(SCORES.splitlines())
    )
    assert {row["evidence"] for row in rows} == {"measured"}
    assert {row["profile"] for row in rows} == {"import:own"}
    assert "2 scores, 2 runs, profile import:again" in tree.crosscheck("import", "scores", str(second))
    stated = [
        json.loads(path.read_text())["config"]["imported"] for path in tree.root.glob("home/runs/*again*/run.json")
    ]
    assert {one["stated"]["profile"] for one in stated} == {"import:own"}


def test_an_export_of_names_that_no_score_has_is_refused(tree):
    file = tree.root / "own.csv"
    file.write_text(SCORES, encoding="utf-8")
    tree.crosscheck("import", "scores", str(file))
    tree.crosscheck("build", CROSSCHECK_SNAPSHOT="none")
    said = tree.crosscheck("export", "csv", "--task", "xnil", fails=True)
    assert "unknown target 'xnil'; did you mean 'xnli'?" in said
    assert "unknown export format 'cvs'; did you mean 'csv'?" in tree.crosscheck("export", "cvs", fails=True)
