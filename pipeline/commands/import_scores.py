"""`python -m pipeline import scores`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.limits import MEMORY_OF_SCORES, SECONDS_OF_SCORES, NoLimitOption, limited
from pipeline.commands.steps import now
from pipeline.commands.terminal import BenchmarksOption, HomeOption, console
from pipeline.store.home import find_home


def import_scores(
    file: Annotated[Path, typer.Argument(help="File of scores; docs/claims.md lists the formats.")],
    name: Annotated[str | None, typer.Option(help="What to call the import; the file's name by default.")] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(help="What the scores were taken on, such as XTREME; else another scope than any claim's."),
    ] = None,
    outcomes: Annotated[
        list[Path] | None,
        typer.Option(help="CSV or Parquet file of per-example outcomes, for paired intervals; may be given again."),
    ] = None,
    allowed: Annotated[
        list[str] | None,
        typer.Option("--allow", metavar="DOUBT", help="Take what an error doubts as meant; the error names the word."),
    ] = None,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the file; by default the one that recognises it.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="Value of a column that the file leaves open."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove an earlier import of this name.")] = False,
    benchmarks: BenchmarksOption = None,
    no_limit: NoLimitOption = False,
    home: HomeOption = None,
) -> None:
    """Check a file of scores and keep it as run records of the home, marked as imported; `build` takes them in."""
    from pipeline.importers.importer import columns_of
    from pipeline.importers.scores import read_import, write_import
    from pipeline.store.benchmarks import folders_of, load_benchmarks
    from pipeline.store.languages import load_languages
    from pipeline.store.lock import writing
    from pipeline.tasks.discovery import load_tasks

    place, tasks = find_home(home), load_tasks()
    described = load_benchmarks(folders_of(place, benchmarks), registered=tasks)
    known = [language.language for language in load_languages()]
    with limited(f"the import of {file}", seconds=SECONDS_OF_SCORES, memory=MEMORY_OF_SCORES, is_lifted=no_limit):
        ready = read_import(
            file,
            tasks,
            known,
            name=name,
            benchmark=benchmark,
            outcomes=outcomes or (),
            allowed=allowed or (),
            format_name=format_name,
            given=columns_of(given or []),
            benchmarks=described,
        )
    moment = now()
    with writing(place, started_at=moment.isoformat(), command="import scores"):
        run_ids = write_import(place, ready, now=moment, is_replaced=replace)
    n_scores, n_described = len(ready.scores.rows), len(ready.described.scores)
    if n_scores or not n_described:
        counted = f"{n_scores} scores, {len(run_ids)} runs"
        console.print(f"{counted}, profile {ready.profile} -> {place.runs}", soft_wrap=True)
    if n_described:
        counted = f"{n_described} scores on described benchmarks"
        console.print(f"{counted}, profile {ready.profile} -> {place.benchmark_scores}", soft_wrap=True)
    for line in ready.notes():
        console.print(line, style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print("`python -m pipeline build` judges them; `verify` shows the verdicts", highlight=False)
