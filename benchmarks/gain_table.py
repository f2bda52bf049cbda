"""The table of gains of a profile, from the published file of a home, as Markdown.

    python -m benchmarks.gain_table --home DIR [--profile mini-full] [--split test]

Rows are regimes, columns target tasks, scores XTREME's task score (question answering: mean of F1 and EM). First the
level of random guessing, then without intermediate training the non-English mean; for each other regime the gain of
that mean with its interval (paired bootstrap over languages and examples). In brackets the English score. Gains whose
interval excludes zero are bold.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from pipeline.results import Results, open_results

KEYS = ["encoder", "regime", "task"]


def main() -> None:
    """Print the table of each encoder that the profile was run with."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--home", type=Path)
    parser.add_argument("--profile", default="mini-full")
    parser.add_argument("--split", default="test", choices=["dev", "test"])
    asked = parser.parse_args()
    with open_results(home=asked.home) as results:
        rows = gain_rows(results, asked.profile, asked.split)
    if rows.empty:
        raise SystemExit(
            f"no scores of profile {asked.profile!r} on {asked.split}; run it first, or name another --home"
        )
    for encoder, part in rows.groupby("encoder"):
        seeds = sorted(part["n_seeds"].unique())
        print(f"\n{asked.profile}, {encoder}, {asked.split}, seeds {'-'.join(map(str, seeds))}\n")
        print_table(part)


def gain_rows(results: Results, profile: str, split: str) -> pd.DataFrame:
    """One row per encoder, regime and task: chance, English and non-English scores, gain with its interval."""
    cells = results.gains(profile=profile, split=split, metric="task_score")
    english = cells[cells["language"] == "en"].set_index(KEYS)["score"].rename("english")
    others = (
        cells[cells["language"] != "en"].groupby(KEYS).agg(chance=("chance", "mean"), non_english=("score", "mean"))
    )
    seeds = cells.groupby(KEYS)["n_seeds"].max()
    gains = results.task_gains(profile=profile, split=split, language_set="non_english").set_index(KEYS)
    return (
        others.rename(columns={"score": "non_english"})
        .join([english, seeds, gains[["gain", "low", "high"]]], how="left")
        .reset_index()
    )


def print_table(rows: pd.DataFrame) -> None:
    """Print one table; rows: one per regime and task, as `gain_rows` gives them."""
    tasks = sorted(rows["task"].unique())
    cells = rows.set_index(["regime", "task"])
    print("| | " + " | ".join(tasks) + " |\n|---|" + "---:|" * len(tasks))
    print("| random guess | " + " | ".join(f"{cells.loc[('none', task), 'chance']:.1f}" for task in tasks) + " |")
    for regime in ["none", *sorted(set(rows["regime"]) - {"none"})]:
        texts = [
            _cell(cells.loc[(regime, task)], regime == "none") if (regime, task) in cells.index else "not run"
            for task in tasks
        ]
        print(f"| {regime} | " + " | ".join(texts) + " |")


def _cell(row: pd.Series, is_baseline: bool) -> str:
    english = "" if pd.isna(row["english"]) else f" ({row['english']:.0f})"
    if is_baseline:
        return f"{row['non_english']:.1f}{english}"
    if pd.isna(row["gain"]):
        return f"{row['non_english']:.1f}, no interval{english}"
    text = f"{row['gain']:+.1f} [{row['low']:+.1f}, {row['high']:+.1f}]"
    return (f"**{text}**" if row["low"] > 0 or row["high"] < 0 else text) + english


if __name__ == "__main__":
    main()
