"""`python -m pipeline serve`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.terminal import HomeOption, console
from pipeline.store.home import SERVER, find_home


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the dashboard on 127.0.0.1.")] = 8501,
    home: HomeOption = None,
) -> None:
    """Open the dashboard on what is published; where nothing is, on the results that ship with the project."""
    from importlib.util import find_spec

    from pipeline.commands.steps import now
    from pipeline.prepare import prepare
    from pipeline.store.shipped import find_shipped

    place = find_home(home)
    console.print(prepare(place, find_shipped(), now()), soft_wrap=True, highlight=False, markup=False)
    app = find_spec("dashboard.serve")
    arguments = [sys.executable, "-m", "streamlit", "run", str(app.origin if app else ""), "--server.port", str(port)]
    packages = str(Path(str(app.origin)).parents[1]) if app else ""
    os.environ["CROSSCHECK_HOME"] = str(place.root)
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (packages, os.environ.get("PYTHONPATH"))))
    os.chdir(SERVER)  # where Streamlit looks for its settings
    sys.stdout.flush()
    os.execv(sys.executable, arguments)  # noqa: S606  # the server takes this process over: signals reach it
