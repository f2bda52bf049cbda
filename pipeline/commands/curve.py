"""`python -m pipeline curve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.steps import choose_profile, failure, now
from pipeline.commands.terminal import HomeOption, ProfileArgument, console
from pipeline.store.home import find_home


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

    chosen, measure, place = choose_profile(profile, None), load_profile(by), find_home(home)
    folder = (out or ENCODERS / chosen.name).resolve()
    found = stages(folder, place)
    planned, stage_of = curve_plan(measure, found, open_source(measure, None))
    own = curve_home(folder, place)
    console.print(f"[bold]{measure.title}[/]: {len(found)} encoders, {len(planned.jobs)} jobs -> {own.root}")
    with writing(place, started_at=now().isoformat(), command=f"curve {chosen.name}"):
        with Display(place, console) as display:
            state = LocalRun(planned, own, None, display.update).run()
        if state.failed:
            raise failure(planned, state, "everything else is kept")
        write_score_curve(folder, collect_scores(planned, stage_of, own), measure.name)
        write_card(folder)
    console.print(f"scores and card: {folder}", soft_wrap=True, highlight=False)
