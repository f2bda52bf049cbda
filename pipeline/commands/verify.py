"""`python -m pipeline verify`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.commands.limits import SECONDS_OF_CLAIMS, NoLimitOption, limited
from pipeline.commands.terminal import BenchmarksOption, HomeOption, console
from pipeline.domain.errors import ProfileError
from pipeline.store.home import find_home

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.domain.benchmark import Benchmarks
    from pipeline.domain.claim import Claim
    from pipeline.store.home import Home


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
    template: Annotated[
        str | None,
        typer.Option(
            metavar="CLAIM[:READING]",
            help="Print a CSV of the figures that this claim is missing; `import reported` takes it back, filled in.",
        ),
    ] = None,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="Print every change of a verdict between builds, with its cause.")
    ] = False,
    benchmarks: BenchmarksOption = None,
    no_limit: NoLimitOption = False,
    home: HomeOption = None,
) -> None:
    """Print the verdict on every claim from the published file; see docs/claims.md."""
    from pipeline.commands import verify_steps as steps
    from pipeline.commands.printing.multiverse_table import print_multiverse

    place, failing = find_home(home), steps.verdict_words(fail_on or [])
    if ledger:
        is_well = steps.show_ledger(place, claim, console)
    else:
        is_ours = no_limit or claims is None
        with (
            limited(f"judging the claims of {claims}", seconds=SECONDS_OF_CLAIMS, is_lifted=is_ours),
            steps.opened(place, claims, check_names_of, _described(place, benchmarks, claims)) as connection,
        ):
            if explain is not None:
                options = [("--home", home), ("--claims", claims)]
                given = [text for name, path in options if path is not None for text in (name, str(path))]
                steps.explain(connection, explain, console, given)
                is_well = True
            elif template is not None:
                steps.print_template(connection, template, claims, console)
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


def _described(place: Home, given: Path | None, claims: Path | None) -> Benchmarks | None:
    """The described benchmarks that a claims file is judged with; None where the published verdicts are shown."""
    from pipeline.store.benchmarks import folders_of, load_benchmarks
    from pipeline.tasks.discovery import load_tasks

    if claims is None:
        if given is not None:
            raise ProfileError("--benchmarks is read with --claims FILE; `build --benchmarks` judges the home's claims")
        return None
    return load_benchmarks(folders_of(place, given), registered=load_tasks())


def check_names_of(path: Path, claims: Sequence[Claim], benchmarks: Benchmarks) -> None:
    """Refuse claims about tasks, regimes or languages that are not registered."""
    from pipeline.claims.registry.claims_file import check_names
    from pipeline.domain.task import TaskRole
    from pipeline.store.languages import load_languages
    from pipeline.tasks.discovery import load_tasks

    names = {role: [task.task for task in load_tasks().values() if task.role is role] for role in TaskRole}
    languages = [language.language for language in load_languages()]
    targets, intermediate = names[TaskRole.TARGET], names[TaskRole.INTERMEDIATE]
    check_names(path, claims, targets=targets, intermediate=intermediate, languages=languages, benchmarks=benchmarks)
