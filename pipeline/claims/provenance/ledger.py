"""What changed between two builds: verdicts that came, went or changed, and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import duckdb

from pipeline.claims.provenance.code_identity import judging_code_digest, judging_libraries
from pipeline.claims.provenance.ledger_file import (
    BuildLine,
    Cause,
    ChangeLine,
    Fingerprints,
    Ledger,
    Line,
    RunsPrint,
    State,
)
from pipeline.claims.queries import query_rows
from pipeline.domain.evidence import EvidenceKind
from pipeline.store.loading import naive_utc
from pipeline.store.tables import insert_rows

FIRST_BUILD = Cause(cause="first build", what="no earlier build is recorded")
_FIGURES = ("reported_scores", "datasets", "entered_scores")  # the last as far as somebody entered any
UNKNOWN = Cause(cause="unknown", what="none of the recorded inputs differs from the build before")


@dataclass(frozen=True, slots=True)
class _Named:
    """A verdict with what its causes hang on."""

    evidence_id: str
    claim_id: str
    kind: str
    label: str
    profile: str | None
    state: State


def record_changes(connection: duckdb.DuckDBPyConnection, ledger: Ledger, now: datetime) -> list[Line]:
    """The lines that an open, judged file adds to the ledger; also fills `verdict_changes` and `ledger_faults`.

    Nothing is written to disk: `pipeline.claims.provenance.ledger_file.append_lines` does that once the file is whole.
    """
    [(snapshot_id,)] = connection.execute("select snapshot_id from builds").fetchall()
    before, after = _last_states(ledger), {row.evidence_id: row for row in _states_now(connection)}
    old, new = last_fingerprints(ledger), fingerprints(connection)
    changes: list[Line] = []
    for evidence_id in sorted(before.keys() | after.keys()):
        was, now_is = before.get(evidence_id), after.get(evidence_id)
        if was and now_is and _word(was.state) == _word(now_is.state):
            continue
        about = (before | after)[evidence_id]
        changes.append(
            ChangeLine(
                recorded_at=now,
                snapshot_id=snapshot_id,
                evidence_id=evidence_id,
                claim_id=about.claim_id,
                evidence_kind=about.kind,
                profile=about.profile,
                label=about.label,
                before=was.state if was else None,
                after=now_is.state if now_is else None,
                causes=causes(about.claim_id, about.kind, about.profile, old, new),
            )
        )
    lines: list[Line] = list(changes)
    if old != new:
        lines.insert(0, BuildLine(recorded_at=now, snapshot_id=snapshot_id, fingerprints=new))
    _fill(connection, ledger, lines)
    return lines


def fingerprints(connection: duckdb.DuckDBPyConnection) -> Fingerprints:
    """What an open file was made of."""
    [tables] = query_rows(connection, "fingerprints_of_tables")
    return Fingerprints(
        code=judging_code_digest(),
        libraries=judging_libraries(),
        reported=_digest(*(tables[name] for name in _FIGURES if tables[name] or name != "entered_scores")),
        tasks=_digest(tables["tasks"], tables["languages"]),
        claims={row["claim_id"]: row["digest"] for row in query_rows(connection, "fingerprints_of_claims")},
        runs={
            row["profile"]: RunsPrint(n_runs=row["n_runs"], digest=row["digest"])
            for row in query_rows(connection, "fingerprints_of_runs")
        },
    )


def last_fingerprints(ledger: Ledger) -> Fingerprints | None:
    """Those of the newest build that the ledger tells of."""
    builds = [line for _, line in ledger.lines if isinstance(line, BuildLine)]
    return builds[-1].fingerprints if builds else None


def causes(claim_id: str, kind: str, profile: str | None, old: Fingerprints | None, new: Fingerprints) -> list[Cause]:
    """Everything that differs between two builds and can move a verdict of this claim, kind and profile.

    Several things may have changed at once; then each is listed, since which of them moved the verdict is not known.
    """
    if old is None:
        return [FIRST_BUILD]
    found = list(_claim_causes(claim_id, old.claims, new.claims))
    if kind != EvidenceKind.REPORTED:
        found += _run_causes(profile, old.runs, new.runs)
    if old.reported != new.reported:
        found.append(
            Cause(
                cause="reported figures changed",
                what="data/reference, or what was entered by hand, holds other figures",
            )
        )
    if old.tasks != new.tasks:
        found.append(Cause(cause="task definitions changed", what="tasks or languages are registered differently"))
    found += _library_causes(old.libraries, new.libraries)
    if old.code != new.code:
        found.append(Cause(cause="code changed", what=f"judging code {old.code} became {new.code}"))
    return found or [UNKNOWN]


def _claim_causes(claim_id: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Cause]:
    if old.get(claim_id) == new.get(claim_id):
        return
    what = "was added" if claim_id not in old else "was taken out" if claim_id not in new else "has another entry"
    yield Cause(cause="claims file changed", what=f"claim {claim_id} {what}")


def _run_causes(profile: str | None, old: dict[str, RunsPrint], new: dict[str, RunsPrint]) -> Iterator[Cause]:
    known = old.keys() | new.keys()
    for name in [profile] if profile in known else sorted(known):
        if name is None or old.get(name) == new.get(name):
            continue
        was, now_is = (each[name].n_runs if name in each else 0 for each in (old, new))
        if now_is > was:
            yield Cause(cause="new runs", what=f"{now_is - was} more of profile {name}")
        elif now_is < was:
            yield Cause(cause="runs removed", what=f"{was - now_is} fewer of profile {name}")
        else:
            yield Cause(cause="runs changed", what=f"other records or scores among the {now_is} of profile {name}")


def _library_causes(old: dict[str, str], new: dict[str, str]) -> Iterator[Cause]:
    for name in sorted(old.keys() | new.keys()):
        if old.get(name) != new.get(name):
            yield Cause(cause="libraries changed", what=f"{name} {old.get(name)} became {new.get(name)}")


def _last_states(ledger: Ledger) -> dict[str, _Named]:
    """The verdicts as the ledger leaves them."""
    states: dict[str, _Named] = {}
    for _, line in ledger.lines:
        if isinstance(line, BuildLine):
            continue
        states.pop(line.evidence_id, None)
        if line.after is not None:
            named = _Named(line.evidence_id, line.claim_id, line.evidence_kind, line.label, line.profile, line.after)
            states[line.evidence_id] = named
    return states


def _states_now(connection: duckdb.DuckDBPyConnection) -> Iterable[_Named]:
    for row in query_rows(connection, "verdict_states"):
        named = {name: row[name] for name in ("evidence_id", "claim_id", "kind", "label", "profile")}
        state = State(**{name: row[name] for name in ("verdict", "direction", "estimate", "low", "high")})
        yield _Named(**named, state=state)


def _word(state: State) -> tuple[str, str | None]:
    return state.verdict, state.direction


def _digest(*parts: str | None) -> str:
    return hashlib.sha256("|".join(part or "" for part in parts).encode()).hexdigest()[:16]


def _fill(connection: duckdb.DuckDBPyConnection, ledger: Ledger, new: list[Line]) -> None:
    numbered = [*ledger.lines, *enumerate(new, start=ledger.n_lines + 1)]
    rows = [change_row(number, line) for number, line in numbered if isinstance(line, ChangeLine)]
    insert_rows(connection, "verdict_changes", rows)
    insert_rows(connection, "ledger_faults", [{"line": fault.line, "fault": fault.fault} for fault in ledger.faults])


def change_row(number: int, line: ChangeLine) -> dict[str, object]:
    """Row of table `verdict_changes`."""
    row: dict[str, object] = {
        "line": number,
        "recorded_at": naive_utc(line.recorded_at),
        "causes": "[" + ", ".join(cause.model_dump_json() for cause in line.causes) + "]",
    }
    row |= {name: getattr(line, name) for name in ("snapshot_id", "evidence_id", "claim_id", "label")}
    for side, state in (("before", line.before), ("after", line.after)):
        for name in ("verdict", "direction", "estimate"):
            row[f"{name}_{side}"] = getattr(state, name) if state else None
    return row
