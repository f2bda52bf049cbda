from types import SimpleNamespace

from pipeline.commands.steps import print_missing
from pipeline.domain.example import MissingCell
from pipeline.domain.task import Split
from pipeline.sources.cell import CellFiles, unlabelled
from pipeline.tasks.discovery import get_task


def test_cells_without_gold_are_told_from_cells_without_files(tmp_path, capsys):
    files = CellFiles(get_task("mlqa"), Split.TEST, "de", (tmp_path / "de.json",), None, tmp_path / "gold" / "de.json")
    no_gold = MissingCell("mlqa", "de", Split.TEST, str(unlabelled(files)))
    absent = MissingCell("mlqa", "vi", Split.TEST, f"no mlqa test in 'vi': looked for {tmp_path / 'vi.json'}")
    print_missing(
        SimpleNamespace(
            jobs=[SimpleNamespace(missing_cells=(no_gold, absent)), SimpleNamespace(missing_cells=(no_gold,))]
        )
    )
    assert (
        capsys.readouterr().out
        == "  texts without gold labels: mlqa test in de\n  not in this source: mlqa test in vi\n"
    )
