"""What one profile measured, written from the published file as Markdown: docs/findings.md is such a text.

Every sentence is made from rows; where rows are missing, what is missing is said. Means over languages leave English
out and take the languages that the profile scored; the split is test where a task has scores there, else dev.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipeline.domain.verdict import VerdictWord
from pipeline.results.reading import Results

KEYS = ["regime", "task"]
_SOURCES = {"xtreme_folder": "XTREME's own files", "generated": "generated text", "hub": "the model hub's copies"}
N_DRAWS, SEED, LEVEL = 10_000, 0, 0.95
_SEEN = {"True": "read in masked LM", "False": "not read in masked LM"}
_LONG = ("metric", "hyper-parameters", "library versions")  # aspects that a table of all claims has no room for
_LONGEST, _MOST_TEXTS = 240, 2  # characters of a text, texts of a cell
_ENOUGH_PAIRS = 5  # of gains, for a rank correlation that says anything


def findings(results: Results, profile: str, other: str, controls: Sequence[str] = ()) -> str:
    """The whole text.

    Args:
        profile: that was measured on real data.
        other: whose gains are held against its gains.
        controls: profiles that score the same files without what the encoder of `profile` has learned.
    """
    cells = results.gains(profile=profile, metric="task_score")
    head = f"# What `{profile}` found\n\nWritten by `python -m pipeline findings {profile}` from the published file.\n"
    if cells.empty:
        return (
            f"{head}\nNo finished run of `{profile}` is in the published file, so nothing is found yet. "
            f"`python -m pipeline run {profile} --data DIR` makes what is missing; `plan` says what that costs.\n"
        )
    cells = _one_split(cells)
    parts = [
        head,
        _scope(results, profile, cells),
        _table(results, profile, cells, controls),
        _learned(results, cells),
        _claims(results, profile),
        _reasons(results, profile),
        _prediction(results, cells, other),
        _groups(cells),
        _costs(results, profile, cells),
    ]
    return "\n".join(parts).rstrip() + "\n"


def _one_split(cells: pd.DataFrame) -> pd.DataFrame:
    """The test cells of tasks that have any, the dev cells of the others."""
    tested = set(cells.loc[cells["split"] == "test", "task"])
    return cells[(cells["split"] == "test") | ~cells["task"].isin(tested)]


def _scope(results: Results, profile: str, cells: pd.DataFrame) -> str:
    runs = results.runs()
    runs = runs[(runs["profile"] == profile) & (runs["phase"] == "target") & (runs["status"] == "finished")]
    encoders = ", ".join(sorted(cells["encoder"].unique()))
    millions = sorted({f"{number / 1e6:.0f}M" for number in runs["n_parameters"] if number > 0})
    tasks = _task_titles(results)
    regimes = [title for regime, title in _regimes(results, cells).items() if regime != "none"]
    dev = [tasks[task] for task in sorted(set(cells.loc[cells["split"] == "dev", "task"]))]
    seeds = sorted(runs["seed"].astype(int).unique())
    sources = [_SOURCES.get(source, source) for source in sorted(cells["source"].unique())]
    on_dev = (
        f" {_listed(dev)} {'are' if len(dev) > 1 else 'is'} scored on dev, of which alone there is gold." if dev else ""
    )
    cut = cells["n_examples"].max()
    lines = [
        "## Scope\n",
        f"{encoders} ({'/'.join(millions)} parameters) on {_listed(sources)}: "
        f"{len(runs)} finished runs, {'seed' if len(seeds) == 1 else 'seeds'} {_listed(seeds)}, "
        f"{cells['task'].nunique()} targets, {cells['language'].nunique()} languages, at most {cut:,} examples a cell "
        f"(retrieval whole).{on_dev} Intermediate regimes: {_listed(regimes) or 'none has run yet'}."
        + (
            " One seed says nothing of the spread between trainings, so it decides no claim." if len(seeds) == 1 else ""
        ),
        "",
        "It is evidence on this encoder with these settings. What sets it apart from the claims stands below, from one "
        "claim beside its verdict (`verify --explain CLAIM`).",
        "",
    ]
    return "\n".join(lines)


def _regimes(results: Results, cells: pd.DataFrame) -> dict[str, str]:
    """Regimes of the cells with their titles, the baseline first."""
    found = set(cells["regime"])
    titles = {row["regime"]: row["short_title"] for row in results.regimes().to_dict("records")}
    return {regime: title for regime, title in titles.items() if regime in found} | {
        regime: regime for regime in sorted(found - titles.keys())
    }


def _task_titles(results: Results) -> dict[str, str]:
    return {row["task"]: row["title"] for row in results.tasks().to_dict("records")}


def _table(results: Results, profile: str, cells: pd.DataFrame, controls: Sequence[str]) -> str:
    english = cells[cells["language"] == "en"].set_index(KEYS)["score"]
    others = cells[cells["language"] != "en"].groupby(KEYS).agg(
        score=("score", "mean"), chance=("chance", "mean"), n=("language", "nunique"), seeds=("n_seeds", "max"),
        is_idle=("is_at_chance", _all_known_and_true),
    )  # fmt: skip
    gains = {
        (row["regime"], row["task"], row["split"]): (row["gain"], row["low"], row["high"])
        for row in results.task_gains(profile=profile, language_set="non_english").to_dict("records")
    }
    splits = cells.groupby("task")["split"].first()
    tasks = sorted(map(str, cells["task"].unique()))
    titles = _task_titles(results)
    is_one_seed = cells["n_seeds"].max() == 1
    intervals = (
        "With one seed the interval runs over languages and examples alone, so no gain is marked as other than zero."
        if is_one_seed
        else "The interval runs over seeds, languages and examples. Bold: it excludes zero."
    )
    lines = [
        "## Means over languages other than English\n",
        "XTREME's task scores in percent; in brackets English. Below the baseline: gains over it in points. "
        f"{intervals} `chance`: both arms at chance, so the gain says nothing.",
        "",
        "| | " + " | ".join(titles[task] for task in tasks) + " |",
        "|---|" + "---:|" * len(tasks),
        "| languages | " + " | ".join(str(others["n"].get(("none", task), "-")) for task in tasks) + " |",
        "| random guess | " + " | ".join(_number(others["chance"].get(("none", task))) for task in tasks) + " |",
    ]
    for regime, name in _regimes(results, cells).items():
        texts = []
        for task in tasks:
            key = (regime, task)
            if key not in others.index:
                texts.append("not run")
                continue
            in_english = f" ({english[key]:.0f})" if key in english.index else ""
            gain = gains.get((regime, task, splits[task]))
            row = others.xs(key)
            cell = _cell(pd.Series(row), gain, is_baseline=regime == "none")
            texts.append((cell.strip("*") if is_one_seed else cell) + in_english)
        lines.append(f"| {name} | " + " | ".join(texts) + " |")
    lines += _control_rows(results, cells, tasks, controls)
    return "\n".join([*lines, ""])


def _control_rows(results: Results, cells: pd.DataFrame, tasks: Sequence[str], controls: Sequence[str]) -> list[str]:
    """A row of means for each encoder of the controls, over the languages that the baseline is scored in."""
    keys = ["task", "split", "language"]
    base = cells[(cells["regime"] == "none") & (cells["language"] != "en")]
    lines = []
    for control in controls:
        there = results.gains(profile=control, metric="task_score")
        there = there[there["regime"] == "none"].merge(base[keys], on=keys)
        for encoder, part in there.groupby("encoder"):
            means = part.groupby("task")["score"].mean()
            lines.append(
                f"| control: {encoder} | "
                + " | ".join(_number(means[task]) if task in means.index else "not run" for task in tasks)
                + " |"
            )
    return lines


def _all_known_and_true(marks: pd.Series) -> bool:
    return bool(marks.fillna(value=False).all())


def _cell(row: pd.Series, gain: tuple[float, float, float] | None, *, is_baseline: bool) -> str:
    if is_baseline:
        return f"{row['score']:.1f}"
    if row["is_idle"]:
        return "chance"
    if gain is None:
        return f"{row['score']:.1f}, no interval"
    found, low, high = gain
    text = f"{found:+.1f} [{low:+.1f}, {high:+.1f}]"
    return f"**{text}**" if low > 0 or high < 0 else text


def _learned(results: Results, cells: pd.DataFrame) -> str:
    """Which targets were learned at all, without intermediate training."""
    titles = _task_titles(results)
    base = cells[cells["regime"] == "none"]
    lines = [
        "## Learned, or not\n",
        "| target | English | others, mean | chance | others above chance |",
        "|---|---:|---:|---:|---:|",
    ]
    for task, part in base.groupby("task"):
        english = part.loc[part["language"] == "en", "score"]
        others = part[part["language"] != "en"]
        above = others["score"].mean() - others["chance"].mean()
        in_english = _number(english.iloc[0] if len(english) else None)
        lines.append(
            f"| {titles[str(task)]} | {in_english} | {_number(others['score'].mean())} | "
            f"{_number(others['chance'].mean())} | {above:+.1f} |"
        )
    idle = sorted(
        titles[str(task)]
        for task, part in base.groupby("task")
        if part["is_at_chance"].fillna(value=False).mean() > 0.5
    )
    said = (
        f"Not learned in most languages: {_listed(idle)}; gains there are not read as gains."
        if idle
        else "Every target is above chance in most languages."
    )
    return "\n".join([*lines, "", said, ""])


def _claims(results: Results, profile: str) -> str:
    claims = results.claims().set_index("claim_id")
    judged = results.verdicts(kind="measured", profile=profile)
    lines = ["## Claim by claim\n"]
    if judged.empty:
        return "\n".join([*lines, "No claim can be judged by these runs yet.", ""])
    lines += [
        "`python -m pipeline verify --explain NAME` says of each why, and what sets these runs apart from the claim.",
        "",
        "| claim | name | claimed | measured | cells | verdict |",
        "|---|---|---:|---:|---:|---|",
    ]
    for _, row in judged.iterrows():
        value = claims["value"].get(row["claim_id"]) or "-"  # as printed
        measured = _number(row["estimate"])
        if pd.notna(row["low"]):
            measured += f" [{row['low']:.1f}, {row['high']:.1f}]"
        cells = f"{row['n_cells']} of {row['n_cells_needed']}"
        verdict = VerdictWord(row["verdict"]).words + (f", {row['direction']}" if pd.notna(row["direction"]) else "")
        statement = claims["statement"][row["claim_id"]]
        lines.append(f"| {statement} | `{row['claim_id']}` | {value} | {measured} | {cells} | {verdict} |")
    return "\n".join([*dict.fromkeys(lines), ""])  # readings of a claim may give the same line


def _reasons(results: Results, profile: str) -> str:
    """What sets the runs apart from the claims, and what each difference can do; the likeliest reasons come first."""
    judged = results.verdicts(kind="measured", profile=profile).dropna(subset="estimate")
    rows = results.differences(kind="measured", profile=profile)
    rows = rows[rows["evidence_id"].isin(judged["evidence_id"])]
    lines = ["## Why the paper's numbers may differ\n"]
    if rows.empty:
        return "\n".join([*lines, "No claim has a measured number that could be held against it yet.", ""])
    n_claims = rows["claim_id"].nunique()
    lines += [
        f"What sets these runs apart from the {n_claims} claims above that have a measured number; in brackets for how "
        f"many of them, where not for all. {_listed(_LONG).capitalize()}, and cells of each claim: `verify --explain`.",
        "",
        "| what | paper | here | what that can do |",
        "|---|---|---|---|",
    ]
    rows = rows[~rows["aspect"].isin((*_LONG, "cells"))]
    for aspect in dict.fromkeys(rows["aspect"]):
        part = rows[rows["aspect"] == aspect]
        n = part["claim_id"].nunique()
        of = "" if n == n_claims else f" ({n})"
        claimed, found = _shortened(part["claimed"]), _shortened(part["found"])
        lines.append(f"| {aspect}{of} | {claimed} | {found} | {part['effect'].iloc[0]} |")
    return "\n".join([*lines, ""])


def _shortened(values: pd.Series) -> str:
    """Distinct texts of a column; one that is long is told by its beginning."""
    texts = list(dict.fromkeys(map(str, values)))
    shown = [
        text if len(text) <= _LONGEST else f"{text[:_LONGEST].rpartition(' ')[0].rstrip(',;')} ..." for text in texts
    ]
    more = f"; {len(shown) - _MOST_TEXTS} more" if len(shown) > _MOST_TEXTS else ""
    return "; ".join(shown[:_MOST_TEXTS]).replace("|", "\\|") + more


def _prediction(results: Results, cells: pd.DataFrame, other: str) -> str:
    """The rank correlation of two profiles' gains over regimes and targets."""
    lines = [f"## What `{other}` foretold\n"]
    elsewhere = _one_split(results.gains(profile=other, metric="task_score"))
    both = pd.DataFrame({"here": _gains(cells), "there": _gains(elsewhere)}).dropna()
    if len(both) < _ENOUGH_PAIRS:
        text = f"{len(both)} pairs of regime and target have a gain in both, too few for a rank correlation."
        return "\n".join([*lines, text, ""])
    found, low, high = rank_correlation(both["here"].to_numpy(), both["there"].to_numpy())
    same = int((np.sign(both["here"]) == np.sign(both["there"])).sum())
    text = (
        f"Over {len(both)} pairs of regime and target that both have, the rank correlation (Spearman) of their gains "
        f"is {found:+.2f} [{low:+.2f}, {high:+.2f}]; {same} have the same sign. The interval takes the pairs as drawn "
        "anew."
    )
    return "\n".join([*lines, text, ""])


