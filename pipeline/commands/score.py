"""`python -m pipeline score`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.steps import now
from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.domain.task import Task
    from pipeline.submissions.benchmark import SubmissionBenchmark
    from pipeline.submissions.folder import FolderScores


def score(
    folder: Annotated[Path, typer.Argument(help="Submission folder: <task>/test-<language>.tsv or .json.")],
    gold: Annotated[
        Path, typer.Option(help="Folder of the same layout with the right answers, or one that holds it as labels/.")
    ],
    benchmark: Annotated[
        str | None, typer.Option(help="xtreme or xtreme-r; by default what the folder's tasks say.")
    ] = None,
    task: Annotated[list[str] | None, typer.Option(help="Only this task; may be given again.")] = None,
    is_partial: Annotated[
        bool, typer.Option("--partial", help="Score the languages that are there; such a task enters no average.")
    ] = False,
    name: Annotated[
        str | None,
        typer.Option("--import", metavar="NAME", help="Also keep scores and outcomes as runs of this import."),
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="Whose predictions: encoder, intermediate, regime, seed."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Remove what the import holds of the same system.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print all of it as JSON.")] = False,
    home: HomeOption = None,
) -> None:
    """Score a submission folder of XTREME or XTREME-R as its evaluate.py does; see docs/submissions.md."""
    import json

    from pipeline.domain.errors import ProfileError, unknown_name
    from pipeline.submissions.benchmark import choose_benchmark
    from pipeline.submissions.folder import score_folder
    from pipeline.submissions.report import as_dict, print_scores
    from pipeline.tasks.discovery import load_tasks

    tasks = load_tasks()
    there = [entry.name for entry in folder.iterdir() if entry.is_dir()] if folder.is_dir() else []
    chosen = choose_benchmark(benchmark, there)
    wanted = chosen.resolve(tasks)
    for one in task or ():
        if one not in chosen.tasks:
            raise unknown_name(f"task of {chosen.title}", one, chosen.tasks)
    if task:
        wanted = tuple(each for each in wanted if each.task in task)
    if name is None and (given or replace):
        raise ProfileError("--set and --replace are about the import; say --import NAME as well")
    scored = score_folder(
        folder, gold, wanted, average=chosen.average, is_partial=is_partial, are_kept=name is not None
    )
    if as_json:
        typer.echo(json.dumps(as_dict(chosen, scored, wanted), indent=1, ensure_ascii=False))
    else:
        print_scores(chosen, scored, wanted, console)
    if name is not None:
        said = _keep(folder, scored, tasks, chosen, name, given or [], replace=replace, home=home)
        if not as_json:
            for line in said:
                console.print(line, soft_wrap=True, highlight=False, markup=False)


def _keep(
    folder: Path,
    scored: FolderScores,
    tasks: Mapping[str, Task],
    benchmark: SubmissionBenchmark,
    name: str,
    given: list[str],
    *,
    replace: bool,
    home: Path | None,
) -> list[str]:
    from pipeline.importers.importer import columns_of
    from pipeline.importers.scores import write_import
    from pipeline.store.languages import load_languages
    from pipeline.store.lock import writing
    from pipeline.submissions.imported import as_import, check_gold

    known = [language.language for language in load_languages()]
    ready = as_import(folder, scored, tasks, known, name=name, benchmark=benchmark.title, given=columns_of(given))
    place, moment = find_home(home), now()
    check_gold(place, ready)
    with writing(place, started_at=moment.isoformat(), command="score --import"):
        run_ids = write_import(place, ready, now=moment, is_replaced=replace)
    return [
        f"{len(ready.scores.rows)} scores, {len(run_ids)} runs, profile {ready.profile} -> {place.runs}",
        *(note for note in ready.notes() if note not in scored.notes and "baseline" not in note),
        "`python -m pipeline build` judges them beside the other systems of this import",
    ]
