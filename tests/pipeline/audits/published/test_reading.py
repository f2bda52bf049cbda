import csv
from pathlib import Path

from pipeline.audits.published.stored import shipped_discrepancies

READ = Path(__file__).resolve().parents[4] / "benchmarks" / "discrepancies_read.csv"


def test_every_finding_on_the_shipped_figures_has_been_read():
    with READ.open(encoding="utf-8", newline="") as file:
        read = {row["sentence"]: row["reading"] for row in csv.DictReader(file)}
    assert {it.sentence for it in shipped_discrepancies()} == set(read)
    assert set(read.values()) == {"contradiction", "explained", "false alarm"}
