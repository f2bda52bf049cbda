"""The command line: `python -m pipeline COMMAND`; each command is a file of pipeline/commands."""

from __future__ import annotations

import sys
from typing import NoReturn

import duckdb
import typer

from pipeline.commands.audit import audit
from pipeline.commands.build import build
from pipeline.commands.curve import curve
from pipeline.commands.discrepancies import discrepancies
from pipeline.commands.export import export
from pipeline.commands.findings import findings
from pipeline.commands.guard import defect_message, outside_message
from pipeline.commands.import_reported import import_reported
from pipeline.commands.import_scores import import_scores
from pipeline.commands.plan import plan
from pipeline.commands.pretrain import pretrain
from pipeline.commands.report import report
from pipeline.commands.run import run
from pipeline.commands.score import score
from pipeline.commands.serve import serve
from pipeline.commands.snapshot import snapshot
from pipeline.commands.status import status
from pipeline.commands.steps import now
from pipeline.commands.study import study
from pipeline.commands.terminal import errors
from pipeline.commands.verify import verify
from pipeline.domain.errors import CrosscheckError, JobFailedError

COMMANDS = (
    run,
    serve,
    plan,
    pretrain,
    curve,
    build,
    study,
    snapshot,
    verify,
    score,
    export,
    audit,
    discrepancies,
    findings,
    report,
    status,
)

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Crosscheck: train, evaluate, build the store, judge claims.",
)
imports = typer.Typer(no_args_is_help=True, help="Take numbers of your own into the home; `build` judges them.")
app.add_typer(imports, name="import")
imports.command("scores")(import_scores)
imports.command("reported")(import_reported)
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line; whatever goes wrong is one message: exit 1 failed jobs, 2 input or machine, 3 a defect."""
    try:
        app()
    except CrosscheckError as error:
        _end(str(error), 1 if isinstance(error, JobFailedError) else 2)
    except (OSError, MemoryError, duckdb.Error, ModuleNotFoundError) as error:
        said = outside_message(error)
        _end(said or defect_message(error, now()), 2 if said else 3)
    # what is left is a defect of ours, whose kind no list can name beforehand: it ends with a sentence and exit code 3,
    # its traceback kept whole in a file; nothing goes on after it
    except Exception as error:  # noqa: BLE001
        _end(defect_message(error, now()), 3)


def _end(message: str, code: int) -> NoReturn:
    errors.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
