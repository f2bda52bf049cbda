"""The files that are entered to judge one measured gain, in the order in which they are.

    python -m benchmarks.path_of_one_gain

An import of one cell with its outcomes, two seeds, is built without claims. Then one claim of a gain is judged against
it: its cells are gathered, the mean gain and its interval estimated, the verdict decided and put into a sentence. Every
function that is called on the way is seen by a trace. What runs when a module is imported is no part of it, and the
nouns of `pipeline/domain` are listed apart.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import duckdb

from pipeline.build import build_judged, judged_against
from pipeline.claims.evidence.measured import measured_evidence
from pipeline.claims.queries import query_text
from pipeline.claims.registry.claims_file import load_claims
from pipeline.claims.verdicts.reasons import judged
from pipeline.domain.claim import Claim
from pipeline.domain.verdict import VerdictWord
from pipeline.importers.scores import read_import, write_import
from pipeline.store.home import REPOSITORY, Home
from pipeline.tasks.discovery import load_tasks

_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_SCORES = """\
encoder,regime,intermediate,target,language,metric,split,seed,value,n_examples
xlm-roberta-large,none,,xnli,de,accuracy,dev,0,50.0,4
xlm-roberta-large,none,,xnli,de,accuracy,dev,1,50.0,4
xlm-roberta-large,squad_v1,squad_v1,xnli,de,accuracy,dev,0,75.0,4
xlm-roberta-large,squad_v1,squad_v1,xnli,de,accuracy,dev,1,100.0,4
"""
_RIGHT = {("none", 0): 2, ("none", 1): 2, ("squad_v1", 0): 3, ("squad_v1", 1): 4}  # of four examples
_PACKAGE, _NOUNS = REPOSITORY / "pipeline", REPOSITORY / "pipeline" / "domain"


def one_gain() -> Claim:
    """The gain of SQuAD on XNLI."""
    claim = next(claim for claim in load_claims() if claim.claim_id == "phang2020-squad-gain")
    return replace(claim, regimes=("squad_v1",), tasks=("xnli",), only_languages=("de",))


def _outcomes(path: Path) -> Path:
    head = "encoder,regime,target,language,split,seed,example_id,outcome"
    rows = [
        f"xlm-roberta-large,{regime},xnli,de,dev,{seed},{number},{int(number < n_right)}"
        for (regime, seed), n_right in _RIGHT.items()
        for number in range(4)
    ]
    path.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    return path


@contextmanager
def entered() -> Iterator[list[str]]:
    """Files of the package whose functions are called inside, in the order of the first call."""
    found: dict[str, None] = {}

    def see(frame: FrameType, event: str, _: object) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(_PACKAGE) and frame.f_code.co_name != "<module>":
            found.setdefault(path.relative_to(REPOSITORY).as_posix())

    names: list[str] = []
    sys.setprofile(see)
    try:
        yield names
    finally:
        sys.setprofile(None)
        names.extend(found)


def path_of_one_gain(folder: Path) -> list[str]:
    """The files entered, for an import that is made in `folder`."""
    home, scores, no_claims = Home(folder / "home"), folder / "scores.csv", folder / "no-claims"
    scores.write_text(_SCORES, encoding="utf-8")
    no_claims.mkdir()
    tasks = load_tasks()
    outcomes = (_outcomes(folder / "outcomes.csv"),)
    write_import(home, read_import(scores, tasks, ["de"], name="one", benchmark="XTREME", outcomes=outcomes), now=_NOW)
    path = build_judged(home, now=_NOW, git_commit=None, tasks=list(tasks.values()), claims_folder=no_claims)
    files: list[str] = []

    def judge(connection: duckdb.DuckDBPyConnection, claims: Sequence[Claim]) -> None:
        connection.execute(query_text("hold_gains"))
        with entered() as names:
            [evidence] = measured_evidence(connection, claims[0], {"xnli": ("de",)})
            verdict = judged(claims[0], evidence)
        assert verdict.verdict is VerdictWord.CONSISTENT, verdict  # 37.5 points, two seeds 25 apart
        files.extend(names)

    with judged_against(path, [one_gain()], judge):
        return files


def main() -> None:
    """Print the files and their number."""
    with tempfile.TemporaryDirectory() as made:
        files = path_of_one_gain(Path(made))
    nouns = [file for file in files if (REPOSITORY / file).is_relative_to(_NOUNS)]
    steps = [file for file in files if file not in nouns]
    print(*steps, f"{len(steps)} files, and the nouns: {', '.join(nouns)}", sep="\n")


if __name__ == "__main__":
    main()
