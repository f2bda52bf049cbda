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
from pipeline.commands.score import score
from pipeline.commands.serve import serve
from pipeline.commands.snapshot import snapshot
from pipeline.commands.status import status
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
    report,
    status,
)
# top-level modules that an installation for reading results lacks (requirements-training.txt)
TRAINING = (
    "accelerate",
    "babel",
    "datasets",
    "fsspec",
    "num2words",
    "psutil",
    "ray",
    "safetensors",
    "seqeval",
    "sklearn",
    "statsmodels",
    "tokenizers",
    "torch",
    "transformers",
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
for command in COMMANDS:
    app.command()(command)


def main() -> None:
    """Run the command line; an error of the project is one message and exit code 2."""
    try:
        app()
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in TRAINING:
            raise
        _say(
            f"this command needs {missing.name!r}, which is not installed; install what training and scoring need: "
            "`pip install 'crosscheck[training]'`, in a checkout `make setup`"
        )
        sys.exit(2)
    except CrosscheckError as error:
        _say(str(error))
        sys.exit(1 if isinstance(error, JobFailedError) else 2)


def _say(message: str) -> None:
    errors.print(f"error: {message}", style="red", markup=False, highlight=False, soft_wrap=True)


if __name__ == "__main__":
    main()
