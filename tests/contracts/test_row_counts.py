"""benchmarks/row_counts.py on a folder laid out by hand."""

from pathlib import Path

from benchmarks.row_counts import main

FILES = {
    "xtreme/tatoeba/de-en.de": "Hund.\nKatze.\nMaus.\n",
    "xtreme/tatoeba/de-en.en": "Cat.\nDog.\nMouse.\n",
    "labels/tatoeba/test-de.tsv": "1\n0\n2\n",
    "xtreme/xnli/dev-de.tsv": "A.\tB.\tneutral\nC.\tD.\tneutral\n",
    "xtreme/xnli/test-de.tsv": "A.\tB.\n",  # its gold is not there
    "raw/de.txt": "Ein Satz.\nNoch einer.\n",
    "elsewhere.txt": "x\n",
}
ROWS = {"xtreme/tatoeba/de-en.de": 3, "xtreme/tatoeba/de-en.en": 3, "labels/tatoeba/test-de.tsv": 3,
        "xtreme/xnli/dev-de.tsv": 2, "xtreme/xnli/test-de.tsv": 1, "raw/de.txt": 2, "elsewhere.txt": 1}  # fmt: skip


def _write(root: Path, rows: dict[str, int]) -> str:
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content)
    lines = [f"{path},{count},test,\n" for path, count in rows.items()]
    (root / "MANIFEST.csv").write_text("path,rows,split,note\n" + "".join(lines))
    return str(root)


def test_row_counts_tells_what_is_read_and_why_the_rest_is_not(tmp_path, capsys):
    assert main([_write(tmp_path, ROWS)]) == 0

    printed = capsys.readouterr().out
    assert "not read: xtreme/xnli/test-de.tsv: xnli test de: xtreme/xnli/test-de.tsv holds no labels" in printed
    assert "not read: elsewhere.txt: no task looks for it" in printed
    assert (
        "2 cells of 2 tasks and the text of 1 languages were read from 5 files whose rows equal the manifest's; "
        "0 readings differ; 2 files of the manifest are read by no task"
    ) in printed


def test_row_counts_fails_on_another_number(tmp_path, capsys):
    assert main([_write(tmp_path, {**ROWS, "xtreme/tatoeba/de-en.de": 4})]) == 1

    assert (
        "differs: tatoeba test de: 3 rows of xtreme/tatoeba/de-en.de; the manifest counts 4" in capsys.readouterr().out
    )


def test_row_counts_fails_on_a_file_that_is_not_listed(tmp_path, capsys):
    rows = {path: count for path, count in ROWS.items() if path != "raw/de.txt"}

    assert main([_write(tmp_path, rows)]) == 1
    assert "not in the manifest: raw/de.txt" in capsys.readouterr().out
