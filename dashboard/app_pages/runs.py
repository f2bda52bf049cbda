"""Every run with its provenance; one run in full under ?run=<run_id>."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from dashboard.data.db import query
from dashboard.figures.curves import loss_chart
from dashboard.kit import components, downloads
from dashboard.kit.columns import ABSENT, FILE, LEFT, TEXT, Column, On, Table
from dashboard.kit.filters import Filters
from dashboard.kit.markup import link, millions, page_url, plain, tag
from dashboard.kit.pages import Page
from dashboard.parts.runs.live import live_progress

PAGE = Page(title="Runs", url_path="runs", order=8, group="Data", is_measured=True)
ANY = "any"
ORIGINS = {"shipped": "shipped", "local": "this machine"}
ON_PAGE = On.PAGE
ALL = ON_PAGE | FILE | TEXT
# rows of queries/runs.sql
RUNS = Table(
    (
        Column("run", "run_id", on=FILE | TEXT),
        Column("profile", "profile", align=LEFT, width=90),
        Column("phase", "phase", align=LEFT, width=100),
        Column("regime", "regime", align=LEFT, width=150),
        Column("target task", "target_task", align=LEFT, width=95),
        Column("seed", "seed", on=ALL, width=55, printf="%"),
        Column("status", "status", align=LEFT, on=ALL, width=80),
        Column("scores", "n_scores", on=ALL, width=65, printf="%"),
        Column("seconds of scoring", "wall_seconds", head="Scoring, s", on=ALL, width=85, printf="%.1f"),
        Column("tokens per second", "tokens_per_second", head="Tokens/s", width=80, printf="%.0f"),
        Column("started, UTC", "started_at", printf="YYYY-MM-DD HH:mm"),
        Column("origin", "origin", align=LEFT, width=80, help="shipped with the project, or run here"),
        Column("run", "run_id", align=LEFT, on=ON_PAGE, width=330),
    )
)
# rows of queries/run_scores.sql
SCORES = Table(
    (
        Column("task", "task", on=FILE | TEXT),
        Column("task title", "title", head="Task", align=LEFT, on=ON_PAGE),
        Column("split", "split", align=LEFT, on=ALL, width="small"),
        Column("language", "language", on=FILE | TEXT),
        Column("name", "language_name", head="Language", align=LEFT, on=ON_PAGE),
        Column("metric", "metric", align=LEFT, on=ALL),
        Column("score", "value", "percent", head="Score", on=ALL, printf="%.2f"),
        Column("random guess", "chance", "percent", head="Random guess", printf="%.2f"),
        Column("examples", "n_examples", head="Examples scored", on=ALL, printf="%"),
        Column("available", "n_available", printf="%"),
        Column("metric code", "metric_impl", align=LEFT),
        Column("predictions, sha256", "predictions_sha256", align=LEFT),
    )
)
SCORES_SQL = """select task, split, language, metric, value, n_examples
from scores
where run_id = '{run_id}'
order by all"""


def render() -> None:
    """Show the list of runs, or the one run that the address names."""
    snapshot_id = query("snapshot")["snapshot_id"].iloc[0]
    filters = Filters(PAGE.url_path)
    everything = query("runs", evidence=None)
    if everything.empty:
        components.heading("Runs", "Every training and evaluation run with its provenance.")
        components.nothing_yet("This snapshot holds no runs yet.")
        live_progress()
        return
    run_id = filters.take("run", everything["run_id"].tolist(), "showing the list of runs")
    if run_id is not None:
        filters.report(snapshot_id)
        _one_run(run_id)
    else:
        _list(filters, snapshot_id)
    components.permalink(filters.permalink(snapshot_id))


def _list(filters: Filters, snapshot_id: str) -> None:
    components.heading("Runs", "Every training and evaluation run with its provenance, failures included.")
    live_progress()
    notes = st.container()
    names = query("evidence_names").set_index("evidence_id")
    evidence = filters.take("evidence", names.index.tolist(), "showing all runs")
    runs = query("runs", evidence=evidence)
    runs["origin"] = runs["origin"].map(ORIGINS)
    if evidence is not None:
        st.info(
            f"The runs behind the evidence {plain(names['label'][evidence])} for the claim: "
            f"{plain(names['statement'][evidence])}"
        )
    chosen: dict[str, str] = {}
    left_out = ""
    with st.container(horizontal=True, key="cc-filters", vertical_alignment="bottom"):
        for column, param, label in (
            ("profile", "profile", "Profile"),
            ("status", "status", "Status"),
            ("phase", "phase", "Phase"),
            ("regime", "regime", "Regime"),
            ("target_task", "task", "Target task"),
        ):
            options = [ANY, *sorted(runs[column].dropna().unique())]
            value = filters.choose(param, label, options)
            chosen[label.lower()] = value
            if value != ANY:
                runs = runs[runs[column] == value]
            elif param == "profile":
                n_all, runs = len(runs), _without_studies(runs)
                if n_all > len(runs):
                    left_out = f" {n_all - len(runs)} runs of studies are left out; choose their profile to list them."
    with notes:
        filters.report(snapshot_id)
    _table(runs, left_out)
    if not runs.empty:
        head = downloads.about("Runs", {**chosen, "evidence": evidence or ANY}, "one row per run")
        downloads.offer("runs", head, *RUNS.files(runs))


def _without_studies(runs: pd.DataFrame) -> pd.DataFrame:
    """The other runs; all of them where there are no others."""
    others = runs[~runs["is_study"]]
    return runs if others.empty else others


def _table(runs: pd.DataFrame, left_out: str) -> None:
    st.caption(f"{len(runs)} {'run' if len(runs) == 1 else 'runs'}. Select a line to open the run.{left_out}")
    event = st.dataframe(
        runs,
        key="runs-table",
        hide_index=True,
        column_order=list(RUNS.grid()),
        column_config=RUNS.grid(),
        on_select="rerun",
        selection_mode="single-row",
        placeholder=ABSENT,
        height=min(38 + 35 * len(runs), 740),
        alt="Table of runs with profile, phase, regime, target task, seed, status and timings",
    )
    picked = event["selection"]["rows"]
    if picked and picked[0] < len(runs):
        st.query_params.from_dict({"run": runs["run_id"].iloc[picked[0]]})
        st.rerun()


def _one_run(run_id: str) -> None:
    run = query("run", run_id=run_id).iloc[0]
    title = " / ".join(str(part) for part in (run["profile"], run["regime"], run["target_task"]) if pd.notna(part))
    st.html(tag("p", link("All runs", page_url("runs")), class_="cc-permalink"))
    components.heading(title, f"Run {run_id}, seed {run['seed']}, {run['status']}.")
    if pd.notna(run["error"]):
        st.error("This run ended with an error:")
        st.code(run["error"], language=None, wrap_lines=True)
    st.html(components.facts(_provenance(run)))
    _curve(run_id)
    _scores(run_id, title)
    components.section("Configuration", "Everything that enters the job's key, and the versions it ran with.")
    left, right = st.columns(2)
    left.caption("Settings")
    left.code(_pretty(run["config"]), language="json", wrap_lines=True)
    right.caption("Versions and machine")
    right.code(_pretty(run["versions"]), language="json", wrap_lines=True)
    right.code(_pretty(run["machine"]), language="json", wrap_lines=True)


def _provenance(run: pd.Series) -> list[tuple[str, object]]:
    return [
        ("Phase", run["phase"]),
        ("Origin", ORIGINS[run["origin"]]),
        ("Encoder", f"{run['encoder']}, {millions(run['n_parameters'])} million parameters"),
        ("Encoder weights, sha256", tag("code", run["encoder_digest"])),
        ("Languages seen by masked LM", _languages(run["languages_seen"])),
        ("Intermediate tasks", run["intermediate_tasks"] or "none"),
        ("Examples from", run["source"].replace("_", " ")),
        ("Examples digest", tag("code", run["source_digest"])),
        ("Started", f"{run['started_at']:%Y-%m-%d %H:%M:%S} UTC"),
        ("Scored in", _with_unit(run["wall_seconds"], "s", 1)),
        ("Training", _with_unit(run["n_train_examples"], "examples")),
        ("Tokens trained on", _with_unit(run["n_train_tokens"], "tokens")),
        ("Speed", _with_unit(run["tokens_per_second"], "tokens/s")),
        ("Commit", tag("code", run["git_commit"]) if pd.notna(run["git_commit"]) else "unknown"),
        ("Code digest", tag("code", run["code_digest"])),
        ("Manifest, sha256", tag("code", run["manifest_sha256"])),
    ]


def _languages(seen: str | None) -> str:
    return "not known" if seen is None or pd.isna(seen) else seen or "none"


def _with_unit(value: float | None, unit: str, decimals: int = 0) -> str:
    return "not recorded" if value is None or pd.isna(value) else f"{value:,.{decimals}f} {unit}"


def _pretty(text: str) -> str:
    return json.dumps(json.loads(text), indent=2, ensure_ascii=False, sort_keys=True)


def _curve(run_id: str) -> None:
    curve = query("run_curve", run_id=run_id)
    components.section("Training loss")
    if curve.empty:
        st.caption("No loss curve was recorded for this run.")
        return
    st.plotly_chart(
        loss_chart(curve, components.chart_colours()),
        key="loss-chart",
        theme=None,
        config=components.chart_config("loss-chart"),
        alt=f"Line chart of training loss over {len(curve)} recorded steps",
    )


def _scores(run_id: str, title: str) -> None:
    scores = query("run_scores", run_id=run_id)
    components.section("Scores", "Percent, 0-100; beside each the random-guess level on the same examples.")
    if scores.empty:
        st.caption("This run has no scores.")
        return
    st.dataframe(
        scores,
        key="run-scores",
        hide_index=True,
        column_order=list(SCORES.grid()),
        column_config=SCORES.grid(),
        alt="Table of the run's scores by task, split, language and metric",
    )
    sql = SCORES_SQL.format(run_id=run_id.replace("'", "''"))
    st.html(tag("p", link("These scores in the SQL page", page_url("sql", sql=sql)), class_="cc-permalink"))
    head = downloads.about(f"Scores of the run {title}", {"run": run_id}, "one row per score; nothing is averaged")
    downloads.offer("scores", head, *SCORES.files(scores), decimals=2)


if __name__ == "__main__":
    render()