def _gains(cells: pd.DataFrame) -> pd.Series:
    kept = cells[(cells["language"] != "en") & (cells["regime"] != "none") & ~cells["is_at_chance"].fillna(value=False)]
    gains: pd.Series = kept.groupby(KEYS)["gain"].mean()
    return gains


def rank_correlation(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> tuple[float, float, float]:
    """Spearman's rank correlation with its percentile interval over pairs drawn anew.

    Args:
        left, right: [n] values of the same pairs.
    """
    generator = np.random.default_rng(SEED)
    draws = []
    for _ in range(N_DRAWS // 10):
        chosen = generator.integers(len(left), size=len(left))
        if len(set(left[chosen])) > 1 and len(set(right[chosen])) > 1:
            draws.append(_spearman(left[chosen], right[chosen]))
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(draws, [tail, 1 - tail])
    return _spearman(left, right), float(low), float(high)


def _spearman(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64]) -> float:
    return float(pd.Series(left).corr(pd.Series(right), method="spearman"))


def _groups(cells: pd.DataFrame) -> str:
    """Mean scores without intermediate training, and mean gains, by what is known of the languages."""
    lines = [
        "## By family, script and what the encoder has read\n",
        "| languages | cells | score, baseline | gain |",
        "|---|---:|---:|---:|",
    ]
    others = cells[cells["language"] != "en"]
    for column in ("family", "script", "is_seen"):
        for value, part in others.groupby(column):
            base = part.loc[part["regime"] == "none", "score"].mean()
            gains = part.loc[(part["regime"] != "none") & ~part["is_at_chance"].fillna(value=False), "gain"]
            gain = f"{gains.mean():+.1f}" if gains.notna().any() else "-"
            name = _SEEN.get(str(value), f"{column}: {value}")
            lines.append(f"| {name} | {len(part)} | {_number(base)} | {gain} |")
    return "\n".join([*lines, ""])


def _costs(results: Results, profile: str, cells: pd.DataFrame) -> str:
    """Core time and speed by regime; a training that several targets share counts once."""
    runs = results.runs()
    runs = runs[(runs["profile"] == profile) & (runs["status"] == "finished")]
    lines = [
        "## What it took\n",
        "| regime | seeds | training, min | tokens a second | scoring, min |",
        "|---|---:|---:|---:|---:|",
    ]
    for regime, name in _regimes(results, cells).items():
        part = runs[runs["regime"] == regime]
        trained = part.dropna(subset=["n_train_tokens", "tokens_per_second"])
        trained = trained.drop_duplicates("training_key")
        seconds = (trained["n_train_tokens"] / trained["tokens_per_second"]).sum()
        speed = f"{trained['n_train_tokens'].sum() / seconds:,.0f}" if seconds else "-"
        scored = part["wall_seconds"].sum()
        lines.append(f"| {name} | {part['seed'].nunique()} | {seconds / 60:.0f} | {speed} | {scored / 60:.0f} |")
    machines = "Minutes of one process, as each run recorded them; other work may have run on the machine beside it."
    return "\n".join([*lines, "", machines, ""])


def _number(value: object) -> str:
    return "-" if value is None or pd.isna(value) else f"{value:.1f}"  # type: ignore[call-overload]  # a scalar


def _listed(names: Iterable[object]) -> str:
    words: Sequence[str] = [str(name) for name in names]
    return ", ".join(words)
