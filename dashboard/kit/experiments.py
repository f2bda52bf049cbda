"""Bodies of runs (one profile, encoder and source) as a page names them."""

from __future__ import annotations

import pandas as pd

from dashboard.kit.markup import Html, millions, tag

MOST_SCALES = 3  # that the bar names


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


def text_words(source: object, benchmark: str = "XTREME") -> str:
    """What the examples behind scores are, in words.

    Args:
        source: of a run; None where the scores have no run of ours.
    """
    if source == "generated":
        return "generated text"
    is_ours = isinstance(source, str) and source != "imported"
    name = benchmark.partition(" (")[0]  # "XTREME (folder)" says too how it was read
    return f"real {name} files" if is_ours else "scores of others"


def scale_words(body: pd.Series) -> str:
    """Data, size of the encoder and seeds of a body of runs: "generated text, 17M encoder, 3 seeds".

    Args:
        body: row of queries/bodies.sql.
    """
    seeds = "1 seed" if body["n_seeds"] == 1 else f"{body['n_seeds']} seeds"
    return f"{text_words(body['source'])}, {encoder_words(body['n_parameters'])}, {seeds}"


def encoder_words(n_parameters: float | None) -> str:
    """Size of an encoder: "118M encoder"."""
    if n_parameters is None or pd.isna(n_parameters):
        return "encoder of unknown size"
    return f"{millions(n_parameters)}M encoder"


def about_body(body: pd.Series) -> str:
    """One sentence on a body of runs, its scale first."""
    words = scale_words(body)
    return (
        f"{words[0].upper()}{words[1:]}: encoder {body['encoder']}, {body['n_runs']} runs, "
        f"{body['n_languages']} languages."
    )


def scale_bar(bodies: pd.DataFrame) -> Html | None:
    """Of what scale the measured numbers of a page are, the real text first; None where nothing was measured.

    Args:
        bodies: rows of queries/bodies.sql, in their order.
    """
    if bodies.empty:
        return None
    said = list(dict.fromkeys(scale_words(body) for _, body in bodies.iterrows()))
    shown = [tag("span", words, class_="cc-scale-one") for words in said[:MOST_SCALES]]
    more = tag("span", f"{len(said) - MOST_SCALES} more") if len(said) > MOST_SCALES else None
    return tag("div", tag("b", "Measured on"), *shown, more, class_="cc-scale", role="note")
