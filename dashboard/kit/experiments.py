"""Bodies of runs (one profile, encoder and source) as a page names them."""

from __future__ import annotations

import pandas as pd

from dashboard.kit.markup import millions


def body_names(bodies: pd.DataFrame) -> dict[str, pd.Series]:
    """One name a body of runs: the profile, with encoder and source where the profile alone is not enough.

    Args:
        bodies: rows of queries/bodies.sql.
    """
    is_shared = bodies["profile"].duplicated(keep=False)
    return {
        f"{row['profile']} / {row['encoder']} / {row['source_digest'][:8]}" if shared else row["profile"]: row
        for (_, row), shared in zip(bodies.iterrows(), is_shared, strict=True)
    }


def body_keys(body: pd.Series) -> dict[str, str]:
    """Parameters of the queries on one body of runs."""
    return {key: str(body[key]) for key in ("profile", "encoder", "source_digest")}


def about_body(body: pd.Series) -> str:
    """One sentence on a body of runs."""
    source = {"generated": "generated text, not natural text"}.get(body["source"], body["source"].replace("_", " "))
    seeds = "1 seed" if body["n_seeds"] == 1 else f"{body['n_seeds']} seeds"
    return (
        f"Encoder {body['encoder']}, {millions(body['n_parameters'])} million parameters; examples: {source}; "
        f"{body['n_runs']} runs, {seeds}, {body['n_languages']} languages."
    )
