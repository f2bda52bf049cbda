"""The command line: `python -m pipeline COMMAND`; each command is a file of pipeline/commands."""

from __future__ import annotations

import sys

import typer

from pipeline.commands.audit import audit
from pipeline.commands.build import build
from pipeline.commands.curve import curve
from pipeline.commands.discrepancies import discrepancies
from pipeline.commands.export import export
from pipeline.commands.import_scores import import_scores
from pipeline.commands.plan import plan
from pipeline.commands.pretrain import pretrain
from pipeline.commands.report import report
from pipeline.commands.run import run
from pipeline.commands.snapshot import snapshot
from pipeline.commands.status import status
from pipeline.commands.study import study
from pipeline.commands.terminal import errors
from pipeline.commands.verify import verify
from pipeline.domain.errors import CrosscheckError, JobFailedError

COMMANDS = (run, plan, pretrain, curve, build, study, snapshot, verify, export, audit, discrepancies, report, status)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Crosscheck: train, evaluate, build the store, judge claims.",
)
imports = typer.Typer(no_args_is_help=True, help="Take numbers of your own into the home; `build` judges them.")
app.add_typer(imports, name="import")
imports.command("scores")(import_scores)
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line; an error of the project is one message and exit code 2."""
    try:
        app()
    except CrosscheckError as error:
        errors.print(f"error: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1 if isinstance(error, JobFailedError) else 2)


if __name__ == "__main__":
    main()
