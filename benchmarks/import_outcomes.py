"""Seconds and memory to import outcomes, as CSV and as Parquet: `python -m benchmarks.import_outcomes [ROWS]`.

One encoder on XNLI, 5,000 examples a cell, as many cells as the rows need (10 million by default), outcomes drawn at
random.
"""

from __future__ import annotations

import itertools
import resource
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import Home
from pipeline.store.languages import load_languages
from pipeline.tasks.discovery import get_task, load_tasks

N_EXAMPLES = 5_000
N_ROWS = 10_000_000
REGIMES = ("none", "squad_v1", "mnli", "hellaswag", "qqp", "ccg", "cosmosqa", "commonsenseqa", "squad_v2")


def write_files(folder: Path, n_rows: int) -> tuple[Path, list[Path]]:
    """The scores, and the same outcomes as CSV and as Parquet."""
    n_cells = -(-n_rows // N_EXAMPLES)
    cells = list(itertools.product(range(n_cells), REGIMES, get_task("xnli").languages))[:n_cells]
    generator = np.random.default_rng(0)
    outcomes = [(generator.random(N_EXAMPLES) < 0.6).astype(np.int64) for _ in cells]
    lines = ["encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples"]
    for (seed, regime, language), right in zip(cells, outcomes, strict=True):
        task = "" if regime == "none" else regime
        value = 100 * right.sum() / N_EXAMPLES
        lines.append(f"enc-a,{regime},{task},xnli,{language},accuracy,test,{seed},{value},{N_EXAMPLES}")
    scores = folder / "scores.csv"
    scores.write_text("\n".join(lines) + "\n", encoding="utf-8")
    columns = {
        "encoder": ["enc-a"] * len(cells),
        "regime": [regime for _, regime, _ in cells],
        "target": ["xnli"] * len(cells),
        "language": [language for _, _, language in cells],
        "split": ["test"] * len(cells),
        "seed": [seed for seed, _, _ in cells],
    }
    table = pa.table({name: np.repeat(np.array(values), N_EXAMPLES) for name, values in columns.items()})
    table = table.append_column(
        "example_id", pa.array(np.tile([f"example-{n}" for n in range(N_EXAMPLES)], len(cells)))
    )
    table = table.append_column("outcome", pa.array(np.concatenate(outcomes)))
    paths = [folder / "outcomes.csv", folder / "outcomes.parquet"]
    pa.csv.write_csv(table, paths[0])
    pq.write_table(table, paths[1])
    return scores, paths


def main(arguments: list[str]) -> None:
    """Print one line a format."""
    n_rows = int(arguments[0]) if arguments else N_ROWS
    with tempfile.TemporaryDirectory() as place:
        scores, outcomes = write_files(Path(place), n_rows)
        known = [language.language for language in load_languages()]
        for path in outcomes:
            wall, processor = time.perf_counter(), time.process_time()
            ready = read_import(scores, load_tasks(), known, name=path.suffix[1:], outcomes=[path])
            write_import(Home(Path(place) / "home"), ready, now=datetime.now(UTC))
            seconds, busy = time.perf_counter() - wall, time.process_time() - processor
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
            print(
                f"{path.suffix[1:]}: {n_rows:,} outcomes, {path.stat().st_size / 1e6:,.0f} MB, in {seconds:.1f} s "
                f"({busy:.1f} s of processor time), most memory of the process so far {peak:.1f} GB"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
