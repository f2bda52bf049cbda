"""`python -m pipeline build`."""

from __future__ import annotations

from pipeline.commands.steps import now, publish_home
from pipeline.commands.terminal import HomeOption
from pipeline.store.home import find_home


def build(home: HomeOption = None) -> None:
    """Build a new DuckDB file from the run records, judge the claims in it, and publish it."""
    from pipeline.store.lock import writing

    place = find_home(home)
    with writing(place, started_at=now().isoformat(), command="build"):
        publish_home(place)
